# %% [markdown]
# # Other units, other starts
#
# - **You will make** pictures of what a change of units does to n, and a training that begins at both
#   ends.
# - **You will learn** what of a trained neuron depends on units, what depends on where training starts,
#   and how to be safe from both.
# - **You need** [lesson 13](13_measure_certainty.ipynb).
# - **17 minutes** to read and run, **12** for the exercises
#
# A tree does not care whether you measure it in inches or in centimetres. Does n?

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")


def loss_of(model, task):
    return mg.nn.mse_loss(model(task.x), task.y).item()


# %% [markdown]
# ## Inches or centimetres?
#
# The trees of lesson 12 once more: diameter and height lead to a volume. So far each column was divided
# by its mean. Now take inches, feet and cubic feet; then centimetres, metres and litres. (In such units
# weights, bias and n need steps of very different sizes. `least_squares`, a black box until [lesson
# 16](16_linearise_errors.ipynb), finds them.)
#
# **Guess:** two things may change: the best n, and the ratio of two losses, that of the best product to that
# of the best sum. Which does?

# %%
raw = mg.tasks.load("trees", scale=None)  # in inches, feet and cubic feet
tasks = {  # divided_by takes the sizes of the new units, in the old ones
    "parts of the mean": raw.divided_by(raw.x.mean(axis=0), raw.y.mean(axis=0)),
    "in, ft, ft³": raw,
    "cm, m, litres": raw.divided_by([1 / 2.54, 1 / 0.3048], [1 / 28.3168]),
}
valleys = {}
for name, task in tasks.items():
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)  # the best sum
    mg.train.least_squares(neuron, task)  # let n go
    valleys[name] = valley = mg.study.profile(neuron, task)  # as you drew it in lesson 13
    print(f"{name:<18} best n {valley.best:.2f}, ", end="")
    print(f"loss of the product / loss of the sum {valley.loss[-1] / valley.loss[0]:.4f}")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.6))
places = ("C2", 0.42, 0.67), ("C1", 0.22, 0.6), ("C5", 0.02, 0.45)
for (name, valley), (colour, x, y) in zip(valleys.items(), places, strict=True):
    ax.plot(valley.n, valley.loss / valley.loss[0], color=colour)
    ax.plot(valley.best, valley.least / valley.loss[0], "o", color=colour)
    ax.text(x, y, name, color=colour)
ax.set(xlabel="n, held fixed", ylabel="loss / loss of the sum", xlim=(0, 1))
ax.set_title("Units move n (points), but not the two ends")
plt.show()

# %% [markdown]
# Only n moves: 0.97, 0.86, 0.74. Both ends stay, since a sum and a product can undo a change of units.
# Say a length becomes c times as many of the new units. Then
#
# - the sum, n = 0: w · x = (w/c) · (c·x), so the weight becomes c times smaller;
# - the product, n = 1: $(c\,x)^w = c^w \cdot x^w$, so the factor $c^w$ goes into $e^b$, the bias.
#
# In between, exp⁽⁻ⁿ⁾(c·x) is neither c times something nor something plus a constant, so no weight and no
# bias undoes the change, and n moves instead. "n = 0.74" says nothing without the units. What the three
# curves agree on is what to report: the product is nearly best, and the sum is far off.
#
# ## A third choice
#
# Diameters in millimetres, heights in metres, volumes in cubic metres: a forester might write them so.
# **Guess:** where does n end this time, if training begins with the best sum, as always?

# %%
metric = raw.divided_by([1 / 25.4, 1 / 0.3048], [1 / 0.3048**3])
print("means:", metric.x.mean(axis=0).round(1), metric.y.mean(axis=0).round(2))
tree = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.warm_start(tree, metric)
print(f"the best sum: loss {loss_of(tree, metric):.5f}")
mg.train.least_squares(tree, metric)
print(f"n let go:     loss {loss_of(tree, metric):.5f}, n = {tree.n.item():.2f}")

