// x ⊕ₙ y by each way from + to ×. Numbers are pairs, real part and imaginary part, since Schröder’s are complex.

import { add, expN } from "./fractional.js";
import { TRANSITIONS } from "./transitions.js";

export const ITERATES = ["kneser", "abel", "schroeder"];   // the others are no exp⁽ⁿ⁾

// φₙ and its inverse. At n = 0 and n = 1, all are the same.
export function phi(x, n, kind) {
  if (kind === "schroeder") return expN([x, 0], -n, kind);
  return [ITERATES.includes(kind) ? expN(x, -n, kind) : n === 0 ? x : TRANSITIONS[kind].phi(x, n)[0], 0];
}
export function phiInverse(z, n, kind) {
  if (kind === "schroeder") return expN(z, n, kind);
  return [ITERATES.includes(kind) ? expN(z[0], n, kind) : n === 0 ? z[0] : TRANSITIONS[kind].inverse(z[0], n)[0], 0];
}
export const oplus = (x, y, n, kind) => phiInverse(add(phi(x, n, kind), phi(y, n, kind)), n, kind);

window.minigrad = { expN, oplus };                     // for the tests, and for whoever opens the console
