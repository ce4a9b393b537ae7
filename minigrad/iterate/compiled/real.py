"""The fast form of exp^(n): kernels for Abel and Kneser, compiled by Numba.

A kernel computes what `Ladder.partials` in abel.py does, and tests hold the two together, to the
last digits. What makes it fast:

* A processor has instructions for two, four or eight numbers at once. The compiler uses them for a
  simple loop without branches and without calls. So exp, log, sine and arc tangent are polynomials
  here, with a few operations on the bits of a number; `select` computes both sides and keeps one.
* Work is done in blocks that fit into the processor's nearest memory. Within a block, each *pass*
  is one loop over all elements that does one thing: one log, say. Elements that need no further
  log are passed through, and passes are repeated until no element needs one.
* Products gather along the way, and there is one division at the end.

Elements far out, where this would lose digits, are left to the readable form: the kernel sets their
entry in `extreme`. It returns how many there are, together with those that become nan, so that 0
says that all is well.

Numba compiles a kernel anew when its own file changes, not when another one does: after a change of
the helpers here, touch complex.py, and after one of tables.py both. Read next: complex.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from . import tables as table
from .compiler import inline, kernel

# ---- operations that Python has no word for ----------------------------------------------------


@intrinsic
def select(_: Any, condition: Any, a: Any, b: Any) -> Any:
    """Return a where the condition holds, else b, without a branch."""
    return a(types.boolean, a, a), lambda context, builder, signature, args: builder.select(*args)


@intrinsic
def bits_of(_: Any, x: Any) -> Any:
    """Return the 64 bits of a float as an integer."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def float_of(_: Any, bits: Any) -> Any:
    """Return the float that has these 64 bits."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), codegen


@intrinsic
def polynomial(_: Any, x: Any, coefficients: Any) -> Any:
    """Return Σ coefficients[k] x^k by Horner's rule, written out without a loop.

    Every other power makes a polynomial in x²: the processor can do two at the same time.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def times_plus(a: Any, b: Any, c: Any) -> Any:
            return builder.fadd(builder.fmul(a, b, flags=fast), c, flags=fast)

        fast, x, others = ("contract",), args[0], cgutils.unpack_tuple(builder, args[1])
        square, totals = builder.fmul(x, x, flags=fast), [others.pop(), others.pop()]
        while others:
            totals.append(times_plus(totals.pop(0), square, others.pop()))
        return times_plus(totals[0], x, totals[1])

    return types.float64(types.float64, coefficients), codegen


# ---- exp and log -------------------------------------------------------------------------------

LOG2_E = 1 / math.log(2)
# log 2 in two parts. The first ends in zeros, so that k times it is exact.
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
SHIFT = 1.5 * 2.0**52  # x + SHIFT is rounded to an integer, which stands in its last bits
SHIFT_BITS = int(np.float64(SHIFT).view(np.int64))
ROOT_HALF_BITS = int(np.float64(math.sqrt(0.5)).view(np.int64))
EXP, LOG = table.EXP, table.LOG


@inline
def exp_parts(x):
    """Return eʳ - 1 and 2^(k-1) for x = k log 2 + r, |r| ≤ log(2)/2, where x ≥ -708.

    Not 2^k, which would overflow for 709 < x < 709.78, where eˣ does not.
    """
    shifted = min(x, 710.0) * LOG2_E + SHIFT
    k = shifted - SHIFT
    r = min(x, 710.0) - k * LN2_HIGH - k * LN2_LOW
    half = float_of((bits_of(shifted) + 1022) << 52)  # the exponent's place, and its bias of 1023
    return r + r * r * polynomial(r, EXP), half


@inline
def exp(x):
    growth, half = exp_parts(x)
    return (half + half * growth) * 2.0


@inline
def exp_and_expm1(x):
    growth, half = exp_parts(x)
    return (half + half * growth) * 2.0, 2.0 * half * growth + (2.0 * half - 1.0)


@inline
def log(x):
    """Return log x, for x of at least 2.3e-308.

    x = 2^k (1 + f) with √½ ≤ 1 + f < √2, and 1 + f = (1 + s) / (1 - s). The terms are added up in
    the order of fdlibm's e_log.c (Sun Microsystems, 1993), which keeps the last digit.
    """
    exponent = (bits_of(x) - ROOT_HALF_BITS) >> 52
    f = float_of(bits_of(x) - (exponent << 52)) - 1.0
    k = float_of(exponent + SHIFT_BITS) - SHIFT
    s = f / (2.0 + f)
    half_square = 0.5 * f * f
    rest = s * (half_square + s * s * polynomial(s * s, LOG))  # log(1 + f) = f - f²/2 + rest
    return k * LN2_HIGH - ((half_square - (rest + k * LN2_LOW)) - f)


