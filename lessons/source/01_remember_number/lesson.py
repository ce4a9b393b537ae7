# %% [markdown]
# # Let a number remember
#
# - **You will make** a number that remembers how it was computed, and finds all derivatives in one
#   walk back through its memory.
# - **You will learn** in which order that walk has to go, and why it adds up what it finds.
# - **You need** a little Python (a function, a class), and school calculus (a derivative, the chain
#   rule).
# - **24 minutes** to read and run, **12** for the exercises
#
# This is what such a number remembers. The purple numbers say how y changes with each black one.
#
# ![Three boxes: x is 3 and has the gradient 7, times leads to 9, plus leads to y, which is 12](pictures/01_remember_number.png)

# %%
import inspect
import math

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One slope, by trying
#
# How fast does y = x·x + x change when x moves a little? That is its derivative, the slope of its
# curve. If you are not good at derivatives, try: move x a little up and a little down, and see what
# y does.


# %%
def f(x):
    return x * x + x


def slope_by_trying(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


slope = slope_by_trying(f, 3.0)
print(f"at x = 3: y = {f(3.0)}, slope {slope:.4f}")

x = np.linspace(0, 5)
plt.figure(figsize=(5.5, 3.5))
plt.plot(x, f(x))
plt.plot(x, f(3.0) + slope * (x - 3), "--", color="0.4")
plt.plot(3, f(3.0), "o", color="0.2")
plt.annotate(f"slope {slope:.0f}", (3, 12), (12, -12), textcoords="offset points")
plt.gca().set(xlabel="x", ylabel="y", ylim=(-5, 30), title="y = x·x + x, and its slope at 3")
plt.show()

# %% [markdown]
# The derivative is 2x + 1, which is 7 at x = 3. Trying works with any function. But a program that
# learns has thousands of numbers to move. It needs the *gradient*: the derivatives of one result
# with respect to each of the numbers that it depends on. With a thousand numbers, trying means to
# compute the result two thousand times. We shall do it with one computation and one walk.
#
# ## A number that remembers
#
# A `Value` holds a number, the Values that it was computed from, and a *slope* for each of these:
# how fast the number changes if only that one moves. For a sum, both slopes are 1. For a product
# a · b, the slope for a is b, and the slope for b is a. (Python calls `__add__` where it sees `+`,
# and `__mul__` for `*`. Here, both sides have to be Values.)


# %%
class Value:
    made = 0

    def __init__(self, data, inputs=(), slopes=()):
        self.data = data  # the number
        self.inputs = inputs  # what it was computed from
        self.slopes = slopes  # its derivative with respect to each input
        self.grad = 0.0  # the derivative of the end result with respect to this number
        Value.made += 1
        self.birth = Value.made  # the first Value has 1, the next has 2, …

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))


x = Value(3.0)
y = f(x)
print("y:      ", y.data, "made of", [v.data for v in y.inputs], "with slopes", y.slopes)
square = y.inputs[0]
print("its 9.0:", square.data, "made of", [v.data for v in square.inputs], "slopes", square.slopes)

# %% [markdown]
# `f` is the same function as before: it does not know that its x has a memory. What y remembers is
# called a *computation graph*: every number that was met on the way, and from which numbers it was
# made. Here they are three: x, the square, and y.
#
# ## Walking back, first attempt
#
# The chain rule says: if y changes g times as much as v, and v changes s times as much as x, then y
# changes g · s times as much as x. So start at y, with 1, because y changes exactly as much as
# itself. Then let each Value tell its inputs: your derivative is my derivative times my slope for
# you. That is the *backward pass*, also called *backpropagation*.


# %%
def everything_behind(y):
    """List y, its inputs, their inputs and so on, each once."""
    found, seen = [y], {y}
    for v in found:  # the list grows while the loop runs over it
        for x in v.inputs:
            if x not in seen:
                found.append(x)
                seen.add(x)
    return found


def walk_1(y):
    y.grad = 1.0
    for v in everything_behind(y):
        for x, slope in zip(v.inputs, v.slopes, strict=True):
            x.grad = slope * v.grad


x = Value(3.0)
walk_1(f(x))
print("walk_1 says", x.grad)

