# %% [markdown]
# # Learning too much
#
# - **You will make** a network that learns 32 points by heart, and the rule that stops it in time.
# - **You will learn** why a loss that falls may be bad news, and which rows may decide what.
# - **You need** [lesson 4](04_train_network.ipynb) and [lesson 5](05_scale_steps.ipynb).
# - **12 minutes** to read and run, **8** for the exercises
#
# Two networks of the same training, a few hundred steps apart. One of them knows its 32 points better.
# Would you take that one?
#
# ![Two maps of the same noisy moons: a soft border after some hundred steps, a border with sharp turns at the end](pictures/06_stop_early.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Few points, much noise
#
# The two moons of lesson 4 again, with three times the noise, so that they overlap. The labels are
# −1 and 1, and the loss is the mean squared difference. We have 64 points that somebody has labelled
# for us, and take 32 of them as training data. (The other 32 wait; you will see for what.) The test
# data are 1,024 points.

# %%
moons = mg.tasks.load("moons", samples=512, noise=0.3)
places, labels = moons.x, 2 * moons.y - 1  # labels 0 and 1 become −1 and 1
learn, spare = slice(0, 32), slice(256, 288)
places_test, labels_test = moons.x_test, 2 * moons.y_test - 1


def new_network(neurons):
    rng = np.random.default_rng(0)
    hidden, output = mg.nn.Linear(2, neurons, rng=rng), mg.nn.Linear(neurons, 1, rng=rng)
    return mg.nn.Sequential(hidden, mg.nn.Tanh(), output)


def loss_on(network, x, y):
    with mg.no_grad():  # only to look
        return mg.nn.mse_loss(network(x), y).item()


def share_right(network, x, y):
    return np.mean(np.sign(network(x).numpy()) == y)


# %% [markdown]
# The network has 64 neurons, and so 257 numbers to learn. We train it with Adam, and write down three
# losses after every step: on the 32 points that it learns from, on the 32 spare ones, and on the test
# data. It learns from the first ones only.
#
# **Guess:** the first loss will fall and fall. And the other two?


# %%
def watch(neurons, rows=learn, steps=3000):
    network, history, copies = new_network(neurons), [], []
    optimizer = mg.optim.Adam(network.parameters(), lr=0.005)
    data = (rows, spare)
    for _ in range(steps):
        losses = [loss_on(network, places[part], labels[part]) for part in data]
        history.append([*losses, loss_on(network, places_test, labels_test)])
        copies.append(network.state_dict())
        optimizer.zero_grad()
        mg.nn.mse_loss(network(places[rows]), labels[rows]).backward()
        optimizer.step()
    return np.array(history), copies


history, copies = watch(64)
print("step   training  spare   test")
for step in (0, 100, 600, 1500, 2999):
    print(f"{step:>4}  ", *(f"{loss:7.3f}" for loss in history[step]))

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.8))
names = "the 32 it learns from", "32 others", "1,024 others"
places_of_names = (1500, 0.05), (2300, 0.36), (2300, 0.66)
for losses, name, colour, at in zip(
    history.T, names, ("C3", "0.55", "C2"), places_of_names, strict=True
):
    ax.plot(losses, color=colour, linewidth=2)
    ax.text(*at, name, color=colour)
ax.set(yscale="log", ylim=(0.006, 2), xlabel="step", ylabel="loss")
ax.yaxis.set_major_formatter("{x:g}")
ax.set_title("After some hundred steps the losses part company")
plt.show()

# %% [markdown]
# They fall as well, for some hundred steps. Then they rise, while the training loss goes on falling.
# First the network learned what is true of the moons. Now it learns what is particular to these 32
# points, which is mostly noise. That is *overfitting*.
#
# Here are the borders at two moments: where the loss on the 32 spare points is least, and at the end.


# %% tags=["picture", "hide-input"]
def draw(network, ax, title):
    across, up = np.meshgrid(np.linspace(-0.2, 4.6, 150), np.linspace(0.9, 3.6, 120))
    y = network(np.column_stack([across.ravel(), up.ravel()])).numpy().reshape(across.shape)
    ax.contourf(across, up, y.clip(-1, 1), levels=np.linspace(-1, 1, 11), cmap="PRGn_r", alpha=0.45)
    ax.contour(across, up, y, levels=[0], colors="0.2", linewidths=2)
    for label, colour, marker in ((-1, "#1b7837", "o"), (1, "#762a83", "^")):
        ax.scatter(*places[learn][labels[learn, 0] == label].T, s=26, color=colour, marker=marker)
    ax.set(xlabel="x₁", aspect="equal")
    ax.set_title(title, size=15)


def as_it_was(neurons, state):
    network = new_network(neurons)
    network.load_state_dict(state)
    return network


best = int(history[:, 1].argmin())
stopped, late = as_it_was(64, copies[best]), as_it_was(64, copies[-1])
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.6), sharey=True)
draw(stopped, axes[0], f"After {best} steps")
draw(late, axes[1], "After 2,999 steps")
axes[0].set_ylabel("x₂")
plt.show()

