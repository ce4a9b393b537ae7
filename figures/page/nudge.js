// 3. Nudge one number, and see whether its gradient was right.

import { inBrackets, number } from "./numbers.js";
import { byId, choose, oneOf, part, state, write } from "./state.js";
import {
  drawFormula, follow, goal, learned, lossAt, lossNow, nameOf, now, replaced, setLeaves, shown, touched, troubleInWords,
  within,
} from "./formula.js";

let nudged;                                             // what the last nudge did, told where it led
const aim = (i) => within(nameOf(i), +(now.leaves[i] + +state.nudge).toPrecision(12));

function nudge() {
  if (troubleInWords()) return;
  const i = touched(), from = now.leaves[i], to = aim(i), leaves = replaced(now.leaves, i, to);
  const slope = now.gradients[i], there = leaves.join();
  nudged = { i, from, to, slope, before: lossNow(), after: lossAt(leaves), there };
  setLeaves(leaves, () => byId("words-nudge").textContent, { touched: nameOf(i) });
}

function nudgeInWords() {
  if (troubleInWords()) return "Where nothing has a value, no gradient can predict.";
  if (nudged?.there === now.leaves.join()) return outcomeInWords(nudged);
  const i = touched(), name = nameOf(i), slope = now.gradients[i], by = aim(i) - now.leaves[i];
  if (by === 0) return `${name} is ${shown(now.leaves[i])}, and stays between 0 and 1: nudge it the other way.`;
  return `${name} has the gradient ${shown(slope)}. So if ${name} ${by > 0 ? "grows" : "shrinks"} by `
    + `${number(Math.abs(short(by)))}, ${goal()} should change by about ${productInWords(slope, by)}. Does it?`;
}

function outcomeInWords({ i, from, to, slope, before, after }) {
  const by = to - from, real = after - before, difference = +(real - slope * by).toPrecision(2);
  const told = `${nameOf(i)} went from ${shown(from)} to ${shown(to)}. Predicted: ${productInWords(slope, by)}. Really, `
    + `${goal()} went from ${shown(before)} to ${shown(after)}, a change of ${shown(real)}. `;
  if (shown(real) === shown(slope * by)) return `${told}That is what the gradient said, to four digits.`;
  return `${told}The two differ by ${shown(difference)}, because the gradient changes on the way, from ${shown(slope)} to `
    + `${shown(now.gradients[i])}: ${goal()} is curved. The smaller the nudge, the better the prediction.`;
}
const short = (by) => +by.toPrecision(9);               // 0.51 − 0.5 is not quite 0.01
const productInWords = (slope, by) => `${shown(slope)}\u00a0·\u00a0${inBrackets(short(by))} = ${shown(slope * by)}`;

function drawNudge() {
  const names = learned().map(nameOf), choice = byId("touched");
  if (names.join() !== [...choice.options].map(({ text }) => text).join()) {
    choice.replaceChildren(...names.map((name) => new Option(name)));
    nudged = undefined;
  }
  choice.value = nameOf(touched());
  byId("nudge-it").setAttribute("aria-disabled", Boolean(troubleInWords()));
  write("words-nudge", nudgeInWords());
}

byId("nudge-it").addEventListener("click", nudge);
for (const name of ["touched", "nudge"]) {
  byId(name).addEventListener("input", (event) => {
    nudged = undefined;
    choose({ [name]: event.target.value }, drawFormula, () => byId("words-nudge").textContent);
  });
}
follow(drawNudge);
part({ nudge: ["0.01", oneOf("-0.1", "-0.01", "0.01", "0.1")] }, () => {});
