# %% [markdown]
# # A line that learns
#
# - **You will make** a straight line that finds its own place among 31 trees, with the engine that you
#   built.
# - **You will learn** what it means to *learn* from data: a loss, its slope, a step downhill, and how
#   long a step may be.
# - **You need** [lesson 1](01_remember_number.ipynb) and [lesson 2](02_broadcast_arrays.ipynb): your
#   engine, and arrays in it.
# - **18 minutes** to read and run, **12** for the exercises
#
# You will walk through one valley with steps of four lengths. By the end you can say, before you try,
# which of the walks arrive.

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Thirty-one trees
#
# To know how much timber a tree holds, you fell it, or you guess from what a tape measure says. A
# handbook of 1976 lists 31 black cherry trees that were measured and then felled. minigrad divides each
# column by its mean, so that 1 is the average tree. **Guess:** if the diameter doubles, does the volume
# double?

# %%
trees = mg.tasks.load("trees")
print("from", trees.source)
print(f"mean diameter {trees.x_scale[0]:.2f} in, mean volume {trees.y_scale[0]:.2f} ft³")
diameter, volume = trees.x[:, 0], trees.y[:, 0]  # each divided by its mean
print(f"the thinnest: diameter {diameter[0]:.2f}, volume {volume[0]:.2f}")
print(f"the thickest: diameter {diameter[-1]:.2f}, volume {volume[-1]:.2f}")

# %% [markdown]
# More than double: the thickest tree has two and a half times the diameter of the thinnest, and more
# than seven times its volume.
#
# ## A model with two numbers
#
# A *model* is a formula with numbers in it that may change. The plainest one is a straight line:
#
# $$\hat y = w x + b$$
#
# ŷ is the volume that the line predicts from the diameter x. The *weight* w is a factor of the input,
# and the *bias* b a constant that is added. What was measured minus what was predicted, y − ŷ, is the
# *residual*. To learn, the line must know how wrong it is, in one number: the *loss*. Ours is the mean
# of the squared residuals. Squares count residuals up and down alike, and large ones most.
#
# Now bring your engine. This is the `Array` of lesson 2, with +, · and sum; the folded cell has its walk.


# %%
class Array:
    made = 0

    def __init__(self, data, inputs=(), rules=()):
        self.data = np.asarray(data, dtype=float)
        self.inputs, self.rules = inputs, rules
        self.grad = 0.0
        Array.made += 1
        self.birth = Array.made

    def __add__(self, other):
        return Array(self.data + other.data, (self, other), (lambda g: g, lambda g: g))

    def __mul__(self, other):
        a, b = self.data, other.data
        return Array(a * b, (self, other), (lambda g: g * b, lambda g: g * a))

    def sum(self):
        # A sum changes as much as each of its summands.
        return Array(self.data.sum(), (self,), (lambda g: g * np.ones(self.data.shape),))


# %% tags=["hide-input"]
def everything_behind(y):
    found, seen = [y], {y}
    for v in found:
        for x in v.inputs:
            if x not in seen:
                found.append(x)
                seen.add(x)
    return found


def sum_back(g, shape):
    """Sum g over the axes along which an array of this shape was stretched."""
    extra = g.ndim - len(shape)  # axes that were missing, on the left
    stretched = [extra + i for i, size in enumerate(shape) if size == 1]
    return g.sum(axis=(*range(extra), *stretched)).reshape(shape)


def backward(y):
    order = sorted(everything_behind(y), key=lambda v: v.birth, reverse=True)
    for v in order:
        v.grad = np.zeros(v.data.shape)
    y.grad = np.ones(y.data.shape)
    for v in order:
        for x, rule in zip(v.inputs, v.rules, strict=True):
            x.grad += sum_back(rule(v.grad), x.data.shape)


# %% [markdown]
# It has no minus and no mean. It needs none: y − ŷ is y + (−1) · ŷ, and a mean is a sum times 1/31.
# Start with w = 0 and b = 0, a line that knows nothing.

# %%
x, y, minus, share = Array(diameter), Array(volume), Array(-1.0), Array(1 / 31)


def loss_of(w, b):
    residual = y + minus * (w * x + b)
    return (residual * residual).sum() * share


w, b = Array(0.0), Array(0.0)
loss = loss_of(w, b)
backward(loss)
h = 1e-5
by_trying = (loss_of(Array(h), b).data - loss_of(Array(-h), b).data) / (2 * h)
print(f"loss {loss.data:.4f}, slope by w {w.grad:.4f}, by b {b.grad:.4f}")
print(f"slope by w, by trying: {by_trying:.4f}")

# %% [markdown]
# ## Step downhill
#
# Both slopes are negative: more w or more b, less loss. So move each number *against* its slope, and do
# it again. That is *gradient descent*, and to change a model in this way is to *train* it. How far does
# a step go? The slope times a factor that you choose, the *learning rate*.


# %%
def descend(rate, steps):
    w, b = Array(0.0), Array(0.0)
    losses, path = [], [(0.0, 0.0)]
    for _ in range(steps):
        loss = loss_of(w, b)
        backward(loss)
        w, b = Array(w.data - rate * w.grad), Array(b.data - rate * b.grad)
        losses.append(float(loss.data))
        path.append((float(w.data), float(b.data)))
    return losses, np.array(path)


