// The keys that a race uses it keeps: on a slide an arrow on a slider must not turn the page, nor a dot in a number
// blank the screen. All others go on to the page.

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const MOVES = [...ARROWS, "Home", "End", "PageUp", "PageDown"];
const PRESSES = [" ", "Enter"];
const LEAVES = ["Escape", "Tab"];

/** @param {EventTarget | undefined} target @param {string} key @returns {boolean} whether a key does something there */
export function usesKey(target, key) {
  if (target instanceof HTMLSelectElement) return !LEAVES.includes(key); // letters choose
  if (target instanceof HTMLInputElement) {
    if (target.type === "number") return !LEAVES.includes(key);
    if (target.type === "range") return MOVES.includes(key);
    return target.type === "radio" ? [...ARROWS, " "].includes(key) : key === " ";
  }
  if (!(target instanceof HTMLElement)) return false;
  if (target.classList.contains("start") && ARROWS.includes(key)) return true;
  return target.matches("button, summary") ? PRESSES.includes(key) : false;
}

/** @param {EventTarget} frame everything that is inside of a race */
export function keepKeys(frame) {
  for (const kind of ["keydown", "keypress", "keyup"]) {
    frame.addEventListener(kind, (event) => {
      if (usesKey(event.composedPath()[0], /** @type {KeyboardEvent} */ (event).key)) event.stopPropagation();
    });
  }
  // A finger that drags the start or a slider does not swipe to the next slide.
  for (const kind of ["touchstart", "touchmove", "touchend", "pointerdown", "pointermove", "pointerup"]) {
    frame.addEventListener(kind, (event) => {
      const [target] = event.composedPath();
      if (target instanceof Element && target.matches(".start, [type=range]")) event.stopPropagation();
    });
  }
}
