// Everything that can be turned, built from what the engine says of itself.

import { h, select, slider, unique } from "./dom.js";
import { markerIcon } from "./markers.js";
import { say } from "./racers.js";
import { bounds, clamp, LIMITS, round } from "./settings.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Found} Found */

const SLIDER = { low: 1e-4, high: 10 };
const MODES = /** @type {const} */ ([
  ["same", "the same for all"],
  ["own", "one for each"],
  ["tuned", "best of a search"],
]);

export class Controls {
  /**
   * @param {Engine} engine
   * @param {Settings} settings
   * @param {(change: Partial<Settings>) => void} apply told of every change
   */
  constructor(engine, settings, apply) {
    this.engine = engine;
    this.settings = settings;
    this.apply = apply;
    /** @type {ReturnType<Controls["knobsOf"]>[]} */
    this.sliders = [];
    this.shape = "";
    this.surface = select("Surface", titles(engine.surfaces), (surface) => {
      apply({ surface, start: [...engine.surfaces[surface].start], t: null });
    });
    this.schedule = select("Schedule", titles(engine.schedules), (schedule) => apply({ schedule }));
    this.chips = new Map(Object.keys(engine.optimizers).map((slug) => [slug, this.chip(slug)]));
    this.lr = slider({
      label: "Learning rate",
      ...SLIDER,
      log: true,
      least: LIMITS.lr.low,
      most: LIMITS.lr.high,
      change: (lr) => apply({ lr }),
    });
    this.limit = h(
      "span",
      { class: "limit", title: "Above this, gradient descent can rest in none of the minima" },
      "2/λmax",
    );
    this.lr.element.append(this.limit);
    this.modes = this.radios();
    this.note = h("p", { class: "note" });
    this.steps = slider({
      label: "Steps",
      low: 10,
      high: LIMITS.steps.high,
      log: true,
      least: LIMITS.steps.low,
      change: (steps) => apply({ steps: Math.round(steps), t: null }),
    });
    this.start = ["x", "y"].map((axis, i) =>
      h("input", { type: "number", step: "any", "aria-label": `Start, ${axis}`, onchange: () => this.moveStart(i) }),
    );
    this.knobs = h("div", { class: "knobs" });
  }

  /** @param {number} i */
  moveStart(i) {
    const { surface, start } = this.settings;
    const value = this.start[i].value === "" ? Number.NaN : Number(this.start[i].value);
    /** @type {[number, number]} */
    const moved = [...start];
    if (Number.isFinite(value)) moved[i] = round(clamp(value, ...this.engine.surfaces[surface].window[i]));
    this.apply({ start: moved, t: null });
  }

  /** @param {string} slug */
  chip(slug) {
    const { title, marker, color } = this.engine.optimizers[slug];
    const box = h("input", {
      type: "checkbox",
      onchange: () => {
        const { optimizers } = this.settings;
        const chosen = box.checked ? [...optimizers, slug] : optimizers.filter((each) => each !== slug);
        this.apply({ optimizers: Object.keys(this.engine.optimizers).filter((each) => chosen.includes(each)) });
      },
    });
    const label = h("label", { class: "chip" }, box, markerIcon(this.engine.shapes[marker]), title);
    label.style.setProperty("--light", color.light);
    label.style.setProperty("--dark", color.dark);
    return { box, label };
  }

  radios() {
    const name = unique("rates");
    return MODES.map(([value, words]) => {
      const radio = h("input", { type: "radio", name, value, onchange: () => this.apply({ rates: value }) });
      return { radio, label: h("label", { class: "mode" }, radio, words) };
    });
  }

  /** @returns {HTMLElement[]} what stands above the map */
  top() {
    return [
      this.surface.field,
      h(
        "fieldset",
        { class: "rates" },
        h("legend", {}, "Learning rate"),
        h("div", { class: "modes" }, ...this.modes.map(({ label }) => label)),
        this.lr.element,
        this.note,
      ),
    ];
  }