# %% [markdown]
# Take a learning rate of 0.6. The slope says downhill. **Guess:** what will the loss do in the first
# steps?

# %%
losses, path = descend(0.6, 6)
for k in range(6):
    print(f"step {k}: w = {path[k, 0]:6.2f}, b = {path[k, 1]:6.2f}, loss {losses[k]:6.2f}")

# %% [markdown]
# It *doubles* with each step. The direction was right, the step too long. Draw the loss over both
# numbers, as a map with lines of equal height, and walk with four rates.

# %% tags=["picture", "hide-input"]
ws, bs = np.linspace(-1.6, 4.2, 120), np.linspace(-2.9, 2.6, 120)
heights = np.mean((volume - ws[:, None, None] * diameter - bs[:, None]) ** 2, axis=-1)
fig, axes = plt.subplots(1, 4, figsize=(11, 3.3), sharex=True, sharey=True)
walks = (
    (0.03, 30, "creeps"),
    (0.3, 200, "arrives, slowly"),
    (0.48, 30, "just so"),
    (0.6, 4, "is lost"),
)
for ax, (rate, steps, words) in zip(axes, walks, strict=True):
    levels = (0.02, 0.1, 0.4, 1, 2, 4, 8, 16)
    ax.contour(ws, bs, heights.T, levels=levels, colors="0.75", linewidths=1)
    path = descend(rate, steps)[1]
    ax.plot(*path.T, ".-", color="C5", linewidth=1.5, markersize=6)
    ax.plot(*path[0], "o", color="black", markersize=7)
    ax.set(xlim=(-1.6, 4.2), ylim=(-2.9, 2.6), xlabel="weight w")
    ax.set_title(f"rate {rate}:\n{words}", size=14)
axes[0].set_ylabel("bias b")
plt.show()

# %% [markdown]
# A long, narrow valley: steep across, flat along. From the black point all walks start on its side. With
# 0.6 each step lands on the other side, higher up, where it is steeper, so that the next step is longer
# still. With 0.3 they jump across as well, but each time lower; then they crawl along the bottom. ([On
# the page](../figures/explore.html#formula=line&downhill=0.05) you can take such steps one by one: put
# other rates into the box beside *Step downhill*.)
#
# ## How long may a step be?
#
# The slope of a slope is called *curvature*. In a valley of this kind it is the same everywhere, and the
# slope is curvature times distance from the bottom. So a step, rate · curvature · distance, leaves of the
# distance the factor
#
# $$1 - \text{rate} \cdot \text{curvature}$$
#
# **Guess:** from which rate on does the distance grow, if the curvature is c? (The factor may become
# negative: then you jump to the other side.)
#
# It grows once the factor is below −1: from 2/c on. Measure the curvatures, across and along. The second
# derivatives by w and b fill a table of four; NumPy finds the directions in which it is largest and
# smallest.

# %%
table = 2 / 31 * np.array([[diameter @ diameter, diameter.sum()], [diameter.sum(), 31]])
curvatures, directions = np.linalg.eigh(table)
for name, c, (dw, db) in zip(("along", "across"), curvatures, directions.T, strict=True):
    around = [loss_of(Array(h * dw), Array(h * db)).data for h in (-0.1, 0.0, 0.1)]
    tried = (around[0] - 2 * around[1] + around[2]) / 0.1**2
    print(f"{name:<6}: curvature {c:.4f}, by trying {tried:.4f}, limit of the rate {2 / c:.3f}")
for rate in (0.49, 0.50):
    losses, _ = descend(rate, 200)
    print(f"rate {rate:.2f}: loss {losses[0]:.3f} -> {losses[-1]:.3f} after 200 steps")

# %% [markdown]
# Across, the limit is 0.493, and indeed 0.49 arrives and 0.50 does not. Along, a rate of 37 would do. But
# one rate has to serve both, so the steep direction sets it, and the flat one crawls: with 0.3 a step
# along leaves 98 % of the distance. Nearly everything about training networks is a fight with such
# valleys. ([Lesson 5](05_scale_steps.ipynb) has a cure.)
#
# ## Did it arrive?
#
# For a line, the least loss can be computed without any learning, by the method of least squares, which
# NumPy has. It is our judge. And minigrad has the parts ready: `Linear` holds weight and bias, `mse_loss`
# is the loss, and `SGD` takes the step.

# %%
(best_w, best_b), *_ = np.linalg.lstsq(np.column_stack([diameter, np.ones(31)]), volume)
losses, path = descend(0.3, 1000)

model = mg.nn.Linear(1, 1, rng=0)  # one input, one output
for p in model.parameters():
    p.data[:] = 0  # start where we started
optimizer = mg.optim.SGD(model.parameters(), lr=0.3)
for _ in range(1000):
    optimizer.zero_grad()  # in minigrad gradients add up; start afresh
    mg.nn.mse_loss(model(diameter[:, None]), volume[:, None]).backward()  # 31 rows, 1 column
    optimizer.step()
