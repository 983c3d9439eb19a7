// <optimizer-race>: optimizers on a loss surface, from one start, live. One script tag is all that a page needs.

import * as generated from "./engine.js";
import { commonRate } from "./race/common.js";
import { h } from "./race/dom.js";
import { arrangeLesson, namedControls, story } from "./race/lesson.js";
import {
  Address,
  copied,
  embedCode,
  fullLink,
  givenSettings,
  heightOf,
  linkTo,
  looks,
  ownsAddress,
  slideAddress,
  strangeLooks,
  tagCode,
} from "./race/links.js";
import { RaceMap } from "./race/map.js";
import { race, say } from "./race/racers.js";
import { RateSearch } from "./race/search.js";
import { clamp, plainSettings, readSettings, round } from "./race/settings.js";
import { inSlices } from "./race/slices.js";
import { fitSlide } from "./race/slide.js";
import { told } from "./race/table.js";
import { arrange, buildParts } from "./race/view.js";
import { isPrinted, isShown, pageTheme, prefersStillness, readerComes, watch } from "./race/watch.js";

/** @typedef {import("./types").Settings} Settings */

const engine = /** @type {import("./types").Engine} */ (/** @type {unknown} */ (generated));
const STYLE = new URL("../stylesheets/race.css", import.meta.url).href;
// Milliseconds: while the start or a slider moves, a search or a word would come too late to be of use.
const REST = { search: 150, words: 500 };
const WRITES = 250; // milliseconds: while it plays, numbers that change more often could not be read
const PICTURE = 1920; // pixels: as wide as a slide
const ENOUGH = 120; // steps, on a surface that the page has not chosen
// What a rate for all that suits the surface was found for.
const DECIDE = ["lr", "optimizers", "start", "steps", "schedule", "hyper"];
const CHOICES = ["surface", "optimizers", "rates", "schedule"];

/** While it has the attribute `searching`, it looks for rates, and shows those that it has found. */
class OptimizerRace extends HTMLElement {
  constructor() {
    super();
    this.base = plainSettings(engine);
    this.settings = plainSettings(engine);
    /** @type {import("./types").Found} */
    this.rates = {};
    /** @type {import("./types").Racer[]} */
    this.racers = [];
    this.search = new RateSearch(engine);
    /** @type {import("./types").Progress} */
    this.progress = null;
    this.address = new Address(() => this.link());
    this.linked = false;
    this.words = told;
    // What the next frame has to do: set the controls, run everyone anew, lay the map out anew.
    this.altered = true;
    this.stale = true;
    this.loose = true;
    this.due = 0;
    this.unwatch = () => {};
    // What has happened so far.
    this.begun = false;
    this.awake = false; // neither on a hidden slide nor at a depth that is not open
    this.touched = false;
    this.seenOnce = false;
    this.playsSoon = false;
    this.ownRate = false; // whether the reader has set the rate for all
    this.fits = false; // whether one is looked for that suits the surface
    this.fitted = false; // and found
    this.told = "";
    this.wrote = Number.NEGATIVE_INFINITY; // when the table was last written, in milliseconds
    this.parts = buildParts(engine, this.settings, {
      change: (change) => this.change(change),
      moved: () => this.request(),
      settle: (t) => this.settle(t),
      moveStart: (left, top) => this.moveStart(this.parts.map.point(left, top)),
      nudgeStart: (dx, dy) => this.nudgeStart(dx, dy),
      reset: () => this.reset(),
      copyLink: () => this.copy("link", this.link(new URL(location.href), true)),
      copyEmbed: () => this.copyEmbed(),
      talk: () => this.talk(),
    });
    this.frame = arrange(this.parts);
    const appear = () => this.appear();
    const style = h("link", { rel: "stylesheet", href: STYLE, onload: appear, onerror: appear });
    new ResizeObserver(() => this.relax()).observe(this.parts.chart.canvas);
    this.attachShadow({ mode: "open" }).append(style, this.frame);
  }

  connectedCallback() {
    this.unwatch = watch(this, this.parts.canvas, {
      changed: () => this.relax(),
      appeared: () => this.look(),
      seen: () => this.seen(),
      printed: () => this.print(),
    });
    this.look();
  }

  disconnectedCallback() {
    this.parts.player.stop();
    this.unwatch();
  }

  /** Begin when first shown, and rest while hidden: a slide that nobody sees costs nothing. */
  look() {
    const shown = isShown(this);
    if (shown === this.awake) return;
    this.awake = shown;
    if (!shown) this.parts.player.stop();
    else if (!this.begun) this.begin();
    else this.relax();
  }

