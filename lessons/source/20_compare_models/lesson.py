# %% [markdown]
# # The fair table
#
# - **You will make** a comparison that plays none of the four tricks, and the test that stands behind its
#   verdicts.
# - **You will learn** where the deciding neuron wins, where it loses, and what it was that helped.
# - **You need** [lesson 19](19_expose_tricks.ipynb).
# - **15 minutes** to read and run, **8** for the exercises
#
# Is it worth it? Lesson 19 was about how not to find out. Now we find out.

# %%
from itertools import product as every

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One table, two laws
#
# `mg.study.compare` trains each model with each seed, on the same data, and judges by unseen rows. Ours are the
# neuron and four rivals: a line, a power law, *either* (fit both, keep the one that fits its training rows better)
# and *interactions*, a line that also has the products of the inputs for columns. Each comes with a recipe that
# suits it. The neuron is trained from n = 0 and from n = 1, and the lower loss is kept.
#
# There are 32 rows with noise, and two laws, since who picks one law picks the winner. **Guess:** where does the
# neuron stand with each law: first, in the middle, or last?

# %%
models = mg.study.contenders(["addmul", "line", "power-law", "either", "interactions"])
results = {}
for law, task in {"x₁ · x₂": "product", "x₁ + x₂": "sum"}.items():
    draw = mg.tasks.sampler(task, samples=32, noise=0.2)
    results[law] = mg.study.compare(draw, models, seeds=10)
    print(f"{law}        median error   times the neuron's   p       than the neuron")
    for row in results[law].rows:
        print(f"{row.model:<13} {row.test:10.3f} {row.ratio:16.2f} {row.p:15.4f}   {row.verdict}")

# %% [markdown]
# ("Times the neuron's" is taken seed by seed; the median is printed, so it need not be the quotient of the two
# medians.) Nearly first, both times: with the product one cannot tell it from the power law, with the sum not from
# the line. The wrong one of the two has two and a half to three and a half times the error. And *either*, the
# plainest way to choose, cannot be told from the neuron with the product, and is a little behind with the sum. (Mind
# what we gave to the neuron: these laws have no constant, and it has no bias. The line has one.)
#
# ## Where a verdict comes from
#
# What does "probably worse" rest on? On ten seeds, each a pair of errors on the same rows. Take the logarithm of
# their ratio: above 0, the rival is worse with that seed. If both models were equally good, each of these numbers
# could as well have had the other sign. So flip signs, in all 2¹⁰ = 1,024 ways, and see how often the sum comes out
# as far from 0 as it did. That share is called *p*. It is the *sign-flip test* (Fisher, 1935).

# %%
errors = {row.model: np.array(row.errors) for row in results["x₁ + x₂"].rows}


def sums_of_flips(model):
    differences = np.log(errors[model] / errors["addmul"])
    flips = np.array(list(every((1, -1), repeat=10)))  # a row for each way
    return flips @ differences, differences.sum()


p = {}
for model in ("line", "power-law", "either", "interactions"):
    sums, found = sums_of_flips(model)
    p[model] = np.mean(abs(sums) >= abs(found) - 1e-12)
    print(f"{model:<13} sum {found:6.2f}; as far from 0 in {p[model]:.4f} of the ways")

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3), sharey=True)
for ax, model, words in zip(axes, ("line", "power-law"), ("by chance?", "hardly"), strict=True):
    sums, found = sums_of_flips(model)
    ax.hist(sums, bins=31, color="0.8")
    ax.axvline(found, color="C2", linewidth=3)
    ax.text(found, 88, "found ", color="C2", ha="right", size=13)
    ax.set(xlabel="sum of log ratios", ylim=(0, 105))
    ax.set_title(f"{model} and neuron: {words}", size=14)
axes[0].set_ylabel("ways to flip, of 1,024")
plt.show()

# %% [markdown]
# One thing is missing. Who compares with four rivals has four chances to be misled. *Holm's correction* allows for
# that: the smallest p is multiplied by 4, the next by 3, and so on (and none may become smaller than the one before).

