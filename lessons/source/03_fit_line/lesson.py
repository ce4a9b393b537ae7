# %% [markdown]
# # A line that learns
#
# - **You will make** a straight line that finds its own place among 31 trees, with the engine that you
#   built.
# - **You will learn** what it means to *learn* from data: a loss, its slope, and a step downhill.
# - **You need** [lesson 1](01_remember_number.ipynb) and [lesson 2](02_broadcast_arrays.ipynb): your
#   engine, and arrays in it.
# - **18 minutes** to read and run, **12** for the exercises
#
# You will walk through one valley with steps of several lengths, and then be able to say, before you try,
# which walks arrive. (The picture to keep stands further down, so that it spoils no guess.)

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
# column by its mean, so that 1 is the average tree.
#
# **Guess:** if the diameter doubles, does the volume double?

# %%
trees = mg.tasks.load("trees")
diameter, volume = trees.x[:, 0], trees.y[:, 0]  # each divided by its mean
print("from", trees.source)
print(f"1 means {trees.x_scale[0]:.2f} in of diameter, {trees.y_scale[0]:.2f} ft³ of volume")
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
# and the *bias* b is a constant that is added. The *residual* y − ŷ is what was measured minus what was
# predicted. To learn, the line must know in one number how wrong it is. That number is the *loss*: here,
# the mean of the squared residuals. Squares count residuals up and down alike, and large ones most.
#
# Now bring your engine of lesson 2: its `Array`, and in the folded cell its walk back.


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
# It has no minus and no mean, and needs none: y − ŷ is y + (−1) · ŷ, and a mean is a sum times 1/31.
# Start with w = 0 and b = 0, a line that knows nothing. The cell checks one slope by moving w a little.


# %%
def loss_of(w, b, x=diameter, y=volume):
    residual = Array(y) + Array(-1.0) * (w * Array(x) + b)
    return (residual * residual).sum() * Array(1 / len(x))


w, b, h = Array(0.0), Array(0.0), 1e-5
loss = loss_of(w, b)
backward(loss)
by_trying = (loss_of(Array(h), b).data - loss_of(Array(-h), b).data) / (2 * h)
print(f"loss {loss.data:.4f}, slope along w {w.grad:.4f}, along b {b.grad:.4f}")
print(f"slope along w, by trying: {by_trying:.4f}")

# %% [markdown]
# ## Step downhill
#
# Both slopes are negative: more w or more b, less loss. So move each number *against* its slope, and do
# it again. That is *gradient descent*, and to change a model in this way is to *train* it. How far does
# a step go? As far as the slope times a factor that you choose, the *learning rate*.


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
# **Guess:** the slope says which way is down. With a learning rate of 0.6, will the loss fall in every
# step?

# %%
losses, path = descend(0.6, 6)
for k in range(6):
    print(f"step {k}: w = {path[k, 0]:5.2f}, b = {path[k, 1]:5.2f}, loss {losses[k]:5.2f}")

# %% [markdown]
# No, it *doubles* in every step. To see why, draw the loss over w and b, as a map with lines of equal height,
# and walk with half that rate as well.

# %% tags=["picture", "hide-input"]
across, up = np.meshgrid(np.linspace(-2.1, 4.3, 150), np.linspace(-2.6, 3, 150))
heights = np.mean((volume - across[..., None] * diameter - up[..., None]) ** 2, axis=-1)
levels = (0.03, 0.1, 0.3, 1, 3, 10, 30)
shades = plt.cm.Greys(np.linspace(0, 0.35, 8))


def draw_valley(ax):
    ax.contourf(across, up, heights, levels=(0, *levels, 99), colors=shades)
    ax.contour(across, up, heights, levels=levels, colors="0.7", linewidths=0.8)
    ax.set(xlabel="weight w", ylabel="bias b", aspect="equal")


fig, ax = plt.subplots(figsize=(6.4, 5.8))
draw_valley(ax)
for rate, steps, colour in ((0.6, 4, "C2"), (0.3, 120, "C5")):
    path = descend(rate, steps)[1]
    ax.plot(*path.T, ".-", color=colour, linewidth=2, markersize=9)
