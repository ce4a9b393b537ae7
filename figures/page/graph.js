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

// Where the screen is too narrow for the graph as it was laid out, it is turned: values flow down instead of to the right.
// A place is given along the flow and across it; boxes are narrower then, and as far apart as there is room.
const LEAST_SCALE = 0.85, ROOM = 38;                    // of the graph as it is; between two turned boxes
function layout(room) {
  const narrow = room < 350 ? 72 : 80;                 // a turned box
  const [length, breadth] = now.size, [width, height] = now.box;
  if (room >= LEAST_SCALE * length) {
    return { turned: false, box: now.box, size: now.size, along: (a) => a, across: (c) => c, xy: (a, c) => [a, c] };
  }
  const starts = [...new Set(now.boxes.map(({ at: [a] }) => a))].sort((a, b) => a - b), [first] = starts;
  const stretch = (height + ROOM) / Math.min(...starts.slice(1).map((a, i) => a - starts[i]));
  const rows = now.boxes.map(({ at: [, c] }) => c), lanes = now.boxes.flatMap(({ ways }) => ways.flat().map(([, c]) => c));
  const low = Math.min(...rows, ...lanes.map((c) => c + narrow / 2)), high = Math.max(...rows);
  const apart = Math.min((Math.max(room, 320) - narrow - 4) / (high - low), 1);
  const along = (a) => first + stretch * (a - first), across = (c) => 2 + narrow / 2 + apart * (c - low);
  return {
    turned: true, box: [narrow, height], along, across, xy: (a, c) => [c, a],
    size: [across(high) + narrow / 2 + 2, along(length - width - first) + height + first],
  };
}
let laid;

export function drawGraph(step) {
  const room = byId("graph-box").parentElement.clientWidth - 2;   // for its frame
  laid = layout(room);
  const svg = byId("graph"), [width, height] = laid.size, current = now.visits[step - 1];
  const arrows = now.boxes.flatMap(({ inputs }, to) => inputs.map((from, k) => ({ from, to, k })));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = Math.min(width, room) + "px";
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


const tip = (id, tone) => `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
  markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${tone}"/></marker>`;

// An arrow runs straight past the boxes of a column, and bends between columns. Those that end in one box end beside each
// other, in the order in which they come; two from the same box begin so, too. Its places, along the flow and across.
function wayOf({ from, to, k }) {
  const { at, inputs, ways } = now.boxes[to], start = now.boxes[from].at, tracks = ways[k];
  const last = (input, way) => (way.at(-1) ?? now.boxes[input].at)[1];
  const above = inputs.filter((input, m) => {
    const gap = last(input, ways[m]) - last(from, tracks);
    return gap < 0 || (gap === 0 && m < k);
  }).length;
  const down = 14 * (above - (inputs.length - 1) / 2), isDouble = inputs.filter((input) => input === from).length > 1;
  const long = laid.box[laid.turned ? 1 : 0], place = ([a, c]) => [laid.along(a), laid.across(c)];
  const [begin, end] = [place(start), place(at)];
  return [[begin[0] + long, begin[1] + (isDouble ? down : 0)], ...tracks.map(place).flatMap(([a, c]) => [[a, c], [a + long, c]]),
    [end[0], end[1] + down]];
}

function drawArrow(arrow, visited, lit) {
  const way = wayOf(arrow), isBack = visited && now.carried.some(({ to, k }) => to === arrow.to && k === arrow.k);
  const at = (a, c) => laid.xy(a, c).map((v) => +v.toFixed(1)).join(" ");
  const d = way.reduce((line, [a, c], i) => {
    if (i === 0) return `M${at(a, c)}`;
    const half = (a - way[i - 1][0]) / 2;
    return `${line}C${at(a - half, way[i - 1][1])} ${at(a - half, c)} ${at(a, c)}`;
  }, "");
  // Values go to the right. Where a gradient has passed, the tip is at the other end.
  return isBack ? path(d, "var(--gradient)", lit ? 4 : 1.5, 'marker-start="url(#tip-gradient)"')
    : path(d, "var(--between)", 1.5, 'marker-end="url(#tip-value)"');
}

// In the gap between two columns: on the arrow, above a level one, above and below two from the same box; beside a turned one.
function drawCarried(arrow) {
  const [[a0, c0], [a1, c1]] = wayOf(arrow), aside = Math.sign(c0 - laid.across(now.boxes[arrow.from].at[1]));
  // A turned arrow that hardly slants is passed on the side where those from other boxes do not run.
  const beside = now.boxes[arrow.to].inputs.reduce((sum, from) => sum + c0 - laid.across(now.boxes[from].at[1]), 0);
  const slant = Math.abs(c0 - c1) > 14 ? c0 - c1 : beside;
  const words = compact(arrow.part), most = laid.turned ? 50 : a1 - a0 - 4, width = Math.min(7 * words.length, most);
  const [right, down] = laid.turned ? [(aside || Math.sign(slant) || 1) * (width / 2 + 5), 5] : [0, aside ? (aside > 0 ? 22 : -13) : Math.abs(c1 - c0) < 24 ? -9 : 4];
  const [free, y] = laid.xy((a0 + a1) / 2, (c0 + c1) / 2).map((v, i) => v + [right, down][i]);
  const x = Math.min(Math.max(free, width / 2 + 2), laid.size[0] - width / 2 - 2);
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

function drawBox({ name, op, range, learned: isLearned, at }, i, step, lit) {
  const [width, height] = laid.box, [a, c] = [laid.along(at[0]), laid.across(at[1])], edgeOf = laid.turned ? 5 : 8, inner = width - 2 * edgeOf;
  const [x, top] = laid.turned ? [c - width / 2, a] : [a, c - height / 2];
  const { total, begun, complete } = arrived(i, step);
  const [face, edge] = isLearned ? ["leaf", "gradient"] : op ? ["paper", "ink"] : ["given", "edge"];
  const grad = begun ? `${laid.turned ? "" : complete ? "grad " : "so far "}${compact(total)}${laid.turned && !complete ? " …" : ""}` : "";
  const sign = { "+": "plus", "×": "times" }[signOf(i)] ?? "faint", does = range ? "↔" : name.startsWith(signOf(i)) ? "" : signOf(i);
  const isTouched = i === touched();
  return `<g id="box-${i}" ${range ? `class="movable" data-leaf="${i}"` : ""}><rect x="${x}" y="${top}" width="${width}"
      height="${height}" rx="6" fill="var(--${lit ? "lit" : face})" stroke="var(--${lit ? "gradient" : edge})"
      stroke-width="${lit ? 3 : isTouched ? 2.4 : 1.2}"/>`
    + fitted(x + edgeOf, top + 18, name, "bold", inner - 4.5 * does.length - 6, 7.4) + text(x + width - edgeOf, top + 18, does, `${sign} end ${laid.turned && does.length > 3 ? "small" : ""}`)
    + fitted(x + edgeOf, top + 36, compact(now.values[i]) === name ? "" : compact(now.values[i]), "", inner, 7.2)
    + fitted(x + edgeOf, top + 54, grad, complete ? "gradient" : "gradient slanted", inner, laid.turned ? 7.2 : 6.6) + "</g>";
}