# %%
corrected, largest = {}, 0.0
for left, model in zip((4, 3, 2, 1), sorted(p, key=p.get), strict=True):
    largest = max(largest, min(1.0, left * p[model]))
    corrected[model] = largest
theirs = {row.model: row.p for row in results["x₁ + x₂"].rows}
for model, value in corrected.items():
    print(f"{model:<13} yours {value:.4f}, the table's {theirs[model]:.4f}")

# %% [markdown]
# These are the p of the table. At most 0.05 is called "probably"; otherwise it says "cannot tell", which is not
# "equal".
#
# ## A law in between
#
# Economists know laws between sum and product: y = A·(δ·x₁^ρ + (1 − δ)·x₂^ρ)^(1/ρ) is a sum for ρ = 1, and close to ρ
# = 0 a product. Here is a recorded study with ρ = ½, 5 % noise and 20 draws. It has a tanh network, too, and Box–Cox
# ([lesson 17](17_compare_bridges.ipynb)), a classical model that raises inputs and target to one power, which it
# learns, and adds. **Guess:** whom will more rows help, and whom not?


# %%
def recorded(name):
    """Return the rows of a table in figures/data; the column test is row.test."""
    path = f"../figures/data/{name}.csv"
    rows = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
    return np.atleast_1d(rows).view(np.recarray)


between, curves = recorded("between"), {}
names = {"either": "either", "tanh": "tanh", "addmul": "neuron", "box-cox": "Box–Cox"}
for model, name in names.items():
    rows = between[(between.model == model) & (between.rho == 0.5)]
    curves[name] = rows.test, rows.test_low, rows.test_high
    print(f"{name:<8} {rows.ratio[-1]:.2f} times the neuron's error, from 60 rows")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.set_prop_cycle(color=["gray", "#964a8b", "#e42536", "black"])
mg.plot.error_curves(rows.samples, curves, ax=ax)
ax.set(xlabel="training rows", ylabel="test error")
ax.set_title("Where neither is right, n is worth something")
plt.show()

# %% [markdown]
# The neuron and Box–Cox. *Either* stays where it is, since neither of its two models is right: this is what n is for.
# But Box–Cox, which moves from + to × as well, is nearer still.
#
# ## Tables that nobody made up
#
# Five tables from textbooks. Each row is left out once and predicted by a model that has seen the others. (The errors
# are recorded; a quadratic is a line that has squares and products of the inputs, too.) The number is how many times
# the least error of the six it is: the line's 829 means that it misses a planet's year by 829 times as much as the best.

# %%
measured = recorded("measured")
names = {"line": "line", "power-law": "power law", "quadratic": "quadratic", "tanh": "tanh"}
names |= {"either": "either", "addmul": "neuron"}
tables = "trees", "delivery", "stormer", "cement", "planets"
times = {name: [] for name in names.values()}
print(f"{'':<15}", *(f"{name:>9}" for name in times))
for table in tables:
    rmse = {row.model: row.test for row in measured if row.task == table and row.model in names}
    for model, name in names.items():
        times[name].append(rmse[model] / min(rmse.values()))
    print(f"{table:<15}", *(f"{ratios[-1]:>9.2f}" for ratios in times.values()))

# %% [markdown]
# The neuron is first on none of them, and nowhere far behind; the same is true of *either*. It is an insurance, not a
# winner. (And we chose these six: on `planets` a line in logarithms has less than half the neuron's error.)
#
# ## What helped was to multiply, not to decide
#
# One neuron on one product may be too small a field. So take x₁x₂ + x₃x₄, with networks of neurons, few rows, and two
# rivals: product units, which multiply and do not decide, and `interactions`. **Guess:** who is ahead, and does the
# lead grow or shrink with more noise?

