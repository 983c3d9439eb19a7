/**
 * The search of the theme, asked a better question. By itself it takes every word for the beginning of a word, and finds
 * "Adamax" before "Adam" for a reader who typed "adam", since the rarer word counts more. Here the whole word counts
 * more than the beginning of another.
 */

const QUERY = 2; // the type of the message that asks; see the theme's SearchMessageType
const WHOLE = 12; // times what a beginning counts

/**
 * @param {string} query what the reader typed
 * @returns {string} the same, with every plain word asked for twice: as it stands, and as a beginning
 */
function sharpened(query) {
  if (/["+~^:*]/.test(query)) return query; // someone who knows the language of the search
  return query.replace(/[^\s-]+/g, (word) => `${word}^${WHOLE} ${word}`);
}

let loaded = false;

addEventListener("message", (event) => {
  if (!event.isTrusted) return; // our own, for the theme
  event.stopImmediatePropagation();
  if (!loaded) {
    // The theme's own worker; its name, which changes with its version, is in the address of this one.
    /** @type {any} */ (globalThis).importScripts(`../assets/javascripts/workers/${location.search.slice(1)}`);
    loaded = true;
  }
  const { type, data } = event.data;
  dispatchEvent(new MessageEvent("message", { data: { type, data: type === QUERY ? sharpened(data) : data } }));
});
