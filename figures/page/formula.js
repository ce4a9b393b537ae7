// 3. The formula that is chosen, its numbers, and all that is computed from them.

import { number } from "./numbers.js";
import { choose, oneOf, part, state, tables } from "./state.js";
import { backward, forward } from "./tape.js";

// What is on the screen: boxes, leaves (the numbers that can be chosen, the first boxes), values, gradients, what is
// carried back along the arrows, and in which order the results are visited.
export const now = {};
const FOLLOWERS = [];
export const follow = (draw) => FOLLOWERS.push(draw);   // draw whenever a number changes

export const shown = (value) => (Number.isFinite(value) ? number(value) : "–");
export const nameOf = (i) => now.boxes[i].name;
export const goal = () => (now.boxes.at(-1).name === "loss" ? "the loss" : now.boxes.at(-1).name);
export const lossNow = () => now.values.at(-1);
export const lossAt = (leaves) => forward(now.boxes, leaves).at(-1);
export const learned = () => now.boxes.flatMap((box, i) => (box.learned ? [i] : []));
export const replaced = (leaves, i, value) => leaves.map((old, j) => (j === i ? value : old));

// The learned number that was changed last is the one to be nudged.
export const touched = () => learned().find((i) => nameOf(i) === state.touched) ?? learned().at(-1);

const SIGNS = { add: "+", subtract: "−", negative: "−( )", multiply: "×", square: "( )²" };
export function signOf(i) {
  const { op, inputs } = now.boxes[i];
  if (op === "exp_n") return nameOf(inputs[1]) === "−n" ? "exp⁽⁻ⁿ⁾" : "exp⁽ⁿ⁾";
  return SIGNS[op] ?? op ?? "";
}

// n lies between 0 and 1, and no number is too large to be drawn.
const LARGEST = 1e6;
export const within = (name, value) => Math.min(Math.max(value, name === "n" ? 0 : -LARGEST), name === "n" ? 1 : LARGEST);

function leavesOf(boxes) {
  const usual = boxes.filter((box) => box.range).map((box) => box.start), told = state.leaves.split("_").map(Number);
  const fits = told.length === usual.length && told.every((value, i) => within(boxes[i].name, value) === value);
  return fits ? told : usual;
}

export function setLeaves(leaves, summary, more = {}) {
  const same = leaves.every((value, i) => value === now.boxes[i].start);
  choose({ leaves: same ? "" : leaves.join("_"), ...more }, drawFormula, summary);
}

export function drawFormula() {
  Object.assign(now, tables.graphs[state.formula]);
  now.leaves = leavesOf(now.boxes);
  now.values = forward(now.boxes, now.leaves);
  Object.assign(now, backward(now.boxes, now.values));
  now.visits = [...new Set(now.carried.map(({ to }) => to))];
  if (troubleInWords()) now.gradients = now.gradients.map((gradient) => gradient && NaN);
  for (const draw of FOLLOWERS) draw();
}

// Where a function has no value, there is no loss; nothing if all is well.
export function troubleInWords() {
  const i = now.values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return "";
  const from = now.boxes[i].inputs[0], name = nameOf(from), at = `${signOf(i)} at ${name} = ${shown(now.values[from])}`;
  const why = now.values[i] === Infinity ? "is too large to be written" : "has no value";
  const cure = now.values[i] === Infinity ? "smaller" : signOf(i) === "log" ? "larger than 0" : "larger";
  return `${at} ${why}. So there is no loss and no gradient. Make ${name} ${cure}.`;
}

const NUMBERS = /^(-?\d+\.?\d*(e[-+]?\d+)?(_(?=.)|$))*$/i;
part({
  formula: ["neuron", oneOf(...Object.keys(tables.graphs))], leaves: ["", (text) => NUMBERS.test(text)],
  touched: ["", (text) => /^\w*$/.test(text)],
}, drawFormula);
