// The parts of a race, built whole, and how they stand on the page.

import { LossChart } from "./chart.js";
import { Controls } from "./controls.js";
import { h } from "./dom.js";
import { keepKeys } from "./keys.js";
import { Lines } from "./lesson.js";
import { RaceMap } from "./map.js";
import { Player } from "./player.js";
import { StartHandle } from "./start.js";
import { ResultTable } from "./table.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */

/**
 * @typedef {object} Hands what a reader's doing is told to
 * @property {(change: Partial<Settings>) => void} change
 * @property {() => void} moved
 * @property {(t: number | null) => void} settle
 * @property {(left: number, top: number) => void} moveStart
 * @property {(dx: number, dy: number) => void} nudgeStart
 * @property {() => void} reset
 * @property {() => void} copyLink
 * @property {() => void} copyEmbed
 * @property {() => void} talk
 */

/** @param {Engine} engine @param {Settings} settings @param {Hands} hands */
export function buildParts(engine, settings, hands) {
  const canvas = h("canvas", { role: "img" });
  const words = "Loss above lowest, step by step; the table has the numbers";
  const chart = h("canvas", { role: "img", "aria-label": words });
  return {
    canvas,
    map: new RaceMap(canvas, engine, hands.moved),
    chart: new LossChart(chart, engine),
    controls: new Controls(engine, settings, hands.change),
    player: new Player(hands.moved, hands.settle),
    handle: new StartHandle(canvas, hands.moveStart, hands.nudgeStart),
    result: new ResultTable(engine),
    lines: new Lines(engine),
    full: h("a", { class: "full" }, "Open in the full race"),
    talk: h("button", { type: "button", class: "talk", onclick: hands.talk }, "Use in a talk"),
    spoken: h("p", { class: "spoken", role: "status" }),
    notice: h("p", { class: "notice", role: "status", hidden: true }),
    buttons: [
      h("button", { type: "button", onclick: hands.reset }, "Reset"),
      h("button", { type: "button", onclick: hands.copyLink }, "Copy link"),
      h("button", { type: "button", class: "copy-embed", onclick: hands.copyEmbed }, "Copy embed code"),
    ],
  };
}

/**
 * What a reader needs first comes first: the map, the player and the rate.
 * @param {ReturnType<typeof buildParts>} parts @returns {HTMLElement} hidden until there is a style to be shown in
 */
export function arrange({ canvas, chart, controls, player, handle, result, talk, spoken, notice, buttons }) {
  const frame = h(
    "div",
    { class: "race", role: "group", "aria-label": "Optimizer race", hidden: true },
    h(
      "div",
      { class: "stage" },
      h("div", {}, h("div", { class: "map" }, canvas, handle.element), player.element),
      h(
        "div",
        { class: "side" },
        controls.rate(),
        controls.surface.field,
        controls.racers(),
        h("figure", { class: "chart" }, h("figcaption", {}, "Loss above lowest"), chart.canvas),
      ),
    ),
    result.element,
    controls.more(),
    h("div", { class: "foot" }, ...buttons, talk, notice),
    spoken,
  );
  keepKeys(frame);
  return frame;
}
