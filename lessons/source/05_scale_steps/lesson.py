# %% [markdown]
# # A step for each number
#
# - **You will make** Adam, the way in which most networks are trained today, and the loop that every later
#   lesson calls `fit`.
# - **You will learn** why one learning rate does not suit all numbers of a model.
# - **You need** [lesson 3](03_fit_line.ipynb) and [lesson 4](04_train_network.ipynb).
# - **17 minutes** to read and run, **12** for the exercises
#
# Two walks through the same valley, 60 steps each. What does the violet one know that the red one does not?
#
# ![A long valley from left to right. A red path jumps up and down across it and then crawls, and stops half-way. A violet path swings into it and walks nearly to its lowest point](pictures/05_scale_steps.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A steep number and a flat one
#
# The line and the trees of lesson 3 again. This time we count the diameters in metres, from their mean.
# Then the valley lies along w: b is steep, and w is flat.

# %%
trees = mg.tasks.load("trees")
metres = 0.0254 * trees.x_scale[0] * trees.x[:, [0]]  # an inch is 0.0254 m
x, y = metres - metres.mean(), trees.y
print(f"curvature along w {2 * np.mean(x**2):.4f}, along b {2:.4f}")
(best_w, best_b), *_ = np.linalg.lstsq(np.column_stack([x, np.ones(31)]), y[:, 0])
print(f"lowest at w = {best_w:.2f}, b = {best_b:.2f}")


def walk(kind, rate, steps):
    line, path = mg.nn.Linear(1, 1), []
    for p in line.parameters():
        p.data[:] = 0
    optimizer = kind(line.parameters(), lr=rate)
    for _ in range(steps + 1):
        path.append((line.weight.item(), line.bias.item()))
        optimizer.zero_grad()
        mg.nn.mse_loss(line(x), y).backward()
        optimizer.step()
    return np.array(path)


# %% [markdown]
# In lesson 3 a step left the share 1 − rate · curvature of the distance. **Guess:** the rate 0.9 suits b.
# With it, how many steps does w need to come within 1 % of its place: about 40, 400 or 40,000?

# %%
for rate, steps in ((0.9, 60), (0.9, 400), (0.03, 60), (1.1, 60)):
    w, b = walk(mg.optim.SGD, rate, steps)[-1]
    print(f"SGD, rate {rate:<4}: after {steps:3} steps w = {w:4.2f}, b = {b:.2f}")

# %% [markdown]
# About 400: each step leaves 1 − 0.9 · 0.0123, nearly 99 %, of the distance. And a rate above 2 / 2 = 1
# loses b. So SGD fails in two ways: if the rate suits w, b is lost, and if it suits b, w crawls. Each
# number needs a step length of its own.
#
# ## What a slope tells
#
# How can a number find its step length? It knows only its slopes. But look at them over time. w meets small
# slopes, all of the same sign: it may walk on boldly. b meets slopes that change their sign in every step:
# it jumps across the valley, and should calm down.
#
# *Adam* (short for adaptive moments) keeps two running means for each number: of its slopes, and of their
# squares. The mean of the slopes keeps nine tenths of what it was and adds a tenth of what is new. The mean
# of the squares keeps 0.999 and adds 0.001: the usual size should change less quickly than the direction.
# The step is
#
# $$\text{learning rate} \cdot \frac{\text{mean of the slopes}}{\sqrt{\text{mean of their squares}}}$$
#
# | the slope | SGD's step | Adam's step |
# |---|---|---|
# | keeps its sign, however small it is | as tiny as the slope | as long as the learning rate |
# | changes its sign in every step | as large as the slope | short, since slopes cancel in the mean |


# %%
class MyAdam:
    def __init__(self, numbers, lr):
        self.numbers, self.lr, self.k = list(numbers), lr, 0
        self.mean, self.square = [0.0] * len(self.numbers), [0.0] * len(self.numbers)

    def zero_grad(self):
        for p in self.numbers:
            p.zero_grad()

    def step(self):
        self.k += 1
        # Both means start at 0. After k equal slopes g the first is (1 - 0.9**k) * g, which is too
        # small, and the division makes it g; so with the second.
        for i, p in enumerate(self.numbers):
            self.mean[i] = 0.9 * self.mean[i] + 0.1 * p.grad
            self.square[i] = 0.999 * self.square[i] + 0.001 * p.grad**2
            mean, square = self.mean[i] / (1 - 0.9**self.k), self.square[i] / (1 - 0.999**self.k)
            p.data -= self.lr * mean / (np.sqrt(square) + 1e-8)  # so it never divides by 0


