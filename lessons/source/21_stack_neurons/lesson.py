# %% [markdown]
# # A network of deciding neurons
#
# - **You will make** a network of three neurons that finds the law x₁x₂ + x₃x₄, to nine digits.
# - **You will learn** how neurons share out the work, how to see whether a law is found or only
#   imitated, and what to do then.
# - **You need** [lesson 12](12_let_neuron_decide.ipynb) and [lesson 19](19_expose_tricks.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# One neuron decides between + and ×. What if a law needs both?

# %%
import copy
import csv

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One neuron is not enough
#
# The law is y = x₁x₂ + x₃x₄. We have 256 rows with inputs from 1 to 2, and other rows to test with,
# whose inputs lie between 2 and 6. Only a model that has found the law can be right there. "Wrong
# by" is the root of the mean squared error. (`least_squares` is from [lesson
# 16](16_linearise_errors.ipynb).)

# %%
task = mg.tasks.load("sum_of_products", samples=256)


def errors(model, task=task):
    tables = ((task.x, task.y), (task.x_extrapolation, task.y_extrapolation))
    return [np.mean((model(x).data - y) ** 2) ** 0.5 for x, y in tables]


print(f"y is {task.y.mean():.1f} on average, and {task.y_extrapolation.mean():.0f} far away")
models = {"a sum": mg.nn.Linear(4, 1, rng=0), "one neuron": mg.nn.AddMul(4, 1, bias=True, rng=0)}
for name, model in models.items():
    mg.train.least_squares(model, task)
    near, far = errors(model)
    print(f"{name:<10} wrong by {near:.2f} where it learned, by {far:.1f} far away")
print(f"n of the neuron: {models['one neuron'].n.item():.2f}")

# %% [markdown]
# Look at the first column, and even the sum seems good: from 1 to 2, products hardly bend. The second
# column tells the truth. The single neuron ends in between + and ×, since neither is right.
#
# ## Three neurons
#
# Two neurons read the four inputs, and a third one reads the two. Nobody tells them who is to add
# and who to multiply, or which inputs belong together. All start as sums with random weights, and
# without a bias, since the law has no constant.

# %%
network = mg.nn.Sequential(mg.nn.AddMul(4, 2, rng=0), mg.nn.AddMul(2, 1, rng=1))
at_first = copy.deepcopy(network)
print("numbers to learn:", sum(p.size for p in network.parameters()))

# %% [markdown]
# **Guess:** the law needs n = 1, 1 and 0. After 2,000 steps of `fit`, will the three be there: exactly,
# nearly, or not at all?

# %%
history = mg.train.fit(network, task, rng=0)

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.6))
names, colours = ("first neuron", "second neuron", "last neuron"), ("C5", "C0", "C2")
for values, name, colour in zip(history.parameters("n").T, names, colours, strict=True):
    ax.plot(values, color=colour, linewidth=2.5)
    ax.text(2030, values[-1], name, color=colour, va="center")
ax.set(xlim=(0, 2000), ylim=(-0.03, 1.05), xlabel="step", ylabel="n")
ax.set_title("Long undecided, then nearly decided")
plt.show()

# %%
near, far = errors(network)
print(f"wrong by {near:.3f} where it learned, by {far:.1f} far away")
for layer in network:
    print("n", layer.n.data.round(2), " weights", *layer.weight.data.round(2))


def draw(network, title, ax):
    weights, n = [layer.weight for layer in network], [layer.n for layer in network]
    mg.plot.network(weights, n, outputs=["y"], ax=ax)
    ax.set_title(title)


fig, axes = plt.subplots(1, 2, figsize=(9, 3))
draw(at_first, "At first: three sums", axes[0])
draw(network, "Trained: one has not arrived", axes[1])
plt.show()

# %% [markdown]
# Nearly. Two of the three have arrived, and the pairs are found: weights near 1 for two inputs,
# near 0 for the others. (Which neuron finds which pair is chance. In the picture, the thickness of a
# line is the size of a weight; a weight near 0 leaves no line.) But the wrong n of one neuron is made
# up for by small wrong weights, so well that n now moves slowly. Where it learned, the
# network is much better than one neuron. Far away it is off, the more the larger y is:

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(9, 4))
tables = ((task.x_test, task.y_test), (task.x_extrapolation, task.y_extrapolation))
titles = "From 1 to 2: looks right", "From 2 to 6: too low"
for ax, (x, y), title in zip(axes, tables, titles, strict=True):
    mg.plot.observed_predicted(y, network(x).numpy(), ax=ax)
    ax.set_title(title)
plt.show()

# %% [markdown]
# ## Snap
#
# Here you know something that the slope does not: that n should be 0 or 1. So put every n at the
# nearer of the two, by hand. That is called a *snap*. **Guess:** does the error where it learned
# become smaller?

