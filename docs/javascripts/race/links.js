// A race as an address: the page's own, one to copy, and code to embed it elsewhere.

import { isSetting, writeSettings } from "./settings.js";

/** @typedef {import("../types").Settings} Settings */

const EMBED = new URL("../../embed/race/", import.meta.url).href;
const SIZE = 'width="760" height="1100" style="border:0"';
const REST = 250; // milliseconds: browsers refuse more than about a hundred changes of the address in half a minute

/** @param {Element} race @returns {boolean} whether the page's address is its own: that of the one marked `linked`, or else the first */
export function ownsAddress(race) {
  const candidates = [...document.querySelectorAll("optimizer-race:not([linked=no])")];
  return (candidates.find((each) => each.hasAttribute("linked")) ?? candidates[0]) === race;
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

/** @param {Settings} settings @param {Settings} base @returns {string} markup for another page */
export function embedCode(settings, base) {
  const source = linkTo(new URL(EMBED), settings, base, true).replaceAll("&", "&amp;");
  return `<iframe src="${source}" title="Optimizer race" loading="lazy" ${SIZE}></iframe>`;
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

  write() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => history.replaceState(history.state, "", this.link()), REST);
  }
}
