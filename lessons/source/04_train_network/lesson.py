# %% [markdown]
# # A network that bends
#
# - **You will make** a network that separates two moons, which no straight line can.
# - **You will learn** what a layer and its bent function do, how Adam takes its steps, and how a
#   network can learn too much.
# - **You need** [lesson 3](03_fit_line.ipynb): model, loss, gradient descent.
# - **23 minutes** to read and run, **16** for the exercises
#
# Half-way you will have drawn this picture. (Which of the two does better on points that it has
# never seen?)
#
# ![Two interlocked half circles of points: a straight border cuts through both, a bent border runs between them](pictures/04_train_network.png)

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two moons
#
# Points in the plane, drawn at random near two half circles. Each has a *label*, 0 or 1: the moon
# that it belongs to. The task is to tell the moon from the place.

# %%
moons = mg.tasks.load("moons")
labels = moons.y[:, 0].astype(int)
labels_test = moons.y_test[:, 0].astype(int)
print(moons.x.shape, "places,", np.bincount(labels), "of each label")
print(moons.x_test.shape, "places more,", np.bincount(labels_test), "of each label")

# %% [markdown]
# The first 256 are the *training data*: the model learns from them. The other 1,024 are the *test
# data*: it never sees them while it learns, so they tell what it has understood, not what it has
# memorised.
#
# **Guess:** what share of the points can a straight line put on the right side?
#
# ## A line cannot
#
# Let a line try. Two weighted sums of the coordinates give two scores, one for each moon, and the
# larger one wins. Where both are equal lies the border, and it is straight.
#
# The loss for labels is the *cross-entropy*. Scores s₀ and s₁ become probabilities, such as e^s₀ /
# (e^s₀ + e^s₁); the loss is the mean of −log p, where p is the probability given to the right
# label.

# %%
for scores in ([0.0, 0.0], [3.0, 0.0], [0.0, 3.0]):
    loss = mg.nn.cross_entropy([scores], [0]).item()  # one point, whose label is 0
    print(f"scores {scores}: loss {loss:.2f}, p = {np.exp(-loss):.2f}")


# %% [markdown]
# To be sure and right costs little, to be sure and wrong costs much. Now the training of lesson 3,
# all rows in each step.


