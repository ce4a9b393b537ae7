// The smallest autodiff: a list of boxes, each computed from boxes before it; values go forward, gradients back.

import { expN, generator } from "./fractional.js";

// Each operation: its value, and its slopes, which say how much that changes if the first, the second input grows.
const RULES = {
  add: { value: (x, y) => x + y, slopes: () => [1, 1] },
  subtract: { value: (x, y) => x - y, slopes: () => [1, -1] },
  negative: { value: (x) => -x, slopes: () => [-1] },
  multiply: { value: (x, y) => x * y, slopes: (x, y) => [y, x] },
  square: { value: (x) => x * x, slopes: (x) => [2 * x] },
  exp: { value: Math.exp, slopes: (x) => [Math.exp(x)] },
  log: { value: Math.log, slopes: (x) => [1 / x] },
  tanh: { value: Math.tanh, slopes: (x) => [1 - Math.tanh(x) ** 2] },
  exp_n: {
    value: (x, n) => expN(x, n, "kneser"),
    slopes(x, n) {
      const [there] = generator(expN(x, n, "kneser"), "kneser"), [here] = generator(x, "kneser");
      return [there / here, there];
    },
  },
};
const inputsOf = ({ inputs }, values) => inputs.map((j) => values[j]);

// Where a function has no value, all that is made of it has none: NaN.
export function forward(boxes, leaves) {
  const values = [];
  boxes.forEach((box, i) => {
    const inputs = inputsOf(box, values), isKnown = inputs.every(Number.isFinite);
    values[i] = !box.op ? leaves[i] ?? box.start : isKnown ? RULES[box.op].value(...inputs) : NaN;
  });
  return values;
}

// From the last box to the first: get the gradient, which is complete, ask the rule for the slopes, and add to each
// input its part. A number that is given gets none, nor does what was computed from given numbers alone.
export function backward(boxes, values) {
  const wanted = boxes.reduce((known, box) => [...known, box.learned || box.inputs.some((j) => known[j])], []);
  const gradients = boxes.map((_, i) => (wanted[i] ? 0 : undefined)), carried = [];
  gradients[boxes.length - 1] = 1;
  for (let i = boxes.length - 1; i >= 0; i--) {
    if (!boxes[i].op || !wanted[i]) continue;
    const slopes = RULES[boxes[i].op].slopes(...inputsOf(boxes[i], values));
    boxes[i].inputs.forEach((from, k) => {
      if (!wanted[from]) return;
      gradients[from] += gradients[i] * slopes[k];
      carried.push({ from, to: i, k, slope: slopes[k], part: gradients[i] * slopes[k] });
    });
  }
  return { gradients, carried };
}
