// What a race shows, read from attributes and from the URL, and written back as short as it can be.
// Whatever makes no sense is left out and said so in a sentence; nothing from outside is ever used as markup.

import { race } from "../engine.js";
import { quote } from "./quote.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Knob} Knob */

export const { limits, speeds } = race;
/** @typedef {import("../types").Rates} Rates */
/** The modes of rates, each in words. */
export const modes = /** @type {[Rates, string][]} */ (Object.entries(race.modes));

/** @param {number} value @returns {number} the number that its own text in a URL reads back as */
export const round = (value) => Number(value.toPrecision(6));

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * How far a hyperparameter may be turned by hand or by URL: beyond its slider, but not beyond sense.
 * @param {Knob} knob
 */
export const bounds = (knob) => (knob.name === "lr" ? limits.lr : { low: Math.min(0, knob.low), high: knob.high });

class Reader {
  /** @param {Engine} engine @param {Settings} settings */
  constructor(engine, settings) {
    this.engine = engine;
    this.settings = settings;
    /** @type {string[]} */
    this.complaints = [];
  }

  /** @param {string} name @param {string} text @param {number} low @param {number} high @param {number} otherwise */
  number(name, text, low, high, otherwise) {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isNaN(value)) {
      this.complaints.push(`${name} must be a number, not ${quote(text)}; it stays at ${otherwise}.`);
      return otherwise;
    }
    if (value < low || value > high) {
      const kept = clamp(value, low, high);
      this.complaints.push(`${name} must be from ${low} to ${high}, not ${quote(text)}; it is now ${kept}.`);
      return kept;
    }
    return round(value);
  }

  /** @param {string} name @param {string} text @param {readonly string[]} choices @param {string} otherwise */
  choice(name, text, choices, otherwise) {
    if (choices.includes(text)) return text;
    this.complaints.push(`There is no ${name} ${quote(text)}; there are ${choices.join(", ")}.`);
    return otherwise;
  }

  /** @param {string} text */
  optimizers(text) {
    const known = Object.keys(this.engine.optimizers);
    const asked = [
      ...new Set(
        text
          .split(",")
          .map((slug) => slug.trim())
          .filter(Boolean),
      ),
    ];
    const unknown = asked.filter((slug) => !known.includes(slug));
    for (const slug of unknown.slice(0, 3)) this.choice("optimizer", slug, known, "");
    const found = asked.filter((slug) => known.includes(slug));
    if (found.length > 0 || asked.length === 0) this.settings.optimizers = found;
  }

  /** @param {string} text */
  start(text) {
    const parts = text.split(",");
    if (parts.length !== 2) {
      this.complaints.push(`start must be two numbers, such as -1.2,1, not ${quote(text)}.`);
      return;
    }
    const { window } = this.engine.surfaces[this.settings.surface];
    const [x, y] = this.settings.start;
    const before = /** @type {const} */ ([x, y]);
    this.settings.start = /** @type {[number, number]} */ (
      parts.map((part, i) => this.number(`start ${"xy"[i]}`, part, ...window[i], before[i]))
    );
  }

  /** @param {string} key @param {string} text */
  hyper(key, text) {
    const [slug, name] = key.split(".");
    const optimizer = Object.hasOwn(this.engine.optimizers, slug) ? this.engine.optimizers[slug] : undefined;
    const knob = optimizer?.hyperparameters.find((each) => each.name === name);
    if (!optimizer || !knob) {
      this.complaints.push(`There is no hyperparameter ${quote(key)}.`);
      return;
    }
    const { low, high } = bounds(knob);
    const set = this.settings.hyper[slug] ?? {};
    set[name] = this.number(key, text, low, high, set[name] ?? knob.default);
    this.settings.hyper[slug] = set;
  }

  /** @param {string} key @param {string} text */
  read(key, text) {
    const s = this.settings;
    const { steps, lr } = limits;
    if (key === "optimizers") this.optimizers(text);
    else if (key === "lr") s.lr = this.number(key, text, lr.low, lr.high, s.lr);
    else if (key === "rates")
      s.rates = /** @type {Settings["rates"]} */ (this.choice("mode of rates", text, Object.keys(race.modes), s.rates));
    else if (key === "schedule") s.schedule = this.choice(key, text, Object.keys(this.engine.schedules), s.schedule);
    else if (key === "steps") s.steps = Math.round(this.number(key, text, steps.low, steps.high, s.steps));
    else if (key === "start") this.start(text);
    else if (key === "speed") s.speed = Number(this.choice(key, text, speeds, String(s.speed)));
    else if (key === "t") s.t = Math.round(this.number(key, text, 0, s.steps, s.steps));
    else if (key.includes(".")) this.hyper(key, text);
  }
}

/** @param {string} key @returns {boolean} whether it names a setting, or a hyperparameter */
export const isSetting = (key) => race.keys.includes(key) || key.includes(".");

/**
 * @param {Engine} engine
 * @param {Settings} base what holds where the query is silent
 * @param {URLSearchParams} query
 * @returns {{settings: Settings, complaints: string[]}}
 */
export function readSettings(engine, base, query) {
  const reader = new Reader(engine, structuredClone(base));
  const surface = query.get("surface");
  if (surface !== null) {
    reader.settings.surface = reader.choice("surface", surface, Object.keys(engine.surfaces), base.surface);
    if (reader.settings.surface !== base.surface) {
      reader.settings.start = [...engine.surfaces[reader.settings.surface].start];
    }
  }
  const keys = [...new Set(query.keys())].filter((key) => key !== "surface");
  for (const key of race.keys.filter((each) => keys.includes(each))) reader.read(key, query.get(key) ?? "");
  for (const key of keys.filter((each) => each.includes("."))) reader.read(key, query.get(key) ?? "");
  return { settings: reader.settings, complaints: reader.complaints };
}

/**
 * @param {Engine} engine
 * @returns {Settings} what a race without attributes shows
 */
export function plainSettings(engine) {
  const surface = Object.keys(engine.surfaces)[0];
  const usual = /** @type {Pick<Settings, "rates" | "lr" | "steps" | "schedule" | "speed">} */ (race.usual);
  return {
    surface,
    optimizers: Object.keys(engine.optimizers).slice(0, 4),
    start: [...engine.surfaces[surface].start],
    ...usual,
    t: null,
    hyper: {},
  };
}

/**
 * Return the settings as a query: only what differs from `base`, or the whole, which means the same on any page.
 * @param {Settings} settings
 * @param {Settings} base
 */
export function writeSettings(settings, base, whole = false) {
  const query = new URLSearchParams();
  /** @param {string} key @param {unknown} value @param {unknown} before */
  const write = (key, value, before) => {
    if (whole || String(value) !== String(before)) query.set(key, String(value));
  };
  const home = settings.surface === base.surface ? base.start : null;
  write("surface", settings.surface, base.surface);
  write("optimizers", settings.optimizers, base.optimizers);
  write("rates", settings.rates, base.rates);
  write("lr", settings.lr, base.lr);
  write("schedule", settings.schedule, base.schedule);
  write("steps", settings.steps, base.steps);
  write("start", settings.start, home);
  for (const [slug, knobs] of Object.entries(settings.hyper)) {
    for (const [name, value] of Object.entries(knobs)) write(`${slug}.${name}`, value, base.hyper[slug]?.[name]);
  }
  if (settings.speed !== (whole ? 1 : base.speed)) query.set("speed", String(settings.speed));
  if (settings.t !== null) query.set("t", String(settings.t));
  return query;
}
