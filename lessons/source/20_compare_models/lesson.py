# %% [markdown]
# # The fair table
#
# - **You will make** a fair table of five models, and the test behind its verdicts.
# - **You will learn** to read such a table, and what became of the neuron in it.
# - **You need** [lesson 12](12_let_neuron_decide.ipynb) and [lesson 19](19_expose_tricks.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# The test tosses coins. You will draw all that they can do:
#
# ![A heap of bars around 0, and two thin red lines far out in its left and right flank](pictures/20_compare_models.png)

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Five models, one table
#
# Lesson 19 had four models. A neuron that chooses between sum and product has one more rival: fit
# the line and the power law, and keep the one that fits its training rows better. Call it `either`.
#
# `mg.study.compare` trains every model with every seed. A model is given as a function that makes it.
# It is trained by least squares, unless a `Contender` brings another recipe; `contenders` has ready ones.


# %%
def neuron(task, rng):
    return mg.nn.AddMul(2, 1, bias=True, rng=rng)


def tanh(task, rng):
    hidden, output = mg.nn.Linear(2, 8, rng=rng), mg.nn.Linear(8, 1, rng=rng)
    return mg.nn.Sequential(hidden, mg.nn.Tanh(), output)


def by_adam(model, task, rng):
    mg.train.fit(model, task, steps=500, lr=0.1, rng=rng)


models = {"neuron": neuron, "tanh": mg.study.Contender(tanh, by_adam)}
models |= mg.study.contenders(["line", "power-law", "either"])

# %% [markdown]
# The task is that of lesson 19: 32 rows, x between 1 and 2, noise a fifth of y's spread. But now there
# are two laws, x₁ · x₂ and x₁ + x₂: who picks the law picks the winner. The words of the table:
#
# - **test error**: the median of ten seeds, on unseen rows without noise. Half of the seeds lie between
#   the **quartiles**.
# - **× neuron**: with each seed, divide the model's error by the neuron's. This is the median of
#   the ten quotients. (So it is not the quotient of two test errors. Each seed has its own rows, and
#   hard rows are hard for all.)
# - **verdict**: what a test says, the first model against this one. You will build it.
#
# **Guess:** where does the neuron stand with each law: first, last, or between?

# %%
results = {}
for law in ("product", "sum"):
    draw = mg.tasks.sampler(law, samples=32, noise=0.2)
    results[law] = mg.study.compare(draw, models, seeds=10)
    print(f"{law:<10} test error   quartiles      × neuron  than the neuron")
    for row in results[law].rows:
        spread = f"{row.test_low:.3f}…{row.test_high:.3f}"
        print(f"{row.model:<10}   {row.test:.3f}    {spread}    {row.ratio:.2f}    {row.verdict}")

# %% [markdown]
# Between. On the product the power law is ahead. On the sum the line is level with the neuron, for where n goes to
# 0, the neuron *is* the line. The wrong one of the two is far behind: 2.64 and 2.20 times the neuron's
# error. So if you know the law, use it. If you do not, use `either`: it is ahead of the neuron on
# the product, and nowhere clearly behind. To learn n gained nothing over trying both.
#
# ## The test behind the verdict
#
# Where does "probably" come from? Take one rival, the power law on the product. Ten seeds are ten
# pairs of errors. For each pair take d, the logarithm of the quotient: below 0, the rival is ahead.
#
# If the two were equally good, each pair could as well have come out the other way round, and d
# would have the other sign. So toss a coin for each d, flip its sign at heads, and add up. Ten coins
# can fall in 1,024 ways: try them all. The *p-value* is the share of ways whose sum is at least as far from 0
# as that of the data. This is the *sign-flip test*.


# %%
def differences(result):
    errors = {row.model: np.array(row.errors) for row in result.rows}
    first = errors.pop("neuron")
    return {name: np.log(rival / first) for name, rival in errors.items()}


def sign_flips(d):
    coins = np.array(list(itertools.product((1, -1), repeat=len(d))))
    sums = coins @ d  # one for each way that the coins can fall
    as_far = abs(sums) >= abs(d.sum()) * (1 - 1e-9)
    return sums, as_far.mean()


d = differences(results["product"])
print("d of the power law:", *d["power-law"].round(2) + 0)
sums, p = sign_flips(d["power-law"])
print(f"{p * len(sums):.0f} of {len(sums):,} sums are at least as far from 0: p = {p:.4f}")

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(5, 3))
data = abs(d["power-law"].sum())
bins = np.arange(-26, 27) / 20 * data * (1 - 1e-9)  # the data lie on an edge
ax.hist(sums, bins, color="0.75")
ax.hist(sums[abs(sums) >= data - 1e-9], bins, color="C2")
for side in (-1, 1):
    ax.axvline(side * data, color="C2", lw=1.5)
