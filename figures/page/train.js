// 2. Train it yourself.

import { challenge } from "./challenges.js";
import { chosenTable, divided, NotYet, POINTS_TO, randomNumbers, readPoints, writePoints, wrongPoint } from "./data.js";
import { drawBall, drawClimb, drawData, drawRace, unitOf } from "./train_pictures.js";
import { conclusion, isExact, otherValleys, rivalsOf, valleyInPieces } from "./judge.js";
import { Descent, lossAndGradient, refit } from "./neuron.js";
import { list, number, read, wrongNumber } from "./numbers.js";
import { inPython } from "./python.js";
import { announce, byId, choose, connect, oneOf, part, player, saveNow, state, whole, write } from "./state.js";
import { lawInWords } from "./written.js";

const STEPS = 2000, PER_TICK = 10, TICK = 30;          // steps in all and at a time; milliseconds
const EXAMPLE = "width, depth, price\n2, 3, 61\n4, 1, 38\n5, 2, 104\n1, 6, 59\n3, 3, 92\n6, 4, 235\n2, 8, 163\n7, 5, 352\n"
  + "4, 4, 158\n8, 2, 162\n3, 7, 208\n5, 6, 305";
const STORIES = {
  trees: "Somebody measured girth, height and timber volume of 31 felled trees. Is volume girth plus height, each times a "
    + "weight? Or girth times height, each to a power? A neuron finds out: its number n says how it puts its inputs "
    + "together. At n = 0 it adds, at n = 1 it multiplies, and between there is something in between.",
  delivery: "A man fills 25 vending machines. The time it takes depends on the cases he carries and on how far he walks. A "
    + "neuron tries to predict it: at n = 0 it adds its inputs, at n = 1 it multiplies them, and it learns n.",
  law: "Write a law. Forty rows are made of it, with noise if you like, and a neuron tries to find it. At n = 0 it adds "
    + "its inputs, at n = 1 it multiplies them, and it learns n.",
  points: "Make your own data. A neuron with one input is a straight line at n = 0, a power law y = c·xʷ at n = 1, and "
    + "something in between otherwise. It learns n.",
  table: "Bring your own table. A neuron learns to predict its last column from the others: at n = 0 it adds them, at "
    + "n = 1 it multiplies them, and it learns n.",
};

// What is trained at present: the table, its columns divided by their means, the descent, and, once known, the valley.
let table, data, descent, start, valley, finding, missing;

const kindNow = () => state.way;
const error = (loss) => Math.sqrt(loss) * data.scale.at(-1);   // in the unit of the target
const inUnits = (loss) => (isExact({ loss }, data) ? "nothing" : `${number(error(loss))} ${/\)$/.test(targetName()) ? unitOf(table) : ""}`.trim());
const targetName = () => table.names.at(-1);

// Begin anew: read the table, choose the start, and look for the valley while the visitor looks around.
function begin() {
  stopTraining();
  clearTimeout(finding);
  [table, valley, descent] = [];
  const wrong = wrongSettings();
  write("error-settings", wrong);
  try {
    table = wrong ? undefined : chosenTable(state);
    write("error-data", "");
    missing = "";
  } catch (problem) {
    const isEarly = problem instanceof NotYet;
    write("error-data", isEarly ? "" : problem.message);
    missing = isEarly ? problem.message : "";
  }
  byId("table").setAttribute("aria-invalid", state.data === "table" && byId("error-data").textContent !== "");
  if (table) {
    data = divided(table);
    start = firstWeights();
    descent = new Descent(start, data, kindNow(), { rate: read(state.rate), steps: STEPS });
    for (let k = 0; k < +state.done && !descent.lost; k++) descent.step();
    findValley(valleyInPieces(data, kindNow()));
  }
  drawTrain();
}

function wrongSettings() {
  const rate = read(state.rate);
  return wrongNumber("The learning rate", state.rate) || (rate >= 1e-4 && rate <= 10 ? "" : "The learning rate goes from 0.0001 to 10.")
    || (/^\d{1,6}$/.test(state.seed.trim()) ? "" : "The seed is a whole number, such as 0 or 42.");
}

function firstWeights() {
  if (state.start !== "random") return refit({ sum: 0, half: 0.5, product: 1 }[state.start], data, kindNow()).p;
  const random = randomNumbers(+state.seed + 1000), inputs = data.x[0].length;
  return [...data.x[0].map(() => (1 + 0.6 * random.normal()) / inputs), 0, random.uniform()];
}

// A few milliseconds of the work at a time, so that the page stays awake.
function findValley(pieces) {
  const until = performance.now() + 12;
  while (performance.now() < until) {
    const { done, value } = pieces.next();
    if (done) {
      valley = value;
      return drawTrain();
    }
  }
  finding = setTimeout(() => findValley(pieces), 0);
}

// ---- the steps ---------------------------------------------------------------------------------

