// 1. Two numbers, and n.

import { complex, inBrackets, list, number, read, wrongNumber } from "./numbers.js";
import { between, byId, choose, connect, oneOf, part, player, state, write } from "./state.js";
import { axes, frame, namesOfLevels } from "./train_pictures.js";
import { axisOfN, canvas, colour, dashed, dot, drags, gradientOfN, inkColour, letPointerSet, levelLines, line, path, text, ticks } from "./drawing.js";
import { add, expN, scale, size } from "./fractional.js";
import { ITERATES, oplus, phi, phiInverse } from "./oplus.js";

const finite = (value) => value.every(Number.isFinite);

// ---- what is wrong with a number, or nothing ---------------------------------------------------

const ONLY_POSITIVE = "This way takes positive numbers only: make x and y positive, or take another way.";
function complaint(name, kind) {
  const value = read(state[name]), wrong = wrongNumber(name, state[name]);
  if (wrong) return wrong;
  if (!canBeDrawn(value)) return `${name} is too large to be drawn here: stay within ±1,000,000.`;
  if (kind !== "schroeder" && value <= 0) return ONLY_POSITIVE;
  if (kind === "schroeder" && (value === 0 || value === 1)) {
    return "Schröder’s exp⁽ⁿ⁾ has no value at 0 and at 1, whose logs lead to infinity. Choose another number.";
  }
}
const canBeDrawn = (value) => Math.abs(value) <= 1e6;

// ---- the way over n ----------------------------------------------------------------------------

// How far from 0 to draw: near a singular point of Schröder's exp⁽ⁿ⁾, values swing without bounds.
const reach = (x, y) => 10 * Math.max(1, Math.abs(x + y), Math.abs(x * y));

// Sample x ⊕ y over n, in pieces. Where neighbours stay apart however close they come, there is a jump.
function sample(x, y, kind) {
  const at = (n) => [n, oplus(x, y, n, kind)];
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
  const { kind } = state, n = +state.n, [x, y] = [read(state.x), read(state.y)];
  const wrong = ["x", "y"].map((name) => complaint(name, kind)), svg = byId("curve");
  ["x", "y"].forEach((name, i) => byId(name).setAttribute("aria-invalid", Boolean(wrong[i])));
  write("error-1", [...new Set(wrong)].filter(Boolean).join(" "));
  byId("use-complex").hidden = !wrong.includes(ONLY_POSITIVE);

  const valid = !wrong.some(Boolean), drawable = canBeDrawn(x) && canBeDrawn(y);
  if (valid && !isFirst()) endGuess();
  const value = valid ? oplus(x, y, n, kind) : [NaN, NaN], result = finite(value) ? complex(value) : "–";
  const { pieces, jumps } = valid ? sample(x, y, kind) : { pieces: [], jumps: [] };
  write("n-now", n.toFixed(2));
  write("sum", drawable ? number(x + y) : "–");
  write("product", drawable ? number(x * y) : "–");
  write("between", guess ? "?" : result);
  byId("between").style.color = inkColour(n);
  byId("between").classList.toggle("long", result.length > 14);
  write("words-1", !valid ? "" : guess ? WHILE_GUESSING : inWords(x, y, n, value) + breaksInWords(pieces, jumps));
  write("how-1", !finite(value) ? "" : guess ? HOW_TO_GUESS : howInWords(x, y, n, kind));
  write("other-way", OTHER_WAYS[kind] ?? "");
  write("way-title", drawable ? `The way from ${inBrackets(x)} + ${inBrackets(y)} to ${inBrackets(x)} · ${inBrackets(y)}`.replaceAll(" ", "\u00a0").replace("\u00a0to\u00a0", " to ") : "The way from + to ×");
  byId("n").setAttribute("aria-valuetext", `${n.toFixed(2)}, x ⊕ y = ${guess ? "not shown yet" : finite(value) ? result : "no number"}`);
  if (kind === "schroeder") drawPlane(drawable ? [x + y, x * y] : [], n, value, pieces);
  else drawMapOf(x, y, n, kind, valid ? value[0] : NaN);   // no number is chosen there which this way cannot take
  byId("guessing").hidden = !guess;
  svg.classList.toggle("empty", !valid);
  const isCompared = guessed && isFirst();
  write("guess-words", isCompared ? guessInWords(kind) : "");
  svg.setAttribute("height", guess ? HEIGHT : isCompared ? HEIGHT + GUESSING - GUESS_WORDS : HEIGHT + GUESSING);
  if (guess) return drawGuess(svg);
  svg.setAttribute("aria-label", !valid ? "Nothing is drawn." : `x ⊕ y over n: from ${number(x + y)} at n = 0 to `
    + `${number(x * y)} at n = 1; ${finite(value) ? result : "no number"} at n = ${n.toFixed(2)}.`);
  if (valid) drawCurve(svg, [x + y, x * y], n, value, pieces, jumps, isCompared ? guessed : []);
  else drawNothing(svg);
}