# %% [markdown]
# At 0. The same trees, the same start, and n does not move at all. The valley shows why. (Move along it
# on [the page](../figures/explore.html#units=metres&valley=kneser&at=0).)

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(4.4, 3.8))
valley = mg.study.profile(tree, metric, points=31)
for colour, curve in (("C2", valleys["parts of the mean"]), ("C3", valley)):
    ax.plot(curve.n, curve.loss / curve.loss[0], color=colour, linewidth=3)
ax.plot(0, 1, "o", color="C3", markersize=12, clip_on=False)
ax.text(0.03, 1.08, "a trap", color="C3", size=16)
ax.text(0.55, 0.9, "mm, m, m³", color="C3", size=16)
ax.text(0.42, 0.6, "parts of\nthe mean", color="C2", size=16, ha="right", va="top")
ax.set(xlabel="n, held fixed", ylabel="loss / loss of the sum", xlim=(0, 1), ylim=(0.3, 1.15))
ax.set_title("Units can set a trap", size=18)
plt.show()

# %% [markdown]
# Between sum and product there is a hill now, and the sum lies in a dip of its own: a *local minimum*, a
# dip of the loss that is not the deepest. Training goes downhill, and from there the way leads up.
#
# ## Two bends
#
# Why a hill? Turn n up from 0, and two things happen. Inside, the inputs go through exp⁽⁻ⁿ⁾, which
# bends them down, as a logarithm does. Outside, the result goes through exp⁽ⁿ⁾, which bends it up. (A curve
# that bends down runs above the straight line between its ends, one that bends up below it.) The trees ask
# for a bend upwards: one twice as thick has more than twice the timber. So the outer bend helps, and the
# inner one harms.
#
# **Guess:** which numbers are bent more by the same n, diameters near 1 or diameters near 337?


# %%
def bend(low, high, n):
    """Say how far exp⁽ⁿ⁾ is from a straight line, between its values at low and at high."""
    straight = np.linspace(0, 1, 201)
    bent = mg.iterate.exp_n(low + (high - low) * straight, n)
    return (bent - bent[0]) / (bent[-1] - bent[0]) - straight  # as a share of the whole rise


n = 0.05
bends = {}
for name, task in (("parts of the mean", tasks["parts of the mean"]), ("mm, m, m³", metric)):
    diameters, volumes = task.x[:, 0], task.y
    inside = bend(diameters.min(), diameters.max(), -n)
    ends = mg.iterate.exp_n([volumes.min(), volumes.max()], -n)  # the sums that lead to them
    bends[name] = inside, bend(*ends, n)
    print(f"{name:<18} diameters {diameters.min():.4g} to {diameters.max():.4g}, ", end="")
    print(f"volumes {volumes.min():.2f} to {volumes.max():.2f}, ", end="")
    print(f"inner bend {inside.max():+.1%}, outer {bends[name][1].min():+.1%}")
    for size, x in (("smallest", diameters.min()), ("largest", diameters.max())):
        less = x - mg.iterate.exp_n(x, -n)
        print(f"{'':<18} exp⁽⁻ⁿ⁾ takes {less:7.3f} ({less / x:3.0%}) off the {size} diameter")

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.4))
places = (
    (("near 1", 50, 0.55), ("near 337 (mm)", 50, 1.62)),
    (("near 1", 50, -1.16), ("near 0.85 (m³)", 50, -0.64)),
)
straight = np.linspace(0, 100, 201)
for side, ax in enumerate(axes):
    for pair, colour, (name, x, y) in zip(bends.values(), ("C2", "C3"), places[side], strict=True):
        ax.plot(straight, 100 * pair[side], color=colour)
        ax.text(x, y, name, color=colour, ha="center")
    ax.axhline(0, color="0.7", linewidth=1)
    ax.set(ylim=((0, 1.9), (-1.9, 0))[side], ylabel="away from straight (% of the rise)")
axes[0].set(xlabel="diameter (% of the way to the largest)", title="Inside: bent down, mm more")
axes[1].set(xlabel="sum (% of the way to the largest)", title="Outside: bent up, both alike")
plt.show()

