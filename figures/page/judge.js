// What the data say about n: the valley of the loss, the rivals, and what to conclude, as minigrad's report does.

import { answer, refit } from "./neuron.js";
import { fisherTail, left } from "./linear.js";
import { number } from "./numbers.js";

const POINTS = 41;                                     // of a valley
const LEVEL = 0.05;                                    // a p-value below rules out
const CLEAR = 0.01, MUCH = 0.1;                        // when a richer model fits clearly better, and by much
const WIDE = 0.5;                                      // an interval of n that says little
const CLOSE = 0.01;                                    // an error of this share of the target's spread is small
const EXACT = 1e-9;                                    // an error below this share of the target is one of rounding

// The least loss for each n, everything else refitted: from both ends, so that no valley is missed. It takes a while
// with many rows, so it is done in pieces: a generator, which gives the page time to breathe, and returns the valley.
export function* valleyInPieces(data, kind) {
  const ns = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1)), fits = [];
  for (const n of ns) {
    fits.push(refit(n, data, kind));
    yield;
  }
  const upAndDown = [...ns.keys()].flatMap((i) => (i ? [[i, i - 1]] : []));
  for (const [i, neighbour] of [...upAndDown, ...upAndDown.toReversed().map(([i, j]) => [j, i])]) {
    const fit = refit(ns[i], data, kind, fits[neighbour].p);
    if (fit.loss < fits[i].loss || !(fits[i].loss >= 0)) fits[i] = fit;
    yield;
  }
  const loss = fits.map((fit) => fit.loss), lowest = loss.indexOf(Math.min(...loss.filter(Number.isFinite)));
  const best = lowestBetween(ns[Math.max(lowest - 1, 0)], ns[Math.min(lowest + 1, POINTS - 1)], fits[lowest], data, kind);
  const zero = (EXACT ** 2) * data.y.reduce((sum, y) => sum + y * y, 0) / data.y.length;
  const spare = data.y.length - best.p.length;
  const pValue = (value) => (spare > 0
    ? fisherTail(Math.max(0, value - best.loss) / (best.loss + zero) * spare, 1, spare) : NaN);
  return { ns, fits, loss, best, spare, pValue, interval: intervalOf(ns, fits, best, pValue, data, kind) };
}

