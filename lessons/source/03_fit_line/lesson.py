# %% [markdown]
# # A line that learns
#
# - **You will make** a straight line that finds its own place among 31 trees, step by step.
# - **You will learn** what it means to *learn* from data: a loss, its slope, and a step downhill.
# - **You need** [lesson 1](01_remember_number.ipynb) and [lesson 2](02_broadcast_arrays.ipynb): the
#   gradient, and arrays in an engine.
# - **21 minutes** to read and run, **12** for the exercises
#
# It ends with this picture: what the best line leaves over. (Do you see a shape in it?)
#
# ![Sticks from zero to the residual of each tree: up for thin trees, down for middling, up for the thickest](pictures/03_fit_line.png)

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Thirty-one trees
#
# To know how much timber a tree holds, you fell it, or you guess from what a tape measure says. A
# handbook of 1976 lists 31 black cherry trees that were measured and then felled.

# %%
trees = mg.tasks.load("trees")
print("from", trees.source)
print("columns:", *trees.features, "->", *trees.targets)
print(f"mean diameter {trees.x_scale[0]:.2f} in, mean volume {trees.y_scale[0]:.2f} ft³")
diameter, volume = trees.x[:, 0], trees.y[:, 0]  # each divided by its mean
print(f"the thinnest: diameter {diameter[0]:.2f}, volume {volume[0]:.2f}")
print(f"the thickest: diameter {diameter[-1]:.2f}, volume {volume[-1]:.2f}")

# %% [markdown]
# The table calls the diameter *girth*. minigrad divides each column by its mean, so that 1 is the
# average tree. **Guess:** if the diameter doubles, does the volume double?


# %%
def draw_trees(ax):
    ax.scatter(diameter, volume, s=25, color="0.3", zorder=2)
    ax.set(xlabel="diameter (1 = the mean)", ylabel="volume (1 = the mean)")


fig, ax = plt.subplots(figsize=(6, 3.4))
draw_trees(ax)
ax.set_title("Thicker trees hold more, nearly along a line")
plt.show()

# %% [markdown]
# More than double: the thickest tree has about two and a half times the diameter of the thinnest,
# and more than seven times its volume.
#
# ## A model with two numbers
#
# A *model* is a formula with numbers in it that may change. The plainest one for these points is a
# straight line. Its two numbers are the *weight* w, a factor of the input, and the *bias* b, a
# constant that is added:
#
# $$\hat y = w x + b$$
#
# ŷ is the volume that the line predicts; what it predicts minus what was measured is its error. To
# learn, a line must know how wrong it is. One number has to say so: the *loss*. Here it is the
# mean of the squared errors. Squares count errors up and down alike, and large ones most.
#
# Start with w = 0 and b = 0, a line that knows nothing. The engine of lessons 1 and 2 gives the
# loss and its gradient.


# %%
def line(x, w, b):
    return w * x + b


def loss_of(w, b, rows=slice(None)):  # slice(None): all rows
    return ((line(diameter[rows], w, b) - volume[rows]) ** 2).mean()


w = mg.Tensor(0.0, requires_grad=True)
b = mg.Tensor(0.0, requires_grad=True)
loss = loss_of(w, b)
loss.backward()
print(f"loss {loss.item():.4f}")
print(f"d loss / d w = {w.grad:.4f}, d loss / d b = {b.grad:.4f}")

# %% [markdown]
# Believe it only after a check: move w a little to both sides, then b.

# %%
h = 1e-5
print(f"by w: {(loss_of(h, 0) - loss_of(-h, 0)) / (2 * h):.4f}")
print(f"by b: {(loss_of(0, h) - loss_of(0, -h)) / (2 * h):.4f}")

# %% [markdown]
# ## Step downhill
#
# Both derivatives are negative: more w or more b, less loss. So move each number *against* its
# derivative, and do it again. That is *gradient descent*, and to change a model in this way is to
# *train* it. How far does a step go? The derivative times a factor that you choose, the *learning
# rate* (`lr`).