# %% [markdown]
# **Guess:** a number starts at 0 and takes 100 steps with the rate 0.03. How far does it get with SGD, and
# how far with Adam, if all its slopes are −1? If all are −0.001? If they are −1, 1, −1, …?

# %%
cases = {
    "all -1": np.full(100, -1.0),
    "all -0.001": np.full(100, -0.001),
    "-1, 1, -1, …": (-1.0) ** np.arange(1, 101),
}
for name, slopes in cases.items():
    for kind in (mg.optim.SGD, MyAdam):
        p, at = mg.nn.Parameter(0.0), []  # a number with a grad, as in a layer
        optimizer = kind([p], lr=0.03)
        for slope in slopes:
            p.grad = np.array(slope)
            optimizer.step()
            at.append(p.item())
        last = abs(at[-1] - at[-2])
        print(
            f"{name:<13} {kind.__name__:<6} ends at {at[-1]:.3f}, its last step is {last:.5f} long"
        )

# %% [markdown]
# The slopes of −1 lead both to 3. Those of −0.001 lead SGD to 0.003, and Adam again to 3. **Adam does
# not care how large a slope is, only how steadily it points one way.** Where the sign changes, both stay
# near 0, but the last step of Adam is much shorter.
#
# Now back to the valley. Each gets a rate that suits it: 0.9 is near the limit of SGD, and in 60 steps of
# 0.15 Adam can go 9. Is `MyAdam` the package's Adam?

# %%
sgd = walk(mg.optim.SGD, 0.9, 60)
mine = walk(MyAdam, 0.15, 60)
theirs = walk(mg.optim.Adam, 0.15, 60)
print(f"SGD:           w = {sgd[-1, 0]:.6f}, b = {sgd[-1, 1]:.6f}")
print(f"MyAdam:        w = {mine[-1, 0]:.6f}, b = {mine[-1, 1]:.6f}")
print(f"mg.optim.Adam: w = {theirs[-1, 0]:.6f}, b = {theirs[-1, 1]:.6f}")

# %% tags=["picture", "hide-input"]
across, up = np.meshgrid(np.linspace(-1.1, 9, 150), np.linspace(-0.25, 2.1, 150))
heights = np.mean((y[:, 0] - across[..., None] * x[:, 0] - up[..., None]) ** 2, axis=-1)
levels = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8)
fig, ax = plt.subplots(figsize=(8, 4.4))
shades = plt.cm.Greys(np.linspace(0, 0.35, 7))
ax.contourf(across, up, heights, levels=(0, *levels, 9), colors=shades)
ax.contour(across, up, heights, levels=levels, colors="0.7", linewidths=0.8)
ax.plot(*sgd.T, ".-", color="C2", linewidth=1.5, markersize=8)
ax.plot(*mine.T, ".-", color="C5", linewidth=2, markersize=8)
ax.plot(0, 0, "o", color="black", markersize=9)
ax.text(-0.2, 0, "start", ha="right", va="center", size=15)
ax.text(0.55, 1.72, "SGD", color="C2", size=19, weight="bold")
ax.text(4.6, 1.28, "Adam", color="C5", size=19, weight="bold")
ax.set(xlabel="weight w (per metre), flat", ylabel="bias b, steep")
ax.set_title("60 steps: Adam walks where SGD crawls", size=18)
plt.show()

# %% [markdown]
# `MyAdam` is the package's Adam, to the last digit printed. SGD first jumps across, then crawls. Adam walks
# along. It swings, since its mean remembers slopes that lie behind, but less with each swing.
#
# ## In a network
#
# Lesson 4's network has 33 numbers, steep ones and flat ones. Train it with five rates, by SGD and by Adam.

# %%
moons = mg.tasks.load("moons")
places, labels = moons.x - moons.x.mean(axis=0), 2 * moons.y - 1


def new_network():
    rng = np.random.default_rng(0)
    hidden, output = mg.nn.Linear(2, 8, rng=rng), mg.nn.Linear(8, 1, rng=rng)
    return mg.nn.Sequential(hidden, mg.nn.Tanh(), output)


def backward(network, rows=slice(None)):
    for p in network.parameters():
        p.zero_grad()
    loss = mg.nn.mse_loss(network(places[rows]), labels[rows])
    loss.backward()
    return loss.item()


# %%
print("rate", *(f"{rate:>9}" for rate in (0.01, 0.03, 0.1, 0.3, 1.0)))
for kind in (mg.optim.SGD, mg.optim.Adam):
    losses = []
    for rate in (0.01, 0.03, 0.1, 0.3, 1.0):
        network = new_network()
        optimizer = kind(network.parameters(), lr=rate)
        with np.errstate(all="ignore"):  # one gets lost
            for _ in range(500):
                loss = backward(network)
                optimizer.step()
        losses.append(loss)
    print(f"{kind.__name__:4}", *(f"{loss:9.3f}" for loss in losses))

