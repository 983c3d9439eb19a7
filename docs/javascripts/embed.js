// What an embedded race or figure tells the page around it, and what it hears from there.

import { usesKey } from "./race/keys.js";

/** @typedef {HTMLElement & {replay?: () => void, pause?: () => void, toggle?: () => void, step?: (count: number) => void}} Part */

const part = /** @type {Part | null} */ (document.querySelector("optimizer-race, .figure"));
const from = document.querySelector(".from");
const source = part?.localName === "optimizer-race" ? "optimizer-race" : "live-figure";
const slide = document.documentElement.dataset.view === "slide";
const framed = parent !== window;
const presented = !framed || window.name === "present"; // by the button Present, which names its frame so

/** @param {Record<string, unknown>} message */
const tell = (message) => parent.postMessage({ source, ...message }, "*");

/** It counts what is there: the page itself is at least as high as its frame. */
function tellHeight() {
  if (!part?.matches("[ready], .figure")) return;
  const parts = [part, from].map((each) => each?.getBoundingClientRect().height ?? 0);
  tell({ type: "height", height: Math.ceil(parts[0] + parts[1] + 16) });
}

if (part && framed && !slide) {
  new ResizeObserver(tellHeight).observe(part);
  new MutationObserver(tellHeight).observe(part, { attributeFilter: ["ready"] });
}

/** @type {Record<string, () => void>} what a key does on a screen that the race has to itself */
const OWN = {
  " ": () => part?.toggle?.(),
  ArrowRight: () => part?.step?.(1),
  ArrowLeft: () => part?.step?.(-1),
};

/** A key that is of no use here turns the slide, although the frame has the focus. @param {KeyboardEvent} event */
function heard(event) {
  const { key, keyCode } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || usesKey(event.composedPath()[0], key)) return;
  if (presented && key !== "Escape") {
    if (!part?.toggle || !OWN[key]) return;
    event.preventDefault();
    OWN[key]();
    return;
  }
  if (!framed) return;
  tell({ type: "key", key });
  // A deck of reveal.js understands this by itself.
  if (!presented) parent.postMessage(JSON.stringify({ method: "triggerKey", args: [keyCode] }), "*");
}

if (slide) {
  document.addEventListener("keydown", heard);
  if (presented && source === "live-figure") {
    // Its knobs have the arrows: the first takes them.
    part?.addEventListener("alive", () => part.querySelector("input")?.focus(), { once: true });
  }
}

// reveal.js says so when a slide comes and goes.
addEventListener("message", ({ source: who, data }) => {
  if (!framed || who !== parent) return;
  if (data === "slide:start") part?.replay?.();
  if (data === "slide:stop") part?.pause?.();
});
