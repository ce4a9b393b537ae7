# %% [markdown]
# # From numbers to arrays
#
# - **You will make** an array that remembers how it was computed, and a test that finds wrong
#   derivatives.
# - **You will learn** what becomes of a stretched array on the way back, and how to check a gradient
#   of any size by computing the result twice.
# - **You need** [lesson 1](01_remember_number.ipynb), and to have seen a NumPy array.
# - **18 minutes** to read and run, **12** for the exercises
#
# Two things are new: what stretched arrays do on the way back, and a check that a wrong formula does not
# pass. The picture shows the first: three prices were used in four rows, so four rows report to them.
#
# ![Three prices become four equal rows; the four rows of amounts report back, and are added to 8, 4, 6](pictures/02_broadcast_arrays.png)

# %% tags=["hide-input"]
import inspect
import re

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Whole arrays at once
#
# Four baskets, three goods: bread, milk and cheese. What do all baskets cost together? With the
# `Value` of lesson 1 that is twelve products and eleven sums, each with a memory of its own. NumPy
# does all twelve products in one operation. So let a whole array remember. An array with such a
# memory is called a *tensor*.
#
# A number's slope was a number. For arrays, let each input have a small function, a *rule*. It is
# given g, the derivative of the end result with respect to the output, one number for each element;
# and it returns the derivative with respect to that input. For tanh, say: g times the slopes
# 1 − tanh², element by element.


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

    def sum(self):
        # A sum changes as much as each of its summands.
        return Array(self.data.sum(), (self,), (lambda g: g * np.ones(self.data.shape),))


# %% [markdown]
# The walk is that of lesson 1, so the next cell is folded: the youngest speaks first, and reports are
# added.


# %% tags=["hide-input"]
def everything_behind(y):
    found, seen = [y], {y}
    for v in found:
        for x in v.inputs:
            if x not in seen:
                found.append(x)
                seen.add(x)
    return found


def backward(y):
    order = sorted(everything_behind(y), key=lambda v: v.birth, reverse=True)
    for v in order:
        v.grad = 0.0
    y.grad = 1.0
    for v in order:
        for x, rule in zip(v.inputs, v.rules, strict=True):
            x.grad += rule(v.grad)


# %%
amounts = Array([[2, 0, 1], [1, 3, 0], [0, 1, 4], [5, 0, 1]])  # a row for each basket
prices = Array([0.5, 2.0, 1.5])  # bread, milk, cheese
before = Array.made
total = (amounts * prices).sum()
print("total:", total.data, "with", Array.made - before, "new arrays that remember")

# %% [markdown]
# Two instead of 23.
#
# ## Stretching
#
# Wait: `amounts` has the shape (4, 3), and `prices` the shape (3,). How can they be multiplied?
# NumPy stretches the smaller one, as if the prices stood in every row. This is called
# *broadcasting*. The rule: write the shapes below each other, flush right. Where one of two sizes
# is 1 or missing, that array is repeated along this axis. Otherwise they must be equal.
#
# **Guess** the shapes of the sums of (4, 3) and (3,), (4, 3) and (4, 1), (4, 1) and (3,), (4, 3) and (4,), (4, 3)
# and (), before you run the cell. One of them is an error. (The shape of a single number is `()`.)

# %%
for a, b in (((4, 3), (3,)), ((4, 3), (4, 1)), ((4, 1), (3,)), ((4, 3), (4,)), ((4, 3), ())):
    try:
        print(a, "and", b, "give", np.broadcast_shapes(a, b))
    except ValueError:
        print(a, "and", b, "do not fit")

# %% [markdown]
# (4,) does not fit, because flush right its 4 stands below a 3. A column needs the shape (4, 1).
# Here is what happened to the prices.


# %% tags=["hide-input"]
def draw_table(ax, left, numbers, colour, heading, pale=()):
    for (i, j), number in np.ndenumerate(numbers):
        alpha = 0.3 if i in pale else 1
        ax.add_patch(plt.Rectangle((left + j, -i), 0.9, 0.9, color=colour, alpha=alpha, lw=0))
        ax.text(left + j + 0.45, 0.45 - i, f"{number:g}", ha="center", va="center")
    ax.text(left + 1.45, 1.1, heading, ha="center")


