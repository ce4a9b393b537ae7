# %% [markdown]
# # Is it worth it?
#
# - **You will make** four comparisons that mislead, and the rule that tells how
#   sure a count of successes is.
# - **You will learn** what makes a comparison fair, and what stops each of the tricks.
# - **You need** [lesson 4](04_train_network.ipynb) and [lesson 12](12_let_neuron_decide.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# Two teams publish the same twenty networks, and one team wins. This is how:
#
# ![Two rows with the same twenty dots, errors of one network; above, the median is chosen, below, the best, far to its left](pictures/19_expose_tricks.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Four models
#
# You want a model to win. First: win against what? A *baseline* is the plain thing that a new model has to
# beat. Our new model is the neuron that decides; the baselines are a line, a power law and a
# network of eight tanh neurons. Here they are, each made and trained by one function.
# (Least squares is from [lesson 16](16_linearise_errors.ipynb), training from both ends from
# [lesson 14](14_change_units.ipynb), `fit` from [lesson 5](05_scale_steps.ipynb).)


# %%
def line(task, rng):
    model = mg.nn.Linear(2, 1, rng=rng)
    mg.train.least_squares(model, task)
    return model


def power_law(task, rng):
    model = mg.nn.Product(2, 1, bias=True, rng=rng)
    mg.train.least_squares(model, task)
    return model


def neuron(task, rng):
    model = mg.nn.AddMul(2, 1, bias=True, rng=rng)
    mg.train.from_both_ends(model, task, mg.train.least_squares)
    return model


# %%
def tanh(task, rng, units=8, lr=0.1):
    hidden, output = mg.nn.Linear(2, units, rng=rng), mg.nn.Linear(units, 1, rng=rng)
    model = mg.nn.Sequential(hidden, mg.nn.Tanh(), output)
    mg.train.fit(model, task, steps=500, lr=lr, rng=rng)
    return model


def error(model, x, y):
    return np.mean((model(x).data - y) ** 2) ** 0.5


# %% [markdown]
# The task: 32 rows of y = x₁ · x₂, with x between 1 and 2, and noise on y a fifth as large as y's own
# spread. A *seed* is the number from which all random numbers of a run follow: here the rows, the
# noise and the initial weights. We train each model with 20 seeds, and print the median error.
#
# ## Trick 1: judge by the rows it learned from
#
# **Guess:** which of the four comes closest to the rows that it learned from? And which to 1,024 rows
# without noise, which it has never seen?

# %%
draw = mg.tasks.sampler("product", samples=32, noise=0.2)  # draw(seed) is a task
models = {"line": line, "power law": power_law, "tanh": tanh, "neuron": neuron}
learned, unseen = {}, {}
for name, make in models.items():
    learned[name], unseen[name] = [], []
    for seed in range(20):
        task = draw(seed)
        model = make(task, np.random.default_rng(seed))
        learned[name].append(error(model, task.x, task.y))
        unseen[name].append(error(model, task.x_test, task.y_test))
    size = mg.nn.count_parameters(model)
    print(f"{name:<10} {size:>2} numbers, ", end="")
    print(f"on its own rows {np.median(learned[name]):.3f}", end="")
    print(f", on unseen rows {np.median(unseen[name]):.3f}")

# %% [markdown]
# On its own rows tanh is first: 33 numbers can bend to a lot, also to noise. On unseen rows it is
# third, and the power law is first. (All errors are smaller there, as these rows have no noise.)
#
# **What stops the trick:** unseen rows.
#
# ## Trick 2: try often, report the best
#
# Take one table and one network, with four tanh neurons. Train it with 20 seeds, which now decide
# only its initial weights and the order of the rows. To judge it there are few rows, 16. We keep
# the other 1,008 for later.

# %%
task = draw(0)
few, many = slice(0, 16), slice(16, None)
on_train, on_few, on_many = [], [], []
for seed in range(20):
    network = tanh(task, np.random.default_rng(seed), units=4, lr=0.03)
    on_train.append(error(network, task.x, task.y))
    on_few.append(error(network, task.x_test[few], task.y_test[few]))
    on_many.append(error(network, task.x_test[many], task.y_test[many]))

