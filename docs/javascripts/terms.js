/**
 * Cards of the glossary: at the first use of a word on a page, what it means. The pointer, the focus or a first tap
 * opens one, Escape and everything else closes it; without JavaScript the word is a link to the glossary.
 */

const SOON = 150; // ms until the pointer has meant it
const LATER = 250; // ms to get from the word onto the card
const AIR = 8; // px between the card and the edge of the window

/** @type {HTMLElement | null} the word whose card is open */
let open = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
let touched = false;

/** @param {HTMLElement} word @returns {HTMLElement} */
const cardOf = (word) => /** @type {HTMLElement} */ (word.nextElementSibling);

/** Put the card under the line on which the word begins, or above it, where there is room. @param {HTMLElement} word */
function place(word) {
  const card = cardOf(word);
  const line = word.getClientRects()[0] ?? word.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const inner = document.documentElement.clientWidth;
  const left = Math.max(AIR, Math.min(line.left, inner - width - AIR));
  const below = line.bottom + height + AIR <= innerHeight || line.top < height + AIR;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? line.bottom : line.top - height) + scrollY}px`;
}

function hide() {
  clearTimeout(waiting);
  if (open) cardOf(open).hidePopover();
  open = null;
}

/** @param {HTMLElement} word */
function show(word) {
  clearTimeout(waiting);
  if (open === word) return;
  hide();
  open = word;
  cardOf(word).showPopover();
  place(word);
}

/** @param {() => void} then @param {number} after */
function soon(then, after) {
  clearTimeout(waiting);
  waiting = setTimeout(then, after);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} the word that it is in, or in whose card */
function wordAt(target) {
  if (!(target instanceof Element)) return null;
  const word = target.closest(".term") ?? target.closest(".term-card")?.previousElementSibling;
  return /** @type {HTMLElement | null} */ (word ?? null);
}

addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return;
  const word = wordAt(target);
  if (word) soon(() => show(word), SOON);
  else if (open && open !== document.activeElement) soon(hide, LATER);
});

addEventListener("focusin", ({ target }) => {
  const word = wordAt(target);
  const seen = target instanceof Element && target.matches(":focus-visible");
  if (word && (seen || word === open)) show(word);
  else if (!touched) hide();
});

addEventListener("pointerdown", ({ target, pointerType }) => {
  touched = pointerType === "touch";
  if (!wordAt(target)) hide();
});

addEventListener("click", (event) => {
  const word = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest(".term"));
  if (!word || !touched || word === open) return;
  event.preventDefault(); // the first tap asks what the word means, the second goes to the glossary
  show(word);
});

addEventListener("keydown", ({ key }) => {
  touched = false;
  if (key !== "Escape" || !open) return;
  const word = open;
  if (cardOf(word).contains(document.activeElement)) word.focus();
  hide();
});

addEventListener("resize", hide);