ax.text(data + 0.08, 60, "as far as\nthe data", color="C2", va="top", size=12)
ax.set(xlabel="sum of the ten d, signs by coins", ylabel="ways", xlim=(-3.2, 3.2))
ax.set_title("1,024 ways the coins can fall", size=14)
plt.show()

# %% [markdown]
# So chance alone seldom goes that far. But four rivals are four chances to be misled by luck.
# *Holm's correction* pays for that: multiply the smallest p by 4, the next one by 3, then by 2 and
# by 1; and no result may be below the one before it.

# %%
p = {name: sign_flips(ten)[1] for name, ten in d.items()}
tables = {row.model: row.p for row in results["product"].rows}
corrected = 0.0
for times, name in zip((4, 3, 2, 1), sorted(p, key=p.get), strict=True):
    corrected = max(corrected, times * p[name])
    print(f"{name:<10} p {p[name]:.4f}, corrected {corrected:.4f}; the table's {tables[name]:.4f}")

# %% [markdown]
# These are the p-values of the table. It says "probably" if p is at most 0.05, "as good" if the two are
# within 3 % with every seed, and "cannot tell" otherwise, which does not mean "equal". (With many seeds
# it tosses 9,999 times. A t-test would ask for bell-shaped d, while a few are often huge; coins do not. One huge d
# cannot make a verdict, but it can undo one. And each rival is compared with the neuron only: ten pairs of five
# models would cost far more.)
#
# ## A law in between
#
# Sum and product are the two laws that the neuron contains. Economists know laws between:
# y = A·(δ·x₁^ρ + (1 − δ)·x₂^ρ)^(1/ρ) is a sum for ρ = 1, and close to ρ = 0 a product. A recorded study
# has ρ = ½, 5 % noise and 20 seeds. In it is Box–Cox ([lesson 17](17_compare_bridges.ipynb)), fitted as
# statisticians do: it raises inputs and target to one power, which it learns, and adds. **Guess:** whom will more
# rows help: `either`, Box–Cox, the neuron?


# %%
def recorded(name):
    path = f"../figures/data/{name}.csv"
    rows = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
    return rows.view(np.recarray)


between, curves = recorded("between"), {}
names = {"either": "either", "tanh": "tanh", "addmul": "neuron", "box-cox": "Box–Cox"}
for model, name in names.items():
    rows = between[(between.model == model) & (between.rho == 0.5)]
    curves[name] = rows.test, rows.test_low, rows.test_high
    print(f"{name:<8} {rows.ratio[-1]:.2f} times the neuron's error, from 60 rows")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(6.5, 3.2))
ax.set_prop_cycle(color=["gray", "#964a8b", "#e42536", "black"])
mg.plot.error_curves(rows.samples, curves, ax=ax)
ax.set(xlabel="training rows", ylabel="test error")
ax.set_title("Box–Cox leads, the neuron follows", size=14)
plt.show()

# %% [markdown]
# The neuron and Box–Cox. `either` hardly moves, as neither of its two models is right. This is what n
# is for. But the classical model is better at it: it has 0.65 times the neuron's error. It also has the
# easier task. This law is one of its own, with the power ½; the neuron can only come near.
#
# ## Where nobody made the law
#
# Five tables from textbooks. Each row is left out once, and predicted by a model that has seen the
# others. Sixteen models were tried. We show five of them, and each error is divided by the least of
# the sixteen.

# %%
measured = recorded("measured")
names = {"line": "line", "power-law": "power law", "tanh": "tanh"}
names |= {"either": "either", "addmul": "neuron"}
print(f"{'times the least':<15}", *(f"{name:>9}" for name in names.values()), "  the least has")
for table in ("trees", "delivery", "stormer", "cement", "planets"):
    errors = {row.model: row.test for row in measured if row.task == table}
    best = min(errors, key=errors.get)
    print(f"{table:<15}", *(f"{errors[model] / errors[best]:>9.2f}" for model in names), " ", best)
print(f"the period of a planet: the line is wrong by {errors['line']:.0f} years", end="")
print(f", the neuron by {errors['addmul'] * 365:.0f} days")
rivals = measured[measured.model != "addmul"]
told = rivals[["probably" in verdict for verdict in rivals.verdict]]
print(f"the test tells {len(told)} of {len(rivals)} from the neuron, on", *set(told.task))

# %% [markdown]
# The neuron is first on none of the five. A classical model is: a line through the logarithms
# (`log-log`), one through their squares and products too (`translog`), or one that has squares and
# products and keeps its weights small (`ridge`). Nor is the neuron ever better than the better of line
# and power law; `either` is as good or better on four. Both mostly insure against the wrong one of
# the two. (2,067 times is no misprint: planets follow a power law, and the outer periods count most.)
#
# And the test can tell little: the tables are short, and each has 15 rivals, for which p must pay. (And p is rough
# here, hence "probably": models that left out one row each have learned from nearly the same rows.)
#
# ## Several neurons
#
# Several neurons can multiply and then add. In a recorded study, networks learn x₁x₂ + x₃x₄ from few
# rows: the neurons, product units, which multiply and do not decide, and tanh. One rival is plain:
# `interactions`, a line that also has the product of every two inputs. **Guess:** who leads?

