// What a race follows in the page around it: its own width, the palette, and whether the reader sees it.

const PAPER = matchMedia("print");
let printing = false; // Firefox prints a copy of the page, which itself stays on the screen
addEventListener("beforeprint", () => {
  printing = true;
});
addEventListener("afterprint", () => {
  printing = false;
});

// What a deck changes of a slide that comes or goes; some leave it laid out, transparent and hidden from readers' aids.
const HIDES = ["class", "style", "hidden", "inert", "aria-hidden"];
const PRINTS = ["beforeprint", "afterprint"];
const HIDDEN = "[hidden], [inert], [aria-hidden=true]";

/** @param {Element} element @returns {boolean} whether a reader may see it: a deck hides all slides but one */
export const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.parentElement?.closest(HIDDEN);

/**
 * @typedef {object} Told what is told of the page around a race
 * @property {() => void} changed width or palette have changed
 * @property {() => void} appeared it may have been hidden, or shown again
 * @property {() => void} seen much of the canvas is on the screen
 * @property {() => void} printed paper takes the place of the screen, or the screen is back
 */

/** @param {HTMLElement} element @param {HTMLElement} canvas @param {Told} told @returns {() => void} what ends it */
export function watch(element, canvas, { changed, appeared, seen, printed }) {
  const room = canvas.parentElement ?? element;
  let sizes = "";
  let inView = false;
  const look = () => {
    appeared();
    if (inView && isShown(element)) seen();
  };
  const size = new ResizeObserver(() => {
    look();
    // The height of a slide is given; any other grows with its own table.
    const height = element.getAttribute("view") === "slide" ? element.clientHeight : 0;
    const now = [element.clientWidth, room.clientWidth, height].join();
    if (now === sizes) return;
    sizes = now;
    changed();
  });
  const palette = new MutationObserver(changed);
  const own = new MutationObserver(changed);
  const view = new IntersectionObserver(
    (entries) => {
      inView = entries.some((entry) => entry.isIntersecting);
      look();
    },
    { threshold: 0.4 },
  );
  const around = new MutationObserver(look);
  for (let each = element.parentElement; each; each = each.parentElement) {
    around.observe(each, { attributes: true, attributeFilter: HIDES });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  size.observe(element);
  size.observe(room);
  own.observe(element, { attributes: true, attributeFilter: ["theme", "view"] });
  palette.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  view.observe(canvas);
  system.addEventListener("change", changed);
  PAPER.addEventListener("change", printed);
  for (const print of PRINTS) addEventListener(print, printed);
  return () => {
    for (const watcher of [size, palette, own, view, around]) watcher.disconnect();
    PAPER.removeEventListener("change", printed);
    for (const print of PRINTS) removeEventListener(print, printed);
    system.removeEventListener("change", changed);
  };
}

// What a reader does first; not what a press begins with, since its end may be meant for the button that plays.
const SIGNS = ["pointermove", "pointerup", "wheel", "scroll", "keyup"];
/** @type {Promise<void> | undefined} */
let coming;

/** @returns {Promise<void>} kept when a reader has done anything on the page; in a frame, as on a slide, at once */
export function readerComes() {
  coming ??= new Promise((resolve) => {
    if (globalThis.top !== globalThis.self || scrollY > 0) return resolve();
    const heard = () => {
      for (const sign of SIGNS) removeEventListener(sign, heard, true);
      setTimeout(resolve); // who is meant hears it first
    };
    for (const sign of SIGNS) addEventListener(sign, heard, { capture: true, passive: true });
  });
  return coming;
}

/** @returns {boolean} whether the page is on paper now */
export const isPrinted = () => printing || PAPER.matches;

/**
 * @param {HTMLElement} race
 * @returns {import("../types").Theme} its own palette, or the page's: what its switch says, or else the system
 */
export function pageTheme(race) {
  if (isPrinted()) return "light";
  const own = race.getAttribute("theme");
  if (own === "light" || own === "dark") return own;
  const scheme = document.body.dataset.mdColorScheme;
  const dark = scheme ? scheme === "slate" : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "dark" : "light";
}

/** @returns {boolean} whether the reader prefers that nothing moves by itself */
export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
