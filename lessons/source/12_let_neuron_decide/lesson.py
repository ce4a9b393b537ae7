# %% [markdown]
# # The neuron that decides
#
# - **You will make** a neuron that finds out by itself whether to add or to multiply.
# - **You will learn** what the number *n* of such a neuron means, how a slope moves it, and when not
#   to trust it.
# - **You need** a little Python, and to know what a derivative is. Lessons
#   [7](07_multiply_inputs.ipynb) and [7](09_join_operations.ipynb) lead here.
# - **22 minutes** to read and run, **12** for the exercises
#
# Half-way you will have drawn this picture: one neuron, one start, two tables.
#
# ![n over training: one line climbs from 0 nearly to 1, another stays at 0](pictures/12_let_neuron_decide.png)

# %%
import matplotlib.pyplot as plt
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two tables
#
# A handbook of 1976 lists the 31 felled cherry trees of lesson 0: the diameter of each (in inches; the table
# calls it girth), its height (in feet) and the volume of its timber (in cubic feet). A textbook of 1982
# tells, for 25 visits to vending machines, how many cases the driver carried, how far he walked (in feet) and
# how long it took (in minutes).

# %%
for name in ("trees", "delivery"):
    raw = mg.tasks.load(name, scale=None)  # scale=None: in the units of the table
    print(name, "from", raw.source)
    print("  columns:", *raw.features, "->", *raw.targets)
    print("  row 1:  ", *raw.x[0], "->", *raw.y[0])

# %% [markdown]
# **Before you go on, guess.** Is a tree's volume more like a *sum* (so much for each inch, plus so
# much for each foot) or like a *product* (diameter times diameter times height)? And the time of a
# delivery?
#
# ## One neuron, two operations
#
# (If you come from lesson 9, you know most of this section.)
#
# A *neuron* turns numbers x₁, x₂, … into one number y. The ordinary one adds, with *weights* w and a
# constant b, called the *bias*:
#
# $$y = w_1 x_1 + w_2 x_2 + b$$
#
# Take logarithms first and exp last (exp(z) is eᶻ, and log undoes it). Since exp(a + b) = exp(a) · exp(b),
# the same neuron multiplies, and its weights have become exponents. The x have to be positive now.
#
# $$y = \exp(w_1 \log x_1 + w_2 \log x_2 + b) = x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$$
#
# Write $\exp^{(n)}$ for "apply exp *n* times". exp⁽⁰⁾ does nothing, exp⁽¹⁾ is exp, exp⁽⁻¹⁾ is log. Then
# both neurons are one formula, the first with n = 0 and the second with n = 1:
#
# $$y = \exp^{(n)}\big( w_1 \exp^{(-n)}(x_1) + w_2 \exp^{(-n)}(x_2) + b \big)$$
#
# Can n lie in between? *Half* an exp must be a function that gives exp when it is applied twice. There
# is one, and minigrad has it:

# %%
half = mg.exp_n(2.0, 0.5)
print(f"half an exp of 2: {half.item():.4f}, and once more: {mg.exp_n(half, 0.5).item():.4f}")

# %% [markdown]
# The second number is e² = exp(2). (There are several such functions; this one is Kneser's. [Lesson
# 8](08_halve_exponential.ipynb) makes another, Abel's.) So n may be any number from 0 to 1. The neuron is
# called `AddMul`. Give it the weights 2 and 1, feed it 3 and 5, and turn n.

# %%
for n in (0.0, 0.5, 1.0):
    neuron = mg.nn.AddMul(2, 1, n=n)  # two inputs, one neuron, no bias
    neuron.weight.data[:] = [[2, 1]]  # .data holds the numbers, one row a neuron
    print(f"n = {n}:  y = {neuron([3, 5]).item():.3f}")

# %% [markdown]
# 2·3 + 5 = 11, and 3² · 5 = 45. In between lies something that is neither.
#
# ## Start as the best sum
#
# To *train* a neuron is to change its numbers until its *loss* is small. The loss is the mean squared
# difference between what it predicts and what was measured. From now on each column is divided by its mean: 1
# is the average tree. That will matter later.
#
# Where should training start? If you knew nothing of logarithms, you would fit the best sum.
# `warm_start` does that: it holds n at 0 and fits the rest. To let n go from there is a *warm start*.

