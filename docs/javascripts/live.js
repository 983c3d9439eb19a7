/**
 * A live figure: what its knobs move is computed in the page and drawn over the part that stands still. The module of
 * each figure is written by gen/draw/module.py; without it the figure is its picture at the defaults.
 */

import { at, back, Ink, short } from "./live/marks.js";
import { filled, told } from "./live/told.js";
import { PHONE } from "./phone.js";
import { slider } from "./race/dom.js";

/**
 * @typedef {import("./live/marks.js").About} About
 * @typedef {import("./live/marks.js").Handle} Handle
 * @typedef {import("./live/marks.js").Moved} Moved
 * @typedef {import("./live/marks.js").Knob} Knob
 * @typedef {{about: About, moves: (knobs: Record<string, number>) => Moved}} Module
 */

const EMBEDDED = document.documentElement.classList.contains("embed");

const LINE = 14; // pixels from one line of words to the next
const SPARE = 4; // pixels of a line that have no letters, above and below

class LiveFigure {
  /** @param {HTMLElement} figure @param {Module} module */
  constructor(figure, module) {
    this.figure = figure;
    this.module = module;
    this.about = module.about;
    this.ink = new Ink(this.about, figure.id);
    this.says = /** @type {HTMLElement} */ (figure.querySelector(".figure-says"));
    this.reset = /** @type {HTMLButtonElement} */ (figure.querySelector(".figure-reset"));
    this.permalink = /** @type {HTMLAnchorElement | null} */ (figure.querySelector(".figure-permalink"));
    this.address = this.permalink?.href ?? "";
    this.own = !this.permalink; // the figure's own page has its state in its address
    /** @type {Record<string, number>} */
    this.values = {};
    /** @type {Map<string, {knob: Knob, show: (value: number) => void, near: (value: number) => number}>} */
    this.knobs = new Map();
    this.waiting = false;
    this.layer = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.layer.setAttribute("class", "figure-live");
    this.layer.setAttribute("aria-hidden", "true");
    this.hands = document.createElement("div");
    this.hands.className = "figure-hands";
    this.moving = this.fit();
    this.controls();
    this.problem = this.own ? this.ask(new URLSearchParams(location.search)) : "";
    this.draw();
    PHONE.addEventListener("change", () => {
      this.moving = this.fit();
      this.draw();
    });
  }

  /** Take the places of the panels that fit the screen. @returns {SVGGElement} where is drawn what moves */
  fit() {
    const { about } = this.module;
    this.about = PHONE.matches ? { ...about, ...about.phone } : about;
    this.ink = new Ink(this.about, this.figure.id);
    this.layer.setAttribute("viewBox", `0 0 ${this.about.width} ${this.about.height}`);
    this.layer.innerHTML = `${this.ink.clips()}<g></g>`;
    const moving = /** @type {SVGGElement} */ (this.layer.lastElementChild);
    this.handles();
    return moving;
  }