  begin() {
    this.begun = true;
    const given = readSettings(engine, this.base, givenSettings(this));
    this.base = given.settings;
    this.linked = ownsAddress(this);
    const query = new URLSearchParams(this.linked ? location.search : "");
    const read = readSettings(engine, this.base, query);
    for (const [name, value] of looks(query)) this.setAttribute(name, value);
    this.settings = read.settings;
    this.ownRate = this.settings.lr !== this.base.lr;
    const complaints = [...given.complaints, ...read.complaints, ...strangeLooks(query), ...this.arrangeForLesson()];
    if (complaints.length > 0) this.say(complaints.join(" "));
    this.renew(0);
    if (this.playsFirst()) this.parts.player.show(0);
  }

  /** @returns {string[]} complaints about controls that a race does not have */
  arrangeForLesson() {
    if (this.getAttribute("view") !== "lesson") return [];
    const { names, complaint } = namedControls(engine, this.getAttribute("controls"));
    arrangeLesson(this.frame, this.parts, names);
    if (this.hasAttribute("bare")) Object.assign(this.parts.full, { target: "_blank", rel: "noopener" });
    this.parts.full.href = fullLink(this.settings, this.base);
    this.words = story;
    return complaint ? [complaint] : [];
  }

  /** Whether it plays once by itself: unless the reader prefers stillness, or the link names a step. */
  playsFirst() {
    return !prefersStillness() && this.settings.t === null && !this.touched;
  }

  /** Show itself, once there is a style to be shown in; until then a page may keep room for it. */
  appear() {
    this.frame.hidden = false;
    this.setAttribute("ready", "");
    // Now, not in the next frame: one that comes first would show a map without its size.
    this.loose = true;
    if (this.awake) this.show(performance.now());
  }

  /** Play once when first seen, as soon as there is a reader: who has just come is still finding the way. */
  async seen() {
    if (this.seenOnce) return;
    this.seenOnce = true;
    await readerComes();
    if (this.awake && this.playsFirst() && !this.parts.player.playing) this.playSoon();
  }

  /** Play once more, if it may play by itself: its slide has come. */
  replay() {
    if (!this.begun || !this.playsFirst()) return;
    this.seenOnce = true;
    this.parts.player.show(0);
    this.playSoon();
  }

  /** Play or pause. */
  toggle() {
    this.touched = true;
    const { player } = this.parts;
    if (player.playing) player.pause();
    else player.play();
  }

  pause() {
    if (this.parts.player.playing) this.parts.player.pause();
  }

  /** @param {number} count how many steps to go on, or back if negative */
  step(count) {
    this.touched = true;
    const { player } = this.parts;
    player.jump(count > 0 ? Math.floor(player.t) + count : Math.ceil(player.t) + count);
  }

  /** Play, once there are rates to play with. */
  playSoon() {
    this.playsSoon = this.progress !== null;
    if (!this.playsSoon) this.parts.player.play();
  }

  /** What the reader turns while it plays is turned in a race that goes on. @param {Partial<Settings>} change */
  change(change) {
    this.touched = true;
    if (change.lr !== undefined) Object.assign(this, { ownRate: true, fits: false });
    if (DECIDE.some((name) => Object.hasOwn(change, name))) this.fitted = false; // for another race than this
    const elsewhere = change.surface !== undefined && change.surface !== this.settings.surface;
    Object.assign(this.settings, change);
    if (elsewhere) this.settle(null);
    this.remember({});
    this.renew(CHOICES.some((name) => Object.hasOwn(change, name)) ? 0 : REST.search, elsewhere);
  }

  /**
   * Take the state that a link in the page names, and show how it goes. The address becomes the link's.
   * @param {URL} link
   */
  take(link) {
    const { settings, complaints } = readSettings(engine, this.base, link.searchParams);
    this.parts.player.stop();
    this.parts.notice.hidden = true;
    if (complaints.length > 0) this.say(complaints.join(" "));
    const { lr } = settings;
    Object.assign(this, { settings, rates: {}, fits: false, fitted: false, touched: true, told: "" });
    this.parts.spoken.textContent = ""; // the same words are said again
    this.ownRate = lr !== this.base.lr;
    this.own(link.searchParams.get("race"));
    this.renew(0);
    if (prefersStillness() || settings.t !== null) return;
    this.parts.player.show(0);
    this.playSoon();
  }

  /** Let the address be this race's, and no other's. @param {string | null} name what the address calls it, if anything */
  own(name) {
    for (const race of document.querySelectorAll("optimizer-race")) {
      if (race instanceof OptimizerRace) race.disown();
    }
    this.linked = true;
    const page = new URL(location.href);
    if (name) page.searchParams.set("race", name);
    else page.searchParams.delete("race");
    history.replaceState(history.state, "", page);
    this.remember({});
  }

