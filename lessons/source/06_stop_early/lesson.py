# %% [markdown]
# # Learning too much
#
# - **You will make** a network that learns 32 points by heart, and the rule that stops it in time.
# - **You will learn** which of two losses to look at, and which rows may decide what.
# - **You need** [lesson 4](04_train_network.ipynb) and [lesson 5](05_scale_steps.ipynb).
# - **12 minutes** to read and run, **12** for the exercises
#
# Two borders of one network, from two moments of its training. One of them knows its 32 points better.
# Would you take that one?
#
# ![Two maps of the same 32 points: a soft, nearly even border early in the training, and later one with sharp turns and deep colours on both sides](pictures/06_stop_early.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Few points, much noise
#
# The two moons of lesson 4, with three times the noise. Somebody has labelled 512 points for us. At first
# we take only 32 of them as training data. The test data are 1,024 other points.

# %%
moons = mg.tasks.load("moons", samples=512, noise=0.3)
middle = moons.x.mean(axis=0)
x, y = moons.x - middle, 2 * moons.y - 1  # labels -1 and 1
x_test, y_test = moons.x_test - middle, 2 * moons.y_test - 1
learn = np.arange(32)  # the rows that it learns from


# %% tags=["hide-input"]
def draw_points(ax):
    for label, colour, marker in ((-1, "#1b7837", "o"), (1, "#762a83", "^")):
        ax.scatter(*x[learn][y[learn, 0] == label].T, s=36, color=colour, marker=marker, zorder=3)
    ax.set(xlabel="x₁", xlim=(-2.5, 2.2), ylim=(-1.5, 1.6), aspect="equal")


fig, ax = plt.subplots(figsize=(5.2, 3.6))
draw_points(ax)
ax.set_ylabel("x₂")
ax.set_title("32 points to learn from")
plt.show()

# %% [markdown]
# The network has 64 neurons, so 2 · 64 + 64 + 64 + 1 = 257 numbers to learn, and takes 1,000 steps by Adam. After
# every step we look at its residuals on all points, but it learns only from the 32.
#
# **Guess:** its loss on the 32 points will fall and fall. And its loss on the test data?


# %%
def watch(neurons, rows=learn, steps=1000):
    rng = np.random.default_rng(0)
    hidden, output = mg.nn.Linear(2, neurons, rng=rng), mg.nn.Linear(neurons, 1, rng=rng)
    network = mg.nn.Sequential(hidden, mg.nn.Tanh(), output)
    optimizer = mg.optim.Adam(network.parameters(), lr=0.03)
    squares, test = [], []
    for _ in range(steps):
        with mg.no_grad():  # only to look
            squares.append((y - network(x).numpy())[:, 0] ** 2)  # one for each of the 512 points
            test.append(np.mean((y_test - network(x_test).numpy()) ** 2))
        optimizer.zero_grad()
        mg.nn.mse_loss(network(x[rows]), y[rows]).backward()
        optimizer.step()
    return network, np.array(squares), np.array(test)


late, squares, test = watch(64)
training = squares[:, learn].mean(axis=1)
for k in (0, 30, 100, 300, 999):
    print(f"after {k:3} steps: training loss {training[k]:.3f}, test loss {test[k]:.3f}")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(6.5, 3.6))
ax.plot(training, color="C3")
ax.plot(test, color="C2")
ax.text(310, 0.05, "the 32 points it learns from", color="C3")
ax.text(310, 0.65, "1,024 other points", color="C2", ha="right")
ax.set(ylim=(0, 1.2), xlabel="steps", ylabel="loss")
ax.set_title("Better and better on the 32, worse on all others")
plt.show()

# %% [markdown]
# It falls at first, and then it rises, while the training loss goes on falling. First the network learned
# what is true of the moons. Then it learned what is particular to these 32 points, which is mostly noise.
# That is *overfitting*. You do not notice it if you look only at the training loss.
#
# ## When to stop
#
# So stop early. But when? The step where the test loss is lowest would be a cheat: the test data would have
# helped to choose, and could no longer judge. For such choices one keeps some more data apart, the
# *validation data*, which the network does not learn from either. *Early stopping* takes the network from
# the step where their loss is lowest.

# %%
spare = np.arange(256, 288)  # 32 others of the 512, to choose the step
validation = squares[:, spare].mean(axis=1)
best = int(validation.argmin())
print(f"validation loss lowest after {best} steps; test loss there {test[best]:.3f}")
print(f"test loss lowest after {test.argmin()} steps, {test.min():.3f}")

# %% [markdown]
# 32 points are few to choose by: they stop the network earlier than the test data would, had we asked them.
# It costs little here.

# %% tags=["picture", "hide-input"]
early, *_ = watch(64, steps=best)
fig, axes = plt.subplots(1, 2, figsize=(8.6, 3.7), sharey=True)
for ax, network, steps in zip(axes, (early, late), (f"{best}", "1,000"), strict=True):
    across, up = np.meshgrid(np.linspace(-2.5, 2.2, 160), np.linspace(-1.5, 1.6, 120))
    heights = network(np.column_stack([across.ravel(), up.ravel()])).numpy().reshape(across.shape)
    levels = np.linspace(-1, 1, 11)
    ax.contourf(across, up, heights.clip(-1, 1), levels=levels, cmap="PRGn_r", alpha=0.45)
    ax.contour(across, up, heights, levels=[0], colors="0.2", linewidths=3)
    draw_points(ax)
    ax.set_title(f"After {steps} steps", size=17)
