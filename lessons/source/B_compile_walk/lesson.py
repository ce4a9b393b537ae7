# %% [markdown]
# # A program without an engine
#
# - **You will make** a recorder that writes a computation and its backward pass down as a program of
#   plain numbers.
# - **You will learn** what `mg.compile` does, line by line, and what a recording cannot keep.
# - **You need** [lesson 1](01_remember_number.ipynb), [lesson 2](02_broadcast_arrays.ipynb) and
#   [lesson 3](03_fit_line.ipynb).
# - **18 minutes** to read and run, **12** for the exercises
#
# On the left is the walk of lesson 1, on the right a program. By the end you can read every line of it.
#
# ![Six reports of a backward pass, such as "mean1 tells power1", each joined to the line of a program that computes the same](pictures/B_compile_walk.png)

# %%
import csv
import inspect
import math
import sys

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg
from minigrad.autodiff.backward import _fitted, _graph, on_arrays

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Write it down
#
# Training repeats one step: compute the loss, walk back, move the numbers. The numbers differ each
# time; the operations, their order and the rules do not. Yet each time, the engine makes new objects,
# sorts them and looks up rules. Could it write down once what it does, and repeat that?
#
# Build it. A `Value` of lesson 1 held a number, its inputs and its slopes. A `Written` holds a *name*
# instead of the number, and its slopes are *text*. What is done to it becomes a line of a program.


# %%
class Written:
    def __init__(self, name, recorder, inputs=(), slopes=()):
        self.name, self.recorder, self.inputs, self.slopes = name, recorder, inputs, slopes

    def __add__(self, other):
        return self.recorder.note(f"{self.name} + {other.name}", (self, other), ("1", "1"))

    def __mul__(self, other):
        slopes = other.name, self.name
        return self.recorder.note(f"{self.name} * {other.name}", (self, other), slopes)

    @property
    def data(self):
        return self.recorder.numbers[self.name]  # the number behind the name


# %%
class Recorder:
    def __init__(self, numbers):
        self.lines, self.made, self.numbers = [], [], {"math": math, **numbers}

    def note(self, text, inputs, slopes):
        v = Written(f"v{len(self.lines) + 1}", self, inputs, slopes)
        self.lines.append(f"{v.name} = {text}")
        self.made.append(v)
        exec(self.lines[-1], self.numbers)  # runs the line, so that v.data is known
        return v


# %% [markdown]
# Give it the loss of a line for one tree, ((w·x + b) − y)², as in lesson 3. (Ours has no minus, so it
# gets −y as a number of its own.)


# %%
def record(f, **numbers):
    recorder = Recorder(numbers)
    return recorder, f(*(Written(name, recorder) for name in numbers))


def loss_of_one(w, x, b, minus_y):
    error = w * x + b + minus_y
    return error * error


recorder, result = record(loss_of_one, w=0.5, x=2.0, b=1.0, minus_y=-5.0)
print(*recorder.lines, sep="\n")

# %% [markdown]
# Now the backward pass of lesson 1: the youngest speaks first, and tells each input its own derivative
# times the slope. There it *did* `x.grad += slope * v.grad`. Here it *writes* that, as a line. **Guess:** how
# many lines does it write for the four above?


# %%
def write_backward(recorder, result):
    lines, told = [f"d_{result.name} = 1"], {result.name}
    for v in reversed(recorder.made):
        for x, slope in zip(v.inputs, v.slopes, strict=True):
            report = f"d_{v.name} * {slope}"
            if x.name in told:
                report = f"d_{x.name} + {report}"
            lines.append(f"d_{x.name} = {report}")
            told.add(x.name)
    return lines


print(*write_backward(recorder, result), sep="\n")

# %% [markdown]
# Nine: the 1 that the walk begins with, and two reports from each of the four. Nothing is left of the engine.
# The derivative of a program is another program, and Python can turn text into a function:


# %%
def compiled(f, **numbers):
    recorder, result = record(f, **numbers)
    returned = ", ".join([result.name, *(f"d_{name}" for name in numbers)])
    body = [*recorder.lines, *write_backward(recorder, result), f"return {returned}"]
    made = {"math": math}
    exec(f"def step({', '.join(numbers)}):\n    " + "\n    ".join(body), made)
    return made["step"]


step = compiled(loss_of_one, w=0.5, x=2.0, b=1.0, minus_y=-5.0)
for numbers in ((0.5, 2.0, 1.0, -5.0), (0.1, 3.0, -2.0, -0.7)):  # the second: not those recorded
    w, x, b, minus_y = (mg.Tensor(number, requires_grad=True) for number in numbers)
    loss = loss_of_one(w, x, b, minus_y)
    loss.backward()
    by_engine = (loss.item(), *(float(t.grad) for t in (w, x, b, minus_y)))
    print("loss and gradients:", *(f"{number:.3f}" for number in step(*numbers)), end="; ")
    print("the engine's to the last bit:", step(*numbers) == by_engine)

# %% [markdown]
# You have built a compiler for backward passes.
#
# ## The program beside the walk
#
# `mg.compile` does it with arrays. Here is the line of lesson 3, with the mean over all rows:

