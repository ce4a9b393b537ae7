// The law that a neuron has found, as a formula in the units of the table. As in minigrad/study/law.py.

import { number } from "./numbers.js";

const SAME_N = 0.0005;                                 // n is printed with two digits: nearer to an end, it is there
const NONE = 1e-9;                                     // a constant of this size, beside targets of size 1, is none

export function lawInWords(p, { names }, { scale }, kind) {
  const weights = p.slice(0, -2), [bias, n] = p.slice(-2), size = scale.at(-1);
  const [target, ...inputs] = [names.at(-1), ...names.slice(0, -1)].map(withoutUnit);
  if (n < SAME_N) return `${target} = ${sum(weights.map((w, j) => w * size / scale[j]), inputs, bias * size)}`;
  if (n > 1 - SAME_N) {
    const factor = weights.reduce((value, w, j) => value / scale[j] ** w, Math.exp(bias) * size);
    return `${target} = ${[number(factor), ...weights.map((w, j) => `${inputs[j]}^${number(w)}`)].join(" · ")}`;
  }
  const [there, back] = kind === "linear-log" ? ["φ", "φ⁻¹"] : ["exp⁽⁻ⁿ⁾", "exp⁽ⁿ⁾"];
  const moved = inputs.map((name, j) => `${there}(${name} / ${number(scale[j])})`);
  return `${target} = ${number(size)} · ${back}( ${sum(weights, moved, bias)} ), where n = ${n.toFixed(2)} and inputs are divided by `
    + "their means";
}
const withoutUnit = (name) => name.replace(/\s*\(.*\)$/, "") || name;

function sum(weights, names, constant) {
  const terms = weights.map((w, j) => [w, ` · ${names[j]}`]);
  if (Math.abs(constant) > NONE) terms.push([constant, ""]);
  return terms.map(([w, name], j) => (j === 0 ? number(w) : `${w < 0 ? "−" : "+"} ${number(Math.abs(w))}`) + name).join(" ");
}