ax.plot(0, 0, "o", color="black", markersize=9)
ax.text(-0.15, 0.1, "start", ha="right", va="bottom", size=15)
ax.text(1.2, 2.2, "rate 0.6: each jump\nends higher up", color="C2", ha="center", size=16)
ax.text(4.2, -0.25, "rate 0.3: across,\nthen along", color="C5", ha="right", size=16)
ax.set_title("Steep across, flat along", size=18)
plt.show()

# %% [markdown]
# A long, narrow valley. (All diameters are around 1: there, a little more w and a little less b leave the
# line nearly where it was.) With 0.6 each step lands on the other side, higher up, where it is steeper, so
# that the next step is longer still. With 0.3 the walk soon is at the bottom, and then crawls along it,
# where there is hardly any slope.
#
# ## How long may a step be?
#
# The slope of a slope is called *curvature*. In this valley it is the same everywhere, so the slope is
# curvature times distance from the bottom. A step takes away rate · curvature · distance. What is left is
# the distance times
#
# $$1 - \text{rate} \cdot \text{curvature}.$$
#
# That factor may be negative: then you land on the other side. Below −1, you land further away than you
# were. So **the learning rate must be less than 2 / curvature**. Measure the curvature across and along.
# The loss is the mean of (y − wx − b)². Its second derivative twice with respect to w is 2 · the mean of x²; once
# each, 2 · the mean of x; twice with respect to b, 2. They make a 2 × 2 matrix, and NumPy's `eigh` finds the
# directions in which the loss curves least and most.

# %%
matrix = 2 * np.array([[np.mean(diameter**2), diameter.mean()], [diameter.mean(), 1]])
curvatures, directions = np.linalg.eigh(matrix)
for name, c, (dw, db) in zip(("along", "across"), curvatures, directions.T, strict=True):
    low, here, high = (loss_of(Array(h * dw), Array(h * db)).data for h in (-0.1, 0.0, 0.1))
    tried = (low - 2 * here + high) / 0.1**2
    print(f"{name:<6}: curvature {c:.4f}, by trying {tried:.4f}; 2 / curvature = {2 / c:.3f}")

# %% [markdown]
# With 0.6 this factor is about −√2 across. The height goes with the square of the distance: that is why the loss
# doubled. **Guess:** of the rates 0.03, 0.3, 0.48 and 0.50, which one is lost? And which of the others comes
# furthest along the valley in 40 steps?

# %% tags=["hide-input"]
fig, axes = plt.subplots(2, 2, figsize=(7.6, 7.2), sharex=True, sharey=True)
walks = {0.03: "creeps", 0.3: "crawls along", 0.48: "comes furthest", 0.50: "is lost"}
for ax, (rate, words) in zip(axes.flat, walks.items(), strict=True):
    losses, path = descend(rate, 40)
    draw_valley(ax)
    ax.plot(*path.T, ".-", color="C5", linewidth=0.8, markersize=5)
    ax.plot(*path[0], "o", color="black", markersize=6)
    ax.plot(*path[-1], "o", color="C2", markersize=8)
    ax.set_title(f"rate {rate:.2f} {words}")
    ax.set(xlim=(-2.1, 4.3), ylim=(-2.6, 3))
    ax.label_outer()
    last = loss_of(*map(Array, path[-1])).data
    print(f"rate {rate:.2f}: loss {losses[0]:.3f}, after 40 steps {last:.3f}")
axes[0, 0].text(-0.2, -0.1, "start", ha="right", va="top")
axes[0, 0].text(0.9, 0.55, "after 40 steps", color="C2")
plt.show()