# %% [markdown]
# Two teams have these same 20 networks. The grey team reports the median of their errors on the 16
# rows. The red team "tunes its seed on the test rows", and reports the best.

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(5, 2.7))
reports = (np.median(on_few), "C4"), (min(on_few), "C2")
for place, (reported, colour) in enumerate(reports):
    ax.plot(on_few, [-place] * 20, "o", color=colour, alpha=0.35, markersize=9, markeredgewidth=0)
    ax.plot(reported, -place, "o", color=colour, markersize=17)
    ax.text(reported, 0.32 - place, f"{reported:.3f}", color="0.2", ha="center", size=13)
ax.set_yticks((0, -1), ("the median", "the best"), size=13)
ax.margins(x=0.1)
ax.set(ylim=(-1.5, 0.8), xlabel="error of one network on 16 rows, 20 seeds")
ax.set_title("The same network beats itself", size=14)
plt.show()

# %% [markdown]
# **Guess:** how much of red's lead is left on the 1,008 rows by which nobody has chosen: all,
# most, little, or nothing?

# %%
best = int(np.argmin(on_few))
for words, errors in {"the 16 rows": on_few, "1,008 fresh rows": on_many}.items():
    share = errors[best] / np.median(errors)
    print(f"on {words:<16}: red's network has {share:.2f} times the median error")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(5.5, 3.4))
shares = np.array([errors / np.median(errors) for errors in (on_few, on_many)])
ax.plot(shares, "o-", color="C4", alpha=0.5, lw=1, markersize=5)
ax.plot(shares[:, best], "o-", color="C2", lw=3, markersize=9)
for place, share in enumerate(shares[:, best]):
    side = 0.06 if place else -0.06
    ax.text(place + side, share, f"{share:.2f}", va="center", ha="left" if place else "right")
ax.set_xticks((0, 1), ("16 rows,\nby which red chose", "1,008 fresh rows"))
ax.set(xlim=(-0.4, 1.4), ylabel="error / the median error")
ax.set_title("Red's lead was mostly luck")
plt.show()

# %% [markdown]
# Little. Rows by which you chose are no longer unseen: the network was chosen for its luck with
# these 16. Not all leads are luck: look at the grey lines that start low and stay low. Some seeds do
# train better, and red, who took the best dot of few rows, missed them.
#
# **What stops the trick:** choose by the training error, or by rows set aside for choosing; judge by
# other rows; and give the rival as many tries. Exercise 1 is to choose like that.
#
# ## Trick 3: show one run
#
# Back to trick 1's models. The law is a product, so the power law is right. And yet:

# %%
ratio = np.array(unseen["neuron"]) / np.array(unseen["power law"])
fig, ax = plt.subplots(figsize=(6, 2.7))
ax.axhline(1, color="0.6", lw=1)
ax.plot(ratio, "o", color="C3")
ax.set_xticks(range(0, 20, 5))
ax.set(xlabel="seed", ylabel="neuron's error /\npower law's error")
ax.set_title("To choose the seed is to choose the winner")
plt.show()
print(f"neuron better: {sum(ratio < 0.999)}, equal: {sum(abs(ratio - 1) < 0.001)}, ", end="")
print(f"worse: {sum(ratio > 1.001)} of 20; with seed {ratio.argmin()}, {ratio.min():.3f} times")

# %% [markdown]
# With one seed the neuron wins. To report that seed alone would be true, and worthless.
#
# So count over many seeds. But how sure is a count? Say that each training succeeds with
# probability r. The share of successes among m trainings scatters around r, with the standard
# deviation √(r(1 − r)/m), and about 95 of 100 shares lie within 1.96 of these. Turn that round:
# you have the share, so keep every r that could well have led to it.


