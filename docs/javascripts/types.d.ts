// The shapes of things in the generated engine.

export type Point = [number, number];
export type State = Record<string, unknown>;
export type Hyper = Record<string, number>;
export type Themed = { light: string; dark: string };
export type Theme = "light" | "dark";

export interface Knob {
  name: string;
  default: number;
  symbol: string;
  meaning: string;
  low: number;
  high: number;
  scale: "log" | "linear";
}

export interface Surface {
  title: string;
  idea: string;
  window: [Point, Point];
  start: Point;
  minima: Point[];
  limits: number[];
  unit: number;
  lowest: number;
  value(x: number, y: number): number;
  grad(x: number, y: number): Point;
  hess(x: number, y: number): [Point, Point];
  fisher(x: number, y: number): [Point, Point];
  noise(t: number, i: number): number;
  noiseLevel: number;
}

export interface Optimizer {
  title: string;
  idea: string;
  family: string;
  defaults: Hyper;
  hyperparameters: Knob[];
  color: Themed;
  marker: string;
  init(x: number[], h: Hyper): State;
  step(x: number[], s: State, t: number, h: Hyper, f: Surface): [number[], State];
}

export interface Schedule {
  title: string;
  idea: string;
  multiplier(t: number, total: number): number;
}

export interface Catalogue {
  optimizers: Record<string, Optimizer>;
  surfaces: Record<string, Surface>;
  schedules: Record<string, Schedule>;
}

export interface RunOptions {
  optimizer: string;
  hyper?: Hyper;
  surface: string;
  start: Point;
  steps: number;
  schedule?: string;
  keepStates?: boolean;
}

export interface Run {
  points: Float64Array;
  values: Float64Array;
  divergedAt: number;
  /** Whether it diverged to what is not a number. */
  broken: boolean;
  states?: State[];
}

/** A run that is taken a step at a time. */
export interface Runner {
  x: number[];
  value: number;
  step(t: number): boolean;
}

export interface Engine extends Catalogue {
  search: { rates: number[]; words: string; around: number; enough: number; equal: number };
  inks: Record<"page" | "ink" | "quiet" | "grid" | "low" | "slope" | "high" | "lit" | "shade", Themed>;
  shapes: Record<string, Point[]>;
  close: number;
  simulate(options: RunOptions): Run;
  begin(options: RunOptions): Runner;
  log10(x: number): number;
}

export type Rates = "same" | "own" | "tuned";

/** Everything that decides what a race shows; each part is in the URL where it differs from the page's own. */
export interface Settings {
  surface: string;
  optimizers: string[];
  rates: Rates;
  lr: number;
  start: Point;
  steps: number;
  schedule: string;
  t: number | null;
  speed: number;
  hyper: Record<string, Hyper>;
}

/** What a search has found for each optimizer: a rate, or null if none kept it in the picture. */
export type Found = Record<string, number | null>;

/** One who races: `arrivedAt` is the step from which it stays near a minimum, or -1, `zero` whether it broke on 0/0. */
export interface Racer {
  key: string;
  optimizer: Optimizer;
  hyper: Hyper;
  run: Run;
  surface: Surface;
  arrivedAt: number;
  zero: boolean;
}

/** How a search for rates stands: how many are found of how many, or null where nothing is searched. */
export type Progress = { found: number; all: number } | null;
