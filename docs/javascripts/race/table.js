// The result in words and numbers; also the key to the colors.

import { h } from "./dom.js";
import { markerIcon } from "./markers.js";
import { outcome, say } from "./racers.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Optimizer} Optimizer */
/** @typedef {import("../types").Racer} Racer */

const HEADS = ["Optimizer", "Rate", "Outcome", "Last loss", "Distance"];

/**
 * @param {Engine} engine @param {Racer[]} racers @param {string[]} slugs everyone, also who waits for a rate
 * @param {import("../types").Progress} progress how far a search for rates is
 */
export function resultTable(engine, racers, slugs, progress) {
  const rows = slugs.map((slug) => {
    const optimizer = engine.optimizers[slug];
    const name = h("th", { scope: "row" }, markerIcon(engine.shapes[optimizer.marker]), optimizer.title);
    name.style.setProperty("--light", optimizer.color.light);
    name.style.setProperty("--dark", optimizer.color.dark);
    const racer = racers.find((each) => each.optimizer === optimizer);
    const lost = racer !== undefined && racer.run.divergedAt >= 0;
    const cells = racer ? facts(racer) : ["", "waits for its rate", "", ""];
    return h("tr", { class: lost ? "lost" : "" }, name, ...cells.map((text) => h("td", {}, text)));
  });
  const head = h("thead", {}, h("tr", {}, ...HEADS.map((text) => h("th", { scope: "col" }, text))));
  const caption = progress
    ? `The search for rates goes on: ${progress.found} of ${progress.all} are found.`
    : `Distance is to the nearest minimum; arrived means within ${engine.close} of one to the end.`;
  return h("table", {}, h("caption", {}, caption), head, h("tbody", {}, ...rows));
}

/** @param {Racer} racer @returns {string[]} */
function facts(racer) {
  const { hyper, run, away } = racer;
  return [say(hyper.lr), outcome(racer), say(run.values[run.values.length - 1]), say(away)];
}

/** @param {Racer[]} racers @returns {string} the result in a sentence or two */
export function told(racers) {
  if (racers.length === 0) return "Nobody races. Choose an optimizer.";
  const sorted = [...racers].sort((a, b) => rank(a) - rank(b));
  return `${sorted.map((racer) => `${racer.optimizer.title} ${outcome(racer)}`).join("; ")}.`;
}

/** @param {Racer} racer */
function rank({ run, arrivedAt, away }) {
  return run.divergedAt >= 0 ? 1e9 : arrivedAt >= 0 ? arrivedAt : 1e6 + away;
}
