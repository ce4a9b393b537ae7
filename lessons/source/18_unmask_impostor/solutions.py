"""Solutions to "Smooth all the way"."""

import numpy as np

import minigrad as mg


# Exercise 1. Near a hilltop the curvature is negative, and Newton's step goes uphill. Without the sign of
# the curvature, only the slope says where to go.
def careful_step(slope, curvature):
    return -slope / abs(curvature)


# Exercise 2. A kink is where ψ(x) is 1 or 2, or where ψ(x) + 0.25 is. (ψ(x) = 0 and 3 are too far off.)
kinks = mg.iterate.abel.psi_inv([0.75, 1, 1.75, 2])

# Exercise 3. For 6 and 6 it says 102.67, not 108. Instead of training it, one can give it the weights e¹⁻ⁿ,
# and the bias (log 3 − 2 · (1 − n)) · e¹⁻ⁿ.
near = np.random.default_rng(0).uniform(1, 2, (256, 2))
task = mg.tasks.Task.from_arrays(near, 3 * near[:, :1] * near[:, 1:])
impostor = mg.nn.AddMul(2, 1, kind="abel", n=0.95, bias=True, learn_n=False, rng=0)
mg.train.least_squares(impostor, task)
print(impostor([6, 6]))

answers = {"18.1": (careful_step,), "18.2": (kinks,), "18.3": (impostor,)}