# %%
rounded = copy.deepcopy(network)
for layer in rounded:
    layer.n.data = np.round(layer.n.data)
near, far = errors(rounded)
print(f"wrong by {near:.3f} where it learned, by {far:.1f} far away")

# %% [markdown]
# Much larger! The weights had made up for the wrong n, and now they make up for nothing. They need
# a *refit*: train them once more, with n held. That is easy now, as nothing is left to decide. We
# use `least_squares`, which takes few and clever steps.

# %%
for layer in rounded:
    layer.n.requires_grad = False
mg.train.least_squares(rounded, task)
near, far = errors(rounded)
print(f"below 1e-9 where it learned: {near < 1e-9}, far away: {far < 1e-9}")
for layer in rounded:
    print("n", layer.n.data, " weights", *(layer.weight.data.round(9) + 0))

# %% tags=["picture"]
fig, ax = plt.subplots(figsize=(4.6, 2.9))
draw(rounded, "They found x₁x₂ + x₃x₄", ax)
ax.title.set_size(18)
plt.show()

# %% [markdown]
# The network is the formula, right to nine digits, also where it has never been.
# `mg.train.snap(model, task)` does both: it returns a snapped and refitted copy. Is a snap
# cheating? We have put in that the law is made of whole sums and products. If it were not, the
# error after the refit would have told. Always look at it. Here is a training that is snapped early,
# after 50 steps, and again after 50 more:

# %%
early = mg.nn.Sequential(mg.nn.AddMul(4, 2, rng=0), mg.nn.AddMul(2, 1, rng=1))
for steps in (50, 50):
    mg.train.fit(early, task, steps=steps, rng=0)
    snapped = mg.train.snap(early, task, max_evaluations=30)
    n = np.concatenate([layer.n.data for layer in early])
    near, _ = errors(snapped)
    print(f"n {n.round(2)}, snapped {n.round()}: wrong by {near:.3f}")

# %% [markdown]
# After 50 steps one neuron was still on the wrong side of ½, and the error tells. After 100, the law is
# found: of the 2,000 steps, few were needed.
#
# ## A start is a prior
#
# All neurons started at n = 0, and two of three had to change. From n = 1, only the last one has to. We
# train 20 networks from each, with other random weights every time; short ones, since a snap does the
# rest. And the opposite law as well, (x₁ + x₂)(x₁ + x₂ + x₃ + x₄), whose first two neurons add, and whose
# last one multiplies. **Guess:** for each law and each start, where will the last n stand after 150 steps?


# %%
def count_found(law, start, runs=20, steps=150):
    data, found, ends = mg.tasks.load(law, samples=256), 0, []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        first, last = mg.nn.AddMul(4, 2, n=start, rng=rng), mg.nn.AddMul(2, 1, n=start, rng=rng)
        model = mg.nn.Sequential(first, last)
        mg.train.fit(model, data, steps=steps, rng=0)
        ends.append(last.n.item())
        snapped = mg.train.snap(model, data, max_evaluations=30)
        found += errors(snapped, data)[0] < 1e-9
    low, high = mg.study.wilson(found, runs)
    return f"{found:>2} of {runs} ({low:.2f} to {high:.2f}); the last n was {np.mean(ends):.2f}"


for law in ("sum_of_products", "product_of_sums"):
    for start in (0, 1):
        print(f"{law:<15} from n = {start}: found by {count_found(law, start)}")
print("the last law, with 1,500 steps, from n = 0:", count_found(law, 0, runs=5, steps=1500))

# %% [markdown]
# Look at the last n. From n = 0 it stands at 0.11 for the law that needs 0, and at 0.28 for the one that needs
# 1. From n = 1 it stands at 0.50 and 0.55. The start moved it further than the law did! And with ten times the
# steps it stays there. A network goes downhill from its start, and arrives at something near. So a start is a
# *prior*, as statisticians call what one believes before one has seen data.
#
# Which start is better? By lesson 19's rule, look at the intervals: for each law, those of the two starts
# overlap, so 20 networks do not tell. What they do tell is that from n = 0 a product of sums is harder to find.
# Nobody knows beforehand which start a law needs. (A recorded study tried more, with restarts from both ends
# and a snap: see the two-layer rows of `figures/data/migration.csv`.)
#
# A training that failed gives itself away by its error after the snap, so the cure is cheap. It is
# the *restart*: try again, from other random weights and from both ends, and keep the smallest
# error where it learned. (Choosing by the far-away error would be cheating: those rows are for
# judging.) Exercise 1 is to write it.
#
# ## An n for each input
#
# Our neurons are *coupled*: one n serves the inputs and the result. A *decoupled* neuron has an n for each input, and
# one of its own, m:
#
# $$y = \exp^{(m)}\big(w_1 \exp^{(-n_1)}(x_1) + w_2 \exp^{(-n_2)}(x_2) + b\big)$$
#
# It has a reason. In a layer of N inputs and M neurons, each coupled neuron sends each input through its own
# exp⁽⁻ⁿ⁾: N · M evaluations, and M for the results. Decoupled, an input goes through once, for all neurons: N + M.
# **Guess:** it can do all that a coupled one can. Does it find a sum as often?

