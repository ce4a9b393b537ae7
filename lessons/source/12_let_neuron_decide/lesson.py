# %% [markdown]
# # The neuron that decides
#
# - **You will make** a neuron, in a few lines, that finds out from a table by itself whether to add or to
#   multiply.
# - **You will learn** what the number *n* of such a neuron means, how a slope moves it, and what the
#   neuron is good for.
# - **You need** [lesson 7](07_multiply_inputs.ipynb), where a neuron multiplies, and [lesson
#   9](09_join_operations.ipynb), where + is joined to ×.
# - **19 minutes** to read and run, **8** for the exercises
#
# In lesson 9 *you* chose n, and the operation followed. Here n is learned, as a weight is, and nobody
# tells the neuron which operation a table needs.

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Write the neuron
#
# A neuron that adds computes w₁x₁ + w₂x₂ + b. One that multiplies takes logs of its inputs first, and
# exp of the sum at the end. With n = 0 and n = 1, both are one formula: undo n exps, weigh and add up,
# do n exps.
#
# $$y = \exp^{(n)}\big( w_1 \exp^{(-n)}(x_1) + w_2 \exp^{(-n)}(x_2) + b \big)$$
#
# With both weights 1 and b = 0 it is lesson 9's ⊕. A neuron is a class under `mg.nn.Module`. In `__init__` it
# makes its Parameters: a `Parameter` is a number, or an array, that training may change; with `bounds` it
# stays between them. And `forward(x)` is what happens when the neuron is called. `mg.exp_n(x, n)` is exp⁽ⁿ⁾,
# and `x @ w.T` weighs the columns of a table and adds them up. **Before you read on, try to write it**, with
# three Parameters and a `forward` of two lines. Ours:


# %%
class Neuron(mg.nn.Module):
    def __init__(self, columns):
        self.weight = mg.nn.Parameter(np.full((1, columns), 1 / columns))  # start as a mean
        self.bias = mg.nn.Parameter([0.0])
        self.n = mg.nn.Parameter([0.0], bounds=(0, 1))

    def forward(self, x):
        inside = mg.exp_n(x, -self.n) @ self.weight.T + self.bias  # undo n exps, weigh, add up …
        return mg.exp_n(inside, self.n)  # … and do n exps


# %% [markdown]
# (`mg.exp_n` is Kneser's exp⁽ⁿ⁾ unless you ask for Abel's; [lesson 18](18_unmask_impostor.ipynb)
# compares them.) Give the neuron the weights 2 and 1, feed it 3 and 5, and turn n. The ends can be
# done in your head: 2·3 + 5 = 11 and 3² · 5 = 45.

# %%
mine = Neuron(2)
mine.weight.data[:] = [[2, 1]]  # .data holds the numbers
for n in (0.0, 0.5, 1.0):
    mine.n.data[:] = n
    print(f"n = {n}:  y = {mine([[3, 5]]).item():.3f}")

# %% [markdown]
# Both ends are right. The same weights are factors at one end and exponents at the other, and in
# between lies something that is neither. minigrad's neuron is called `AddMul`. Give it your three
# Parameters (a `state_dict` holds them by name), and it should give your numbers; below them is its core,
# quoted whole.

# %%
theirs = mg.nn.AddMul(2, 1, bias=True)  # two inputs, one neuron
for n in (0.0, 0.5, 1.0):
    mine.n.data[:] = n
    theirs.load_state_dict(mine.state_dict())
    print(f"n = {n}:  AddMul {theirs([[3, 5]]).item():.3f}")
print("\n" + inspect.getsource(mg.transitions.Transition.neurons))

# %% [markdown]
# Your two lines are in it: `inward`, φₙ in its text, is exp⁽⁻ⁿ⁾, and `outward` is exp⁽ⁿ⁾. It has two things
# more: it computes many neurons at once, each with an n of its own (that is what `[:, None]` is for;
# Exercise 1 does it, too), and near 0 `inward` follows a tangent, as `Product` did in lesson 7.
#
# ## Two tables
#
# A handbook of 1976 lists 31 felled cherry trees: the diameter of each (in inches; the table calls it
# girth), its height (in feet) and the volume of its timber (in cubic feet). A textbook of 1982 tells,
# for 25 visits to vending machines, how many cases the driver carried, how far he walked (in feet) and
# how long it took (in minutes).

# %%
for name in ("trees", "delivery"):
    raw = mg.tasks.load(name, scale=None)  # scale=None: in the units of the table
    print(name, "from", raw.source)
    print("  columns:", *raw.features, "->", *raw.targets)
    print("  row 1:  ", *raw.x[0], "->", *raw.y[0])

