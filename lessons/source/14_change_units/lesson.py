# %% [markdown]
# # What goes wrong
#
# - **You will make** four failures of the neuron, and a cure for each.
# - **You will learn** how to see whether data can tell n at all, how one step too long ends a
#   training, and what units have to do with n.
# - **You need** [lesson 12](12_let_neuron_decide.ipynb).
# - **26 minutes** to read and run, **12** for the exercises
#
# On the way you will draw this picture of lesson 12's trees.
#
# ![Loss along n for the trees: in parts of the mean it falls from 0 to 1; in mm, m and m³ a hump at 0 holds n in a trap](pictures/14_change_units.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")


def loss_of(model, task):
    return mg.nn.mse_loss(model(task.x), task.y)


# %% [markdown]
# ## One number too many
#
# The law is y = x₁ + x₂, exact. Inputs are from 1 to 2; those from 2 to 6 are for testing. The
# neuron starts at n = 0, so it *is* a sum; only its weights are random. A bias is not needed, but can
# it do harm? **Guess:** where does n end without a bias, and where with one?

# %%
law = mg.tasks.load("sum")
far = mg.tasks.Task.from_arrays(law.x_extrapolation, law.y_extrapolation)
for bias in (False, True):
    neuron = mg.nn.AddMul(2, 1, bias=bias, rng=0)
    mg.train.fit(neuron, law, rng=0)
    near_error, far_error = (loss_of(neuron, task).item() ** 0.5 for task in (law, far))
    print(f"bias={bias!s:<5}  n = {neuron.n.item():.3f}, wrong by {near_error:.3f} near", end=", ")
    print(f"by {far_error:.3f} far away")

# %% [markdown]
# ("Wrong by" is the root of the mean squared error.) With a bias, which the law does not have, n
# was pushed away while the random weights found their place, and did not come back. Why not? Look at
# the worst case: hold n at 1, and let a *product* imitate the sum as well as it can.

# %%
for bias in (False, True):
    product = mg.nn.AddMul(2, 1, n=1.0, bias=bias, learn_n=False, rng=0)
    mg.train.least_squares(product, law)
    w1, w2 = product.weight.data[0]
    factor = np.exp(product.bias.item()) if bias else 1.0
    error = loss_of(product, law).item() ** 0.5
    print(f"bias={bias!s:<5}  {factor:.2f} · x₁^{w1:.2f} · x₂^{w2:.2f}, wrong by {error:.3f}")
print(f"2·√(1·2) = {2 * 2**0.5:.2f}")

# %% [markdown]
# With a bias, the product has a free factor, and comes near 2·√(x₁x₂). Between 1 and 2 that is
# nearly x₁ + x₂: for 1 and 2 it is 2.83 instead of 3. Without the factor it must give 1 at x₁ = x₂
# = 1, where the sum is 2. Now hold n at other values, too, and refit the rest.

# %%
fig, ax = plt.subplots(figsize=(7, 3.4))
for bias, colour in ((False, "C3"), (True, "C2")):
    neuron = mg.nn.AddMul(2, 1, bias=bias, rng=0)
    mg.train.warm_start(neuron, law)
    valley = mg.study.profile(neuron, law, points=21)
    ax.plot(valley.n, valley.loss**0.5, color=colour)
    name = "with a bias" if bias else "without"
    ax.text(0.97, valley.loss[-1] ** 0.5 + 0.02, name, ha="right", color=colour)
ax.set(xlabel="n, held fixed", ylabel="wrong by", xlim=(0, 1), ylim=(0, 0.62))
ax.set_title("With a bias, every n fits nearly as well")
plt.show()

# %% [markdown]
# Numbers of a model are *identifiable* if the data leave only one choice for them. Strictly, n is
# identifiable here: only n = 0 makes no error at all. In practice, with a bias, it hardly is: the
# valley is so flat that training moves n slowly or not at all. And noise makes errors everywhere, so
# that the data only narrow n down. Here are 100 rows, with noise of a tenth of the spread of y, and
# the values of n that they do not rule out (95 % interval):

# %%
noisy = mg.tasks.load("sum", samples=100, noise=0.1)
for bias in (False, True):
    neuron = mg.nn.AddMul(2, 1, bias=bias, rng=0)
    mg.train.warm_start(neuron, noisy)
    low, high = mg.study.profile(neuron, noisy, points=21).interval
    print(f"bias={bias!s:<5}  n between {low:.2f} and {high:.2f}")