# %%
def interval(successes, runs):
    r = np.linspace(0, 1, 100_001)  # every rate that comes into question
    possible = abs(successes / runs - r) <= 1.96 * np.sqrt(r * (1 - r) / runs)
    return r[possible].min(), r[possible].max()


for successes, runs in ((9, 10), (90, 100)):
    low, high = interval(successes, runs)
    print(f"{successes} of {runs}: from {low:.3f} to {high:.3f}", end="; ")
    low, high = mg.study.wilson(successes, runs)
    print(f"mg.study.wilson: from {low:.3f} to {high:.3f}")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(5.5, 3.6))
r = np.linspace(0, 1, 501)
half = 1.96 * np.sqrt(r * (1 - r) / 10)
ax.fill_between(r, np.maximum(r - half, 0), np.minimum(r + half, 1), color="0.87")
low, high = interval(9, 10)
ax.plot((0, low), (0.9, 0.9), ":", color="0.4", lw=1)
ax.plot((low, high), (0.9, 0.9), color="C2", lw=4, solid_capstyle="butt")
for end, side in ((low, "right"), (high, "left")):
    ax.plot((end, end), (0, 0.9), ":", color="0.4", lw=1)
    ax.text(end, 0.03, f" {end:.2f} ", ha=side, color="C2")
ax.text(0.33, 0.3, "95 of 100 shares\nlie in the grey", color="0.35", ha="center")
ax.set(xlabel="true rate r", ylabel="share of ten runs", xlim=(0, 1.12), ylim=(0, 1.03))
ax.set_xticks((0, 0.25, 0.5, 0.75, 1))
ax.set_yticks((0, 0.5, 0.9), ("0", "0.5", "9 of 10"))
ax.set_title("Rates that could well lead to 9 of 10")
plt.show()

# %% [markdown]
# A *confidence interval* is such a range: it is made from data by a rule that catches the true value
# in about 95 of 100 studies. Yours is Wilson's. (He solved for the two ends.) Does it keep its
# word? Make 10,000 studies of ten trainings, with a rate that we know:

# %%
rng = np.random.default_rng(0)
for rate in (0.5, 0.9):
    ends = np.array([interval(k, 10) for k in range(11)])[rng.binomial(10, rate, 10_000)]
    caught = np.mean((ends[:, 0] <= rate) & (rate <= ends[:, 1]))
    print(f"true rate {rate}: caught in {caught:.0%} of the studies")

# %% [markdown]
# Roughly, as counts of ten runs are coarse. Now a recorded study: networks learned x₁x₂ + x₃x₄ from 64 rows with
# 1 % noise. With product units, which multiply and do not decide, 10 of 10 trainings succeeded (were wrong by
# less than 1 % of y's spread); with neurons that decide, 9 of 10. **Guess:** is that a difference?


# %%
def recorded(name):
    """Return the rows of a table in figures/data; the column test is row.test."""
    path = f"../figures/data/{name}.csv"
    rows = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
    return np.atleast_1d(rows).view(np.recarray)


little, rates = recorded("little_data"), {}
names = {"product": "product units", "addmul": "neurons that decide", "tanh": "tanh"}
for model, name in names.items():
    (row,) = little[(little.model == model) & (little.samples == 64) & (little.noise == 0.01)]
    low, high = mg.study.wilson(row.learned, row.runs)
    rates[name] = (row.learned / row.runs, low, high)
    print(f"{name:<20} {row.learned:>2} of {row.runs}: from {low:.2f} to {high:.2f}")

# %% tags=["hide-input"]
ax = mg.plot.success_rates(rates, ax=plt.figure(figsize=(7, 2.4)).add_subplot())
ax.set_title("Ten runs tell 9 from 0, and not 9 from 10")
plt.show()