// Take some steps; false when there are none left, or the last one was too long.
function train(count) {
  if (!descent) return false;
  for (let k = 0; k < count && descent.done < STEPS && !descent.lost; k++) descent.step();
  const goesOn = descent.done < STEPS && !descent.lost;
  choose({ done: String(descent.done) }, drawTrain, () => byId("found").textContent);
  return goesOn;
}
const stopTraining = player(byId("go"), TICK, () => {
  if (descent && (descent.done === STEPS || descent.lost)) restart();
  return train(matchMedia("(prefers-reduced-motion: reduce)").matches ? STEPS : PER_TICK);
});
function restart() {
  descent = new Descent(start, data, kindNow(), { rate: read(state.rate), steps: STEPS });
  choose({ done: "0" }, drawTrain, () => "Back at the start.");
}

// ---- words -------------------------------------------------------------------------------------

function foundInWords() {
  if (!table) return missing;
  const n = descent.p.at(-1), [loss] = lossAndGradient(descent.p, data, kindNow());
  const wrong = `typical error ${inUnits(loss)}`;
  if (descent.lost) return "The last step was so long that the loss is no number any more: take a smaller learning rate, and start over.";
  if (descent.done === 0) return `${rowsInWords()}Before the first step: n = ${n.toFixed(2)}, ${wrong}. Press Train.`;
  const here = (what) => `After ${descent.done.toLocaleString("en")} steps: n = ${n.toFixed(2)}, ${what}${wrong}.`;
  if (descent.done < STEPS || !valley) return here(`${doesInWords(n)}, `);
  // A warning comes first, and nothing is said that it denies.
  const said = conclusion(valley, data, kindNow()), isSure = said.startsWith("The data speak");
  const stays = n === start.at(-1) && n === valley.best.p.at(-1) ? " It has stayed where it began: nothing was better." : "";
  return `${said} ${here(isSure ? `${doesInWords(n)}, ` : "")}${stays}${notArrivedInWords(n, loss)}`;
}
const rowsInWords = () => (state.data === "table" ? `${table.rows.length} rows are read, to predict ${targetName()} from `
  + `${list(table.names.slice(0, -1))}. ` : "");
function doesInWords(n) {
  if (n === 0) return "it adds";
  if (n === 1) return "it multiplies";
  return n < 0.1 ? "it nearly adds" : n > 0.9 ? "it nearly multiplies" : "between adding and multiplying";
}
// What the data say is also what the neuron found, if it has arrived at the lowest place.
const hasArrived = (loss) => isExact({ loss }, data) || error(loss) <= 1.02 * error(valley.best.loss);
function notArrivedInWords(n, loss) {
  if (hasArrived(loss)) return "";
  const { best } = valley;
  return isStuck(n) ? ` It got stuck: the best neuron, at n = ${best.p.at(-1).toFixed(2)}, has a typical error of ${inUnits(best.loss)}.`
    : ` It has not arrived: the best neuron has a typical error of ${inUnits(best.loss)}. Another learning rate helps.`;
}

// At one of the ends, or in a valley that is not the lowest one.
const isStuck = (n) => Math.abs(n - valley.best.p.at(-1)) > 0.05
  && otherValleys(valley).concat(0, 1).some((m) => Math.abs(m - n) < 0.05);

// ---- drawing -----------------------------------------------------------------------------------

function drawTrain() {
  write("story", STORIES[state.data]);
  for (const choice of ["law", "points", "table"]) byId(`for-${choice}`).hidden = state.data !== choice;
  write("found", foundInWords());
  write("law-found", table && !descent.lost ? lawInWords(descent.p, table, data, kindNow()) : "");
  write("done-now", descent ? `${descent.done.toLocaleString("en")} of ${STEPS.toLocaleString("en")} steps` : "");
  for (const id of ["go", "one-step", "many-steps", "again"]) byId(id).setAttribute("aria-disabled", !descent);
  byId("train-pictures").hidden = !table && state.data !== "points";
  byId("course").hidden = !table;
  byId("no-course").hidden = Boolean(table);
  byId("no-points").hidden = state.points === "";
  byId("for-seed").hidden = state.data !== "law" && state.start !== "random";
  write("data-title", dataTitle());
  const points = state.data === "points" ? readPoints(state.points) : [];
  const view = table && { table, data, descent, valley, kind: kindNow(), error, rivals: valley && rivalsOf(valley) };
  drawData(byId("data-picture"), view, state.data === "points" ? { points, to: POINTS_TO } : undefined);
  write("data-words", dataInWords());
  drawClimb(byId("climb"), view, STEPS);
  drawBall(byId("ball"), view);
  drawRace(byId("race"), view);
  write("race-words", raceInWords());
  writeProgram(table ? inPython({ choice: state, table, start, kind: kindNow(), rate: read(state.rate), steps: STEPS }) : "");
  if (table && valley && descent.done === STEPS) tellChallenges();
}

// Each line is an element of its own, so that where it is broken on a small screen, the rest is indented.
function writeProgram(program) {
  byId("python").replaceChildren(...program.split("\n").map((words) => {
    const line = document.createElement("span");
    line.textContent = words + "\n";
    return line;
  }));
}

