# %% [markdown]
# # How sure is n?
#
# - **You will make** the curve that shows how firmly a table says n, with an interval on it.
# - **You will learn** what a 95 % interval is and where its limit comes from, and when data cannot tell
#   n at all.
# - **You need** [lesson 12](12_let_neuron_decide.ipynb).
# - **16 minutes** to read and run, **12** for the exercises
#
# In lesson 12, training ended at n = 0.97 for the trees and at n = 0 for the deliveries. A number with
# two digits looks certain. Is it?

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution
from scipy import stats

import minigrad as mg

plt.style.use("minigrad.plot.teaching")


def loss_of(model, task):
    return mg.nn.mse_loss(model(task.x), task.y).item()


# %% [markdown]
# ## Hold n, refit the rest
#
# Ask the data about one n after the other: hold n there, fit weights and bias as well as they can be,
# and note the loss. The curve of these losses is called the *profile* of the loss along n, and it looks
# like a valley. (`least_squares` is a black box until [lesson 16](16_linearise_errors.ipynb).)

# %%
GRID = np.linspace(0, 1, 101)


def valley(task, bias=True):
    neuron = mg.nn.AddMul(2, 1, bias=bias, learn_n=False, rng=0)
    losses = []
    for n in GRID:
        neuron.n.data[:] = n  # hold n here …
        mg.train.least_squares(neuron, task)  # … and refit the rest, from where it was
        losses.append(loss_of(neuron, task))
    return np.array(losses)


# %% [markdown]
# **Guess:** which of the two tables has the deeper valley? Think of lesson 12's errors on rows that were
# left out.

# %%
tasks = {name: mg.tasks.load(name) for name in ("trees", "delivery")}
valleys = {name: valley(task) for name, task in tasks.items()}
for name, losses in valleys.items():
    relative = losses / losses.min()
    print(f"{name:<9} least loss at n = {GRID[losses.argmin()]:.2f}", end=", ")
    print(f"at n = 0: {relative[0]:.2f} times that, at n = 1: {relative[-1]:.2f} times")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.2))
for losses, colour in zip(valleys.values(), ("C2", "C5"), strict=True):
    ax.plot(GRID, losses / losses.min(), color=colour)
ax.text(0.2, 2.0, "trees", color="C2")
ax.text(0.75, 1.2, "delivery", color="C5", ha="right")
ax.axhline(1, color="0.6", linewidth=1)
ax.set(xlabel="n, held fixed", ylabel="loss / least loss", xlim=(0, 1))
ax.set_title("One valley is deep, the other shallow")
plt.show()

# %% [markdown]
# The trees have the deeper one: a sum costs them more than twice the least loss. The deliveries like a
# sum best, but a product has only 1.2 times its loss. Is that little, or is it enough to say "not a
# product"? (On [the page](../figures/explore.html#units=means&valley=kneser&at=0.5) you can move n along the
# valley of the trees.)
#
# ## What chance does
#
# Nobody knows the true n of deliveries. So let us make tables of which we know it: a neuron with n = ½
# is the law, and measurements differ from it by chance, by about a tenth of an average tree. On each
# table we fit twice: with n held at the true ½, and with n free. (`warm_start` holds n where it stands,
# here at ½, and fits the rest.)
#
# **Guess:** in how many of 200 such tables does the *true* n have the least loss of all?

# %%
trees = tasks["trees"]
law = mg.nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
mg.train.warm_start(law, trees)  # the best weights for n = ½
rng, ratios = np.random.default_rng(0), []
for _ in range(200):
    measured = law(trees.x).data + rng.normal(0, 0.1, trees.y.shape)
    made = mg.tasks.Task.from_arrays(trees.x, measured)
    fitted = mg.nn.AddMul(2, 1, n=0.5, bias=True)
    fitted.load_state_dict(law.state_dict())
    mg.train.warm_start(fitted, made)  # n held at the true ½
    held = loss_of(fitted, made)
    mg.train.least_squares(fitted, made)  # n free
    ratios.append(held / loss_of(fitted, made))
ratios = np.array(ratios)
print(f"the true n is the best in {np.sum(ratios <= 1 + 1e-9)} of {len(ratios)} tables")
print(f"loss at the true n / least loss: half of them above {np.median(ratios):.3f}", end=", ")
print(f"the largest {ratios.max():.2f}")

