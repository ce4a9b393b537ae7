// The pictures of a training: the data and what the neuron makes of them, n over steps, the valley, the race.

import { canvas, colour, dashed, dot, gradientOfN, inkColour, levelLines, line, path, text, ticks } from "./drawing.js";
import { spreadOf } from "./judge.js";
import { answer, lossAndGradient, predict } from "./neuron.js";
import { number } from "./numbers.js";

const GRID = 36;                                       // of a map, in both directions
const LEAST_SPAN = 0.2;                                // of the valley’s axis: who differs by less, differs little
const APART = 45;                                      // of lines of equal prediction, in pixels, about

// The unit of what is predicted: what its name has in brackets, or the name.
export const unitOf = ({ names }) => names.at(-1).match(/\((.+)\)$/)?.[1] ?? names.at(-1);
const column = (rows, j) => rows.map((row) => row[j]);
// What an axis shows: the data, and as much again below them, since lines bend where there are none.
function rangeOf(values) {
  const low = Math.min(...values), high = Math.max(...values), span = high - low || high || 1;
  return [Math.max(0, low - span), high + 0.08 * span];
}
// A frame with room for its numbers, and its axes: as many numbers as there is room for.
const longest = ([low, high]) => Math.max(...ticks(low, high, 5).map((value) => number(value).length));
export const frame = (svg, xs, ys, right = 0) => canvas(svg, [Math.max(48, 14 + 7 * longest(ys)), 22, Math.max(14, 4 * longest(xs), right), 44], xs, ys);
const shortened = (name, width) => (name.length > width / 8 ? `${name.slice(0, Math.floor(width / 8))}…` : name);
export const axes = (c, [x0, x1], [y0, y1], xName, yName) =>
  ticks(x0, x1, Math.max(1, Math.min(5, Math.floor((c.right - c.left) / 9 / longest([x0, x1]))))).map((x) => line(c.px(x), c.top, c.px(x), c.bottom) + text(c.px(x), c.bottom + 16, number(x), "middle faint")).join("")
  + ticks(y0, y1, 5).map((y) => line(c.left, c.py(y), c.right, c.py(y)) + text(c.left - 6, c.py(y) + 4, number(y), "end faint")).join("")
  + text((c.left + c.right) / 2, c.bottom + 34, shortened(xName, c.right - c.left), "middle") + text(4, 12, shortened(yName, c.right));

// ---- the data ----------------------------------------------------------------------------------

export function drawData(svg, view, clicked) {
  svg.classList.toggle("clickable", Boolean(clicked));
  svg.place = undefined;
  if (clicked) return drawPoints(svg, view, clicked);
  if (!view) {
    svg.innerHTML = "";
    return svg.setAttribute("aria-label", "There are no data yet.");
  }
  if (view.data.x[0].length === 1) return drawCurve1(svg, view, rangeOf(column(view.table.rows, 0)), rangeOf(column(view.table.rows, 1)));
  drawMap(svg, view);
}

function drawPoints(svg, view, { points, to }) {
  if (view) drawCurve1(svg, view, [0, to], [0, to]);
  else {
    const c = frame(svg, [0, to], [0, to]);
    svg.place = c.at;
    svg.innerHTML = axes(c, [0, to], [0, to], "x", "y") + points.map(([x, y]) => dot(c.px(x), c.py(y), 5, "var(--ink)")).join("")
      + (points.length ? "" : text((c.left + c.right) / 2, (c.top + c.bottom) / 2, "Click or tap to add a point.", "middle bold"));
    svg.setAttribute("aria-label", `${points.length} points.`);
  }
}

// One input: a curve, with the best line and the best power law beside it.
function drawCurve1(svg, { table, data, descent, kind, rivals }, xs, ys) {
  const c = frame(svg, xs, ys), [of, target] = data.scale, n = descent.p.at(-1);
  const inside = (points) => points.filter(([, y]) => Number.isFinite(y) && y >= ys[0] - (ys[1] - ys[0]) && y <= ys[1] + (ys[1] - ys[0]));
  const curve = (p) => {
    const at = Array.from({ length: 81 }, (_, i) => xs[0] + (xs[1] - xs[0]) * i / 80);
    const points = inside(at.map((x) => [x, predict(p, [x / of], kind) * target]));
    return points.length ? c.trace(points) : "";
  };
  svg.place = c.at;
  svg.innerHTML = `<clipPath id="frame"><rect x="${c.left}" y="${c.top}" width="${c.right - c.left}" height="${c.bottom - c.top}"/></clipPath>`
    + axes(c, xs, ys, table.names[0], table.names[1])
    + `<g clip-path="url(#frame)">` + (rivals ? path(curve(rivals.sum.p), inkColour(0), 2, dashed("6 4")) + path(curve(rivals.power.p), inkColour(1), 2, dashed("2 3")) : "")
    + path(curve(descent.p), inkColour(n), 3.5) + "</g>"
    + table.rows.map(([x, y]) => dot(c.px(x), c.py(y), 5, "var(--ink)")).join("");
  svg.setAttribute("aria-label", `${table.rows.length} rows, ${table.names[1]} over ${table.names[0]}, and the neuron’s curve for n = ${n.toFixed(2)}.`);
}

