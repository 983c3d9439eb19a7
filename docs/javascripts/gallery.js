/**
 * The gallery: figures are found while one types, and chosen by optimizer, surface, kind, topic and motion. What can be
 * chosen stands in the page, which is a plain list without this module. The state is in the address.
 */

import { quote } from "./race/quote.js";

const FEW = 60; // thumbnails shown of what is found, until all are asked for
const FILLERS = new Set(["a", "an", "and", "by", "for", "in", "of", "on", "the", "to", "with"]);

/** @typedef {{element: HTMLLIElement, home: Element, order: number, id: string[], name: string[], words: string[], rest: string[]}} Item */

/** @template {Element} T @param {string} selector @returns {T} */
const find = (selector) => /** @type {T} */ (document.querySelector(selector));
/** @type {HTMLFormElement} */
const form = find(".finder-form");
/** @type {HTMLInputElement} */
const field = find("#find");
/** @type {HTMLElement} */
const says = find(".finder-says");
/** @type {HTMLUListElement} */
const found = find("#found");
/** @type {HTMLElement} */
const more = find(".finder-more");
/** @type {HTMLButtonElement} */
const clear = find(".finder-clear button");
const facets = [...form.querySelectorAll("select")];

/** @param {string} text @returns {string[]} its words, those with a hyphen also as one: "warm-up" is "warmup" */
function wordsOf(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const parts = plain.split(/[^\p{L}\p{N}.-]+/u).flatMap((word) => {
    const split = word.split(/[-.]+/);
    return split.length > 1 ? [split.join(""), ...split] : split;
  });
  return parts.filter(Boolean);
}

/** @param {HTMLSelectElement} facet @param {string} value @returns {string} what readers call it */
const titleOf = (facet, value) => [...facet.options].find((option) => option.value === value)?.dataset.title ?? "";

/** @type {Item[]} */
const items = [.../** @type {NodeListOf<HTMLLIElement>} */ (document.querySelectorAll(".topic li"))].map(
  (element, order) => {
    const link = /** @type {HTMLAnchorElement} */ (element.querySelector("a"));
    const alt = /alt="([^"]*)"/.exec(element.querySelector("noscript")?.textContent ?? "")?.[1] ?? "";
    const named = facets.flatMap((facet) =>
      (element.dataset[facet.name] ?? "").split(" ").map((value) => `${value} ${titleOf(facet, value)}`),
    );
    const home = /** @type {Element} */ (element.parentElement);
    return {
      element,
      home,
      order,
      id: wordsOf(link.getAttribute("href") ?? ""),
      name: wordsOf(link.textContent ?? ""),
      words: wordsOf(named.join(" ")),
      rest: wordsOf(alt),
    };
  },
);

/**
 * How well an item answers to a word: best in its own address or name, and as a whole word.
 * @param {Item} item @param {string} word @returns {number} 0 if it does not
 */
function answers({ id, name, words, rest }, word) {
  const places = [id, name, words, rest];
  const whole = places.findIndex((place) => place.includes(word));
  if (whole >= 0) return [12, 9, 4, 2][whole];
  const begun = places.findIndex((place) => place.some((other) => other.startsWith(word)));
  return begun >= 0 ? [8, 6, 3, 1][begun] : 0;
}

/** @param {Item} item @param {string[]} asked @returns {number} 0 if one of the words is nowhere in it */
function score(item, asked) {
  let sum = 1;
  for (const word of asked) {
    const worth = answers(item, word);
    if (!worth) return 0;
    sum += worth;
  }
  return sum + 1 / item.id.length; // of two that have all words the shorter is meant
}

/** @param {Item} item @param {HTMLSelectElement} facet @returns {number} the place of the chosen value, or −1 */
const placeIn = ({ element }, facet) => (element.dataset[facet.name] ?? "").split(" ").indexOf(facet.value);

/** @returns {Item[]} what fits all that is chosen, the best first */
function fitting() {
  const typed = wordsOf(field.value);
  if (field.value.trim() && !typed.length) return []; // signs alone
  const telling = typed.filter((word) => !FILLERS.has(word));
  const chosen = facets.filter((facet) => facet.value);
  return items
    .filter((item) => chosen.every((facet) => placeIn(item, facet) >= 0))
    .map((item) => ({
      item,
      worth: score(item, telling.length ? telling : typed),
      // Whom one asks for should be the protagonist.
      behind: chosen.filter((facet) => placeIn(item, facet) > 0).length,
    }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || a.behind - b.behind || a.item.order - b.item.order)
    .map(({ item }) => item);
}

/** Show what is chosen; nothing chosen, every topic with its first few. @param {string} complaint */
function show(complaint = "") {
  const chosen = field.value.trim() !== "" || facets.some((facet) => facet.value);
  for (const { element, home } of items) if (element.parentElement !== home) element.remove();
  for (const item of items) item.home.append(item.element);
  for (const topic of document.querySelectorAll(".topic")) topic.toggleAttribute("hidden", chosen);
  const fit = chosen ? fitting() : items;
  if (chosen) found.append(...fit.map(({ element }) => element));
  found.hidden = !chosen;
  fit.forEach(({ element }, i) => {
    element.hidden = chosen && i >= FEW;
  });
  more.hidden = !chosen || fit.length <= FEW;
  clear.disabled = !chosen;
  const count = `${fit.length} ${fit.length === 1 ? "figure" : "figures"}`;
  const none = field.value.trim() ? `No figure answers to ${quote(field.value.trim())}` : "No figure is like that";
  const rest = facets.some((facet) => facet.value) ? " with these choices" : "";
  says.textContent = [complaint, fit.length ? count : `${none}${rest}.`].filter(Boolean).join(" ");
}

/** Write the state into the address, as short as it can be. */
function note() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.set(name, String(value));
  history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
}