# %%
def train(model, optimizer, steps=1000, x=moons.x, labels=labels):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = mg.nn.cross_entropy(model(x), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def share_right(model, x, labels):
    return np.mean(model(x).numpy().argmax(axis=1) == labels)


straight = mg.nn.Linear(2, 2, rng=0)
losses = train(straight, mg.optim.SGD(straight.parameters(), lr=1.0))
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
print(f"right: {share_right(straight, moons.x, labels):.1%} of the training data")
print(f"       {share_right(straight, moons.x_test, labels_test):.1%} of the test data")


# %%
def draw(model, ax, x=moons.x, labels=labels):
    (x1, x2), margin = x.T, 0.3
    across, up = np.meshgrid(
        np.linspace(x1.min() - margin, x1.max() + margin, 120),
        np.linspace(x2.min() - margin, x2.max() + margin, 120),
    )
    scores = model(np.column_stack([across.ravel(), up.ravel()])).numpy()
    p = 1 / (1 + np.exp(np.clip(scores[:, 0] - scores[:, 1], -50, 50)))  # that the label is 1
    p = p.reshape(across.shape)
    ax.contourf(across, up, p, levels=np.linspace(0, 1, 11), cmap="PRGn", alpha=0.45)
    ax.contour(across, up, p, levels=[0.5], colors="0.2", linewidths=2)
    for label, colour, marker in ((0, "#762a83", "o"), (1, "#1b7837", "^")):
        ax.scatter(*x[labels == label].T, s=12, color=colour, marker=marker)
    ax.set(xlabel="x₁", ylabel="x₂", aspect="equal")


fig, ax = plt.subplots(figsize=(5.5, 3.8))
draw(straight, ax)
ax.set_title("A straight border cuts off both tips")
plt.show()

# %% [markdown]
# The colour is the probability. Nearly nine of ten are right. Turn the line as you like: whatever
# brings one tip home loses other points.
#
# ## Bend it
#
# Take the weighted sum plus bias, and bend it with a function, its *activation*. The whole is
# called a *neuron*, and several of them side by side are a *layer*. A common activation is tanh:
# nearly straight around 0, then it levels out at −1 and 1. **Guess:** what do you get if you add a
# tanh that rises at one place and a −tanh that falls at another?

# %%
z = np.linspace(-4, 4, 200)
rise, fall = np.tanh(2 * (z + 1.5)), -np.tanh(2 * (z - 1.5))
fig, ax = plt.subplots(figsize=(6, 3.2))
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
# From such bends nearly any shape can be built, given enough of them. So let a first layer of eight
# neurons bend, and a second layer add their outputs up to two scores. Without the bend, nothing
# would be won: V(Wx + b) + c = (VW)x + (Vb + c) is one straight layer again.

# %%
rng = np.random.default_rng(0)
W = mg.Tensor(rng.normal(size=(8, 2)), requires_grad=True)  # 8 neurons, 2 inputs
b = mg.Tensor(np.zeros(8), requires_grad=True)
V = mg.Tensor(rng.normal(size=(2, 8)) / 3, requires_grad=True)  # 2 scores from 8 neurons
c = mg.Tensor(np.zeros(2), requires_grad=True)


def loss_of(W, b, V, c):
    hidden = mg.tanh(moons.x @ W.T + b)  # one row a point, one column a neuron
    return mg.nn.cross_entropy(hidden @ V.T + c, labels)


loss = loss_of(W, b, V, c)
loss.backward()
print(f"loss {loss.item():.4f}")
print("d loss / d W has shape", W.grad.shape)
print(f"d loss / d W[0, 1] = {W.grad[0, 1]:.6f}")

# %% [markdown]
# A check, before anything is built on it: one weight by hand, then all numbers with `gradcheck`.

# %%
h = 1e-5
nudge = np.zeros((8, 2))
nudge[0, 1] = h
above = loss_of(W.data + nudge, b.data, V.data, c.data).item()
below = loss_of(W.data - nudge, b.data, V.data, c.data).item()
print(f"(above - below) / 2h = {(above - below) / (2 * h):.6f}")
print("all of them:", mg.gradcheck(loss_of, W.data, b.data, V.data, c.data))

# %% [markdown]
# `mg.nn` has these parts ready. `Sequential` hands the output of each to the next. With the same
# numbers in it, the network has the same loss. Its layer calls `linear(x, W, b)`, one operation for
# your x @ W.T + b:

# %%
network = mg.nn.Sequential(mg.nn.Linear(2, 8, rng=0), mg.nn.Tanh(), mg.nn.Linear(8, 2, rng=0))
for parameter, mine in zip(network.parameters(), (W, b, V, c), strict=True):
    parameter.data[:] = mine.data
print(f"loss {mg.nn.cross_entropy(network(moons.x), labels).item():.4f}\n")
print(inspect.getsource(mg.nn.Linear.forward))

# %% [markdown]
# ## Which step?
#
# Train it with SGD. **Guess:** which learning rate is best, 0.1, 1 or 3?


# %%
def new_network(neurons):
    rng = np.random.default_rng(0)
    return mg.nn.Sequential(
        mg.nn.Linear(2, neurons, rng=rng), mg.nn.Tanh(), mg.nn.Linear(neurons, 2, rng=rng)
    )


for lr in (0.1, 1.0, 3.0):
    model = new_network(8)
    sgd_losses = train(model, mg.optim.SGD(model.parameters(), lr=lr))
    print(f"SGD, lr {lr}: loss {sgd_losses[-1]:.3f}")
    if lr == 1.0:
        best_sgd = sgd_losses

# %% [markdown]
# After 1,000 steps the shortest step is no better than the line was, and the longest is lost. One
# learning rate serves all numbers, and their slopes differ in size.
#
# *Adam* asks each number for its own scale. It keeps two running means: of the gradient, and of its
# square. It divides the first by the root of the second. So a step is about `lr` long where the
# slope keeps its sign, however small the slope; where the sign keeps changing, the first mean is
# small, and so is the step.


# %%
def my_adam(model, lr, steps):
    numbers = list(model.parameters())
    mean, square = [0.0] * len(numbers), [0.0] * len(numbers)
    for k in range(1, steps + 1):
        for p in numbers:
            p.zero_grad()
        loss = mg.nn.cross_entropy(model(moons.x), labels)
        loss.backward()
        for i, p in enumerate(numbers):
            mean[i] = 0.9 * mean[i] + 0.1 * p.grad
            square[i] = 0.999 * square[i] + 0.001 * p.grad**2
            m = mean[i] / (1 - 0.9**k)  # both means start at 0, too small at first:
            s = square[i] / (1 - 0.999**k)  # this makes up for it
            p.data -= lr * m / (np.sqrt(s) + 1e-8)
    return loss.item()


mine, theirs = new_network(8), new_network(8)
print(f"by hand:       loss {my_adam(mine, lr=0.03, steps=300):.4f}")
losses = train(theirs, mg.optim.Adam(theirs.parameters(), lr=0.03), steps=300)
print(f"mg.optim.Adam: loss {losses[-1]:.4f}")
for name, model in (("by hand:      ", mine), ("mg.optim.Adam:", theirs)):
    first, *_ = model
    print(name, "weights of the first neuron", first.weight.data[0].round(4))

# %% [markdown]
# Equal, to the last digit printed. Now how much does its learning rate matter?

# %%
for lr in (0.01, 0.03, 0.1, 0.3, 1.0):
    network = new_network(8)
    losses = train(network, mg.optim.Adam(network.parameters(), lr=lr))
    print(f"Adam, lr {lr}: loss {losses[-1]:.4f}")
    if lr == 0.03:
        bent, adam_losses = network, losses

fig, ax = plt.subplots(figsize=(6.5, 3.6))
ax.set_prop_cycle(color=["tab:purple", "tab:red"])
mg.plot.loss_curve(best_sgd, label="SGD, lr 1", ax=ax)
mg.plot.loss_curve(adam_losses, label="Adam, lr 0.03", ax=ax)
ax.set_title("Adam arrives soon, SGD late")
plt.show()

# %% [markdown]
# From 0.01 to 0.3, a factor of 30, every rate of Adam trains the network; at 1 it fails as well.
# SGD with its good rate stays on a plateau for hundreds of steps, then arrives. This is one
# network, not a law.

# %% tags=["picture"]
fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True)
for ax, model, name in zip(axes, (straight, bent), ("A line", "A network"), strict=True):
    draw(model, ax)
    right = share_right(model, moons.x_test, labels_test)
    print(f"{name}: right on {right:.1%} of the test data")
    ax.set_title(f"{name}: {right:.0%} right", fontsize=15)