  controls() {
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (this.figure.querySelectorAll(".figure-knob"))) {
      const knob = /** @type {Knob} */ (JSON.parse(place.dataset.knob ?? ""));
      const { low, high, meaning: label } = knob;
      const own = slider({
        label,
        low,
        high,
        log: knob.scale === "log",
        change: (value) => this.turn({ [knob.name]: value }),
      });
      own.set(knob.default);
      this.values[knob.name] = knob.default;
      this.knobs.set(knob.name, { knob, show: own.set, near: own.near });
      place.append(own.element);
    }
    this.reset.disabled = false;
    this.reset.addEventListener("click", () => this.turn(this.defaults()));
    this.figure.querySelector(".figure-talk")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.talk();
    });
  }

  /** @returns {Record<string, number>} */
  defaults() {
    return Object.fromEntries([...this.knobs.values()].map(({ knob }) => [knob.name, knob.default]));
  }

  /**
   * Take the state that an address asks for.
   * @param {URLSearchParams} asked @returns {string} what of it makes no sense, said plainly
   */
  ask(asked) {
    const strange = EMBEDDED ? this.strange(asked) : "";
    if (strange) return strange;
    for (const [name, { knob, show }] of this.knobs) {
      const text = asked.get(name);
      if (text === null) continue;
      const value = text.trim() === "" ? Number.NaN : Number(text);
      if (!(value >= knob.low && value <= knob.high)) {
        return `The address asks for ${name}=${text.slice(0, 40)}; it can be ${exactly(knob.low)} to ${exactly(knob.high)}. Shown is ${exactly(knob.default)}. `;
      }
      this.values[name] = value;
      show(value);
    }
    return "";
  }

  /** An embedded figure's address is written by hand. @param {URLSearchParams} asked @returns {string} a complaint, if any */
  strange(asked) {
    const known = { view: ["slide"], theme: ["dark", "light"] };
    for (const [name, text] of asked) {
      const choices = /** @type {Record<string, string[]>} */ (known)[name];
      if (choices && !choices.includes(text)) {
        return `There is no ${name} “${text.slice(0, 40)}”; there is ${choices.join(" and ")}. `;
      }
      if (!choices && !this.knobs.has(name)) {
        return `There is no knob “${name.slice(0, 40)}”; there is ${[...this.knobs.keys()].join(", ")}. `;
      }
    }
    return "";
  }

  /** @param {Record<string, number>} values */
  turn(values) {
    this.problem = "";
    for (const [name, value] of Object.entries(values)) {
      const { knob, show } = /** @type {{knob: Knob, show: (value: number) => void}} */ (this.knobs.get(name));
      this.values[name] = Math.min(knob.high, Math.max(knob.low, value));
      show(this.values[name]);
    }
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  draw() {
    const { marks, says } = this.module.moves(this.values);
    this.moving.innerHTML = this.ink.all(marks);
    this.settle();
    const said = says.find((sentence) => sentence.when);
    this.says.textContent = this.problem + (said ? filled(said.text, said.values) : "");
    this.grips();
    if (this.permalink) this.permalink.href = this.address + this.state();
    else if (!this.problem) {
      const own = location.pathname + this.state(new URLSearchParams(location.search));
      history.replaceState(history.state, "", own + location.hash);
    }
  }

  /** Keep words between the sides of their panels, in the picture, and off each other. */
  settle() {
    if (!this.layer.getClientRects().length) return; // nothing has a size: it is not in the page yet, or not shown
    const words = [...this.moving.children].flatMap((group, i) =>
      [...group.querySelectorAll("text:not(:empty)")].map((word) => ({
        word: /** @type {SVGTextElement} */ (word),
        box: /** @type {SVGTextElement} */ (word).getBBox(),
        panel: this.about.panels[i].box,
      })),
    );
    /** @type {{x: number, y: number, width: number}[]} */
    const placed = [];
    for (const { word, box, panel } of words) {
      const { width, height } = box;
      const x = within(box.x, panel.left, panel.left + panel.width - width);
      let y = within(box.y, -SPARE, this.about.height - height + SPARE);
      for (const other of placed) {
        if (x > other.x + other.width || other.x > x + width || Math.abs(y - other.y) >= LINE) continue;
        const over = other.y - LINE;
        y = over < panel.top - SPARE ? other.y + LINE : over;
      }
      placed.push({ x, y, width });
      if (x !== box.x || y !== box.y) {
        word.setAttribute("transform", `translate(${short(x - box.x)} ${short(y - box.y)})`);
      }
    }
  }

  /** @param {URLSearchParams} [query] what else it says @returns {string} the query of an address that leads to this state */
  state(query = new URLSearchParams()) {
    for (const { knob } of this.knobs.values()) {
      query.delete(knob.name);
      if (this.values[knob.name] !== knob.default) query.set(knob.name, String(this.values[knob.name]));
    }
    return query.size > 0 ? `?${query}` : "";
  }

  /** Say how to take this figure along. */
  async talk() {
    const { openTalk } = await import("./talk.js");
    const id = this.figure.id.replace("figure-", "");
    openTalk({
      what: "figure",
      theme: document.body.dataset.mdColorScheme === "slate" ? "dark" : "light",
      link: new URL(`../figures/${id}/${this.state()}`, import.meta.url).href,
      slide: (theme) => {
        const query = this.state(new URLSearchParams({ view: "slide", theme }));
        return new URL(`../embed/figures/${id}/${query}`, import.meta.url).href;
      },
    });
  }

  /** Let panels be taken by mouse and finger; the sliders are there for the keyboard. */
  handles() {
    this.hands.replaceChildren();
    /** @type {{element: HTMLElement, handle: Handle}[]} */
    this.grip = [];
    const { width, height, panels } = this.about;
    for (const handle of this.about.handles) {
      const { box } = panels[handle.panel];
      const both = handle.x && handle.y;
      const area = this.hand("figure-area", handle);
      // A finger that is to scroll the page may begin on a map; only the grip itself holds it.
      area.style.touchAction = both ? "auto" : handle.x ? "pan-y" : "pan-x";
      area.style.left = percent(box.left / width);
      area.style.top = percent(box.top / height);
      area.style.width = percent(box.width / width);
      area.style.height = percent(box.height / height);
      if (both) this.grip.push({ element: this.hand("figure-grip", handle), handle });
    }
  }

  /**
   * It is not drawn as a shape of the layer: of those Chromium does not heed what fingers may do.
   * @param {string} kind @param {Handle} handle @returns {HTMLElement} what a hand takes hold of
   */
  hand(kind, handle) {
    const element = document.createElement("div");
    element.className = kind;
    this.hands.append(element);
    this.follow(element, kind === "figure-grip", handle);
    return element;
  }

  /** @param {HTMLElement} element @param {boolean} grip whether it is no panel @param {Handle} handle */
  follow(element, grip, handle) {
    let [left, top, held, taken] = [0, 0, false, false];
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      [left, top] = [event.clientX, event.clientY];
      taken = event.pointerType === "mouse" || grip;
      held = taken || !(handle.x && handle.y);
      if (held) {
        element.setPointerCapture(event.pointerId);
        event.preventDefault();
      }
      if (event.pointerType === "mouse") this.take(event, handle);
    });
    element.addEventListener("pointermove", (event) => {
      if (!held || !element.hasPointerCapture(event.pointerId)) return;
      const [across, up] = [Math.abs(event.clientX - left), Math.abs(event.clientY - top)];
      // A finger that begins the other way is about to scroll the page.
      taken ||= handle.x ? across > up : up > across;
      if (taken) this.take(event, handle);
    });
    element.addEventListener("click", (event) => this.take(event, handle));
  }

  /** @param {MouseEvent} event @param {Handle} handle */
  take(event, handle) {
    const { about } = this;
    const { box, x, y } = about.panels[handle.panel];
    const frame = this.layer.getBoundingClientRect();
    const left = ((event.clientX - frame.left) / frame.width) * about.width;
    const top = ((event.clientY - frame.top) / frame.height) * about.height;
    /** @type {Record<string, number>} */
    const turned = {};
    const near = (/** @type {string} */ name, /** @type {number} */ value) =>
      this.knobs.get(name)?.near(value) ?? value;
    if (handle.x) turned[handle.x] = near(handle.x, back(x, (left - box.left) / box.width));
    if (handle.y) turned[handle.y] = near(handle.y, back(y, 1 - (top - box.top) / box.height));
    this.turn(turned);
  }

  grips() {
    for (const { element, handle } of this.grip ?? []) {
      const [x, y] = at(this.about.panels[handle.panel], this.values[handle.x], this.values[handle.y]);
      element.style.left = percent(x / this.about.width);
      element.style.top = percent(y / this.about.height);
    }
  }
}

