# %% [markdown]
# # One step too long
#
# - **You will make** a training by hand that takes a step too long, and three lines that prevent it.
# - **You will learn** why the neuron is steep where it begins and where it ends, how a gradient explodes, and
#   what clipping and Adam do about it.
# - **You need** [lesson 3](03_fit_line.ipynb), where training goes downhill step by step, and [lesson
#   12](12_let_neuron_decide.ipynb).
# - **17 minutes** to read and run, **12** for the exercises
#
# A step downhill is the slope times the learning rate. What if the slope is ten thousand?

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")


def loss_of(model, task):
    return mg.nn.mse_loss(model(task.x), task.y)


def numbers_of(neuron):
    return np.append(neuron.weight.data, neuron.n.data)


# %% [markdown]
# ## Steep at entrance and exit
#
# The neuron begins with exp⁽⁻ⁿ⁾. At n = 1 that is the logarithm, whose slope 1/x grows beyond all bounds
# near x = 0, the end of its domain.
#
# **Guess:** does the slope of exp⁽⁻ⁿ⁾ at n = 0.5 do the same? Think of lesson 9's maps: where did the
# domain end for n = 0.5?

# %%
print("slope of exp⁽⁻ⁿ⁾ at x:   n = 0    n = 0.5  n = 1")
for x in (1, 0.1, 0.01, 0.001):
    _, slopes, _ = mg.iterate.partials(x, [0, -0.5, -1])  # the value, the slopes by x and by n
    print(f"  x = {x:<5}            ", *(f"{slope:<8.2f}" for slope in slopes))
print("slope of exp⁽ⁿ⁾ at z:    n = 0    n = 0.5  n = 1")
for z in (1, 5, 10, 20):
    _, slopes, _ = mg.iterate.partials(z, [0, 0.5, 1])
    print(f"  z = {z:<5}            ", *(f"{slope:<8.4g}" for slope in slopes))

# %% [markdown]
# No: half-way, the domain reaches below 0, and at 0 the slope is still tame. (At its own edge, further left, it
# grows without bounds as well.) With n = 1 the edge is 0. There `AddMul` follows a tangent below 0.01, as
# `Product` did in lesson 7, so the slope is at most 100.
#
# The exit is worse. The neuron ends with exp⁽ⁿ⁾, and at n = 1 that is exp, whose slope is exp itself:
# steep wherever results are large.
#
# ## How steep is a product?
#
# Four factors from 1 to 6, and the law is their product. The numbers of the neuron are four weights and n;
# put their derivatives into one long array, the gradient.

# %%
x = np.random.default_rng(0).uniform(1, 6, (1024, 4))
four = mg.tasks.Task.from_arrays(x, x.prod(axis=1, keepdims=True), name="four factors")


def gradient_of(neuron):
    for p in neuron.parameters():
        p.zero_grad()
    loss_of(neuron, four).backward()
    return np.concatenate([p.grad.ravel() for p in neuron.parameters()])  # four weights, n


def move(neuron, change):
    before = numbers_of(neuron)
    neuron.weight.data = neuron.weight.data + change[:4]
    neuron.n.data = np.clip(neuron.n.data + change[4:], 0, 1)
    return np.linalg.norm(numbers_of(neuron) - before)  # how far it went


neuron = mg.nn.AddMul(4, 1, rng=0)
gradient = gradient_of(neuron)
print(f"largest product {four.y.max():.0f}, loss {loss_of(neuron, four).item():.0f}")
print(f"length of the gradient {np.linalg.norm(gradient):.0f}")

# %% [markdown]
# The length of a gradient, the root of the sum of its squares, says how steep the loss is in its
# steepest direction. Check that: go a little that way, forwards and backwards.

# %%
start, losses = neuron.state_dict(), []
for h in (1e-6, -1e-6):
    way = h * gradient / np.linalg.norm(gradient)
    neuron.weight.data = start["weight"] + way[:4]
    neuron.n.data = start["n"] + way[4:]
    losses.append(loss_of(neuron, four).item())
print(f"slope {(losses[0] - losses[1]) / 2e-6:.0f}")

# %% [markdown]
# ## Five steps
#
# The plainest training subtracts from each number its slope times the learning rate. Take 0.001, which
# sounds careful. The weights are about 0.3 now, and should become 1. **Guess:** how long is the first
# step, and what has become of the loss after five?

# %%
neuron = mg.nn.AddMul(4, 1, rng=0)
steps = []
for i in range(5):
    loss, before, gradient = loss_of(neuron, four).item(), numbers_of(neuron), gradient_of(neuron)
    steps.append(move(neuron, -0.001 * gradient))
    print(f"before step {i}: weights about {before[:4].mean():7.2g}, n {before[4]:.2f},", end=" ")
    print(f"loss {loss:7.1e}, gradient {np.linalg.norm(gradient):7.1e}; step {steps[-1]:7.2g} long")