axes[1].set_ylabel("")
plt.show()

# %% [markdown]
# ## Learning too much
#
# Now make it hard: only 32 points to learn from, three times as much noise, and 64 neurons. After
# every step we look at the test data, too, but do not learn from them. **Guess:** the training loss
# will fall and fall. And the test loss?


# %%
def watch(neurons, task, steps=1000):
    model = new_network(neurons)
    labels, labels_test = task.y[:, 0].astype(int), task.y_test[:, 0].astype(int)
    optimizer = mg.optim.Adam(model.parameters(), lr=0.03)
    losses, test_losses = [], []
    for _ in range(steps):
        with mg.no_grad():  # only to look
            test_losses.append(mg.nn.cross_entropy(model(task.x_test), labels_test).item())
        losses += train(model, optimizer, steps=1, x=task.x, labels=labels)
    return model, losses, test_losses


few = mg.tasks.load("moons", samples=32, noise=0.3)
overfitted, losses, test_losses = watch(64, few)
lowest = int(np.argmin(test_losses))
print(f"training loss at the end {losses[-1]:.3f}")
print(f"test loss at the end {test_losses[-1]:.2f}, after {lowest} steps {min(test_losses):.2f}")

# %%
fig, ax = plt.subplots(figsize=(6.5, 3.6))
ax.plot(losses, color="C3")
ax.plot(test_losses, color="C2")
ax.plot(lowest, test_losses[lowest], "o", color="C2")
ax.text(40, 0.006, "32 points it learns from", color="C3")
ax.text(500, 0.85, "1,024 other points", color="C2")
ax.text(lowest + 25, 0.27, "lowest", color="C2")
ax.set(yscale="log", xlabel="step", ylabel="loss")
ax.set_title(f"After {lowest} steps the two part company")
plt.show()