def empty_picture(title, height=2.6, bottom=-3.1):
    ax = plt.figure(figsize=(7.5, height)).add_subplot()
    ax.set(xlim=(-0.1, 12.1), ylim=(bottom, 1.8), aspect="equal", title=title)
    ax.axis("off")
    return ax


stretched = np.broadcast_to(prices.data, (4, 3))
ax = empty_picture("Three prices are used as if there were twelve")
draw_table(ax, 0, amounts.data, "#cfe8da", "amounts (4, 3)")
draw_table(ax, 4.5, stretched, "#f9d0d4", "prices (3,), stretched", pale=(1, 2, 3))
draw_table(ax, 9, amounts.data * stretched, "#e4e4e8", "costs (4, 3)")
for place, sign in ((3.7, "×"), (8.2, "=")):
    ax.text(place, -1.1, sign, ha="center", va="center", size=18)
plt.show()

# %% [markdown]
# ## Back
#
# The walk of lesson 1 knows nothing of stretching. **Guess:** which shape will it give the gradient
# of the three prices?

# %%
backward(total)
print("prices have the shape  ", prices.data.shape)
print("their gradient has     ", prices.grad.shape)
try:
    prices.data -= 0.01 * prices.grad  # a small step downhill, as a program takes that learns
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# The shape (4, 3): twelve derivatives for three prices, and nobody can move three numbers by twelve
# amounts. Where are the right three? Think of bread. If its price rises by a cent, the total rises
# by a cent for each bread in each basket: 2 + 1 + 0 + 5 = 8. The price was used in four rows, so
# four reports arrive, and reports add up. It is the `+=` of lesson 1 once more. So: **where an array
# was stretched on the way forward, sum on the way back.**


# %%
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


backward(total)
print("bread, milk, cheese:", prices.grad)

# %% tags=["picture", "hide-input"]
ax = empty_picture("Stretched forward, summed back", 3.2, -4.7)
draw_table(ax, 2, stretched, "#f9d0d4", "each price is used\nin four rows", pale=(1, 2, 3))
draw_table(ax, 7, amounts.data, "#e3cfe0", "each row reports\n(here: the amounts)")
for j, number in enumerate(prices.grad):
    ax.add_patch(plt.Rectangle((7 + j, -4.5), 0.9, 0.9, color="#964a8b", lw=0))
    ax.text(7.45 + j, -4.05, f"{number:g}", ha="center", va="center", color="white", weight="bold")
ax.text(6.7, -4.05, "summed: the gradient of the prices", ha="right", va="center", color="#964a8b")
plt.show()

# %% [markdown]
# By trying, one price after another:

# %%
for k in range(3):
    move = 1e-5 * (np.arange(3) == k)
    up, down = ((amounts * Array(prices.data + m)).sum().data for m in (move, -move))
    print(f"{(up - down) / 2e-5:.4f}")

# %% [markdown]
# In minigrad's walk it is `_fitted` that calls this function:

# %%
print(inspect.getsource(mg.autodiff.backward._unbroadcast))

# %% [markdown]
# (`Numbers` are arrays or Tensors.) The first two lines after the text are yours, and the others do
# what your last line does. (They also notice a wrong shape, which yours would squeeze in without a word.)
#
# ## One check for any number of inputs
#
# A shape that does not fit is a loud mistake. A rule with a wrong formula is a silent one. Trying each
# element costs two evaluations an element, and a network may have a million. Is there a cheaper
# *gradient check*?
#
# Take two numbers first: y = a · b, at a = 2 and b = 3. The gradient is (3, 2). Now move both *at
# once*, a by 1 · h and b by −2 · h. Because of a, y grows by 3 · h. Because of b, it falls by 2 · 2h.
# Together it changes by −1 · h.

# %%
gradient, v, h = np.array([3.0, 2.0]), np.array([1.0, -2.0]), 1e-5
print("grad · v, added up:", (gradient * v).sum())
print(f"by trying:          {((2 + h) * (3 - 2 * h) - (2 - h) * (3 + 2 * h)) / (2 * h):.4f}")