// ---- words -------------------------------------------------------------------------------------

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

const HOW = {
  "linear-log": "Computed with φ(x) = (1 − n)·x + n·log x",
  "box-cox": "Computed with φ(x) = (xᵏ − 1)/k + k, k = 1 − n",
};
const OTHER_WAYS = {
  "linear-log": "The way that is chosen, linear-log, uses no half exps, but another function in place of exp⁽⁻ⁿ⁾: "
    + "φ(x) = (1 − n)·x + n·log x, a mixture of x and its logarithm.",
  "box-cox": "The way that is chosen, Box and Cox’s, uses no half exps, but another function in place of exp⁽⁻ⁿ⁾: a power, "
    + "φ(x) = (xᵏ − 1)/k + k with k = 1 − n, which becomes the logarithm as k goes to 0.",
};
function howInWords(x, y, n, kind) {
  const [a, b] = [phi(x, n, kind), phi(y, n, kind)], [u, v, sum] = [a, b, add(a, b)].map(complex);
  const [out, back] = ITERATES.includes(kind) ? ["exp⁽⁻ⁿ⁾", "exp⁽ⁿ⁾"] : ["φ", "φ⁻¹"];
  const how = HOW[kind] ?? "Computed so: undo n exps of both, add, and do n exps again";
  return `${how}: ${out}(${number(x)}) = ${u} and ${out}(${number(y)}) = ${v}; their sum is ${sum} (all rounded), `
    + `and ${back}(${sum}) = ${complex(phiInverse(add(a, b), n, kind))}.`;
}

function breaksInWords(pieces, jumps) {
  return (jumps.length === 0 ? "" : ` The curve jumps at n = ${list(jumps.map((n) => n.toFixed(3)))}, because a complex `
    + "log has several values, and it switches from one to the next.")
    + (hasGaps(pieces) ? " Gaps: there the curve is too far away or turns too fast to draw, or has no value." : "");
}

// ---- pictures ----------------------------------------------------------------------------------

// What stands in a picture for which a number is missing.
const drawNothing = (svg) => {
  const { width, height } = svg.getBoundingClientRect();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.innerHTML = text(width / 2, height / 2, "There is nothing to draw.", "middle faint");
};

function drawCurve(svg, ends, n, value, pieces, jumps, compared) {
  const isComplex = state.kind === "schroeder", points = pieces.flat().map((p) => p[1]);
  const heights = [...ends, ...compared, ...points.map((v) => v[0]), ...(isComplex ? [0, ...points.map((v) => v[1])] : [])];
  const zero = isComplex ? 0 : NaN;                    // the imaginary part is 0 at both ends
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
    + line(left, py(ends[0]), right, py(ends[0]), "var(--plus-ink)", "5 4") + label(left - 10, ends[0], "x + y", "plus end")
    + line(left, py(ends[1]), right, py(ends[1]), "var(--times-ink)", "2 3") + label(right + 10, ends[1], "x · y", "times")
    + (isComplex ? line(left, py(zero), right, py(zero), "var(--edge)") : "")
    + (Math.abs(py(zero) - py(ends[0])) > 24 ? text(left - 10, py(zero) + 4, "0", "end faint") : "")
    + jumps.map((j) => line(px(j), top, px(j), bottom, "var(--edge)", "1 4")).join("")
    + (isComplex ? curve(1, "var(--imaginary)", 2, dashed("7 4")) + text(middle - 8, 14, "solid: real", "end")
      + text(middle + 8, 14, "dashed: imaginary", "imaginary") + current(1, "var(--imaginary)") : "")
    + (compared.length ? path(c.trace(compared.map((v, i) => [i / (GUESSES - 1), v])), "var(--edge)", 2, dashed("6 5")) : "")
    + curve(0, "url(#n-colours)", 3) + current(0, inkColour(n));
}

