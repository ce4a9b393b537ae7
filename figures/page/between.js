// 1. Two numbers, and n.

import { complex, inBrackets, list, number } from "./numbers.js";
import { between, byId, connect, oneOf, part, state, write } from "./state.js";
import { axisOfN, canvas, dashed, dot, gradientOfN, inkColour, letPointerSet, line, path, text } from "./drawing.js";
import { add, expN, oplus, scale, size } from "./fractional.js";

// All results as pairs, which is easier to draw.
const pair = (value) => (Array.isArray(value) ? value : [value, 0]);
const finite = (value) => value.every(Number.isFinite);

// Say what is wrong with a number, or return nothing.
const ONLY_POSITIVE = "This exp⁽ⁿ⁾ takes positive numbers only.";
function complaint(name, kind) {
  const value = parseFloat(state[name]);
  if (!Number.isFinite(value)) return `${name} needs a number, such as 2.`;
  if (!canBeDrawn(value)) return `${name} is too large to be drawn here: stay within ±1,000,000.`;
  if (kind !== "schroeder" && value <= 0) return ONLY_POSITIVE;
  if (kind === "schroeder" && (value === 0 || value === 1)) {
    return "Schröder’s exp⁽ⁿ⁾ has no value at 0 and at 1, whose logs lead to infinity. Choose another number.";
  }
}
const canBeDrawn = (value) => Math.abs(value) <= 1e6;

// How far from 0 to draw: near a singular point of Schröder's exp⁽ⁿ⁾, values swing without bounds.
const reach = (x, y) => 10 * Math.max(1, Math.abs(x + y), Math.abs(x * y));

// Sample x ⊕ y over n, in pieces. Where neighbours stay apart however close they come, there is a jump.
function sample(x, y, kind) {
  const at = (n) => [n, pair(oplus(x, y, n, kind))];
  const apart = ([, a], [, b]) => size(add(a, scale(b, -1)));
  const inSight = ([, v]) => size(v) <= reach(x, y);   // false for what is no number, too
  const points = Array.from({ length: 201 }, (_, i) => at(i / 200));
  const most = Math.max(...points.filter(inSight).map(([, v]) => size(v)));
  const pieces = [[]], jumps = [];
  let before;
  for (const point of points) {
    if (!inSight(point)) {
      pieces.push([]);
      before = undefined;
      continue;
    }
    if (before && apart(before, point) > 0.01 * most) {
      let low = before, high = point;
      for (let k = 0; k < 30; k++) {
        const middle = at((low[0] + high[0]) / 2);
        if (apart(low, middle) > apart(middle, high)) high = middle; else low = middle;
      }
      if (!(apart(low, high) <= 0.5 * apart(before, point))) {
        if (inSight(low) && inSight(high)) jumps.push(low[0]);
        pieces.at(-1).push(...[low].filter(inSight));
        pieces.push([high].filter(inSight));
      }
    }
    pieces.at(-1).push(point);
    before = point;
  }
  return { pieces: pieces.filter((piece) => piece.length), jumps };
}

// Is a part of the curve missing? At a jump, the pieces on both sides come very close.
function hasGaps(pieces) {
  const begins = [...pieces.map((piece) => piece[0][0]), 1], ends = [0, ...pieces.map((piece) => piece.at(-1)[0])];
  return begins.some((begin, i) => begin - ends[i] > 1e-6);
}

