// 2. Backward, step by step.

import { inBrackets, list, number } from "./numbers.js";
import { byId, choose, part, player, state, tables, whole, write } from "./state.js";
import { path, text } from "./drawing.js";

// Step 0 shows values only. Each further step visits one result, the youngest first: its gradient is
// complete, and it passes a part on along every arrow. After the last step all gradients are known.

const { boxes, arrows, order, box: [BOX_WIDTH, BOX_HEIGHT], size: GRAPH_SIZE } = tables.graph;
const LAST_STEP = order.length + 1;                     // step 0: no gradient yet; the last: all
const nameOf = (i) => boxes[i].name;
function signOf(i) {
  const sign = boxes[i].sign.split("\n")[0], inputs = arrows.filter((a) => a.to === i).map((a) => nameOf(a.from));
  if (sign === "exp_n") return inputs.includes("−n") ? "exp⁽⁻ⁿ⁾" : "exp⁽ⁿ⁾";
  if (sign === "−" && inputs.length === 1) return "negate";
  return sign === "square" ? "( )²" : sign;
}

// What has arrived at box i when `step` results have been visited, and whether that is all.
function arrived(i, step) {
  const visited = order.slice(0, step);
  const back = arrows.filter((a) => a.from === i && "carries" in a);
  const here = back.filter((a) => visited.includes(a.to))
    .sort((a, b) => visited.indexOf(a.to) - visited.indexOf(b.to));
  const isLoss = i === order[0];
  const total = isLoss ? 1 : here.reduce((sum, a) => sum + a.carries, 0);
  return { here, total, begun: here.length > 0 || (isLoss && step > 0), complete: here.length === back.length };
}

const sumOf = (parts) => parts.map((a, i) => (i === 0 ? number(a.carries)
  : `${a.carries < 0 ? "−" : "+"} ${number(Math.abs(a.carries))}`)).join(" ");

function stepInWords(step) {
  if (step === 0) return "Forward: every box has its value, none has a gradient yet. Press Next.";
  if (step === LAST_STEP) return doneInWords();
  const i = order[step - 1], grad = boxes[i].grad;
  const own = step === 1 ? "The loss changes exactly as much as itself: its gradient is 1."
    : `The gradient of ${nameOf(i)} is complete: ${number(grad)}.`;
  return own + arrows.filter((a) => a.to === i && "carries" in a).map((a) => {
    const there = arrived(a.from, step), from = nameOf(a.from);
    const sum = there.here.length < 2 ? "" : `, which makes ${sumOf(there.here)} = ${number(there.total)} there`;
    const more = there.complete ? "" : " so far; more will arrive";
    const slope = a.carries / grad, change = slope === 1 ? "just as much" : `${number(slope)} times that`;
    return ` If ${from} grows a little, ${nameOf(i)} changes ${change}${why(a)}: ${from} gets `
      + `${inBrackets(grad)} · ${inBrackets(slope)} = ${number(a.carries)}${sum}${more}.`;
  }).join("");
}

// Where the slope along an arrow comes from, if that can be said in three words.
function why({ from, to }) {
  const other = arrows.find((a) => a.to === to && a.from !== from);
  return { "( )²": ` (2 · ${nameOf(from)})`, "×": ` (the value of ${other && nameOf(other.from)})` }[signOf(to)] ?? "";
}

function doneInWords() {
  const n = boxes.findIndex((b) => b.name === "n"), { here, total } = arrived(n, LAST_STEP);
  const learned = boxes.filter((b) => b.kind === "leaf");
  const should = (word, numbers) => (numbers.length ? ` ${list(numbers.map((b) => b.name))} should ${word};` : "");
  return `Done. n is used in two places, so its gradient is a sum: ${sumOf(here)} = ${number(total)}. Where a gradient `
    + "is negative, the loss falls if the number grows. So to lower the loss,"
    + should("grow", learned.filter((b) => b.grad < 0)) + should("shrink", learned.filter((b) => b.grad > 0))
    + ` and n moves towards ${total < 0 ? "multiplying" : "adding"}.`;
}