/** @param {number} value @param {number} low @param {number} high @returns {number} the nearest between them */
const within = (value, low, high) => Math.max(low, Math.min(value, high));

/** @param {number} value @returns {string} as sentences say it, but 0.9999 is not 1 */
const exactly = (value) => (Number(value.toPrecision(3)) === value ? told(value, "") : String(value).replace("-", "−"));

/** @param {number} share @returns {string} */
const percent = (share) => `${short(100 * share)}%`;

/** @type {Map<HTMLElement, Promise<LiveFigure>>} */
const alive = new Map();

/** @param {HTMLElement} figure @returns {Promise<LiveFigure>} it, when it has come alive */
function enlivened(figure) {
  const live = alive.get(figure) ?? enliven(figure);
  alive.set(figure, live);
  return live;
}

/** @param {HTMLElement} figure @returns {Promise<LiveFigure>} */
async function enliven(figure) {
  const stage = /** @type {HTMLElement} */ (figure.querySelector(".figure-stage"));
  const module = /** @type {Module} */ (await import(new URL(stage.dataset.live ?? "", location.href).href));
  const pictures = [.../** @type {NodeListOf<HTMLImageElement>} */ (stage.querySelectorAll("img[data-still]"))];
  const live = new LiveFigure(figure, module);
  // Both at once, so that nothing is seen twice.
  await Promise.all(pictures.map((image) => ready(still(image), image)));
  for (const image of pictures) {
    image.src = image.dataset.still ?? "";
    for (const source of image.parentElement?.querySelectorAll("source") ?? [])
      source.srcset = source.dataset.still ?? "";
  }
  stage.append(live.layer, live.hands);
  live.settle();
  figure.classList.add("figure-ready");
  figure.dispatchEvent(new Event("alive"));
  return live;
}

/** @param {HTMLImageElement} image @returns {string} the address of what does not move in it, for this screen */
function still(image) {
  const source = PHONE.matches ? image.parentElement?.querySelector("source") : null;
  return source?.dataset.still ?? image.dataset.still ?? "";
}

/** @param {string} address @param {HTMLImageElement} shown @returns {Promise<unknown>} */
function ready(address, shown) {
  if (shown.offsetParent === null) return Promise.resolve(); // the palette that is not shown
  const image = new Image();
  image.src = address;
  return image.decode();
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      enlivened(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: "600px" },
);
for (const figure of document.querySelectorAll(".figure:has([data-live])")) near.observe(figure);

// A sentence may turn a figure of its page; where there is none, its link leads to the figure's own page.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.turns-figure") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // it opens elsewhere
  const figure = document.getElementById(`figure-${link.dataset.figure}`);
  if (!figure?.checkVisibility()) return;
  event.preventDefault();
  const { top, bottom } = figure.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) figure.scrollIntoView({ block: "center" });
  const live = await enlivened(figure);
  const asked = [...new URL(link.href).searchParams].map(([name, value]) => [name, Number(value)]);
  live.turn({ ...live.defaults(), ...Object.fromEntries(asked) });
});
