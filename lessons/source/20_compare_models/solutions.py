"""Solutions to "The fair table"."""

import numpy as np

import minigrad as mg

# Exercise 1. If all differences have the same sign, only two ways are as far from 0: no flip, and all
# flipped. So p is 2 / 2ⁿ, which is 1/32 for 6 seeds. With four rivals it is multiplied by 4: 8 / 2ⁿ,
# which is 1/32 for 8 seeds. (So the package gives no verdict on fewer than 8.)
seeds_for_one = next(n for n in range(1, 20) if 2 / 2**n <= 0.05)
seeds_for_four = next(n for n in range(1, 20) if 4 * 2 / 2**n <= 0.05)


def neuron(task, rng):
    return mg.nn.AddMul(2, 1, bias=True, rng=rng)


def tanh(task, rng):
    hidden, output = mg.nn.Linear(2, 8, rng=rng), mg.nn.Linear(8, 1, rng=rng)
    return mg.nn.Sequential(hidden, mg.nn.Tanh(), output)


def by_adam(model, task, rng):
    mg.train.fit(model, task, steps=500, lr=0.1, rng=rng)


# Exercise 2. The two differ, since each seed has rows of its own. The median of the quotients compares
# like with like; the quotient of the medians may compare a hard seed with an easy one.
models = {"neuron": neuron, "tanh": mg.study.Contender(tanh, by_adam)}
models |= mg.study.contenders(["line", "power-law", "either", "interactions"])
draw = mg.tasks.sampler("product", samples=32, noise=0.2)
rows = {row.model: row for row in mg.study.compare(draw, models, seeds=10).rows}
ours, theirs = (np.array(rows[name].errors) for name in ("neuron", "power-law"))
of_medians, of_seeds = np.median(theirs) / np.median(ours), np.median(theirs / ours)

# Exercise 3. The errors of the power law are the same as before, to the bit. But there is one more
# rival, so its p is multiplied by 3 and not by 2, and what was "probably better" can no longer be told.
# To add a rival costs something: so choose the rivals before you look.
models = {"neuron": neuron, "tanh": mg.study.Contender(tanh, by_adam)}
models |= mg.study.contenders(["line", "power-law", "either", "interactions"])
rows = {row.model: row for row in mg.study.compare(draw, models, seeds=10).rows}
p_value, verdict = rows["power-law"].p, rows["power-law"].verdict

answers = {
    "20.1": (seeds_for_one, seeds_for_four),
    "20.2": (of_medians, of_seeds),
    "20.3": (p_value, verdict),
}
