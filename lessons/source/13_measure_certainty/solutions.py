"""Solutions to "How sure is n?"."""

from scipy import stats

import minigrad as mg

# Exercise 1. From 1 to 8, no product looks like a sum, whatever factor it has. Least squares knows the
# curvature of the loss, and so goes along a flat valley with long steps; from 1 to 2 it needs only a few.
wide = mg.tasks.load("sum", high=8)
my_neuron = mg.nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
mg.train.fit(my_neuron, wide, rng=0)

other_neuron = mg.nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
mg.train.least_squares(other_neuron, mg.tasks.load("sum"))


# Exercise 2. F = (held − least) / (least / (N − p)) = (ratio − 1) · (N − p), and sf is the share above it.
# Statisticians call that a p value. What lies within the 95 % interval has one above 0.05.
def by_chance(ratio, rows, fitted):
    spare = rows - fitted
    return stats.f.sf((ratio - 1) * spare, 1, spare)


# Exercise 3. w₁x₁ + w₂ · 2x₁ = (w₁ + 2w₂) · x₁, so only w₁ + 2w₂ = 5 is identifiable; the weights are
# not, however many rows there are.
pair_1, pair_2 = (5, 0), (1, 2)

answers = {"13.1": (my_neuron,), "13.2": (by_chance,), "13.3": (pair_1, pair_2)}