# %%
trees = mg.tasks.load("trees")
neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)  # n = 0; rng=0: the same random numbers every time
mg.train.warm_start(neuron, trees)


def loss_of(neuron, task):
    return mg.nn.mse_loss(neuron(task.x), task.y)


print(f"weights {neuron.weight.data[0].round(2)}, bias {neuron.bias.data.round(2)}")
print(f"loss    {loss_of(neuron, trees).item():.5f}")

# %% [markdown]
# The weights and the bias are as good as they can be while n is 0. But n itself was not asked. Ask it: the
# *gradient* is all the derivatives of the loss, one for each number of the neuron, and `backward` computes
# them at once.
#
# **Guess first:** will the derivative with respect to n be positive or negative? Which sign sends n
# towards multiplication?

# %%
neuron.n.zero_grad()  # gradients add up; start afresh
loss_of(neuron, trees).backward()
print(f"d loss / d n = {neuron.n.grad[0]:.6f}")

# %% [markdown]
# It is negative: if n grows a little, the loss falls. Check it before you believe it: move n a little to both
# sides, and see how much the loss changes.

# %%
h = 1e-5
neuron.n.data[:] = h
above = loss_of(neuron, trees).item()
neuron.n.data[:] = -h
below = loss_of(neuron, trees).item()
neuron.n.data[:] = 0
print(f"(loss(h) - loss(-h)) / 2h = {(above - below) / (2 * h):.6f}")

# %% [markdown]
# ## Let n go
#
# `fit` repeats one step 2,000 times: compute the loss, compute the gradient, move every number against
# its gradient. It uses a method called *Adam*, which looks at a slope's sign more than at its size: in
# one step a number moves by at most about `lr`, the *learning rate*, and by less while its slope keeps
# changing sign. n is a number like the others, except that in training it cannot leave 0 … 1.
#
# **Guess:** how far will n go, and how much of the loss will be left?

# %%
history = mg.train.fit(neuron, trees, lr=0.01, rng=0)
ax = mg.plot.migration(history)
ax.set_title("The trees pull the neuron towards ×")
plt.show()

# %%
diameter, height = neuron.weight.data[0]
print(f"after {len(history.loss)} steps: n = {neuron.n.item():.3f}")
print(f"volume is nearly proportional to diameter^{diameter:.2f} · height^{height:.2f}")
print(f"loss {history.loss[0]:.5f} -> {loss_of(neuron, trees).item():.5f}")

# %% [markdown]
# Nobody told the neuron which operation to use. It left addition, and the loss fell to less than
# half. The weights were near 2 and 1 before, but as factors; now they are exponents: diameter times
# diameter times height, as for a cone or a cylinder.
#
# ## The same code on deliveries
#
# **Guess:** where will n end for the deliveries?


# %%
def decide(task):
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    neuron.n.zero_grad()
    loss_of(neuron, task).backward()
    slope = neuron.n.grad[0]
    history = mg.train.fit(neuron, task, lr=0.01, rng=0)
    return neuron, history, slope


delivery = mg.tasks.load("delivery")
driver, driver_history, slope = decide(delivery)
print(f"d loss / d n at the start = {slope:.6f}")
print(f"n at the end = {driver.n.item():.3f}")

# %% [markdown]
# This time the slope is positive. n would have to go below 0, and cannot. The neuron stays what it was:
# so many minutes a case, plus so many a foot, plus a constant.

# %% tags=["picture"]
fig, ax = plt.subplots(figsize=(7, 3.4))
mg.plot.migration(history, label="one table", ax=ax)  # which is which?
mg.plot.migration(driver_history, label="the other", ax=ax)
ax.set_title("The same neuron, the same start: the data decide")
plt.show()

# %% [markdown]
# How good are the predictions? Back in the units of the tables, a perfect neuron would put every point
# on the grey line, where prediction and measurement are equal.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.8))
units = ("volume (ft³)", "time (min)")
for ax, model, task, unit in zip(axes, (neuron, driver), (trees, delivery), units, strict=True):
    predicted = model(task.x).numpy() * task.y_scale  # undo the division by the mean
    mg.plot.observed_predicted(task.y * task.y_scale, predicted, unit=unit, ax=ax)
    ax.set_title(f"{task.name}: n = {model.n.item():.2f}")
