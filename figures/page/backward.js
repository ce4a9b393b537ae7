// 3. Backward you can touch: gradients, step by step.

import { inBrackets, list } from "./numbers.js";
import { byId, choose, part, player, state, write } from "./state.js";
import { drawFormula, follow, goal, learned, nameOf, now, shown, signOf, touched, troubleInWords } from "./formula.js";
import { arrived, drawGraph } from "./graph.js";
import { readingInWords } from "./about.js";
import "./leaves.js";
import "./nudge.js";
import "./descent.js";

// Step 0 shows values only. Each further step visits one result, the last first: its gradient is complete, and it
// passes a part on along every arrow. After the last step, which is the usual state, all gradients are known.
const lastStep = () => now.visits.length + 1;
const stepNow = () => (state.step === "all" ? lastStep() : Math.min(+state.step, lastStep()));
const upper = (words) => words[0].toUpperCase() + words.slice(1);

const sumOf = (parts) => parts.map(({ part }, i) => (i === 0 ? shown(part)
  : `${part < 0 ? "−" : "+"} ${shown(Math.abs(part))}`)).join(" ");

function stepInWords(step) {
  if (troubleInWords()) return troubleInWords();
  if (step === 0) return "Forward: every box has its value, none has a gradient yet. Press Next.";
  if (step === lastStep()) return doneInWords();
  const i = now.visits[step - 1], parts = now.carried.filter(({ to }) => to === i);
  const own = step === 1 ? `${upper(goal())} changes exactly as much as itself: its gradient is 1.`
    : `The gradient of ${nameOf(i)} is complete: ${shown(now.gradients[i])}.`;
  return own + parts.map((sent, m) => partInWords(sent, step, parts[m - 1], parts[m + 1])).join("");
}

// What one arrow brings, and what its end then has. Twins come from the same box: the first waits with the sum.
function partInWords({ from, to, k, slope, part }, step, before, after) {
  const name = nameOf(from), { here, total, complete } = arrived(from, step);
  const sum = here.length < 2 ? "" : `, which makes ${sumOf(here)} = ${shown(total)} there`;
  const end = after?.from === from ? "." : `${sum}${complete ? "" : " so far; more will arrive"}.`;
  if (before?.from === from) return ` The second ${name} brings ${shown(part)} more${end}`;
  const input = isTwin(to) ? `the first ${name}` : name;
  return ` If ${input} grows a little, ${nameOf(to)} changes ${slope === 1 ? "just as much" : `${shown(slope)} times that`}`
    + `${why(to, k)}: ${name} gets ${inBrackets(now.gradients[to])} · ${inBrackets(slope)} = ${shown(part)}${end}`;
}
const isTwin = (i) => now.boxes[i].inputs.length === 2 && now.boxes[i].inputs[0] === now.boxes[i].inputs[1];

// Where the slope along an arrow comes from, if that can be said in a few words.
function why(i, k) {
  const { op, inputs } = now.boxes[i], other = isTwin(i) ? "the second" : nameOf(inputs[1 - k] ?? inputs[0]);
  return {
    square: ` (2 · ${nameOf(inputs[0])})`, multiply: ` (the value of ${other})`,
    exp_n: ` (the slope of ${signOf(i)} there${k ? ` if ${nameOf(inputs[1])} grows` : ""})`, exp: ` (the value of ${nameOf(i)} itself)`, tanh: ` (1 − ${nameOf(i)}²)`,
  }[op] ?? "";
}

const PLACES = ["no", "one", "two", "three", "four"];
function doneInWords() {
  const numbers = learned(), end = lastStep();
  const shared = numbers.find((i) => arrived(i, end).here.length > 1), { here, total } = arrived(shared, end);
  const meeting = shared === undefined ? "" : `${nameOf(shared)} is used in ${PLACES[here.length]} places, so its gradient `
    + `is a sum: ${sumOf(here)} = ${shown(total)}. `;
  const growing = numbers.filter((i) => now.gradients[i] < 0), shrinking = numbers.filter((i) => now.gradients[i] > 0);
  const should = (word, some) => (some.length ? [`${list(some.map(nameOf))} should ${word}`] : []);
  const advice = [...should("grow", growing), ...should("shrink", shrinking)].join("; ");
  const slope = now.gradients[numbers.find((i) => nameOf(i) === "n")];
  const towards = slope ? `; n moves towards ${slope < 0 ? "multiplying" : "adding"}` : "";
  const sign = growing.length ? ["negative", "grows"] : ["positive", "shrinks"];
  return `${meeting}Where a gradient is ${sign[0]}, ${goal()} falls if the number ${sign[1]}. `
    + (advice ? `So to lower ${goal()}, ${advice}${towards}.` : `Here all are 0: no small change lowers ${goal()}.`);
}

function drawSteps() {
  const step = stepNow();
  drawGraph(step);
  write("words-graph", stepInWords(step));
  const { begun, complete } = arrived(touched(), step);
  write("words-reading", troubleInWords() ? "Nothing has a gradient here."
    : begun && complete ? readingInWords() : `The gradient at ${nameOf(touched())} is not complete yet.`);
  write("step-now", `step ${step} of ${lastStep()}`);
  write("step-hint", step === lastStep() ? "To see how, press First." : "");
  for (const [id, end] of Object.entries({ first: 0, back: 0, next: lastStep(), last: lastStep() })) {
    byId(id).setAttribute("aria-disabled", step === end);
  }
}

function goTo(wanted) {
  const step = Math.min(Math.max(wanted, 0), lastStep());
  const chosen = { step: step === lastStep() ? "all" : String(step) };
  choose(chosen, drawSteps, () => `Step ${step}. ${byId("words-graph").textContent}`);
  return step < lastStep();
}
const stopPlaying = player(byId("play"), 2000, () => goTo(stepNow() === lastStep() ? 0 : stepNow() + 1));
const MOVES = { first: -Infinity, back: -1, next: 1, last: Infinity,
  Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };
function move(way) {
  stopPlaying();
  goTo(stepNow() + MOVES[way]);
  showVisited();
}
const BESIDE = 60;                                      // pixels around a box, which hold its arrows
// On a small screen the buttons stay where they are, and the graph moves behind them.
function showVisited() {
  const box = byId(`box-${now.visits[stepNow() - 1]}`)?.getBoundingClientRect(), bar = byId("stepping");
  if (!box || getComputedStyle(bar).position !== "sticky") return;
  const above = Math.min(0, box.top - BESIDE), below = Math.max(0, box.bottom + BESIDE - bar.getBoundingClientRect().top);
  window.scrollBy(0, above || below);
}
for (const id of ["first", "back", "next", "last"]) byId(id).addEventListener("click", () => move(id));
byId("graph-box").addEventListener("keydown", (event) => {
  if (!(event.key in MOVES)) return;
  event.preventDefault();                              // the keys would scroll the box
  move(event.key);
});
byId("formula").addEventListener("input", (event) => {
  stopPlaying();
  const fresh = { formula: event.target.value, leaves: "", touched: "", downhill: "", step: "all" };
  choose(fresh, drawFormula, () => byId("words-formula").textContent);
});
follow(drawSteps);
part({ step: ["all", (text) => text === "all" || /^\d\d?$/.test(text)] }, drawSteps, () => {});