# ---- Abel and Kneser ---------------------------------------------------------------------------
#
# The rows of a block, one number for each element:
#
#   rest    what logs leave of x; then the time t; then y
#   number  how many logs were taken, then how many exps are to be taken; -1 is one the other way
#   v_x     the generator at x, but for the factor 1 / slope
#   slope   eˣ where x < 0, else 1
#   v_y     the generator at y, but for the factor 1 / under
#   under   e^y where the last step is a log, else 1

BLOCK = 96  # elements; 480 fit into the nearest memory as well, but took a fifth longer
TET, SLOG, SPEED = table.TET, table.SLOG, table.SPEED
LN2 = math.log(2)
TINY = 1e-300  # `log` wants more than 2.3e-308
A_LITTLE_BELOW = -1 / 16  # so far, Kneser's polynomials go on below 0, where eˣ would lose digits
MOST_STEPS = 8.0  # |n|; more are extremes, and would take forever


@inline
def take_logs(size, rest, number, v_x):
    """Take logs of what is at least 1 until nothing is; v(x) = x · v(log x) gathers the factors."""
    more = 1
    while more > 0:
        more = 0
        for i in range(size):
            above = rest[i] >= 1.0
            v_x[i] *= select(above, rest[i], 1.0)
            number[i] += select(above, 1.0, 0.0)
            left = select(above, log(rest[i]), rest[i])
            rest[i] = left
            more += left >= 1.0


@inline
def travel(n, lowest, rest, number):
    """Add n to number + rest, and carry, so that 0 ≤ rest < 1, or lowest ≤ rest for number 0."""
    step = min(max(n, -MOST_STEPS), MOST_STEPS)
    whole = np.rint(step)
    t = rest + (step - whole)
    steps = number + whole
    borrows = (t < lowest) | ((t < 0.0) & (steps >= 1.0))
    carry = select(t >= 1.0, 1.0, 0.0) - select(borrows, 1.0, 0.0)
    return t - carry, steps + carry


@inline
def take_exps(size, y, number, v_y):
    """Take as many exps as there are to be taken; v(eʸ) = eʸ · v(y) gathers the factors."""
    more = 1
    while more > 0:
        more = 0
        for i in range(size):
            climbs = number[i] >= 1.0
            power = select(climbs, exp(y[i]), y[i])
            y[i] = power
            v_y[i] *= select(climbs, power, 1.0)
            left = number[i] - 1.0
            number[i] = left
            more += left >= 1.0


@inline
def partials(size, v_x, slope, v_y, under, dx, dn):
    """Write ∂y/∂n = v(y) and ∂y/∂x = v(y) / v(x), with one division."""
    for i in range(size):
        inverse = 1.0 / (under[i] * v_x[i])
        dn[i] = v_y[i] * (v_x[i] * inverse)
        dx[i] = v_y[i] * (slope[i] * inverse)


@inline
def put_in_whole_steps(size, x, n, v_x, slope, y, dx, dn):
    """Where n is 0, 1 or -1 put in x, exp or log, which rounds less than the way down and up."""
    count = 0
    for i in range(size):
        count += (n[i] == 0.0) | (abs(n[i]) == 1.0)
    if count > 0:
        for i in range(size):
            stays, up, down = n[i] == 0.0, n[i] == 1.0, (n[i] == -1.0) & (x[i] > 0.0)
            function = select(up, exp(max(x[i], -700.0)), select(down, log(x[i]), y[i]))
            y[i] = select(stays, x[i], function)
            by_x = select(up, function, select(down, 1.0 / x[i], dx[i]))
            dx[i] = select(stays, 1.0, by_x)
            dn[i] = select(stays, v_x[i] / slope[i], dn[i])


@inline
def find_extremes(size, x, n, v_y, under, extreme):
    """Mark what is too large or too small here, or where logs would eat the digits of a small n.

    Return how many these are, together with those outside of the domain.
    """
    count = 0
    for i in range(size):
        # Up to here eˣ is no subnormal number, and no product of levels overflows.
        fits = (x[i] > -700.0) & (x[i] < 1e290) & (abs(n[i]) < MOST_STEPS)
        fits &= ~((under[i] < TINY) | (v_y[i] > 1e290))
        # Rounding at the bottom grows by the product of the levels, 100 · 4.6 · 1.5 · …, on the way
        # up. If n is not small, its own last digit grows as much.
        fits &= (x[i] < 100.0) | (abs(n[i]) > 0.25) | (n[i] == 0.0)
        extreme[i] = ~fits
        count += ~fits | (under[i] != under[i])
    return count