# %%
N, M = 100, 50
layer = mg.nn.AddMul(N, M, coupled=False)
print(f"numbers n: {layer.n_in.size} inside, {layer.n_out.size} outside")
print(f"evaluations: coupled {N * M + M}, decoupled {N + M}")
with open("../figures/data/migration.csv", encoding="utf-8") as file:
    found = {(row["part"], row["row"]): row for row in csv.DictReader(file)}
print("one neuron, of 25 trainings: found a sum by itself → after a snap")
for name, part in (("coupled", "one"), ("decoupled", "uncoupled")):
    for start in ("0.0", "0.5", "1.0", "random"):
        row = found[part, f"kneser sum from n = {start}"]
        print(f"{name:<9} from n = {start:<6}: {row['found']:>2} → {row['snapped']:>2}")

# %% [markdown]
# No. What n₁ bends, m can bend back, so many wrong n fit nearly as well. From 0, where the answer is, a snap
# saves all 25; from 1, none. So we stay with coupled neurons. Decoupled ones are for wide layers, and need a start at
# the right end, and a snap.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("21.1")` shows a worked answer.
#
# **Exercise 1.** Write the restart, for the law `product_of_sums`: train from other random weights and
# from both ends, snap, and keep the network with the smallest error where it learned. Stop when that is
# below 1e-9. (`count_found` has most of the code; it takes some seconds.) Give `check` the network.

# %% tags=["exercise"]
hard = mg.tasks.load("product_of_sums")
my_network = ...
check("21.1", my_network)

# %% [markdown]
# **Exercise 2.** Three neurons can add or multiply in eight ways. Why train n at all? Try all eight
# on `task`: `AddMul(4, 2, n=[a, b], learn_n=False, rng=0)` and `AddMul(2, 1, n=c, learn_n=False,
# rng=1)`, then `least_squares` with `max_evaluations=20`. How many ways reach an error below a
# hundredth? And how many ways would there be with 20 neurons?

# %% tags=["exercise"]
good_ways, ways_of_20 = ..., ...
check("21.2", good_ways, ways_of_20)

# %% [markdown]
# **Exercise 3.** Snap the neuron of the trees: make an `AddMul(2, 1, bias=True, rng=0)`,
# `warm_start` and `fit` it as in lesson 12, then `snap`. By how many per cent does the mean squared
# error grow? And does the snapped neuron add (0) or multiply (1)?

# %% tags=["exercise"]
trees = mg.tasks.load("trees")  # and fit(…, lr=0.01, rng=0), after a warm start
per_cent, operation = ..., ...
check("21.3", per_cent, operation)

# %% [markdown]
# ## Five questions
#
# <details><summary>How do you see whether a law is found or imitated?</summary>
#
# By rows from another range: an imitation is wrong there.
# </details>
#
# <details><summary>Why did the error grow by the snap?</summary>
#
# The weights had made up for the wrong n. With the right one they have to be trained anew.
# </details>
#
# <details><summary>Is a snap cheating?</summary>
#
# It puts in that n is 0 or 1. If that is wrong, the error after the refit tells.
# </details>
#
# <details><summary>Why is a start a prior?</summary>
#
# A network goes downhill from where it begins, and arrives at something near.
# </details>
#
# <details><summary>By which rows do you choose among restarts?</summary>
#
# By those that it learned from, or by rows set aside for choosing; never by those that judge.
# </details>
#
# ## In practice
#
# `mg.train.multistart(model, task, repeats=5, snapped=True)` does all of it, from both ends. If you can
# write down the few terms that come into question, fit those: there is nothing to decide then. If no
# whole n fits, do not snap. The picture to keep:
#
# ![Lines lead from x₁ and x₂ to one neuron and from x₃ and x₄ to another; both multiply, and a third adds](pictures/21_stack_neurons.png)
#
# ## New words
#
# - **prior**: what one believes before one has seen data; here, where a training starts.
# - **snap**: putting every n at the nearer of 0 and 1.
# - **refit**: training the weights once more while n is held.
# - **restart**: another training from other initial values; the one with the least loss is kept.
# - **decoupled**: said of a neuron that has an n for each input and another for itself.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): coupled and decoupled neurons.
# - Madsen and Johansen, [Neural Arithmetic Units](https://arxiv.org/abs/2001.05016): other units that add or
#   multiply, and why one should judge them by inputs from another range.
# - `minigrad/train/decide.py`: `snap` and `multistart`.
