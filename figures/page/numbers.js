// Numbers as people read and write them.

// Four digits, a real minus sign, and powers of ten where there are too many zeros.
export function number(value) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return "–";
  const sign = value < 0 ? "−" : "", r = Math.abs(value);
  if (r >= 999.95 && r < 1e9) return sign + Math.round(r).toLocaleString("en");
  if (r >= 1e-3 && r < 1e9) return sign + Number(r.toPrecision(4));
  const [digits, exponent] = r.toExponential(3).split("e");
  const raised = String(+exponent).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
  return `${sign}${+digits} × 10${raised}`;
}
export const complex = ([re, im]) => Math.abs(im) <= 1e-9 * Math.abs(re) ? number(re)
  : `${number(re)} ${im < 0 ? "−" : "+"} ${number(Math.abs(im))}i`;
export const inBrackets = (value) => (value < 0 ? `(${number(value)})` : number(value));
export const list = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");
export const fixed = (value) => value.toFixed(2).replace("-", "−");

// Read a number as people type it: 3.5, 3,5, −2, 1/3, ½, 2e3, 2·10^3. NaN for anything else.
const FRACTIONS = { "¼": "1/4", "½": "1/2", "¾": "3/4" };
export function read(text) {
  const plain = text.trim().replace(/^([-−–]?)([¼½¾])$/, (_, sign, fraction) => sign + FRACTIONS[fraction]).replace(/[−–]/g, "-").replace(/\s*(·|×|\*)\s*10\s*\^\s*/, "e");
  const [above, below, ...more] = plain.split("/").map(readDecimal);
  return more.length ? NaN : below === undefined ? above : above / below;
}
const THOUSANDS = /^-?[1-9]\d{0,2},\d{3}$/;              // 1,250 may be 1.25 or 1250
function readDecimal(text) {
  const plain = text.trim().replace(/^\+/, "");
  const comma = /^-?\d*,\d+$/.test(plain) && !THOUSANDS.test(plain) ? plain.replace(",", ".") : plain;
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(comma) ? +comma : NaN;
}

// Say what is wrong with what somebody typed for a number; nothing if it is one.
export function wrongNumber(name, text) {
  const value = read(text);
  if (Number.isFinite(value)) return "";
  if (/^[^/]*\/\s*0*[.,]?0*\s*$/.test(text)) return `${name}: nothing can be divided by 0.`;
  if (/,/.test(text) && /^[\d.,\s−-]*$/.test(text)) {
    return `${name}: “${text}” can be read in several ways. Write one point, and no comma, as in 1250.5.`;
  }
  return text.trim() === "" ? `${name} needs a number, such as 2, 3.5 or 1/3.`
    : `${name}: “${text}” is no number. Write one such as 2, 3.5 or 1/3.`;
}