# %%
w, b = (mg.Tensor(0.0, requires_grad=True, name=name) for name in "wb")
x, y = np.array([1.0, 2.0]), np.array([3.0, 5.0])


def loss_of(x, y):
    return mg.mean((w * x + b - y) ** 2)


step = mg.compile(loss_of)
step(x, y)
print(step.source.partition("\n\n")[2])

# %% [markdown]
# The first five lines are operations of NumPy. `rules.mean.vjps[0]` is the rule of `mean` for its input 0
# (lessons 1 and 2). It is given the derivative of the output, the output and the inputs. `fitted` sums over what
# was stretched. (x and y are data, and are told nothing. You call `step(x, y)`; minigrad adds w and b.)
#
# Is that the walk? Walk yourself, as `_walk` of lesson 1 does, and list who tells whom what.


# %%
def trace(loss):
    steps, _ = _graph(loss)  # the results with their nodes, the youngest first
    name = {t: f"{node.operation.__name__}1" for t, node, _ in steps} | {w: "w", b: "b"}
    gradient_of, reports = {loss: np.float64(1)}, []
    for t, node, edges in steps:
        for i in edges:
            x, rule = node.inputs[i], node.operation.vjps[i]
            part = _fitted(rule(gradient_of[t], *node.values, **node.options), node, i)
            gradient_of[x] = gradient_of[x] + part if x in gradient_of else part
            reports.append(f"{name[t]} tells {name[x]}: {part}")
    return reports


loss = loss_of(x, y)
with on_arrays:  # rules compute with bare arrays
    reports = trace(loss)
program = [line.strip() for line in step.source.splitlines() if line.startswith("        d_")]
for number, (report, line) in enumerate(zip(reports, program[1:], strict=True), start=1):
    print(f"{number}. {report}\n   {line}")


# %% tags=["hide-input"]
def write(ax, left, row, text, teller, told):
    """Write a text in three colours, in letters of one width: each part over the whole text in grey."""
    for part, colour in ((text, "0.35"), (teller, "C2"), (told, "C5")):
        shown = part.rjust(text.index(part) + len(part))
        ax.text(left, -row, shown, va="center", size=13, family="monospace", color=colour)


# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(9, 4))
for row, (report, line) in enumerate(zip(reports, program[1:], strict=True)):
    target, _, call = line.partition(" = ")
    rule = call.removeprefix("fitted(").partition("(")[0]
    write(ax, 0, row, report, *report.partition(":")[0].split(" tells "))
    write(ax, 0.52, row, f"{target} = {rule}(…)", rule, target)
    ax.annotate("", (0.51, -row), (0.45, -row), arrowprops={"arrowstyle": "-|>", "color": "0.35"})
ax.text(0, 1, "the walk: who tells whom", size=14, va="center")
ax.text(0.52, 1, "the program", size=14, va="center")
ax.set(xlim=(0, 1), ylim=(-5.6, 1.5))
ax.axis("off")
ax.set_title("Each report of the walk is one line of the program", size=15)
plt.show()

# %% [markdown]
# It is. Red is the operation that tells, and whose rule the line calls; purple is who is told, and gets a value.
# Only the looking up is gone. And the results?

# %% tags=["hide-input"]
w.data, b.data = np.random.default_rng(0).normal(size=2)
found = []
for run in (lambda: loss_of(x, y).backward(), lambda: step(x, y)):
    w.zero_grad(), b.zero_grad()
    run()
    found.append((w.grad.item(), b.grad.item()))
print("the same to the last bit:", found[0] == found[1])

# %% [markdown]
# This is the method that writes these lines. Look for your `write_backward` in it: `reversed`, the loop over
# inputs, and what is written when somebody is told twice.

# %%
print(inspect.getsource(sys.modules["minigrad.autodiff.compile"].Program._backward))

# %% [markdown]
# `results` are your `made`, and `names` your `told`. Each rule runs once (`part`), to see whether its shape has
# to be `fitted`. `if id(y) in names` passes over a result that nobody used, and that has heard nothing: yours would
# stop there. The rest makes text.
#
# ## A loop and an `if`
#
# The program that was written down is called a *recording*. In it, this loop of three rounds has become three
# lines: it was *unrolled*.


# %%
def fourth_power(w):
    z = w
    for _ in range(3):
        z = z * w
    return z


print(*record(fourth_power, w=2.0)[0].lines, sep="\n")

# %% [markdown]
# Next, an `if` that asks for a number. **Guess:** it is recorded at w = 2, and then the program is run at
# w = −2. What happens: the other branch, an error, or a wrong number?


# %%
def square_if_positive(w):
    if w.data > 0:
        return w * w
    return w + w


step = compiled(square_if_positive, w=2.0)
print("recorded at 2, run at 2:  value and slope", step(2.0))
print("recorded at 2, run at -2: value and slope", step(-2.0))
w = mg.Tensor(-2.0, requires_grad=True)
square_if_positive(w).backward()
print("the engine at -2:         value and slope", (square_if_positive(w).item(), w.grad.item()))