  disown() {
    this.linked = false;
    this.address.drop();
  }

  reset() {
    this.parts.notice.hidden = true;
    this.parts.player.stop();
    this.change(structuredClone(this.base));
    this.ownRate = false;
  }

  /**
   * Run everyone anew with the settings as they are now.
   * @param {number} rest milliseconds until rates are searched
   * @param {boolean} elsewhere whether on another surface: a new race, which is played
   */
  renew(rest, elsewhere = false) {
    const { player } = this.parts;
    if (elsewhere) this.comeTo();
    const { steps, speed } = this.settings;
    if (this.settings.t !== null) this.settings.t = Math.min(this.settings.t, steps);
    player.speed = speed;
    player.resize(steps);
    if (!player.playing) player.show(this.settings.t ?? steps);
    this.tune(rest);
    if (elsewhere && !prefersStillness() && this.settings.t === null) {
      player.stop();
      player.show(0);
      this.playSoon();
    }
    this.altered = true;
    this.rerunSoon();
  }

  /** On a new surface the old one's rate means nothing: unless the reader has set it, take one that suits. */
  comeTo() {
    const { settings, base } = this;
    this.rates = {};
    this.fitted = false;
    this.fits = !this.ownRate && settings.surface !== base.surface;
    if (this.ownRate) return;
    if (settings.surface === base.surface) settings.lr = base.lr;
    if (settings.surface === base.surface || settings.steps === base.steps) {
      settings.steps = settings.surface === base.surface ? base.steps : Math.max(base.steps, ENOUGH);
    }
  }

  /** @param {number} rest */
  tune(rest) {
    clearTimeout(this.tuning);
    this.search.cancel();
    this.progress = null;
    const tuned = this.settings.rates === "tuned";
    if (!tuned && !this.fits) return;
    this.progress = { found: 0, all: tuned ? this.settings.optimizers.length : 1 };
    this.setAttribute("searching", "");
    this.tuning = setTimeout(() => (tuned ? this.find() : this.fit()), rest);
  }

  /** Look for a rate for all that suits a new surface. */
  async fit() {
    const { number } = this.search;
    const work = commonRate(engine, structuredClone(this.settings));
    const lr = await inSlices(work, () => number === this.search.number);
    if (lr === undefined) return;
    this.fits = false;
    this.fitted = true;
    this.progress = null;
    this.altered = true;
    this.remember({ lr });
    this.rerunSoon();
    if (this.playsSoon) this.playSoon();
  }

  async find() {
    let found = 0;
    const whole = await this.search.run(structuredClone(this.settings), (slug, rate) => {
      this.rates[slug] = rate;
      this.progress = { found: ++found, all: this.settings.optimizers.length };
      this.rerunSoon();
    });
    if (!whole) return;
    this.progress = null;
    this.rerunSoon();
    if (this.playsSoon) this.playSoon();
  }

  /** Run everyone anew in the next frame. */
  rerunSoon() {
    this.stale = true;
    this.relax();
  }

  /** Lay the map out anew in the next frame. */
  relax() {
    this.loose = true;
    this.request();
  }

  /** Everything that changes before the next frame is drawn in it, once. */
  request() {
    if (!this.due && this.awake) this.due = requestAnimationFrame((now) => this.show(now));
  }

  /** @param {number} now */
  show(now) {
    const { player } = this.parts;
    if (this.stale) this.rerun();
    player.advance(now);
    if (this.loose) this.layout();
    this.due = 0;
    this.draw();
    if (player.playing) this.request();
    else this.tell();
    if (!this.progress) this.removeAttribute("searching");
  }

  /** A page that is printed shows the whole race, on white; what is drawn later comes too late. */
  print() {
    this.look();
    if (!this.awake) return;
    this.loose = true;
    this.wrote = Number.NEGATIVE_INFINITY;
    this.show(performance.now());
    this.parts.map.finish();
    this.draw();
  }

  rerun() {
    this.stale = false;
    const { controls, result } = this.parts;
    this.racers = race(engine, this.settings, this.rates, this.racers);
    if (this.altered) controls.show(this.settings);
    this.altered = false;
    controls.tell(this.settings, this.rates, this.fitted);
    this.wrote = Number.NEGATIVE_INFINITY; // nothing of new rows
    result.build(this.racers, this.settings.optimizers, this.settings.rates === "tuned" ? this.progress : null);
  }