# %% [markdown]
# Ten runs cannot say: both intervals hold every rate from 0.72 to 0.98. That tanh is behind both, they
# can.
#
# **What stops the trick:** all seeds, and an interval.
#
# ## Trick 4: count what suits you
#
# Another recorded study: 20 polynomials of degree 4, and networks of about the same size. Each had
# 5,000 steps of Adam. The neurons are *decoupled* ones ([lesson 21](21_stack_neurons.ipynb)): an
# n for each input and one for the result. And tanh had another turn, with fifteen times the steps.

# %%
table = {row.model: row for row in recorded("polynomial_first")}
runs = {"neurons that decide": table["addmul-uncoupled"], "tanh": table["tanh"]}
(runs["tanh, 15 times the steps"],) = recorded("polynomial_first_long")
for name, row in runs.items():
    times = row.seconds / runs["tanh"].seconds
    print(f"{name:<25} error {row.test:.4f}, in {times:.1f} times the seconds of tanh")

# %% [markdown]
# Step for step, the neurons have a third of tanh's error. But their steps take longer, and in the
# same time tanh comes to about the same error. Both counts are true. We could have shown you one.
#
# **What stops the trick:** say what you gave to each, and show the other count, too.
#
# Now be strict with *us*. Before this study we tried settings on other polynomials, with other seeds:
# about thirty for the decoupled neurons, and three for tanh. **Which** of the four tricks is that, and
# how does it help us although the seeds were others? (The answer stands below the exercises.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("19.1")` shows a worked
# answer.
#
# **Exercise 1.** Write the honest choice. `honest` gets two lists, the training errors and the test
# errors of some runs. It returns the test error to report. Then try `honest(on_train, on_many)`, and
# divide by the median.


# %% tags=["exercise"]
def honest(train_errors, test_errors):
    return ...


check("19.1", honest)

# %% [markdown]
# **Exercise 2.** All of your runs succeed. How many do you need before the lower end of the interval
# is above 0.9? Find the least number by experiment.

# %% tags=["exercise"]
needed = ...
check("19.2", needed)

# %% [markdown]
# **Exercise 3.** How many steps of tanh fit into the seconds that the neurons of trick 4 need for
# their 5,000? Compute it from `runs`: `runs["tanh"].seconds` are those of 5,000 steps.

# %% tags=["exercise"]
steps = ...
check("19.3", steps)

# %% [markdown]
# The answer: trick 2. Other seeds see to it that our error is not luck. But thirty tries find better
# settings than three, so part of what you saw may be the search, and not the neuron.
#
# ## Five questions
#
# <details><summary>What is a baseline?</summary>
#
# The plain model that a new one has to beat. If it is missing, winning means little.
# </details>
#
# <details><summary>Why does the error on the training rows say little?</summary>
#
# A model with many numbers can follow the noise of these rows. It does not help on others.
# </details>
#
# <details><summary>You chose the best of 20 seeds by the test rows. What is wrong with its test error?</summary>
#
# It is too small: the run was chosen for its luck with these rows. Fresh rows show how much was luck.
# </details>
#
# <details><summary>What does a 95 % confidence interval promise?</summary>
#
# That the rule which made it catches the true value in about 95 of 100 studies.
# </details>
#
# <details><summary>Model A is better after 5,000 steps of each. What else do you ask?</summary>
#
# How long a step of each takes, and how many settings were tried for each.
# </details>
#
# ## In practice
#
# `mg.study.compare` keeps these rules for you: unseen rows, all seeds, medians and a test. You read
# its table in [lesson 20](20_compare_models.ipynb). Judge with seeds that you did not use while
# choosing settings, and write down what was lost, too.
#
# ## New words
#
# - **baseline**: the plain model that a new one has to beat.
# - **seed**: the number from which all random numbers of a run follow.
# - **confidence interval**: a range that, by its rule, catches the true value in about 95 of 100 studies.
#
# ## Further reading
#
# - E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
#   the American Statistical Association 22, 1927: his interval.
# - Henderson and others, [Deep Reinforcement Learning that
#   Matters](https://arxiv.org/abs/1709.06560): how much seeds decide.
# - `figures/data/README.md`: the commands of the recorded studies.
