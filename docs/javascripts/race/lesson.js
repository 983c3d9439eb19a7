// A race for a lesson: map, player, the controls that the lesson is about, and how everyone stands, in a line each.

import { race } from "../engine.js";
import { h } from "./dom.js";
import { markerIcon } from "./markers.js";
import { distance, isLost, leftAt, outcome, say } from "./racers.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Racer} Racer */
/** @typedef {ReturnType<typeof import("./view.js").buildParts>} Parts */

const USUAL = "play,lr";
const NAMED = race.controls;

/**
 * Return which controls are asked for: names, or hyperparameters of any optimizer; and a complaint about the others.
 * @param {Engine} engine @param {string | null} asked @returns {{names: string[], complaint: string}}
 */
export function namedControls(engine, asked) {
  const knobs = Object.values(engine.optimizers).flatMap((each) => each.hyperparameters.map(({ name }) => name));
  const known = [...new Set([...NAMED, ...knobs])];
  const words = (asked ?? USUAL).split(",").map((word) => word.trim());
  const unknown = words.filter((word) => !known.includes(word));
  const what = unknown[0]?.slice(0, 40);
  return {
    names: words.filter((word) => known.includes(word)),
    complaint: unknown.length > 0 ? `A race has no control “${what}”; there are ${NAMED.join(", ")}.` : "",
  };
}

/**
 * Show these controls only, and what a lesson needs besides.
 * @param {HTMLElement} frame @param {Parts} parts @param {string[]} names
 */
export function arrangeLesson(frame, parts, names) {
  const { canvas, controls, player, handle, lines, full, talk, notice, spoken } = parts;
  const has = (/** @type {string} */ name) => names.includes(name);
  controls.only = names;
  handle.element.hidden = !has("start");
  for (const part of player.element.querySelectorAll("button, input")) part.toggleAttribute("hidden", !has("play"));
  const field = (/** @type {string} */ words, /** @type {HTMLElement} */ inner) =>
    h("div", { class: "field" }, h("span", {}, words), inner);
  const rate = h("fieldset", { class: "rates" }, h("legend", {}, "Learning rate"));
  if (has("lr")) rate.append(controls.lr.element, controls.own);
  if (has("rates")) rate.append(h("div", { class: "modes" }, ...controls.modes.map(({ label }) => label)));
  const shown = [
    has("lr") || has("rates") ? rate : "",
    has("optimizers") ? controls.racers() : "",
    has("surface") ? controls.surface.field : "",
    has("schedule") ? controls.schedule.field : "",
    has("steps") ? field("Steps", controls.steps.element) : "",
    has("speed") ? controls.speed.field : "",
    names.some((name) => !NAMED.includes(name)) ? controls.knobs : "",
  ].filter(Boolean);
  frame.style.setProperty("--controls", String(names.filter((name) => !["play", "start"].includes(name)).length));
  frame.replaceChildren(
    h(
      "div",
      { class: "stage" },
      h("div", {}, h("div", { class: "map" }, canvas, handle.element), player.element),
      h("div", { class: "side" }, ...shown, lines.element, h("div", { class: "ways" }, full, talk), notice),
    ),
    spoken,
  );
}

/** @param {import("../types").Optimizer} optimizer @returns {string} its title without what stands in parentheses */
const name = ({ title }) => title.split(" (")[0];

/** @param {Racer} racer @param {number} t @returns {string} what has happened by step `t` */
function happened(racer, t) {
  const { run, arrivedAt } = racer;
  const left = leftAt(racer, t);
  if (left >= 0 && !run.broken) return `left the picture at step ${left}`;
  if (isLost(racer, t)) return outcome(racer, t);
  if (arrivedAt >= 0 && t >= arrivedAt) return `arrived after ${arrivedAt} step${arrivedAt === 1 ? "" : "s"}`;
  return `still ${say(distance(run, t, racer.surface))} away`;
}

/** @param {Racer[]} racers @param {number} t @returns {string} the same for everyone, as a sentence */
export function story(racers, t) {
  if (racers.length === 0) return "Nobody races.";
  return `${racers.map((racer) => `${name(racer.optimizer)}: ${happened(racer, t)}`).join("; ")}.`;
}

/** A line for everyone, which is also the key to the colors. */
export class Lines {
  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.element = h("div", { class: "lines" });
    /** @type {Racer[]} */
    this.racers = [];
    /** @type {HTMLElement[]} */
    this.said = [];
  }

  /** @param {Racer[]} racers @param {number} t */
  show(racers, t) {
    if (racers.some((racer, i) => racer !== this.racers[i]) || racers.length !== this.racers.length) {
      this.racers = racers;
      this.said = racers.map(() => h("span"));
      this.element.replaceChildren(...racers.map(({ optimizer }, i) => this.line(optimizer, this.said[i])));
      const frame = /** @type {HTMLElement | null} */ (this.element.closest(".race")); // null where it is not shown
      frame?.style.setProperty("--racers", String(racers.length));
    }
    racers.forEach((racer, i) => {
      const words = happened(racer, t);
      if (this.said[i].textContent !== words) this.said[i].textContent = words;
    });
  }

  /** @param {import("../types").Optimizer} optimizer @param {HTMLElement} said */
  line(optimizer, said) {
    const icon = markerIcon(this.engine.shapes[optimizer.marker]);
    const line = h("p", { class: "name" }, icon, `${name(optimizer)}: `, said);
    line.style.setProperty("--light", optimizer.color.light);
    line.style.setProperty("--dark", optimizer.color.dark);
    return line;
  }
}
