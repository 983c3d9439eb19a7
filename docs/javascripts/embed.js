// The page of an embedded race tells the page around it how high it is, so that a frame can follow.

const race = document.querySelector("optimizer-race");
const from = document.querySelector(".from");

/** It counts what is there: the page itself is at least as high as its frame. */
function tell() {
  if (!race?.hasAttribute("ready") || document.documentElement.dataset.view === "slide") return;
  const parts = [race, from].map((part) => part?.getBoundingClientRect().height ?? 0);
  const height = Math.ceil(parts[0] + parts[1] + 16);
  parent.postMessage({ source: "optimizer-race", height }, "*");
}

if (race && parent !== window) {
  new ResizeObserver(tell).observe(race);
  new MutationObserver(tell).observe(race, { attributeFilter: ["ready"] });
}
