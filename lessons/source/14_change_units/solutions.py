"""Solutions to "What goes wrong"."""

import numpy as np

import minigrad as mg

# Exercise 1. From 1 to 8, no product looks like a sum, whatever factor it has. Least squares knows the
# curvature of the loss, and so goes along a flat valley with long steps; from 1 to 2 it needs only a few.
wide = mg.tasks.load("sum", high=8)
my_neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.fit(my_neuron, wide, rng=0)

law = mg.tasks.load("sum")
other_neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.least_squares(other_neuron, law)


# Exercise 2. One factor for all, and never above 1. (max also avoids dividing by 0.)
def clip(gradients, longest):
    length = sum(np.sum(g**2) for g in gradients) ** 0.5
    factor = longest / max(length, longest)
    return [factor * g for g in gradients]


# Exercise 3. With weights held at 1, the loss has a dip. With free weights it is none: n goes to 0.
soft = mg.nn.peers.SoftExponential(2, 1)
soft.weight.data[:] = 1
grid = np.linspace(0, 1, 101)
losses = []
for n in grid:
    soft.n.data[:] = n
    losses.append(mg.nn.mse_loss(soft(law.x), law.y).item())
(dip,) = [i for i in range(1, 100) if losses[i - 1] > losses[i] < losses[i + 1]]
false_minimum = grid[dip]
released = mg.nn.peers.SoftExponential(2, 1, n=false_minimum, rng=0)
mg.train.fit(released, law, rng=0)
end = released.n.item()

answers = {"14.1": (my_neuron,), "14.2": (clip,), "14.3": (false_minimum, end)}
