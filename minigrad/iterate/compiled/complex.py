"""The fast form of exp^(n) for complex numbers: the kernel for Schröder, compiled by Numba.

It is built as those in real.py, whose helpers it uses. A complex number is a pair of rows,
since an instruction works on real parts only or on imaginary ones only. As in ../schroeder.py, what
is carried up from level to level is the change: y = z + change.

Read next: compiler.py.
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
from .real import MOST_STEPS, SHIFT, bits_of, exp_and_expm1, log, polynomial, select

BLOCK = 64  # elements; few, since all of them wait for the one that needs most logs
LEVELS = 15  # logs that a kernel takes; nearly all elements are content with 9
NEAR = 0.6  # the series of χ is good for |z - c| ≤ 0.6
# Around 0, 1, e, e^e and e^e^e, within these radii, each level makes the last one's rounding grow.
# A kernel would be off by up to 2,900 eps times the condition; the readable form is by 48.
SINGULAR = (0.0, 1e-9), (1.0, 1e-9), (math.e, 3e-4), (math.e**math.e, 0.015), (3814279.1, 2e6)
C_RE, C_IM = table.FIXED_POINT_PARTS[0].real, table.FIXED_POINT_PARTS[0].imag
C_RE_LOW, C_IM_LOW = table.FIXED_POINT_PARTS[1].real, table.FIXED_POINT_PARTS[1].imag
CHI, CHI_SLOPE = table.CHI, tuple((k + 1) * a for k, a in enumerate(table.CHI))
CHI_INV, CHI_INV_SLOPE = table.CHI_INV, tuple((k + 1) * a for k, a in enumerate(table.CHI_INV))
SINE, COSINE, ATAN = table.SINE, table.COSINE, table.ATAN
HALF_PI_HIGH, HALF_PI_MIDDLE, HALF_PI_LOW = (
    float.fromhex(part)  # together π/2, and k · the first two is exact for |k| < 2^20
    for part in ("0x1.921fb544p+0", "0x1.0b4611a6p-34", "0x1.3198a2e037073p-69")
)


def times_plus(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """Build the instructions of a · b + c, for pairs of real and imaginary part."""
    fast = {"flags": ("contract",)}

    def plus_product(total: Any, p: Any, q: Any) -> Any:
        return builder.fadd(builder.fmul(p, q, **fast), total, **fast)

    minus = builder.fneg(a[1])
    real = plus_product(plus_product(c[0], minus, b[1]), a[0], b[0])
    return real, plus_product(plus_product(c[1], a[1], b[0]), a[0], b[1])


def unpacked(builder: Any, coefficients: Any) -> list[Any]:
    """Return complex coefficients as pairs."""
    parts = cgutils.unpack_tuple(builder, coefficients)
    return [(builder.extract_value(c, 0), builder.extract_value(c, 1)) for c in parts]


@intrinsic
def complex_polynomial(_: Any, re: Any, im: Any, coefficients: Any) -> Any:
    """Return the real and the imaginary part of Σ coefficients[k] z^k for z = re + i im.

    Every fourth power makes a polynomial in z⁴: the processor can do four at the same time.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        z, zero = args[:2], (ir.Constant(ir.DoubleType(), 0.0),) * 2
        square = times_plus(builder, z, z, zero)
        fourth = times_plus(builder, square, square, zero)
        others = unpacked(builder, args[2])
        totals = [others.pop() for _ in range(4)]
        while others:
            totals.append(times_plus(builder, totals.pop(0), fourth, others.pop()))
        high = times_plus(builder, totals[0], z, totals[1])
        low = times_plus(builder, totals[2], z, totals[3])
        total = times_plus(builder, high, square, low)
        return context.make_tuple(builder, signature.return_type, total)

    return types.UniTuple(types.float64, 2)(re, im, coefficients), codegen


