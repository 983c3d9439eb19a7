// What a race follows in the page around it: its own width, the palette, and whether the reader sees it.

/**
 * @param {HTMLElement} element @param {HTMLElement} canvas
 * @param {() => void} changed told when width or palette have changed
 * @param {() => void} seen told when much of the canvas is on the screen
 * @returns {() => void} what ends it
 */
export function watch(element, canvas, changed, seen) {
  let width = Number.NaN;
  const size = new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return; // only its own table has grown
    width = entry.contentRect.width;
    changed();
  });
  const palette = new MutationObserver(changed);
  const view = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && seen(), {
    threshold: 0.4,
  });
  const system = matchMedia("(prefers-color-scheme: dark)");
  size.observe(element);
  palette.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  view.observe(canvas);
  system.addEventListener("change", changed);
  return () => {
    for (const watcher of [size, palette, view]) watcher.disconnect();
    system.removeEventListener("change", changed);
  };
}

/** @returns {import("../types").Theme} the page's palette: what its switch says, or else the system */
export function pageTheme() {
  const scheme = document.body.dataset.mdColorScheme;
  const dark = scheme ? scheme === "slate" : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "dark" : "light";
}

/** @returns {boolean} whether the reader prefers that nothing moves by itself */
export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