# %% [markdown]
# It should be 7. **Before you go on, guess:** where does the 3 come from? The next cell lists who
# reports what to whom.

# %%
y = f(Value(3.0))
walk_1(y)
for v in everything_behind(y):
    for x, slope in zip(v.inputs, v.slopes, strict=True):
        print(f"{v.data} tells {x.data}: {slope * v.grad}")

# %% [markdown]
# x is used three times: twice in x·x, and once more in + x. So x is told three numbers. The plus
# says 1, the times says 3 and again 3. Each report overwrites the one before, and the last one
# stays.
#
# If x moves, it moves in all three places, and the changes of y add up: 1 + 3 + 3 = 7. So `=` has
# to become `+=`.


# %%
def walk_2(y):
    y.grad = 1.0
    for v in everything_behind(y):
        for x, slope in zip(v.inputs, v.slopes, strict=True):
            x.grad += slope * v.grad


x = Value(3.0)
walk_2(f(x))
print("walk_2 says", x.grad)

# %% [markdown]
# Now break it yourself: in the cell above, change `+=` to `=`, run it, and watch x·x + x fail. Then repair
# it.
#
# With minigrad one can draw the graph. Its own remembering number is called `Tensor`, and you will
# meet it below.

# %% tags=["picture"]
x = mg.Tensor(3.0, requires_grad=True, name="x")
y = f(x)
y.name = "y"
y.backward(retain_graph=True)  # retain_graph: keep the graph, to draw it

fig, ax = plt.subplots(figsize=(4, 1.7))
mg.plot.graph(y, ax=ax)
ax.set_title("Three arrows leave x; along them\ncome 1, 3 and 3")
plt.show()

# %% [markdown]
# ## Walking back, second attempt
#
# Now a longer computation. Let a = x·x and y = a + a·a.
#
# **Guess:** is walk_2 right this time? By hand: y changes 1 + 2a times as much as a, and a changes
# 2x times as much as x. At x = 3, a is 9, so that is 19 · 6.


# %%
def g(x):
    a = x * x
    return a + a * a


x = Value(3.0)
walk_2(g(x))
print(f"by hand {19 * 6}, by trying {slope_by_trying(g, 3.0):.4f}, but walk_2 says {x.grad}")

# %% [markdown]
# Nothing was overwritten this time. Look at the order in which the Values spoke.

# %%
names = {9.0: "a", 81.0: "a·a", 90.0: "y", 3.0: "x"}
print("order of walk_2:", [names[v.data] for v in everything_behind(g(Value(3.0)))])

# %% [markdown]
# y tells a: 1. Then a tells x: 1 · 3 and 1 · 3, which is 6. Only then a·a tells a: another 9 + 9.
# That is too late, because a has spoken already, and will not speak again.
#
# So there is a rule: **nobody speaks before everybody who uses it has spoken.** How can we find
# such an order? A Value is always made *after* its inputs. So let the youngest speak first: whoever
# uses you is younger than you. This is what `birth` is for.
#
# (And `backward` sets every gradient to 0 first. Otherwise a second walk would add to what the first
# one left.)


# %%
def backward(y):
    order = sorted(everything_behind(y), key=lambda v: v.birth, reverse=True)
    for v in order:
        v.grad = 0.0
    y.grad = 1.0
    for v in order:
        for x, slope in zip(v.inputs, v.slopes, strict=True):
            x.grad += slope * v.grad


x = Value(3.0)
backward(g(x))
print("backward says", x.grad)

# %% [markdown]
# Right at x = 3. At other places, too? Compare the three walks with the derivative by trying, from
# −1.5 to 1.5.

# %%
places = np.linspace(-1.5, 1.5, 25)
plt.figure(figsize=(6, 3.8))
plt.plot(places, slope_by_trying(g, places), color="0.7", linewidth=6)
plt.text(-1.1, -13, "by trying", color="0.4")
for walk, mark, words, at in (
    (walk_1, "s", "overwritten and too early", (0.3, -3)),
    (walk_2, "^", "too early", (1.1, 4)),
    (backward, ".", "backward", (0.6, 9)),
):
    found = []
    for place in places:
        x = Value(place)
        walk(g(x))
        found.append(x.grad)
    (line,) = plt.plot(places, found, mark)
    plt.text(*at, words, color=line.get_color())