print(f"largest prediction {abs(neuron(four.x).data).max():.3f}")
print(f"length of the weights' gradient {np.linalg.norm(gradient_of(neuron)[:4]):.3f}")

# %% [markdown]
# The first step is 2.2 long, longer than the whole way to the goal. It ends where the gradient is six
# times as long; the next one ends where it is longer still: an *exploding gradient*. (n is held within
# its bounds, 0 and 1. That alone kept the second step short.) The third step takes the weights to minus
# nine thousand million. Four steps, and the neuron is dead. Its exponents are so far below 0 that every
# prediction is 0. With respect to the weights there is no slope left; what is left of the gradient
# belongs to n, and presses it against its bound. So the last step has no length. The loss is about where
# it began, and will never move again. It is a finite number, so nobody raises an alarm.
#
# ## Three lines
#
# The direction of the gradient was right. Only its length did harm. So keep the direction, and shorten what
# is longer than some longest allowed length: *clipping*.


# %%
def clip(gradient, longest):
    length = np.linalg.norm(gradient)
    return gradient * min(1, longest / length)


print(
    clip(np.array([3.0, -4.0]), 1), "is 1 long,", clip(np.array([0.3, -0.4]), 1), "stays as it is"
)


def train(rate, longest=np.inf, falling=False):
    neuron = mg.nn.AddMul(4, 1, rng=0)
    for i in range(1000):
        now = rate * (1 - i / 1000) if falling else rate
        move(neuron, -now * clip(gradient_of(neuron), longest))
    return neuron


# %% [markdown]
# Or would a smaller rate do? Think of the gradient along the way. It is two thousand long at the start, it is
# longer still where the products become large, and it is 0 at the goal. **Guess:** train 1,000 steps without
# clipping. What goes wrong if the rate is too large, and what if it is too small? And with clipping, what may
# go wrong near the goal?

# %%
ways = {"as it is": (np.inf, False), "clipped": (1.0, False), "clipped, falling": (1.0, True)}
trainings = [(rate, "as it is") for rate in (1e-5, 1e-6, 1e-7)] + [(0.1, "clipped")]
trainings += [(rate, "clipped, falling") for rate in (0.1, 0.01, 0.001)]
for rate, way in trainings:
    neuron = train(rate, *ways[way])
    weights = " ".join(f"{w:5.2f}" for w in neuron.weight.data[0])
    print(f"rate {rate:.0e}, {way:<16}: n = {neuron.n.item():.2f}, ", end="")
    print(f"weights {weights}, loss {loss_of(neuron, four).item():.1e}")
neuron.weight.data[:], neuron.n.data[:] = 0.99, 1
length = np.linalg.norm(gradient_of(neuron))
print(f"weights 0.99, a hundredth beside the goal: the gradient is still {length:.0f} long")

# %% tags=["picture", "hide-input"]
with plt.rc_context({"font.size": 14, "axes.labelsize": 15, "axes.titlesize": 16}):
    fig, ax = plt.subplots(figsize=(5.6, 4.4))
    neuron = mg.nn.AddMul(4, 1, rng=0)
    clipped = [move(neuron, -0.01 * clip(gradient_of(neuron), 1)) for _ in range(5)]
    ax.plot(steps[:4], "o-", color="C2", linewidth=3, markersize=9)
    ax.plot(clipped, "o-", color="C0", linewidth=3, markersize=9)
    ax.text(3.25, 1e9, "then dead:\nno step", color="C2", va="center")
    ax.text(1.4, 1e6, "not clipped", color="C2", ha="right")
    ax.text(4, 2e-4, "clipped: never longer than 0.01", color="C0", ha="right")
    ax.set(yscale="log", ylim=(1e-5, 1e13), xlim=(-0.2, 4.4), xlabel="step")
    ax.set(ylabel="length of the step")
    ax.set_xticks(range(5))
    ax.set_title("One step too long,\nand soon the neuron is dead")
    plt.show()

# %% [markdown]
# Ten times too large, and the neuron is as good as dead; ten times too small hardly moves: of three rates, one
# arrives. One rate has to serve gradients of very different lengths, and you have to hit it.
#
# With clipping at 1, a step is never longer than the rate, even at the steepest place. Nothing kills. But steps
# of 0.1 are too long at the goal. A hundredth beside it the gradient is still so long that each step is clipped,
# and to the end the neuron hops across. So let the rate fall to 0 on the way, as `fit` does. Then 0.1 arrives,
# and 0.01 as well; and 0.001, which is too small, is only slow. You still choose a rate. But a bad choice no
# longer kills.
#
# minigrad's `mg.optim.clip_gradients` does this for all parameters together, and `fit` clips at 1 unless
# told otherwise.
#
# ## Adam survives
#
# Adam, which [lesson 5](05_scale_steps.ipynb) builds, divides each slope by its own recent size. So a long
# gradient does not make a long step. **Guess:** does Adam need no clipping, then? Watch it with and without:


# %%
def watch(clip_norm):
    neuron = mg.nn.AddMul(4, 1, rng=0)
    places, gradients = [numbers_of(neuron)], []

    def record(step, loss):
        places.append(numbers_of(neuron))
        gradients.append(np.linalg.norm(np.append(neuron.weight.grad, neuron.n.grad)))

    mg.train.fit(neuron, four, steps=250, clip_norm=clip_norm, rng=0, callbacks=[record])
    lengths = np.linalg.norm(np.diff(places, axis=0), axis=1)
    return neuron.n.item(), np.array(gradients), lengths


for clip_norm in (None, 1.0):
    n, gradients, lengths = watch(clip_norm)
    print(f"clip_norm={clip_norm}: longest gradient {gradients.max():.1g}", end=", ")
    print(f"steps 0-19 are {lengths[:20].mean():.3f} long, ", end="")
    print(f"steps 60-99 {lengths[60:100].mean():.4f}; n ends at {n:.3f}")

# %% [markdown]
# It survives a gradient of 200,000, and its first steps are as long as with clipping. But it remembers its
# longest gradients for hundreds of steps, and its steps stay short meanwhile: afterwards they are little more
# than half as long as with clipping, and in 250 steps n gets to 0.967 only. So clipping makes Adam faster here.
# (Given time, it arrives without, too.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("15.1")` shows a worked answer.
#
# **Exercise 1.** In a package, the gradient is one array for each parameter. Write `clip_all`. It takes a
# list of arrays, which together are one gradient, and returns a list of arrays that point the same way and
# together are at most `longest` long. A gradient that is short enough stays as it is.


# %% tags=["exercise"]
def clip_all(gradients, longest):
    return ...


check("15.1", clip_all)

# %% [markdown]
# **Exercise 2.** Clipping has a price. Say the weights of `four` start at ¼ and n at 0, and all should
# become 1. The rate is 0.01 and the longest length 1. How many steps does it take at the least, if each
# goes straight to the goal?

# %% tags=["exercise"]
least_steps = ...
check("15.2", least_steps)

# %% [markdown]
# **Exercise 3.** Raise the alarm: write `is_dead`. It takes the gradient of the weights, the loss, and the
# variance of y, which is the loss of always predicting the mean. A neuron is dead if there is no slope left
# (shorter than 1e-9) *and* it is no better than the mean. (A neuron that has arrived has no slope
# either.)


# %% tags=["exercise"]
def is_dead(weight_gradient, loss, variance):
    return ...


check("15.3", is_dead)

# %% [markdown]
# ## Five questions
#
# <details><summary>Where is the neuron steep?</summary>
#
# At n = 1: for inputs near 0, through the logarithm, and for large results, through exp.
# </details>
#
# <details><summary>What is an exploding gradient?</summary>
#
# A long gradient makes a long step, to where the gradient is longer still, and so on.
# </details>
#
# <details><summary>Why does a dead neuron never come back?</summary>
#
# Its predictions are all 0 and stay 0 if the weights move a little. So the loss has no slope with respect
# to them.
# </details>
#
# <details><summary>What does clipping keep, and what does it change?</summary>
#
# It keeps the direction of the gradient, and shortens it if it is longer than allowed.
# </details>
#
# <details><summary>Why is it hard to hit one learning rate here?</summary>
#
# Ten times too large kills at the steepest place, and ten times too small hardly moves on the flat.
# </details>
#
# ## In practice
#
# Record the length of the gradient beside the loss. `fit` also takes a step back if
# the loss becomes infinite or nan, and says so. Against a death with a finite loss, only shorter steps help:
#
# ![Length of each step on a logarithmic axis. Unclipped, steps grow from 2 to a number of 11 digits, and then the neuron is dead; clipped, they stay at 0.01](pictures/15_clip_gradients.png)
#
# ## New words
#
# - **exploding gradient**: one whose step leads to where it is longer still, until the training is lost.
# - **clipping**: shortening a gradient that is longer than allowed, without turning it.
#
# ## Further reading
#
# - Pascanu, Mikolov and Bengio, [On the difficulty of training recurrent neural
#   networks](https://arxiv.org/abs/1211.5063): where clipping by length comes from.
# - `minigrad/train/descent.py`: how a step is taken back.