export function valleyOf(data, kind) {
  const pieces = valleyInPieces(data, kind);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

// Golden sections between two n; a place at one of the ends counts, too.
function lowestBetween(a, b, fit, data, kind) {
  const at = (n) => refit(n, data, kind, fit.p), share = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [a, b], inner = [at(high - share * (high - low)), at(low + share * (high - low))];
  for (let k = 0; k < 30; k++) {
    if (inner[0].loss < inner[1].loss) {
      high = inner[1].p.at(-1);
      inner = [at(high - share * (high - low)), inner[0]];
    } else {
      low = inner[0].p.at(-1);
      inner = [inner[1], at(low + share * (high - low))];
    }
  }
  return [fit, at(a), at(b), ...inner].reduce((best, one) => (one.loss < best.loss ? one : best));
}

// The least and the largest n that the data do not rule out.
function intervalOf(ns, fits, best, pValue, data, kind) {
  const allowed = (loss) => !(pValue(loss) < LEVEL), here = best.p.at(-1);
  const end = (way) => {
    const from = way.findIndex((i) => allowed(fits[i].loss));
    if (from === 0) return ns[way[0]];
    let inside = from < 0 ? here : ns[way[from]], outside = ns[way.at(from - 1)];
    const { p } = from < 0 ? best : fits[way[from]];
    for (let k = 0; k < 12; k++) {
      const middle = (inside + outside) / 2;
      if (allowed(refit(middle, data, kind, p).loss)) inside = middle; else outside = middle;
    }
    return inside;
  };
  const indices = ns.map((_, i) => i);
  const below = indices.filter((i) => ns[i] < here), above = indices.filter((i) => ns[i] > here).reverse();
  return [below.length ? end(below) : here, above.length ? end(above) : here];
}

// Who else could have done it: the best sum and the best power law, which are the ends of the valley.
export const rivalsOf = (valley) => ({ sum: valley.fits[0], power: valley.fits.at(-1) });

// Would squares and products of the inputs explain much of what the best neuron leaves? As in study/checks.py.
export function lackOfFit(valley, data, kind) {
  const rows = data.x.map((row) => answer(valley.best.p, row, kind)), columns = data.x[0].length;
  const residuals = rows.map(([y], i) => y - data.y[i]), n = valley.best.p.at(-1);
  const known = rows.map(([, slopes]) => (n > 0 && n < 1 ? slopes : slopes.slice(0, -1)));   // at its end, n is taken as known
  const room = Math.floor(data.y.length / 3 - known[0].length);
  if (room < columns) return undefined;
  const every = columns === 1 || room >= columns * (columns + 1) / 2, z = standardised(data.x);
  const richer = known.map((slopes, i) => [...slopes, ...z[i].flatMap((a, j) =>
    (every ? z[i].slice(j) : [a]).map((b) => a * b))]);
  const [less, rank] = left(known, residuals), [more, richRank] = left(richer, residuals), rest = data.y.length - richRank;
  if (richRank === rank || more === 0) return undefined;
  return { p: fisherTail((less - more) / (richRank - rank) / (more / rest), richRank - rank, rest), explained: 1 - more / less };
}
function standardised(rows) {
  const columns = rows[0].map((_, j) => rows.map((row) => row[j]));
  const scaled = columns.map((column) => {
    const spread = spreadOf(column), mean = meanOf(column);
    return column.map((x) => (x - mean) / spread);
  });
  return rows.map((_, i) => scaled.map((column) => column[i]));
}
const meanOf = (values) => values.reduce((a, b) => a + b) / values.length;
export function spreadOf(values) {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

// The finding in a sentence or two, in the words of the report (minigrad/study/conclusion.py).
export function conclusion(valley, data, kind) {
  const { best, interval: [low, high], spare, pValue } = valley, n = best.p.at(-1);
  const [adds, multiplies] = data.x[0].length === 1 ? ["a straight line", "a power law"] : ["a sum", "a product"];
  if (spare <= 0) {
    return `${data.y.length} rows are too few for ${best.p.length} numbers: nothing follows. Measure more rows, or leave `
      + "columns out.";
  }
  const lack = isExact(best, data) ? undefined : lackOfFit(valley, data, kind);
  const fitsBadly = lack && lack.p < CLEAR && lack.explained > MUCH, share = Math.sqrt(best.loss * data.y.length / spare) / spreadOf(data.y);
  if (fitsBadly && share < CLOSE) {
    return `No law between ${adds} and ${multiplies} fits these data exactly, but that of n = ${n.toFixed(2)} is wrong by no more `
      + `than ${number(+(100 * share).toPrecision(2))}% of their spread.`;
  }
  if (fitsBadly) {
    const follow = data.x[0].length === 1 ? "that they follow one of them" : "that inputs add or multiply";
    return `No law between ${adds} and ${multiplies} fits these data well: do not conclude ${follow}. (A formula with squares `
      + `and products of the inputs as well would take away ${Math.round(100 * lack.explained)}% of the squared error.)`;
  }
  const noSum = pValue(valley.loss[0]) < LEVEL, noProduct = pValue(valley.loss.at(-1)) < LEVEL;
  if (!noSum && !noProduct) return `The data do not decide between ${adds} and ${multiplies}.`;
  if (noSum && noProduct) {
    if ([0, 1].includes(Math.round(100 * n) / 100)) {
      const [near, far] = n > 0.5 ? [multiplies, adds] : [adds, multiplies];
      return `The data speak against ${far}, and for what is nearly ${near} (n = ${n.toFixed(4)}).`;
    }
    return `The data speak against ${adds} and against ${multiplies}: the law is in between, at n = ${n.toFixed(2)}.`;
  }
  const [speaks, against] = noProduct ? [adds, multiplies] : [multiplies, adds];
  const unsure = high - low > WIDE ? `, but n may lie anywhere from ${low.toFixed(2)} to ${high.toFixed(2)}` : "";
  return `The data speak for ${speaks} and against ${against}${unsure}.`;
}
export const isExact = ({ loss }, { y }) => loss < EXACT ** 2 * y.reduce((sum, v) => sum + v * v, 0) / y.length;

// Is there a second, worse valley in which a training can get stuck?
export function otherValleys({ ns, loss, best }) {
  const lower = (i, j) => !(loss[j] <= loss[i]);       // beyond an end there is no neighbour
  return ns.filter((n, i) => lower(i, i - 1) && lower(i, i + 1) && Math.abs(n - best.p.at(-1)) > 1.5 / (POINTS - 1));
}
