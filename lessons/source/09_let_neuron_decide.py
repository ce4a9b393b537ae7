# %% [markdown]
# # The neuron that decides
#
# - **You will make** a neuron that finds out by itself whether to add or to multiply.
# - **You will learn** what the number *n* of such a neuron means, how a slope moves it, and when not
#   to trust it.
# - **You need** a little Python, and to know what a derivative is.
# - **30 minutes**
#
# It ends with this picture. Two neurons start alike; one learns from felled trees, the other from
# deliveries.
#
# ![n over training: for the trees it climbs from 0 to 0.95, for the deliveries it stays at 0](../figures/migration.png)

# %%
import matplotlib.pyplot as plt
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two tables
#
# A handbook of 1976 lists 31 felled black cherry trees: the *girth* of each (its diameter, in inches),
# its height (in feet) and the volume of its timber (in cubic feet). A textbook of 1982 tells, for 25
# visits to vending machines, how many cases the driver carried, how far he walked (in feet) and how
# long it took (in minutes).

# %%
for name in ("trees", "delivery"):
    raw = mg.tasks.load(name, scale=None)  # scale=None: in the units of the table
    print(name, "from", raw.source)
    print("  columns:", *raw.features, "->", *raw.targets)
    print("  row 1:  ", *raw.x[0], "->", *raw.y[0])

# %% [markdown]
# **Before you go on, guess.** Is a tree's volume more like a *sum* (so much for each inch, plus so
# much for each foot) or like a *product* (girth times girth times height)? And the time of a delivery?
#
# ## One neuron, two operations
#
# A *neuron* turns numbers x₁, x₂, … into one number y. The ordinary one adds, with *weights* w and a
# constant b, called the *bias*:
#
# $$y = w_1 x_1 + w_2 x_2 + b$$
#
# Take logarithms first and an exponential last, and the same neuron multiplies. Its weights have
# become exponents:
#
# $$y = \exp(w_1 \log x_1 + w_2 \log x_2 + b) = x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$$
#
# Now write $\exp^{(n)}$ for "apply exp *n* times". exp⁽⁰⁾ does nothing, exp⁽¹⁾ is exp, exp⁽⁻¹⁾ is
# log. Then both neurons are one formula, the first with n = 0 and the second with n = 1:
#
# $$y = \exp^{(n)}\big( w_1 \exp^{(-n)}(x_1) + w_2 \exp^{(-n)}(x_2) + b \big)$$
#
# minigrad can apply exp *half* a time, too, or 0.3 times. So n may be any number between. The layer
# is called `AddMul`. Give it the weights 2 and 1, feed it 3 and 5, and turn n.

# %%
for n in (0.0, 0.5, 1.0):
    neuron = mg.nn.AddMul(2, 1, n=n)  # two inputs, one neuron, no bias
    neuron.weight.data[:] = [[2, 1]]
    print(f"n = {n}:  y = {neuron([3, 5]).item():.3f}")

# %% [markdown]
# 2·3 + 5 = 11, and 3² · 5 = 45. In between lies something that is neither.
#
# ## Start as the best sum
#
# To *train* a neuron is to change its numbers until its *loss* is small. The loss is the mean squared
# difference between what it predicts and what was measured. From now on each column is divided by
# its mean; a tree with girth 1 is an average one. Later you will see why that matters.
#
# Where should training start? Suppose you know nothing of logarithms. You would fit the best weighted
# sum. `warm_start` does that: it holds n at 0 and fits the rest.

# %%
trees = mg.tasks.load("trees")
neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)  # n starts at 0
mg.train.warm_start(neuron, trees)


def loss_of(neuron, task):
    return mg.nn.mse_loss(neuron(task.x), task.y)


print(f"weights {neuron.weight.data[0].round(2)}, bias {neuron.bias.data.round(2)}")
print(f"loss    {loss_of(neuron, trees).item():.5f}")

# %% [markdown]
# The weights and the bias are as good as they can be while n is 0. But n itself was not asked. Ask it:
# the *gradient* is the derivative of the loss with respect to each number of the neuron, and
# `backward` computes all of them at once.
#
# **Guess first:** will the derivative with respect to n be positive or negative? Which sign sends n
# towards multiplication?

# %%
loss_of(neuron, trees).backward()
print(f"d loss / d n = {neuron.n.grad[0]:.6f}")