// The map: lines of equal x ⊕ y, and that of the chosen pair.
const LEVELS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
function drawMapOf(x, y, n, kind, value) {
  write("map-title", "All pairs x, y that make the same result");
  const svg = byId("map"), far = Math.max(...[x, y].filter(canBeDrawn), 0), most = far > 6 ? 1.25 * far : 6, least = 0;
  const cells = 40, length = Math.max(...ticks(least, most, 6).map((v) => number(v).length));
  const c = canvas(svg, [20 + 7 * Math.max(2, length), 22, Math.max(34, 12 + 7 * length), 38], [least, most], [least, most]);
  const few = Math.max(1, Math.min(6, Math.floor((c.right - c.left) / 9 / length)));
  svg.at = c.at;
  // The lowest places are a little above 0, which has no logarithm.
  const grid = Array.from({ length: cells }, (_, i) => most * (0.002 + 0.998 * (i / (cells - 1)) ** 1.3));
  const inner = grid.map((v) => phi(v, n, kind));
  const heights = inner.map((a) => inner.map((b) => phiInverse(add(a, b), n, kind)[0]));
  const ten = 10 ** Math.floor(Math.log10(most / 6)), unit = ten * [5, 2, 1].find((k) => k * ten <= most / 6);
  // A line that nearly is that of the chosen pair would look like a slip of the pen.
  const levels = LEVELS.map((level) => level * unit).filter((level) => guess || !(Math.abs(level - value) < 0.06 * value));
  const lines = levelLines(grid, grid, heights, levels, c);
  const hasDisc = x >= 0 && y >= 0 && canBeDrawn(x) && canBeDrawn(y);
  const own = Number.isFinite(value) && !guess ? levelLines(grid, grid, heights, [value], c)[0] : "";
  svg.innerHTML = ticks(least, most, few).map((v) => text(c.px(v), c.bottom + 16, number(v), "middle faint")).join("")
    + ticks(least, most, 6).map((v) => text(c.left - 6, c.py(v) + 4, number(v), "end faint")).join("")
    + line(c.left, c.bottom, c.right, c.bottom, "var(--edge)") + line(c.left, c.top, c.left, c.bottom, "var(--edge)")
    + text((c.left + c.right) / 2, c.bottom + 32, "x", "middle") + text(4, (c.top + c.bottom) / 2, "y")
    + lines.map((d) => path(d, inkColour(n), 1.5, 'opacity=".75"')).join("") + path(own, inkColour(n), 5)
    + namesOfLevels([own, ...lines], [value, ...levels].map(number), c, "")
    + (hasDisc ? dot(c.px(x), c.py(y), 8, "var(--ink)") : "");
  svg.classList.add("moved");
  write("map-words", "Each line holds pairs with the same result, which is written at it."
    + (hasDisc ? " Drag the disc to choose x and y." : ""));
  svg.setAttribute("aria-label", `Lines of equal x ⊕ y over x and y, for n = ${n.toFixed(2)}: `
    + (n === 0 ? "straight lines." : n === 1 ? "hyperbolas." : "bent lines, between straight lines and hyperbolas."));
}

