// 4. The valley of the trees, and one training.

import { number } from "./numbers.js";
import { between, byId, check, choose, connect, oneOf, part, player, state, tables, whole, write } from "./state.js";
import { predict } from "./neuron.js";
import { axes, frame } from "./train_pictures.js";
import { axisOfN, canvas, dashed, dot, gradientOfN, inkColour, letPointerSet, line, path, text } from "./drawing.js";

const { valleys, training } = tables;
const LAST_RECORD = training.step.length - 1;
const TRAINED = { units: "means", valley: "kneser" };
const NAMES = { kneser: "Kneser’s", abel: "Abel’s" };
// The dashes of a valley that is not chosen.
const UNITS = { means: ["divided by means", "8 3"], feet: ["in, ft, ft³", "2 3"], metres: ["cm, m, m³", "10 3 2 3"] };
// What turns measured inches, feet and cubic feet into the chosen units: their names, and factors.
const mean = (j) => tables.data.trees.rows.reduce((sum, row) => sum + row[j], 0) / tables.data.trees.rows.length;
const FOOT = 0.3048;                                   // in metres
const MEASURES = {
  means: [["girth / mean", "height / mean", "volume / mean"], [0, 1, 2].map((j) => 1 / mean(j))],
  feet: [["girth (in)", "height (ft)", "volume (ft³)"], [1, 1, 1]],
  metres: [["girth (cm)", "height (m)", "volume (m³)"], [2.54, FOOT, FOOT ** 3]],
};
const isTrained = () => state.units === TRAINED.units && state.valley === TRAINED.valley;
const gridN = (i, { loss }) => i / (loss.length - 1);
const heldAt = (valley) => Math.round(+state.at * (valley.loss.length - 1));

// In cubic feet, whatever the units, since people measure wood and not its square.
const errorAt = (i, { error, loss }) => error * Math.sqrt(loss.at(i));

// Where the loss is less than at both neighbours, but for the lowest place of all.
function localMinima({ loss, best }) {
  const lower = (i, j) => !(loss[j] <= loss[i]);       // beyond an end there is no neighbour
  return loss.map((_, i) => i).filter((i) => lower(i, i - 1) && lower(i, i + 1))
    .filter((i) => Math.abs(i / (loss.length - 1) - best) > 0.011);
}

function formula(i, valley) {
  const [a, b, c] = valley.weights[i], n = gridN(i, valley);
  if (n === 1) return `volume = ${number(Math.exp(c))} · girth^${number(a)} · height^${number(b)}`;
  const undo = (column) => (n === 0 ? column : `exp⁽⁻ⁿ⁾(${column})`), bias = `${c < 0 ? "−" : "+"} ${number(Math.abs(c))}`;
  const sum = `${number(a)} · ${undo("girth")} + ${number(b)} · ${undo("height")} ${bias}`;
  return `volume = ${n === 0 ? sum : `exp⁽ⁿ⁾( ${sum} )`}`;
}

const errorInWords = (i, valley) => `With n held at ${gridN(i, valley).toFixed(2)} the best fit is wrong by `
  + `${number(errorAt(i, valley))} ft³; its loss is ${valley.loss[i].toFixed(3)} times the least.`;
function fitInWords(valley) {
  const i = heldAt(valley), [low, high] = valley.interval;
  return `The best fit is ${formula(i, valley)}. Its error is the root of the mean squared error, in ft³ whatever the units. `
    + `The least is at n = ${valley.best.toFixed(2)}, but every n from `
    + `${low.toFixed(2)} to ${high.toFixed(2)}${high === 1 ? ", the end of the scale," : ""} fits almost as well `
    + "(95% interval: if errors are mere chance, it holds the n of the law 19 times in 20)." + localMinima(valley).map((j) => ` There is another, local minimum at n = ${gridN(j, valley)}: `
      + "in these units, training that starts there can get stuck.").join("");
}
const marksInWords = (valley) => "Each valley is divided by its own least. Disc: the n you hold. Filled triangle: the least of the chosen units"
  + `${localMinima(valley).length ? "; open triangle: a second valley" : ""}. Broad band: n that fit almost as well.`;

// The answer to the heading, over all units. Adding and multiplying are equally wrong in each of them.
function takeawayInWords() {
  const all = Object.values(valleys).map((kinds) => kinds[state.valley]), best = all.map((valley) => valley.best);
  const wrong = (i) => `wrong by ${errorAt(i, all[0]).toFixed(1)} ft³`;
  return `Not very. With ${NAMES[state.valley]} exp⁽ⁿ⁾ the best n moves from ${Math.min(...best).toFixed(2)} to `
    + `${Math.max(...best).toFixed(2)} when only the units change, though the trees are the same. What holds in all `
    + `units: multiplying (n = 1, ${wrong(-1)}) beats adding (n = 0, ${wrong(0)}).`;
}

