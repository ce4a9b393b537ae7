# %% [markdown]
# # A program without an engine
#
# - **You will make** a recorder that writes down a computation and its backward pass as a program of
#   plain numbers.
# - **You will learn** what `mg.compile` does, line by line, and what a recording cannot keep.
# - **You need** [lesson 1](01_remember_number.ipynb), [lesson 2](02_broadcast_arrays.ipynb) and
#   [lesson 3](03_fit_line.ipynb).
# - **16 minutes** to read and run, **8** for the exercises
#
# On the left is the walk of lesson 1, on the right a program. By the end you can read every line of it.
#
# ![Six reports of a backward pass, such as "mean tells power", each joined to a line of a program](pictures/B_compile_walk.png)

# %%
import csv
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## The same walk, a thousand times
#
# Training repeats one step: compute the loss, walk back, move the numbers. The numbers differ each
# time. But the operations, their order and the rules are the same in every step. And each time the
# engine makes new objects, remembers them, sorts them, and looks up the rules. Could it write down
# once what it does, and then repeat that?
#
# Build it. In lesson 1 a `Value` held a number, its inputs and its slopes. Let a `Written` hold a
# *name*, and the slopes as *text*. What is done to it becomes a line of a program.


# %%
class Written:
    def __init__(self, name, inputs=(), slopes=()):
        self.name, self.inputs, self.slopes = name, inputs, slopes

    def __add__(self, other):
        return self.recorder.note(f"{self.name} + {other.name}", (self, other), ("1", "1"))

    def __mul__(self, other):
        slopes = other.name, self.name
        return self.recorder.note(f"{self.name} * {other.name}", (self, other), slopes)


class Recorder:
    def __init__(self):
        self.lines, self.made = [], []

    def note(self, text, inputs=(), slopes=(), name=None):
        v = Written(name or f"v{len(self.lines) + 1}", inputs, slopes)
        v.recorder = self
        if not name:  # not an argument: a line of the program
            self.lines.append(f"{v.name} = {text}")
            self.made.append(v)
        return v


# %% [markdown]
# Give it the loss of a line for one tree, ((w·x + b) − y)², as in lesson 3. (Ours has no minus, so it
# gets −y as a number of its own.)


# %%
def loss_of_one(w, x, b, minus_y):
    error = w * x + b + minus_y
    return error * error


def record(f, *names):
    recorder = Recorder()
    result = f(*(recorder.note("", name=name) for name in names))
    return recorder, result


recorder, result = record(loss_of_one, "w", "x", "b", "minus_y")
print(*recorder.lines, sep="\n")

# %% [markdown]
# `loss_of_one` did not notice: it ran once, without a single number. Now the backward pass of lesson 1:
# the youngest speaks first, and tells each input its own derivative times the slope. **Guess:** only the
# last line of that walk has to change. Into what?


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


backward_lines = write_backward(recorder, result)
print(*backward_lines, sep="\n")

# %% [markdown]
# Where the walk *did* `x.grad += slope * v.grad`, it now *writes* that as a line. Nothing is left of the
# engine: no objects, no sorting, no looking up. The derivative of a program is another program.
#
# Python can turn text into a function. Does it give the right numbers?

# %%
body = [*recorder.lines, *backward_lines, f"return {result.name}, d_w, d_b"]
source = "def step(w, x, b, minus_y):\n    " + "\n    ".join(body)
names = {}
exec(source, names)  # makes the function `step` of the text
loss, by_w, by_b = names["step"](0.5, 2.0, 1.0, -5.0)

w, b = mg.Tensor(0.5, requires_grad=True), mg.Tensor(1.0, requires_grad=True)
loss_of_one(w, mg.Tensor(2.0), b, mg.Tensor(-5.0)).backward()
print(f"the program: loss {loss}, by w {by_w}, by b {by_b}")
print(f"the engine:              by w {w.grad}, by b {b.grad}")

# %% [markdown]
# Equal. You have built a compiler for backward passes.
#
# ## The package's program
#
# `mg.compile(f)` does it for arrays: it runs f once on tensors, and writes down the operations, then what
# the walk would do. Here is the line of lesson 3, with a mean over all rows:

# %%
w, b = (mg.Tensor(0.0, requires_grad=True, name=name) for name in "wb")
x, y = np.array([1.0, 2.0]), np.array([3.0, 5.0])


def loss_of(x, y):
    return ((w * x + b - y) ** 2).mean()


step = mg.compile(loss_of)
step(x, y)
print(step.source.partition("\n\n")[2])

# %% [markdown]
# The first half are NumPy's operations. In the second half, `rules.mean.vjps[0]` is the rule of the
# operation `mean` for its input 0 (lesson 2). A rule is given the derivative of its output, then the
# output and the inputs. `fitted` sums over what was stretched. And here is the walk itself, as the
# package has it (lesson 1 explains its words):

# %%
print(inspect.getsource(mg.autodiff.backward._walk))

# %% [markdown]
# Let us watch the walk: list who tells whom, in its order, beside the lines of the program that begin
# with `d_`.

