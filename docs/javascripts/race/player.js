// Time: play, pause, scrub, one step forward or back. It never starts over by itself.

import { h } from "./dom.js";

const SECONDS = 4; // from the first step to the last, at normal speed

export class Player {
  /**
   * @param {() => void} moved told of every move in time, and while it plays of every frame to come
   * @param {(t: number | null) => void} settle told where it stands by the reader's hand; null while it plays on
   */
  constructor(moved, settle) {
    this.moved = moved;
    this.settle = settle;
    this.t = 0;
    this.steps = 1;
    this.speed = 1;
    this.playing = false;
    this.before = 0;
    this.playButton = this.button("Play", () => (this.playing ? this.pause() : this.play()), "play");
    this.scrub = h("input", {
      type: "range",
      min: "0",
      step: "1",
      "aria-label": "Step",
      oninput: () => this.jump(Number(this.scrub.value)),
    });
    this.counter = h("output", { class: "counter" });
    this.element = h(
      "div",
      { class: "player", role: "group", "aria-label": "Playback" },
      this.playButton,
      this.button("One step back", () => this.jump(Math.ceil(this.t) - 1), "back"),
      this.button("One step forward", () => this.jump(Math.floor(this.t) + 1), "forward"),
      this.scrub,
      this.counter,
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
    this.moved();
  }

  /** @param {number} t */
  jump(t) {
    this.stop();
    this.show(t);
    this.settle(this.t);
  }

  play() {
    if (this.t >= this.steps) this.t = 0;
    this.playing = true;
    this.before = performance.now();
    this.label();
    this.settle(null);
    this.moved();
  }

  /** Go on to the moment `now`, if it plays. @param {number} now in milliseconds */
  advance(now) {
    if (!this.playing) return;
    const seconds = Math.max(0, now - this.before) / 1000;
    this.before = now;
    this.show(this.t + (seconds * this.steps * this.speed) / SECONDS);
    if (this.t >= this.steps) this.stop();
  }

  pause() {
    this.jump(Math.floor(this.t));
  }

  stop() {
    this.playing = false;
    this.label();
  }

  label() {
    const label = this.playing ? "Pause" : "Play";
    this.playButton.className = label.toLowerCase();
    this.playButton.setAttribute("aria-label", label);
    this.playButton.title = label;
  }
}
