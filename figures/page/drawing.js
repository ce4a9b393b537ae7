// Pictures: colours with a meaning, and what all drawings are made of.

// The colours of n, from + over grey to ×, are those of the style sheet, which has light and dark ones.
const theme = () => getComputedStyle(document.documentElement);
const stops = (...names) => names.map((name) => theme().getPropertyValue(`--${name}`).trim()
  .match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16)));
let ofLines, ofText;
export function readColours() {
  ofLines = stops("plus", "between", "times");
  ofText = stops("plus-ink", "faint", "times-ink");
}
readColours();
function mix(n, [plus, middle, times]) {
  const [a, b, t] = n < 0.5 ? [plus, middle, 2 * n] : [middle, times, 2 * n - 1];
  return `rgb(${a.map((value, i) => Math.round(value + t * (b[i] - value)))})`;
}
export const colour = (n) => mix(n, ofLines);
export const inkColour = (n) => mix(n, ofText);        // to be read on paper

// A drawing in the real width of the page, so that its text keeps its size on a small screen.
export function canvas(svg, [left, top, right, bottom], [x0, x1], [y0, y1]) {
  // The width is 0 while nothing is shown.
  const width = Math.max(svg.getBoundingClientRect().width, left + right), height = +svg.getAttribute("height");
  const w = width - left - right, h = height - top - bottom;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.edges = [left, width - right];                   // where a pointer finds n = 0 and n = 1
  const px = (x) => +(left + w * (x - x0) / (x1 - x0)).toFixed(1);
  const py = (y) => +(top + h * (y1 - y) / (y1 - y0)).toFixed(1);
  const trace = (points) => "M" + points.map(([x, y]) => `${px(x)} ${py(y)}`).join("L");
  // What a pointer is at.
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [x0 + (event.clientX - box.left - left) / w * (x1 - x0), y1 - (event.clientY - box.top - top) / h * (y1 - y0)];
  };
  return { px, py, trace, at, width, left, right: width - right, top, bottom: height - bottom };
}
export const text = (x, y, words, classes = "") => `<text x="${x}" y="${y}" class="${classes}">${escaped(words)}</text>`;
const escaped = (words) => String(words).replace(/&/g, "&amp;").replace(/</g, "&lt;");   // somebody may have typed them
export const path = (d, tone, width, more = "") =>
  `<path d="${d}" fill="none" stroke="${tone}" stroke-width="${width}" ${more}/>`;
export const dashed = (dashes) => `stroke-dasharray="${dashes}"`;
export const line = (x0, y0, x1, y1, tone = "var(--line)", dashes = "none") =>
  path(`M${x0} ${y0}L${x1} ${y1}`, tone, 1, dashed(dashes));
export const dot = (x, y, r, tone) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${tone}" stroke="var(--paper)" stroke-width="2"/>`;
export const gradientOfN = (id, ends) => `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${ends}>`
  + [0, 0.5, 1].map((n) => `<stop offset="${n}" stop-color="${colour(n)}"/>`).join("") + "</linearGradient>";
// Round numbers from low to high, about as many as asked for.
export function ticks(low, high, count) {
  const rough = (high - low) / count, ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * [1, 2, 5, 10].find((k) => k * ten >= rough);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => +((first + i) * step).toPrecision(12));
}

// The axis of n, and below it the n that is chosen, if any, on its line.
export function axisOfN({ px, left, right, top, bottom }, chosen) {
  const names = { 0: "0, adds", 0.5: right - left > 140 ? "0.5" : "", 1: "1, multiplies" };
  return line(left, bottom, right, bottom, "var(--edge)")
    + (chosen === undefined ? "" : line(px(chosen), top, px(chosen), bottom + 5, inkColour(chosen)))
    + Object.entries(names).map(([n, name]) => line(px(+n), bottom, px(+n), bottom + 5, "var(--edge)")
      + text(px(+n), bottom + 19, name, "middle")).join("")
    + text(px(chosen ?? 0.5), bottom + 40, chosen === undefined ? "n" : `n = ${chosen.toFixed(2)}`, "bold middle");
}

// Let a mouse or finger on a picture set its slider, which rounds and stays between 0 and 1. A finger that only
// touches down may be about to scroll the page: wait until it moves sideways or lifts.
export function letPointerSet(slider, svg, now = () => true) {
  drags(svg, (event) => {
    if (!now()) return;
    const [left, right] = svg.edges, x = event.clientX - svg.getBoundingClientRect().left;
    slider.value = (x - left) / (right - left);
    slider.dispatchEvent(new Event("input"));
  });
}
export function drags(svg, set) {
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    if (event.pointerType === "mouse") set(event);
  });
  for (const name of ["pointermove", "pointerup"]) {
    svg.addEventListener(name, (event) => svg.hasPointerCapture(event.pointerId) && set(event));
  }
}

// The lines f(x, y) = level on a grid of heights, as one path for each level (marching squares).
export function levelLines(xs, ys, heights, levels, { px, py }) {
  const cut = (level, x0, y0, a, x1, y1, b) => {
    const t = (level - a) / (b - a);
    return `${(px(x0) + t * (px(x1) - px(x0))).toFixed(1)} ${(py(y0) + t * (py(y1) - py(y0))).toFixed(1)}`;
  };
  return levels.map((level) => {
    let d = "";
    for (let i = 0; i + 1 < ys.length; i++) {
      for (let j = 0; j + 1 < xs.length; j++) {
        const corners = [[j, i], [j + 1, i], [j + 1, i + 1], [j, i + 1]].map(([c, r]) => [xs[c], ys[r], heights[r][c]]);
        if (!corners.every(([, , h]) => Number.isFinite(h))) continue;
        const ends = corners.flatMap((a, k) => {
          const b = corners[(k + 1) % 4];
          return (a[2] < level) === (b[2] < level) ? [] : [cut(level, ...a, ...b)];
        });
        for (let k = 0; k + 1 < ends.length; k += 2) d += `M${ends[k]}L${ends[k + 1]}`;
      }
    }
    return d;
  });
}