/** @returns {string} take the state from the address; what of it makes no sense, said plainly */
function read() {
  const query = new URLSearchParams(location.search);
  const complaints = [];
  field.value = (query.get("find") ?? "").slice(0, 200);
  for (const facet of facets) {
    const value = query.get(facet.name) ?? "";
    facet.value = value;
    if (facet.value !== value) {
      complaints.push(`There is no ${facet.name} ${quote(value)}.`);
      facet.value = "";
    }
  }
  return complaints.join(" ");
}

/** Put the images of what comes near the screen into their places. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) fill(target);
  },
  { rootMargin: "100px" },
);

/** @param {Element} place */
function fill(place) {
  near.unobserve(place);
  const waiting = place.querySelector("noscript");
  if (!waiting) return;
  place.innerHTML = waiting.textContent ?? ""; // the page's own markup
  const light = /** @type {HTMLImageElement} */ (place.firstElementChild);
  const dark = /** @type {HTMLImageElement} */ (light.cloneNode());
  dark.src = light.dataset.dark ?? "";
  light.className = "on-light";
  dark.className = "on-dark";
  place.append(dark);
}

const places = [...document.querySelectorAll(".thumbnail")];
for (const place of places) near.observe(place);
addEventListener("beforeprint", () => places.forEach(fill));

/** @returns {HTMLAnchorElement[]} the links that can be seen */
const links = () =>
  [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".thumbnails li > a"))].filter((link) =>
    link.checkVisibility(),
  );

/**
 * The link that is next in a direction, as rows and columns stand on the screen.
 * @param {HTMLAnchorElement} from @param {string} key @returns {HTMLElement | undefined}
 */
function next(from, key) {
  const every = links();
  const at = every.indexOf(from);
  if (key === "Home") return every[0];
  if (key === "End") return every.at(-1);
  if (key === "ArrowRight") return every[at + 1];
  if (key === "ArrowLeft") return every[at - 1] ?? field;
  const { left, top } = /** @type {Element} */ (from.closest("li")).getBoundingClientRect();
  const down = key === "ArrowDown";
  /** @param {HTMLAnchorElement} link */
  const away = (link) => {
    const box = /** @type {Element} */ (link.closest("li")).getBoundingClientRect();
    const rows = down ? box.top - top : top - box.top;
    return rows > 8 ? rows * 10 + Math.abs(box.left - left) : Number.POSITIVE_INFINITY;
  };
  const nearest = every.reduce((best, link) => (away(link) < away(best) ? link : best), from);
  if (nearest !== from) return nearest;
  return down ? undefined : field;
}

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/** @param {KeyboardEvent} event */
function press(event) {
  const { key, target } = event;
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "/" && !target.closest("input, select, textarea")) {
    event.preventDefault();
    event.stopImmediatePropagation(); // the search of the site listens, too
    field.select();
  } else if (target === field && key === "ArrowDown") {
    event.preventDefault();
    links()[0]?.focus();
  } else if (target === field && key === "Escape") {
    event.preventDefault();
    if (field.value) {
      field.value = "";
      change();
    } else field.blur();
  } else if (target instanceof HTMLAnchorElement && target.matches(".thumbnails li > a")) {
    if (KEYS.includes(key)) {
      event.preventDefault();
      next(target, key)?.focus();
    } else if (key === "Escape") field.focus();
  }
}

function change() {
  show();
  note();
}

addEventListener("keydown", press, { capture: true });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  links()[0]?.focus();
});
form.addEventListener("input", change);
clear.addEventListener("click", () => {
  for (const facet of facets) facet.value = "";
  field.value = "";
  change();
  field.focus();
});
more.querySelector("button")?.addEventListener("click", () => {
  const first = /** @type {HTMLElement | null} */ (found.querySelector("li[hidden]"));
  for (const element of found.children) /** @type {HTMLElement} */ (element).hidden = false;
  more.hidden = true;
  first?.querySelector("a")?.focus();
});

for (const link of document.querySelectorAll(".topic-all")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(/** @type {HTMLAnchorElement} */ (link).search);
    for (const facet of facets) facet.value = asked.get(facet.name) ?? "";
    change();
    form.scrollIntoView();
    links()[0]?.focus({ preventScroll: true });
  });
}

const complaint = read();
if (complaint || location.search) show(complaint);
