"""Solutions to "The neuron that decides"."""

import minigrad as mg

# Exercise 1. At n = 1 weights are exponents, and ½ · m · v² = ½ · m^1 · v^2. The ½ is e^b.
weights = (1, 2)

# Exercise 2. 28.3·y = 28.3·w₁ x₁ + 28.3·w₂ x₂ + 28.3·b, but 28.3·y = x₁^w₁ · x₂^w₂ · (28.3·e^b).
at_0, at_1 = "both", "bias"

# Exercise 3. With bias=True, n is still far from 1 after 2,000 steps, and on its way.
law = mg.tasks.load("product", features=3)
my_neuron = mg.nn.AddMul(3, 1, rng=0)
mg.train.warm_start(my_neuron, law)
mg.train.fit(my_neuron, law, rng=0)

answers = {"12.1": (weights,), "12.2": (at_0, at_1), "12.3": (my_neuron,)}
