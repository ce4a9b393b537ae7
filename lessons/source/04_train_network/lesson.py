# %% [markdown]
# # A network that bends
#
# - **You will make** a network that finds a bent border between two moons, trained by the engine that you
#   built.
# - **You will learn** what a neuron, a layer and an activation are, and what the neurons of a layer do
#   together.
# - **You need** [lesson 2](02_broadcast_arrays.ipynb) and [lesson 3](03_fit_line.ipynb).
# - **14 minutes** to read and run, **12** for the exercises
#
# It ends with this picture: eight straight lines, and one border that is not straight. How do you get from
# the ones to the other?
#
# ![Left a network of two inputs, eight neurons and one output. Right two interlocked half circles of points, eight thin straight lines across them, and a thick bent border between the moons](pictures/04_train_network.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two moons
#
# Points in the plane, drawn at random near two half circles. Each has a *label*, the moon that it belongs
# to: −1 or 1. The task is to say which moon a point belongs to, from its two coordinates.

# %%
moons = mg.tasks.load("moons")
middle = moons.x.mean(axis=0)
x, y = moons.x - middle, 2 * moons.y - 1  # labels 0 and 1 become -1 and 1
x_test, y_test = moons.x_test - middle, 2 * moons.y_test - 1
print(f"{len(x)} points to learn from, {len(x_test)} others to test with")

# %% tags=["hide-input"]
LIMITS = (-1.95, 1.95), (-1.4, 1.25)


def draw_points(ax):
    for label, colour, marker in ((-1, "#1b7837", "o"), (1, "#762a83", "^")):
        ax.scatter(*x[y[:, 0] == label].T, s=14, color=colour, marker=marker, zorder=2)
    ax.set(xlabel="x₁", ylabel="x₂", xlim=LIMITS[0], ylim=LIMITS[1], aspect="equal")


def draw_border(ax, f, **style):
    """Draw where f, a function of an array of points, is 0."""
    across, up = np.meshgrid(np.linspace(*LIMITS[0], 160), np.linspace(*LIMITS[1], 120))
    values = f(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
    ax.contour(across, up, values, levels=[0], **style)


fig, ax = plt.subplots(figsize=(5.4, 3.8))
draw_points(ax)
ax.set_title("Two moons, interlocked")
plt.show()

# %% [markdown]
# The first points are the *training data*: the model learns from them. The others are the *test data*: it
# never sees them while it learns. So they tell what it has understood, and not what it has memorised.
#
# **Guess:** what share of the test points can a straight line put on the right side?
#
# ## A line cannot
#
# Let it try: ŷ = w₁x₁ + w₂x₂ + w₀, with the loss of lesson 3, so that it comes near −1 and 1. If ŷ is
# above 0, it says 1. So the border is where ŷ = 0, a straight line. The numbers of least loss come from
# least squares.

# %%
(w1, w2, w0), *_ = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y[:, 0])


def line(points):
    return w1 * points[:, 0] + w2 * points[:, 1] + w0


def share_right(f):
    return np.mean(np.sign(f(x_test)) == y_test[:, 0])


print(
    f"loss {np.mean((y[:, 0] - line(x)) ** 2):.4f}, right on {share_right(line):.1%} of the test data"
)

# %% [markdown]
# About six of seven. Turn the line as you like: if it brings the tip of one moon home, it loses other
# points.
#
# ## Bend it
#
# A *neuron* takes a weighted sum plus a bias, and bends it with a function, its *activation*. A common
# one is tanh, a smooth step from −1 to 1. **Guess:** what do you get if you add a tanh that rises at one
# place and a −tanh that falls at another?

# %% tags=["hide-input"]
z = np.linspace(-4, 4, 300)
rise, fall = np.tanh(2 * (z + 1.5)), -np.tanh(2 * (z - 1.5))
fig, (left, centre, right) = plt.subplots(1, 3, figsize=(11, 3.3))
for curve, colour in ((rise, "C3"), (fall, "C1"), (rise + fall, "C2")):
    left.plot(z, curve, color=colour)
left.text(-3.9, -0.9, "one", color="C3", va="bottom")
left.text(3.9, -0.9, "another", color="C1", ha="right", va="bottom")
left.text(0, 1.6, "the sum", color="C2", ha="center", va="top")
left.set(xlabel="input", ylabel="output", title="Two bends: a bump")