# %% [markdown]
# It is negative: if n grows a little, the loss falls. Never believe a derivative that you have not
# checked. Move n a little to both sides and see how much the loss changes.

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
# `fit` repeats one step 2,000 times: compute the loss, compute the gradient, move every number a
# little against its gradient. n is a number like the others, except that it must not go below 0 or
# above 1.
#
# **Guess:** how far will it go? A quarter, half, all the way?

# %%
history = mg.train.fit(neuron, trees, lr=0.01, rng=0)
ax = mg.plot.migration(history)
ax.set_title("The trees pull the neuron towards ×")
plt.show()

# %%
girth, height = neuron.weight.data[0]
print(f"n = {neuron.n.item():.3f}")
print(f"volume is nearly proportional to girth^{girth:.2f} · height^{height:.2f}")
print(f"loss {history.loss[0]:.5f} -> {history.loss[-1]:.5f}")

# %% [markdown]
# Nobody told the neuron about logarithms or geometry. It left addition, and its weights came out near
# 2 and 1: girth times girth times height, the formula for a cone or a cylinder.
#
# ## The same code on deliveries
#
# A function makes sure that it is the same code. **Guess:** where will n end for the deliveries?


# %%
def decide(task):
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, task)
    loss_of(neuron, task).backward()
    slope = neuron.n.grad[0]
    history = mg.train.fit(neuron, task, lr=0.01, rng=0)
    return neuron, history, slope


delivery = mg.tasks.load("delivery")
driver, driver_history, slope = decide(delivery)
print(f"d loss / d n at the start = {slope:.6f}")
print(f"n at the end = {driver.n.item():.3f}")

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for ax, model, task in zip(axes, (neuron, driver), (trees, delivery), strict=True):
    predicted = model(task.x).numpy() * task.y_scale  # back to the units of the table
    mg.plot.observed_predicted(
        task.y * task.y_scale, predicted, unit=task.targets[0].replace("_", ", "), ax=ax
    )
    ax.set_title(f"{task.name}: n = {model.n.item():.2f}")
plt.show()

# %% [markdown]
# This time the slope is positive. n would like to go below 0, and may not. It stays, and the neuron
# stays what it was: so many minutes a case, plus so many a foot, plus a constant. The two
# histories in one picture:

# %%
fig, ax = plt.subplots(figsize=(7, 3.4))
mg.plot.migration(history, label="trees", ax=ax)
mg.plot.migration(driver_history, label="delivery", ax=ax)
ax.set_title("The same neuron, the same start: the data decide")
plt.show()

# %% [markdown]
# ## Is it any good?
#
# A neuron that contains both the straight line (n = 0) and the power law (n = 1) cannot lose to either
# on the rows that it learned from. A fair test uses rows that it has not seen: leave one out, train on
# the rest, predict the one, and repeat for every row. **Will the neuron win?**


# %%
def power_law(columns):
    law = mg.nn.AddMul(columns, 1, n=1.0, bias=True, rng=0)
    law.n.requires_grad = False  # n stays at 1
    return law


for task in (trees, delivery):
    models = {
        "straight line": mg.nn.Linear(2, 1, rng=0),
        "power law": power_law(2),
        "neuron": mg.nn.AddMul(2, 1, bias=True, rng=0),
    }
    errors = {name: mg.study.leave_out(model, task) for name, model in models.items()}
    print(task.targets[0], {name: round(error, 2) for name, error in errors.items()})

# %% [markdown]
# It does not win, and it does not lose: each time it is as good as the better of the two, within 1 %.
# What it spares you is the choice. Somebody who knows the right formula needs no such neuron.
#
# And how firmly do the data say n? Hold n at each value from 0 to 1 and refit everything else. Where
# the loss is nearly least, the data cannot tell one n from another. That stretch, drawn thick, is the
# *95 % interval*.

# %%
valleys = {"trees": mg.study.profile(neuron, trees), "delivery": mg.study.profile(driver, delivery)}
fig, ax = plt.subplots(figsize=(7, 3.4))
for name, valley in valleys.items():
    mg.plot.loss_valley(valley, label=name, ax=ax)
    print(f"{name}: n between {valley.interval[0]:.2f} and {valley.interval[1]:.2f}")
ax.set_title("Trees rule out a sum; deliveries rule out little")
plt.show()