function drawGraph() {
  const step = +state.step, svg = byId("graph"), current = order[step - 1];
  write("says", number(boxes.find((b) => b.name === "out").value));
  write("words-2", stepInWords(step));
  write("step-now", `step ${step} of ${LAST_STEP}`);
  for (const [id, end] of Object.entries({ first: 0, back: 0, next: LAST_STEP, last: LAST_STEP })) {
    byId(id).setAttribute("aria-disabled", step === end);
  }
  svg.setAttribute("viewBox", `0 0 ${GRAPH_SIZE}`);
  svg.style.width = GRAPH_SIZE[0] + "px";
  svg.setAttribute("aria-label", "The graph of one neuron. " + boxes.map((b, i) => {
    const { begun, total, complete } = arrived(i, step);
    return `${b.name} is ${number(b.value)}` + (begun ? `, gradient ${complete ? "" : "so far "}${number(total)}` : "");
  }).join("; ") + ".");
  svg.innerHTML = tip("tip-value", "var(--between)") + tip("tip-gradient", "var(--gradient)")
    + arrows.map((a) => drawArrow(a, step, a.to === current)).join("")
    + boxes.map((b, i) => drawBox(b, i, step, i === current)).join("")
    + arrows.filter((a) => a.to === current && "carries" in a).map(drawCarried).join("");
  if (current !== undefined) {                         // keep what is lit in sight on a small screen
    const view = byId("graph-box");
    view.scrollLeft = boxes[current].at[0] + BOX_WIDTH / 2 - 0.6 * view.clientWidth;
  }
}

const tip = (id, tone) => `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
  markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${tone}"/></marker>`;

// An arrow runs level past the boxes of a column, and bends between columns.
function wayOf(arrow) {
  const target = boxes[arrow.to], inputs = arrows.filter((a) => a.to === arrow.to);
  const heights = (a) => a.way.at(-1)[1];
  const rank = inputs.filter((a) => heights(a) < heights(arrow)).length;
  const end = [target.at[0], target.at[1] + 14 * (rank - (inputs.length - 1) / 2)];
  const points = arrow.way.flatMap(([x, y], i) => (i ? [[x, y]] : []).concat([[x + BOX_WIDTH, y]]));
  return [...points, end];
}

function drawArrow(arrow, step, lit) {
  const way = wayOf(arrow), done = order.slice(0, step).includes(arrow.to) && "carries" in arrow;
  const d = way.reduce((path, [x, y], i) => {
    if (i === 0) return `M${x} ${y}`;
    const half = (x - way[i - 1][0]) / 2;
    return `${path}C${x - half} ${way[i - 1][1]} ${x - half} ${y} ${x} ${y}`;
  }, "");
  // Values go to the right. Where a gradient has passed, the tip is at the other end.
  return done ? path(d, "var(--gradient)", lit ? 4 : 1.5, 'marker-start="url(#tip-gradient)"')
    : path(d, "var(--between)", 1.5, 'marker-end="url(#tip-value)"');
}

function drawCarried(arrow) {
  const [[x0, y0], [x1, y1]] = wayOf(arrow), words = number(arrow.carries), width = 7 * words.length;
  const x = (x0 + x1) / 2, y = (y0 + y1) / 2 + (Math.abs(y1 - y0) < 24 ? -9 : 4);   // above a level arrow
  return `<rect x="${x - width / 2}" y="${y - 12}" width="${width}" height="15" fill="var(--paper)" opacity=".85"/>`
    + text(x, y, words, "gradient middle");
}

function drawBox({ name, kind, value, at: [x, y] }, i, step, lit) {
  const { total, begun, complete } = arrived(i, step), top = y - BOX_HEIGHT / 2;
  const face = lit ? "var(--lit)" : { leaf: "var(--leaf)", result: "var(--paper)", constant: "var(--given)" }[kind];
  const edge = { leaf: "var(--gradient)", result: "var(--ink)", constant: "var(--given)" }[kind];
  const grad = !begun ? "" : complete ? `grad ${number(total)}` : `so far ${number(total)}`;
  const sign = { "+": "plus", "×": "times" }[signOf(i)] ?? "faint";
  return `<g id="box-${i}"><rect x="${x}" y="${top}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"
      fill="${face}" stroke="${lit ? "var(--gradient)" : edge}" stroke-width="${lit ? 3 : 1.2}"/>`
    + text(x + 8, top + 18, name, "bold") + text(x + BOX_WIDTH - 8, top + 18, signOf(i), sign + " end")
    + text(x + 8, top + 36, number(value)) + text(x + 8, top + 54, grad, complete ? "gradient" : "gradient slanted")
    + "</g>";
}

function goTo(step) {
  const within = Math.min(Math.max(step, 0), LAST_STEP);
  choose({ step: String(within) }, drawGraph, () => `Step ${within}. ${byId("words-2").textContent}`);
  return +state.step < LAST_STEP;
}
const stopPlaying = player(byId("play"), 2000, () => goTo(+state.step === LAST_STEP ? 0 : +state.step + 1));
const MOVES = { first: -Infinity, back: -1, next: 1, last: Infinity,
  Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };
function move(way) {
  stopPlaying();
  goTo(+state.step + MOVES[way]);
}
for (const id of ["first", "back", "next", "last"]) byId(id).addEventListener("click", () => move(id));
byId("graph-box").addEventListener("keydown", (event) => {
  if (!(event.key in MOVES)) return;
  event.preventDefault();                              // the keys would scroll the box
  move(event.key);
});
part({ step: ["0", (text) => whole(LAST_STEP)(text)] }, drawGraph);