# %%
for step, network in ((best, stopped), (2999, late)):
    print(f"after {step:>4} steps: ", end="")
    print(f"{share_right(network, places[learn], labels[learn]):.0%} of the 32 points", end=", ")
    print(f"{share_right(network, places_test, labels_test):.1%} of the test data right")

# %% [markdown]
# Both get all 32 right, and on new points they hardly differ. What differs is how *sure* they are: the
# late border turns round single points, with deep colours close by. Where a sure answer is wrong, its
# error is large, and squared it is costly: that is why the loss has risen so much.
#
# ## When to stop
#
# So stop early. But when? You cannot look at the test loss and take the step where it is least: then
# the test data have helped to choose, and are no longer a judge that has never seen the network. That
# is what the spare points are for. Points that choose, but are not learned from, are called
# *validation data*. To take the step where their loss is least is *early stopping*.
#
# **Guess:** somebody reports the loss on the validation data, at the step that they chose. Is that too
# good, too bad, or right?

# %%
_, validation, test = history[best]
print(
    f"step {best}, chosen by the validation data: there {validation:.3f}, on the test data {test:.3f}"
)
cheat = int(history[:, 2].argmin())
print(f"step {cheat}, chosen by the test data: {history[cheat, 2]:.3f} on the test data")
print(f"no choice, the last step: {history[-1, 2]:.3f} on the test data")

# %% [markdown]
# Too good, as must be expected: of 3,000 losses they took the least, and part of that is luck with
# these 32 points. What is chosen by some rows has to be judged by others. The honest number is that of
# the test data, at the step that the validation data chose. It is a little worse than what a cheat
# would report, and much better than no choice.
#
# ## Is the network too large?
#
# 257 numbers for 32 points: no wonder, one might say. **Guess:** what helps more, eight neurons
# instead of 64, or 256 points instead of 32?

# %%
print("neurons  points   training   test, last step   test, stopped early")
for neurons, rows in ((64, learn), (8, learn), (64, slice(0, 256))):
    seen, _ = watch(neurons, rows)
    at = seen[:, 1].argmin()
    print(
        f"{neurons:>5} {rows.stop:>8} {seen[-1, 0]:>11.3f} {seen[-1, 2]:>14.3f} {seen[at, 2]:>18.3f}"
    )

# %% [markdown]
# The points. Eight neurons have 33 numbers, and overfit the 32 points nearly as badly as 257 numbers do.
# With 256 points the same large network comes out far better, and there was no need to stop it early.
# (Neither goes to 0: with so much noise the moons overlap, and nobody can tell their points apart
# there.) This is one network and one draw of points; [lesson 19](19_expose_tricks.ipynb) shows how
# much such a draw decides.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("6.1")` shows a worked answer.
#
# **Exercise 1.** Nobody trains for 3,000 steps to throw most of them away. Write `stop_at(losses,
# patience)`: go through the validation losses, one after another, and stop when the least one so far
# is `patience` steps old. Return the step of that least one. (You may not look at later losses.)


# %% tags=["exercise"]
def stop_at(losses, patience):
    return ...


check("6.1", stop_at)

# %% [markdown]
# **Exercise 2.** Run `watch(8)`. At which step would you stop, and which share of the test data does
# that network get right? (Near is enough. `as_it_was` makes a network of a copy.)

# %% tags=["exercise"]
step, share = ..., ...
check("6.2", step, share)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is overfitting?</summary>
#
# Learning what is particular to the training data. The training loss falls, the loss on other data
# rises.
# </details>
#
# <details><summary>What are validation data for?</summary>
#
# To choose: when to stop, how many neurons, which learning rate. They are not learned from.
# </details>
#
# <details><summary>Why may the test data not choose?</summary>
#
# A choice uses up a judge: the chosen one is the one that had luck with these rows.
# </details>
#
# <details><summary>Does a network with fewer numbers overfit less?</summary>
#
# Not here: 33 numbers overfitted 32 points nearly as badly as 257 did. More points helped.
# </details>
#
# <details><summary>Why does no loss go to 0 on the test data?</summary>
#
# The moons overlap, so the same place has points of both labels.
# </details>
#
# ## In practice
#
# Put test data aside before you begin, and look at them once. With few rows, let each be left out in
# turn ([lesson 12](12_let_neuron_decide.ipynb) does so).
#
# ## New words
#
# - **overfitting**: learning what is particular to the training data, at the expense of the rest.
# - **validation data**: what a model does not learn from, and what chooses, such as when to stop.
# - **early stopping**: taking the model from the step where the loss on the validation data is least.
#
# ## Further reading
#
# - Prechelt, [Early Stopping – But When?](https://doi.org/10.1007/978-3-642-35289-8_5), 2012: how much
#   patience to have.
# - [scikit-learn, Cross-validation](https://scikit-learn.org/stable/modules/cross_validation.html).