// More inputs: a map over the first two, the others at their means.
function drawMap(svg, { table, data, descent, kind }) {
  const [xs, ys] = [0, 1].map((j) => rangeOf(column(table.rows, j))), c = frame(svg, xs, ys, 34);
  const n = descent.p.at(-1), [xMean, yMean] = data.scale, target = data.scale.at(-1), rest = data.x[0].slice(2).map(() => 1);
  const grid = ([low, high]) => Array.from({ length: GRID }, (_, i) => low + (high - low) * i / (GRID - 1));
  const [gx, gy] = [grid(xs), grid(ys)];
  const heights = gy.map((y) => gx.map((x) => predict(descent.p, [x / xMean, y / yMean, ...rest], kind) * target));
  const targets = column(table.rows, table.names.length - 1), most = Math.max(5, (c.right - c.left) / APART);
  const levels = ticks(0, 1.2 * Math.max(...targets), most).slice(1);
  const lines = levelLines(gx, gy, heights, levels, c), spread = spreadOf(targets);
  const dots = table.rows.map((row, i) => {
    const off = targets[i] - answer(descent.p, data.x[i], kind)[0] * target, r = 3 + Math.min(10, Number.isFinite(off) ? 8 * Math.abs(off) / spread : 10);
    const [x, y] = [c.px(row[0]), c.py(row[1])];
    return off > 0 ? dot(x, y, r, "var(--ink)")
      : `<circle cx="${x}" cy="${y}" r="${r.toFixed(1)}" fill="var(--paper)" fill-opacity=".6" stroke="var(--ink)" stroke-width="1.5"/>`;
  });
  svg.innerHTML = axes(c, xs, ys, table.names[0], table.names[1])
    + lines.map((d) => path(d, inkColour(n), 2)).join("")
    + namesOfLevels(lines, levels.map(number), c, shortened(table.names[1], c.right)) + dots.join("");
  svg.setAttribute("aria-label", `A map of the predicted ${table.names.at(-1)} over ${table.names[0]} and ${table.names[1]}, with `
    + `${table.rows.length} rows; at n = ${n.toFixed(2)} its lines ${n === 0 ? "are straight" : "bend"}.`);
}
// Levels are named where their lines leave the frame, at the top or on the right, or else on the diagonal: as many as do not
// touch.
export function namesOfLevels(lines, names, c, yName) {
  const placed = [[4 + 3.5 * yName.length, 12, 7 * yName.length]];   // the name of the axis
  lines.forEach((d, i) => {
    const wide = 6.5 * names[i].length;
    const place = placesOfName(d, wide, c).find(([left, top]) => placed.every(
      ([x, y, other]) => Math.abs(x - left) > (wide + other) / 2 + 5 || Math.abs(y - top) > 12));
    if (place) placed.push([...place, wide, names[i]]);
  });
  return placed.slice(1).map(([x, y, , name]) => text(x, y, name, "middle small halo")).join("");
}
function placesOfName(d, wide, c) {
  const points = [...d.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [+x, +y]);
  if (points.every(([x, y]) => Math.hypot(x - points[0][0], y - points[0][1]) < 12)) return [];   // a corner only
  const top = points.find(([, y]) => y <= c.top + 0.1), right = points.find(([x]) => x >= c.right - 0.1);
  const off = ([x, y]) => Math.abs((x - c.left) / (c.right - c.left) - (c.bottom - y) / (c.bottom - c.top));
  const middle = points.reduce((best, one) => (off(one) < off(best) ? one : best), points[0]);
  return [top && [top[0], c.top - 5], right && [c.right + 4 + wide / 2, right[1] + 4], middle && [middle[0], middle[1] + 4]]
    .filter((place) => place && place[0] - wide / 2 >= c.left && place[0] + wide / 2 <= c.width);
}

// ---- n over the steps --------------------------------------------------------------------------

