// A law as somebody types it, such as 3·x·z^2 or sqrt(x) + 2: read, and never executed as a program.

import { read, wrongNumber } from "./numbers.js";

const FUNCTIONS = { sqrt: Math.sqrt, exp: Math.exp, log: Math.log, sin: Math.sin, abs: Math.abs };

// The function of the named numbers that a text means; throws an Error that says what is wrong.
export function parse(text, names) {
  const signs = { "·": "*", "×": "*", "−": "-", "–": "-", ":": "/", "²": "^2", "³": "^3", "√": " √ " };
  const plain = text.replace(/^\s*y\s*=/i, "").replace(/\*\*/g, "^").replace(/[·×−–:²³√]/g, (sign) => signs[sign]);
  if (plain.trim() === "") throw new Error("Write a law of x and z, such as 2·x + z");
  const tokens = plain.match(/\d*[.,]?\d+(e[-+]?\d+)?|[a-z]\w*|\S/gi) ?? [];
  let at = 0;
  const isNext = (...which) => which.includes(tokens[at]);
  const expect = (sign) => {
    if (tokens[at++] !== sign) throw new Error(`a ${sign} is missing`);
  };
  function sum() {
    let value = product();
    while (isNext("+", "-")) {
      const before = value, minus = tokens[at++] === "-", after = product();
      value = (v) => before(v) + (minus ? -after(v) : after(v));
    }
    return value;
  }
  function product() {
    let value = signed();
    while (isNext("*", "/") || /^([a-z]|\(|√)/i.test(tokens[at] ?? "")) {   // 2x means 2·x
      const before = value, divides = isNext("/");
      if (isNext("*", "/")) at++;
      const after = signed();
      value = (v) => (divides ? before(v) / after(v) : before(v) * after(v));
    }
    return value;
  }
  function signed() {
    if (isNext("-")) {
      at++;
      const value = signed();
      return (v) => -value(v);
    }
    const base = atom();
    if (!isNext("^")) return base;
    at++;
    const exponent = signed();
    return (v) => base(v) ** exponent(v);
  }
  function atom() {
    const token = tokens[at++];
    if (token === undefined) throw new Error("something is missing at the end");
    if (token === "(") {
      const inner = sum();
      expect(")");
      return inner;
    }
    if (/^[\d.,]/.test(token)) {
      const value = read(token);
      if (!Number.isFinite(value)) throw new Error(wrongNumber("The law", token));
      return () => value;
    }
    if (token === "√") {                               // √x, but √(x + z)
      const inner = atom();
      return (v) => Math.sqrt(inner(v));
    }
    const name = token.toLowerCase();
    if (Object.hasOwn(FUNCTIONS, name)) {
      expect("(");
      const inner = sum();
      expect(")");
      return (v) => FUNCTIONS[name](inner(v));
    }
    const letters = [...name];                         // xz means x·z
    if (letters.every((letter) => names.includes(letter))) return (v) => letters.reduce((value, letter) => value * v[letter], 1);
    throw new Error(`“${token}” means nothing here: write ${names.join(" and ")}, numbers, + − · / ^, brackets, `
      + `and ${Object.keys(FUNCTIONS).join(", ")}`);
  }
  const value = sum();
  if (at < tokens.length) throw new Error(`“${tokens[at]}” comes too much`);
  return value;
}