# %% [markdown]
# Those near 337, three times as much. Near 1, exp⁽⁻ⁿ⁾ takes nearly the same off every diameter. That is a
# shift, and the bias undoes it. Near 337 it takes a third off the smallest and two fifths off the largest: thick
# trees fall behind.
#
# In parts of the mean all columns are near 1; volumes spread more widely than diameters, and the outer
# bend wins. In millimetres and cubic metres, diameters are bent a lot and volumes as before: the inner
# bend wins, and the loss rises.
#
# Dividing each column by its mean, as minigrad does on its own, takes away this trap. It is no promise
# for other data, so there is a second cure.
#
# ## From both ends
#
# If one start can be in a trap, take two: the best sum and the best product. Keep the lower loss.

# %%
best = np.inf
for start in (0.0, 1.0):
    tree = mg.nn.AddMul(2, 1, n=start, bias=True, rng=0)
    mg.train.warm_start(tree, metric)  # holds n at its start, fits the rest
    mg.train.least_squares(tree, metric)
    loss = loss_of(tree, metric)
    print(f"from n = {start:.0f}: n = {tree.n.item():.2f}, loss {loss:.5f}")
    if loss < best:
        best, kept = loss, tree
print(f"kept: n = {kept.n.item():.2f}")

tree = mg.nn.AddMul(2, 1, bias=True, rng=0)
_, losses = mg.train.from_both_ends(tree, metric, mg.train.least_squares)
print(f"from_both_ends: n = {tree.n.item():.2f}, losses", [round(loss, 5) for loss in losses])

# %% [markdown]
# From the product there is no hill in the way. minigrad's `from_both_ends` does what your loop does, and
# `multistart` takes any list of starts.
#
# ## A start by chance
#
# And if training starts from random weights? Take lesson 12's deliveries in parts of the mean, and two
# exp⁽ⁿ⁾: Kneser's, which is smooth, and Abel's, which lesson 8 joined together from pieces. Twenty
# random starts with each, and, with Abel's, one warm start (it is the best sum, whatever the seed). (`wilson`
# says how far a count of twenty can be trusted; [lesson 19](19_expose_tricks.ipynb) builds it.)

# %%
delivery = mg.tasks.load("delivery")
cases = {
    "Kneser's, random": ("kneser", False),
    "Abel's, random": ("abel", False),
    "Abel's, warm": ("abel", True),
}
paths = {}
for name, (kind, warm) in cases.items():
    runs = []
    for seed in range(1 if warm else 20):
        driver = mg.nn.AddMul(2, 1, kind=kind, bias=True, rng=seed)
        if warm:
            mg.train.warm_start(driver, delivery)
        history = mg.train.fit(driver, delivery, lr=0.02, steps=600, rng=seed)
        runs.append(history.parameters("n")[:, 0])
    paths[name] = np.stack(runs, axis=1)
    caught, of = np.sum(paths[name][-1] > 0.2), len(runs)
    low, high = mg.study.wilson(caught, of)
    more = f"n ends at {driver.n.item():.2f}" if warm else f"{low:.0%} to {high:.0%} of all starts"
    print(f"{name:<17} {caught} of {of} stay above 0 ({more})")

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True)
for ax, (name, path) in zip(axes, paths.items(), strict=True):
    mg.plot.migration(path, ax=ax)
    ax.set(title=name, ylim=(-0.02, 0.6), ylabel="")
axes[0].set_ylabel("n", rotation="horizontal")
plt.show()

# %% [markdown]
# With Abel's, some stay at n = 0.28. The valleys of the deliveries, seen from nearby, tell why.

# %%
near = {}
for kind in ("kneser", "abel"):
    driver = mg.nn.AddMul(2, 1, kind=kind, bias=True, rng=0)
    mg.train.warm_start(driver, delivery)
    near[kind] = valley = mg.study.profile(driver, delivery, points=101)
    at_dip = np.interp(0.28, valley.n, valley.loss) / valley.least
    print(f"{kind:<6} loss at n = 0.28 is {at_dip - 1:.1%} above the least, n from ", end="")
    print(f"{valley.interval[0]:.2f} to {valley.interval[1]:.2f} is not ruled out")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.2))
