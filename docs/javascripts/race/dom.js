// Elements in one expression. Text is always set as text, so nothing from outside can become markup.

/** @type {Record<string, string>} */
const RAISED = Object.fromEntries([..."-0123456789"].map((sign, i) => [sign, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));

/** @param {number} power @returns {string} a power of ten, its exponent raised, as gen/draw/scale.py writes it */
export const tenTo = (power) => `10${[...String(power)].map((sign) => RAISED[sign]).join("")}`;

const STEP = 0.005; // of a slider

let count = 0;

/** @param {string} stem @returns {string} an id that no other race on the page has */
export const unique = (stem) => `${stem}-${++count}`;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [about] properties; `class`, `for`, `role` and names with a dash are attributes,
 *   names that begin with "on" listeners
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name.includes("-") || ["class", "for", "role", "list"].includes(name)) {
      element.setAttribute(name, String(value));
    } else Reflect.set(element, name, value);
  }
  element.append(...children);
  return element;
}

/**
 * A slider and a number field for one value, kept equal; an arrow up or down in the field moves the slider by a notch.
 * `change` hears every turn.
 * @param {{label: string, low: number, high: number, log: boolean, change: (value: number) => void, least?: number, most?: number}} about
 */
export function slider({ label, low, high, log, change, least = low, most = high }) {
  /** @param {number} value */
  const place = (value) => (log ? Math.log10(value / low) / Math.log10(high / low) : (value - low) / (high - low));
  /** @param {number} value @returns {number} it to three digits, or to as many as it takes to stay at its place */
  const near = (value) => {
    const kept = Math.min(high, Math.max(low, value));
    if (kept === low || kept === high) return kept;
    for (let digits = 3; digits < 17; digits++) {
      // From 0.9 to 0.9999 a step is less than the third digit, and what is nearly 0.9999 is not 1.
      const told = Number(kept.toPrecision(digits));
      if (told > low && told < high && Math.abs(place(told) - place(kept)) < STEP / 2) return told;
    }
    return kept;
  };
  /** @param {number} share @returns {number} */
  const at = (share) => (share === 1 ? high : near(log ? low * (high / low) ** share : low + share * (high - low)));
  const range = h("input", {
    type: "range",
    min: "0",
    max: "1",
    step: String(STEP),
    "aria-label": label,
    oninput: () => tell(at(Number(range.value))),
  });
  const number = h("input", {
    type: "number",
    step: "any",
    min: String(least),
    max: String(most),
    "aria-label": `${label}, as a number`,
  });
  number.addEventListener("change", () => {
    const value = number.value === "" ? Number.NaN : Number(number.value);
    if (Number.isFinite(value)) tell(Math.min(most, Math.max(least, value)));
    else set(current);
  });
  // A browser's own arrows would add one to a rate of a hundredth.
  number.addEventListener("keydown", (event) => {
    const way = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const typed = number.value === "" ? Number.NaN : Number(number.value);
    const value = Number.isFinite(typed) ? Math.min(most, Math.max(least, typed)) : current;
    if (value !== current) tell(value);
    const kept = Math.min(high, Math.max(low, value)); // a field may go farther than its slider
    if (kept === value) tell(at(Math.min(1, Math.max(0, place(value) + way))));
    else tell(way > 0 === value > kept ? value : kept);
  });
  let current = low;
  /** @param {number} value */
  function set(value) {
    current = value;
    range.value = String(place(value));
    range.setAttribute("aria-valuetext", String(value));
    number.value = String(value);
  }
  /** @param {number} value */
  function tell(value) {
    set(value);
    change(value);
  }
  return { element: h("span", { class: "slider" }, range, number), range, number, set, place, near };
}

/**
 * @param {string} label @param {[string, string][]} choices value and words
 * @param {(value: string) => void} change
 */
export function select(label, choices, change) {
  const options = choices.map(([value, words]) => h("option", { value }, words));
  const element = h("select", { onchange: () => change(element.value) }, ...options);
  return { element, field: h("label", { class: "field" }, h("span", {}, label), element) };
}
