// <optimizer-race>: optimizers on a loss surface, from one start, live. One script tag is all that a page needs.

import * as generated from "./engine.js";
import { drawChart } from "./race/chart.js";
import { Controls } from "./race/controls.js";
import { h } from "./race/dom.js";
import { RaceMap } from "./race/map.js";
import { Player } from "./race/player.js";
import { race, say, tunedRate } from "./race/racers.js";
import { clamp, isSetting, plainSettings, readSettings, round, writeSettings } from "./race/settings.js";
import { StartHandle } from "./race/start.js";
import { resultTable, told } from "./race/table.js";

/** @typedef {import("./types").Settings} Settings */

const engine = /** @type {import("./types").Engine} */ (/** @type {unknown} */ (generated));
const EMBED = new URL("../embed/race/", import.meta.url).href;
const STYLE = new URL("../stylesheets/race.css", import.meta.url).href;

class OptimizerRace extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) {
      this.watch(); // a slide show may move its slides about
      return;
    }
    const given = [...this.attributes].filter(({ name }) => isSetting(name) && name !== "t");
    const own = new URLSearchParams(given.map(({ name, value }) => [name, value]));
    const attributes = readSettings(engine, plainSettings(engine), own);
    this.base = attributes.settings;
    this.linked = this.ownsAddress();
    const read = readSettings(engine, this.base, new URLSearchParams(this.linked ? location.search : ""));
    this.settings = read.settings;
    /** @type {import("./types").Found} */
    this.rates = {};
    /** @type {import("./types").Racer[]} */
    this.racers = [];
    this.build([...attributes.complaints, ...read.complaints]);
    this.watch();
    this.begin();
  }

  disconnectedCallback() {
    this.player?.stop();
    this.leaving?.abort();
  }

  /** Whether the page's address is this race's: it is the one marked `linked`, or else the page's first. */
  ownsAddress() {
    const candidates = [...document.querySelectorAll("optimizer-race:not([linked=no])")];
    return (candidates.find((race) => race.hasAttribute("linked")) ?? candidates[0]) === this;
  }

  /** @param {string[]} complaints */
  build(complaints) {
    const root = this.attachShadow({ mode: "open" });
    this.canvas = h("canvas", { role: "img" });
    this.chart = h("canvas", {
      role: "img",
      class: "chart",
      "aria-label": "Loss against step; the table has the result",
    });
    this.map = new RaceMap(this.canvas, engine.inks);
    this.controls = new Controls(engine, (change) => this.change(change));
    this.player = new Player(
      (t) => this.draw(t),
      (t) => this.remember({ t: Math.floor(t) }),
    );
    this.handle = new StartHandle(
      this.canvas,
      (left, top) => this.moveStart(this.map?.point(left, top) ?? [0, 0]),
      (dx, dy) => this.nudgeStart(dx, dy),
    );
    this.result = h("div", { class: "result" });
    this.spoken = h("p", { class: "spoken", role: "status" });
    this.notice = h("p", { class: "notice", role: "status", hidden: complaints.length === 0 }, complaints.join(" "));
    this.frame = h(
      "div",
      { class: "race", role: "group", "aria-label": "Optimizer race", hidden: true },
      h("div", { class: "choices" }, ...this.controls.top()),
      h(
        "div",
        { class: "stage" },
        h("div", {}, h("div", { class: "map" }, this.canvas, this.handle.element), this.player.element),
        h("div", {}, this.controls.racers(), this.chart, this.result),
      ),
      this.controls.more(),
      h("div", { class: "foot" }, ...this.footButtons(), this.notice),
      this.spoken,
    );
    const appear = () => this.appear();
    root.append(h("link", { rel: "stylesheet", href: STYLE, onload: appear, onerror: appear }), this.frame);
  }

  /** Show itself, once there is a style to be shown in; until then a page may keep room for it. */
  appear() {
    if (this.frame) this.frame.hidden = false;
    this.setAttribute("ready", "");
    this.layout();
  }

  footButtons() {
    const button = (/** @type {string} */ words, /** @type {() => void} */ press) =>
      h("button", { type: "button", onclick: press }, words);
    const always = [button("Reset", () => this.reset()), button("Copy link", () => this.copyLink())];
    return this.hasAttribute("bare") ? always : [...always, button("Copy embed code", () => this.copyEmbed())];
  }

  /** Follow the page's width and palette, and what the reader sees of it, for as long as it is in the page. */
  watch() {
    const layout = () => this.layout();
    const size = new ResizeObserver(layout);
    const theme = new MutationObserver(layout);
    const view = new IntersectionObserver((entries) => this.seen(entries), { threshold: 0.4 });
    size.observe(this);
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    if (this.canvas) view.observe(this.canvas);
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", layout, { signal });
    signal.addEventListener("abort", () => {
      for (const watcher of [size, theme, view]) watcher.disconnect();
    });
  }

  begin() {
    this.tune();
    this.rerun();
    this.tell();
    const { t, steps } = this.state;
    this.player?.show(t ?? steps);
  }

  /** @returns {Settings} */
  get state() {
    return /** @type {Settings} */ (this.settings);
  }

  /** Play once when first seen, unless the reader prefers stillness or the link names a step. @param {IntersectionObserverEntry[]} entries */
  seen(entries) {
    if (this.started || !entries.some((entry) => entry.isIntersecting)) return;
    this.started = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still && this.state.t === null && !this.touched) this.player?.play();
  }

  /** @param {Partial<Settings>} change */
  change(change) {
    this.touched = true;
    const chosen = ["surface", "optimizers", "rates", "schedule"].some((name) => Object.hasOwn(change, name));
    Object.assign(this.state, change);
    clearTimeout(this.tuning);
    // A search takes some dozen times longer than a race: while the start or a slider moves, it waits for a rest.
    if (!chosen && this.state.rates === "tuned") {
      this.tuning = setTimeout(() => {
        this.tune();
        this.rerun();
        this.player?.show(this.player.t);
      }, 150);
    } else this.tune();
    if (!this.due) this.due = requestAnimationFrame(() => this.update());
  }

  update() {
    this.due = 0;
    this.rerun();
    this.player?.stop();
    this.player?.show(this.state.t ?? this.state.steps);
    this.remember({});
  }

  tune() {
    if (this.state.rates !== "tuned") return;
    this.rates = Object.fromEntries(this.state.optimizers.map((slug) => [slug, tunedRate(engine, this.state, slug)]));
  }

  rerun() {
    const surface = engine.surfaces[this.state.surface];
    if (this.state.t !== null) this.state.t = Math.min(this.state.t, this.state.steps);
    this.racers = race(engine, this.state, this.rates ?? {});
    this.player?.resize(this.state.steps);
    this.controls?.show(this.state, this.rates ?? {});
    this.result?.replaceChildren(resultTable(this.racers, surface));
    this.layout();
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.tell(), 500); // once it rests, not at every move of a drag
  }

  /** Say how it stands, in the map's text alternative and, after a change by the reader, aloud. */
  tell() {
    const { surface, start } = this.state;
    const { title } = engine.surfaces[surface];
    const words = told(this.racers ?? [], engine.surfaces[surface]);
    this.canvas?.setAttribute("aria-label", `${title} from above. ${words}`);
    if (!this.spoken || !this.touched) return;
    this.spoken.textContent = `Start at x ${say(start[0])}, y ${say(start[1])}. ${words}`;
  }

  get theme() {
    const scheme = document.body.dataset.mdColorScheme;
    const dark = scheme ? scheme === "slate" : matchMedia("(prefers-color-scheme: dark)").matches;
    return dark ? "dark" : "light";
  }

  layout() {
    const width = this.canvas?.parentElement?.clientWidth ?? 0;
    if (!this.map || !this.frame || !this.handle || width === 0) return;
    this.frame.dataset.theme = this.theme;
    this.map.prepare(this.state.surface, engine.surfaces[this.state.surface], width, this.theme);
    this.frame.style.setProperty("--aspect", String(this.map.width / this.map.height));
    this.handle.show(this.state.start, this.map.place(...this.state.start), say);
    this.draw(this.player?.t ?? 0);
  }

  /** @param {number} t */
  draw(t) {
    if (!this.map?.ground || !this.chart) return;
    const { surface, steps } = this.state;
    this.map.draw(this.racers ?? [], t);
    const { lowest } = engine.surfaces[surface];
    drawChart(this.chart, this.racers ?? [], t, steps, lowest, engine.inks, this.theme);
  }

  /** @param {[number, number]} point */
  moveStart(point) {
    const { window } = engine.surfaces[this.state.surface];
    const start = /** @type {[number, number]} */ (
      point.map((value, i) => round(clamp(Number(value.toFixed(3)), ...window[i])))
    );
    this.change({ start, t: null });
  }

  /** @param {number} dx @param {number} dy in hundredths of the window */
  nudgeStart(dx, dy) {
    const { start, surface } = this.state;
    const [[x0, x1], [y0, y1]] = engine.surfaces[surface].window;
    this.moveStart([start[0] + ((x1 - x0) * dx) / 100, start[1] + ((y1 - y0) * dy) / 100]);
  }

  /** Put what differs from the page's own settings into its address. @param {Partial<Settings>} change */
  remember(change) {
    Object.assign(this.state, change);
    if (!this.linked) return;
    clearTimeout(this.writing); // browsers refuse more than about a hundred changes of the address in half a minute
    this.writing = setTimeout(() => history.replaceState(history.state, "", this.link()), 250);
  }

  /**
   * Return an address with these settings in it. With `whole` it shows the same race on any page, an embedded one too.
   * @param {URL} page @param {boolean} whole
   */
  link(page = new URL(location.href), whole = false) {
    const own = writeSettings(this.state, /** @type {Settings} */ (this.base), whole);
    for (const key of [...page.searchParams.keys()]) if (isSetting(key)) page.searchParams.delete(key);
    for (const [key, value] of own) page.searchParams.set(key, value);
    return page.href.replaceAll("%2C", ",");
  }

  copyLink() {
    return this.copy("link", this.link(new URL(location.href), true));
  }

  copyEmbed() {
    const source = this.link(new URL(EMBED), true).replaceAll("&", "&amp;");
    const size = 'width="760" height="1100" style="border:0"';
    return this.copy("code", `<iframe src="${source}" title="Optimizer race" loading="lazy" ${size}></iframe>`);
  }

  /** @param {string} what @param {string} text */
  async copy(what, text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`The ${what} for exactly this race is copied.`);
    } catch {
      this.say(`Copy this ${what}: ${text}`);
    }
  }

  reset() {
    this.touched = true;
    this.settings = structuredClone(/** @type {Settings} */ (this.base));
    if (this.notice) this.notice.hidden = true;
    this.tune();
    this.update();
  }

  /** @param {string} words */
  say(words) {
    if (!this.notice) return;
    this.notice.textContent = words;
    this.notice.hidden = false;
  }
}

customElements.define("optimizer-race", OptimizerRace);