plt.show()

# %% [markdown]
# ## Is it any good?
#
# On the rows that it learned from, a well-trained neuron cannot lose to a sum or to a power law,
# $x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$, because it contains both. A fair test uses rows that it has not seen: leave one
# out, train on the rest, predict the one, and repeat for every row. The mean squared error of these
# predictions, or its root, is the *leave-one-out error*. **Will the neuron win?**


# %%
def power_law(columns):
    law = mg.nn.AddMul(columns, 1, n=1.0, bias=True, rng=0)
    law.n.requires_grad = False  # n stays at 1
    return law


for task in (trees, delivery):
    models = {
        "sum": mg.nn.Linear(2, 1, rng=0),
        "power law": power_law(2),
        "neuron": mg.nn.AddMul(2, 1, bias=True, rng=0),
    }
    print(f"{task.targets[0]}, root of the mean squared error:")
    for name, model in models.items():
        print(f"  {name:<10} {mg.study.leave_out(model, task):.2f}")

# %% [markdown]
# It does not win. With the deliveries it is as good as the sum, with the trees a little worse than the
# power law. What it spares you is the choice. Somebody who knows the right formula needs no such neuron.
#
# And how firmly do the data say n? Hold n at each value from 0 to 1 and refit everything else. Where the loss
# stays close to the least loss, the data do not rule n out. How close is set by the number of rows, such that
# about 95 of 100 such intervals would contain the true n. That *95 % interval*, a confidence interval
# ([lesson 19](19_expose_tricks.ipynb)), is drawn thick.

# %%
valleys = {"trees": mg.study.profile(neuron, trees), "delivery": mg.study.profile(driver, delivery)}
fig, ax = plt.subplots(figsize=(7, 3.6))
for name, valley in valleys.items():
    mg.plot.loss_valley(valley, label=name, ax=ax)
    print(f"{name}: n between {valley.interval[0]:.2f} and {valley.interval[1]:.2f}")
ax.set_title("Trees rule out a sum; deliveries nothing (thick: 95 %)")
plt.show()

# %% [markdown]
# So the deliveries lean to a sum, but hardly decide.
#
# ## Inches or centimetres?
#
# **Guess:** if you measure the trees in inches and feet instead of parts of the mean, does the best n
# change? And in centimetres? (In such units weights, bias and n need steps of very different sizes, and
# `fit` would get stuck. `least_squares` takes few and clever steps.)

# %%
raw = mg.tasks.load("trees", scale=None)
units = {  # what to divide inches, feet and cubic feet by
    "parts of the mean": (raw.x.mean(axis=0), raw.y.mean(axis=0)),
    "inches, feet, cubic feet": ([1, 1], [1]),
    "centimetres, litres": ([1 / 2.54, 1 / 30.48], [1 / 28.3168]),
}
fig, ax = plt.subplots(figsize=(7, 3.6))
for colour, (name, (x_unit, y_unit)) in zip(("C3", "C4", "black"), units.items(), strict=True):
    task = raw.divided_by(x_unit, y_unit)
    model = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(model, task)
    mg.train.least_squares(model, task)
    valley = mg.study.profile(model, task)
    relative = valley.loss / valley.loss[0]
    ax.plot(valley.n, relative, color=colour, label=f"{name}: n = {valley.best:.2f}")
    print(f"{name}: best n {valley.best:.2f}, product's loss / sum's loss {relative[-1]:.4f}")
ax.legend(title="least loss at")
ax.set(xlabel="n, held fixed", ylabel="loss / loss of the sum")
ax.set_title("Units move n, but not the two ends")
plt.show()

