# %% [markdown]
# # A step for each number
#
# - **You will make** Adam, the way in which nearly all networks are trained today, and the loop that
#   every later lesson calls `fit`.
# - **You will learn** why one learning rate does not suit all numbers of a network.
# - **You need** [lesson 4](04_train_network.ipynb).
# - **14 minutes** to read and run, **8** for the exercises
#
# Each point below is a training of the same network; only the learning rate differs. What makes one row
# of points wide and the other narrow?
#
# ![Loss after 500 steps over the learning rate: one curve is low over a thirtyfold range of rates, another never comes low and ends early](pictures/05_scale_steps.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Slopes of all sizes
#
# Take lesson 4's network: two inputs, eight tanh neurons, one output, for the two moons. It has 33
# numbers. All inputs and labels are numbers near 1. **Guess:** before the first step, are the 33 slopes
# about equal in size?

# %%
moons = mg.tasks.load("moons")
places, labels = moons.x, 2 * moons.y - 1


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


network = new_network()
backward(network)
slopes = np.concatenate([p.grad.ravel() for p in network.parameters()])
print(
    f"{slopes.size} slopes, the smallest {abs(slopes).min():.4f}, the largest {abs(slopes).max():.4f}"
)

# %% [markdown]
# No: the largest is hundreds of times the smallest. Gradient descent moves every number by the learning
# rate times its slope. A rate that is right for the one is far too small, or far too large, for the
# other. Worse, steep directions limit the rate (lesson 3: 2 / curvature), so the flat ones have to
# crawl.
#
# ## A step of one's own
#
# What would we like? Two cases. One number has a tiny slope, but the same in every step: it should walk
# on, boldly. Another has a large slope, which changes its sign in every step: it jumps across a valley,
# and should calm down.
#
# *Adam* (the name is short for adaptive moments) does this with two running means for each number: of
# its slopes, and of their squares. It divides the first by the root of the second. A running mean
# keeps, say, nine tenths of what it was, and adds a tenth of what is new. (Both start at 0, so they are
# too small at first; a division corrects that.)


# %%
def adam(slopes, lr=0.03):
    """Return where a number that starts at 0 goes, when it meets these slopes."""
    x = mean = square = 0.0
    for k, slope in enumerate(slopes, start=1):
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        m, s = mean / (1 - 0.9**k), square / (1 - 0.999**k)  # corrected
        x = x - lr * m / (np.sqrt(s) + 1e-8)
    return x


# %% [markdown]
# **Guess:** how far do the two numbers get in 100 steps of 0.03, by gradient descent, and by Adam? The
# slopes are 0.001 each time, and 1, −1, 1, −1, …

# %%
cases = {"0.001 each time": np.full(100, 0.001), "1, -1, 1, ...": (-1.0) ** np.arange(100)}
for name, slopes in cases.items():
    print(f"{name:<16} gradient descent {-0.03 * slopes.sum():8.4f}, Adam {adam(slopes):8.4f}")

# %% [markdown]
# The tiny, steady slope: 0.003 by gradient descent, and 3 by Adam. Mean and root are equal, so every
# step has the full length 0.03, however small the slope is. The large one that flips leads nowhere
# with either. But how far do they jump on the way?

# %%
flips = [adam(cases["1, -1, 1, ..."][:k]) for k in range(95, 100)]
print("Adam after 95 to 99 steps:", *(f"{x:.4f}" for x in flips))
print(f"the length of a step: {abs(flips[-1] - flips[-2]):.4f}")

# %% [markdown]
# Gradient descent jumps by 0.03 each time, Adam by 0.0016, since the mean of slopes that cancel is
# small. So Adam looks at a slope's sign more than at its size. In one step a number moves by about `lr`
# at most, and by less while its slope keeps changing sign.
#
# Now for all 33 numbers at once. The arrays of a network take the place of the number:


# %%
def my_adam(network, lr, steps):
    numbers = list(network.parameters())
    mean, square = [0.0] * len(numbers), [0.0] * len(numbers)
    for k in range(1, steps + 1):
        loss = backward(network)
        for i, p in enumerate(numbers):
            mean[i] = 0.9 * mean[i] + 0.1 * p.grad
            square[i] = 0.999 * square[i] + 0.001 * p.grad**2
            m, s = mean[i] / (1 - 0.9**k), square[i] / (1 - 0.999**k)
            p.data -= lr * m / (np.sqrt(s) + 1e-8)
    return loss


def train(network, optimizer, steps):
    for _ in range(steps):
        loss = backward(network)
        optimizer.step()
    return loss


theirs = new_network()
print(f"by hand       {my_adam(new_network(), lr=0.03, steps=300):.6f}")
print(f"mg.optim.Adam {train(theirs, mg.optim.Adam(theirs.parameters(), lr=0.03), steps=300):.6f}")

# %% [markdown]
# Equal. How much does the learning rate matter to each? Train the network for 500 steps with each of 15
# rates, which gives the picture at the top.

# %%
rates = np.logspace(-3.5, 0, 15)
ends = {"SGD": [], "Adam": []}
with np.errstate(all="ignore"):  # some get lost
    for name, losses in ends.items():
        for lr in rates:
            network = new_network()
            losses.append(train(network, getattr(mg.optim, name)(network.parameters(), lr=lr), 500))
