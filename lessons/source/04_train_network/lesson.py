# %% [markdown]
# # A network that bends
#
# - **You will make** a network that tells two moons apart, trained by the engine that you built.
# - **You will learn** what a neuron, a layer and an activation are, and what the neurons of a layer do
#   together.
# - **You need** [lesson 2](02_broadcast_arrays.ipynb) and [lesson 3](03_fit_line.ipynb).
# - **13 minutes** to read and run, **8** for the exercises
#
# Straight lines, and one border that is not straight. How do you get from the ones to the other?
#
# ![Left a network of two inputs, eight neurons and one output. Right two interlocked half circles of points, crossed by thin lines, with a thick bent border between them](pictures/04_train_network.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two moons
#
# Points in the plane, drawn at random near two half circles. Each has a *label*, the moon that it
# belongs to, −1 or 1. The task is to say which moon a point belongs to, from its two coordinates.

# %%
moons = mg.tasks.load("moons")
x, y = moons.x, 2 * moons.y - 1  # labels 0 and 1 become -1 and 1
x_test, y_test = moons.x_test, 2 * moons.y_test - 1
print(f"{len(x)} points to learn from, {len(x_test)} others to test with")

# %% tags=["hide-input"]
GREEN, VIOLET = "#1b7837", "#762a83"


def draw_points(ax):
    for label, colour, marker in ((-1, GREEN, "o"), (1, VIOLET, "^")):
        ax.scatter(*x[y[:, 0] == label].T, s=14, color=colour, marker=marker, zorder=2)
    ax.set(xlabel="x₁", ylabel="x₂", xlim=(0.2, 4.3), ylim=(0.7, 3.3), aspect="equal")


def draw_border(ax, f, **style):
    """Draw where f, a function of an array of points, is 0."""
    across, up = np.meshgrid(np.linspace(0.2, 4.3, 160), np.linspace(0.7, 3.3, 120))
    values = f(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
    ax.contour(across, up, values, levels=[0], **style)


fig, ax = plt.subplots(figsize=(5, 3.4))
draw_points(ax)
ax.set_title("Two moons, interlocked")
plt.show()

# %% [markdown]
# The first points are the *training data*: the model learns from them. The others are the *test data*: it
# never sees them while it learns, so they tell what it has understood, and not what it has memorised.
#
# **Guess:** what share of the points can a straight line put on the right side?
#
# ## A line cannot
#
# Let it try: ŷ = w₁x₁ + w₂x₂ + b, trained to be near −1 and 1 as in lesson 3. Where ŷ is above 0, it says
# 1. The border, ŷ = 0, is a straight line. Here the best line can be computed at once.

# %%
(w1, w2, b), *_ = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y[:, 0])


def line(points):
    return w1 * points[:, 0] + w2 * points[:, 1] + b


def share_right(f):
    return np.mean(np.sign(f(x_test)) == y_test[:, 0])


print(f"the best line is right on {share_right(line):.1%} of the test data")

# %% [markdown]
# However you turn it: what brings the tip of one moon home loses other points.
#
# ## Bend it
#
# A *neuron* takes a weighted sum plus a bias and bends it with a function, its *activation*. A common one
# is tanh, a smooth step: nearly straight around 0, then level at −1 and 1. **Guess:** what do you get if
# you add a tanh that rises at one place and a −tanh that falls at another?

# %% tags=["hide-input"]
z = np.linspace(-4, 4, 200)
rise, fall = np.tanh(2 * (z + 1.5)), -np.tanh(2 * (z - 1.5))
fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(z, rise, color="C3", linewidth=1)
ax.plot(z, fall, color="C4", linewidth=1)
ax.plot(z, rise + fall, color="C2")
ax.text(-3.9, -0.85, "one neuron", color="C3")
ax.text(3.9, -0.85, "another", color="C4", ha="right")
ax.text(0, 1.7, "their sum", color="C2", ha="center")
ax.set(xlabel="z", ylabel="output")
ax.set_title("Two bends make a bump")
plt.show()