# %% [markdown]
# All curves start at 1, because each is divided by its loss there. That they also *end* together is the
# finding. A sum does not care about units: if lengths become 2.54 times larger, weights 2.54 times smaller
# undo it. Nor does a product: the factor moves into the constant $e^b$. But exp⁽ⁿ⁾ with n in between is
# neither a straight line nor a power, and no weight or bias undoes a change of units inside it. So "n = 0.74"
# means nothing without the units; and since the curves are nearly flat near their lowest points, it means
# little with them. What the three agree on is that the product is nearly best and the sum far off. minigrad
# divides columns by their means unless you tell it not to.
#
# ## A start that misleads
#
# Why the warm start? Train on the deliveries from random weights, ten times: with Kneser's exp⁽ⁿ⁾, and with
# Abel's, which is simpler but has *kinks*, places where its curvature jumps. Then ten times Abel's, warm.
# **Guess:** which of them all end at n = 0?

# %%
for kind, warm in (("kneser", False), ("abel", False), ("abel", True)):
    ends = []
    for seed in range(10):
        model = mg.nn.AddMul(2, 1, kind=kind, bias=True, rng=seed)
        if warm:
            mg.train.warm_start(model, delivery)
        mg.train.fit(model, delivery, lr=0.02, steps=600, rng=seed)
        ends.append(model.n.item())
    print(f"{kind:<6}", "warm:  " if warm else "random:", *(f"{n:.2f}" for n in ends))

# %% [markdown]
# With Kneser's, random weights do no harm here. With Abel's, three of ten end at n = 0.28. The valleys
# of the deliveries, seen from nearby, tell why.

# %%
kinked = mg.study.profile(model, delivery)  # the last model was Abel's
fig, ax = plt.subplots(figsize=(7, 3.6))
for name, colour, valley in (("Kneser", "C5", valleys["delivery"]), ("Abel", "C2", kinked)):
    near = valley.n <= 0.5
    relative = valley.loss[near] / valley.least
    ax.plot(valley.n[near], relative, color=colour)
    ax.text(0.51, relative[-1], name, va="center", color=colour)
    at_dip = relative[valley.n[near].searchsorted(0.28)]
    print(f"{name}: at n = 0.28 the loss is {100 * (at_dip - 1):.0f} % above the least")
ax.set(xlim=(0, 0.5), xlabel="n, held fixed", ylabel="loss / least loss")
ax.set_title("Abel's has a hump, and behind it a dip; Kneser's only climbs")
plt.show()

# %% [markdown]
# The dip is a *local minimum*: small steps do not get out of it. Its loss is only 3 % above the least, but
# its n is wrong. While random weights find their place, n is pushed about, and may end up there. After a
# warm start the weights fit already. Kneser's has no dip here; that is no promise, and a warm start costs
# little.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** A body of mass m and speed v has the energy ½ · m · v². A multiplying neuron (n = 1) is
# to compute it. Which weights does it need, for m and for v?

# %% tags=["exercise"]
weights = ...
check("12.1", weights)

# %% [markdown]
# **Exercise 2.** A neuron was trained on columns in their own units, not divided by their means. Now you
# measure *volumes* in litres, and leave the inputs as they are. What has to change in the neuron:
# `"weights"`, `"bias"` or `"both"`? Give two answers, one for n = 0 and one for n = 1.

# %% tags=["exercise"]
at_0, at_1 = ..., ...
check("12.2", at_0, at_1)

# %% [markdown]
# **Exercise 3.** `mg.tasks.load("product", features=3)` is an exact law, y = x₁ · x₂ · x₃, without a
# constant. Make a neuron without bias, train it from a warm start, and give it to `check`. Then make one
# with `bias=True` and print its n: how far does it get in 2,000 steps? (A bias lets a wrong n fit nearly
# as well.)

# %% tags=["exercise"]
my_neuron = ...
check("12.3", my_neuron)

# %% [markdown]
# ## In practice
#
# `minigrad train trees` trains, tests and reports in one command, and `minigrad train FILE.csv --target
# COLUMN` does it with your data. Inputs must not be negative. If n ends in between, look at the interval
# before you believe it.
#
# ## New words
#
# - **warm start**: training that begins with the best sum, n held at 0, and then lets n go.
# - **leave-one-out error**: the error on rows that were not learned from, each left out once.
# - **95 % interval**: the values that the data do not rule out; about 95 of 100 such intervals contain
#   the true one.
# - **local minimum**: a dip of the loss that is not the deepest, in which small steps get stuck.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): the paper behind this neuron.
# - `minigrad/nn/addmul.py`: the neuron itself; its `forward` is the formula above.