@intrinsic
def complex_slopes(
    _: Any, a_re: Any, a_im: Any, b_re: Any, b_im: Any, coefficients: Any, slope: Any
) -> Any:
    """Return p(b), (b p(b) - a p(a)) / (b - a) and q(b), all at the same time.

    p(z) = Σ coefficients[k] z^k, and q(z) = Σ slope[k] z^k.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        a, b, zero = args[:2], args[2:4], (ir.Constant(ir.DoubleType(), 0.0),) * 2
        (*others, value), slopes = (unpacked(builder, packed) for packed in args[4:])
        between, square = zero, times_plus(builder, b, b, zero)
        totals = [slopes.pop(), slopes.pop()]
        while others:
            between = times_plus(builder, between, a, value)
            value = times_plus(builder, value, b, others.pop())
            if slopes:
                totals.append(times_plus(builder, totals.pop(0), square, slopes.pop()))
        between = times_plus(builder, between, a, value)
        at_b = times_plus(builder, totals[0], b, totals[1])
        return context.make_tuple(builder, signature.return_type, (*value, *between, *at_b))

    signature = types.UniTuple(types.float64, 6)(a_re, a_im, b_re, b_im, coefficients, slope)
    return signature, codegen


@inline
def times(a_re, a_im, b_re, b_im):
    return a_re * b_re - a_im * b_im, a_re * b_im + a_im * b_re


@inline
def complex_log(re, im):
    """Return log|z| and the angle of z on the branch from -1 to 2π - 1; nan for z = 0."""
    large, small = max(abs(re), abs(im)), min(abs(re), abs(im))
    square = large * large + small * small
    excess = (large - 1.0) * (large + 1.0) + small * small  # |z|² - 1, with all digits near 1
    rounded = excess - ((1.0 + excess) - 1.0)
    near_1 = (square > 0.5) & (square < 2.0)
    twice = log(select(near_1, 1.0 + excess, square)) + select(near_1, rounded, 0.0)

    steep = small > (math.sqrt(2) - 1) * large  # tan(π/8), from where on measure from π/4
    t = select(steep, small - large, small) / select(steep, small + large, large)
    angle = t + t * (t * t) * polynomial(t * t, ATAN) + select(steep, math.pi / 4, 0.0)
    angle = select(abs(im) > abs(re), math.pi / 2 - angle, angle)
    angle = select(re < 0.0, math.pi - angle, angle)
    angle = select(im < 0.0, -angle, angle)
    return 0.5 * twice, select(angle < -1.0, angle + 2 * math.pi, angle)


@inline
def complex_exp(re, im):
    """Return Re e^z, Im e^z and Re e^z - 1, for |im| ≤ 1e5 and re ≥ -708."""
    shifted = im * (2 / math.pi) + SHIFT
    k, quadrant = shifted - SHIFT, bits_of(shifted) & 3
    angle = ((im - k * HALF_PI_HIGH) - k * HALF_PI_MIDDLE) - k * HALF_PI_LOW
    square = angle * angle
    sine = angle + angle * square * polynomial(square, SINE)
    cosine_less_1 = square * square * polynomial(square, COSINE) - 0.5 * square

    turned = (quadrant & 1) == 1
    across = select(turned, sine, 1.0 + cosine_less_1)
    up = select(turned, 1.0 + cosine_less_1, sine)
    across = select(((quadrant + 1) & 2) == 2, -across, across)
    up = select((quadrant & 2) == 2, -up, up)
    across_less_1 = select(quadrant == 0, cosine_less_1, across - 1.0)
    size, size_less_1 = exp_and_expm1(max(re, -708.0))
    return size * across, size * up, size_less_1 * across + across_less_1


@inline
def is_far(re, im):
    """Say whether the series of χ needs another log first. False for nan."""
    return (re - C_RE) ** 2 + (im - C_IM) ** 2 > NEAR**2


@inline
def copy(source, target):
    for i in range(source.size):
        target[i] = source[i]


@inline
def begin(size, x, n, z_re, z_im, product_re, product_im, number, steps, leave):
    """Take the parts of x apart, and n; put c and 0 instead of extremes, which are left alone."""
    for i in range(size):
        z_re[i] = x[i].real
        z_im[i] = x[i].imag
    for i in range(size):
        fits = (max(abs(z_re[i]), abs(z_im[i])) < 1e15) & (abs(n[i]) < MOST_STEPS)
        for place, radius in SINGULAR:
            fits &= (z_re[i] - place) ** 2 + z_im[i] ** 2 > radius**2
        z_re[i] = select(fits, z_re[i], C_RE)
        z_im[i] = select(fits, z_im[i], C_IM)
        steps[i] = select(fits, n[i], 0.0)
        leave[i] = ~fits
        product_re[i] = 1.0
        product_im[i] = 0.0
        number[i] = 0.0


@inline
def take_complex_logs(size, z, levels, z_re, z_im, product_re, product_im, number, leave):
    """Take logs until all are near c, and keep every level; return how many levels there are."""
    depth, more = 0, 1
    while more > 0 and depth < LEVELS:
        copy(z, levels[depth])
        depth += 1
        more = 0
        for i in range(size):
            re, im, far = z_re[i], z_im[i], is_far(z_re[i], z_im[i])
            log_re, log_im = complex_log(re, im)
            longer_re, longer_im = times(product_re[i], product_im[i], re, im)
            product_re[i] = select(far, longer_re, product_re[i])
            product_im[i] = select(far, longer_im, product_im[i])
            number[i] += select(far, 1.0, 0.0)
            z_re[i] = select(far, log_re, re)
            z_im[i] = select(far, log_im, im)
            more += is_far(z_re[i], z_im[i])
    if more > 0:
        for i in range(size):
            leave[i] |= is_far(z_re[i], z_im[i])
    return depth


@inline
def take_exps_beyond(
    size, steps, z_re, z_im, y_re, y_im, change_re, change_im, dx_re, dx_im, leave
):
    """Take the exps beyond the number of logs, one element after the other: few need any."""
    for i in range(size):
        if steps[i] > 0.0:
            while steps[i] > 0.0:
                leave[i] |= (abs(y_im[i]) > 1e5) | (y_re[i] < -700.0)
                y_re[i], y_im[i], _ = complex_exp(y_re[i], y_im[i])
                dx_re[i], dx_im[i] = times(dx_re[i], dx_im[i], y_re[i], y_im[i])
                steps[i] -= 1.0
            change_re[i] = ((y_re[i] - C_RE) - C_RE_LOW) - z_re[i]
            change_im[i] = ((y_im[i] - C_IM) - C_IM_LOW) - z_im[i]


@inline
def climb(
    size, z_re, z_im, level, number, change_re, change_im, dx_re, dx_im, ratio_re, ratio_im, leave
):
    """Make a change of log z one of z, for those that took as many logs; the ratio is y / z."""
    for i in range(size):
        climbs = number[i] >= level
        leave[i] |= climbs & ((abs(change_im[i]) > 1e5) | (change_re[i] < -700.0))
        re, im, re_less_1 = complex_exp(change_re[i], change_im[i])
        more_re, more_im = times(z_re[i], z_im[i], re_less_1, im)
        longer_re, longer_im = times(dx_re[i], dx_im[i], re, im)
        ratio_re[i] = re
        ratio_im[i] = im
        change_re[i] = select(climbs, more_re, change_re[i])
        change_im[i] = select(climbs, more_im, change_im[i])
        dx_re[i] = select(climbs, longer_re, dx_re[i])
        dx_im[i] = select(climbs, longer_im, dx_im[i])


@kernel
def schroeder(x, n, y, dx, dn, extreme):
    """Fill y, dx and dn; mark what is left to the readable form, count that and what is nan."""
    rows = np.empty((16, BLOCK))
    z_re, z_im = rows[0], rows[1]  # a level of x, then z - c at the bottom, then levels once more
    product_re, product_im = rows[2], rows[3]  # of the levels of x; then v(x)
    number, steps = rows[4], rows[5]  # of logs; and n, then how many exps more than logs
    chi_re, chi_im, slope_re, slope_im = rows[6], rows[7], rows[8], rows[9]
    w_re, w_im, change_re, change_im = rows[10], rows[11], rows[12], rows[13]
    y_re, y_im = rows[14], rows[15]
    dx_re, dx_im, ratio_re, ratio_im = slope_re, slope_im, w_re, w_im  # new names, when χ' and w go
    z, levels = rows[:2].reshape(-1), np.empty((LEVELS, 2 * BLOCK))  # both parts, in one row
    extremes = 0
    for start in range(0, x.size, BLOCK):
        part = slice(start, min(start + BLOCK, x.size))
        xs, ns, ys, dxs, dns, leave = x[part], n[part], y[part], dx[part], dn[part], extreme[part]
        size = xs.size
        begin(size, xs, ns, z_re, z_im, product_re, product_im, number, steps, leave)
        depth = take_complex_logs(
            size, z, levels, z_re, z_im, product_re, product_im, number, leave
        )
        for i in range(size):  # the distance from c
            z_re[i] = (z_re[i] - C_RE) - C_RE_LOW
            z_im[i] = (z_im[i] - C_IM) - C_IM_LOW
        for i in range(size):  # χ
            re, im = complex_polynomial(z_re[i], z_im[i], CHI)
            chi_re[i], chi_im[i] = times(re, im, z_re[i], z_im[i])
        for i in range(size):  # χ'
            slope_re[i], slope_im[i] = complex_polynomial(z_re[i], z_im[i], CHI_SLOPE)
        for i in range(size):  # v(x) = c χ/χ' · product
            inverse = 1.0 / (slope_re[i] * slope_re[i] + slope_im[i] * slope_im[i])
            re, im = times(chi_re[i], chi_im[i], slope_re[i] * inverse, -slope_im[i] * inverse)
            re, im = times(re, im, C_RE, C_IM)
            product_re[i], product_im[i] = times(re, im, product_re[i], product_im[i])
        beyond = 0
        for i in range(size):  # w = χ e^{cn}, divided by c until |w| ≤ 1; dx is χ' e^{cn} so far
            square = chi_re[i] * chi_re[i] + chi_im[i] * chi_im[i]
            more_exps = max(np.ceil(log(square) * (0.5 / C_RE) + steps[i]), 0.0)
            turns = steps[i] - more_exps
            re, im, re_less_1 = complex_exp(C_RE * turns, C_IM * turns)
            w_re[i], w_im[i] = times(chi_re[i], chi_im[i], re, im)
            change_re[i], change_im[i] = times(chi_re[i], chi_im[i], re_less_1, im)
            dx_re[i], dx_im[i] = times(slope_re[i], slope_im[i], re, im)
            steps[i] = more_exps
            beyond += more_exps > 0.0
        for i in range(size):  # y = χ⁻¹(w), and how far it is from where x has got by its logs
            re, im, mean_re, mean_im, at_w_re, at_w_im = complex_slopes(
                chi_re[i], chi_im[i], w_re[i], w_im[i], CHI_INV, CHI_INV_SLOPE
            )
            dx_re[i], dx_im[i] = times(dx_re[i], dx_im[i], at_w_re, at_w_im)
            re, im = times(re, im, w_re[i], w_im[i])
            y_re[i] = C_RE + re
            y_im[i] = C_IM + im
            change_re[i], change_im[i] = times(change_re[i], change_im[i], mean_re, mean_im)
        if beyond > 0:
            take_exps_beyond(
                size, steps, z_re, z_im, y_re, y_im, change_re, change_im, dx_re, dx_im, leave
            )
        for level in range(depth, 0, -1):  # exps, one for each log
            copy(levels[level - 1], z)
            climb(
                size, z_re, z_im, level, number,
                change_re, change_im, dx_re, dx_im, ratio_re, ratio_im, leave,
            )  # fmt: skip
        for i in range(size):  # y is x times the ratio, unless there was nothing to climb
            re, im = times(z_re[i], z_im[i], ratio_re[i], ratio_im[i])
            y_re[i] = select(number[i] > 0.0, re, y_re[i])
            y_im[i] = select(number[i] > 0.0, im, y_im[i])
        for i in range(size):
            ys[i] = complex(y_re[i], y_im[i])
        for i in range(size):
            dxs[i] = complex(dx_re[i], dx_im[i])
        for i in range(size):  # ∂y/∂n = ∂y/∂x · v(x)
            re, im = times(dx_re[i], dx_im[i], product_re[i], product_im[i])
            dns[i] = complex(re, im)
        for i in range(size):  # leave what overflowed, and nan; below, a product does not overflow
            largest = max(abs(dx_re[i]) + abs(dx_im[i]), abs(y_re[i]) + abs(y_im[i]))
            leave[i] |= ~(largest < 1e140)
            extremes += leave[i]
    return extremes
