// A race as an address: the page's own, one to copy, and code to embed it elsewhere.

import { quote } from "./quote.js";
import { isSetting, writeSettings } from "./settings.js";

/** @typedef {import("../types").Settings} Settings */

const EMBED = new URL("../../embed/race/", import.meta.url).href;
const SCRIPT = new URL("../race.js", import.meta.url).href;
const FULL = new URL("../../", import.meta.url).href; // the home page begins with a race that has everything
const FRAME = 760; // CSS pixels: the width of an embedded race
const LOOKS = [
  ["view", "slide"],
  ["view", "lesson"],
  ["theme", "dark"],
  ["theme", "light"],
];
const [MARGIN, FOOT] = [8, 32]; // CSS pixels around it and below, as docs/embed/race/index.html has them
const REST = 250; // milliseconds: browsers refuse more than about a hundred changes of the address in half a minute

/**
 * Return whether the page's address is a race's own: of the one that it names, else of the one marked `linked`, or
 * else of the first.
 * @param {Element} race @returns {boolean}
 */
export function ownsAddress(race) {
  const candidates = [...document.querySelectorAll("optimizer-race:not([linked=no])")];
  const asked = new URLSearchParams(location.search).get("race");
  const named = asked ? candidates.find(({ id }) => id === asked) : undefined;
  return (named ?? candidates.find((each) => each.hasAttribute("linked")) ?? candidates[0]) === race;
}

/** The settings that a race was given as attributes. @param {Element} race */
export function givenSettings(race) {
  const given = [...race.attributes].filter(({ name }) => isSetting(name) && name !== "t");
  return new URLSearchParams(given.map(({ name, value }) => [name, value]));
}

/**
 * Return an address with these settings in it. With `whole` it shows the same race on any page, an embedded one too.
 * @param {URL} page @param {Settings} settings @param {Settings} base @param {boolean} whole
 */
export function linkTo(page, settings, base, whole) {
  for (const key of [...page.searchParams.keys()]) if (isSetting(key)) page.searchParams.delete(key);
  for (const [key, value] of writeSettings(settings, base, whole)) page.searchParams.set(key, value);
  return page.href.replaceAll("%2C", ",");
}

/** @param {URLSearchParams} query @returns {string[][]} what it says of how a race looks: names and values that make sense */
export function looks(query) {
  const found = LOOKS.filter(([name, value]) => query.get(name) === value);
  const controls = query.get("controls");
  return query.get("view") === "lesson" && controls !== null ? [...found, ["controls", controls]] : found;
}

/** @param {URLSearchParams} query @returns {string[]} complaints about what it says of how a race looks */
export function strangeLooks(query) {
  return ["view", "theme"].flatMap((name) => {
    const asked = query.get(name);
    const known = LOOKS.filter(([each]) => each === name).map(([, value]) => value);
    return asked === null || known.includes(asked)
      ? []
      : [`There is no ${name} ${quote(asked)}; there are ${known.join(", ")}.`];
  });
}

/** @param {Settings} settings @param {Settings} base @returns {string} the address of this race with all its controls */
export const fullLink = (settings, base) => linkTo(new URL(FULL), settings, base, true);

/**
 * Return markup for another page.
 * @param {Settings} settings @param {Settings} base @param {string[][]} look @param {number} height
 */
export function embedCode(settings, base, look, height) {
  const page = new URL(EMBED);
  for (const [name, value] of look) page.searchParams.set(name, value);
  const source = linkTo(page, settings, base, true).replaceAll("&", "&amp;");
  const size = `width="${FRAME}" height="${height}" style="border:0;max-width:100%"`;
  return `<iframe src="${source}" title="Optimizer race" loading="lazy" ${size}></iframe>`;
}

/**
 * Return the address of this race alone, to fill a frame of 16:9 or the screen.
 * @param {Settings} settings @param {Settings} base @param {string} theme
 */
export function slideAddress(settings, base, theme) {
  const page = new URL(EMBED);
  page.searchParams.set("view", "slide");
  page.searchParams.set("theme", theme);
  return linkTo(page, settings, base, true);
}

/**
 * Return markup for a page that loads the race's own script.
 * @param {Settings} settings @param {Settings} base @param {string} theme
 */
export function tagCode(settings, base, theme) {
  const looks = [...writeSettings(settings, base, true)].filter(([name]) => name !== "t");
  const attributes = [["view", "slide"], ["theme", theme], ...looks].map(([name, value]) => `${name}="${value}"`);
  return `<script type="module" src="${SCRIPT}"></script>\n<optimizer-race ${attributes.join(" ")}></optimizer-race>`;
}

/**
 * Return how high an embedded race is, measured on one that nobody sees.
 * @param {Settings} settings @param {Settings} base @returns {Promise<number>} CSS pixels
 */
export async function heightOf(settings, base) {
  const race = document.createElement("optimizer-race");
  for (const [name, value] of writeSettings(settings, base, true)) race.setAttribute(name, value);
  for (const name of ["bare", "inert", "aria-hidden"]) race.setAttribute(name, "true");
  race.setAttribute("linked", "no");
  race.style.cssText = `position:fixed;left:-10000px;width:${FRAME - 2 * MARGIN}px;margin:0`;
  document.body.append(race);
  await new Promise((resolve) => new MutationObserver(resolve).observe(race, { attributeFilter: ["ready"] }));
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const height = Math.ceil(race.offsetHeight);
  race.remove();
  return height + 2 * MARGIN + FOOT;
}

/** @param {string} what @param {string} text @returns {Promise<string>} what to say of it */
export async function copied(what, text) {
  try {
    await navigator.clipboard.writeText(text);
    return `The ${what} for exactly this race is copied.`;
  } catch {
    return `Copy this ${what}: ${text}`;
  }
}

/** The page's address, written once the reader rests. */
export class Address {
  /** @param {() => string} link */
  constructor(link) {
    this.link = link;
    this.waiting = 0;
  }

  drop() {
    clearTimeout(this.waiting);
  }

  write() {
    this.drop();
    this.waiting = setTimeout(() => history.replaceState(history.state, "", this.link()), REST);
  }
}
