# %% [markdown]
# # Let a number remember
#
# - **You will make** a number that remembers how it was computed, and finds all derivatives in one
#   walk back through its memory.
# - **You will learn** how that walk has to go, and what a gradient costs.
# - **You need** a little Python (a function, a class), and school calculus (a derivative, the chain
#   rule).
# - **18 minutes** to read and run, **12** for the exercises
#
# This is what y = a + a·a remembers, where a is x·x. You will find the purple numbers.
#
# ![Boxes from x by way of a and a·a to y. The reports 57 and 57 come to x](pictures/01_remember_number.png)

# %% tags=["hide-input"]
import inspect
import math

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One slope, by trying
#
# How fast does y = x·x + x change when x moves a little? That is its derivative, the slope of its
# curve. Try: move x a little up and a little down.


# %%
def f(x):
    return x * x + x


def slope_by_trying(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


slope = slope_by_trying(f, 3.0)
print(f"at x = 3: y = {f(3.0)}, slope {slope:.4f}")

# %% tags=["hide-input"]
x = np.linspace(0, 5)
plt.figure(figsize=(5.5, 3.5))
plt.plot(x, f(x))
plt.plot(x, f(3.0) + slope * (x - 3), "--", color="0.4")
plt.plot(3, f(3.0), "o", color="0.2")
plt.annotate(f"slope {slope:.0f}", (3, 12), (12, -12), textcoords="offset points")
plt.gca().set(xlabel="x", ylabel="y", ylim=(-5, 30), title="y = x·x + x, and its slope at 3")
plt.show()

# %% [markdown]
# The derivative is 2x + 1, which is 7 at x = 3. But a program that learns has thousands of numbers to
# move. It needs the *gradient*: the derivatives of one result with respect to each of the numbers
# that it depends on. For a thousand numbers, trying computes the result two thousand times.
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


y = f(Value(3.0))
print("y:      ", y.data, "made of", [v.data for v in y.inputs], "with slopes", y.slopes)
square = y.inputs[0]
print("its 9.0:", square.data, "made of", [v.data for v in square.inputs], "slopes", square.slopes)

# %% [markdown]
# `f` does not know that its x has a memory. What y remembers is called a *computation graph*: every
# number that was met on the way, and from which numbers it was made.
#
# ## Walking back
#
# The chain rule says: if y changes g times as much as v, and v changes s times as much as x, then y
# changes g · s times as much as x. So start at y, with 1: y changes exactly as much as itself. Then
# let each Value report to its inputs: your derivative is mine times my slope for you. That is the
# *backward pass*, also called *backpropagation*.


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
# It should be 7. **Guess:** where does the 3 come from? The next cell lists who tells what to whom.

# %% tags=["hide-input"]
y = f(Value(3.0))
walk_1(y)
names = {3.0: "x", 9.0: "x·x", 12.0: "y"}
for v in everything_behind(y):
    for x, slope in zip(v.inputs, v.slopes, strict=True):
        print(f"{names[v.data]} tells {names[x.data]}: {slope * v.grad}")

# %% [markdown]
# It is the last report. x is used three times, twice in x·x and once in + x, so three reports come,
# and each overwrites the one before. But if x moves, it moves in all three places, and the changes of
# y add up: 1 + 3 + 3 = 7. So `=` has to become `+=`.


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
# minigrad's own remembering number is called `Tensor`, and its graph can be drawn:


# %% tags=["hide-input"]
def write(ax, *places, colour="#964a8b"):
    for x, y, words in places:
        ax.text(x, y, words, color=colour, ha="center", va="center")


x = mg.Tensor(3.0, requires_grad=True, name="x")  # requires_grad: asks it to remember
y = f(x)
y.name = "y"
# After its walk, minigrad forgets the graph, to free the memory. Keep this one for the picture.
y.backward(retain_graph=True)

fig, ax = plt.subplots(figsize=(4.2, 1.8))
mg.plot.graph(y, ax=ax)
write(ax, (8.6, 1.7, "1"), (6.7, -0.2, "3"), (5.1, -2.2, "3"))
ax.set_title("Three reports come to x: 1, 3 and 3")
plt.show()

# %% [markdown]
# ## A longer computation
#
# Let a = x·x and y = a + a·a. By hand: y changes 1 + 2a times as much as a, and a changes 2x times as
# much as x. At x = 3, a is 9, so that is 19 · 6. **Guess:** walk_2 adds up all reports. Is it right
# this time as well?


# %%
def g(x):
    a = x * x
    return a + a * a


x = Value(3.0)
walk_2(g(x))
print(f"by hand {19 * 6}, by trying {slope_by_trying(g, 3.0):.4f}, but walk_2 says {x.grad}")
names = {9.0: "a", 81.0: "a·a", 90.0: "y", 3.0: "x"}
print("order of walk_2:", [names[v.data] for v in everything_behind(g(Value(3.0)))])

# %% [markdown]
# It is not. Nothing was overwritten, but look at the order. y tells a: 1. Then a tells x: 1 · 3 and
# 1 · 3. Only then a·a tells a: another 9 + 9. That is too late: a has spoken already.
#
# (`everything_behind` lists those one arrow away from y, then those two arrows away: *breadth-first*. To pass
# each report on at once would be right, but slow: in y = x + x, z = y + y, … the paths double at each step.)
#
# So there is a rule: **nobody speaks before everybody who uses it has spoken.** An order that keeps
# it is called a *topological order*. A Value is always made *after* its inputs, so those who use you
# are younger than you. Let the youngest speak first, by `birth`.


# %%
def backward(y):
    order = sorted(everything_behind(y), key=lambda v: v.birth, reverse=True)
    for v in order:
        v.grad = 0.0  # else a second walk would add to what the first one left
    y.grad = 1.0
    for v in order:
        for x, slope in zip(v.inputs, v.slopes, strict=True):
            x.grad += slope * v.grad


x = Value(3.0)
backward(g(x))
print("backward says", x.grad)

# %% tags=["picture", "hide-input"]
x = mg.Tensor(3.0, requires_grad=True, name="x")
a = x * x
square = a * a
y = a + square
a.name, square.name, y.name = "a", "a·a", "y"
y.backward(retain_graph=True)

fig, ax = plt.subplots(figsize=(6, 2.2))
mg.plot.graph(y, ax=ax)
write(
    ax, (6.9, 1.1, "57"), (6.9, -1.2, "57"), (17.1, 2.5, "1"), (16.8, -0.5, "9"), (15.1, -2.2, "9")
)
order = (29.3, -3.2, "1st to speak"), (21, -4.7, "2nd"), (12.4, -3.2, "3rd")
write(ax, *order, colour="0.4")
ax.set_title("Purple reports go back, from right to left")
plt.show()

# %% [markdown]
# Now **break it**, and watch it fail. Write `reverse=False`: who speaks first then, and what does x
# hear? Repair it, and write `=` for the last `+=`. Repair that, too.
#
# A wrong gradient seldom crashes; it only misleads. That is why every gradient in these lessons is
# compared with one found by trying.
#
# ## More functions, more inputs
#
# A new operation needs its value and its slopes. The derivative of log x is 1/x, that of tanh x is
# 1 − tanh²x. (tanh is a smooth step from −1 to 1; networks need it.)


# %%
def log(x):
    return Value(math.log(x.data), (x,), (1 / x.data,))


def tanh(x):
    y = math.tanh(x.data)
    return Value(y, (x,), (1 - y * y,))


def formula(a, b, c, d, e):
    return tanh(a * b + c * d + log(e))


start = [0.5, 2.0, -0.5, -1.0, 0.3]
inputs = [Value(number) for number in start]
backward(formula(*inputs))
for i, name in enumerate("abcde"):
    up, down = list(start), list(start)
    up[i], down[i] = start[i] + 1e-5, start[i] - 1e-5  # the others stay
    ends = [formula(*map(Value, numbers)).data for numbers in (up, down)]
    print(f"{name}: by the walk {inputs[i].grad:.4f}, by trying {(ends[0] - ends[1]) / 2e-5:.4f}")

# %% [markdown]
# One walk, five derivatives. **Break it:** forget the square in `tanh`, write `1 - y`. The values stay
# right, all five derivatives are wrong, and only trying tells you.
#
# ## What does a gradient cost?
#
# Take a thousand numbers, and add their squares. **Guess:** how many operations does it take to find
# all thousand derivatives by trying? And by walking back?

# %%
inputs = [Value(0.001 * k) for k in range(1000)]
before = Value.made
total = inputs[0] * inputs[0]
for x in inputs[1:]:
    total = total + x * x
operations = Value.made - before
backward(total)
kept = everything_behind(total)
print(f"the result:   {operations:,} operations")
print(f"by trying:    {2000 * operations:,} operations")
print(f"walking back: {sum(len(v.inputs) for v in kept):,} times slope · grad")
print(f"numbers kept: {len(kept):,}")
print(f"derivative with respect to the last: {inputs[-1].grad:.4f}, by hand {2 * 0.999:.4f}")

# %% [markdown]
# Nearly four million, and about four thousand: every operation is met once, and tells its two inputs.
# **A gradient costs a few times what the result costs, no matter how many numbers it is for.** All
# learning in these lessons rests on this.
#
# The price is memory. If you only want the sum, you can forget each square at once. The walk needs
# all numbers on the way, so they are kept until it has passed.
#
# ## The same in minigrad
#
# Numbers that remember, and a walk back, make an *engine*. Here is the heart of minigrad's: its memory, and its
# walk. **Look** in the walk for the lines of your `backward`.

# %%
print(inspect.getsource(mg.autodiff.Node))

# %%
print(inspect.getsource(mg.autodiff.backward._walk))

# %% [markdown]
# | yours | minigrad's |
# |---|---|
# | the sorted list | `steps`, the youngest first |
# | `v.inputs`, `v.birth` | what a Tensor remembers, its `node`: `node.inputs`, `node.birth` |
# | `v.slopes` | `node.operation.vjps`: for each input a *rule*, a function that returns slope · grad |
# | `v.grad` | `gradient_of[t]`, in a dictionary |
# | `slope * v.grad` | `part` (`_fitted`: for arrays, see [lesson 2](02_broadcast_arrays.ipynb)) |
# | `x.grad +=` | the last line: the sum if there is a report already, else the report |
#
# The rest is care: of `x * 2.0`, only the first input wants a gradient (`edges`).

# %%
x = mg.Tensor(3.0, requires_grad=True)
g(x).backward()
print("minigrad says", x.grad)

# %% [markdown]
# Two things differ. Only *leaves*, which no operation made, keep a `.grad`. And the gradients of two
# walks add up, until you call `x.zero_grad()`.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("1.1")` shows a worked
# answer.
#
# **Exercise 1.** Let y = x·x·x + x. Python computes (x·x)·x first, and then adds x. Work out by
# hand, at x = 2, which reports arrive at x. What does walk_1 say (the one with `=`), and what is
# right?

# %% tags=["exercise"]
overwritten, right = ..., ...
check("1.1", overwritten, right)

# %% [markdown]
# **Exercise 2.** Teach Value to divide: return a Value that has the right number, inputs and slopes.
# (What is the derivative of a / b if only b moves?)


# %% tags=["exercise"]
def divide(a, b):
    return ...


check("1.2", divide)

# %% [markdown]
# **Exercise 3.** Suppose that Values had no `birth`. Write a function that lists y and everything
# behind it, each once, in a topological order. It may only look at `.inputs`.


# %% tags=["exercise"]
def speaking_order(y):
    return ...


check("1.3", speaking_order)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does a computation graph hold?</summary>
#
# Every number of a computation, and from which each was made.
# </details>
#
# <details><summary>Why are reports added?</summary>
#
# If a number is used in several places, it moves in all of them, and the changes add up.
# </details>
#
# <details><summary>In which order does the walk go?</summary>
#
# In a topological order: nobody speaks before everybody who uses it has spoken.
# </details>
#
# <details><summary>What does a gradient cost?</summary>
#
# A few times what the result costs, and memory for all numbers on the way. (Forward, it would take a walk for
# each input.)
# </details>
#
# <details><summary>How do you know that a gradient is right?</summary>
#
# Move each input a little up and down, and compare with the change of the result.
# </details>
#
# ## In practice
#
# `y.backward()` does it in minigrad and in PyTorch. `mg.grad(f)` returns the function that computes
# the gradient of f. What remembers there is a whole array, not each number: see lesson 2.
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
# - **topological order**: here, an order in which everybody who uses a number stands before it.
# - **engine**: the part of a program that remembers computations and finds gradients.
#
# ## Further reading
#
# - Rumelhart, Hinton and Williams, [Learning representations by back-propagating
#   errors](https://doi.org/10.1038/323533a0), Nature 323 (1986): how it became known.
# - Andrej Karpathy, [micrograd](https://github.com/karpathy/micrograd): another engine for single
#   numbers, which orders its walk as exercise 3 does.
# - `minigrad/autodiff/README.md`: how to read minigrad's engine in thirty minutes.