# %% [markdown]
# In none. A free n always finds some accident of the rows to fit, so the truth lies a little up the
# slope of the valley. (From ½, n can go both ways. A true n of 0 or 1 stands at a bound, and may itself be the best.)
# How far up can chance push it?
#
# ## The limit
#
# Fitting n besides the rest lowered the loss, from *held* to *least*. Compare that with the loss that is
# left. Of N rows, p fitted numbers use up p (here 4: two weights, the bias and n). The others are called
# *degrees of freedom*, and each has its share of the least loss:
#
# $$F = \frac{\text{held} - \text{least}}{\text{least} / (N - p)}$$
#
# If n has fitted nothing but chance, it has used up one degree of freedom like any other, and F is about 1. A
# much larger F says that the held n costs more than chance. R. A. Fisher worked out how large F becomes by chance
# alone. His distribution with 1 (one number, n) and N − p degrees of freedom has a value that F stays below in 95
# of 100 tables: `stats.f.ppf(0.95, 1, N - p)`. Solve for held / least, and you have the limit, $1 + F / (N - p)$.


# %%
def limit_of(rows, fitted):
    spare = rows - fitted
    return 1 + stats.f.ppf(0.95, 1, spare) / spare


for name, task in tasks.items():
    limit = limit_of(len(task.y), 4)
    print(
        f"{name:<9} {len(task.y)} rows: F at most {(limit - 1) * (len(task.y) - 4):.2f}", end=", "
    )
    print(f"so loss / least loss at most {limit:.4f}")
below = np.sum(ratios <= limit_of(31, 4))
low, high = mg.study.wilson(below, len(ratios))
print(f"of {len(ratios)} made tables, the truth is within the limit in {below}: ", end="")
print(f"{below / len(ratios):.1%}, give or take: {low:.1%} to {high:.1%}")


# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 2.8))
ax.hist(ratios, bins=np.linspace(1, 1.3, 46), color="C0")
ax.axvline(limit_of(31, 4), color="black", linestyle="--")
ax.text(limit_of(31, 4) + 0.004, 35, "limit")
ax.set(xlabel="loss at the true n / least loss", ylabel="tables")
ax.set_title("Chance seldom pushes the truth beyond the limit")
plt.show()

# %% [markdown]
# The formula holds its promise here. (It is exact for straight-line models with bell-shaped noise, and nearly
# so for our neuron. `wilson` says how far such a share can be trusted: [lesson 19](19_expose_tricks.ipynb).)
#
# ## The interval
#
# Now turn it round. Every n whose loss stays within the limit could be the true one, with the rest due to
# chance. Together they are the *95 % interval*, a confidence interval: a rule that in 95 of 100 studies
# catches the true value. (Whether this one does, nobody can say.) Read it off, and compare with what
# `mg.study.profile` finds:

# %%
for name, task in tasks.items():
    losses = valleys[name]
    inside = GRID[losses / losses.min() <= limit_of(len(task.y), 4)]
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    low, high = mg.study.profile(neuron, task).interval
    print(f"{name:<9} {inside.min():.2f} to {inside.max():.2f}; profile: {low:.2f} to {high:.2f}")
print(
    f"a product of deliveries: {valleys['delivery'][-1] / valleys['delivery'].min():.4f}", end="; "
)
print(f"the limit by χ² for 25 rows: {np.exp(stats.chi2.ppf(0.95, 1) / 25):.4f}")

# %% tags=["picture", "hide-input"]
with plt.rc_context({"font.size": 14, "axes.labelsize": 15, "axes.titlesize": 16}):
    fig, ax = plt.subplots(figsize=(5.6, 4.4))
    for (name, losses), colour in zip(valleys.items(), ("C2", "C5"), strict=True):
        relative = losses / losses.min()
        within = relative <= limit_of(len(tasks[name].y), 4)
        ax.plot(GRID, relative, color=colour, linewidth=2)
        ax.plot(GRID[within], relative[within], color=colour, linewidth=6, solid_capstyle="round")
    ax.text(0.14, 2.1, "trees: a sum\nis ruled out", color="C2")
    ax.text(0.02, 1.13, "delivery: nothing\nis ruled out", color="C5")
    ax.set(xlabel="n, held fixed", ylabel="loss / least loss", xlim=(0, 1), ylim=(0.95, 2.4))
    ax.set_title("Thick: what the data\ndo not rule out")
    plt.show()

# %% [markdown]
# So the trees say "between 0.69 and 1": not a sum, and perhaps exactly a product. (n beyond 0 and 1 was not
# asked.) The deliveries rule out *nothing*: even the product, at 1.2008, is just within its limit of 1.2059. The
# honest report is "n = 0 fits best, and these 25 rows do not decide". They cannot call any other n wrong.
#
# (Many programs take χ² instead of F. Its limit forgets that the noise is estimated, too, and is too narrow with few
# rows: at 1.1661, it would rule out the product.)
#
# ## What makes it wide
#
# More rows make the interval narrower. But a number of the model can make it wide again. Here are 100 rows
# of a known law, y = x₁ + x₂, with noise of a tenth of the spread of y. The inputs lie between 1 and 2. A bias
# is not needed. **Guess:** does it do any harm to have one?