# %% [markdown]
# With a bias, the interval is five times as wide. The cure: no number that the law does not need. An
# exact law without a constant gets no bias. Measured data keep theirs, since a change of units goes
# into it. Exercise 1 finds two other cures.
#
# ## Steep at both ends
#
# The neuron begins with exp⁽⁻ⁿ⁾. At n = 1 that is log, whose slope 1/x grows beyond all bounds near
# x = 0. **Guess:** does it at n = 0.5, too?

# %%
print("slope of exp⁽⁻ⁿ⁾ at x:   n = 0    n = 0.5  n = 1")
for x in (1, 0.1, 0.01, 0.001):
    _, slopes, _ = mg.iterate.partials(x, [0, -0.5, -1])  # the value, the slopes by x and by n
    print(f"  x = {x:<5}            ", *(f"{slope:<8.2f}" for slope in slopes))
with np.errstate(all="ignore"):  # else NumPy warns
    print("log of 0 and of -0.1:", mg.iterate.exp_n([0.0, -0.1], -1.0))

# %% [markdown]
# No: half-way, 0 is not yet the edge of the domain ([lesson 9](09_join_operations.ipynb)). At n = 1 it
# is, and behind it is nothing: −0.1 becomes nan, "not a number". Tables are checked before training,
# but in a network a neuron's output, which may be negative, is the next one's input. So `AddMul` stays
# away from the edge: closer than 0.01 it follows the tangent (`minigrad/transitions/transition.py`).
#
# The neuron ends with exp⁽ⁿ⁾. At n = 1 that is exp, whose slope is exp itself: steep where results
# are large. So here are four factors from 1 to 6, and the law is their product.

# %%
x = np.random.default_rng(0).uniform(1, 6, (1024, 4))
four = mg.tasks.Task.from_arrays(x, x.prod(axis=1, keepdims=True), name="four factors")
neuron = mg.nn.AddMul(4, 1, rng=0)


def gradients_of(neuron, task):
    for p in neuron.parameters():
        p.zero_grad()
    loss_of(neuron, task).backward()
    return [p.grad for p in neuron.parameters()]


def length(arrays):  # of one long arrow made of all numbers
    return sum(np.sum(a**2) for a in arrays) ** 0.5


at_start = gradients_of(neuron, four)
print(f"largest product {four.y.max():.0f}")
print(f"loss {loss_of(neuron, four).item():.0f}, length of the gradient {length(at_start):.0f}")

# %% [markdown]
# The length of the gradient says how steep the loss is in its steepest direction. Check that: go a
# little that way, forwards and backwards.

# %%
start = [p.data.copy() for p in neuron.parameters()]
losses = []
for h in (1e-6, -1e-6):
    for p, old, g in zip(neuron.parameters(), start, at_start, strict=True):
        p.data = old + h * g / length(at_start)
    losses.append(loss_of(neuron, four).item())
print(f"slope {(losses[0] - losses[1]) / 2e-6:.0f}")

# %% [markdown]
# The plainest training subtracts from each number its slope times the learning rate. Take 0.001, which
# sounds careful. **Guess:** what has become of the loss after five steps?

# %%
for p, old in zip(neuron.parameters(), start, strict=True):
    p.data = old
for step in range(5):
    gradients = gradients_of(neuron, four)
    loss, weight, n = loss_of(neuron, four).item(), neuron.weight.data.mean(), neuron.n.item()
    print(f"step {step}: weights about {weight:7.1g}, n {n:.2f}, loss {loss:5.0e}, ", end="")
    print(f"gradient {length(gradients):5.0e}")
    neuron.weight.data = neuron.weight.data - 0.001 * gradients[0]
    neuron.n.data = np.clip(neuron.n.data - 0.001 * gradients[1], 0, 1)
print(f"largest prediction {abs(neuron(four.x).data).max():.3f}")
print(f"length of the weights' gradient {length(gradients[:1]):.3f}")