function drawValley() {
  const valley = valleys[state.units][state.valley], n = gridN(heldAt(valley), valley);
  const loss = valley.loss[heldAt(valley)], [low, high] = valley.interval;
  write("at-now", n.toFixed(2));
  write("words-3", errorInWords(heldAt(valley), valley));
  write("valley-words", marksInWords(valley));
  write("fit-words", fitInWords(valley));
  write("takeaway", takeawayInWords());
  byId("at").setAttribute("aria-valuetext", `${n.toFixed(2)}, loss ${loss.toFixed(3)} times the least`);
  const svg = byId("valley");
  svg.setAttribute("aria-label", `Loss along n. Minimum at n = ${valley.best.toFixed(2)}; 95% interval from `
    + `${low.toFixed(2)} to ${high.toFixed(2)}; ${loss.toFixed(3)} times the least loss at n = ${n.toFixed(2)}.`);

  const c = canvas(svg, [44, 20, 46, 48], [0, 1], [0.68, 2.75]), { px, py, left, right } = c;
  const curve = (v, from = 0, to = 1) => {
    const points = [...v.loss.map((l, j) => [gridN(j, v), l]), [v.best, 1]].sort((a, b) => a[0] - b[0]);
    return c.trace(points.filter(([m]) => m >= from && m <= to));
  };
  const other = ([units, [, dashes]]) => {
    const v = valleys[units][state.valley];
    return path(curve(v), "var(--edge)", 1.5, dashed(dashes));
  };
  svg.innerHTML = gradientOfN("n-along", `x1="${left}" x2="${right}"`) + text(0, 11, "loss / least loss")
    + [1, 1.5, 2, 2.5].map((l) => line(left, py(l), right, py(l)) + text(left - 8, py(l) + 4, l, "end")).join("")
    + axisOfN({ ...c, top: py(loss) }, n) + namesOfValleys(right + 46)
    + Object.entries(UNITS).filter(([units]) => units !== state.units).map(other).join("")
    + path(curve(valley, low, high), "url(#n-along)", 11, 'opacity=".6" stroke-linecap="round"')
    + path(curve(valley), "var(--ink)", 2.5)
    + localMinima(valley).map((j) => triangle(px(gridN(j, valley)), py(valley.loss[j]), "var(--paper)", "var(--ink)")).join("")
    + `<g id="minimum">${triangle(px(valley.best), py(1), "var(--ink)", "var(--paper)")}</g>`
    + text(Math.min(px(valley.best), right - 62), py(1) + 34, `least: n = ${valley.best.toFixed(2)}`, "middle halo")
    + dot(px(n), py(loss), 8, inkColour(n))
    + (isTrained() ? diamond(px(training.n[+state.train]), py(training.loss[+state.train])) : "");
}

// The trees from the side: volume over girth, and what the neurons of this n, of a sum and of a product say of trees
// of mean height.
function drawForest() {
  const valley = valleys[state.units][state.valley], i = heldAt(valley), n = gridN(i, valley);
  const [names, factors] = MEASURES[state.units], height = mean(1) * factors[1];
  const rows = tables.data.trees.rows.map((row) => row.map((value, j) => value * factors[j]));
  const [girths, volumes] = [0, 2].map((j) => rows.map((row) => row[j]));
  const xs = [0.5 * Math.min(...girths), 1.05 * Math.max(...girths)], ys = [0, 1.08 * Math.max(...volumes)];
  const svg = byId("trees"), c = frame(svg, xs, ys);
  svg.places = (girth, volume) => [c.px(girth), c.py(volume)];
  const curve = (k) => {
    const p = [...valley.weights[k], gridN(k, valley)], grid = Array.from({ length: 61 }, (_, j) => xs[0] + (xs[1] - xs[0]) * j / 60);
    return c.trace(grid.map((x) => [x, predict(p, [x, height], state.valley)]).filter(([, y]) => y >= ys[0] && y <= ys[1]));
  };
  svg.innerHTML = axes(c, xs, ys, names[0], names[2])
    + path(curve(0), inkColour(0), 2, dashed("6 4")) + path(curve(valley.loss.length - 1), inkColour(1), 2, dashed("2 3"))
    + rows.map(([x, , y]) => dot(c.px(x), c.py(y), 4.5, "var(--ink)")).join("") + path(curve(i), inkColour(n), 3.5, 'id="bent"');
  svg.setAttribute("aria-label", `${rows.length} trees, ${names[2]} over ${names[0]}, and the curve of the best neuron of n = ${n.toFixed(2)}: `
    + `${n === 0 ? "a straight line" : n === 1 ? "a power law" : "it bends upwards more, the larger n is"}.`);
  write("trees-words", `For trees of mean height. Dashed: n = 0. Dotted: n = 1.`);
}

