// What a race follows in the page around it: its own width, the palette, and whether the reader sees it.

const PAPER = matchMedia("print");

/**
 * @param {HTMLElement} element @param {HTMLElement} canvas
 * @param {() => void} changed told when width or palette have changed
 * @param {() => void} seen told when much of the canvas is on the screen
 * @param {() => void} printed told when paper takes the place of the screen, and when the screen is back
 * @returns {() => void} what ends it
 */
export function watch(element, canvas, changed, seen, printed) {
  const room = canvas.parentElement ?? element;
  let widths = "";
  const size = new ResizeObserver(() => {
    const now = [element.clientWidth, room.clientWidth].join();
    if (now === widths) return; // only its own table has grown
    widths = now;
    changed();
  });
  const palette = new MutationObserver(changed);
  const own = new MutationObserver(changed);
  const view = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && seen(), {
    threshold: 0.4,
  });
  const system = matchMedia("(prefers-color-scheme: dark)");
  size.observe(element);
  size.observe(room);
  own.observe(element, { attributes: true, attributeFilter: ["theme", "view"] });
  palette.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  view.observe(canvas);
  system.addEventListener("change", changed);
  PAPER.addEventListener("change", printed);
  return () => {
    for (const watcher of [size, palette, own, view]) watcher.disconnect();
    PAPER.removeEventListener("change", printed);
    system.removeEventListener("change", changed);
  };
}

/** @returns {boolean} whether the page is on paper now */
export const isPrinted = () => PAPER.matches;

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