# %% [markdown]
# Four steps, and the neuron is dead. A long gradient makes a long step, to where the gradient is
# longer still: an *exploding gradient*. At the end the exponents are so negative that every
# prediction is 0. By the weights there is no slope left. What is left of the gradient belongs to n,
# and presses it against its bound. Nothing will ever move again; and since the loss is finite, nobody
# raises an alarm.
#
# A smaller learning rate? Or *clipping*: keep the gradient's direction, but shorten it to a longest
# allowed length, here 1 (`fit` does so unless told otherwise). Try 10⁻⁵, 10⁻⁶ and 10⁻⁷, and then 0.01
# with clipping. **Guess** which of the four arrive at n = 1 and weights of 1.

# %%
for lr, clip_norm in ((1e-5, None), (1e-6, None), (1e-7, None), (0.01, 1.0)):
    neuron = mg.nn.AddMul(4, 1, rng=0)
    plain = mg.optim.SGD(neuron.parameters(), lr=lr)
    history = mg.train.fit(neuron, four, steps=1000, optimizer=plain, clip_norm=clip_norm, rng=0)
    weights = " ".join(f"{w:.2f}" for w in neuron.weight.data[0])
    print(f"lr {lr:.0e}, clip_norm={clip_norm}: n = {neuron.n.item():.2f}, ", end="")
    print(f"weights {weights}, loss {history.loss[-1]:.0e}")

# %% [markdown]
# Of three learning rates, one comes near. Ten times more kills, ten times less hardly moves,
# because one rate has to serve gradients of very different lengths. With clipping, a step is never
# longer than the learning rate. Adam, which measures slopes by their own recent sizes, survives
# without. Watch it, with factors up to 2, 3 and 6:

# %%
sizes = {}
for largest in (2, 3, 6):
    x = np.random.default_rng(0).uniform(1, largest, (1024, 4))
    factors = mg.tasks.Task.from_arrays(x, x.prod(axis=1, keepdims=True))
    neuron = mg.nn.AddMul(4, 1, rng=0)
    sizes[f"from 1 to {largest}"] = lengths = []

    def record(step, loss, neuron=neuron, lengths=lengths):
        lengths.append(length([p.grad for p in neuron.parameters()]))

    mg.train.fit(neuron, factors, steps=250, clip_norm=None, rng=0, callbacks=[record])
    print(f"up to {largest}: longest gradient {max(lengths):.1g}, n = {neuron.n.item():.3f}")
clipped = mg.nn.AddMul(4, 1, rng=0)
mg.train.fit(clipped, factors, steps=250, rng=0)
print(f"up to 6, clipped: n = {clipped.n.item():.3f}")
fig, ax = plt.subplots(figsize=(7, 3.4))
mg.plot.gradient_sizes(sizes, clip_norm=1.0, ax=ax)
ax.set_title("Larger numbers, longer gradients")
plt.show()

# %% [markdown]
# With clipping, Adam too gets further in as many steps. Without, it remembers its longest gradients
# for hundreds of steps, and takes shorter ones meanwhile.
#
# ## Units once more
#
# Large numbers, long gradients: one reason to divide columns by their means. Here is another. In
# lesson 12 the trees left the sum in inches and in centimetres alike. Now write diameters in
# millimetres, heights in metres and volumes in cubic metres. **Guess:** where will n end this time?

# %%
inches = mg.tasks.load("trees", scale=None)
metric = inches.divided_by([1 / 25.4, 1 / 0.3048], [1 / 0.3048**3])
print("means:", metric.x.mean(axis=0).round(1), metric.y.mean(axis=0).round(2))
for start in (0.0, 1.0):
    tree = mg.nn.AddMul(2, 1, n=start, bias=True, rng=0)
    mg.train.warm_start(tree, metric)  # hold n, fit the rest
    mg.train.least_squares(tree, metric)  # and let n go
    print(f"from n = {start}: n = {tree.n.item():.2f}, loss {loss_of(tree, metric).item():.4f}")

# %% [markdown]
# The same trees, the same start as always, and n stays at 0, with more than twice the loss that can
# be had. The valley, beside that of lesson 12, shows the trap:

# %% tags=["picture"]
means = inches.divided_by(inches.x.mean(axis=0), inches.y.mean(axis=0))
fig, ax = plt.subplots(figsize=(4.4, 3.8))
for task, colour in ((means, "C2"), (metric, "C3")):
    mg.train.warm_start(tree, task)
    valley = mg.study.profile(tree, task, points=31)
    ax.plot(valley.n, valley.loss / valley.loss[0], color=colour, linewidth=3)