# %%
steps, _ = mg.autodiff.backward._graph(loss_of(x, y))
made_by = {t: node.operation.__name__ for t, node, _ in steps} | {w: "w", b: "b"}
reports = [
    f"{node.operation.__name__} tells {made_by[node.inputs[i]]}"
    for _, node, edges in steps
    for i in edges
]
program = [line.strip() for line in step.source.splitlines() if line.strip().startswith("d_")]
for report, line in zip(reports, program[1:], strict=True):
    print(f"{report:<24} {line.partition('(')[0]}")

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(7.6, 3.6))
for row, (report, line) in enumerate(zip(reports, program[1:], strict=True)):
    target, _, call = line.partition(" = ")
    rule = call.removeprefix("fitted(").partition("(")[0].removeprefix("rules.")
    ax.text(0, -row, report, va="center", size=14)
    ax.annotate(
        "", (0.42, -row), (0.34, -row), arrowprops={"arrowstyle": "-|>", "color": "C5", "lw": 2}
    )
    ax.text(0.45, -row, f"{target} = {rule}(…)", va="center", size=12, family="monospace")
ax.text(0, 1, "the walk", size=15, weight="bold", va="center")
ax.text(0.45, 1, "the program", size=15, weight="bold", va="center")
ax.set(xlim=(-0.01, 0.85), ylim=(-5.6, 1.4))
ax.axis("off")
plt.show()

# %% [markdown]
# Six, and each report is one line. The walk's loop has been *unrolled*: what it looked up is now written
# out. Operations and rules are the same, in the same order. So are the results, to the last bit:

# %%
weights = np.random.default_rng(0).normal(size=2)
w.data, b.data = weights[0], weights[1]
w.zero_grad(), b.zero_grad()
loss_of(x, y).backward()
by_walk = w.grad.copy(), b.grad.copy()
w.zero_grad(), b.zero_grad()
step(x, y)
print("the same to the last bit:", (w.grad, b.grad) == by_walk)

# %% [markdown]
# ## What a recording loses
#
# A *recording*, the program that was written down, keeps the way that was taken and nothing else. A loop of
# three rounds becomes three lines:


# %%
def cubed(x):
    z = w * 1.0
    for _ in range(3):
        z = z * w
    return (z * x).sum()


rounds = mg.compile(cubed)
rounds(x)
print(rounds.source.count("np.multiply"), "multiplications: one before, three rounds, one behind")

# %% [markdown]
# And an `if` that asks for a value? It went one way when it was recorded, and might go the other way next
# time. **Guess:** what should `compile` do: keep the way, ask again each time, or refuse?


# %%
def of_sign(x):
    z = w * x
    if z.sum() > 0:
        return z.sum()
    return (z * z).sum()


try:
    mg.compile(of_sign)(x)
except mg.RecordingError as error:
    print(str(error).partition(", or do without")[0])

# %% [markdown]
# To keep the way would be wrong without a word; to ask again would need the engine. So it refuses, and
# names a cure. `mg.where` computes both ways and selects, and that can be recorded:


# %%
def of_sign_recorded(x):
    z = w * x
    return mg.where(z.sum() > 0, z.sum(), (z * z).sum())


selects = mg.compile(of_sign_recorded)
for inputs in (x, -x):
    print(f"engine {of_sign(inputs).item():.4f}, program {selects(inputs).item():.4f}")

# %% [markdown]
# ## Does it pay?
#
# The bookkeeping takes about as long for a number as for a thousand. So it counts where arrays are small.
# Here are recorded times of one training step of the neurons of lesson A, in steps of a tanh network of
# the same size. (`python tests/benchmarks/speed_story.py` records them.)

# %%
with open("../figures/data/speed.csv", encoding="utf-8") as file:
    took = {
        row["row"]: float(row["ratio"]) for row in csv.DictReader(file) if row["part"] == "a step"
    }
before, after, fused = took["our own exp"], took["compile"], took["fused"]
print(
    f"with the engine {before:.1f}, compiled {after:.1f}: {1 - after / before:.0%} of the time is saved"
)
print(f"and fused {fused:.1f}: each layer is one operation, so that fewer lines are left")

# %% [markdown]
# A third of the time. What is left are the operations themselves; to save those, one writes fewer and
# larger ones. (`mg.train.fit` compiles by itself.)
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
# When arrays are large: then nearly all time is in the operations, and these stay.
# </details>
#
# ## In practice
#
# `step = mg.compile(loss_of)`, then `step(x, y)` instead of `loss_of(x, y).backward()`. New shapes are
# recorded anew. Print `step.source` whenever you want to know what an engine does for you.
#
# ## New words
#
# - **recording**: the operations of a function, written down while it runs once, to be repeated.
# - **unrolled**: said of a loop that is written out, one line for each round.
#
# ## Further reading
#
# - JAX, [Autodidax](https://docs.jax.dev/en/latest/autodidax.html): an engine that records programs,
#   built from nothing.
# - `minigrad/autodiff/compile.py`: the writer, and what it refuses.