# %% [markdown]
# So the slope along a direction v, the *directional derivative*, is the sum of grad · v over all
# elements. Each element contributes its own derivative times its own move. However many there are,
# one direction costs two evaluations. Take a random one.


# %%
def two_slopes(operation, x, rng, h=1e-5):
    """Return the slope of operation(x).sum() along a random direction: by the walk, by trying."""
    v = rng.standard_normal(x.shape)
    leaf = Array(x)
    backward(operation(leaf).sum())
    up, down = operation(Array(x + h * v)).sum(), operation(Array(x - h * v)).sum()
    return (leaf.grad * v).sum(), (up.data - down.data) / (2 * h)


def right(x):
    y = np.tanh(x.data)
    return Array(y, (x,), (lambda g: g * (1 - y * y),))


def wrong(x):
    y = np.tanh(x.data)
    return Array(y, (x,), (lambda g: g * (1 - y),))


# %% [markdown]
# In `wrong`, a square was forgotten. Both give the same values.

# %%
x = np.random.default_rng(0).standard_normal((4, 3))
for name, tanh in (("right", right), ("wrong", wrong)):
    by_walk, by_trying = two_slopes(tanh, x, np.random.default_rng(1))
    print(f"{name}: {by_walk:.4f} by the walk, {by_trying:.4f} by trying")

# %% [markdown]
# Twelve elements, and one direction has told the two apart. **Guess:** could another direction have missed the
# mistake? Of a hundred random ones, how many?

# %% tags=["hide-input"]
rng = np.random.default_rng(2)
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.9), sharex=True, sharey=True)
for ax, name, tanh in zip(axes, ("right", "wrong"), (right, wrong), strict=True):
    pairs = [two_slopes(tanh, x, rng) for _ in range(100)]
    ax.axline((0, 0), slope=1, color="0.8", zorder=0)
    ax.plot(*zip(*pairs, strict=True), ".", color={"right": "C0", "wrong": "C2"}[name])
    ax.set(xlabel="slope by the walk", aspect="equal")
    close = sum(abs(a - b) < 1e-6 * abs(b) for a, b in pairs)
    print(f"{name}: {close} of 100 agree to six digits")
axes[0].set(title="Right rule: on the line", ylabel="slope by trying")
axes[1].set_title("Wrong rule: off the line")
plt.show()

# %% [markdown]
# None of them. A wrong gradient passes only if its error · v, added up over all elements, happens to be
# 0. (One says then that the error is at right angles to v.) By chance this practically never happens
# exactly; but some points come close to the line, so it is wise to try a second direction.
#
# **Break it:** is a smaller step h a better one? Call `two_slopes(right, x, rng, h=1e-14)`. The two
# sides become so alike that their difference has hardly a digit left.
#
# ## In minigrad
#
# `mg.gradcheck(f, x)` does this check, with two directions of its own. Here are some of minigrad's
# rules, which it calls `vjps` (vector-Jacobian products; [lesson 11](11_declare_operation.ipynb)
# tells why). Each line is an operation of NumPy, and its rules or, with `elementwise`, its slopes; y
# is the output. **Look:** no line mentions stretching, because the walk sums back.

# %%
rules, _ = inspect.getsourcelines(mg.autodiff.rules)
wanted = ("add =", "multiply =", "exp =", "log =", "sqrt =", "tanh =")
print(*(line.rstrip() for line in rules if line.startswith(wanted)), sep="\n")

# %% [markdown]
# Now plant the wrong rule in this form, and let minigrad check both. (It chooses other directions than
# you did.)

# %%
declare = mg.autodiff.rules.elementwise
for operation in (mg.tanh, declare(np.tanh, lambda y, x: 1 - y)):
    try:
        print(mg.gradcheck(operation, x))
    except mg.GradcheckError as error:  # its numbers are rounded here
        print("GradcheckError:", re.sub(r"\d+\.\d+", lambda m: f"{float(m[0]):.4f}", str(error)))

# %% [markdown]
# Here is the shopping again, with a discount for each basket: a column of shape (4, 1) says which
# share of its cost is paid. In the picture, look at the shapes of the three inputs. (a … b stands for an array
# whose smallest number is a, and whose largest is b.)