// Which line belongs to which units: at the top right, where no valley reaches.
function namesOfValleys(right) {
  return Object.entries(UNITS).map(([units, [name, dashes]], i) => {
    const chosen = units === state.units, x = right - 164, y = 7 + 18 * i;
    return path(`M${x} ${y}h24`, chosen ? "var(--ink)" : "var(--edge)", chosen ? 2.5 : 1.5, dashed(chosen ? "none" : dashes))
      + text(x + 30, y + 4, name, chosen ? "name bold" : "name");
  }).join("");
}

// A minimum: a triangle below the curve. The neuron in training: red, and of a shape of its own.
const triangle = (x, y, fill, edge) =>
  `<path class="least" d="M${x} ${y + 8}l7 11h-14z" fill="${fill}" stroke="${edge}" stroke-width="1.5"/>`;
const diamond = (x, y) => `<path class="trained" d="M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}z"
  fill="var(--training)" stroke="var(--paper)" stroke-width="1.5"/>`;

function drawTraining() {
  const k = +state.train, last = training.step[LAST_RECORD], n = training.n[k];
  const step = training.step[k].toLocaleString("en");
  write("train-now", step);
  byId("train").setAttribute("aria-valuetext", `step ${step}, n = ${n.toFixed(2)}`);
  write("recorded", `Recorded in the units “${UNITS[TRAINED.units][0]}”, with ${NAMES[TRAINED.valley]} exp⁽ⁿ⁾; every `
    + `${training.step[1]}th step is shown. It starts at n = 0, as the best plain a · girth + b · height + c.`);
  write("words-4", `After ${step} steps: n = ${n.toFixed(2)}, loss ${training.loss[k].toFixed(3)} times the least. `
    + `The red diamond is the neuron${isTrained() ? ", here and in the valley" : ""}.`);
  byId("show-valley").hidden = isTrained();
  const svg = byId("training"), c = canvas(svg, [36, 26, 24, 46], [0, last], [0, 1]);
  const { px, py, left, right, bottom } = c;
  svg.setAttribute("aria-label", `n over training steps: 0 at the start, ${n.toFixed(2)} after ${step} steps, `
    + `${training.n[LAST_RECORD].toFixed(2)} at the end.`);
  const curve = (count) => c.trace(training.step.slice(0, count).map((s, i) => [s, training.n[i]]));
  svg.innerHTML = gradientOfN("n-upright", `x1="0" x2="0" y1="${py(0)}" y2="${py(1)}"`)
    + [0, 0.5, 1].map((m) => line(left, py(m), right, py(m)) + text(left - 8, py(m) + 4, m, "end")).join("")
    + [0, 1000, 2000].map((s) => text(px(s), bottom + 20, s.toLocaleString("en"), "middle")).join("")
    + text(left - 8, 11, "n", "end") + text((left + right) / 2, bottom + 40, "training step", "middle")
    + path(curve(LAST_RECORD + 1), "var(--edge)", 1.5, dashed("2 3")) + path(curve(k + 1), "url(#n-upright)", 3)
    + diamond(px(training.step[k]), py(n));
}

function drawTrees() {
  drawValley();
  drawForest();
  drawTraining();
}

function heldInWords() {
  const valley = valleys[state.units][state.valley];
  return `n ${(+state.at).toFixed(2)}: loss ${valley.loss[heldAt(valley)].toFixed(2)} times the least, `
    + `which is at n = ${valley.best.toFixed(2)}.`;
}

function goToRecord(k) {
  byId("train").value = k;
  choose({ train: String(k) }, drawTrees, () => byId("words-4").textContent);
}
const stopReplay = player(byId("replay"), 50, () => {
  goToRecord(+state.train === LAST_RECORD ? 0 : +state.train + 1);
  return +state.train < LAST_RECORD;
});
byId("train").max = LAST_RECORD;
byId("train").addEventListener("input", (event) => { stopReplay(); goToRecord(+event.target.value); });
byId("show-valley").addEventListener("click", () => {
  for (const [name, value] of Object.entries(TRAINED)) check(name, value);
  choose(TRAINED, drawTrees, heldInWords);
  byId("train").focus();                               // the button has gone
});
connect(["at", "units", "valley"], drawTrees, heldInWords);
letPointerSet(byId("at"), byId("valley"));
part({
  units: ["means", oneOf("means", "feet", "metres")], valley: ["kneser", oneOf("kneser", "abel")],
  at: ["0.5", between(0, 1)], train: ["0", whole(LAST_RECORD)],
}, drawTrees);