function drawNumbers() {
  const { kind } = state, n = +state.n, [x, y] = [parseFloat(state.x), parseFloat(state.y)];
  const wrong = ["x", "y"].map((name) => complaint(name, kind)), svg = byId("curve");
  ["x", "y"].forEach((name, i) => byId(name).setAttribute("aria-invalid", Boolean(wrong[i])));
  write("error-1", [...new Set(wrong)].filter(Boolean).join(" "));
  byId("use-complex").hidden = !wrong.includes(ONLY_POSITIVE);

  const valid = !wrong.some(Boolean), drawable = canBeDrawn(x) && canBeDrawn(y);
  const value = valid ? pair(oplus(x, y, n, kind)) : [NaN, NaN], result = finite(value) ? complex(value) : "–";
  const { pieces, jumps } = valid ? sample(x, y, kind) : { pieces: [], jumps: [] };
  write("n-now", n.toFixed(2));
  write("sum", drawable ? number(x + y) : "–");
  write("product", drawable ? number(x * y) : "–");
  write("between", result);
  byId("between").style.color = inkColour(n);
  byId("between").classList.toggle("long", result.length > 14);
  write("words-1", valid ? inWords(x, y, n, value) + breaksInWords(pieces, jumps) : "");
  write("how-1", finite(value) ? howInWords(x, y, n, kind) : "");
  byId("n").setAttribute("aria-valuetext", `${n.toFixed(2)}, x ⊕ y = ${finite(value) ? result : "no number"}`);
  svg.setAttribute("aria-label", !drawable ? "Nothing is drawn." : `x ⊕ y over n: from ${number(x + y)} at n = 0 to `
    + `${number(x * y)} at n = 1; ${finite(value) ? result : "no number"} at n = ${n.toFixed(2)}.`);
  if (drawable) drawCurve(svg, [x + y, x * y], n, value, pieces, jumps);
  else svg.innerHTML = axisOfN(canvas(svg, [60, 12, 60, 48], [0, 1], [0, 1]), n);
}

// Compare with the sum and the product. Numbers that look alike on the page differ by a trace.
function inWords(x, y, n, value) {
  const name = `${inBrackets(x)} ⊕ ${inBrackets(y)}`;
  if (!finite(value)) return `At this n, ${name} is not defined, or too large to be written.`;
  const [re, im] = value, ends = { sum: x + y, product: x * y }, size = Math.abs(x + y) + Math.abs(x * y);
  const above = re - Math.max(x + y, x * y), below = Math.min(x + y, x * y) - re;
  const outside = Math.max(above, below) > 1e-9 * size;
  let place = !outside ? "lies between the sum and the product"
    : `is ${above > 0 ? "more" : "less"} than both the sum and the product`;
  for (const [end, level] of Object.entries(ends)) {
    if (number(re) === number(level)) place = `is a trace ${re > level ? "more" : "less"} than the ${end}`;
    if (Math.abs(re - level) <= 1e-9 * size) place = `is the ${end}`;
  }
  if (n === 0) place = "is the sum";
  const isComplex = Math.abs(im) > 1e-9 * size;
  return `At n = ${n.toFixed(2)}, ${name} = ${complex(value)}${isComplex ? ", whose real part" : ""} ${place}.`
    + (outside ? " (It need not lie between: only the two ends are fixed.)" : "");
}

function howInWords(x, y, n, kind) {
  const [a, b] = [x, y].map((v) => pair(expN(kind === "schroeder" ? [v, 0] : v, -n, kind)));
  const [u, v, sum] = [a, b, add(a, b)].map(complex);
  return `exp⁽⁻ⁿ⁾(${number(x)}) = ${u} and exp⁽⁻ⁿ⁾(${number(y)}) = ${v}; their sum is ${sum} (all rounded), `
    + `and exp⁽ⁿ⁾(${sum}) = ${complex(pair(oplus(x, y, n, kind)))}.`;
}

function breaksInWords(pieces, jumps) {
  return (jumps.length === 0 ? "" : ` The curve jumps at n = ${list(jumps.map((n) => n.toFixed(3)))}, because a complex `
    + "log has several values, and it switches from one to the next.")
    + (hasGaps(pieces) ? " Gaps: there the curve is too far away or turns too fast to draw, or has no value." : "");
}

