// A table as somebody pastes it: out of a spreadsheet, a CSV file or a text. The last column is predicted.

import { read, wrongNumber } from "./numbers.js";

export const MOST_ROWS = 200, MOST_INPUTS = 6;

// The names and rows of a table; throws an Error that says what is wrong, and where.
export function readTable(text) {
  const lines = text.split(/\r\n?|\n/).map((words, i) => [i + 1, hideQuoted(words)]).filter(([, words]) => words.trim() !== "");
  const separator = separatorOf(lines.map(([, words]) => words));
  const cells = lines.map(([at, words]) => [at, (separator.test(" ") ? words.trim() : words).split(separator).map((cell) => showQuoted(cell).trim())]);
  const named = cells[0][1].some((cell) => cell !== "" && Number.isNaN(read(cell)));
  const count = cells[0][1].length, rows = named ? cells.slice(1) : cells;
  if (count < 2) {
    throw new Error("A table needs two columns at least, with a comma, semicolon, tab or blank between: inputs, and last "
      + "the number to predict.");
  }
  if (count > MOST_INPUTS + 1) throw new Error(`There are ${count} columns: this page takes ${MOST_INPUTS + 1}.`);
  if (rows.length > MOST_ROWS) throw new Error(`There are ${rows.length} rows: this page takes ${MOST_ROWS}. minigrad train takes more.`);
  const names = cells[0][1].map((name, j) => (!named ? j < count - 1 ? `x${j + 1}` : "y"
    : name.replace(/\s+/g, " ") || `column ${j + 1}`));
  const table = rows.map(([at, own]) => {
    if (own.length !== count) throw new Error(`Line ${at} has ${own.length} ${own.length === 1 ? "column" : "columns"}, the first has ${count}.`);
    return own.map((cell, j) => {
      const value = read(cell);
      if (!Number.isFinite(value)) {
        throw new Error(cell === "" ? `Line ${at}: there is no ${names[j]}. Leave rows with gaps out.`
          : wrongNumber(`Line ${at}, ${names[j]}`, cell));
      }
      if (value < 0) {
        throw new Error(`Line ${at}: ${names[j]} is ${cell}. Who may multiply takes logarithms, so nothing may be below 0.`);
      }
      return value;
    });
  });
  if (table.length < 3) throw new Error(`There ${table.length === 1 ? "is one row" : `are ${table.length || "no"} rows`} of numbers: three are the least.`);
  names.forEach((name, j) => {
    if (table.every((row) => row[j] === table[0][j])) throw new Error(`${name} is ${table[0][j]} in every row: leave the column out.`);
  });
  return { names, rows: table };
}

// What stands in quotes separates nothing: blanks, commas and semicolons in it are other characters for a while.
const ELSEWHERE = 0xe000;
const hideQuoted = (words) => words.replace(/(?<=^|[\s,;])"((?:[^"]|"")*)"(?=$|[\s,;])/g, (_, inner) => inner.replace(/""/g, "\"")
  .replace(/[\s,;]/g, (sign) => String.fromCharCode(ELSEWHERE + sign.charCodeAt())));
const showQuoted = (cell) => cell.replace(/[\ue000-\ue0ff]/g, (sign) => String.fromCharCode(sign.charCodeAt() - ELSEWHERE));

// A comma may separate columns or stand for a decimal point: what else there is decides.
function separatorOf(lines) {
  for (const sign of [/\t/, /\s*;\s*/]) if (lines.every((words) => sign.test(words))) return sign;
  const rows = lines.length > 1 ? lines.slice(1) : lines, inner = rows.every((words) => /,/.test(words));
  const decimal = inner && rows.every((words) => /\s/.test(words.trim())
    && words.trim().split(/\s+/).every((cell) => /^[-−]?\d+(,\d+)?$/.test(cell)));
  return inner && !decimal ? /\s*,\s*/ : /\s+/;
}