# %%
def step(w, b, lr, rows=slice(None)):
    w.zero_grad()  # gradients add up; start afresh
    b.zero_grad()
    loss = loss_of(w, b, rows)
    loss.backward()
    w.data -= lr * w.grad
    b.data -= lr * b.grad
    return loss.item()


def descend(lr, steps):
    w = mg.Tensor(0.0, requires_grad=True)
    b = mg.Tensor(0.0, requires_grad=True)
    losses, path = [], [(0.0, 0.0)]
    for _ in range(steps):
        losses.append(step(w, b, lr))
        path.append((w.item(), b.item()))
    losses.append(loss_of(*path[-1]))  # losses[k] is the loss after k steps
    return losses, path


# %% [markdown]
# **Before you go on, guess.** We take a learning rate of 0.6. The first step goes the right way.
# What do the next ones do?

# %%
too_long, path = descend(lr=0.6, steps=6)
for k in range(6):
    print(f"step {k}: w = {path[k][0]:6.2f}, b = {path[k][1]:6.2f}, loss {too_long[k]:6.2f}")

# %% [markdown]
# The loss *doubles* with each step. The way was right, the step too long: it lands on the other
# side of the valley, higher up, where the slope is steeper, so the next step is longer still. w
# swings from side to side. Now half of that rate, and a twentieth of it.

# %%
fig, ax = plt.subplots(figsize=(6.5, 3.6))
for lr, colour, place in (
    (0.6, "C2", (0.8, 40)),
    (0.3, "C0", (3, 0.055)),
    (0.03, "C3", (12, 0.3)),
):
    losses, path = descend(lr, steps=8 if lr == 0.6 else 1000)
    ax.plot(losses, color=colour)
    ax.text(*place, f"learning rate {lr}", color=colour)
    print(f"learning rate {lr:<4}: after {len(losses) - 1} steps the loss is {losses[-1]:.3g}")
ax.set(xscale="symlog", yscale="log", xlim=(0, 1000), ylim=(0.008, 150))
ax.set(xlabel="step", ylabel="loss")
ax.set_title("Too long a step climbs, too short a step crawls")
plt.show()

# %% [markdown]
# Both axes are logarithmic (but for the first two steps). With 0.3 the loss falls at once, then
# slowly for hundreds of steps. Look at the line on its way.

# %%
losses, path = descend(lr=0.3, steps=1000)
fig, ax = plt.subplots(figsize=(6.5, 3.8))
draw_trees(ax)
ends = np.array([0.55, 1.6])
for k, shade in ((0, 0.25), (1, 0.4), (10, 0.55), (100, 0.75), (1000, 1.0)):
    y = line(ends, *path[k])
    ax.plot(ends, y, color=mg.plot.PLUS, alpha=shade)
    ax.text(1.61, y[1], f"{k} step" + "s" * (k != 1), va="center", color="0.3")
ax.set_xlim(0.55, 1.8)
ax.set_title("First how high, then, slowly, how steep")
plt.show()

# %% [markdown]
# Why slowly? All diameters are near 1. There, a little more w and a little less b leave the line
# where it was, so the loss hardly notices, and its slope is small in that direction. It is a long,
# narrow valley: steep across, flat along. A short step is needed for the one, many steps for the
# other.
#
# ## Did it arrive?
#
# For a line, the least loss can be computed without any learning: the method of least squares,
# which NumPy has. It is our judge.

# %%
columns = np.column_stack([diameter, np.ones(31)])
(best_w, best_b), *_ = np.linalg.lstsq(columns, volume)
least = loss_of(best_w, best_b)
print(f"exact:      w = {best_w:.4f}, b = {best_b:.4f}, loss {least:.4f}")
for k in (100, 300, 1000):
    w_k, b_k = path[k]
    print(f"{k:4} steps: w = {w_k:.4f}, b = {b_k:.4f}, loss {loss_of(w_k, b_k):.4f}")