# %% [markdown]
# Is a tree's volume more like a *sum* (so much for each inch, plus so much for each foot) or like a
# *product* (diameter times diameter times height)? And the time of a delivery? Decide before you go
# on, and keep it in mind.
#
# ## Start as the best sum
#
# The loss is the mean squared difference between what the neuron says and what was measured. From now
# on each column is divided by its mean: 1 is the average tree.
#
# Where should training start? If you knew nothing of logarithms, you would fit the best sum. So hold n
# at 0 and fit the rest. (`least_squares` is a black box until [lesson
# 16](16_linearise_errors.ipynb), where you build it.)

# %%
trees = mg.tasks.load("trees")
neuron = Neuron(2)
neuron.n.requires_grad = False  # hold n at 0 …
mg.train.least_squares(neuron, trees)  # … fit weights and bias …
neuron.n.requires_grad = True  # … and let n go

theirs = mg.nn.AddMul(2, 1, bias=True, rng=0)  # rng=0: the same first weights every time
mg.train.warm_start(theirs, trees)  # the same three lines
for model in (neuron, theirs):
    print(f"weights {model.weight.data[0].round(3)}, bias {model.bias.data.round(3)}")

# %% [markdown]
# Training that begins so, as the best sum, has a *warm start*. Weights and bias are as good as they can
# be while n is 0. But n itself was not asked. Ask it: `backward` finds the derivative of the loss with
# respect to n.
#
# **Guess:** is that derivative positive or negative for the trees? (Training goes against it.)


# %%
def loss_of(model, task):
    return mg.nn.mse_loss(model(task.x), task.y)


def slope_of_n(model, task):
    model.n.zero_grad()  # gradients add up; start afresh
    loss_of(model, task).backward()
    return model.n.grad.item()


print(f"d loss / d n = {slope_of_n(neuron, trees):.6f}")

# %% [markdown]
# It is negative: if n grows, the loss falls. If you chose the product, the slope agrees so far. Check
# the slope before you believe it: move n a little to both sides, and see how much the loss changes.

# %%
h = 1e-5
losses = []
for n in (h, -h, 0.0):  # and back to 0
    neuron.n.data[:] = n
    losses.append(loss_of(neuron, trees).item())
print(f"(loss(h) - loss(-h)) / 2h = {(losses[0] - losses[1]) / (2 * h):.6f}")

# %% [markdown]
# ## Let n go
#
# `fit`, the loop that [lesson 5](05_scale_steps.ipynb) builds, repeats one step 2,000 times: compute the
# gradient, and move every number a little against its slope, by about `lr` or less. n is a number like
# the others.

# %%
history = mg.train.fit(neuron, trees, lr=0.01, rng=0)
print(f"after {len(history.loss)} steps: n = {neuron.n.item():.3f}")
w_diameter, w_height = neuron.weight.data[0]
print(f"volume is nearly proportional to diameter^{w_diameter:.2f} · height^{w_height:.2f}")
print(f"loss {history.loss[0]:.5f} -> {loss_of(neuron, trees).item():.5f}")

# %% [markdown]
# Nobody told the neuron which operation to use. It left addition, n went nearly to 1, and the loss fell
# to less than half. Look at the weights: they were near 2 and 1 before, as factors, and now they are
# near 2 and 1 as *exponents*. Diameter times diameter times height is the volume of a cone or a
# cylinder, up to a constant factor. You can watch n climb on [the
# page](../figures/explore.html#data=trees&way=kneser&start=sum).
#
# ## The same code on the other table
#
# **Guess:** for the deliveries, which sign has the slope at the start, and where does n end?


# %%
def decide(task):
    neuron = Neuron(2)
    mg.train.warm_start(neuron, task)
    slope = slope_of_n(neuron, task)
    history = mg.train.fit(neuron, task, lr=0.01, rng=0)
    return neuron, history, slope


delivery = mg.tasks.load("delivery")
driver, driver_history, slope = decide(delivery)
print(f"d loss / d n at the start = {slope:.6f}")
print(f"n at the end = {driver.n.item():.3f}")

# %% tags=["picture", "hide-input"]
with plt.rc_context({"font.size": 15, "axes.labelsize": 16, "axes.titlesize": 17}):
    fig, ax = plt.subplots(figsize=(5.6, 4.2))
    for name, path in (("trees", history), ("delivery", driver_history)):
        mg.plot.migration(path, label=name, ax=ax)
    ax.set_title("One neuron, one start:\nthe data decide")
    plt.show()

# %% [markdown]
# This time the slope is positive. n would have to go below 0, and cannot. The neuron stays what it was:
# so many minutes a case, plus so many a foot, plus a constant.
#
# How good are the predictions? Back in the units of the tables, a perfect neuron would put every point
# on the grey line, where prediction and measurement are equal.

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(9, 3.8))
units = ("volume (ft³)", "time (min)")
for ax, model, task, unit in zip(axes, (neuron, driver), (trees, delivery), units, strict=True):
    predicted = model(task.x).numpy() * task.y_scale  # undo the division by the mean
    mg.plot.observed_predicted(task.y * task.y_scale, predicted, unit=unit, ax=ax)
    ax.set_title(f"{task.name}: n = {model.n.item():.2f}")