function dataTitle() {
  if (!table) return "There are no data yet";
  const bends = descent.p.at(-1) > 0;
  return data.x[0].length === 1 ? `${targetName()} over ${table.names[0]}: the line ${bends ? "bends" : "is straight"}`
    : `What it predicts: lines of equal ${targetName()} ${bends ? "bend" : "are straight"}`;
}
function dataInWords() {
  if (!table) return "";
  const dots = data.x[0].length === 1 ? "Dots are the rows, and the broad curve is the neuron. Dashed: the best line. Dotted: the "
    + "best power law. At n = 0 or 1 the neuron may lie upon one of them."
    : "Filled: more than predicted. Ring: less. The larger, the more wrong: they shrink as it learns.";
  const others = data.x[0].length > 2 ? ` The other columns are held at their means.` : "";
  return dots + others;
}

function raceInWords() {
  if (!table) return "";
  const inputs = table.names.slice(0, -1), powers = inputs.slice(0, 2).map((name, j) => `${name.replace(/ *\(.*/, "")}${"ᵃᵇ"[j]}`);
  return `Bars: the typical error, which is the root of the mean squared error, in ${unitOf(table)}. A power law is c · `
    + `${powers.join(" · ")}${inputs.length > 2 ? " · …" : ""}.`;
}

function tellChallenges() {
  const n = descent.p.at(-1), [loss] = lossAndGradient(descent.p, data, kindNow()), said = conclusion(valley, data, kindNow());
  challenge("product", hasArrived(loss) && n > 0.9 && said.startsWith("The data speak for"));
  challenge("stuck", !hasArrived(loss));
  challenge("between", hasArrived(loss) && said.includes("in between"));
  challenge("neither", said.includes("fits these data well"));
}

// ---- what the visitor does ---------------------------------------------------------------------

const anew = () => { state.done = "0"; begin(); };
const toldAnew = () => byId("error-data").textContent || byId("error-settings").textContent || byId("found").textContent;
connect(["data", "law", "noise", "table", "way", "start", "rate", "seed"], anew, toldAnew);
byId("one-step").addEventListener("click", () => { stopTraining(); train(1); });
byId("many-steps").addEventListener("click", () => { stopTraining(); train(100); });
byId("again").addEventListener("click", () => { stopTraining(); if (descent) restart(); });

const setPoints = (points) => choose({ points: writePoints(points) }, anew, () => `${points.length} points. ${toldAnew()}`);
byId("data-picture").addEventListener("click", (event) => {
  const picture = byId("data-picture");
  if (state.data !== "points" || !picture.place) return;
  const [x, y] = picture.place(event), points = readPoints(state.points);
  if (!(x >= 0 && x <= POINTS_TO && y >= 0 && y <= POINTS_TO)) return;
  const near = points.findIndex((point) => Math.hypot(point[0] - x, point[1] - y) < 0.3);
  setPoints(near < 0 ? [...points, [x, y]] : points.toSpliced(near, 1));
});
byId("add-point").addEventListener("click", () => {
  const [x, y] = ["point-x", "point-y"].map((id) => byId(id).value), wrong = wrongPoint(x, y);
  if (wrong) return write("error-data", wrong);
  setPoints([...readPoints(state.points), [read(x), read(y)]]);
});
byId("no-points").addEventListener("click", () => setPoints([]));

// Who has pasted a long table sees its first lines, too.
byId("table").addEventListener("paste", () => setTimeout(() => { byId("table").scrollTop = 0; }));
byId("example-table").addEventListener("click", () => {
  byId("table").value = EXAMPLE;
  choose({ table: EXAMPLE }, anew, toldAnew);
});

async function copy(words, what) {
  try {
    await navigator.clipboard.writeText(words);
    write("copied", `${what} copied.`);
  } catch {                                            // some browsers keep the clipboard from files
    write("copied", `This browser does not let the page copy: mark the ${what.toLowerCase()} and copy it by hand.`);
  }
  announce(() => byId("copied").textContent);
}
byId("copy-python").addEventListener("click", () => copy(byId("python").textContent, "Program"));
byId("copy-link").addEventListener("click", () => {
  saveNow();
  copy(location.href, "Link");
});

part({
  data: ["trees", oneOf(...Object.keys(STORIES))], law: ["x·z", (text) => text.length <= 200], noise: ["5", (text) => text.length < 20],
  points: ["", (text) => /^(\d+(\.\d+)?,\d+(\.\d+)?;?)*$/.test(text)], table: ["", (text) => text.length < 50_000], way: ["kneser", oneOf("kneser", "abel", "linear-log")],
  start: ["sum", oneOf("sum", "half", "product", "random")], rate: ["0.01", (text) => text.length < 20],
  seed: ["0", (text) => text.length < 20], done: ["0", whole(STEPS)],
}, drawTrain, begin);
