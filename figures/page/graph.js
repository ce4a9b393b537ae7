// 3. The picture of the graph: boxes, arrows, and what the arrows carry back.

import { byId } from "./state.js";
import { path, text } from "./drawing.js";
import { goal, nameOf, now, shown, signOf, touched } from "./formula.js";

// What has arrived at box i when `step` results have been visited, and whether that is all.
export function arrived(i, step) {
  const visited = now.visits.slice(0, step), isGoal = i === now.boxes.length - 1;
  const back = now.carried.filter(({ from }) => from === i), here = back.filter(({ to }) => visited.includes(to));
  const total = isGoal ? now.gradients[i] : here.reduce((sum, { part }) => sum + part, 0);
  return { here, total, begun: here.length > 0 || (isGoal && step > 0), complete: here.length === back.length };
}

export function drawGraph(step) {
  const svg = byId("graph"), [width, height] = now.size, current = now.visits[step - 1];
  const arrows = now.boxes.flatMap(({ inputs }, to) => inputs.map((from, k) => ({ from, to, k })));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = width + "px";
  svg.setAttribute("aria-label", `How ${goal()} is computed. ` + now.boxes.map(({ name }, i) => {
    const { begun, total, complete } = arrived(i, step);
    return `${name} is ${shown(now.values[i])}`
      + (begun ? `, gradient ${complete ? "" : "so far "}${shown(total)}` : "");
  }).join("; ") + ".");
  svg.innerHTML = tip("tip-value", "var(--between)") + tip("tip-gradient", "var(--gradient)")
    + arrows.map((arrow) => drawArrow(arrow, now.visits.indexOf(arrow.to) < step, arrow.to === current)).join("")
    + now.boxes.map((box, i) => drawBox(box, i, step, i === current)).join("")
    + now.carried.filter(({ to }) => to === current).map(drawCarried).join("");
}

// Keep what is lit in sight on a small screen.
export function showStep(step) {
  const view = byId("graph-box"), current = now.visits[step - 1];
  if (current !== undefined) view.scrollLeft = now.boxes[current].at[0] + now.box[0] / 2 - 0.6 * view.clientWidth;
}

const tip = (id, tone) => `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
  markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${tone}"/></marker>`;

// An arrow runs level past the boxes of a column, and bends between columns. Those that end in one box end below each
// other, in the order in which they come; two from the same box begin so, too.
function wayOf({ from, to, k }) {
  const { at, inputs, ways } = now.boxes[to], start = now.boxes[from].at, tracks = ways[k];
  const last = (input, way) => (way.at(-1) ?? now.boxes[input].at)[1];
  const above = inputs.filter((input, m) => {
    const gap = last(input, ways[m]) - last(from, tracks);
    return gap < 0 || (gap === 0 && m < k);
  }).length;
  const down = 14 * (above - (inputs.length - 1) / 2), isDouble = inputs.filter((input) => input === from).length > 1;
  const begin = [start[0] + now.box[0], start[1] + (isDouble ? down : 0)];
  return [begin, ...tracks.flatMap(([x, y]) => [[x, y], [x + now.box[0], y]]), [at[0], at[1] + down]];
}

function drawArrow(arrow, visited, lit) {
  const way = wayOf(arrow), isBack = visited && now.carried.some(({ to, k }) => to === arrow.to && k === arrow.k);
  const d = way.reduce((line, [x, y], i) => {
    if (i === 0) return `M${x} ${y}`;
    const half = (x - way[i - 1][0]) / 2;
    return `${line}C${x - half} ${way[i - 1][1]} ${x - half} ${y} ${x} ${y}`;
  }, "");
  // Values go to the right. Where a gradient has passed, the tip is at the other end.
  return isBack ? path(d, "var(--gradient)", lit ? 4 : 1.5, 'marker-start="url(#tip-gradient)"')
    : path(d, "var(--between)", 1.5, 'marker-end="url(#tip-value)"');
}

// In the gap between two columns: on the arrow, above a level one, above and below two from the same box.
function drawCarried(arrow) {
  const [[x0, y0], [x1, y1]] = wayOf(arrow), aside = y0 - now.boxes[arrow.from].at[1];
  const most = x1 - x0 - 4, words = compact(arrow.part);
  const down = aside ? (aside > 0 ? 22 : -13) : Math.abs(y1 - y0) < 24 ? -9 : 4;
  const x = (x0 + x1) / 2, y = (y0 + y1) / 2 + down, width = Math.min(7 * words.length, most);
  return `<rect x="${x - width / 2}" y="${y - 12}" width="${width}" height="15" fill="var(--paper)" opacity=".85"/>`
    + fitted(x, y, words, "gradient middle carried", most);
}

// Powers of ten take much room.
export const compact = (value) => (/×/.test(shown(value)) ? shown(+value.toPrecision(3)).replace(" × ", "·") : shown(value));

// Words that would be wider than their place are squeezed.
export function fitted(x, y, words, classes, most, letter = 6.6) {
  const squeeze = letter * words.length > most ? `textLength="${most}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${x}" y="${y}" class="${classes}" ${squeeze}>${words}</text>`;
}

function drawBox({ name, op, range, learned: isLearned, at: [x, y] }, i, step, lit) {
  const [width, height] = now.box, top = y - height / 2, inner = width - 16;
  const { total, begun, complete } = arrived(i, step);
  const [face, edge] = isLearned ? ["leaf", "gradient"] : op ? ["paper", "ink"] : ["given", "edge"];
  const grad = begun ? `${complete ? "grad" : "so far"} ${compact(total)}` : "";
  const sign = { "+": "plus", "×": "times" }[signOf(i)] ?? "faint";
  const isTouched = i === touched();
  return `<g id="box-${i}" ${range ? `class="movable" data-leaf="${i}"` : ""}><rect x="${x}" y="${top}" width="${width}"
      height="${height}" rx="6" fill="var(--${lit ? "lit" : face})" stroke="var(--${lit ? "gradient" : edge})"
      stroke-width="${lit ? 3 : isTouched ? 2.4 : 1.2}"/>`
    + text(x + 8, top + 18, name, "bold") + text(x + width - 8, top + 18, range ? "↔" : signOf(i), sign + " end")
    + fitted(x + 8, top + 36, compact(now.values[i]), "", inner, 7.2)
    + fitted(x + 8, top + 54, grad, complete ? "gradient" : "gradient slanted", inner) + "</g>";
}