# %% [markdown]
# After 1,000 steps all printed digits agree. The judge needed no steps at all: for a line nobody
# needs gradient descent. But the judge knows lines only. Gradient descent never asked what the
# model is, only for slopes, and those the engine has for any formula.
#
# ## A few rows at a time
#
# With 31 trees, each step looks at all of them. With a million rows that is slow. So draw a few
# rows at random, a *batch*, and take their gradient for that of all. This is *SGD*, stochastic
# gradient descent (stochastic: by chance).
#
# **Guess:** with batches of 8 trees, does the loss still fall at every step?


# %%
def sgd(lr, steps, batch=8, fall=False, rng=0):
    rng = np.random.default_rng(rng)
    w = mg.Tensor(0.0, requires_grad=True)
    b = mg.Tensor(0.0, requires_grad=True)
    seen, whole = [], []  # loss of the batch, loss of all trees
    for k in range(steps):
        rate = lr * (1 - k / steps) if fall else lr
        rows = rng.choice(31, size=batch, replace=False)
        seen.append(step(w, b, rate, rows))
        whole.append(loss_of(w.data, b.data))
    return seen, whole


seen, whole = sgd(lr=0.1, steps=2000)
ax = mg.plot.loss_curve(seen)
ax.figure.set_size_inches(6.5, 3.4)
ax.plot(whole, color="C3", linewidth=1)
ax.text(900, 0.04, "of all 31 trees", color="C3")
ax.text(900, 0.0045, "of the batch (bold: running median)", color="C0")
ax.set_title("Eight trees a step: noisy, and downhill on the whole")
plt.show()

# %% [markdown]
# The loss of the batch jumps, since each batch has other trees in it; some batches lie closer to
# the line than the trees do on the whole. The purple curve is what we care about. Does it arrive?

# %%
for fall in (False, True):
    _, whole = sgd(lr=0.1, steps=2000, fall=fall)
    rate = "falls to 0" if fall else "stays 0.1"
    print(f"learning rate {rate}: mean loss of the last 200 steps {np.mean(whole[-200:]):.4f}")
print(f"least loss {least:.4f}")

# %% [markdown]
# While the learning rate stays, the line trembles about its place and remains a little above the
# least loss. If the rate falls, the trembling dies down.
#
# ## The same with less writing
#
# `mg.nn.Linear` holds weight and bias, `mg.nn.mse_loss` is the loss, and `mg.optim.SGD` takes the
# step. This is the heart of it, quoted from the package (without momentum, it is your rule):

# %%
print(inspect.getsource(mg.optim.SGD._change))

model = mg.nn.Linear(1, 1, rng=0)  # one input, one output
for p in model.parameters():
    p.data[:] = 0  # start where we started
optimizer = mg.optim.SGD(model.parameters(), lr=0.3)
for _ in range(1000):
    optimizer.zero_grad()
    loss = mg.nn.mse_loss(model(diameter[:, None]), volume[:, None])  # [:, None]: 31 rows, 1 column
    loss.backward()
    optimizer.step()
print(f"mg.optim.SGD: w = {model.weight.item():.4f}, b = {model.bias.item():.4f}")
print(f"by hand:      w = {path[1000][0]:.4f}, b = {path[1000][1]:.4f}")

# %% [markdown]
# ## What is left over
#
# What a measurement has more than the model says is its *residual*: measured minus predicted, the
# error with the other sign. **Guess:** if the line had caught all that the diameter tells about the
# volume, how would the residuals lie?

# %% tags=["picture"]
residual = (volume - line(diameter, best_w, best_b)) * trees.y_scale  # in cubic feet
inches = diameter * trees.x_scale[0]
fig, ax = plt.subplots(figsize=(6, 3.6))
along = np.linspace(8, 20.8, 100)
parabola = np.polyval(np.polyfit(inches, residual, 2), along)
ax.plot(along, parabola, color="C2", alpha=0.4, linewidth=7)
ax.vlines(inches, 0, residual, colors="0.3", linewidth=1.5)
ax.scatter(inches, residual, s=36, color="0.3", zorder=2)
ax.axhline(0, color=mg.plot.PLUS)
ax.text(20.4, 0.2, "the line", ha="right", va="bottom", color=mg.plot.PLUS)
ax.set(xlabel="diameter (in)", ylabel="residual (ft³)")
ax.set_title("What the best line leaves over: a smile")
plt.show()

