// exp⁽ⁿ⁾ and x ⊕ₙ y. Take logs and count them, add n, take exps: minigrad/iterate/ explains it, and keeps more digits.

import { tables } from "./state.js";

const { tet, slog, speed, chi, chiInverse, fixedPoint: C } = tables.exp;

// Σ aₖ (t - 1/2)ᵏ, times t
const series = (a, t) => t * a.reduceRight((sum, c) => sum * (t - 0.5) + c, 0);

// How a point travels from 0 to 1 in one unit of n: where it is at time t, when it is at y, and its speed there, a series.
const TRAVEL = {
  abel: { place: (t) => t, time: (y) => y, speed: [1] },
  kneser: { place: (t) => series(tet, t), time: (y) => series(slog, y), speed },
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

// The generator v(x): how fast exp⁽ⁿ⁾(x) moves as n grows; and its slope v′(x). Between 0 and 1 it is a series, and
// elsewhere v(eˣ) = eˣ v(x) says it.
export function generator(x, kind) {
  if (!Number.isFinite(x)) return [NaN, NaN];
  if (x >= 1) {
    const [v, slope] = generator(Math.log(x), kind);
    return [x * v, v + slope];
  }
  if (x < 0) {
    const y = Math.exp(x), [v, slope] = generator(y, kind);
    return [v / y, slope - v / y];
  }
  let v = 0, slope = 0;
  for (const a of TRAVEL[kind].speed.toReversed()) {
    slope = slope * (x - 0.5) + v;
    v = v * (x - 0.5) + a;
  }
  return [v, slope];
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