# %% [markdown]
# The test loss falls for a few dozen steps, then rises, while the training loss goes on falling.
# The network has begun to learn what is particular to these 32 points. That is *overfitting*. Here
# are the borders at both moments, with the training points.

# %%
stopped, *_ = watch(64, few, steps=lowest)
labels_few, labels_few_test = few.y[:, 0].astype(int), few.y_test[:, 0].astype(int)
fig, axes = plt.subplots(1, 2, figsize=(8, 3.8), sharey=True)
for ax, model, steps in zip(axes, (stopped, overfitted), (lowest, 1000), strict=True):
    draw(model, ax, few.x, labels_few)
    right = share_right(model, few.x_test, labels_few_test)
    print(f"after {steps} steps: {share_right(model, few.x, labels_few):.1%} of the training data")
    print(f"               and {right:.1%} of the test data are right")
    ax.set_title(f"{steps} steps: {right:.0%} of the test right")
axes[1].set_ylabel("")
plt.show()

# %% [markdown]
# The late border turns sharply to get every training point right, and is *sure* of it (deep colours
# up to the border), which makes each error dear: the test loss rises fivefold, while of a hundred
# test points about seven fewer are right. **Is the network too large?** Try fewer neurons. Then try
# more points.

# %%
many = mg.tasks.load("moons", samples=512, noise=0.3)
for neurons, task in ((8, few), (8, many)):
    _, losses, test_losses = watch(neurons, task)
    print(f"{neurons:2} neurons, {len(task.x):3} points: ", end="")
    print(f"training loss {losses[-1]:.2f}, test loss {test_losses[-1]:.2f}")

# %% [markdown]
# Eight neurons on few points overfit nearly as badly as 64 did. What helps here is more points. The
# two losses then lie closer together, and neither goes to zero: with so much noise the moons
# overlap.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** How many numbers does a model learn? Let a function count them, for any model.


# %% tags=["exercise"]
def count(model):
    return ...


check("4.1", count)

# %% [markdown]
# **Exercise 2.** Make an activation of your own: softsign, z / (1 + |z|). Then put it in the place
# of `mg.nn.Tanh()` and train: do the moons part?


# %% tags=["exercise"]
class Softsign(mg.nn.Module):
    def forward(self, z):
        return ...


check("4.2", Softsign)

# %% [markdown]
# **Exercise 3.** With how few neurons does `new_network` get more than 95 % of the first test data
# right (`moons`, Adam, `lr=0.03`, 1,000 steps)? Draw the borders of that one and of one with a
# neuron less.

# %% tags=["exercise"]
fewest = ...
check("4.3", fewest)

# %% [markdown]
# **Exercise 4.** Stopping before the network overfits is called early stopping. For *8* neurons and
# the data `few`, find the number of steps after which the test loss is lowest, and the share of the
# test data that a network stopped there gets right.

# %% tags=["exercise"]
steps, right = ..., ...
check("4.4", steps, right)

# %% [markdown]
# ## In practice
#
# Use `mg.train.fit(model, task, loss=…)`: Adam, batches, and a learning rate that falls. And note
# that we cheated a little: who chooses the step by the test data has learned from them, and can no
# longer trust them as a judge. One keeps a third part of the data for such choices, the validation
# data, and looks at the test data once.
#
# ## New words
#
# - **label**: the number of the class that a point belongs to; here, of its moon.
# - **neuron**: a weighted sum of inputs plus a bias; in a network, bent by an activation.
# - **activation**: the function that bends the sum of a neuron, such as tanh.
# - **layer**: several neurons side by side, with the same inputs.
# - **cross-entropy**: a loss for labels: the mean of −log p, p being the probability of the right
#   label.
# - **Adam**: gradient descent in which each number has its own scale: the mean of its recent
#   gradients is divided by their usual size.
# - **training data**: what a model learns from.
# - **test data**: what a model never learns from, kept to judge it.
# - **overfitting**: learning what is particular to the training data, at the expense of the rest.
#
# ## Further reading
#
# - Kingma and Ba, [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980):
#   algorithm 1 is `my_adam`.
# - Cybenko, [Approximation by superpositions of a sigmoidal
#   function](https://doi.org/10.1007/BF02551274), 1989: one bending layer suffices for any
#   continuous shape, if it is wide enough.
# - `minigrad/nn/layers.py` and `minigrad/optim/optimizers.py`: the parts used here.