# %%
paid = mg.Tensor([[1.0], [0.9], [0.9], [0.5]], requires_grad=True, name="share paid")
cost = mg.Tensor(prices.data, requires_grad=True, name="prices")
total = (mg.Tensor(amounts.data, name="amounts") * cost * paid).sum()
total.backward(retain_graph=True)
print("prices:", cost.grad)
print("shares:", *paid.grad)
print("checked:", mg.gradcheck(lambda c, p: (amounts.data * c * p).sum(), cost.data, paid.data))

# %% tags=["hide-input"]
total.name = "total"
fig, ax = plt.subplots(figsize=(9, 3))
mg.plot.graph(total, ax=ax)
ax.set_title("A gradient has the shape of its array")
plt.show()

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("2.1")` shows a worked
# answer.
#
# **Exercise 1.** Arrays of shapes (5, 1, 3) and (4, 1) are multiplied. Which shape has the product?
# On the way back, over which axes is g summed for the array of shape (4, 1)? (Axes count from 0.)
# Give two tuples.

# %% tags=["exercise"]
shape, axes = ..., ...
check("2.1", shape, axes)

# %% [markdown]
# **Exercise 2.** The matrix product y = a @ b adds up: y_ij = Σ a_ik · b_kj, over all k. If one a_ik
# moves, each y_ij of its row changes b_kj times as much. So a_ik hears g_ij · b_kj from every j. Write
# both rules, with `@`: return the derivatives with respect to a and to b. Then see whether the shapes
# fit: if a is (2, 3) and b is (3, 4), then g is (2, 4).


# %% tags=["exercise"]
def matmul_rules(g, a, b):
    return ...


check("2.2", matmul_rules)

# %% [markdown]
# **Exercise 3.** One of these rules is wrong. Find it with `mg.gradcheck`, with inputs between 0 and 1, but not 0
# or 1.

# %%
suspects = {
    "expm1": declare(np.expm1, lambda y, x: y),
    "arctan": declare(np.arctan, lambda y, x: 1 / (1 + x * x)),
    "cosh": declare(np.cosh, lambda y, x: mg.sinh(x)),
    "reciprocal": declare(np.reciprocal, lambda y, x: -y * y),
    "arcsin": declare(np.arcsin, lambda y, x: 1 / mg.sqrt(1 - x * x)),
}

# %% tags=["exercise"]
wrong_one = ...
check("2.3", wrong_one)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is broadcasting?</summary>
#
# Arrays of different shapes are combined as if the smaller one were repeated.
# </details>
#
# <details><summary>What happens on the way back to an array that was stretched?</summary>
#
# Its reports are summed over the axes along which it was stretched.
# </details>
#
# <details><summary>Which shape has a gradient?</summary>
#
# That of the array with respect to which it is the gradient.
# </details>
#
# <details><summary>What is the slope along a direction v?</summary>
#
# The sum of grad · v over all elements.
# </details>
#
# <details><summary>Why is a random direction enough to find a wrong gradient?</summary>
#
# A wrong one passes only if Σ error · v is 0, and by chance this practically never happens.
# </details>
#
# ## In practice
#
# Write `mg.Tensor(array, requires_grad=True)` and compute as with NumPy. If you declare a rule of
# your own, call `mg.gradcheck` on it before you use it, at random points and with shapes that
# stretch. The check looks only where you send it: at points where a wrong formula agrees with the
# right one, it says nothing. (Its h must be neither long nor short: the error of trying both sides grows
# with h², and that of rounding with 1/h.)
#
# ## New words
#
# - **tensor**: an array that remembers how it was computed.
# - **rule**: a function that goes with an operation. It turns the end result's derivative with
#   respect to the output into that with respect to an input.
# - **directional derivative**: the slope along a direction in which all elements move at once.
# - **broadcasting**: arrays of different shapes are combined as if the smaller one were repeated.
# - **gradient check**: a comparison of a gradient with differences of function values.
#
# ## Further reading
#
# - NumPy, [Broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html): the rule,
#   with more examples.
# - `minigrad/autodiff/rules.py`: the rules, most of them in one line.
# - `minigrad/autodiff/gradcheck.py`: the check, for second derivatives and complex numbers, too.
