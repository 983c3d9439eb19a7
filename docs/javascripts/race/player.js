// Time: play, pause, scrub, one step forward or back. It never starts over by itself.

import { h } from "./dom.js";

const SECONDS = 4; // from the first step to the last, at normal speed
const SPEEDS = ["0.25", "0.5", "1", "2", "4"];

export class Player {
  /**
   * @param {(t: number) => void} draw told of every moment
   * @param {(t: number) => void} settle told where it stands once it stands still by the reader's hand
   */
  constructor(draw, settle) {
    this.draw = draw;
    this.settle = settle;
    this.t = 0;
    this.steps = 1;
    this.frame = 0;
    this.playButton = this.button("Play", () => (this.frame ? this.pause() : this.play()), "play");
    this.scrub = h("input", {
      type: "range",
      min: "0",
      step: "1",
      "aria-label": "Step",
      oninput: () => this.jump(Number(this.scrub.value)),
    });
    this.counter = h("output", { class: "counter" });
    const speeds = SPEEDS.map((value) => h("option", { value, selected: value === "1" }, `${value}×`));
    this.speed = h("select", { "aria-label": "Speed" }, ...speeds);
    this.element = h(
      "div",
      { class: "player", role: "group", "aria-label": "Playback" },
      h("div", { class: "time" }, this.scrub, this.counter),
      this.playButton,
      this.button("One step back", () => this.jump(Math.ceil(this.t) - 1), "back"),
      this.button("One step forward", () => this.jump(Math.floor(this.t) + 1), "forward"),
      this.speed,
    );
  }

  /** @param {string} label @param {() => void} press @param {string} icon */
  button(label, press, icon) {
    return h("button", { type: "button", class: icon, "aria-label": label, title: label, onclick: press });
  }

  /** @param {number} steps */
  resize(steps) {
    this.steps = steps;
    this.scrub.max = String(steps);
  }

  /** @param {number} t */
  show(t) {
    this.t = Math.min(this.steps, Math.max(0, t));
    const whole = Math.floor(this.t);
    this.scrub.value = String(whole);
    this.counter.textContent = `step ${whole} of ${this.steps}`;
    this.draw(this.t);
  }

  /** @param {number} t */
  jump(t) {
    this.stop();
    this.show(t);
    this.settle(this.t);
  }

  play() {
    this.stop();
    if (this.t >= this.steps) this.t = 0;
    let before = performance.now();
    const tick = (/** @type {number} */ now) => {
      const speed = Number(this.speed.value);
      this.show(this.t + (Math.max(0, now - before) / 1000) * (this.steps / SECONDS) * speed);
      before = now;
      if (this.t < this.steps) this.frame = requestAnimationFrame(tick);
      else this.stop();
    };
    this.frame = requestAnimationFrame(tick);
    this.label();
  }

  pause() {
    this.jump(Math.floor(this.t));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.label();
  }

  label() {
    const label = this.frame ? "Pause" : "Play";
    this.playButton.className = label.toLowerCase();
    this.playButton.setAttribute("aria-label", label);
    this.playButton.title = label;
  }
}
