"""Solutions to "Into the complex plane"."""

import numpy as np

import minigrad as mg

C = mg.iterate.schroeder.FIXED_POINT

# Exercise 1. A log with 2πi added is undone by exp, too, so where it comes to rest, exp(z) = z. That is at
# 2.0623 + 7.5886i; with 4πi, 6πi, … added, it comes to rest at others.
other_fixed_point = 1 + 0j
for _ in range(60):
    other_fixed_point = np.log(other_fixed_point) + 2j * np.pi


# Exercise 2. What is left out near c is now of the order u³ instead of u². After k logs u is of the size |c|⁻ᵏ, and
# cᵏ blows up what is left out: so the error shrinks by |c|² a step instead of |c|.
def better_chi(z, steps):
    for _ in range(steps):
        z = mg.iterate.schroeder.log(z)  # the same as log in the lesson
    u = z - C
    return C**steps * (u + u**2 / (2 * (1 - C)))


# Exercise 3. The error is computed for each number of steps, as in the lesson. It falls twice as fast, and meets
# the growing rounding error sooner: after about 40 steps, with nearly 11 digits.
rng = np.random.default_rng(0)
side = rng.uniform(-5, 5, (2, 10_000))
points = (side[0] + 1j * side[1])[:500]
exact = mg.iterate.schroeder.chi(points)
errors = [np.median(abs(better_chi(points, steps) / exact - 1)) for steps in range(101)]
best_steps = int(np.argmin(errors))
digits = round(-np.log10(errors[best_steps]))

answers = {"D.1": (other_fixed_point,), "D.2": (better_chi,), "D.3": (digits, best_steps)}
