"""Solutions to "Into the complex plane"."""

import numpy as np

import minigrad as mg

C = mg.iterate.schroeder.FIXED_POINT

# Exercise 1. 2.0623 + 7.5886i. Each further 2πi leads to another fixed point.
other_fixed_point = 1 + 0j
for _ in range(60):
    other_fixed_point = np.log(other_fixed_point) + 2j * np.pi


# Exercise 2. The error now shrinks by |c|² a step instead of |c|. About 40 steps are best, and
# nearly 11 digits are right instead of 8.
def better_chi(z, steps):
    for _ in range(steps):
        z = mg.iterate.schroeder.log(z)  # the same as log in the lesson
    u = z - C
    return C**steps * (u + u**2 / (2 * (1 - C)))


# Exercise 3. The path is computed at 1,001 places; the largest step is between two of them.
n = np.linspace(0, 1, 1001)
path = mg.oplus(10, 20, n, kind="schroeder").numpy()
jump = n[abs(np.diff(path)).argmax()]

answers = {"D.1": (other_fixed_point,), "D.2": (better_chi,), "D.3": (jump,)}
