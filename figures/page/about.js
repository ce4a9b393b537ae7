// 3. What each formula is for, in words.

import { state, write } from "./state.js";
import { follow, goal, nameOf, now, shown, touched, troubleInWords } from "./formula.js";

const FORMULAS = {
  neuron: "loss = ( exp⁽ⁿ⁾( w1 · exp⁽⁻ⁿ⁾(x1) + w2 · exp⁽⁻ⁿ⁾(x2) ) − target )²",
  line: "loss = ( w · x + b − y )²",
  unit: "loss = ( exp( w1 · log x1 + w2 · log x2 ) − target )², and exp( … ) is x1 to the power w1, times x2 to the power w2",
  tanh: "loss = ( tanh( w1 · x1 + w2 · x2 + b ) − target )²",
  twice: "f = a · a + a · b",
  blend: "loss = ( (1 − n) · (x1 + x2) + n · x1 · x2 − target )²",
};
const TASKS = {
  neuron: (v) => `A neuron that can add, multiply, and do all between. ${shouldTurn(v)}`,
  line: (v) => `A line should pass through the point x = ${v("x")}, y = ${v("y")}. At this x it says ${v("out")}; `
    + "the loss is the error squared.",
  unit: (v) => `A neuron whose weights are exponents. ${shouldTurn(v)}`,
  tanh: (v) => `A neuron of the usual kind, whose tanh keeps it between −1 and 1. ${shouldTurn(v)}`,
  twice: (v) => `Here a is used in three places, so three gradients meet in its box. Now f is ${v("f")}.`,
  blend: (v) => `A straight mixture of a sum and a product: all sum at n = 0, all product at n = 1. ${shouldTurn(v)}`,
};
function shouldTurn(v) {
  const [x1, x2, target] = now.leaves.slice(-3);
  const known = x1 * x2 === target ? ", their product" : x1 + x2 === target ? ", their sum" : "";
  return `It should turn ${v("x1")} and ${v("x2")} into ${v("target")}${known}. It says ${v("out")}: error ${v("error")}, loss ${v("loss")}.`;
}

// What the purple number in a box says, for the box that was touched last.
function readingInWords() {
  const i = touched(), slope = now.gradients[i], change = slope < 0 ? "falls" : "rises";
  return `A gradient of ${shown(slope)} at ${nameOf(i)} says that ${goal()} `
    + (slope === 0 ? `does not change if ${nameOf(i)} grows a little.`
      : `${change} by about ${shown(Math.abs(slope) / 100)} if ${nameOf(i)} grows by 0.01.`);
}

function drawAbout() {
  const value = (name) => shown(now.values[now.boxes.findIndex((box) => box.name === name)]);
  write("words-formula", TASKS[state.formula](value));
  write("words-reading", troubleInWords() ? "" : readingInWords());
  write("formula-line", FORMULAS[state.formula]);
}
follow(drawAbout);