# %% [markdown]
# ## Inches or centimetres?
#
# **Guess:** if you measure the trees in inches and feet instead of parts of the mean, does the best n
# change? And in centimetres?

# %%
raw = mg.tasks.load("trees", scale=None)
units = {
    "divided by means": (raw.x.mean(axis=0), raw.y.mean(axis=0)),
    "inches, feet, cubic feet": ([1, 1], [1]),
    "centimetres, litres": ([1 / 2.54, 1 / 30.48], [1 / 28.3168]),
}
fig, ax = plt.subplots(figsize=(7, 3.4))
for name, (x_unit, y_unit) in units.items():
    task = raw.divided_by(x_unit, y_unit)
    model = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(model, task)
    mg.train.least_squares(model, task)
    valley = mg.study.profile(model, task)
    ax.plot(valley.n, valley.loss / valley.loss[0], label=f"{name}: n = {valley.best:.2f}")
ax.legend(title="least loss at")
ax.set(xlabel="n, held fixed", ylabel="loss / loss of the best sum")
ax.set_title("Units move n, but not the two ends")
plt.show()

# %% [markdown]
# The curves meet at both ends. A *sum* does not care about units: if lengths become 2.54 times larger,
# weights 2.54 times smaller undo it. Nor does a *product*: the factor moves into the constant e^b. But
# exp⁽ⁿ⁾ with n in between is neither a straight line nor a power, and no weight or bias undoes a change
# of units inside it. So "n = 0.56" means nothing without the units. What all three curves agree on is
# that the product is nearly best and the sum is far off. minigrad divides columns by their means
# unless you tell it not to, and says so.
#
# (`least_squares` is another way to train, with few and clever steps. In inches the numbers are so
# large that `fit`, which takes many small steps, would hardly have left n = 0.)
#
# ## A start that misleads
#
# Why the warm start? Leave it out, begin with random weights, and train on the deliveries eight times.

# %%
ends = []
for seed in range(8):
    model = mg.nn.AddMul(2, 1, bias=True, rng=seed)
    mg.train.fit(model, delivery, rng=seed)
    ends.append(model.n.item())
print("n =", *(f"{n:.2f}" for n in ends))

# %% [markdown]
# Some runs stop at n = 0.28. The valley of the deliveries, seen from nearby, tells why.

# %%
ax = mg.plot.loss_valley(valleys["delivery"])
ax.set(xlim=(-0.01, 0.5), ylim=(0.995, 1.055))
ax.set_title("A hump and a dip on the way to n = 0")
plt.show()

# %% [markdown]
# Behind a low hump there is a shallow dip, a *local minimum*. While random weights find their place, n
# is pushed about, and may end up behind the hump. After a warm start nothing pushes n but the data.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** A cylinder of diameter d and height h has the volume π/4 · d² · h. A multiplying
# neuron (n = 1) is to compute it. Which weights does it need for d and h?

# %% tags=["exercise"]
weights = ...
check("9.1", weights)

# %% [markdown]
# **Exercise 2.** You go from inches to centimetres with a neuron at n = 1. Which of its numbers must
# change: `"weights"`, `"bias"` or `"both"`?

# %% tags=["exercise"]
changes = ...
check("9.2", changes)

# %% [markdown]
# **Exercise 3.** `mg.tasks.load("product", features=3)` is an exact law, y = x₁ · x₂ · x₃. Train a
# neuron on it from a warm start, without bias. What is its n?

# %% tags=["exercise"]
final_n = ...
check("9.3", final_n)

# %% [markdown]
# ## In practice
#
# `minigrad train trees` does all of this in one command, and `minigrad train FILE.csv --target COLUMN`
# does it with your data. Inputs have to be positive. If n ends in between, look at the interval before
# you believe it.
#
# ## New words
#
# - **n**: how many times exp is applied at the end, and undone at the start; 0 adds, 1 multiplies.
# - **loss**: one number for how wrong a model is; here the mean squared error.
# - **gradient**: the derivative of the loss with respect to each number of the model.
# - **local minimum**: a dip that is not the deepest, in which small steps get stuck.
# - **leave-one-out error**: the error on rows that were not learned from, each left out once.
# - **95 % interval**: the values that the data do not rule out.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): the paper behind this neuron.
# - `minigrad/nn/addmul.py`: the neuron itself, in about twenty lines.
#
# [all lessons](README.md)