for (name, valley), colour in zip(near.items(), ("C5", "C0"), strict=True):
    ax.plot(valley.n, valley.loss / valley.least, color=colour)
    end = np.interp(0.5, valley.n, valley.loss) / valley.least
    ax.text(0.505, end, f"{name.title()}'s", va="center", color=colour)
ax.plot(0.28, np.interp(0.28, valley.n, valley.loss) / valley.least, "o", color="C0")
ax.set(xlim=(0, 0.5), ylim=(0.998, 1.07), xlabel="n, held fixed", ylabel="loss / least loss")
ax.set_title("Abel's has a hump, and behind it a dip")
plt.show()

# %% [markdown]
# A hump, and behind it a dip: a local minimum again. While random weights find their place, n is
# pushed up and down, and may come to rest there. Its loss is 2.8 % above the least, so it is not the
# best that training could find. *Wrong* it is not: the deliveries rule out no n at all, as you saw in
# lesson 13. After a warm start the weights fit already, and n is not pushed. Kneser's has no dip
# here; that is no promise, and a warm start costs little. (Press "Train" on [the
# page](../figures/explore.html#data=delivery&start=random&way=abel), with one seed after the other.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("14.1")` shows a worked answer.
#
# **Exercise 1.** A neuron was trained on columns in their own units. Now you measure *volumes* in
# litres, not cubic feet, and leave the inputs as they are. What has to change in the neuron: `"weights"`,
# `"bias"` or `"both"`? Give two answers, one for n = 0 and one for n = 1.

# %% tags=["exercise"]
at_0, at_1 = ..., ...
check("14.1", at_0, at_1)

# %% [markdown]
# **Exercise 2.** Get the forester out of the trap by the unit of volume alone: diameters stay in
# millimetres and heights in metres, and training begins with the best sum. Think which way the outer
# bend has to change. Give the number of your units in a cubic metre, and the n at which
# `least_squares` ends then.

# %% tags=["exercise"]
units_in_m3, n_at_end = ..., ...
check("14.2", units_in_m3, n_at_end)

# %% [markdown]
# **Exercise 3.** Write `best_of`. It takes a list of trainings, each a pair (loss, n), and returns the n
# of the one with the least loss. A training that failed has the loss nan, "not a number".


# %% tags=["exercise"]
def best_of(trainings):
    return ...


check("14.3", best_of)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why do units not change how well a sum fits?</summary>
#
# A weight that is c times smaller undoes an input that is c times larger.
# </details>
#
# <details><summary>And a product?</summary>
#
# The factor goes into eᵇ, so the bias undoes it.
# </details>
#
# <details><summary>What is a local minimum?</summary>
#
# A dip of the loss that is not the deepest. Small steps do not get out of it.
# </details>
#
# <details><summary>Why did millimetres and cubic metres make a trap?</summary>
#
# The inner exp⁽⁻ⁿ⁾ bends large numbers more, and in the wrong direction; small volumes were bent
# too little to make up for it.
# </details>
#
# <details><summary>How do you guard against both kinds of trap?</summary>
#
# Divide columns by their means, begin with a warm start, do so at both ends, and keep the lower loss.
# </details>
#
# ## In practice
#
# Report the units with every n, and say first what does not depend on them: how good the sum is, and how
# good the product. This is what may happen otherwise:
#
# ![Loss along n for the trees: in parts of the mean it falls from 0 to 1; in mm, m and m³ a hump at 0 holds n in a trap](pictures/14_change_units.png)
#
# ## New words
#
# - **local minimum**: a dip of the loss that is not the deepest, in which small steps get stuck.
#
# ## Further reading
#
# - Box and Cox, [An analysis of transformations](https://doi.org/10.1111/j.2517-6161.1964.tb00553.x),
#   1964: a bridge whose n does not depend on units, given a bias; in minigrad it is `kind="box-cox"`.
# - `minigrad/train/decide.py`: starting from both ends; `minigrad/train/starts.py`: how the best is kept.