plt.gca().set(xlabel="x", ylabel="dy/dx", title="Only one of the three walks is right")
plt.show()

# %% [markdown]
# The wrong ones are not far off near x = 0. A wrong gradient seldom crashes; it only leads astray.
# That is why every gradient in these lessons is compared with one found by trying.
#
# ## More functions, more inputs
#
# A new operation needs its value and its slopes, and nothing else. The derivative of log x is 1/x,
# that of tanh x is 1 − tanh²x. (tanh is a smooth step from −1 to 1; networks need it.)


# %%
def log(x):
    return Value(math.log(x.data), (x,), (1 / x.data,))


def tanh(x):
    y = math.tanh(x.data)
    return Value(y, (x,), (1 - y * y,))


def formula(a, b, c, d, e):
    return tanh(a * b + c * d + log(e))


start = {"a": 0.5, "b": 2.0, "c": -0.5, "d": -1.0, "e": 0.3}
inputs = [Value(number) for number in start.values()]
backward(formula(*inputs))
print({name: round(v.grad, 4) for name, v in zip(start, inputs, strict=True)})

# %% [markdown]
# One walk, five derivatives. And by trying, one after another:


# %%
def result(numbers):
    return formula(*(Value(number) for number in numbers.values())).data


h = 1e-5
for name, number in start.items():
    up, down = start | {name: number + h}, start | {name: number - h}  # the others stay
    print(f"{name}: {(result(up) - result(down)) / (2 * h):.4f}")

# %% [markdown]
# What is saved? Take a thousand numbers, and add their squares. **Guess:** how many additions and
# multiplications does the gradient cost by trying, and how many does it cost by walking back?

# %%
inputs = [Value(0.001 * k) for k in range(1000)]
before = Value.made
total = inputs[0] * inputs[0]
for x in inputs[1:]:
    total = total + x * x
operations = Value.made - before
backward(total)
steps = sum(len(v.inputs) for v in everything_behind(total))
print(f"the result: {operations:,} operations; by trying: {2000 * operations:,}")
print(f"walking back: {steps:,} times slope · grad, for all thousand derivatives")
print(f"derivative with respect to the last: {inputs[-1].grad:.4f}, by hand {2 * 0.999:.4f}")

# %% [markdown]
# Every operation is met once on the way back, and tells its two inputs. So a gradient costs a few
# times what the result costs, no matter how many numbers it is for. Most of what is called learning
# in these lessons rests on this.
#
# ## The same in minigrad
#
# Numbers that remember, and a walk back, make an *engine*. minigrad has one, too: its `Tensor` does
# what `Value` does. `requires_grad=True` asks it to remember.

# %%
x = mg.Tensor(3.0, requires_grad=True)
g(x).backward()
print("minigrad says", x.grad)

# %% [markdown]
# What a Value remembers of its making, a Tensor keeps in its `node`. Here is that class, and then
# the walk, whole as they stand in minigrad. Some words are about arrays, which come in [lesson
# 2](02_broadcast_arrays.ipynb). **Before you read on,** look in the walk for the lines of your
# `backward` that begin at `for v in order`.

# %%
print(inspect.getsource(mg.autodiff.Node))

# %%
print(inspect.getsource(mg.autodiff.backward._walk))

