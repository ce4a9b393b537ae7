// Three ways from + to ×: φₙ and its inverse, each with its derivatives, as minigrad/transitions/ explains them.
// A function returns [value, slope by its argument, slope by n].

import { expN, generator } from "./fractional.js";

const EDGE = 0.01;                                     // nearer to the end of the domain, φ goes on as its tangent
const LEAST_N = 1e-9, LOWEST = -20, HIGHEST = Math.exp(40);

// φₙ = exp⁽⁻ⁿ⁾
function iterate(kind) {
  const v = (x) => generator(x, kind);
  function phi(x, n) {
    const end = EDGE + expN(0, Math.max(n, LEAST_N) - 1, kind), inside = Math.max(x, end);
    const y = expN(inside, -n, kind), [vx, dvx] = v(inside), [vy, dvy] = v(y), slope = vy / vx;
    if (inside === x) return [y, slope, -vy];
    // On the tangent, which moves with n as the end does.
    const moves = n > LEAST_N ? v(end - EDGE)[0] : 0;
    const turns = slope * ((dvy - dvx) / vx * moves - dvy);
    return [y + slope * (x - inside), slope, -vy + turns * (x - inside)];
  }
  function inverse(z, n) {
    if (n < LEAST_N && z < LOWEST) return [z, 1, 0];
    const y = expN(z, n, kind);
    if (!(y < HIGHEST)) return [NaN, NaN, NaN];
    const [vy] = v(y);
    return [y, vy / v(z)[0], vy];
  }
  return { phi, inverse };
}

// φₙ(x) = (1 − n)·x + n·ℓ(x), where ℓ is log, and below EDGE its tangent.
const straightLog = (x) => (x >= EDGE ? Math.log(x) : Math.log(EDGE) + (x - EDGE) / EDGE);
const slopeOf = (x, n) => 1 - n + n / Math.max(x, EDGE);
const linearLog = {
  phi: (x, n) => [(1 - n) * x + n * straightLog(x), slopeOf(x, n), straightLog(x) - x],
  inverse(z, n) {
    const y = solve(z, n), slope = slopeOf(y, n);
    return y < HIGHEST ? [y, 1 / slope, (y - straightLog(y)) / slope] : [NaN, NaN, NaN];
  },
};
function solve(z, n) {
  const straight = (z - n * (Math.log(EDGE) - 1)) / (1 - n + n / EDGE);
  if (n === 0 || straight < EDGE) return straight;
  // With y = eᵘ it is (1 − n)·eᵘ + n·u = z, a curve that bends upwards: Newton's method from the right is sure.
  let u = z > 1 - n ? Math.min(z / n, Math.log(z / (1 - n))) : Math.min(z / n, 0);
  for (let k = 0; k < 60; k++) {
    const change = ((1 - n) * Math.exp(u) + n * u - z) / ((1 - n) * Math.exp(u) + n);
    u -= change;
    if (!(Math.abs(change) > 1e-15 * (1 + Math.abs(u)))) break;
  }
  return Math.exp(u);
}

// φₙ(x) = (x^λ − 1)/λ + λ with λ = 1 − n: powers, which end at the logarithm. Not trained here, so without slopes.
const boxCox = {
  phi: (x, n) => [n === 1 ? Math.log(x) : Math.expm1((1 - n) * Math.log(x)) / (1 - n) + 1 - n],
  inverse: (z, n) => [n === 1 ? Math.exp(z) : Math.exp(Math.log1p((1 - n) * (z - 1 + n)) / (1 - n))],
};

export const TRANSITIONS = {
  kneser: iterate("kneser"), abel: iterate("abel"), "linear-log": linearLog,
  "box-cox": boxCox,
};