print(f"least squares: w = {best_w:.4f}, b = {best_b:.4f}")
print(f"your engine:   w = {path[-1, 0]:.4f}, b = {path[-1, 1]:.4f}")
print(f"mg.optim.SGD:  w = {model.weight.item():.4f}, b = {model.bias.item():.4f}")

# %% [markdown]
# All printed digits agree. The judge needed no steps: for a line nobody needs gradient descent. But the
# judge knows lines only. Gradient descent never asked what the model is.
#
# (*SGD* is stochastic gradient descent; stochastic means by chance. With a million rows one takes for each
# step a few rows drawn at random, a *batch*, whose slope points nearly the same way. Here all 31 rows are
# one batch.)
#
# ## What is left over
#
# **Guess:** if the line had caught all that the diameter tells about the volume, how would the residuals
# lie, over the diameter?

# %% tags=["hide-input"]
residual = (volume - best_w * diameter - best_b) * trees.y_scale  # in cubic feet
inches = diameter * trees.x_scale[0]
fig, ax = plt.subplots(figsize=(6, 3.4))
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
for name, rows in zip(("thin", "middle", "thick"), np.array_split(residual, 3), strict=True):
    print(f"{len(rows)} {name} trees: mean residual {rows.mean():5.2f} ft³")

# %% [markdown]
# They would lie around 0 at every diameter. They do not: thin trees and the thickest hold more than the
# line says, those in the middle less. The residuals curve like a smile, which the pale parabola traces.
#
# More steps cannot help, nor another rate: this is the least loss that a line has. The fault is the
# model's. A tree twice as thick is not twice as full, since diameter counts *times* diameter. Sums of
# inputs, however weighted, do not multiply. There are two ways out: bend the line ([lesson
# 4](04_train_network.ipynb)), or let the model multiply ([lesson 7](07_multiply_inputs.ipynb)).
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("3.1")` shows a worked answer.
#
# **Exercise 1.** Somebody divides the diameters by half of their mean instead, so that all x are twice as
# large. What is the limit of the learning rate now? Two digits after the point. (Think first: is it
# larger or smaller, and by less or more than a factor 4?)

# %% tags=["exercise"]
limit = ...
check("3.1", limit)

# %% [markdown]
# **Exercise 2.** Would the height help? `trees.x` has both columns. Train a line with two weights (start
# at zeros, with `Array`s or `mg` tensors), go on until the loss is below the goal, and give the array of
# weights and the bias.

# %% tags=["exercise"]
goal = 0.0151  # the least loss is 0.01495
weights, bias = ..., ...
check("3.2", weights, bias)

# %% [markdown]
# **Exercise 3.** Give the line a bent input: diameter to the power p. Which of these powers leaves the
# least loss? (`np.linalg.lstsq` spares you the steps.)

# %% tags=["exercise"]
powers = (1, 1.5, 2, 2.5, 3)
best_power = ...
check("3.3", best_power)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is a loss for?</summary>
#
# It says in one number how wrong a model is, so that one can ask which way is down.
# </details>
#
# <details><summary>Why is a number moved against its slope?</summary>
#
# The slope says how the loss changes if the number grows. Against it, the loss falls.
# </details>
#
# <details><summary>Why does too long a step climb?</summary>
#
# It lands on the other side of the valley, further from the bottom than before.
# </details>
#
# <details><summary>What sets the limit of the learning rate?</summary>
#
# The largest curvature c: from 2/c on, each step leaves more distance than there was.
# </details>
#
# <details><summary>What do residuals tell that the loss does not?</summary>
#
# Whether something of a pattern is left, which another model could catch.
# </details>
#
# ## In practice
#
# For a line, use least squares. If a loss climbs, halve the learning rate. And always draw the residuals:
# the loss alone did not show the smile. The picture to keep is that of the valley:
#
# ![Four maps of a long, narrow valley. Short steps creep down its side, longer ones zigzag into it, and the longest jump from side to side and out of it](pictures/03_fit_line.png)
#
# ## New words
#
# - **model**: a formula with numbers that learning changes.
# - **weight**: a number of the model that multiplies an input.
# - **bias**: a number of the model that is added to the weighted inputs.
# - **residual**: what was measured minus what the model predicts.
# - **loss**: one number for how wrong a model is; here the mean of the squared residuals.
# - **gradient descent**: moving each number against its slope, again and again.
# - **train**: to change the numbers of a model, step by step, until its loss is small.
# - **learning rate**: how far a step of gradient descent goes: the factor of the slope.
# - **curvature**: the slope of the slope, the second derivative.
# - **batch**: a few rows of the data, drawn at random for one step of training.
# - **SGD**: stochastic gradient descent, in which each step looks at one batch only.
#
# ## Further reading
#
# - Goh, [Why Momentum Really Works](https://distill.pub/2017/momentum/): the same valley, with a slider.
# - Robbins and Monro, [A Stochastic Approximation Method](https://doi.org/10.1214/aoms/1177729586),
#   1951: noisy steps arrive if they become shorter in the right way.
# - `minigrad/optim/optimizers.py`: SGD and its relatives.
