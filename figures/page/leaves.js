// 3. The numbers of the formula: dragged in the graph, or moved and typed in the list below it.

import { read, wrongNumber } from "./numbers.js";
import { byId, state, write } from "./state.js";
import { drags } from "./drawing.js";
import { follow, goal, lossNow, nameOf, now, replaced, setLeaves, shown, troubleInWords, within } from "./formula.js";

const TRAVEL_WIDTH = 240;                               // so many pixels take a number from end to end
const STEP = 0.01;

export function setLeaf(i, wanted) {
  const leaves = replaced(now.leaves, i, within(nameOf(i), wanted));
  const so = () => troubleInWords() || `Now ${goal()} is ${shown(lossNow())}.`;
  setLeaves(leaves, () => `${nameOf(i)} is ${shown(leaves[i])}. ${so()}`, now.boxes[i].learned ? { touched: nameOf(i) } : {});
}

// Drag a box: the number follows the way of the hand, and stays between the ends of its slider.
let held;
byId("graph").addEventListener("pointerdown", (event) => {
  const box = event.target.closest("[data-leaf]"), i = box && +box.dataset.leaf;
  held = { i, x: event.clientX, value: now.leaves[i] };
});
drags(byId("graph"), ({ clientX }) => {
  const way = clientX - held.x;
  if (held.i !== null && way !== 0) dragLeaf(held.i, held.value, way / TRAVEL_WIDTH);
});
function dragLeaf(i, value, share) {
  const [low, high] = now.boxes[i].range;
  setLeaf(i, Math.min(Math.max(rounded(value + share * (high - low)), low), high));
}
const rounded = (value) => +(Math.round(value / STEP) * STEP).toFixed(2);
const written = (value) => String(+value.toPrecision(5)).replace("-", "−");

// The list is made anew only for another formula, so that nobody loses the slider in his hand.
let listed;
function makeList() {
  listed = state.formula;
  byId("leaf-list").replaceChildren(...now.leaves.map((_, i) => {
    const { name, range: [low, high], learned: isLearned } = now.boxes[i], row = document.createElement("div");
    row.className = isLearned ? "leaf learned" : "leaf";
    row.innerHTML = `<label for="leaf-${i}">${name}</label>
      <input type="range" id="leaf-${i}" min="${low}" max="${high}" step="${STEP}" aria-label="${name} in the graph">
      <input type="text" id="typed-${i}" autocomplete="off" aria-label="${name}, typed" aria-describedby="error-leaf">`;
    const [slider, typed] = row.querySelectorAll("input");
    slider.addEventListener("input", () => setLeaf(i, +slider.value));
    typed.addEventListener("input", () => type(i, typed));
    return row;
  }));
}

function type(i, typed) {
  const value = read(typed.value), name = nameOf(i);
  const wrong = wrongNumber(name, typed.value) || (within(name, value) === value ? ""
    : name === "n" ? "n goes from 0 to 1." : `${name} is too large to be drawn here: stay within ±1,000,000.`);
  typed.setAttribute("aria-invalid", Boolean(wrong));
  write("error-leaf", wrong);
  if (!wrong) setLeaf(i, value);
}

function drawLeaves() {
  if (listed !== state.formula) makeList();
  now.leaves.forEach((value, i) => {
    const slider = byId(`leaf-${i}`), typed = byId(`typed-${i}`), gradient = now.gradients[i];
    slider.value = value;
    const kind = gradient === undefined ? "given" : `gradient ${shown(gradient)}`;
    slider.setAttribute("aria-valuetext", `${shown(value)}, ${kind}`);
    if (document.activeElement === typed) return;      // do not correct what is being typed
    typed.value = written(value);
    typed.setAttribute("aria-invalid", false);
  });
  if (!document.querySelector("#leaf-list [aria-invalid=true]")) write("error-leaf", "");
}
follow(drawLeaves);