plt.show()

# %% [markdown]
# Both are near it, for small trees as for large ones; only the longest delivery took clearly longer
# than its neuron says.
#
# ## Is it any good?
#
# On the rows that it learned from, a well-trained neuron cannot lose to a sum or to a power law,
# $x_1^{w_1} \cdot x_2^{w_2} \cdot e^b$, because it contains both. A fair test uses rows that it has not
# seen: leave one out, train on the rest, predict the one, and repeat for every row. The root of the mean
# squared error of these predictions is the *leave-one-out error*.
#
# **Guess:** does the neuron have the smallest one?


# %%
models = {
    "sum": lambda: mg.nn.Linear(2, 1, rng=0),
    "power law": lambda: mg.nn.AddMul(2, 1, n=1.0, learn_n=False, bias=True, rng=0),
    "neuron": lambda: mg.nn.AddMul(2, 1, bias=True, rng=0),
}


def left_out(make, task):
    errors = []
    for row in range(len(task.y)):
        others = np.arange(len(task.y)) != row
        table = mg.tasks.Task.from_arrays(task.x[others], task.y[others])
        model = make()  # a new one, which has not seen this row
        mg.train.warm_start(model, table)
        mg.train.least_squares(model, table)
        errors.append(model(task.x[[row]]).item() - task.y[row, 0])
    return np.mean(np.square(errors)) ** 0.5 * task.y_scale.item()  # in the units of the table


for task in (trees, delivery):
    print(f"{task.name}, error of {task.targets[0]}: yours, and mg.study.leave_out's")
    for name, make in models.items():
        print(f"  {name:<10} {left_out(make, task):10.2f} {mg.study.leave_out(make(), task):10.2f}")

# %% [markdown]
# It does not win. With the deliveries it is as good as the sum, which it became; with the trees a
# little worse than the power law. What it spares you is the *choice*: the sum is poor for the trees, the
# power law is poor for the deliveries, and one neuron came near the better of both. Somebody who knows
# the right formula needs no such neuron.
#
# And how firmly do the data say "0.97"? [Lesson 13](13_measure_certainty.ipynb) measures it.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("12.1")` shows a worked answer.
#
# **Exercise 1.** Write several such neurons side by side, a layer, as a plain function, with NumPy
# and `mg.iterate.exp_n(x, n)`, which takes and gives arrays. `x` has a row for each tree, `w` a row of
# weights for each neuron, `b` and `n` a number for each neuron. The result has a row for each tree and
# a column for each neuron.


# %% tags=["exercise"]
def layer(x, w, b, n):
    return ...


check("12.1", layer)

# %% [markdown]
# **Exercise 2.** `mg.tasks.load("product", features=3)` is an exact law, y = x₁ · x₂ · x₃, without a
# constant. Make an `AddMul` without bias, train it from a warm start until n is 1, and give it to
# `check`.

# %% tags=["exercise"]
my_neuron = ...
check("12.2", my_neuron)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does the neuron compute at n = 0, and what at n = 1?</summary>
#
# The weighted sum w₁x₁ + w₂x₂ + b, and the product x₁ to the power w₁, times x₂ to the power w₂, times
# eᵇ.
# </details>
#
# <details><summary>Why does training begin with the best sum?</summary>
#
# Then n moves only if the data pull it, and not because random weights happened to push it.
# </details>
#
# <details><summary>What does a negative d loss / d n at the start say?</summary>
#
# That a larger n lowers the loss: training, which goes against the slope, will move n towards ×.
# </details>
#
# <details><summary>The slope for the deliveries is not 0. Why does n not move?</summary>
#
# The slope is positive, so n would have to fall; but it stands at its bound, 0, already.
# </details>
#
# <details><summary>If the neuron contains sum and product, how can it lose to one of them?</summary>
#
# On new rows. It has one number more to fit, and fits it to the accidents of the rows that it saw.
# </details>
#
# ## In practice
#
# `minigrad train trees` trains, tests and reports in one command, and `minigrad train FILE.csv --target
# COLUMN` does it with your data. Inputs must not be negative. If n ends in between, look at how sure it is
# (lesson 13) before you believe it. With random first weights n can end elsewhere ([try
# it](../figures/explore.html#data=delivery&start=random&way=abel); [lesson 14](14_change_units.ipynb) tells
# why). The picture to keep:
#
# ![n over training: for the trees it climbs from 0 nearly to 1, for the deliveries it stays at 0](pictures/12_let_neuron_decide.png)
#
# ## New words
#
# - **warm start**: training that begins with n held (at 0: with the best sum) and the rest fitted, and then
#   lets n go.
# - **leave-one-out error**: the error on rows that were not learned from, each left out once.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): the paper behind this neuron.
# - `minigrad/nn/addmul.py`: the neuron itself; `minigrad/transitions/transition.py`: its formula.