function drawCurve(svg, ends, n, value, pieces, jumps) {
  const isComplex = state.kind === "schroeder", points = pieces.flat().map((p) => p[1]);
  const heights = [...ends, ...points.map((v) => v[0]), ...(isComplex ? [0, ...points.map((v) => v[1])] : [])];
  const low = Math.min(...heights), high = Math.max(...heights), room = 0.08 * (high - low) || 1;
  const side = 36 + 7 * Math.max(5, ...ends.map((end) => number(end).length));   // room for the labels
  const c = canvas(svg, [side, isComplex ? 30 : 10, side, 48], [0, 1], [low - room, high + room]);
  const { px, py, left, right, top, bottom } = c;
  const curve = (part, ...style) =>
    pieces.map((piece) => path(c.trace(piece.map(([m, v]) => [m, v[part]])), ...style)).join("");
  const label = (edge, level, name, classes) =>
    text(edge, py(level) - 3, name, classes) + text(edge, py(level) + 13, number(level), classes);
  const inPicture = (isComplex ? value : [value[0]]).every((v) => v >= low - room && v <= high + room);
  const current = (part, tone) => (inPicture ? dot(px(n), py(value[part]), 7, tone) : "");
  const middle = (left + right) / 2;
  svg.innerHTML = gradientOfN("n-colours", `x1="${left}" x2="${right}"`) + axisOfN(c, n)
    + line(left, py(ends[0]), right, py(ends[0]), "var(--plus)", "5 4") + label(left - 10, ends[0], "x + y", "plus end")
    + line(left, py(ends[1]), right, py(ends[1]), "var(--times)", "2 3") + label(right + 10, ends[1], "x · y", "times")
    + jumps.map((j) => line(px(j), top, px(j), bottom, "var(--edge)", "1 4")).join("")
    + (isComplex ? curve(1, "var(--imaginary)", 2, dashed("7 4")) + text(middle - 8, 14, "solid: real", "end")
      + text(middle + 8, 14, "dashed: imaginary", "imaginary") + current(1, "var(--imaginary)") : "")
    + curve(0, "url(#n-colours)", 3) + current(0, inkColour(n));
}

// The picture at the top: exp⁽½⁾ lies between x and eˣ, and two steps of it are one step of exp.
function drawHalf() {
  const svg = byId("half"), c = canvas(svg, [6, 10, 76, 6], [-0.6, 1.1], [-0.7, 3.1]), { px, py } = c;
  const half = (x) => expN(x, 0.5, "kneser"), h = half(0), grid = Array.from({ length: 35 }, (_, i) => -0.6 + i / 20);
  const curves = [["x", (x) => x, 0], ["exp⁽½⁾(x)", half, 0.5], ["eˣ", Math.exp, 1]];
  svg.innerHTML = line(px(0), py(-0.7), px(0), py(3.1)) + line(px(-0.6), py(0), px(1.1), py(0))
    + curves.map(([name, f, n]) => path(c.trace(grid.map((x) => [x, f(x)])), inkColour(n), 2.5)
      + text(px(1.1) + 6, py(f(1.1)) + 4, name)).join("")
    + path(c.trace([[0, 0], [0, h], [h, h], [h, 1], [0, 1]]), "var(--training)", 1.5, dashed("3 3"))
    + [[0, h], [h, 1], [0, 1]].map(([x, y]) => dot(px(x), py(y), 4.5, "var(--ink)")).join("");
  write("half-words", `Half an exp, done twice, is exp: it makes ${number(h)} of 0, and ${number(half(h))} of `
    + `${number(h)}; exp makes ${number(Math.exp(0))} of 0 at once.`);
}

connect(["x", "y", "n", "kind"], drawNumbers, () => byId("error-1").textContent || byId("words-1").textContent);
letPointerSet(byId("n"), byId("curve"));
byId("use-complex").addEventListener("click", () => {
  const choice = document.querySelector("input[name=kind][value=schroeder]");
  choice.click();
  choice.focus();                                      // the button has gone
});
part({
  x: ["2", between(-1e6, 1e6)], y: ["7", between(-1e6, 1e6)], n: ["0.5", between(0, 1)],
  kind: ["kneser", oneOf("kneser", "abel", "schroeder")],
}, () => { drawHalf(); drawNumbers(); });