ax.plot(0, 1, "o", color="C3", markersize=12, clip_on=False)
ax.text(0.03, 1.08, "a trap", color="C3", size=16)
ax.text(0.55, 0.9, "mm, m, m³", color="C3", size=16)
ax.text(0.42, 0.6, "parts of\nthe mean", color="C2", size=16, ha="right", va="top")
ax.set(xlabel="n, held fixed", ylabel="loss / loss of the sum", xlim=(0, 1), ylim=(0.3, 1.15))
ax.set_title("Units can set a trap", size=18)
plt.show()

# %% [markdown]
# Why? Turn n up from 0, and two things happen. The inputs go through exp⁽⁻ⁿ⁾, which bends them
# down, as a logarithm does. The result goes through exp⁽ⁿ⁾, which bends it up. The volumes of trees
# bend up: a tree twice as thick has more than twice the timber. So the outer bend helps, the inner
# one harms. With `coupled=False` each has its own n, and we see the slope of the loss by both, as a
# share of the loss. A negative slope says: more would help.

# %%
for name, task in (
    ("parts of the mean", means),
    ("inches, feet, cubic feet", inches),
    ("mm, m, cubic metres", metric),
):
    split = mg.nn.AddMul(2, 1, bias=True, coupled=False, rng=0)
    mg.train.warm_start(split, task)
    loss = loss_of(split, task)
    loss.backward()
    inner, outer = split.n_in.grad.sum() / loss.item(), split.n_out.grad.item() / loss.item()
    print(f"{name:<25} inner {inner:+.2f}, outer {outer:+.2f}, together {inner + outer:+.2f}")

# %%
losses = []  # the last sum again, numerically
for h in (1e-5, -1e-5):
    split.n_in.data[:] = split.n_out.data[:] = h
    losses.append(loss_of(split, metric).item())
print(f"mm, m, cubic metres: together {(losses[0] - losses[1]) / 2e-5 / np.mean(losses):+.2f}")

# %% [markdown]
# In the last units the inner bend wins, so the slope is positive, and n is held at 0. And what have
# units to do with bends? Bend three numbers, x and half of x more and less, by exp⁽ⁿ⁾ with a small n.
# How far is the middle one then from half-way between the others, as a share of x? **Guess:** is that
# more for a small x, or for a large one?

# %%
for x in (1, 20, 300):
    for n in (-0.01, 0.01):
        low, middle, high = mg.iterate.exp_n([0.5 * x, x, 1.5 * x], n)
        print(f"x = {x:<4} n = {n:+.2f}: off by {((low + high) / 2 - middle) / x:+.2%}")
for name, column in (("diameters", inches.x[:, 0]), ("volumes", inches.y)):
    print(f"{name} spread by {column.std() / column.mean():.0%} of their mean")

# %% [markdown]
# For a large one, both ways. In parts of the mean, all numbers are near 1, and the outer bend wins,
# because volumes are spread more widely than diameters. In millimetres and cubic metres, diameters
# near 336.5 are bent a lot, volumes near 0.85 little. Two cures: divide columns by their means, as
# minigrad does on its own; and start from 1 as well, and keep the lower loss.
#
# ## Relatives
#
# exp⁽ⁿ⁾ is not the only bridge between + and ×. The blend is the plainest: (1 − n) parts of the sum
# and n parts of the product. The soft exponential of Godfrey and Gashler goes from log by way of x to
# exp, as exp⁽ⁿ⁾ does, by another formula. Half-way:

# %%
bridges = {
    "exp⁽ⁿ⁾": mg.nn.AddMul,
    "blend": mg.nn.peers.Blend,
    "soft\nexponential": mg.nn.peers.SoftExponential,
}
side = np.linspace(0.05, 4, 60)
pairs = np.stack(np.meshgrid(side, side), axis=-1)
maps = []
for bridge in bridges.values():
    halfway = bridge(2, 1, n=0.5)
    halfway.weight.data[:] = 1
    maps.append(halfway(pairs).data[..., 0])
mg.plot.surfaces(side, side, maps, titles=list(bridges), key="result at n = ½")
plt.show()

# %% [markdown]
# They look alike. Do they train alike? The law is now y = x₁x₂. Weights are right from the start,
# and held at 1; only n moves. **Guess** for exp⁽ⁿ⁾ and for the blend: which way does the loss go as
# n rises from 0?