// A complex result has no lines of its own on the map. It takes a way through the plane instead.
function drawPlane(ends, n, value, pieces) {
  write("map-title", "The way of x ⊕ y through the complex plane");
  write("map-words", "With i, the root of −1, a complex number a + bi lies at a across and b upwards."
    + (pieces.length > 1 ? " Where the way breaks off, the result jumps." : ""));
  const svg = byId("map"), points = [...pieces.flat().map(([, v]) => v), ...ends.map((end) => [end, 0])];
  svg.at = undefined;
  svg.classList.remove("moved");
  if (points.length === 0) return drawNothing(svg);
  const wide = (values) => {
    const low = Math.min(0, ...values), high = Math.max(0, ...values), room = 0.1 * (high - low) || 1;
    return [low - room, high + room];
  };
  const [xs, ys] = [0, 1].map((part) => wide(points.map((v) => v[part]))), c = frame(svg, xs, ys), [sum, product] = ends;
  // The ends are named on the side on which the way is not; if they are near, on two sides.
  const upwards = (some) => some.reduce((total, [, [, im]]) => total + im, 0) > 0, all = pieces.flat();
  const isNear = Math.abs(c.px(sum) - c.px(product)) < 50, under = (isUp) => (isUp ? 19 : -11);
  const below = [under(upwards(all.slice(0, 30))), under(upwards(all.slice(-30)))];
  if (isNear && below[0] === below[1]) below[1] = 8 - below[0];
  const piece = (way) => Array.from({ length: Math.ceil((way.length - 1) / 5) }, (_, i) => way.slice(5 * i, 5 * i + 6))
    .map((some) => path(c.trace(some.map(([, v]) => v)), colour(some[0][0]), 3)).join("");
  svg.innerHTML = axes(c, xs, ys, "real part", "imaginary part") + line(c.left, c.py(0), c.right, c.py(0), "var(--edge)")
    + pieces.map(piece).join("") + dot(c.px(sum), c.py(0), 5, "var(--plus-ink)") + dot(c.px(product), c.py(0), 5, "var(--times-ink)")
    + text(c.px(sum), c.py(0) + below[0], "x + y", "middle plus halo") + text(c.px(product), c.py(0) + below[1], "x · y", "middle times halo")
    + (finite(value) && size(value) <= reach(...[state.x, state.y].map(read)) ? dot(c.px(value[0]), c.py(value[1]), 8, inkColour(n)) : "");
  svg.setAttribute("aria-label", `The way of x ⊕ y through the complex plane, from ${number(sum)} to ${number(product)}; at n = ${n.toFixed(2)} it is at `
    + `${finite(value) ? complex(value) : "no number"}.`);
}

// How it is done: exp⁽½⁾ lies between x and eˣ, and two steps of it are one step of exp.
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

// ---- a guess, before the answer ----------------------------------------------------------------

const GUESSES = 41, FIRST = ["2", "3"];                // points of a drawn line; x and y of the guess
const HEIGHT = 262, GUESSING = 128, GUESS_WORDS = 44;  // of the curve, of the sliders below it, of the words after them, as in style.css
const WHILE_GUESSING = "At n = 0, 2 ⊕ 3 is 5, and at n = 1 it is 6. What is it in between?";
const HOW_TO_GUESS = "Draw with a finger or the mouse over the dashed line, or set its three heights. There is nothing to lose.";
const STRAIGHT = Array.from({ length: GUESSES }, (_, i) => 5 + i / (GUESSES - 1)), isStraight = (way) => way.every((v, i) => v === STRAIGHT[i]);
let guess, guessed;                                    // while it is drawn; afterwards
const isFirst = () => read(state.x) === +FIRST[0] && read(state.y) === +FIRST[1];