# %% [markdown]
# A wrong number, without a word: 4 and −4 instead of −4 and 2. Python ran the `if`, and the recorder never saw
# it: a recording keeps the way that was taken, and nothing else. What does minigrad do?


# %%
def by_sign(x):
    z = (w * x).sum()
    if z > 0:
        return z * z
    return z + z


x = np.array([1.0, 2.0])
try:
    mg.compile(by_sign)(x)
except mg.RecordingError as error:
    print(*str(error).split(": "), sep=":\n    ")

# %% [markdown]
# It refuses: while it records, no tensor shows its value, so nothing can depend on one unseen. `mg.where`
# computes both ways and selects one. That is an operation, and can be recorded:


# %%
def by_sign_recorded(x):
    z = (w * x).sum()
    return mg.where(z > 0, z * z, z + z)


step = mg.compile(by_sign_recorded)
for inputs in (x, -x):
    print(f"engine {by_sign(inputs).item():6.1f}, program {step(inputs).item():6.1f}")

# %% [markdown]
# ## Does it pay?
#
# It depends on how long the operations take. [Lesson A](A_speed_loop.ipynb) makes one of them, exp⁽ⁿ⁾, faster and
# faster. Here are recorded times of a training step of a network that computes with it ([lesson
# 12](12_let_neuron_decide.ipynb) makes its neurons). The unit is the step of an ordinary network of the same size.
# The row `compile` is the one above it, `our own exp`, recorded. **Guess:** how much of the step does that save:
# a tenth, a third, or nine tenths?

# %% tags=["hide-input"]
with open("../figures/data/speed.csv", encoding="utf-8") as file:
    rows = [row for row in csv.DictReader(file) if row["part"] == "a step"]
took = {row["row"]: float(row["ratio"]) for row in rows}
for name, ratio in took.items():
    print(f"{name:<12} {ratio:6.1f}")
saved = took["our own exp"] - took["compile"]
print(f"compile saves {saved / took['our own exp']:.0%} of the row above,", end=" ")
print(f"and that would be {saved / took['Python loop']:.1%} of the first")

# %% [markdown]
# A third of the step, but only since the operations had become fast before: the engine's own work takes the
# same time, however slow they are. Once it is gone, the operations are what is left. In the last row there are
# fewer operations: a layer is *fused*, made one operation of several, so that nothing in between becomes an array.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("B.1")` shows a worked answer.
#
# **Exercise 1.** Teach the recorder tanh. `tanh(v)` is given a `Written`, and notes a line such as
# `v3 = math.tanh(v2)`. Which slope does it give, as text? (The slope of tanh is 1 − tanh². The new name is
# `f"v{len(v.recorder.lines) + 1}"`.)


# %% tags=["exercise"]
def tanh(v):
    return ...


check("B.1", tanh)

# %% [markdown]
# **Exercise 2.** Without running anything: how many lines does `write_backward` write for w·w·w + w, the
# first one, with `= 1`, not counted?

# %% tags=["exercise"]
lines_for_cube = ...
check("B.2", lines_for_cube)

# %% [markdown]
# **Exercise 3.** z is computed from a parameter, and new shapes are recorded anew. Which of these does
# `mg.compile` refuse? Give their letters, as `"ab"`: **a** `for _ in range(3): z = z * w` · **b** `while z.sum() <
# 100: z = z * 2` · **c** `if x.shape[0] > 10: z = z / 10` · **d** `print(z.sum().item())` · **e** `z = mg.where(z >
# 0, z, 0)`

# %% tags=["exercise"]
refused = ...
check("B.3", refused)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does the recorder hold instead of numbers?</summary>
#
# Names, and slopes as text. What is done to a name becomes a line of the program.
# </details>
#
# <details><summary>What becomes of the walk?</summary>
#
# Each report becomes a line. The loop, the sorting and the looking up are done once, and are gone.
# </details>
#
# <details><summary>Why are results the same to the last bit?</summary>
#
# The program calls the same operations and rules, in the same order.
# </details>
#
# <details><summary>Why is an if on a value refused?</summary>
#
# The recording would repeat the way that was taken when it was recorded, also where it is wrong.
# </details>
#
# <details><summary>When does compiling hardly help?</summary>
#
# When operations take long, as on large arrays: then the engine's own work is a small part of the time.
# </details>
#
# ## In practice
#
# `step = mg.compile(loss_of)`, then `step(x, y)` instead of `loss_of(x, y).backward()`. Print `step.source` when
# you want to know what an engine does for you. `python tests/benchmarks/speed_story.py` recorded the times.
#
# ## New words
#
# - **recording**: the operations of a function, written down while it runs once, to be repeated.
# - **unrolled**: said of a loop that is written out, one line for each round.
# - **fused**: made one operation of several, so that nothing in between becomes an array.
#
# ## Further reading
#
# - JAX, [Autodidax](https://docs.jax.dev/en/latest/autodidax.html): an engine that records programs,
#   built from nothing.
# - `minigrad/autodiff/compile.py` writes the program, and `recorder.py` beside it refuses.
