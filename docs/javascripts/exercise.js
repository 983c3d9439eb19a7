// Exercises: the page checks an answer, gives a hint after a miss, and in the end the reason. Nothing is stored.

/** @param {string} text @returns {number[]} what a reader may have meant: 0.05, 0,05, 1/20, 5e-2, 1,000 */
function numbers(text) {
  const plain = text.trim().replaceAll("−", "-").replace(/\s+/g, "");
  return [plain.replaceAll(",", ""), plain.replace(",", ".")].map(quotient).filter(Number.isFinite);
}

/** @param {string} text */
function quotient(text) {
  const parts = text.split("/");
  if (parts.length > 2 || parts.includes("")) return Number.NaN;
  const [over, under = 1] = parts.map(Number);
  return over / under;
}

/** @param {HTMLElement} exercise @param {string} name @returns {HTMLElement | null} */
const hintOf = (exercise, name) => exercise.querySelector(`[data-hint="${name}"]`);

/**
 * Return what the answer is worth: null if it is none, "" if it is right, else which hint follows this miss.
 * @param {HTMLElement} exercise @param {HTMLFormElement} form @param {number} miss @returns {string | null}
 */
function judge(exercise, form, miss) {
  const { right, answer, off } = exercise.dataset;
  if (right !== undefined) {
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector(":checked"));
    if (!chosen) return null;
    return chosen.value === right ? "" : chosen.value;
  }
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const found = numbers(field.value);
  if (found.length === 0) return null;
  const wanted = Number(answer);
  const slack = Number(off) + 1e-12 * Math.abs(wanted); // what lies on the edge is right
  if (found.some((value) => Math.abs(value - wanted) <= slack)) return "";
  return `${found[0] < wanted ? "too small" : "too large"} ${miss}`;
}

/** @param {HTMLElement} exercise */
function pose(exercise) {
  const form = /** @type {HTMLFormElement} */ (exercise.querySelector("form"));
  const said = /** @type {HTMLElement} */ (exercise.querySelector(".exercise-said"));
  const details = /** @type {HTMLElement} */ (exercise.querySelector("details"));
  const tries = Number(exercise.dataset.tries);
  let misses = 0;
  form.hidden = false;
  details.hidden = true;

  /** @param {string} words @param {Node | null} [more] */
  function say(words, more) {
    said.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }), ...(more ? [more] : []));
  }

  /** @param {string} words */
  function end(words) {
    exercise.dataset.done = "";
    for (const part of form.querySelectorAll("input")) {
      if (part.type === "radio") part.disabled = !part.checked;
      else part.readOnly = true;
    }
    // It keeps the focus that it may have; pressed again it does nothing.
    form.querySelector("button")?.setAttribute("aria-disabled", "true");
    say(words, details.querySelector(".exercise-reason"));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if ("done" in exercise.dataset) return;
    const verdict = judge(exercise, form, misses + 1);
    if (verdict === null) {
      const choice = exercise.dataset.right !== undefined;
      return say(choice ? "Choose one of them first." : "Write a number, such as 0.05 or 1/20.");
    }
    if (verdict === "") return end("Right.");
    misses += 1;
    if (misses >= tries) return end("Not so. The answer, and why:");
    const hint = hintOf(exercise, verdict)?.cloneNode(true);
    if (hint instanceof HTMLElement) hint.hidden = false;
    const left = tries - misses;
    const side = /too \w+/.exec(verdict)?.[0];
    const words = side ? `${side[0].toUpperCase()}${side.slice(1)}.` : "Not this one.";
    say(`${words} ${left === 1 ? "One try is" : `${left} tries are`} left.`, hint);
  });
}

for (const exercise of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".exercise"))) pose(exercise);
