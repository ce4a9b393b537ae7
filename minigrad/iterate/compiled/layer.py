"""The fast form of a layer: kernels for Abel and Kneser, made of the passes of real.py.

A layer computes y_i = exp^(n_i)(z_i) with z_i = Σ_j W_ij φ_ij + b_i and φ_ij = exp^(-n_i)(x_j). The
way down from x_j to the bottom is the same for all neurons, and so is v(x_j): it is gone once an
input. From there, each neuron has its own way up. As ∂φ/∂n = -v(φ) and ∂φ/∂x = v(φ) / v(x),

    ∂y_i/∂b_i = v(y_i) / v(z_i) =: s_i        ∂y_i/∂n_i = v(y_i) - s_i Σ_j W_ij v(φ_ij)
    ∂y_i/∂W_ij = s_i φ_ij                     ∂y_i/∂x_j = s_i W_ij v(φ_ij) / v(x_j)

Rows with numbers that need a tangent or more care are left to others: the kernel sets their entry
in `misfit`. Read next: complex.py.
"""

from __future__ import annotations

import numpy as np

from .compiler import inline, kernel
from .real import (
    FAR,
    LITTLE,
    TINY,
    abel_down,
    abel_up,
    kneser_down,
    kneser_up,
    partials,
    put_in_whole_steps,
)

BLOCK = 256  # rows; with fewer, the loops begin and end too often


@inline
def fill(down, up, arguments):
    """Do the work of a kernel, with the ways down and up of one construction."""
    x, weight, bias, n, y, by_x, by_weight, by_bias, by_n, misfit = arguments[:10]
    lowest_x, lowest_z, highest, start, stop = arguments[10:]
    inputs, outputs = x.shape[0], n.size
    slopes, slopes_by_x = by_n.size > 0, by_x.size > 0
    times = np.empty((inputs, BLOCK))
    numbers = np.empty((inputs, BLOCK))
    v_xs = np.empty((inputs, BLOCK))
    # In rows of one array, which the compiler knows to lie apart: loops need not look whether.
    rows = np.empty((15, BLOCK))
    steps, under, slope_x, phi, v_phi = rows[0], rows[1], rows[2], rows[3], rows[4]
    z, pull, rest, number, v_z, slope_z = rows[5], rows[6], rows[7], rows[8], rows[9], rows[10]
    end, v_y, s, v = rows[11], rows[12], rows[13], rows[14]
    lowest_x = max(lowest_x, TINY)
    highest_x, n_fits = highest, True
    for i in range(outputs):
        n_fits &= (n[i] >= 0.0) & (n[i] <= 1.0)
        highest_x = FAR if (n[i] > 0.0) & (n[i] <= LITTLE) else highest_x
    misfits = 0
    for first in range(start, stop, BLOCK):
        part = slice(first, min(first + BLOCK, stop))
        size = part.stop - part.start
        leave = misfit[part]
        for r in range(size):
            leave[r] = not n_fits
        for j in range(inputs):
            x_j = x[j, part]
            for r in range(size):
                leave[r] |= ~((x_j[r] >= lowest_x) & (x_j[r] <= highest_x))
            down(size, x_j, times[j], numbers[j], v_xs[j], slope_x, slopes)
        for i in range(outputs):
            n_i = n[i]
            highest_z = FAR if (n_i > 0.0) & (n_i <= LITTLE) else highest
            for r in range(size):
                z[r] = 0.0
                pull[r] = 0.0
            for j in range(inputs):
                below = up(size, -n_i, times[j], numbers[j], phi, steps, v_phi, under, slopes)
                if slopes and below > 0:
                    for r in range(size):
                        v_phi[r] /= under[r]
                put_in_whole_steps(size, x[j, part], -n_i, v_xs[j], slope_x, phi, s, v_phi)
                w = weight[i, j]
                for r in range(size):
                    z[r] += w * phi[r]
                if slopes:
                    by_weight_ij = by_weight[i, j, part]
                    for r in range(size):
                        by_weight_ij[r] = phi[r]
                        v_phi[r] *= w
                        pull[r] += v_phi[r]
                if slopes_by_x:
                    by_x_ij, v_x = by_x[i, j, part], v_xs[j]
                    for r in range(size):
                        by_x_ij[r] = v_phi[r] / v_x[r]
            if bias.size > 0:
                for r in range(size):
                    z[r] += bias[i]
            down(size, z, rest, number, v_z, slope_z, slopes)
            up(size, n_i, rest, number, end, steps, v_y, under, slopes)
            if slopes:
                partials(size, v_z, slope_z, v_y, under, s, v)
            put_in_whole_steps(size, z, n_i, v_z, slope_z, end, s, v)
            y_i = y[i, part]
            for r in range(size):
                y_i[r] = end[r]
                leave[r] |= ~((z[r] >= lowest_z) & (z[r] <= highest_z) & (end[r] <= highest))
            if slopes:
                by_bias_i, by_n_i = by_bias[i, part], by_n[i, part]
                for r in range(size):
                    by_bias_i[r] = s[r]
                    by_n_i[r] = v[r] - s[r] * pull[r]
                for j in range(inputs):
                    by_weight_ij = by_weight[i, j, part]
                    for r in range(size):
                        by_weight_ij[r] *= s[r]
                    if slopes_by_x:
                        by_x_ij = by_x[i, j, part]
                        for r in range(size):
                            by_x_ij[r] *= s[r]
        for r in range(size):
            misfits += leave[r]
    return misfits


@kernel
def abel(*arguments):
    """Fill y and its slopes, rows start to stop; mark and count those that are left to others."""
    return fill(abel_down, abel_up, arguments)


@kernel
def kneser(*arguments):
    """Fill y and its slopes, rows start to stop; mark and count those that are left to others."""
    return fill(kneser_down, kneser_up, arguments)