# %% [markdown]
# With every rate from 0.01 to 1, Adam's loss after 500 steps is below the best of SGD. SGD creeps with the
# first rate, and is lost (nan) with the last. This is one network and no law. But it shows why one rarely has to
# search for Adam's rate.
#
# ## The loop
#
# From now on, lessons train with `mg.train.fit`. This is what it does. It goes through the rows in a random
# order, in batches of 128, and then again in another order. It lets the rate fall to 0 along half a cosine:
# long steps first, short ones at the end. It shortens gradients that are too long (in [lesson
# 15](15_clip_gradients.ipynb) you will see why). And it steps by Adam. Here is all that for our 256 rows:


# %%
def my_fit(network, steps, lr, rng):
    rng = np.random.default_rng(rng)
    optimizer = mg.optim.Adam(network.parameters(), lr=lr)
    for k in range(steps):
        if k % 2 == 0:
            batches = rng.permutation(256).reshape(2, 128)
        loss = backward(network, batches[k % 2])
        mg.optim.clip_gradients(network.parameters(), 1.0)
        optimizer.lr = lr * (1 + np.cos(np.pi * k / steps)) / 2
        optimizer.step()
    return loss


task = mg.tasks.Task.from_arrays(places, labels)  # the form in which fit wants the data
print(f"my_fit       {my_fit(new_network(), steps=500, lr=0.1, rng=0):.6f}")
history = mg.train.fit(new_network(), task, steps=500, lr=0.1, rng=0)
print(f"mg.train.fit {history.loss[-1]:.6f}")

# %% [markdown]
# Equal again: nothing in `fit` is hidden from you now. (The bare loop of the table came lower here, to
# 0.026. Half of the points give rougher slopes than all, and the last steps are too short to get far. Batches
# pay where there are many more rows, and short steps at the end where the rate is long.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("5.1")` shows a worked answer.
#
# **Exercise 1.** Somebody measures the loss in other units, so that all slopes are a thousand times larger.
# By which factor do the steps grow, with SGD and with Adam? Give two numbers.

# %% tags=["exercise"]
sgd_factor, adam_factor = ..., ...
check("5.1", sgd_factor, adam_factor)

# %% [markdown]
# **Exercise 2.** Leave out the two divisions that make up for the start, so that Adam divides the mean as it
# is by the root of the other as it is. How long is the very first step then, if the learning rate is 1?
# (Two digits after the point. Guess first: too short, or too long?)

# %% tags=["exercise"]
first_step = ...
check("5.2", first_step)

# %% [markdown]
# **Exercise 3.** *Momentum* is older than Adam: a step follows the recent slopes, but is not divided by
# their size. Write it for a number that starts at x = 0 with velocity 0. At each slope, first velocity ←
# 0.9 · velocity + slope, then x ← x − lr · velocity. Return the last x.


# %% tags=["exercise"]
def momentum(slopes, lr=0.03):
    return ...


check("5.3", momentum)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why does one learning rate not suit all numbers?</summary>
#
# Their curvatures differ. The steepest number limits the rate, and flat ones then crawl.
# </details>
#
# <details><summary>Which two means does Adam keep, and what does it do with them?</summary>
#
# Of the slopes and of their squares. It divides the first by the root of the second.
# </details>
#
# <details><summary>How long is a step of Adam if the slope stays the same?</summary>
#
# As long as the learning rate, whatever the size of the slope.
# </details>
#
# <details><summary>And if the slope changes its sign in each step?</summary>
#
# Short, since slopes of both signs cancel in the mean.
# </details>
#
# <details><summary>What does `fit` do besides stepping by Adam?</summary>
#
# It takes batches in a random order, lets the rate fall to 0, and shortens long gradients.
# </details>
#
# ## In practice
#
# Call `mg.train.fit(model, task)`; its rate is 0.03 unless you give `lr`. If the loss jumps or grows, try a
# third of the rate. If it still falls at the end, take more steps.
#
# ## New words
#
# - **Adam**: gradient descent in which each number has its own step length: the mean of its recent
#   slopes is divided by their usual size.
# - **momentum**: gradient descent whose steps follow the recent slopes, not only the last one.
#
# ## Further reading
#
# - Kingma and Ba, [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980):
#   algorithm 1 is `MyAdam`.
# - Goh, [Why Momentum Really Works](https://distill.pub/2017/momentum/): momentum in a valley, with
#   sliders.
# - `minigrad/optim/optimizers.py` and `minigrad/train/fit.py`: the parts used here.
