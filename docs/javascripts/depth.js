/**
 * Three depths of reading. The depth is an attribute of <html>, set before the first paint by the page itself; this
 * module lets the reader change it, remembers it, keeps it in the address, and opens what a link points into.
 */

const DEPTHS = ["idea", "math", "research"];
const root = document.documentElement;

/** @returns {number} how deep the reader reads now */
const current = () => DEPTHS.indexOf(root.dataset.depth ?? "idea");

/**
 * @param {Element | null} element
 * @returns {number} the depth that must be open for the element to be seen
 */
function depthOf(element) {
  const section = /** @type {HTMLElement | null} */ (element?.closest(".depth") ?? null);
  return section ? DEPTHS.indexOf(section.dataset.depth ?? "idea") : 0;
}

/**
 * @param {string} hash the part of an address from its # on, which anyone may have written
 * @returns {Element | null} what it points at
 */
function target(hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null; // not an encoding of anything
  }
}

/** Mark the chosen button, and leave out of the table of contents what is hidden. */
function show() {
  const depth = current();
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".depths button"))) {
    button.setAttribute("aria-pressed", String(button.dataset.depth === DEPTHS[depth]));
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll(".md-nav--secondary a[href*='#']")
  )) {
    const heading = target(link.hash);
    const item = link.closest("li");
    if (item) item.hidden = depthOf(heading) > depth;
  }
  // What was laid out while hidden, a race for instance, may want to measure itself.
  window.dispatchEvent(new Event("resize"));
}

/** @param {number} depth */
function choose(depth) {
  root.dataset.depth = DEPTHS[depth];
  try {
    localStorage.setItem("depth", DEPTHS[depth]);
  } catch {
    // A reader who forbids storage chooses anew on each page.
  }
  const address = new URL(location.href);
  address.searchParams.set("depth", DEPTHS[depth]);
  history.replaceState(history.state, "", address);
  show();
}

/** Open the depth that the address points into. */
function follow() {
  const element = target(location.hash);
  if (depthOf(element) > current()) {
    root.dataset.depth = DEPTHS[depthOf(element)];
    show();
    element?.scrollIntoView();
  }
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-depth]"))) {
  button.addEventListener("click", () => {
    const depth = DEPTHS.indexOf(button.dataset.depth ?? "idea");
    choose(depth);
    if (button.closest(".deeper")) {
      const first = document.querySelector(`.depth[data-depth="${DEPTHS[depth]}"]`);
      first?.scrollIntoView({ block: "start" });
      const heading = /** @type {HTMLElement | null} */ (first?.querySelector("h2, h3") ?? null);
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    }
  });
}

addEventListener("hashchange", follow);
show();
follow();