# %% [markdown]
# What follows a name and a colon, or `->`, says of what type something is; Python does not check it.
# `Primitive` is minigrad's word for an operation with its rules, `Numbers` for arrays and Tensors.
#
# | in `Node` | what it is |
# |---|---|
# | `@dataclass(…)` | writes `__init__` from the lines below; `slots=True` forbids other attributes, and with `eq=False` a node equals only itself |
# | `operation` | has a *rule* for each input, where `Value` has slopes |
# | `inputs`, `options` | what the operation was called with: the numbers, and settings |
# | `values` | the result and the inputs as plain numbers, for the rules to use |
# | `edges` | the positions of the inputs that want a gradient: of `x * 2.0`, only the first |
# | `birth` | as yours: the next number of a counter |
#
# | in `_walk` | what it does |
# |---|---|
# | `def _walk(…)` | is given a dictionary, `gradient_of`, that starts with y and your `1.0`; and the results with nodes and edges, `steps` |
# | `for t, node, edges in steps` | visits the results, sorted by `birth` |
# | `g = …` | looks up the gradient of t, which is complete; `pop` removes it too, unless t is `kept`, because somebody asked for it |
# | `values = …` | what the rules need; `record` is for derivatives of derivatives |
# | `for i in edges`, `x = …` | goes through the inputs that want a gradient |
# | `rule = …` | takes the rule for input i; `vjps` is the list of all rules |
# | `part = …` | your `slope * v.grad`: calls the rule with g, the result and the inputs (`*` gives them one by one), and the settings (`**`, by name). For a · b, the rule for a returns g · b. `_fitted` gives the report the shape of x |
# | `gradient_of[x] = …` | your `+=`: the sum if there is a report already, else the report itself |
#
# Three things differ. Reports stay in a dictionary until the walk is over, so a walk that breaks off
# leaves no half-made gradients behind. Only numbers that no operation made, the *leaves*, keep a
# `.grad`. And the gradients from two calls of `backward` add up, until you call `x.zero_grad()`; ours
# starts afresh.
#
# Now draw the formula of five numbers.

# %%
leaves = [mg.Tensor(number, requires_grad=True, name=name) for name, number in start.items()]
a, b, c, d, e = leaves
y = mg.tanh(a * b + c * d + mg.log(e))
y.backward(retain_graph=True)
fig, ax = plt.subplots(figsize=(10.5, 3.8))
mg.plot.graph(y, ax=ax)
ax.set_title("One walk from right to left finds all five derivatives")
plt.show()

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says.
#
# **Exercise 1.** Let y = x·x·x + x. Python computes (x·x)·x first, and then adds x. Work out by
# hand, at x = 2: which reports arrive at x, what does walk_1 say (the one with `=`), and what is
# right? Give the two results.

# %% tags=["exercise"]
overwritten, right = ..., ...
check("1.1", overwritten, right)

# %% [markdown]
# **Exercise 2.** Teach Value to divide. Replace the `...` by a Value that has the right number,
# inputs and slopes. (What is the derivative of a / b if only b moves?)


# %% tags=["exercise"]
def divide(a, b):
    return ...


check("1.2", divide)

# %% [markdown]
# **Exercise 3.** Suppose that Values had no `birth`. Write a function that lists everything behind
# y in an order in which nobody speaks before all who use it have spoken; it may only look at
# `.inputs`. One way: list the inputs of a Value, completely, before the Value itself, never list
# anything twice, and turn the list round in the end.


# %% tags=["exercise"]
def speaking_order(y):
    return ...


check("1.3", speaking_order)

# %% [markdown]
# ## In practice
#
# `y.backward()` does it in minigrad and in PyTorch. `mg.grad(f)` is for functions: it returns the
# function that computes the gradient of f. Nobody writes a class like Value for real work, because
# a Python object for each number is slow; the next lesson gives the memory to whole arrays.
#
# ## New words
#
# - **gradient**: the derivatives of one result with respect to each of the numbers that it depends
#   on.
# - **slope**: the derivative of one number with respect to one other, as the steepness of a curve.
# - **computation graph**: the numbers that were met in a computation, and from which each was made.
# - **backward pass**: the walk through a computation graph from the result to its inputs, which
#   finds the gradient.
# - **backpropagation**: another name of the backward pass.
# - **engine**: the part of a program that remembers computations and finds gradients.
#
# ## Further reading
#
# - Rumelhart, Hinton and Williams, [Learning representations by back-propagating
#   errors](https://doi.org/10.1038/323533a0), Nature 323 (1986): how it became known.
# - Andrej Karpathy, [micrograd](https://github.com/karpathy/micrograd): another engine for single
#   numbers, which orders its walk as exercise 3 does.
# - `minigrad/autodiff/README.md`: how to read minigrad's engine in thirty minutes.