shape = abs(np.mod(z, 2) - 1) + np.sin(z)
bends = np.tanh(5 * (z[:, None] - np.linspace(-4.4, 4.4, 20)))  # one column a neuron
factors, *_ = np.linalg.lstsq(bends, shape)
centre.plot(z, shape, color="C4", linewidth=6, alpha=0.5)
centre.plot(z, bends @ factors, color="C2")
centre.set(xlabel="input", title="Twenty bends: any shape")

across, up = np.meshgrid(np.linspace(-2, 2, 100), np.linspace(-2, 2, 100))
ridge = np.tanh(3 * (across + up + 1)) - np.tanh(3 * (across + up - 1))
right.contourf(across, up, ridge, levels=np.linspace(0, 2, 30), cmap="Greys", vmax=4)
for at, colour in ((-1, "C3"), (1, "C1")):
    right.axline((0, at), slope=-1, color=colour)
right.set(xlim=(-2, 2), ylim=(-2, 2), xlabel="x₁", ylabel="x₂", aspect="equal")
right.set_title("In the plane: a ridge")
plt.show()

# %% [markdown]
# A bump. The middle picture adds 20 bends, each times a number that least squares chose: they follow the
# pale curve. So one can build nearly any shape.
#
# With two inputs, a neuron is a step along a line: on one side of its line it says −1, on the other 1. Two
# of them make a ridge between their lines, on the right. So let eight neurons stand side by side, as a
# *layer*, and let one more weighted sum turn their outputs into a single number:
#
# $$\hat y = v_1 \tanh(\dots) + \dots + v_8 \tanh(\dots) + c$$
#
# ## Your engine again
#
# The folded cells hold your engine of lesson 2. It lacks two operations: tanh, and the matrix product
# `a @ b`, which makes all weighted sums of all points at once. Its rules are those of [lesson
# 2](02_broadcast_arrays.ipynb), exercise 2.


# %% tags=["hide-input"]
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


# %%
def matmul(self, other):
    a, b = self.data, other.data
    return Array(a @ b, (self, other), (lambda g: g @ b.T, lambda g: a.T @ g))


Array.__matmul__ = matmul  # now a @ b works


def tanh(x):
    y = np.tanh(x.data)
    return Array(y, (x,), (lambda g: g * (1 - y * y),))


# %% [markdown]
# With them, the network is one line of code. Are its gradients right? One random direction tells, as in lesson 2.


# %%
def network(x, W, b, v, c, bend=tanh):
    return bend(x @ W + b) @ v + c  # one row a point, one column a neuron


def loss_of(*numbers, bend=tanh):
    residual = Array(y) + Array(-1.0) * network(Array(x), *numbers, bend=bend)
    return (residual * residual).sum() * Array(1 / len(x))


def draw(neurons, rng):
    shapes = (2, neurons), (neurons,), (neurons, 1), (1,)
    return [0.7 * rng.normal(size=shape) for shape in shapes]  # W, b, v and c


rng = np.random.default_rng(5)
start, direction = draw(8, rng), draw(8, rng)
numbers = [Array(a) for a in start]
backward(loss_of(*numbers))
by_walk = sum(np.sum(a.grad * d) for a, d in zip(numbers, direction, strict=True))
up, down = (
    loss_of(*(Array(a + h * d) for a, d in zip(start, direction, strict=True))).data
    for h in (1e-5, -1e-5)
)
print(f"slope: {by_walk:.6f} by the walk, {(up - down) / 2e-5:.6f} by trying")

# %% [markdown]
# Now the descent of lesson 3, on all four arrays.


# %%
def train(neurons, rate=0.3, steps=1000, bend=tanh):
    numbers = [Array(a) for a in draw(neurons, np.random.default_rng(5))]
    for k in range(steps):
        loss = loss_of(*numbers, bend=bend)
        backward(loss)
        if k in (0, 10, 100, steps - 1):
            print(f"step {k:3}: loss {loss.data:.4f}")
        numbers = [Array(a.data - rate * a.grad) for a in numbers]
    return numbers


numbers = train(8)


def trained(points):
    return network(Array(points), *numbers).data[:, 0]


print(f"right on {share_right(trained):.1%} of the test data")

# %% [markdown]
# There it is: a network, trained from the first line to the last by what you wrote in lessons 1 and 2.
#
# **Guess:** leave out the bend. Eight neurons that only add have 33 numbers, and a line has 3. Do they do
# better than the line?

# %%
straight = train(8, rate=0.1, bend=lambda z: z)  # 0.3 is too long here, as in lesson 3


def without_bend(points):
    return network(Array(points), *straight, bend=lambda z: z).data[:, 0]


print(f"right on {share_right(without_bend):.1%} of the test data")

