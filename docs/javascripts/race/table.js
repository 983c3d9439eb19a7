// How everyone stands at the step shown, in words and numbers; also the key to the colors.

import { h } from "./dom.js";
import { markerIcon } from "./markers.js";
import { above, distance, isLost, outcome, say } from "./racers.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Optimizer} Optimizer */
/** @typedef {import("../types").Racer} Racer */

const HEADS = ["Optimizer", "Rate", "Outcome", "Loss above lowest", "Distance"];

export class ResultTable {
  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.caption = h("caption");
    this.body = h("tbody");
    const head = h("thead", {}, h("tr", {}, ...HEADS.map((text) => h("th", { scope: "col" }, text))));
    this.element = h("div", { class: "result" }, h("table", {}, this.caption, head, this.body));
    /** @type {{optimizer: Optimizer, racer: Racer | undefined, row: HTMLElement, cells: HTMLElement[]}[]} */
    this.rows = [];
  }

  /**
   * A row stays while its racer does: rates are found one by one, and there may be dozens.
   * @param {Racer[]} racers @param {string[]} slugs everyone, also who waits for a rate
   * @param {import("../types").Progress} progress how far a search for rates is
   */
  build(racers, slugs, progress) {
    this.rows = slugs.map((slug) => {
      const optimizer = this.engine.optimizers[slug];
      const racer = racers.find((each) => each.optimizer === optimizer);
      return this.rows.find((row) => row.optimizer === optimizer && row.racer === racer) ?? this.row(optimizer, racer);
    });
    this.body.replaceChildren(...this.rows.map(({ row }) => row));
    this.caption.textContent = progress
      ? `The search for rates goes on: ${progress.found} of ${progress.all} are found.`
      : `As at the step shown. Distance is to the nearest minimum; arrived means within ${this.engine.close} of one to the end.`;
  }

  /** @param {Optimizer} optimizer @param {Racer | undefined} racer */
  row(optimizer, racer) {
    const name = h("th", { scope: "row" }, markerIcon(this.engine.shapes[optimizer.marker]), optimizer.title);
    // A phone has no room for a column of rates.
    if (racer) name.append(h("small", {}, `rate ${say(racer.hyper.lr)}`));
    name.style.setProperty("--light", optimizer.color.light);
    name.style.setProperty("--dark", optimizer.color.dark);
    const texts = racer ? [say(racer.hyper.lr), "", "", ""] : ["", "waits for its rate", "", ""];
    const cells = texts.map((text) => h("td", {}, text));
    return { optimizer, racer, row: h("tr", {}, name, ...cells), cells };
  }

  /** Say how everyone stands at step `t`; only what has changed is written. @param {number} t */
  show(t) {
    for (const { racer, row, cells } of this.rows) {
      if (!racer) continue;
      const texts = [outcome(racer, t), say(above(racer, t)), say(distance(racer.run, t, racer.surface))];
      texts.forEach((text, i) => {
        if (cells[i + 1].textContent !== text) cells[i + 1].textContent = text;
      });
      row.classList.toggle("lost", isLost(racer, t));
    }
  }
}

/** @param {Racer[]} racers @param {number} t @returns {string} how they stand at step `t`, in a sentence or two */
export function told(racers, t) {
  if (racers.length === 0) return "Nobody races. Choose an optimizer.";
  const sorted = [...racers].sort((a, b) => rank(a, t) - rank(b, t));
  return `${sorted.map((racer) => `${racer.optimizer.title} ${outcome(racer, t)}`).join("; ")}.`;
}

/** @param {Racer} racer @param {number} t */
function rank(racer, t) {
  if (isLost(racer, t)) return 1e9;
  const { run, arrivedAt, surface } = racer;
  return arrivedAt >= 0 && t >= arrivedAt ? arrivedAt : 1e6 + distance(run, t, surface);
}
