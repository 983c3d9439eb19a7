// A sentence that sets a race: its link leads to the page with the race in that state, and here it only sets it.

const HEADER = 60; // CSS pixels that the page's own header may cover

/** @param {Element} race @returns {boolean} whether most of it can be seen */
function inSight(race) {
  const { top, bottom, height } = race.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, HEADER);
  return seen >= 0.8 * Math.min(height, innerHeight - HEADER);
}

/** @param {HTMLAnchorElement} link */
async function follow(link) {
  const race = document.getElementById(link.hash.slice(1));
  if (!race?.checkVisibility()) return location.assign(link.href); // at a depth that is not open
  if (!inSight(race)) race.scrollIntoView({ block: "center" });
  try {
    await import("./race.js"); // which a page may have put off until the reader comes near
  } catch {
    return location.assign(link.href);
  }
  /** @type {HTMLElement & {take: (link: URL) => void}} */ (race).take(new URL(link.href));
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.sets-race") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // it opens elsewhere
  event.preventDefault();
  follow(link);
});
