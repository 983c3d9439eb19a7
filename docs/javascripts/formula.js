/** Formulas in symbols or in words: one choice for the whole site, remembered. */

const root = document.documentElement;
const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-form]"));

/** Mark the buttons of the form that is shown. */
function show() {
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.form === root.dataset.formula));
  }
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    root.dataset.formula = button.dataset.form;
    try {
      localStorage.setItem("formula", button.dataset.form ?? "symbols");
    } catch {
      // A reader who forbids storage chooses anew on each page.
    }
    show();
  });
}

show();