# %%
little, curves = recorded("little_data"), {0.01: {}, 0.1: {}}
names = {"line": "line", "product": "product units", "tanh": "tanh", "addmul": "neurons"}
names |= {"interactions": "interactions"}
for model, name in names.items():
    for noise in curves:
        rows = little[(little.model == model) & (little.noise == noise)]
        curves[noise][name] = rows.test, rows.test_low, rows.test_high
    print(f"{name:<13} from 64 rows: error {curves[0.01][name][0][-1]:.4f} with 1 % noise,", end="")
    print(f" {curves[0.1][name][0][-1]:.3f} with 10 %")
ours, plain = (little.test[little.model == model] for model in ("addmul", "interactions"))
print(f"interactions has less error than the neurons in {sum(plain < ours)} of {len(ours)} cases")
told = little.verdict[little.model == "product"] != "cannot tell"
print(f"the test tells product units from the neurons in {sum(told)} of {len(told)} cases")

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.8), sharey=True)
for ax, noise in zip(axes, curves, strict=True):
    ax.set_prop_cycle(color=[mg.plot.PLUS, mg.plot.TIMES, "#964a8b", "#e42536", "black"])
    mg.plot.error_curves(rows.samples, curves[noise], ax=ax)
    ax.set(ylim=(1e-3, 2), xlabel="training rows")
axes[0].set(ylabel="test error", title="1 % noise: from 16 rows, × leads")
axes[1].set_title("10 % noise: the lead shrinks")
plt.show()

# %% [markdown]
# The plain one, fitted in one step. Without it in the picture you would have believed in the neurons,
# which with little noise are so far ahead of tanh.
#
# ## What helped was to multiply, not to decide
#
# Look at who leaves tanh behind: all three that can multiply. Product units do not decide at all, and the
# test cannot tell them from the neurons in a single case. So we saw no gain from n here, nor on a pure
# sum or product, where `either` is at least as good. **In one neuron, deciding helped where the law lies
# between**: there it beats both of the models that it contains. And even there a classical one is
# better. [What it is good for](verdict.md) adds it all up.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("20.1")` shows a worked
# answer.
#
# **Exercise 1.** A rival is worse with every seed. How many seeds does it take until p, for this one
# rival, is at most 0.05? And until it is, as the smallest p of four rivals, after the correction? (Count
# the ways that the coins can fall.)

# %% tags=["exercise"]
seeds_for_one, seeds_for_four = ..., ...
check("20.1", seeds_for_one, seeds_for_four)

# %% [markdown]
# **Exercise 2.** Compute from `results["product"].rows`, for the power law: the quotient of its median
# error and the neuron's; and the median of the ten quotients. (Each row has `errors`.)

# %% tags=["exercise"]
of_medians, of_seeds = ..., ...
check("20.2", of_medians, of_seeds)

# %% [markdown]
# **Exercise 3.** Add `mg.study.contenders(["interactions"])` to a copy of `models`, and compare on the
# product again. What are now the p and the verdict of the *power law*? (Its errors do not change. Do
# p and verdict?)

# %% tags=["exercise"]
p_value, verdict = ..., ...
check("20.3", p_value, verdict)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does "× neuron 2.64" mean?</summary>
#
# With half of the seeds the model's error is more than 2.64 times the neuron's, with half it is less.
# </details>
#
# <details><summary>Why may the sign of a difference be flipped?</summary>
#
# If both models are equally good, each pair could as well have come out the other way round.
# </details>
#
# <details><summary>What is a p-value?</summary>
#
# How often chance alone, with equal models, would give a difference at least as far from 0.
# </details>
#
# <details><summary>Why are p-values corrected for the number of rivals?</summary>
#
# Each rival is one more chance to be misled by luck. Without the correction, many rivals are sure to
# bring a "winner".
# </details>
#
# <details><summary>When did it help that the neuron can decide?</summary>
#
# When the law was neither a sum nor a product, but between.
# </details>
#
# ## In practice
#
# `minigrad compare trees delivery`, or `minigrad compare FILE.csv --target COLUMN`, makes the fair table,
# with a picture and a paragraph in plain words. It runs two seeds twice, and says whether their bits
# were the same.
#
# ## New words
#
# - **sign-flip test**: a test of pairs; it asks how often random signs would do as much as the data.
# - **p-value**: how often chance alone would give a difference at least as far from 0.
# - **Holm's correction**: a way to raise p-values when there are several rivals.
#
# ## Further reading
#
# - `minigrad/study/standing.py`: the test, and when a model is called worse.
# - S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
#   Statistics 6, 1979.
# - `figures/data/README.md`: the commands of the recorded studies.