# %% [markdown]
# A bump. And bumps of all heights, side by side, make nearly any curve. Put bends at even places, and let
# least squares choose what to multiply each with:

# %%
zigzag = abs(np.mod(z, 2) - 1) + np.sin(z)
for count in (10, 20, 40, 80):
    places = np.linspace(-4, 4, count)
    bends = np.tanh(count / 4 * (z[:, None] - places))  # one column a neuron
    heights, *_ = np.linalg.lstsq(bends, zigzag)
    off = np.sqrt(np.mean((bends @ heights - zigzag) ** 2))
    print(f"a zigzag on a wave, of {count} bends: off by {off:.3f} in the mean")

# %% [markdown]
# In the plane, a neuron is a step along a line: on one side of its line it says −1, on the other 1. Let
# eight of them stand side by side, as a *layer*, and let one weighted sum make a single number of their
# outputs: ŷ = v₁ tanh(…) + … + v₈ tanh(…) + c. Without the bend nothing would be won: a sum of sums is a sum.
#
# ## Your engine again
#
# Your `Array` lacks two operations: tanh, and the matrix product `a @ b`, which makes all weighted sums of
# all points at once. Declare them. The rules of the product are those of lesson 2's exercise.


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

    def __matmul__(self, other):
        a, b = self.data, other.data
        return Array(a @ b, (self, other), (lambda g: g @ b.T, lambda g: a.T @ g))

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


# %%
def tanh(x):
    y = np.tanh(x.data)
    return Array(y, (x,), (lambda g: g * (1 - y * y),))


def network(x, W, b, v, c):
    return tanh(x @ W + b) @ v + c  # one row a point


def loss_of(W, b, v, c):
    residual = Array(y) + Array(-1.0) * network(Array(x), W, b, v, c)
    return (residual * residual).sum() * Array(1 / len(x))


rng = np.random.default_rng(1)
start = rng.normal(size=(2, 8)), rng.normal(size=8), rng.normal(size=(8, 1)) / 3, np.zeros(1)
numbers = [Array(values) for values in start]
backward(loss_of(*numbers))

# %% [markdown]
# Four arrays with 33 numbers. Are their gradients right? One random direction tells (lesson 2):

# %%
direction = [rng.normal(size=values.shape) for values in start]
by_walk = sum(np.sum(a.grad * d) for a, d in zip(numbers, direction, strict=True))
up, down = (
    loss_of(*(Array(a + h * d) for a, d in zip(start, direction, strict=True))).data
    for h in (1e-5, -1e-5)
)
print(f"slope along it: {by_walk:.6f} by the walk, {(up - down) / 2e-5:.6f} by trying")

# %% [markdown]
# Now the descent of lesson 3, on all four arrays.

# %%
losses = []
for _ in range(4000):
    loss = loss_of(*numbers)
    backward(loss)
    numbers = [Array(a.data - 0.15 * a.grad) for a in numbers]
    losses.append(float(loss.data))
print("loss", *(f"{losses[k]:.3f}" for k in (0, 10, 100, 1000, 3999)))


def trained(points):
    return network(Array(points), *numbers).data[:, 0]


print(f"right on {share_right(trained):.1%} of the test data")

# %% [markdown]
# There it is: a network, trained from the first line to the last by what you wrote in lessons 1 and 2.
#
# What have the eight neurons learned? Each has a line where its weighted sum is 0: there it steps from −1
# to 1.

# %% tags=["picture", "hide-input"]
W, bias, v, _ = (a.data for a in numbers)
fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.7), width_ratios=[1, 1.7])
for k in range(8):
    at = 3.5 - k
    for inputs in (-1.2, 1.2):
        left.plot((0, 1), (inputs, at), color="0.7", linewidth=1, zorder=0)
    left.plot((1, 2), (at, 0), color="0.7", linewidth=1, zorder=0)
    left.plot(1, at, "o", color="C5", markersize=13)