# %%
def loss_along_n(bridge, task):
    model = bridge(2, 1)
    model.weight.data[:] = 1
    losses = []
    for n in np.linspace(0, 1, 101):
        model.n.data[:] = n
        losses.append(loss_of(model, task).item())
    return losses


# %%
product = mg.tasks.load("product")
neuron = mg.nn.AddMul(2, 1, n=1.0, rng=0)
mg.train.warm_start(neuron, product)
refitted = mg.study.profile(neuron, product, points=21)
fig, ax = plt.subplots(figsize=(7, 3.4))
grid = np.linspace(0, 1, 101)
ax.plot(grid, loss_along_n(mg.nn.AddMul, product), color="C3")
ax.plot(grid, loss_along_n(mg.nn.peers.Blend, product), color="C2")
ax.plot(refitted.n, refitted.loss, color="C4")
ax.text(0.45, 0.69, "exp⁽ⁿ⁾, weights held", color="C3")
ax.text(0.25, 0.4, "blend, weights held", color="C2")
ax.text(0.02, 0.12, "exp⁽ⁿ⁾, weights refitted", color="C4")
ax.set(xlabel="n", ylabel="loss", xlim=(0, 1), ylim=(0, 0.78))
ax.set_title("A hump while weights are held, none when they are free")
plt.show()
print("1.5 ⊕ 1.5 at n = 0, ¼, ½, ¾, 1:", mg.oplus(1.5, 1.5, [0, 0.25, 0.5, 0.75, 1]).data.round(2))

# %% [markdown]
# The blend only falls. exp⁽ⁿ⁾ first climbs: with the right weights, from n = 0, it would never get
# there. That is the overshoot of lesson 9: on its way from 3 to 2.25, 1.5 ⊕ 1.5 first goes up. With
# free weights the hump is gone: a trap along one number need not be a trap when all move. So this
# picture does not tell which bridge is better at finding an operation. `python
# figures/data/migration.py` counts that, in three quarters of an hour: in networks of two layers the
# blend was as sure.
#
# ## Your turn
#
# **Exercise 1.** Keep the bias, and find the sum all the same. Make a neuron with `bias=True` and
# `n=0.5`, and train it until n is 0 to two digits and the weights are 1. `fit` and `law` fail, as
# above. So either let the inputs reach further, `mg.tasks.load("sum", high=8)`; or keep them, and
# train by `mg.train.least_squares`. Give `check` your neuron.

# %% tags=["exercise"]
my_neuron = ...
check("14.1", my_neuron)

# %% [markdown]
# **Exercise 2.** Write `clip`. It takes a list of arrays, which together are one gradient, and
# returns a list of arrays that point the same way and together are at most `longest` long.
# A gradient that is short enough stays as it is. (`length`, above, helps.)


# %% tags=["exercise"]
def clip(gradients, longest):
    return ...


check("14.2", clip)

# %% [markdown]
# **Exercise 3.** Draw `loss_along_n` of `mg.nn.peers.SoftExponential` for `law`, the sum. Between
# 0 and 1 it has a local minimum, so shallow that you need the numbers: at which n, to two digits?
# Then make such a neuron that starts there, with `n=…` and `rng=0`, and `fit` it to the sum, all
# numbers free. Where does n end?

# %% tags=["exercise"]
false_minimum, end = ..., ...
check("14.3", false_minimum, end)

# %% [markdown]
# ## In practice
#
# When a training disappoints, look at four things: the valley (is n identifiable?), the lengths of
# the gradient, the sizes of the columns, and the same training from the other end. `fit` also takes
# a step back if the loss becomes infinite or nan, and says so; against a death with a finite loss,
# only shorter steps help.
#
# ## New words
#
# - **identifiable**: said of numbers of a model for which the data leave only one choice.
# - **exploding gradient**: one that becomes longer with each step, until the training is lost.
# - **clipping**: shortening a gradient that is longer than allowed, without turning it.
#
# ## Further reading
#
# - Pascanu, Mikolov and Bengio, [On the difficulty of training recurrent neural
#   networks](https://arxiv.org/abs/1211.5063): where clipping by length comes from.
# - Godfrey and Gashler, [A continuum among logarithmic, linear, and exponential
#   functions](https://arxiv.org/abs/1602.01321): the soft exponential.
# - `minigrad/train/descent.py`: how a step is taken back; `minigrad/nn/peers.py`: the relatives.