# %%
order = np.argsort(diameter)
for name, rows in zip(("thin", "middling", "thick"), np.array_split(order, 3), strict=True):
    print(f"{len(rows)} {name} trees: mean residual {residual[rows].mean():5.2f} ft³")
print(f"the thinnest {residual[order[0]]:.1f} ft³, the thickest {residual[order[-1]]:.1f} ft³")
at_6 = line(6 / trees.x_scale[0], best_w, best_b) * trees.y_scale[0]
print(f"predicted for a tree of 6 in: {at_6:.1f} ft³")

# %% [markdown]
# They would lie around zero at every diameter. They do not: thin trees hold more than the line
# says, middling ones less, and the thickest of all much more (the thick third as a whole, only a
# little). The residuals curve like a smile, which the pale parabola traces for the eye. And a tree
# of 6 inches gets a negative volume.
#
# More steps cannot mend this, nor another learning rate: we are at the least loss that a line has.
# The fault is the model's. A tree twice as thick is not twice as full, for diameter counts *times*
# diameter. Sums of inputs, however weighted, do not multiply. There are two ways out: bend the line
# ([lesson 4](04_train_network.ipynb)), or let the model multiply ([lesson
# 7](07_multiply_inputs.ipynb)).
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** Between 0.3 and 0.6 lies a limit, beyond which the loss climbs. Find by experiment
# the largest learning rate with two decimals for which `descend` with 200 steps ends below the loss
# it started with.

# %% tags=["exercise"]
largest = ...
check("3.1", largest)

# %% [markdown]
# **Exercise 2.** Would the height help? `trees.x` has both columns, so `trees.x @ w + b` with two
# weights is a model of both. Write the training (start at zeros, and find a learning rate that
# works), go on until the loss is below the goal, and give the array of weights and the bias.

# %% tags=["exercise"]
goal = 0.0151  # the least loss is 0.01495
weights, bias = ..., ...
check("3.2", weights, bias)

# %% [markdown]
# **Exercise 3.** Give the line a bent input: diameter to the power p. Which of these powers leaves
# the least loss? (`np.linalg.lstsq` spares you the steps.) Draw the residuals for it, too: is the
# smile gone?

# %% tags=["exercise"]
powers = (1, 1.5, 2, 2.5, 3)
best_power = ...
check("3.3", best_power)

# %% [markdown]
# ## In practice
#
# For a line, use least squares. For everything else, `mg.train.fit(model, trees)` is the loop of
# this lesson: batches (if there are more than 128 rows), a learning rate that falls, and a better
# way to choose the step, which [lesson 4](04_train_network.ipynb) explains. If a loss climbs, halve
# the learning rate. And always draw the residuals: the loss alone did not show the smile.
#
# ## New words
#
# - **model**: a formula with numbers that learning changes.
# - **weight**: a number of the model that multiplies an input.
# - **bias**: a number of the model that is added to the weighted inputs.
# - **loss**: one number for how wrong a model is; here the mean of the squared errors.
# - **gradient descent**: moving each number against its derivative, again and again.
# - **train**: to change the numbers of a model, step by step, until its loss is small.
# - **learning rate**: how far a step of gradient descent goes: the factor of the derivative.
# - **batch**: a few rows of the data, drawn at random for one step of training.
# - **SGD**: stochastic gradient descent, in which each step looks at one batch only.
# - **residual**: what was measured minus what the model predicts.
#
# ## Further reading
#
# - Robbins and Monro, [A Stochastic Approximation Method](https://doi.org/10.1214/aoms/1177729586),
#   1951: noisy steps arrive if they become shorter in the right way.
# - [numpy.linalg.lstsq](https://numpy.org/doc/stable/reference/generated/numpy.linalg.lstsq.html):
#   the judge.
# - `minigrad/optim/optimizers.py`: SGD and its relatives.