for place, name in (((0, 1.2), "x₁"), ((0, -1.2), "x₂"), ((2, 0), "ŷ")):
    left.plot(*place, "o", color="white", markeredgecolor="0.3", markersize=22)
    left.text(*place, name, ha="center", va="center", size=13)
left.set(xlim=(-0.3, 2.3), ylim=(-4.2, 4.2))
left.axis("off")
left.set_title("Eight neurons …", size=15)
draw_points(right)
for k in range(8):
    draw_border(right, lambda p, k=k: p @ W[:, k] + bias[k], colors="C5", linewidths=1, alpha=0.8)
draw_border(right, trained, colors="black", linewidths=3)
right.set_title("… make one bent border", size=15)
plt.show()

# %% [markdown]
# The border follows now one line, now another, and bends from one to the next. (You see seven lines: the
# eighth lies outside of the picture.) More neurons, more lines to follow.
#
# ## The same in minigrad
#
# `mg.nn.Linear(2, 8)` is a layer's weighted sums, `mg.nn.Tanh()` bends, and `Sequential` hands the output
# of each to the next. (Its weights have a row for each neuron, where yours have a column.)

# %%
theirs = mg.nn.Sequential(mg.nn.Linear(2, 8, rng=0), mg.nn.Tanh(), mg.nn.Linear(8, 1, rng=0))
for parameter, mine in zip(theirs.parameters(), numbers, strict=True):
    parameter.data[...] = mine.data.T
print(f"loss, minigrad's: {mg.nn.mse_loss(theirs(x), y).item():.6f}")
print(f"loss, yours:      {loss_of(*numbers).data:.6f}")

# %% [markdown]
# 4,000 steps are many. [Lesson 5](05_scale_steps.ipynb) takes better ones.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("4.1")` shows a worked answer.
#
# **Exercise 1.** How many numbers does a model learn? Let a function count them, for any model of
# `mg.nn`. (`model.parameters()` has its arrays.)


# %% tags=["exercise"]
def count(model):
    return ...


check("4.1", count)

# %% [markdown]
# **Exercise 2.** Make an activation of your own: softsign, z / (1 + |z|). (A `Module` is a class with a
# `forward`. Then put `Softsign()` in the place of `mg.nn.Tanh()`.)


# %% tags=["exercise"]
class Softsign(mg.nn.Module):
    def forward(self, z):
        return ...


check("4.2", Softsign)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does a neuron compute?</summary>
#
# A weighted sum of its inputs plus a bias, bent by its activation.
# </details>
#
# <details><summary>What is a layer?</summary>
#
# Several neurons side by side, with the same inputs and weights of their own.
# </details>
#
# <details><summary>Why does a network need the bend?</summary>
#
# A weighted sum of weighted sums is again a weighted sum: without bends, layers make a straight line.
# </details>
#
# <details><summary>What is the line of a neuron in the plane?</summary>
#
# The places where its weighted sum is 0; there its output steps from −1 to 1.
# </details>
#
# <details><summary>What are test data for?</summary>
#
# To judge the model by points that it has not learned from.
# </details>
#
# ## In practice
#
# One layer of bends is enough for any shape, if it is wide enough; several layers often need fewer
# neurons.
#
# ## New words
#
# - **label**: the number of the class that a point belongs to; here, of its moon.
# - **training data**: what a model learns from.
# - **test data**: what a model never learns from, kept to judge it.
# - **neuron**: a weighted sum of inputs plus a bias; in a network, bent by an activation.
# - **activation**: the function that bends the sum of a neuron, such as tanh.
# - **layer**: several neurons side by side, with the same inputs.
#
# ## Further reading
#
# - Cybenko, [Approximation by superpositions of a sigmoidal
#   function](https://doi.org/10.1007/BF02551274), 1989: one bending layer suffices for any
#   continuous shape, if it is wide enough.
# - `minigrad/nn/layers.py`: the parts used here.