  /** Say how it stands, in the map's text alternative and, after a change by the reader, aloud. */
  tell() {
    const { surface, start } = this.settings;
    const { canvas, spoken } = this.parts;
    const words = this.progress ? "The search for rates goes on." : this.words(this.racers, Math.floor(this.t));
    const news = `${surface} ${start} ${words}`;
    if (news === this.told) return;
    this.told = news;
    canvas.setAttribute("aria-label", `${engine.surfaces[surface].title} from above. ${words}`);
    clearTimeout(this.speaking);
    if (!this.touched) return;
    this.speaking = setTimeout(() => {
      spoken.textContent = `Start at x ${say(start[0])}, y ${say(start[1])}. ${words}`;
    }, REST.words);
  }

  layout() {
    const { canvas, map, handle } = this.parts;
    const { surface, start } = this.settings;
    const [[x0, x1], [y0, y1]] = engine.surfaces[surface].window;
    const theme = pageTheme(this);
    this.frame.dataset.theme = theme;
    this.frame.style.setProperty("--aspect", String((x1 - x0) / (y1 - y0)));
    const scale = fitSlide(this, this.frame);
    const width = canvas.parentElement?.clientWidth ?? 0;
    if (width === 0) return;
    this.loose = false;
    map.prepare(surface, width, theme, scale);
    this.parts.chart.fit(scale);
    const [left, top] = map.place(...start);
    handle.show(start, [left / map.width, top / map.height], say);
  }

  draw() {
    const { map, chart, player } = this.parts;
    if (!player.playing || player.before - this.wrote >= WRITES) this.write(player.before);
    if (this.loose) return; // there is no room yet
    map.draw(this.racers, this.t);
    chart.draw(this.settings, this.racers, this.t, map.theme);
  }

  /** Write how everyone stands. @param {number} now in milliseconds */
  write(now) {
    this.wrote = now;
    const step = Math.floor(this.t);
    this.parts.result.show(step);
    this.parts.lines.show(this.racers, step);
  }

  /** The step that is shown: on paper the last one, unless the reader has chosen another. */
  get t() {
    return isPrinted() ? (this.settings.t ?? this.settings.steps) : this.parts.player.t;
  }

  /** @param {number | null} t where the player stands by the reader's hand; null while it plays on */
  settle(t) {
    this.playsSoon = false;
    this.remember({ t: t === null ? null : Math.floor(t) });
  }

  /** @param {[number, number]} point */
  moveStart(point) {
    const { window } = engine.surfaces[this.settings.surface];
    const start = /** @type {[number, number]} */ (
      point.map((value, i) => round(clamp(Number(value.toFixed(3)), ...window[i])))
    );
    this.change({ start, t: null });
  }

  /** @param {number} dx @param {number} dy in hundredths of the window */
  nudgeStart(dx, dy) {
    const { start, surface } = this.settings;
    const [[x0, x1], [y0, y1]] = engine.surfaces[surface].window;
    this.moveStart([start[0] + ((x1 - x0) * dx) / 100, start[1] + ((y1 - y0) * dy) / 100]);
  }

  /** Put what differs from the page's own settings into its address. @param {Partial<Settings>} change */
  remember(change) {
    Object.assign(this.settings, change);
    this.parts.full.href = fullLink(this.settings, this.base);
    if (this.linked) this.address.write();
  }

  /** @param {URL} page @param {boolean} whole whether all settings are named, so that it means the same on any page */
  link(page = new URL(location.href), whole = false) {
    return linkTo(page, this.settings, this.base, whole);
  }

  /** Copy code for a frame that is as high as what it shows. */
  async copyEmbed() {
    const look = looks(new URLSearchParams([...this.attributes].map(({ name, value }) => [name, value])));
    const code = (/** @type {number} */ height) => embedCode(this.settings, this.base, look, height);
    await this.copy("code", code(await heightOf(this.settings, this.base)));
  }

  /** Say how to take this race along. */
  async talk() {
    const { openTalk } = await import("./talk.js");
    const { settings, base } = this;
    openTalk({
      what: "race",
      theme: pageTheme(this),
      link: fullLink(settings, base),
      slide: (theme) => slideAddress(settings, base, theme),
      tag: (theme) => tagCode(settings, base, theme),
      picture: (theme) => this.picture(theme),
    });
  }

  /** @param {import("./types").Theme} theme @returns {string} the address of a picture of the map as it is now */
  picture(theme) {
    const map = new RaceMap(h("canvas"), engine);
    map.prepare(this.settings.surface, PICTURE / 2, theme, 2 / (globalThis.devicePixelRatio || 1));
    map.finish();
    map.draw(this.racers, this.t);
    return map.canvas.toDataURL("image/png");
  }

  /** @param {string} what @param {string} text */
  async copy(what, text) {
    this.say(await copied(what, text));
  }

  /** @param {string} words */
  say(words) {
    this.parts.notice.textContent = words;
    this.parts.notice.hidden = false;
  }
}

customElements.define("optimizer-race", OptimizerRace);
