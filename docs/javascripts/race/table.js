// The result in words and numbers; also the key to the colors.

import { h } from "./dom.js";
import { markerIcon } from "./markers.js";
import { arrival, distances, NEAR, outcome, say } from "./racers.js";

/** @typedef {import("../types").Racer} Racer */
/** @typedef {import("../types").Surface} Surface */

const HEADS = ["Optimizer", "Rate", "Outcome", "Last loss", "Distance"];

/** @param {Racer[]} racers @param {Surface} surface */
export function resultTable(racers, surface) {
  const rows = racers.map((racer) => {
    const { optimizer, hyper, run } = racer;
    const last = run.values.length - 1;
    const name = h("th", { scope: "row" }, markerIcon(optimizer.marker), optimizer.title);
    name.style.setProperty("--light", optimizer.color.light);
    name.style.setProperty("--dark", optimizer.color.dark);
    const cells = [say(hyper.lr), outcome(racer, surface), say(run.values[last]), say(distances(run, surface)[last])];
    return h("tr", { class: run.divergedAt < 0 ? "" : "lost" }, name, ...cells.map((text) => h("td", {}, text)));
  });
  const head = h("thead", {}, h("tr", {}, ...HEADS.map((text) => h("th", { scope: "col" }, text))));
  const caption = `Distance is to the nearest minimum; arrived means within ${NEAR} of one to the end.`;
  return h("table", {}, h("caption", {}, caption), head, h("tbody", {}, ...rows));
}

/** @param {Racer[]} racers @param {Surface} surface @returns {string} the result in a sentence or two */
export function told(racers, surface) {
  if (racers.length === 0) return "Nobody races. Choose an optimizer.";
  const sorted = [...racers].sort((a, b) => rank(a, surface) - rank(b, surface));
  return `${sorted.map((racer) => `${racer.optimizer.title} ${outcome(racer, surface)}`).join("; ")}.`;
}

/** @param {Racer} racer @param {Surface} surface */
function rank({ run }, surface) {
  const step = arrival(run, surface);
  return run.divergedAt >= 0 ? 1e9 : step >= 0 ? step : 1e6 + distances(run, surface)[run.values.length - 1];
}