@kernel
def abel(x, n, y, dx, dn, extreme):
    """Fill y, dx and dn; mark what is left to the readable form, count that and what is nan."""
    rows = np.empty((6, BLOCK))
    rest, number, v_x, slope, v_y, under = rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]
    extremes = 0
    for start in range(0, x.size, BLOCK):
        part = slice(start, min(start + BLOCK, x.size))
        xs, ns, ys = x[part], n[part], y[part]
        size = xs.size
        for i in range(size):  # below 0, one exp instead of logs, or near 0 one expm1
            power, less_1 = exp_and_expm1(max(min(xs[i], 0.0), -700.0))
            near = xs[i] > -LN2
            rest[i] = select(xs[i] < 0.0, select(near, less_1, power), xs[i])
            number[i] = select(near, 0.0, -1.0)
            v_x[i] = 1.0
            slope[i] = power
        take_logs(size, rest, number, v_x)
        for i in range(size):  # add n; below 0, one log, or near 0 one log1p; v is 1 before it
            t, steps = travel(ns[i], -2.0, rest[i], number[i])  # no rest is below -2: none borrows
            near = (t < 0.0) & (steps == 0.0)
            outside = (steps < -1.0) | ((t < 0.0) & (steps < 0.0))
            logs = near | (steps < 0.0)
            inner = select(near, 1.0 + t, t)
            rounded = select(near, t - ((1.0 + t) - 1.0), 0.0)
            rest[i] = select(outside, np.nan, select(logs, log(inner) + rounded, t))
            under[i] = select(outside, np.nan, select(logs, inner, 1.0))
            number[i] = steps
            v_y[i] = 1.0
        take_exps(size, rest, number, v_y)
        for i in range(size):
            ys[i] = rest[i]
        partials(size, v_x, slope, v_y, under, dx[part], dn[part])
        put_in_whole_steps(size, xs, ns, v_x, slope, ys, dx[part], dn[part])
        extremes += find_extremes(size, xs, ns, v_y, under, extreme[part])
    return extremes


@kernel
def kneser(x, n, y, dx, dn, extreme):
    """Fill y, dx and dn; mark what is left to the readable form, count that and what is nan."""
    rows = np.empty((6, BLOCK))
    rest, number, v_x, slope, v_y, under = rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]
    extremes = 0
    for start in range(0, x.size, BLOCK):
        part = slice(start, min(start + BLOCK, x.size))
        xs, ns, ys = x[part], n[part], y[part]
        size = xs.size
        for i in range(size):  # below 0, one exp instead of logs
            below = xs[i] < A_LITTLE_BELOW
            power = exp(max(min(xs[i], 0.0), -700.0))
            rest[i] = select(below, power, xs[i])
            number[i] = select(below, -1.0, 0.0)
            v_x[i] = 1.0
            slope[i] = select(below, power, 1.0)
        take_logs(size, rest, number, v_x)
        for i in range(size):  # how fast the rest travels
            v_x[i] *= polynomial(rest[i] - 0.5, SPEED)
        for i in range(size):  # from place to time
            rest[i] *= polynomial(rest[i] - 0.5, SLOG)
        for i in range(size):  # add n
            rest[i], number[i] = travel(ns[i], A_LITTLE_BELOW, rest[i], number[i])
        for i in range(size):  # and back to a place
            rest[i] *= polynomial(rest[i] - 0.5, TET)
        for i in range(size):  # how fast it travels there
            v_y[i] = polynomial(rest[i] - 0.5, SPEED)
        for i in range(size):  # below 0, one log
            place, steps = rest[i], number[i]
            outside = (steps < -1.0) | ((place < 0.0) & (steps < 0.0))
            rest[i] = select(outside, np.nan, select(steps < 0.0, log(place), place))
            under[i] = select(outside, np.nan, select(steps < 0.0, place, 1.0))
        take_exps(size, rest, number, v_y)
        for i in range(size):
            ys[i] = rest[i]
        partials(size, v_x, slope, v_y, under, dx[part], dn[part])
        put_in_whole_steps(size, xs, ns, v_x, slope, ys, dx[part], dn[part])
        extremes += find_extremes(size, xs, ns, v_y, under, extreme[part])
    return extremes
