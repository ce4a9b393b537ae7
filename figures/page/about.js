// 3. What each formula is for, in words.

import { state, write } from "./state.js";
import { follow, goal, nameOf, now, shown, touched, troubleInWords } from "./formula.js";

const FORMULAS = {
  neuron: "loss = ( exp⁽ⁿ⁾( w1 · exp⁽⁻ⁿ⁾(x1) + w2 · exp⁽⁻ⁿ⁾(x2) ) − target )²",
  line: "loss = ( w · x + b − y )²",
  unit: "loss = ( exp( w1 · log x1 + w2 · log x2 ) − target )², where exp( … ) is x1 to the power w1, times x2 to the "
    + "power w2",
  tanh: "loss = ( tanh( w1 · x1 + w2 · x2 + b ) − target )²",
  twice: "f = a · a + a · b",
  blend: "loss = ( (1 − n) · (x1 + x2) + n · x1 · x2 − target )²",
};
const TASKS = {
  neuron: (v) => `A neuron that can add, multiply, and all between. ${shouldTurn(v)}`,
  line: (v) => `A line should pass through the point x = ${v("x")}, y = ${v("y")}. ${saysNow(v)}`,
  unit: (v) => `A neuron whose weights are exponents. ${shouldTurn(v)}`,
  tanh: (v) => `A usual neuron: tanh, an S-shaped curve, keeps the result between −1 and 1. ${shouldTurn(v)}`,
  twice: (v) => `Here a is used in three places, so three gradients meet in its box. Now f is ${v("f")}.`,
  blend: (v) => `A straight blend: a sum at n = 0, a product at n = 1. ${shouldTurn(v)}`,
};
const saysNow = (v) => troubleInWords() ? "Here it has no value." : `It says ${v("out")}: error ${v("error")}, loss ${v("loss")}.`;
function shouldTurn(v) {
  const [x1, x2, target] = now.leaves.slice(-3);
  const known = x1 * x2 === target ? ", their product" : x1 + x2 === target ? ", their sum" : "";
  return `It should turn ${v("x1")} and ${v("x2")} into ${v("target")}${known}. ${saysNow(v)}`;
}

// What the purple number in a box says, for the box that was touched last.
export function readingInWords() {
  const i = touched(), slope = now.gradients[i], change = slope < 0 ? "falls" : "rises";
  return `The gradient ${shown(slope)} at ${nameOf(i)} says: if ${nameOf(i)} grows by 0.01, ${goal()} `
    + (slope === 0 ? "hardly changes." : `${change} by about ${shown(Math.abs(slope) / 100)}.`);
}

function drawAbout() {
  const value = (name) => shown(now.values[now.boxes.findIndex((box) => box.name === name)]);
  write("words-formula", TASKS[state.formula](value));
  write("formula-line", FORMULAS[state.formula]);
}
follow(drawAbout);
