// A slide is looked at from the last row: everything on it is as much larger as the slide is.

const [WIDTH, HEIGHT] = [960, 540]; // CSS pixels of a slide at which type has its usual size
const LEAST = 0.75; // in a smaller frame it stays readable, and scrolls

/**
 * @param {HTMLElement} race @param {HTMLElement} frame everything that is inside of it
 * @returns {number} how many times as large as usual it is shown
 */
export function fitSlide(race, frame) {
  const { clientWidth, clientHeight } = race;
  const slide = race.getAttribute("view") === "slide" && clientWidth > 0;
  const scale = slide ? Math.max(LEAST, Math.min(clientWidth / WIDTH, clientHeight / HEIGHT)) : 1;
  frame.style.setProperty("zoom", slide ? String(scale) : "");
  frame.style.setProperty("--slide-height", `${clientHeight / scale}px`);
  return scale;
}
