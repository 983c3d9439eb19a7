// The start, to be taken by mouse, finger or arrow keys.

import { h } from "./dom.js";

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class StartHandle {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(left: number, top: number) => void} move to a place, in shares of the canvas's width and height
   * @param {(dx: number, dy: number) => void} nudge by hundredths of the window
   */
  constructor(canvas, move, nudge) {
    this.canvas = canvas;
    this.element = h("button", { type: "button", class: "start", "aria-roledescription": "start, to be dragged" });
    this.element.addEventListener("pointerdown", (event) => this.grab(event));
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) move(...this.share(event));
    });
    this.element.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const size = event.shiftKey ? 5 : 1;
      nudge(size * arrow[0], size * arrow[1]);
    });
    canvas.addEventListener("click", (event) => {
      if (!this.element.hidden) move(...this.share(event));
    });
  }

  /** @param {PointerEvent} event */
  grab(event) {
    this.element.setPointerCapture(event.pointerId);
    this.element.focus({ preventScroll: true });
    event.preventDefault();
  }

  /**
   * Shares, since a slide may be scaled: what the canvas calls a pixel need not be one of the screen's.
   * @param {MouseEvent} event @returns {[number, number]}
   */
  share(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  /** @param {[number, number]} start @param {[number, number]} place in shares, too @param {(value: number) => string} say */
  show(start, place, say) {
    this.element.style.left = `${100 * place[0]}%`;
    this.element.style.top = `${100 * place[1]}%`;
    this.element.setAttribute(
      "aria-label",
      `Start at x ${say(start[0])}, y ${say(start[1])}; move it with the arrow keys`,
    );
  }
}