  /** @returns {HTMLElement} who races: what stands beside the map, as the key to its colors */
  racers() {
    /** @type {Map<string, HTMLElement[]>} */
    const families = new Map();
    for (const [slug, { label }] of this.chips) {
      const { family } = this.engine.optimizers[slug];
      if (!families.has(family)) families.set(family, [h("span", { class: "family" }, family)]);
      families.get(family)?.push(label);
    }
    // Folded, only those who race are shown: dozens of names would hide the few that matter.
    const list = h("div", { class: "chips folded" }, ...[...families.values()].flat());
    const words = `All ${this.chips.size} optimizers`;
    const unfold = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, words);
    unfold.addEventListener("click", () => {
      const folded = list.classList.toggle("folded");
      unfold.setAttribute("aria-expanded", String(!folded));
      unfold.textContent = folded ? words : "Only those in the race";
    });
    return h("fieldset", {}, h("legend", {}, "Optimizers"), list, unfold);
  }

  /** @returns {HTMLElement} what stands below it, folded */
  more() {
    const field = (/** @type {string} */ words, /** @type {HTMLElement[]} */ ...inner) =>
      h("div", { class: "field" }, h("span", {}, words), ...inner);
    return h(
      "details",
      { class: "more" },
      h("summary", {}, "Start, steps, schedule and hyperparameters"),
      h(
        "div",
        { class: "knobs" },
        field("Start (x, y)", h("span", { class: "pair" }, ...this.start)),
        field("Steps", this.steps.element),
        this.schedule.field,
      ),
      this.knobs,
    );
  }

  /** Set every control, which a reader may be about to turn: not while a search merely goes on. @param {Settings} settings */
  show(settings) {
    this.settings = settings;
    this.surface.element.value = settings.surface;
    this.schedule.element.value = settings.schedule;
    for (const [slug, { box }] of this.chips) box.checked = settings.optimizers.includes(slug);
    for (const { radio } of this.modes) radio.checked = radio.value === settings.rates;
    this.lr.set(settings.lr);
    this.lr.element.hidden = settings.rates !== "same";
    this.steps.set(settings.steps);
    settings.start.forEach((value, i) => {
      this.start[i].value = String(value);
    });
    this.showLimit(settings);
    this.showKnobs(settings);
  }

  /** @param {Settings} settings @param {Found} rates the rates that a search has found */
  tell(settings, rates) {
    this.note.textContent = this.explain(settings, rates);
  }

  /** @param {Settings} settings */
  showLimit({ surface }) {
    const limit = this.restsBelow(surface);
    this.limit.style.setProperty("--share", String(clamp(this.lr.place(limit), 0, 1)));
  }

  /** @param {string} surface @returns {number} the rate above which gradient descent can rest in no minimum */
  restsBelow(surface) {
    return Math.max(...this.engine.surfaces[surface].limits);
  }

  /** @param {Settings} settings @param {Found} rates */
  explain(settings, rates) {
    if (settings.rates === "tuned") {
      const lost = settings.optimizers.filter((slug) => rates[slug] === null);
      const names = lost.map((slug) => this.engine.optimizers[slug].title).join(", ");
      const but = names && ` But no rate keeps these in the picture, which take the smallest: ${names}.`;
      return `Each at ${this.engine.search.words}.${but}`;
    }
    if (settings.rates === "own") {
      const all = settings.optimizers.map((slug) => {
        const rate = settings.hyper[slug]?.lr ?? settings.lr;
        return `${this.engine.optimizers[slug].title} ${say(rate)}`;
      });
      return `Set each one's rate below. Now: ${all.join(", ")}.`;
    }
    const limit = say(this.restsBelow(settings.surface));
    return `Everyone takes this rate. Above 2/λmax = ${limit} gradient descent can rest in none of the minima.`;
  }

  /** Rebuild the hyperparameters if other optimizers are chosen, else only set them. @param {Settings} settings */
  showKnobs(settings) {
    const shape = `${settings.optimizers}|${settings.rates}`;
    if (shape !== this.shape) {
      this.shape = shape;
      this.sliders = settings.optimizers.map((slug) => this.knobsOf(slug, settings.rates === "own"));
      this.knobs.replaceChildren(...this.sliders.map(({ element }) => element));
    }
    for (const { slug, parts } of this.sliders) {
      for (const { knob, set } of parts) {
        const otherwise = knob.name === "lr" ? settings.lr : knob.default;
        set(settings.hyper[slug]?.[knob.name] ?? otherwise);
      }
    }
  }

  /** @param {string} slug @param {boolean} withRate */
  knobsOf(slug, withRate) {
    const { title, hyperparameters } = this.engine.optimizers[slug];
    const parts = hyperparameters
      .filter((knob) => withRate || knob.name !== "lr")
      .map((knob) => {
        const { low: least, high: most } = bounds(knob);
        const { low, high } = knob.name === "lr" ? SLIDER : knob;
        const words = `${knob.name}: ${knob.meaning}`;
        const change = (/** @type {number} */ value) => {
          const { hyper } = this.settings;
          this.apply({ hyper: { ...hyper, [slug]: { ...hyper[slug], [knob.name]: value } } });
        };
        const made = slider({ label: `${title}, ${words}`, low, high, log: knob.scale === "log", least, most, change });
        return { knob, set: made.set, element: h("div", { class: "field" }, h("span", {}, words), made.element) };
      });
    const legend = h("legend", {}, title);
    const content = parts.length > 0 ? parts.map(({ element }) => element) : ["nothing but the learning rate"];
    return { slug, parts, element: h("fieldset", {}, legend, ...content) };
  }
}

/** @param {Record<string, {title: string}>} table @returns {[string, string][]} */
const titles = (table) => Object.entries(table).map(([slug, { title }]) => [slug, title]);
