// One AddMul neuron, y = φₙ⁻¹( Σ wⱼ φₙ(xⱼ) + b ), and how it learns. Its numbers are one list: w₁, w₂, …, b, n.

import { TRANSITIONS } from "./transitions.js";
import { solveLeastSquares } from "./linear.js";

// What it answers to one row, and the slope of that by each of its numbers.
export function answer(p, row, kind) {
  const { phi, inverse } = TRANSITIONS[kind], n = p.at(-1), slopes = new Array(p.length);
  let z = p.at(-2), byN = 0;
  row.forEach((x, j) => {
    const [value, , moves] = phi(x, n);
    z += p[j] * value;
    byN += p[j] * moves;
    slopes[j] = value;
  });
  const [y, byZ, directly] = inverse(z, n);
  for (let j = 0; j < row.length; j++) slopes[j] *= byZ;
  slopes[row.length] = byZ;
  slopes[row.length + 1] = directly + byZ * byN;
  return [y, slopes];
}
export const predict = (p, row, kind) => answer(p, row, kind)[0];

// The mean squared error, and its gradient.
export function lossAndGradient(p, { x, y }, kind) {
  const gradient = p.map(() => 0);
  let loss = 0;
  x.forEach((row, i) => {
    const [value, slopes] = answer(p, row, kind), error = value - y[i];
    loss += error * error / y.length;
    slopes.forEach((slope, k) => { gradient[k] += 2 * error * slope / y.length; });
  });
  return [loss, gradient];
}

// minigrad.train.fit: a gradient of length 1 at most, Adam's steps, a learning rate that falls along half a cosine.
export class Descent {
  constructor(p, data, kind, { rate, steps }) {
    Object.assign(this, { p: [...p], data, kind, rate, steps, done: 0, history: [] });
    this.mean = p.map(() => 0);
    this.square = p.map(() => 0);
  }
  // One step; returns the loss before it. A loss that is no number leaves everything as it is, and ends the training.
  step() {
    const [loss, gradient] = lossAndGradient(this.p, this.data, this.kind), length = Math.hypot(...gradient);
    this.lost = !Number.isFinite(loss + length);
    if (this.lost) return NaN;
    this.history.push([loss, this.p.at(-1)]);
    const rate = this.rate * (1 + Math.cos(Math.PI * this.done / this.steps)) / 2, t = ++this.done;
    this.p = this.p.map((value, k) => {
      const g = length > 1 ? gradient[k] / length : gradient[k];
      this.mean[k] = 0.9 * this.mean[k] + 0.1 * g;
      this.square[k] = 0.999 * this.square[k] + 0.001 * g * g;
      const mean = this.mean[k] / (1 - 0.9 ** t), square = this.square[k] / (1 - 0.999 ** t);
      return value - rate * mean / (Math.sqrt(square) + 1e-8);
    });
    this.p[this.p.length - 1] = Math.min(1, Math.max(0, this.p.at(-1)));
    return loss;
  }
}

// minigrad.train.warm_start: n stays, w and b are fitted. Starts from the best fit among values of φ, or from `p`.
export function refit(n, data, kind, p = fitAmongPhi(n, data, kind)) {
  let best = [...p.slice(0, -1), n], [loss, gradient] = lossAndGradient(best, data, kind), damping = 1e-6;
  for (let k = 0; k < 60 && damping < 1e8 && Number.isFinite(loss); k++) {
    const rows = data.x.map((row) => answer(best, row, kind));
    const move = solveLeastSquares(rows.map(([, s]) => s.slice(0, -1)), rows.map(([y], i) => data.y[i] - y), damping);
    const next = [...best.slice(0, -1).map((value, j) => value + move[j]), n];
    const [there, slope] = lossAndGradient(next, data, kind);
    if (there <= loss) {                               // false for what is no number, too
      const settled = loss - there <= 1e-15 * loss;
      [best, loss, gradient, damping] = [next, there, slope, damping / 10];
      if (settled) break;
    } else damping *= 10;
  }
  return { p: best, loss, gradient };
}
function fitAmongPhi(n, { x, y }, kind) {
  const { phi } = TRANSITIONS[kind], targets = y.map((value) => phi(value, n));
  const weight = targets.map(([, slope]) => 1 / slope);   // an error of φ(y), as an error of y
  const rows = x.map((row, i) => [...row.map((value) => phi(value, n)[0]), 1].map((value) => value * weight[i]));
  return [...solveLeastSquares(rows, targets.map(([value], i) => value * weight[i])), n];
}