function drawGuess(svg) {
  const c = canvas(svg, [86, 10, 86, 48], [0, 1], [4, 8]), { px, py, left, right } = c;
  svg.at = c.at;
  const drawn = guess.map((v, i) => [i / (GUESSES - 1), v]);
  svg.innerHTML = axisOfN(c)
    + line(left, py(5), right, py(5), "var(--plus-ink)", "5 4") + text(left - 10, py(5) - 3, "x + y", "plus end") + text(left - 10, py(5) + 13, "5", "plus end")
    + line(left, py(6), right, py(6), "var(--times-ink)", "2 3") + text(right + 10, py(6) - 3, "x · y", "times") + text(right + 10, py(6) + 13, "6", "times")
    + path(c.trace(drawn), "var(--ink)", 3, dashed("6 5")) + dot(px(0), py(5), 6, "var(--plus-ink)") + dot(px(1), py(6), 6, "var(--times-ink)")
    + text((left + right) / 2, 30, "Draw the way you expect from 5 to 6,", "middle bold") + text((left + right) / 2, 48, "then press Show me.", "middle bold");
  svg.setAttribute("aria-label", "Your guess of the way from 5 at n = 0 to 6 at n = 1. Draw it, or set three sliders below.");
  [1, 2, 3].forEach((k) => { byId(`guess-${k}`).value = guess[k * (GUESSES - 1) / 4]; });
}
function setGuess(n, value) {
  const at = Math.round(n * (GUESSES - 1));
  if (at > 0 && at < GUESSES - 1) guess = guess.with(at, Math.min(8, Math.max(4, value)));
}
let last;
drags(byId("curve"), (event) => {
  if (!guess) return;
  const [n, v] = byId("curve").at(event);
  // A quick hand skips some places: fill them in.
  const from = last ?? [n, v], count = Math.max(1, Math.ceil(Math.abs(n - from[0]) * GUESSES));
  for (let k = 1; k <= count; k++) setGuess(from[0] + (n - from[0]) * k / count, from[1] + (v - from[1]) * k / count);
  last = event.type === "pointerup" ? undefined : [n, v];
  drawNumbers();
});
for (const k of [1, 2, 3]) {
  byId(`guess-${k}`).addEventListener("input", (event) => {
    const places = [0, 1, 2, 3, 4].map((i) => i * (GUESSES - 1) / 4), heights = places.map((i) => guess[i]);
    heights[k] = +event.target.value;
    guess = guess.map((_, i) => {
      const j = Math.min(3, Math.floor(4 * i / (GUESSES - 1))), t = 4 * i / (GUESSES - 1) - j;
      return heights[j] + t * (heights[j + 1] - heights[j]);
    });
    drawNumbers();
  });
}
function endGuess() {
  if (!guess) return;
  [guess, guessed] = [undefined, guess];
}
function guessInWords(kind) {
  const middle = guessed[(GUESSES - 1) / 2], right = oplus(+FIRST[0], +FIRST[1], 0.5, kind)[0];
  const [mine, said] = isStraight(guessed) ? ["a straight way", "it would be"] : ["your guess", "you said"];
  return `Dashed: ${mine}. At n = 0.50 ${said} ${number(middle)}; it is ${number(right)}.`;
}
byId("reveal").addEventListener("click", () => {
  endGuess();
  choose({ n: "0.5" }, () => { byId("n").value = "0.5"; drawNumbers(); }, () => byId("guess-words").textContent + " " + byId("words-1").textContent);
  byId("n").focus();                                   // the button has gone
});

// ---- what the visitor does ---------------------------------------------------------------------

const drawAfterGuess = () => { endGuess(); drawNumbers(); };
const saidOfNumbers = () => byId("error-1").textContent || byId("words-1").textContent;
connect(["x", "y"], drawNumbers, saidOfNumbers);
connect(["n", "kind"], drawAfterGuess, saidOfNumbers);
letPointerSet(byId("n"), byId("curve"), () => !guess);
drags(byId("map"), (event) => {
  if (!byId("map").at) return;
  const [x, y] = byId("map").at(event).map((v) => String(+Math.max(v, 0.1).toFixed(1)));
  [byId("x").value, byId("y").value] = [x, y];
  choose({ x, y }, drawAfterGuess, saidOfNumbers);
});
const stopTurning = player(byId("turn"), 40, () => {
  const n = +state.n >= 1 ? 0 : Math.min(1, +state.n + 0.01);
  byId("n").value = n.toFixed(2);
  choose({ n: byId("n").value }, drawAfterGuess, saidOfNumbers);
  return n < 1;
});
byId("n").addEventListener("pointerdown", () => stopTurning());
byId("use-complex").addEventListener("click", () => {
  const choice = document.querySelector("input[name=kind][value=schroeder]");
  choice.click();
  choice.focus();                                      // the button has gone
});

const shortText = (text) => text.length <= 30;
part({
  x: [FIRST[0], shortText], y: [FIRST[1], shortText], n: ["0", between(0, 1)],
  kind: ["kneser", oneOf("kneser", "abel", "schroeder", "linear-log", "box-cox")],
}, () => { drawHalf(); drawNumbers(); }, () => {
  // Who comes with a link wants to see what it shows.
  guess = location.hash.includes("=") ? undefined : STRAIGHT;
  guessed = undefined;
  drawHalf();
  drawNumbers();
});
byId("why").addEventListener("toggle", drawHalf);