# %%
noisy = mg.tasks.load("sum", samples=100, noise=0.1)
for bias in (False, True):
    neuron = mg.nn.AddMul(2, 1, bias=bias, rng=0)
    mg.train.warm_start(neuron, noisy)
    low, high = mg.study.profile(neuron, noisy).interval
    print(f"bias={bias!s:<5} n between {low:.2f} and {high:.2f}")

product = mg.nn.AddMul(2, 1, n=1.0, learn_n=False, bias=True, rng=0)
mg.train.least_squares(product, mg.tasks.load("sum"))  # a product, fitted to the exact sum
w1, w2 = product.weight.data[0]
print(f"a product fitted to the sum: {np.exp(product.bias.item()):.2f} · x₁^{w1:.2f} · x₂^{w2:.2f}")

# %% [markdown]
# With a bias, the interval is nearly five times as wide. The bias is a free factor of a product (lesson 7),
# and 2·√(x₁x₂), twice the geometric mean, is nearly x₁ + x₂, twice the ordinary mean, where both inputs lie
# between 1 and 2. So even × can imitate +. Numbers of a model are *identifiable* if the data leave only one
# choice for them; here n is, but hardly. The cure: no number that the law does not need. Measured data keep
# their bias, since a change of units goes into it ([lesson 14](14_change_units.ipynb)).
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("13.1")` shows a worked answer.
#
# **Exercise 1.** `mg.tasks.load("sum")` is the law y = x₁ + x₂ without noise. Keep the bias, and find the sum
# all the same: make an `AddMul` with `bias=True` and `n=0.5`, and train it until n is 0 to two digits and the
# weights are 1. (`mg.train.fit` does not get there. What could you change?) Give `check` your neuron.

# %% tags=["exercise"]
my_neuron = ...
check("13.1", my_neuron)

# %% [markdown]
# **Exercise 2.** Turn the limit round. Write `by_chance`: in what share of tables does chance push the truth
# as far up as `ratio` = loss / least loss, or further? (`stats.f.sf` is the share above an F.) For a product
# of deliveries, `by_chance(1.2008, 25, 4)`, it is just above a twentieth.


# %% tags=["exercise"]
def by_chance(ratio, rows, fitted):
    return ...


check("13.2", by_chance)

# %% [markdown]
# **Exercise 3.** A table has two inputs, and in every row x₂ = 2 · x₁. The law is y = 5 · x₁. Are the two
# weights of a sum w₁x₁ + w₂x₂ identifiable? Give two different pairs that fit without error.

# %% tags=["exercise"]
pair_1, pair_2 = ..., ...
check("13.3", pair_1, pair_2)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is the profile of the loss?</summary>
#
# For each n, held fixed, the least loss that the other numbers can reach.
# </details>
#
# <details><summary>Why does the true n not have the least loss?</summary>
#
# A free n also fits the accidents of the rows, and each table has some.
# </details>
#
# <details><summary>What does a 95 % interval promise?</summary>
#
# That the rule by which it is made catches the true value in about 95 of 100 studies.
# </details>
#
# <details><summary>The interval of the deliveries is 0 to 1. So is n = 0?</summary>
#
# It may be. Nothing is ruled out, and "not ruled out" is not "shown".
# </details>
#
# <details><summary>How can a bias that is not needed make n uncertain?</summary>
#
# It lets other n imitate the law, such as the product 2·√(x₁x₂), so their losses are nearly as small.
# </details>
#
# ## In practice
#
# Print no n without its interval; `minigrad train` prints both. This is the picture to look at:
#
# ![Loss along n for two tables. That of the trees falls steeply and is thick from 0.69 to 1; that of the deliveries rises little and is thick from 0 to 1](pictures/13_measure_certainty.png)
#
# ## New words
#
# - **profile**: for each n, held fixed, the least loss that all other numbers can reach.
# - **degrees of freedom**: rows less fitted numbers; the more there are, the better chance is averaged out.
# - **95 % interval**: the values that the data do not rule out; about 95 of 100 such intervals contain
#   the true one.
# - **identifiable**: said of numbers of a model for which the data leave only one choice.
#
# ## Further reading
#
# - Bates and Watts, [Nonlinear Regression Analysis and Its
#   Applications](https://doi.org/10.1002/9780470316757), 1988: profiles and their intervals.
# - `minigrad/study/profile.py`: how the ends are found between the points of the grid.
