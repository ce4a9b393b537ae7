// 3. Steps downhill: all learned numbers move against their gradients.

import { inBrackets, read, wrongNumber } from "./numbers.js";
import { byId, choose, part, state, write } from "./state.js";
import { canvas, dot, line, path, text } from "./drawing.js";
import { compact, fitted } from "./graph.js";
import {
  follow, goal, learned, lossAt, lossNow, nameOf, now, setLeaves, shown, touched, troubleInWords, within,
} from "./formula.js";

let descended;                                          // the formula of the last steps
let losses = [];                                        // before the first step, and after each
let stepped;                                            // what the last step did, told where it led

const typedRate = () => byId("downhill").value.trim(), rate = () => read(typedRate());
const wrongRate = () => wrongNumber("The rate", typedRate()) || (rate() > 0 ? "" : "The rate must be larger than 0.");
const downhillOf = (i) => now.leaves[i] - rate() * now.gradients[i];

function stepDownhill() {
  if (wrongRate() || troubleInWords()) return;
  const leaves = now.leaves.map((value, i) => (now.boxes[i].learned ? within(nameOf(i), downhillOf(i)) : value));
  const stopped = learned().filter((i) => leaves[i] !== downhillOf(i)), before = lossNow(), after = lossAt(leaves);
  const isLost = !Number.isFinite(after) || stopped.some((i) => nameOf(i) !== "n");
  stepped = { before, after, stopped, isLost, there: (isLost ? now.leaves : leaves).join() };
  if (!isLost) losses = [...(losses.at(-1) === before ? losses : [before]), after];   // moved by hand: a new descent
  setLeaves(isLost ? now.leaves : leaves, () => byId("words-downhill").textContent);
}

function downhillInWords() {
  if (troubleInWords()) return "There is no gradient to follow.";
  if (stepped?.there === now.leaves.join()) return outcomeOfStep(stepped);
  const i = touched(), to = downhillOf(i), end = within(nameOf(i), to) === to ? "" : ", but stops at the end";
  return `Each purple number moves against its gradient: ${nameOf(i)} becomes ${shown(now.leaves[i])}\u00a0−\u00a0`
    + `${typedRate()}\u00a0·\u00a0${inBrackets(now.gradients[i])} = ${shown(to)}${end}. Will ${goal()} fall?`;
}

function outcomeOfStep({ before, after, stopped, isLost }) {
  if (isLost) return "This step would lead so far that nothing can be computed there, so nothing moved. Try a smaller rate.";
  const end = stopped.length ? ` n stopped at ${shown(now.leaves[stopped[0]])}, the end of its way.` : "";
  const count = `Step ${losses.length - 1}: ${goal()}`, change = `from ${shown(before)} to ${shown(after)}.`;
  if (Math.abs(after - before) < 1e-12) return `${count} stays ${shown(after)}. It can hardly fall further from here.${end}`;
  if (after < before) return `${count} fell ${change}${end}`;
  return `${count} grew ${change} The step was too long: it went past the lowest place. Try a smaller rate.${end}`;
}

function drawDescent() {
  if (descended !== state.formula) forget();
  descended = state.formula;
  if (state.downhill === "" && document.activeElement !== byId("downhill")) byId("downhill").value = now.rate;
  const wrong = wrongRate();
  byId("downhill").setAttribute("aria-invalid", Boolean(wrong));
  byId("step-down").setAttribute("aria-disabled", Boolean(wrong || troubleInWords()));
  write("error-rate", wrong);
  write("words-downhill", wrong ? "" : downhillInWords());
  drawLosses();
}

// The loss before the first step and after each, for the last two dozen.
const MOST_STEPS = 24;
function drawLosses() {
  const svg = byId("descent"), heights = losses.length ? losses.slice(-MOST_STEPS - 1) : [lossNow()].filter(Number.isFinite);
  const end = heights.length - 1, first = Math.max(losses.length - 1 - MOST_STEPS, 0);
  const low = Math.min(0, ...heights), high = Math.max(0, low + 1e-12, ...heights);
  const c = canvas(svg, [76, 12, 16, 20], [0, Math.max(end, 10)], [low, high]), { px, py, left, right, bottom } = c;
  svg.setAttribute("aria-label", `${goal()} after each step: ${heights.map(shown).join(", ")}.`);
  svg.innerHTML = line(left, py(0), right, py(0), "var(--edge)") + text(left - 10, py(0) + 4, "0", "end")
    + fitted(left - 10, py(high) + 4, high > 1e-9 ? compact(high) : "", "end", left - 12, 7.5)
    + text(left, bottom + 17, first ? `step ${first}` : "start", "faint middle")
    + text(right, bottom + 17, `${goal()} after each step`, "faint end")
    + (end > 0 ? path(c.trace(heights.map((height, k) => [k, height])), "var(--training)", 2) : "")
    + heights.map((height, k) => dot(px(k), py(height), k === end ? 5 : 3.5, "var(--training)")).join("")
    + (end > 0 ? labelOfLast(px(end), py(heights[end]), shown(heights[end]), px(end) > (left + right) / 2) : "");
}

const labelOfLast = (x, y, words, isRight) => text(isRight ? x : x + 9, Math.max(y - (isRight ? 10 : 5), 11), words,
  isRight ? "halo end" : "halo");

function forget() {
  stepped = undefined;
  losses = [];
}
byId("step-down").addEventListener("click", stepDownhill);
byId("start-again").addEventListener("click", () => {
  forget();
  const starts = now.leaves.map((_, i) => now.boxes[i].start);
  setLeaves(starts, () => `Back at the start: ${goal()} is ${shown(lossNow())}.`);
});
byId("downhill").addEventListener("input", () => {
  stepped = undefined;
  const wrong = wrongRate();
  choose(wrong ? {} : { downhill: typedRate() }, drawDescent, () => wrong || byId("words-downhill").textContent);
});
follow(drawDescent);
part({ downhill: ["", (text) => text === "" || read(text) > 0] }, () => {});