for name, losses in ends.items():
    best = int(np.nanargmin(losses))
    good = rates[np.array(losses) < 0.2]
    print(f"{name:<5} least loss {losses[best]:.3f} at rate {rates[best]:.3f}", end="; ")
    print(f"below 0.2 from {good[0]:.3f} to {good[-1]:.3f}" if len(good) else "never below 0.2")

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(6.5, 3.8))
for name, colour, at in (("SGD", "C2", (0.006, 0.42)), ("Adam", "C5", (0.02, 0.12))):
    losses = np.array(ends[name])
    ax.plot(rates, losses, "o-", color=colour, linewidth=2.5, markersize=7)
    ax.text(*at, name, color=colour, size=16, weight="bold")
lost = rates[~np.isfinite(ends["SGD"])]
ax.plot(lost, np.full(lost.size, 1.05), "x", color="C2", markersize=9, markeredgewidth=2.5)
ax.text(lost[0], 1.1, "lost", color="C2", size=14, ha="center", va="bottom")
ax.set(xscale="log", xlabel="learning rate", ylabel="loss after 500 steps", ylim=(0, 1.25))
ax.xaxis.set_major_formatter("{x:g}")
ax.set_title("Adam is good over a wide range of rates", size=15)
plt.show()

# %% [markdown]
# SGD (here all rows in each step) never gets far in 500 steps: just before the rate that loses the
# network, the flat numbers still crawl. Adam has a wide range of rates that serve. This is one network, not a
# law; but it is why one rarely has to look for Adam's rate for long.
#
# ## The loop
#
# From now on, lessons train with `mg.train.fit`. Nothing in it is new. It takes 128 rows a step (lesson
# 3's batches), all of them in a random order, then again in another one. It lets the rate fall to 0 along
# half a cosine, so that the trembling dies down. It shortens gradients that are longer than 1 ([lesson
# 15](15_clip_gradients.ipynb) tells why). And it steps by Adam.


# %%
def my_fit(network, steps, lr, rng):
    rng = np.random.default_rng(rng)
    optimizer = mg.optim.Adam(network.parameters(), lr=lr)
    for step in range(steps):
        if step % 2 == 0:
            halves = rng.permutation(256).reshape(2, 128)
        loss = backward(network, halves[step % 2])
        mg.optim.clip_gradients(network.parameters(), 1.0)
        optimizer.groups[0]["lr"] = lr * (1 + np.cos(np.pi * step / steps)) / 2
        optimizer.step()
    return loss


task = mg.tasks.Task.from_arrays(places, labels)
theirs = new_network()
print(f"my_fit       {my_fit(new_network(), steps=500, lr=0.03, rng=0):.6f}")
print(f"mg.train.fit {mg.train.fit(theirs, task, steps=500, lr=0.03, rng=0).loss[-1]:.6f}")

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("5.1")` shows a worked answer.
#
# **Exercise 1.** All slopes of a number are made a thousand times larger (somebody measures the loss in
# other units). By which factor do its steps grow, with gradient descent and with Adam? Two numbers.

# %% tags=["exercise"]
descent_factor, adam_factor = ..., ...
check("5.1", descent_factor, adam_factor)

# %% [markdown]
# **Exercise 2.** *Momentum* is older than Adam: a step follows the running mean of the slopes, and is not
# divided by anything. Write it for one number, as `adam` above, with
# velocity ← 0.9 · velocity + slope, and x ← x − lr · velocity. Where does it get with the slopes 0.001?


# %% tags=["exercise"]
def momentum(slopes, lr=0.03):
    return ...


check("5.2", momentum)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why does one learning rate not suit all numbers?</summary>
#
# Their slopes and curvatures differ in size. Steep ones limit the rate, and flat ones then crawl.
# </details>
#
# <details><summary>Which two running means does Adam keep, and what does it do with them?</summary>
#
# Of the slopes and of their squares. It divides the first by the root of the second.
# </details>
#
# <details><summary>How long is a step of Adam where the slope stays the same?</summary>
#
# As long as the learning rate, whatever the size of the slope.
# </details>
#
# <details><summary>And where the slope changes its sign in each step?</summary>
#
# Short, since the mean of slopes that cancel is small.
# </details>
#
# <details><summary>What does `fit` do besides?</summary>
#
# It takes batches in a random order, lets the rate fall, and shortens long gradients.
# </details>
#
# ## In practice
#
# `mg.train.fit(model, task, lr=0.03)`. If the loss jumps or grows, divide the rate by three; if it
# still falls at the end, take more steps.
#
# ## New words
#
# - **Adam**: gradient descent in which each number has its own scale: the mean of its recent
#   slopes is divided by their usual size.
# - **momentum**: gradient descent whose steps follow a running mean of the slopes.
#
# ## Further reading
#
# - Kingma and Ba, [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980):
#   algorithm 1 is `my_adam`.
# - Goh, [Why Momentum Really Works](https://distill.pub/2017/momentum/): momentum in a valley, with
#   sliders.
# - `minigrad/optim/optimizers.py` and `minigrad/train/fit.py`: the parts used here.
