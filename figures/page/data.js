// Where rows to train on come from: measured tables, a law of one's choice, clicked points, a pasted table.

import { parse } from "./law.js";
import { read, wrongNumber } from "./numbers.js";
import { readTable } from "./pasted.js";
import { tables } from "./state.js";

const LAW_ROWS = 40, FROM = 1, TO = 4;
export const POINTS_TO = 10;                           // of both axes, on which points are clicked

// There are no rows yet, and nothing is wrong.
export class NotYet extends Error {}

// The names and rows of what is chosen; throws an Error that says what is wrong, or NotYet with what to do.
export function chosenTable({ data, law, noise, seed, points, table }) {
  if (data === "law") return ofLaw(law, read(noise) / 100, +seed);
  if (data === "points") return ofPoints(readPoints(points));
  if (data === "table" && table.trim() === "") throw new NotYet("Paste a table into the box, or take the example.");
  if (data === "table") return readTable(table);
  return tables.data[data];
}

function ofLaw(law, noise, seed) {
  const f = lawOf(law), random = randomNumbers(seed);
  const wrong = Number.isFinite(noise) && noise >= 0 && noise <= 1 ? "" : "Noise is a share in per cent, from 0 to 100.";
  if (wrong) throw new Error(wrong);
  const rows = Array.from({ length: LAW_ROWS }, () => {
    const x = FROM + (TO - FROM) * random.uniform(), z = FROM + (TO - FROM) * random.uniform();
    return [x, z, f({ x, z }) * (1 + noise * random.normal())];
  });
  const bad = rows.find(([, , y]) => !(y >= 0 && y < 1e9));
  if (bad) {
    throw new Error(`At x = ${bad[0].toFixed(2)} and z = ${bad[1].toFixed(2)} this law gives ${Number.isFinite(bad[2])
      ? bad[2].toPrecision(3).replace("-", "−") : "no number"}. It has to be positive, or 0, for all x and z from ${FROM} to ${TO}.`);
  }
  const [x, z] = rows[0];
  if (rows.every((row) => Math.abs(f({ x: row[0], z: row[1] }) - f({ x, z })) < 1e-9)) throw new Error("This law is the same everywhere: write x or z into it.");
  return { names: ["x", "z", "y"], rows };
}

function lawOf(law) {
  try {
    return parse(law, ["x", "z"]);
  } catch ({ message }) {
    throw new Error(message[0].toUpperCase() + message.slice(1).replace(/\.?$/, "."));
  }
}

export const readPoints = (text) => text.split(";").filter(Boolean).map((pair) => pair.split(",").map(Number));
export const writePoints = (points) => points.map(([x, y]) => `${+x.toFixed(2)},${+y.toFixed(2)}`).join(";");
function ofPoints(points) {
  const need = 4 - points.length;
  if (need > 0) throw new NotYet(`Click into the picture: ${need} ${points.length ? "more " : ""}${need === 1 ? "point is" : "points are"} needed.`);
  for (const [j, name] of ["x", "y"].entries()) {
    if (points.every((point) => point[j] === points[0][j])) throw new Error(`All points have the same ${name}: add another one.`);
  }
  return { names: ["x", "y"], rows: points };
}

// What is wrong with a typed point; nothing if it can be added.
export function wrongPoint(x, y) {
  const wrong = wrongNumber("x", x) || wrongNumber("y", y);
  const inside = [x, y].every((text) => read(text) >= 0 && read(text) <= POINTS_TO);
  return wrong || (inside ? "" : `Points go from 0 to ${POINTS_TO}, in both directions.`);
}

// Columns divided by their means, as minigrad does with measured tables: inputs, and what is predicted.
export function divided({ rows }) {
  const scale = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const scaled = rows.map((row) => row.map((value, j) => value / scale[j]));
  return { x: scaled.map((row) => row.slice(0, -1)), y: scaled.map((row) => row.at(-1)), scale };
}

// Random numbers that are the same for the same seed (mulberry32; normal ones by Box and Muller).
export function randomNumbers(seed) {
  let state = (seed * 2654435761) >>> 0;
  function uniform() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
