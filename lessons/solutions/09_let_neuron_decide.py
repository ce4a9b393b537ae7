"""Solutions to "The neuron that decides"."""

import minigrad as mg

# Exercise 1. At n = 1 weights are exponents, and d² · h = d^2 · h^1. The factor π/4 is e^b.
weights = (2, 1)

# Exercise 2. (2.54 d)² · (2.54 h) = 2.54³ · d² · h: the exponents stay, the constant e^b changes.
changes = "bias"

# Exercise 3.
law = mg.tasks.load("product", features=3)
neuron = mg.nn.AddMul(3, 1, rng=0)
mg.train.warm_start(neuron, law)
mg.train.fit(neuron, law, rng=0)
final_n = neuron.n.item()

answers = {"9.1": weights, "9.2": changes, "9.3": final_n}