axes[0].set_ylabel("x₂")
plt.show()


# %%
def share_right(network, x, y):
    return np.mean(np.sign(network(x).numpy()) == y)


for steps, network in ((best, early), (1000, late)):
    print(
        f"after {steps:4} steps: {share_right(network, x[learn], y[learn]):.0%} of the 32", end=" "
    )
    print(f"and {share_right(network, x_test, y_test):.1%} of the test data are right")

# %% [markdown]
# The late border gets every one of the 32 points right, and fewer of the others. And it is *sure*: the colours
# are deep close to the border. (The pale patches lie where there are no points.) Where a sure answer is wrong,
# its squared residual is large, so it is costly. That is why the loss rises much more than the share of wrong
# answers.
#
# **Guess:** somebody reports the validation loss at the step that they chose. Is that number too good, too
# bad, or about right for new points? Does it matter how many validation points there are?

# %%
rng = np.random.default_rng(0)
for count in (8, 32, 128):
    found = []
    for _ in range(200):  # choose other validation data each time
        loss = squares[:, rng.choice(np.arange(256, 512), count, replace=False)].mean(axis=1)
        found.append((loss.min(), test[loss.argmin()]))
    claimed, true = np.mean(found, axis=0)
    print(f"{count:3} validation points: their loss {claimed:.3f}, test loss there {true:.3f}")

# %% [markdown]
# Too good, if there are few. Of 1,000 losses they report the lowest, and a part of that is luck with these
# points. And few choose the step badly: see the test loss there. What was chosen by some rows has to be judged by
# others. With 128 points there is hardly any luck left.
#
# ## Is the network too large?
#
# 257 numbers for 32 points: no wonder, one might say. **Guess:** what helps more, 8 neurons instead of 64,
# or 256 points instead of 32?

# %%
for neurons, rows in ((64, learn), (8, learn), (64, np.arange(256))):
    _, squares_now, test_now = watch(neurons, rows)
    at = squares_now[:, spare].mean(axis=1).argmin()
    print(f"{neurons:2} neurons, {len(rows):3} points: test loss {test_now[-1]:.3f}", end=", ")
    print(f"stopped early {test_now[at]:.3f}")

# %% [markdown]
# The points. Eight neurons have only 33 numbers, and overfit as well; stopped early, the two networks are
# equally good. With 256 points the large network is better than both, and hardly needs to be stopped. (Its
# loss does not go to 0: with so much noise the moons overlap.) This is one draw of points; [lesson
# 19](19_expose_tricks.ipynb) shows how much a draw decides.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("6.1")` shows a worked answer.
#
# **Exercise 1.** Nobody trains for 1,000 steps to throw most of them away. Write `stop_at(losses,
# patience)`: go through the validation losses, one after another, and stop when the lowest one so far is
# `patience` steps old. Return the step of that lowest one. (You may not look at later losses.)


# %% tags=["exercise"]
def stop_at(losses, patience):
    return ...


check("6.1", stop_at)

# %% [markdown]
# **Exercise 2.** Run `watch(8)`. After how many steps would you stop it, and which share of the test data
# does the network get right then? (Near is enough.)

# %% tags=["exercise"]
steps, share = ..., ...
check("6.2", steps, share)

# %% [markdown]
# **Exercise 3.** Three networks are trained. Which one do you take, and which loss do you report for it?

# %%
print("network  training  validation  test")
print("A           0.02        0.43  0.41")
print("B           0.21        0.36  0.40")
print("C           0.25        0.39  0.38")

# %% tags=["exercise"]
taken, reported = ..., ...
check("6.3", taken, reported)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is overfitting?</summary>
#
# Learning what is particular to the training data. The training loss falls, the loss on other data rises.
# </details>
#
# <details><summary>What are validation data for?</summary>
#
# To choose: when to stop, how many neurons, which learning rate. The network does not learn from them.
# </details>
#
# <details><summary>Why may the test data not choose?</summary>
#
# What is chosen by some rows had luck with them, so they can no longer judge it.
# </details>
#
# <details><summary>What is early stopping?</summary>
#
# Taking the network from the step where the validation loss is lowest.
# </details>
#
# <details><summary>What helps more than a smaller network?</summary>
#
# More points: here, 256 instead of 32.
# </details>
#
# ## In practice
#
# Put test data aside before you begin, and look at them once. With few rows, let each be left out in turn
# ([lesson 12](12_let_neuron_decide.ipynb) does so).
#
# ## New words
#
# - **overfitting**: learning what is particular to the training data, at the expense of the rest.
# - **validation data**: data that a model does not learn from, kept for choices, such as when to stop.
# - **early stopping**: taking the model from the step where the validation loss is lowest.
#
# ## Further reading
#
# - Prechelt, [Early Stopping – But When?](https://doi.org/10.1007/978-3-642-35289-8_5), 2012: how much
#   patience to have.
# - [scikit-learn, Cross-validation](https://scikit-learn.org/stable/modules/cross_validation.html).