# %% tags=["picture", "hide-input"]
little = recorded("little_data")
names = {"line": "line", "product": "product", "tanh": "tanh", "addmul": "neurons"}
names |= {"interactions": "interactions"}
fig, axes = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True)
for ax, noise in zip(axes, (0.01, 0.1), strict=True):
    ax.set_prop_cycle(color=[mg.plot.PLUS, mg.plot.TIMES, "#964a8b", "#e42536", "black"])
    curves = {}
    for model, name in names.items():
        rows = little[(little.model == model) & (little.noise == noise)]
        curves[name] = rows.test, rows.test_low, rows.test_high
    mg.plot.error_curves(rows.samples, curves, ax=ax)
    ax.set(ylim=(2e-3, 2), xlabel="training rows")
axes[0].set(ylabel="test error", title="1 % noise: tanh is far behind")
axes[1].set_title("10 % noise: the lead melts")
plt.show()

# %%
for noise in (0.01, 0.1):
    rows = little[(little.samples == 64) & (little.noise == noise)]
    found = {row.model: row.test for row in rows if row.model in names}
    print(
        f"64 rows, {noise:.0%} noise:", *(f"{names[model]} {found[model]:.4f}" for model in names)
    )
cases = {(row.samples, row.noise): row.test for row in little if row.model == "addmul"}
ahead = sum(
    row.test < cases[row.samples, row.noise] for row in little if row.model == "interactions"
)
print(f"interactions ahead of the neurons in {ahead} of {len(cases)} cases")

# %% [markdown]
# With little noise the neurons are far ahead of tanh, and with more noise that lead melts. But product units have the
# same lead. What helped was that the model multiplies. That it could have added as well gained nothing here. And the
# plain line with products, fitted in one step, is ahead of both in most cases. Without that baseline you would have
# believed in the neurons.
#
# Where did deciding help? In the law in between, where neither + nor × is right. [What it is good for](verdict.md)
# adds it all up.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("20.1")` shows a worked answer.
#
# **Exercise 1.** Write the test: `p_of(differences)` gets an array of at most twelve numbers, and returns the share
# of all ways to flip their signs in which the sum is as far from 0 as it was.


# %% tags=["exercise"]
def p_of(differences):
    return ...


check("20.1", p_of)

# %% [markdown]
# **Exercise 2.** A rival is worse with every single seed. How many seeds do you need until p, for this one rival, can
# be below 0.05? And until it can be with four rivals, when it has the smallest p of them? (Count the ways to flip.)

# %% tags=["exercise"]
seeds_for_one, seeds_for_four = ..., ...
check("20.2", seeds_for_one, seeds_for_four)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why are all models given the same seeds?</summary>
#
# So that each pair of errors is about the same data; only their ratio counts.
# </details>
#
# <details><summary>What does p = 0.01 say?</summary>
#
# If both models were equally good, flips of sign would give so clear a difference in one of a hundred ways.
# </details>
#
# <details><summary>Why are p-values corrected?</summary>
#
# With several rivals there are several chances to be misled.
# </details>
#
# <details><summary>When did the learned n help?</summary>
#
# When the law lay between sum and product, so that neither of the two models was right.
# </details>
#
# <details><summary>What did the baseline `interactions` change?</summary>
#
# It showed that the gain came from products of inputs, which a plain line can have, too.
# </details>
#
# ## In practice
#
# `minigrad compare trees delivery`, or `minigrad compare FILE.csv --target COLUMN`, makes the fair table, with a picture
# and a paragraph in plain words. The picture to keep:
#
# ![Errors over the number of training rows, for little and for more noise: with little noise neurons, product units and a line with products are far below tanh](pictures/20_compare_models.png)
#
# ## New words
#
# - **p**: how often chance alone gives a difference as clear as the one that was found.
# - **sign-flip test**: a test that flips the signs of differences, in all ways or at random.
# - **Holm's correction**: larger p for several comparisons, so that one false verdict stays rare.
#
# ## Further reading
#
# - Demšar, [Statistical Comparisons of Classifiers over Multiple Data
#   Sets](https://jmlr.org/papers/v7/demsar06a.html), 2006.
# - `minigrad/study/standing.py`: the verdicts. `figures/data/README.md`: the commands of the recorded studies.