export function drawClimb(svg, view, steps) {
  const c = canvas(svg, [98, 8, 24, 22], [0, steps], [0, 1]), { px, py, left, right } = c;
  const n = view?.descent.p.at(-1), points = view ? [...view.descent.history.map(([, m], i) => [i, m]), [view.descent.done, n]] : [];
  const few = points.filter((_, i) => i % Math.ceil(points.length / 300) === 0 || i === points.length - 1);
  svg.innerHTML = gradientOfN("n-upward", `x1="0" x2="0" y1="${py(0)}" y2="${py(1)}"`)
    + [[0, "0, adds"], [0.5, "0.5"], [1, "1, multiplies"]].map(([m, name]) => line(left, py(m), right, py(m)) + text(left - 6, py(m) + 4, name, "end faint")).join("")
    + (right - left > 170 ? [0, steps / 2, steps] : [0, steps]).map((s) => text(s === steps ? right + 8 : px(s), c.bottom + 16, s.toLocaleString("en") + (s === steps ? " steps" : ""), s === steps ? "end faint" : "middle faint")).join("")
    + (few.length > 1 ? path(c.trace(few.map(([s, m]) => [s, m + 1e-7 * s / steps])), "url(#n-upward)", 3) : "")
    + (view ? dot(px(view.descent.done), py(n), 6, inkColour(n)) : "");
  svg.setAttribute("aria-label", view ? `n over training steps: ${points[0][1].toFixed(2)} at first, ${n.toFixed(2)} after ${view.descent.done} steps.` : "There is no training yet.");
}

// ---- the valley --------------------------------------------------------------------------------

export function drawBall(svg, view) {
  const known = view?.valley, wrong = (loss) => view.error(loss);
  if (!known) {
    svg.innerHTML = view ? text(8, 20, "Looking for the valley …", "faint") : "";
    return svg.setAttribute("aria-label", "The valley is not known yet.");
  }
  const { ns, loss, best, interval } = known, n = view.descent.p.at(-1);
  const now = wrong(lossAndGradient(view.descent.p, view.data, view.kind)[0]), least = wrong(best.loss);
  const curve = [...ns.map((m, i) => [m, wrong(loss[i])]), [best.p.at(-1), least]].filter(([, e]) => Number.isFinite(e)).sort((a, b) => a[0] - b[0]);
  const most = Math.max(...curve.map(([, e]) => e)), span = Math.max(most - least, LEAST_SPAN * most) || 1, low = Math.max(0, least - 0.25 * span), high = low + 1.6 * span;
  const c = canvas(svg, [98, 22, 24, 24], [0, 1], [low, high]), { px, py, left, right } = c;
  const inBand = curve.filter(([m]) => m >= interval[0] && m <= interval[1]);
  svg.innerHTML = gradientOfN("n-across", `x1="${left}" x2="${right}"`)
    + text(4, 12, `typical error, in ${unitOf(view.table)}`, "faint")
    + ticks(low, high, 5).map((e) => line(left, py(e), right, py(e)) + text(left - 6, py(e) + 4, number(e), "end faint")).join("")
    + [[0, "0, adds", "begin"], [0.5, right - left > 150 ? "n" : "", "middle"], [1, "1, multiplies", "end"]].map(([m, name, side]) => text(m === 0 ? px(m) - 8 : m === 1 ? px(m) + 8 : px(m), c.bottom + 17, name, side + " faint")).join("")
    + (inBand.length > 1 ? path(c.trace(inBand), "url(#n-across)", 11, 'opacity=".55" stroke-linecap="round"') : "")
    + path(c.trace(curve), "var(--ink)", 2.5)
    + dot(px(n), py(now < high ? now : high), 8, inkColour(n));
  svg.setAttribute("aria-label", `The least typical error for each n: lowest at n = ${best.p.at(-1).toFixed(2)}, ${number(least)}. The ball is at `
    + `n = ${n.toFixed(2)}, ${number(now)}. The broad band, from ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}, fits almost as well.`);
}

// ---- the race ----------------------------------------------------------------------------------

export function drawRace(svg, view) {
  if (!view?.rivals) {
    svg.innerHTML = view ? text(122, 50, "Looking for the rivals …", "faint") : "";
    return svg.setAttribute("aria-label", "The race has not begun.");
  }
  const { rivals, descent, data, kind, error } = view, n = descent.p.at(-1);
  const one = data.x[0].length === 1;
  const rows = [
    [one ? "best line" : "best sum", error(rivals.sum.loss), colour(0)],
    ["best power law", error(rivals.power.loss), colour(1)],
    ["the neuron", error(lossAndGradient(descent.p, data, kind)[0]), colour(n)],
  ];
  const most = Math.max(...rows.slice(0, 2).map(([, e]) => e)) * 1.15 || 1, c = canvas(svg, [122, 2, 16 + 8 * Math.max(...rows.map(([, e]) => number(e).length)), 2], [0, most], [0, 3]);
  svg.innerHTML = rows.map(([name, wrong, tone], i) => {
    const y = c.py(2.5 - i), end = c.px(Math.min(Number.isFinite(wrong) ? wrong : most, most));
    return text(c.left - 8, y + 4, name, i === 2 ? "end bold" : "end")
      + `<rect x="${c.left}" y="${y - 9}" width="${Math.max(2, end - c.left)}" height="18" rx="4" fill="${tone}"/>`
      + text(end + 8, y + 4, number(wrong), i === 2 ? "bold" : "");
  }).join("");
  svg.setAttribute("aria-label", `Typical errors, in ${unitOf(view.table)}: ` + rows.map(([name, wrong]) => `${name} ${number(wrong)}`).join(", ") + ".");
}
