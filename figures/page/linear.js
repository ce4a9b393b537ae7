// Least squares of what is linear, and how surely a richer model fits better.

// The solution of rows · c ≈ targets with the least squares, by Householder's reflections. With damping it stays
// near 0, as Levenberg and Marquardt want it. Columns without a direction of their own get 0.
export function solveLeastSquares(rows, targets, damping = 0) {
  const { r, q, columns } = reflected(rows, targets, damping), c = new Array(columns).fill(0);
  for (let k = columns - 1; k >= 0; k--) {
    let sum = q[k] ?? 0;
    for (let j = k + 1; j < columns; j++) sum -= r[k][j] * c[j];
    c[k] = Math.abs(r[k]?.[k] ?? 0) > 1e-12 * r.scale[k] ? sum / r[k][k] : 0;
  }
  return c;
}

// The sum of squares that these columns leave, and how many directions they have.
export function left(rows, targets) {
  const c = solveLeastSquares(rows, targets);
  const { r, columns } = reflected(rows, targets, 0);
  const rank = Array.from({ length: columns }, (_, k) => k)
    .filter((k) => Math.abs(r[k]?.[k] ?? 0) > 1e-10 * r.scale[k]).length;
  const sum = rows.reduce((total, row, i) =>
    total + (targets[i] - row.reduce((value, x, j) => value + x * c[j], 0)) ** 2, 0);
  return [sum, rank];
}

function reflected(rows, targets, damping) {
  const columns = rows[0].length, r = rows.map((row) => [...row]), q = [...targets];
  const scale = rows[0].map((_, j) => Math.hypot(...rows.map((row) => row[j])));
  if (damping > 0) {
    for (let j = 0; j < columns; j++) {
      r.push(rows[0].map((_, k) => (k === j ? Math.sqrt(damping) * scale[j] : 0)));
      q.push(0);
    }
  }
  for (let k = 0; k < Math.min(columns, r.length); k++) {
    const v = r.slice(k).map((row) => row[k]), length = Math.hypot(...v) * (v[0] < 0 ? -1 : 1);
    if (length === 0) continue;
    v[0] += length;
    const norm = v.reduce((sum, value) => sum + value * value, 0);
    const reflect = (get, set) => {
      const twice = 2 * v.reduce((sum, value, i) => sum + value * get(k + i), 0) / norm;
      v.forEach((value, i) => set(k + i, get(k + i) - twice * value));
    };
    for (let j = k; j < columns; j++) reflect((i) => r[i][j], (i, value) => { r[i][j] = value; });
    reflect((i) => q[i], (i, value) => { q[i] = value; });
  }
  r.scale = scale;
  return { r, q, columns };
}

// How often chance alone makes Fisher's F as large as f, with a and b degrees of freedom.
export function fisherTail(f, a, b) {
  return f > 0 ? incompleteBeta(b / 2, a / 2, b / (b + a * f)) : 1;
}
function incompleteBeta(a, b, x) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  // Lentz's continued fraction.
  let c = 1, d = 1 / guarded(1 - (a + b) * x / (a + 1)), h = d;
  for (let m = 1; m <= 300; m++) {
    for (const term of [m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
      -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))]) {
      d = 1 / guarded(1 + term * d);
      c = guarded(1 + term / c);
      h *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return h * Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
}
const guarded = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
function logGamma(z) {                                 // Stirling's series, from 10 up
  if (z < 10) return logGamma(z + 1) - Math.log(z);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI)
    + 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
}
