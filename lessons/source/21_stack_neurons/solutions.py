"""Solutions to "A network of deciding neurons"."""

import numpy as np

import minigrad as mg

# Exercise 1. From n = 0 it is not found, from n = 1 sometimes; so take turns.
hard = mg.tasks.load("product_of_sums")
least = np.inf
for seed, start in np.ndindex(10, 2):
    rng = np.random.default_rng(seed)
    first, last = mg.nn.AddMul(4, 2, n=start, rng=rng), mg.nn.AddMul(2, 1, n=start, rng=rng)
    network = mg.nn.Sequential(first, last)
    mg.train.fit(network, hard, steps=150, rng=0)
    snapped = mg.train.snap(network, hard, max_evaluations=30)
    error = np.mean((snapped(hard.x).data - hard.y) ** 2) ** 0.5
    if error < least:
        least, my_network = error, snapped
    if least < 1e-9:
        break

# Exercise 2. Only [1, 1] and 0. Three neurons have 2³ = 8 ways, and 20 have 2²⁰, more than a million:
# then n has to be learned. Even for three, the right way alone does not make it: with product_of_sums,
# least squares does not find the weights of the way 0, 0, 1 from these random ones.
task = mg.tasks.load("sum_of_products", samples=256)
good_ways = 0
for a, b, c in np.ndindex(2, 2, 2):
    first = mg.nn.AddMul(4, 2, n=[a, b], learn_n=False, rng=0)
    last = mg.nn.AddMul(2, 1, n=c, learn_n=False, rng=1)
    model = mg.nn.Sequential(first, last)
    mg.train.least_squares(model, task, max_evaluations=20)
    good_ways += bool(np.mean((model(task.x).data - task.y) ** 2) ** 0.5 < 0.01)
ways_of_20 = 2**20

# Exercise 3. The error grows by 0.2 %: next to nothing, for a formula that can be read.
trees = mg.tasks.load("trees")
neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.warm_start(neuron, trees)
mg.train.fit(neuron, trees, lr=0.01, rng=0)
snapped = mg.train.snap(neuron, trees)
before, after = (mg.nn.mse_loss(m(trees.x), trees.y).item() for m in (neuron, snapped))
per_cent, operation = 100 * (after / before - 1), snapped.n.item()

answers = {
    "21.1": (my_network,),
    "21.2": (good_ways, ways_of_20),
    "21.3": (per_cent, operation),
}
