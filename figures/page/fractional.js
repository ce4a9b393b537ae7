// exp⁽ⁿ⁾ and x ⊕ₙ y. Take logs and count them, add n, take exps: minigrad/iterate/ explains it, and keeps more digits.

import { tables } from "./state.js";

const { tet, slog, chi, chiInverse, fixedPoint: C } = tables.exp;

// t times Σ aₖ (t - 1/2)ᵏ, and the slope of that.
const powers = (a, s) => a.reduceRight((sum, c) => sum * s + c, 0);
const series = (a, t) => t * powers(a, t - 0.5);
const slope = (a, t) => powers(a, t - 0.5) + t * powers(a.slice(1).map((c, k) => (k + 1) * c), t - 0.5);

// How a point travels from 0 to 1 in one unit of n: where it is at time t, when it is at y, and
// how much of that time a little of y takes.
const TRAVEL = {
  abel: { place: (t) => t, time: (y) => y, pace: () => 1 },
  kneser: { place: (t) => series(tet, t), time: (y) => series(slog, y), pace: (y) => slope(slog, y) },
};

function expReal(x, n, { place, time }) {
  let rest = x, level = 0;
  for (; rest >= 1 && level < 5; level++) rest = Math.log(rest);
  if (x < 0) [rest, level] = [Math.exp(x), -1];
  const t = time(rest) + n, whole = Math.floor(t);
  let y = place(t - whole);
  level += whole;
  if (level < -1) return NaN;                          // nothing is below log 0
  if (level === -1) return Math.log(y);
  for (; level > 0; level--) y = Math.exp(y);
  return y;
}

// How fast a number grows with n. Taking an exp multiplies this speed by the result, which is the slope of exp.
export function generator(x, kind) {
  if (!Number.isFinite(x)) return NaN;
  if (x < 0) return generator(Math.exp(x), kind) / Math.exp(x);
  if (x >= 1) return x * generator(Math.log(x), kind);
  return 1 / TRAVEL[kind].pace(x);
}

// Complex numbers are pairs.
export const add = (a, b) => [a[0] + b[0], a[1] + b[1]];
const times = (a, b) => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
export const scale = (a, factor) => [a[0] * factor, a[1] * factor];
export const size = (a) => Math.hypot(a[0], a[1]);
const exp = (a) => scale([Math.cos(a[1]), Math.sin(a[1])], Math.exp(a[0]));
function log(a) {                                      // the branch -1 ≤ Im < 2π - 1
  const angle = Math.atan2(a[1], a[0]);
  return [Math.log(size(a)), angle < -1 ? angle + 2 * Math.PI : angle];
}
// Σ aₖ zᵏ⁺¹
const power = (a, z) => times(z, a.reduceRight((sum, c) => add(times(sum, z), c), [0, 0]));

// Logs wind into the fixed point C = exp C. Near it, n exps are a multiplication by Cⁿ.
function expComplex(z, n) {
  let level = 0;
  for (; !(size(add(z, scale(C, -1))) <= 0.6); level++) {
    if (level === 60) return [NaN, NaN];
    z = log(z);
  }
  let w = times(power(chi, add(z, scale(C, -1))), exp(scale(C, n)));
  const more = Math.max(-level, Math.ceil(Math.log(size(w)) / C[0]));   // exps that make |w| ≤ 1
  if (!(more <= 70)) return [NaN, NaN];
  w = times(w, exp(scale(C, -more)));
  let y = add(C, power(chiInverse, w));
  for (let k = level + more; k > 0; k--) y = exp(y);
  return y;
}

// A number; for Schröder a pair.
export function expN(x, n, kind) {
  if (n === 0) return x;
  if (kind === "schroeder") return n === 1 ? exp(x) : n === -1 ? log(x) : expComplex(x, n);
  return n === 1 ? Math.exp(x) : n === -1 ? Math.log(x) : expReal(x, n, TRAVEL[kind]);
}

export function oplus(x, y, n, kind) {
  if (kind !== "schroeder") return expN(expN(x, -n, kind) + expN(y, -n, kind), n, kind);
  return expN(add(expN([x, 0], -n, kind), expN([y, 0], -n, kind)), n, kind);
}
window.minigrad = { expN, oplus };                      // for the tests, and for whoever opens the console