# %% [markdown]
# No. Loss and share are those of the line: a weighted sum of weighted sums is a weighted sum. All that
# the network can do more comes from the bends. So what have the eight bends learned? Each neuron has a
# line in the plane where its weighted sum is 0. There it steps from −1 to 1.

# %% tags=["picture", "hide-input"]
W, bias, v, _ = (a.data for a in numbers)
fig, (left, right) = plt.subplots(1, 2, figsize=(9.2, 4.2), width_ratios=[1, 1.9])
for k in range(8):
    width, at = 0.5 + abs(v[k, 0]), 3.5 - k
    for inputs in (-1.4, 1.4):
        left.plot((0, 1), (inputs, at), color="0.75", linewidth=1, zorder=0)
    left.plot((1, 2), (at, 0), color="C5", linewidth=width, zorder=0)
    left.plot(1, at, "o", color="C5", markersize=16)
for place, name in (((0, 1.4), "x₁"), ((0, -1.4), "x₂"), ((2, 0), "ŷ")):
    left.plot(*place, "o", color="white", markeredgecolor="0.3", markersize=26)
    left.text(*place, name, ha="center", va="center", size=15)
left.set(xlim=(-0.3, 2.3), ylim=(-4.2, 4.2))
left.axis("off")
left.set_title("Eight neurons …", size=18)
draw_points(right)
for k in range(8):
    width = 0.5 + abs(v[k, 0])
    draw_border(right, lambda p, k=k: p @ W[:, k] + bias[k], colors="C5", linewidths=width)
draw_border(right, trained, colors="black", linewidths=4)
right.set_title("… make one bent border", size=18)
plt.show()

# %% [markdown]
# The black border follows one line, then bends to another. (Lines are as thick as the weight v of their
# neuron is large.) More neurons give it more lines to follow.
#
# ## The same in minigrad
#
# `mg.nn.Linear(2, 8)` makes the weighted sums of a layer, `mg.nn.Tanh()` bends, and `Sequential` hands the
# output of each to the next. (Its weights have a row for each neuron, where yours have a column.)

# %%
theirs = mg.nn.Sequential(mg.nn.Linear(2, 8), mg.nn.Tanh(), mg.nn.Linear(8, 1))
for parameter, mine in zip(theirs.parameters(), numbers, strict=True):
    parameter.data[...] = mine.data.T
print(f"loss, minigrad's: {mg.nn.mse_loss(theirs(x), y).item():.6f}")
print(f"loss, yours:      {loss_of(*numbers).data:.6f}")

# %% [markdown]
# Equal. From the next lesson on we use these parts, for they do what yours do.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("4.1")` shows a worked answer.
#
# **Exercise 1.** Four points: (1, 1) and (−1, −1) have the label −1, (1, −1) and (−1, 1) have the label 1.
# No line separates them. Choose numbers by hand for a network of two neurons that does: W (2 × 2, a
# column for each neuron), b (two numbers), v (two) and c (one). Each ŷ has to be
# above ½ or below −½.

# %% tags=["exercise"]
W, b, v, c = ..., ..., ..., ...
check("4.1", W, b, v, c)

# %% [markdown]
# **Exercise 2.** Look at the border again: how many neurons does it really need? Find the smallest number
# for which `train` gets more than 97 % of the training data right. (The test data are not for choices.)

# %% tags=["exercise"]
fewest = ...
check("4.2", fewest)

# %% [markdown]
# **Exercise 3.** Make an activation of your own for minigrad: softsign, z / (1 + |z|), which could stand
# in the place of `mg.nn.Tanh()`. (A `Module` is a class with a `forward`.)


# %% tags=["exercise"]
class Softsign(mg.nn.Module):
    def forward(self, z):
        return ...


check("4.3", Softsign)

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
# Several neurons side by side, with the same inputs, and each with weights of its own.
# </details>
#
# <details><summary>Why does a network need the bend?</summary>
#
# A weighted sum of weighted sums is again a weighted sum: without bends, eight neurons make one line.
# </details>
#
# <details><summary>What is the line of a neuron in the plane?</summary>
#
# The places where its weighted sum is 0. There its output steps from −1 to 1.
# </details>
#
# <details><summary>What are test data for?</summary>
#
# To judge the model by points that it has not learned from.
# </details>
#
# ## In practice
#
# Move the inputs so that their middle is 0: then the lines start among the points. One layer of bends can
# follow any border, if it has enough neurons.
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
# - Karpathy, [micrograd](https://github.com/karpathy/micrograd): another small engine that trains a
#   network on two moons.
# - `minigrad/nn/layers.py`: the parts used here.
