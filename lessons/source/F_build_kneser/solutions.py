"""Solutions to "How Kneser's function is built"."""

import numpy as np

import minigrad as mg

# What the lesson has defined, in short.
C = mg.iterate.schroeder.FIXED_POINT
chi, chi_inv = mg.iterate.schroeder.chi, mg.iterate.schroeder.chi_inv
polyval = np.polynomial.polynomial.polyval
N = 64


def tet(z, a):
    k = np.round(np.real(z))
    y = polyval(z - k, a)
    return np.where(k > 0, np.exp(y), np.where(k < 0, np.log(y), y))


def one_pass(a, h=0.25):
    line, circle = np.arange(N) / N + 1j * h, np.exp(2j * np.pi * np.arange(N) / N)
    modes = np.fft.fft(np.log(chi(tet(line, a)) * np.exp(-C * line)) / C) / N
    upper = np.where(circle.imag < 0, circle.conj(), circle)
    high, values = upper.imag >= h, tet(upper, a)
    theta = polyval(np.exp(2j * np.pi * (upper[high] - 1j * h)), modes[: N // 2])
    values[high] = chi_inv(np.exp(C * (upper[high] + theta)))
    values = np.where(circle.imag < 0, values.conj(), values)
    return np.append(1, np.fft.fft(values).real[1 : N // 2] / N)


a = np.array([1.0, 1.0])
for _ in range(14):
    a = one_pass(a)


# Exercise 1. slog(x) is the z with tet(z) = x. Halving finds it, because tet rises from 0 at -1 to 1
# at 0: the half in which tet passes x is kept, and each step gains a binary digit. Half an exp more
# is ½ more in z: that is what slog is for.
def slog(x):
    low, high = -1.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        if tet(middle, a) < x:
            low = middle
        else:
            high = middle
    return low


def half_exp(x):
    return tet(slog(x) + 0.5, a)


# Exercise 2. Two that follow each other swing to opposite sides of -0.5, so their mean is close to it,
# and s to -2. That is where tet has no value: tet(-1) is 0, and one unit to the left of it we would need
# log(0).
k = np.arange(20, 31)
quotients = a[k + 1] / a[k] * (k + 1) / k
point = 1 / np.mean(quotients[-2:])

answers = {"F.1": (half_exp,), "F.2": (point,)}
