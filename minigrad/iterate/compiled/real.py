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
the helpers here, touch layer.py and complex.py, and after one of tables.py all three. Read next:
layer.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

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


def at(n, i):
    """Return n, or if it is an array its element i."""


@overload(at)
def _at(n, i):
    return (lambda n, i: n[i]) if isinstance(n, types.Array) else (lambda n, i: n)


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
# One way leads down to the bottom, another one up from there. The rows of a block, one number for
# each element:
#
#   rest    what logs leave of x; then the time at the bottom
#   number  how many logs were taken; -1 is one exp
#   v_x     the generator at x, but for the factor 1 / slope
#   slope   eˣ where x < 0, else 1
#
#   end     the time n later; then y
#   steps   how many exps are left to be taken; -1 is one log
#   v_y     the generator at y, but for the factor 1 / under
#   under   e^y where the last step is a log, else 1
#
# n is a row as well, or one number for all. Without `slopes`, what is only for them is left out.

BLOCK = 96  # elements; 480 fit into the nearest memory as well, but took a fifth longer
TET, SLOG, SPEED = table.TET, table.SLOG, table.SPEED
LN2 = math.log(2)
TINY = 1e-300  # `log` wants more than 2.3e-308
A_LITTLE_BELOW = -1 / 16  # so far, Kneser's polynomials go on below 0, where eˣ would lose digits
FAR, LITTLE = 100.0, 0.25  # an x from FAR on is an extreme if n is at most LITTLE, and not 0
MOST_STEPS = 8.0  # |n|; more are extremes, and would take forever


@inline
def begin(size, x, lowest, rest, number, v_x, slope, slopes):
    """Fill the rows as if no x were below 0, and count those that are below `lowest`."""
    negative = 0
    for i in range(size):
        rest[i] = x[i]
        number[i] = 0.0
        if slopes:
            v_x[i] = 1.0
            slope[i] = 1.0
        negative += x[i] < lowest
    return negative


@inline
def take_logs(size, rest, number, v_x, slopes):
    """Take logs of what is at least 1 until nothing is; v(x) = x · v(log x) gathers the factors."""
    more = 1
    while more > 0:
        more = 0
        for i in range(size):
            above = rest[i] >= 1.0
            if slopes:
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
def add_n(size, n, lowest, rest, number, end, steps):
    """Add n to the time; count where that leads below 0, and where exps are to be taken."""
    below, above = 0, 0
    for i in range(size):
        time, left = travel(at(n, i), lowest, rest[i], number[i])
        end[i], steps[i] = time, left
        below += (left < 0.0) | (time < 0.0)
        above += left >= 1.0
    return below, above


@inline
def take_exps(size, end, steps, v_y, more, slopes):
    """Take as many exps as there are to be taken; v(eʸ) = eʸ · v(y) gathers the factors."""
    while more > 0:
        more = 0
        for i in range(size):
            climbs = steps[i] >= 1.0
            power = select(climbs, exp(end[i]), end[i])
            end[i] = power
            if slopes:
                v_y[i] *= select(climbs, power, 1.0)
            left = steps[i] - 1.0
            steps[i] = left
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
        step = at(n, i)
        count += (step == 0.0) | (abs(step) == 1.0)
    if count > 0:
        for i in range(size):
            step = at(n, i)
            stays, up, down = step == 0.0, step == 1.0, (step == -1.0) & (x[i] > 0.0)
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
        fits &= (x[i] < FAR) | (abs(n[i]) > LITTLE) | (n[i] == 0.0)
        extreme[i] = ~fits
        count += ~fits | (under[i] != under[i])
    return count


@inline
def abel_down(size, x, rest, number, v_x, slope, slopes):
    negative = begin(size, x, 0.0, rest, number, v_x, slope, slopes)
    if negative > 0:
        for i in range(size):  # below 0, one exp instead of logs, or near 0 one expm1
            power, less_1 = exp_and_expm1(max(min(x[i], 0.0), -700.0))
            near = x[i] > -LN2
            rest[i] = select(x[i] < 0.0, select(near, less_1, power), x[i])
            number[i] = select(near, 0.0, -1.0)
            slope[i] = power
    take_logs(size, rest, number, v_x, slopes)


