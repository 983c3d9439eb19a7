/**
 * A figure plays on demand: the animated SVG is fetched when the reader asks for it, and then runs on its own clock,
 * which can be paused and turned. Without this module the Play link leads to the same animation.
 */

/** @returns {"light" | "dark"} the palette that the page is in now */
function palette() {
  return document.body.dataset.mdColorScheme === "slate" ? "dark" : "light";
}

/**
 * @param {string} address
 * @returns {Promise<SVGSVGElement>} the animation, ready to be put into the page
 */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  return /** @type {SVGSVGElement} */ (/** @type {Element} */ (document.importNode(parsed.documentElement, true)));
}

/**
 * @param {SVGSVGElement} svg
 * @returns {number} how many seconds one loop takes
 */
function duration(svg) {
  return Number.parseFloat(svg.querySelector("[dur]")?.getAttribute("dur") ?? "1");
}

class Player {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.stage = /** @type {HTMLElement} */ (figure.querySelector(".figure-stage"));
    this.title = figure.querySelector(".figure-title")?.textContent ?? "";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "figure-toggle";
    this.scrub = document.createElement("input");
    this.scrub.type = "range";
    this.scrub.className = "figure-scrub";
    this.scrub.min = "0";
    this.scrub.max = "1";
    this.scrub.step = "0.001";
    this.scrub.setAttribute("aria-label", `Position in the animation: ${this.title}`);
    this.scrub.hidden = true;
    this.seconds = 1;
    this.paused = true;
    /** @type {SVGSVGElement | null} */
    this.svg = null;
    this.button.addEventListener("click", () => this.toggle());
    this.scrub.addEventListener("input", () => this.turn(Number(this.scrub.value) * this.seconds));
    figure.querySelector(".figure-play")?.replaceWith(this.button, this.scrub);
    this.label();
  }

  label() {
    this.button.textContent = this.paused ? "Play" : "Pause";
    this.button.setAttribute("aria-label", `${this.paused ? "Play" : "Pause"}: ${this.title}`);
  }

  async toggle() {
    if (!this.svg) await this.load(0);
    this.paused = !this.paused;
    if (this.paused) this.svg?.pauseAnimations();
    else this.svg?.unpauseAnimations();
    this.label();
    if (!this.paused) this.follow();
  }

  /**
   * Show the animation of the page's palette in place of the still picture, paused.
   * @param {number} second where it begins
   */
  async load(second) {
    const { PHONE } = await import("./phone.js"); // nobody else needs it
    if (!this.svg) PHONE.addEventListener("change", () => this.repaint());
    const wide = this.stage.dataset[palette()] ?? "";
    const svg = await fetched((PHONE.matches && this.stage.dataset[`${palette()}Phone`]) || wide);
    // A shadow keeps the ids of one animation from meeting those of the next.
    const host = document.createElement("div");
    host.className = "figure-animation";
    const shadow = host.attachShadow({ mode: "open" });
    svg.setAttribute("style", "display:block;width:100%;height:auto");
    svg.querySelector("style[media]")?.remove(); // who presses Play has asked for motion
    shadow.append(svg);
    this.stage.replaceChildren(host);
    svg.pauseAnimations();
    svg.setCurrentTime(second);
    this.svg = svg;
    this.seconds = duration(svg);
    this.scrub.hidden = false;
  }

  /** @param {number} second */
  turn(second) {
    if (!this.paused) this.toggle();
    this.svg?.setCurrentTime(second);
  }

  /** Move the handle along while the animation runs. */
  follow() {
    if (this.paused || !this.svg) return;
    this.scrub.value = String((this.svg.getCurrentTime() % this.seconds) / this.seconds);
    requestAnimationFrame(() => this.follow());
  }

  /** Take the animation of the other palette, or of the other width, at the same moment. */
  async repaint() {
    if (!this.svg) return;
    const second = this.svg.getCurrentTime();
    await this.load(second);
    if (!this.paused) {
      this.svg?.unpauseAnimations();
    }
  }
}

const players = [
  .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".figure:has([data-light])")),
].map((figure) => new Player(figure));

let painted = palette();
new MutationObserver(() => {
  if (palette() !== painted) {
    painted = palette();
    for (const player of players) player.repaint();
  }
}).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });

// One open menu is enough, and Escape closes it.
const menus = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".figure-menu"));
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  }
});

// Code to embed a figure names it from the root of the site; a reader who copies it needs the whole address.
for (const code of document.querySelectorAll(".language-html code")) {
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = /** @type {Text} */ (texts.currentNode);
    text.data = text.data.replace(
      /"((?:figures|embed)\/[^"]+)"/g,
      (_, path) => `"${new URL(`../../${path}`, location.href)}"`,
    );
  }
}
