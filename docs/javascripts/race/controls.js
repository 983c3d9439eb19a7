// Everything that can be turned, built from what the engine says of itself.

import { h, select, slider, unique } from "./dom.js";
import { markerIcon } from "./markers.js";
import { say } from "./racers.js";
import { bounds, clamp, limits, modes, round, speeds } from "./settings.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Found} Found */

const SLIDER = { low: 1e-4, high: 10 };

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
    /** @type {string[] | null} which hyperparameters are shown, where not all are */
    this.only = null;
    this.surface = select("Surface", titles(engine.surfaces), (surface) => {
      apply({ surface, start: [...engine.surfaces[surface].start], t: null });
    });
    this.schedule = select("Schedule", titles(engine.schedules), (schedule) => apply({ schedule }));
    this.chips = new Map(Object.keys(engine.optimizers).map((slug) => [slug, this.chip(slug)]));
    this.lr = slider({
      label: "Learning rate",
      ...SLIDER,
      log: true,
      least: limits.lr.low,
      most: limits.lr.high,
      change: (lr) => apply({ lr }),
    });
    this.limit = h(
      "span",
      { class: "limit", title: "Above this, gradient descent can rest in none of the minima" },
      h("span", { class: "long" }, "gradient descent’s limit"),
      h("span", { class: "short" }, "SGD’s limit"),
    );
    this.lr.element.append(this.limit);
    this.own = h("div", { class: "own" });
    /** @type {{slug: string, set: (value: number) => void}[]} */
    this.ownRates = [];
    this.modes = this.radios();
    this.note = h("p", { class: "note" });
    this.steps = slider({
      label: "Steps",
      low: 10,
      high: limits.steps.high,
      log: true,
      least: limits.steps.low,
      // Away from where it is: a key's step of a slider may be less than half a step of the race.
      change: (steps) => {
        const whole = steps > this.settings.steps ? Math.ceil(steps) : Math.floor(steps);
        apply({ steps: whole, t: null });
      },
    });
    const paces = speeds.map((value) => /** @type {[string, string]} */ ([value, `${value}×`]));
    this.speed = select("Speed", paces, (speed) => apply({ speed: Number(speed) }));
    this.start = ["x", "y"].map((axis, i) =>
      h("input", { type: "number", step: "0.1", "aria-label": `Start, ${axis}`, onchange: () => this.moveStart(i) }),
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
    return modes.map(([value, words]) => {
      const radio = h("input", { type: "radio", name, value, onchange: () => this.apply({ rates: value }) });
      return { radio, label: h("label", { class: "mode" }, radio, words) };
    });
  }

  /** @returns {HTMLElement} the learning rate: the slider first, since nothing is turned more often */
  rate() {
    return h(
      "fieldset",
      { class: "rates" },
      h("legend", {}, "Learning rate"),
      this.lr.element,
      this.own,
      h("div", { class: "modes" }, ...this.modes.map(({ label }) => label)),
      this.note,
    );
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
    list.append(unfold);
    return h("fieldset", { class: "racers" }, h("legend", {}, "Optimizers"), list);
  }

  /** @returns {HTMLElement} what stands below it, folded */
  more() {
    const field = (/** @type {string} */ words, /** @type {HTMLElement[]} */ ...inner) =>
      h("div", { class: "field" }, h("span", {}, words), ...inner);
    return h(
      "details",
      { class: "more" },
      h("summary", {}, "Start, steps, schedule, speed and hyperparameters"),
      h(
        "div",
        { class: "knobs" },
        field("Start (x, y)", h("span", { class: "pair" }, ...this.start)),
        field("Steps", this.steps.element),
        this.schedule.field,
        this.speed.field,
      ),
      this.knobs,
    );
  }

  /** Set every control, which a reader may be about to turn: not while a search merely goes on. @param {Settings} settings */
  show(settings) {
    this.settings = settings;
    this.surface.element.value = settings.surface;
    this.schedule.element.value = settings.schedule;
    this.speed.element.value = String(settings.speed);
    for (const [slug, { box }] of this.chips) box.checked = settings.optimizers.includes(slug);
    for (const { radio } of this.modes) radio.checked = radio.value === settings.rates;
    this.lr.set(settings.lr);
    this.lr.element.hidden = settings.rates !== "same";
    this.steps.set(settings.steps);
    settings.start.forEach((value, i) => {
      this.start[i].value = String(value);
    });
    this.showLimit(settings);
    this.showOwn(settings);
    this.showKnobs(settings);
  }

  /** @param {Settings} settings @param {Found} rates the rates that a search has found @param {boolean} fitted whether it has found one for all */
  tell(settings, rates, fitted) {
    this.note.textContent = this.explain(settings, rates, fitted);
  }

  /** Show a rate for each who races, where each has its own. @param {Settings} settings */
  showOwn({ rates, optimizers, hyper, lr }) {
    const wanted = rates === "own" ? optimizers : [];
    if (wanted.join() !== this.ownRates.map(({ slug }) => slug).join()) {
      const made = wanted.map((slug) => this.ownRate(slug));
      this.own.replaceChildren(...made.map(({ element }) => element));
      this.ownRates = made;
    }
    for (const { slug, set } of this.ownRates) set(hyper[slug]?.lr ?? lr);
  }

  /** @param {string} slug */
  ownRate(slug) {
    const { title, marker, color } = this.engine.optimizers[slug];
    const made = this.knob(slug, this.rateKnob(slug));
    const name = h("span", { class: "name" }, markerIcon(this.engine.shapes[marker]), title);
    name.style.setProperty("--light", color.light);
    name.style.setProperty("--dark", color.dark);
    return { slug, set: made.set, element: h("div", { class: "field" }, name, made.element) };
  }

  /** @param {string} slug */
  rateKnob(slug) {
    const { hyperparameters } = this.engine.optimizers[slug];
    return /** @type {import("../types").Knob} */ (hyperparameters.find(({ name }) => name === "lr"));
  }

  /** @param {Settings} settings */
  showLimit({ surface }) {
    const limit = this.restsBelow(surface);
    const share = clamp(this.lr.place(limit), 0, 1);
    this.limit.style.setProperty("--share", String(share));
    this.limit.classList.toggle("turned", share > 0.5); // its words go to the side where there is room
  }

  /** @param {string} surface @returns {number} the rate above which gradient descent can rest in no minimum */
  restsBelow(surface) {
    return Math.max(...this.engine.surfaces[surface].limits);
  }

  /** @param {Settings} settings @param {Found} rates @param {boolean} fitted */
  explain(settings, rates, fitted) {
    if (settings.rates === "tuned") {
      const lost = settings.optimizers.filter((slug) => rates[slug] === null);
      const names = lost.map((slug) => this.engine.optimizers[slug].title).join(", ");
      const but = names && ` But no rate keeps these in the picture, which take the smallest: ${names}.`;
      return `Each at ${this.engine.search.words}.${but}`;
    }
    if (settings.rates === "own") return "Everyone takes a rate of its own.";
    const limit = say(this.restsBelow(settings.surface));
    const whence = fitted ? ", the best here for all of them together" : "";
    return `Everyone takes this rate${whence}. Above 2/λmax = ${limit} gradient descent can rest in no minimum; others have other limits.`;
  }

  /** Rebuild the hyperparameters if other optimizers are chosen, else only set them. @param {Settings} settings */
  showKnobs(settings) {
    const shape = settings.optimizers.join();
    if (shape !== this.shape) {
      this.shape = shape;
      this.sliders = settings.optimizers.map((slug) => this.knobsOf(slug));
      const shown = this.sliders.filter(({ parts }) => !this.only || parts.length > 0);
      this.knobs.replaceChildren(...shown.map(({ element }) => element));
    }
    for (const { slug, parts } of this.sliders) {
      for (const { knob, set } of parts) set(settings.hyper[slug]?.[knob.name] ?? knob.default);
    }
  }

  /** @param {string} slug @param {import("../types").Knob} knob */
  knob(slug, knob) {
    const { low: least, high: most } = bounds(knob);
    const { low, high } = knob.name === "lr" ? SLIDER : knob;
    const label = `${this.engine.optimizers[slug].title}, ${knob.name}: ${knob.meaning}`;
    const change = (/** @type {number} */ value) => {
      const { hyper } = this.settings;
      this.apply({ hyper: { ...hyper, [slug]: { ...hyper[slug], [knob.name]: value } } });
    };
    return slider({ label, low, high, log: knob.scale === "log", least, most, change });
  }

  /** @param {string} slug everything but the rate, which stands above */
  knobsOf(slug) {
    const { title, hyperparameters } = this.engine.optimizers[slug];
    const parts = hyperparameters
      .filter(({ name }) => name !== "lr" && (!this.only || this.only.includes(name)))
      .map((knob) => {
        const made = this.knob(slug, knob);
        const words = h("span", {}, `${knob.name}: ${knob.meaning}`);
        return { knob, set: made.set, element: h("div", { class: "field" }, words, made.element) };
      });
    const legend = h("legend", {}, title);
    const content = parts.length > 0 ? parts.map(({ element }) => element) : ["nothing but the learning rate"];
    return { slug, parts, element: h("fieldset", {}, legend, ...content) };
  }
}

/** @param {Record<string, {title: string}>} table @returns {[string, string][]} */
const titles = (table) => Object.entries(table).map(([slug, { title }]) => [slug, title]);