@inline
def abel_up(size, n, rest, number, end, steps, v_y, under, slopes):
    below, above = add_n(size, n, -2.0, rest, number, end, steps)  # none is below -2: none borrows
    if slopes:
        for i in range(size):
            v_y[i] = 1.0
            under[i] = 1.0
    if below > 0:
        for i in range(size):  # below 0, one log, or near 0 one log1p; v is 1 before it
            t, left = end[i], steps[i]
            near = (t < 0.0) & (left == 0.0)
            outside = (left < -1.0) | ((t < 0.0) & (left < 0.0))
            logs = near | (left < 0.0)
            inner = select(near, 1.0 + t, t)
            rounded = select(near, t - ((1.0 + t) - 1.0), 0.0)
            end[i] = select(outside, np.nan, select(logs, log(inner) + rounded, t))
            under[i] = select(outside, np.nan, select(logs, inner, 1.0))
    take_exps(size, end, steps, v_y, above, slopes)
    return below


@inline
def kneser_down(size, x, rest, number, v_x, slope, slopes):
    negative = begin(size, x, A_LITTLE_BELOW, rest, number, v_x, slope, slopes)
    if negative > 0:
        for i in range(size):  # below 0, one exp instead of logs
            below = x[i] < A_LITTLE_BELOW
            power = exp(max(min(x[i], 0.0), -700.0))
            rest[i] = select(below, power, x[i])
            number[i] = select(below, -1.0, 0.0)
            slope[i] = select(below, power, 1.0)
    take_logs(size, rest, number, v_x, slopes)
    if slopes:
        for i in range(size):  # how fast the rest travels
            v_x[i] *= polynomial(rest[i] - 0.5, SPEED)
    for i in range(size):  # from place to time
        rest[i] *= polynomial(rest[i] - 0.5, SLOG)


@inline
def kneser_up(size, n, rest, number, end, steps, v_y, under, slopes):
    below, above = add_n(size, n, A_LITTLE_BELOW, rest, number, end, steps)
    for i in range(size):  # back to a place
        end[i] *= polynomial(end[i] - 0.5, TET)
    if slopes:
        for i in range(size):  # how fast it travels there
            v_y[i] = polynomial(end[i] - 0.5, SPEED)
            under[i] = 1.0
    if below > 0:
        for i in range(size):  # below 0, one log
            place, left = end[i], steps[i]
            outside = (left < -1.0) | ((place < 0.0) & (left < 0.0))
            end[i] = select(outside, np.nan, select(left < 0.0, log(place), place))
            under[i] = select(outside, np.nan, select(left < 0.0, place, 1.0))
    take_exps(size, end, steps, v_y, above, slopes)
    return below


@inline
def fill(down, up, x, n, y, dx, dn, extreme):
    """Do the work of a kernel, with the ways down and up of one construction."""
    rows = np.empty((8, BLOCK))
    rest, number, v_x, slope = rows[0], rows[1], rows[2], rows[3]
    end, steps, v_y, under = rows[4], rows[5], rows[6], rows[7]
    extremes = 0
    for start in range(0, x.size, BLOCK):
        part = slice(start, min(start + BLOCK, x.size))
        xs, ns, ys = x[part], n[part], y[part]
        size = xs.size
        down(size, xs, rest, number, v_x, slope, True)
        up(size, ns, rest, number, end, steps, v_y, under, True)
        for i in range(size):
            ys[i] = end[i]
        partials(size, v_x, slope, v_y, under, dx[part], dn[part])
        put_in_whole_steps(size, xs, ns, v_x, slope, ys, dx[part], dn[part])
        extremes += find_extremes(size, xs, ns, v_y, under, extreme[part])
    return extremes


@kernel
def abel(x, n, y, dx, dn, extreme):
    """Fill y, dx and dn; mark what is left to the readable form, count that and what is nan."""
    return fill(abel_down, abel_up, x, n, y, dx, dn, extreme)


@kernel
def kneser(x, n, y, dx, dn, extreme):
    """Fill y, dx and dn; mark what is left to the readable form, count that and what is nan."""
    return fill(kneser_down, kneser_up, x, n, y, dx, dn, extreme)