# %% [markdown]
# 0.50 is lost, since it is beyond the limit 0.493, and 0.48 comes furthest. Along the valley even a rate of
# 37 would do. But one rate has to serve both: the steep direction sets the limit, and the flat one crawls. (Best in
# the long run: 2 / the sum of both curvatures. It shrinks both alike.) [Lesson 5](05_scale_steps.ipynb) has a cure.
#
# Part 3 of [the page](../figures/explore.html#formula=line&downhill=0.05) has a line for one point, with the
# curvature 10. Press *Step downhill*, then try other rates: 0.1 arrives in one step, since 1 − 0.1 · 10 is
# 0, and from 0.2 on the loss no longer falls.
#
# ## Did it arrive?
#
# For a line, NumPy computes the least loss without any learning, by the method of least squares. It is our
# judge. And minigrad has your parts ready: `Linear` holds weight and bias, `mse_loss` is the loss (mean
# squared error), and `SGD` takes the step.

# %%
(best_w, best_b), *_ = np.linalg.lstsq(np.column_stack([diameter, np.ones(31)]), volume)
losses, path = descend(0.3, 1000)

model = mg.nn.Linear(1, 1)  # one input, one output
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
# All printed digits agree. For a line nobody needs gradient descent. But the judge knows lines only;
# gradient descent never asked what the model is.
#
# ## A table with a million rows
#
# *SGD* is stochastic gradient descent (stochastic: by chance). Where a table has a million rows, each step
# takes a few of them, drawn at random, a *batch*. Its slopes are rough, but they point the same way:

# %% tags=["hide-input"]
rng = np.random.default_rng(0)
for _ in range(4):
    rows = rng.choice(31, size=8, replace=False)
    w, b = Array(0.0), Array(0.0)
    backward(loss_of(w, b, diameter[rows], volume[rows]))
    print(f"8 trees: slope along w {w.grad:.2f}, along b {b.grad:.2f}")

# %% [markdown]
# ## What is left over
#
# **Guess:** if the line had caught all that the diameter says about the volume, how would the residuals
# lie, from thin trees to thick ones?

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
# The residuals would lie around 0 at every diameter. They do not: thin trees and the thickest hold more
# than the line says, those in the middle less. They curve like a smile, which the pale parabola traces.
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
# large. Below which learning rate must they stay? Give two digits after the point. (Think first: is the
# limit larger or smaller now, and by more or less than a factor of 4?)

# %% tags=["exercise"]
limit = ...
check("3.1", limit)

# %% [markdown]
# **Exercise 2.** Would the height help? `trees.x` has both columns. Let your engine train a line with two
# weights, starting at zeros, until the loss is below the goal. Give the two weights and the bias. (The
# valley is steeper and longer now. It takes more than a thousand steps.)

# %% tags=["exercise"]
goal = 0.0151  # the least loss is 0.01495
weights, bias = ..., ...
check("3.2", weights, bias)

# %% [markdown]
# **Exercise 3.** Give the line a bent input: the diameter to the power p. Which of these powers leaves
# the least loss? (`np.linalg.lstsq` spares you the steps.)

# %% tags=["exercise"]
powers = (1, 1.5, 2, 2.5, 3)
best_power = ...
check("3.3", best_power)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is a loss?</summary>
#
# One number that says how wrong a model is, so that one can ask which way is down.
# </details>
#
# <details><summary>Why does a number move against its slope?</summary>
#
# The slope says how the loss changes if the number grows. Against it, the loss falls.
# </details>
#
# <details><summary>Why does the loss climb if steps are too long?</summary>
#
# A step lands on the other side of the valley, further from the bottom than before.
# </details>
#
# <details><summary>What sets the limit of the learning rate?</summary>
#
# The largest curvature: beyond 2 / curvature each step leaves more distance than there was.
# </details>
#
# <details><summary>What is a residual, and what can it show that the loss does not?</summary>
#
# What was measured minus what was predicted. Residuals show whether a pattern is left over, which another
# model could catch.
# </details>
#
# ## In practice
#
# For a line, use least squares. If a loss climbs, halve the learning rate. And always draw the residuals:
# the loss alone did not show the smile. The picture to keep is the valley:
#
# ![Map of a long, narrow valley. From the start one path jumps from side to side, each time further, out of the valley; another jumps across once and then crawls along the bottom](pictures/03_fit_line.png)
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
