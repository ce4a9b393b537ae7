# %% [markdown]
# # Make it fast
#
# - **You will make** one function five times: as a loop, with NumPy, compiled, in blocks, and in
#   blocks with another exp.
# - **You will learn** what costs time in each of them, and why the last step needs the one before.
# - **You need** [lesson 8](08_halve_exponential.ipynb), and to have used NumPy.
# - **22 minutes** to read and run, **8** for the exercises
#
# The last version is more than a hundred times as fast as the first. None of the steps on the way looks as
# if it could do that.

# %%
import csv
import inspect
import math
import sys
import time

import matplotlib.pyplot as plt
import numba
import numpy as np
from checks import check

import minigrad as mg
from minigrad.iterate.compiled import compiler, real

plt.style.use("minigrad.plot.teaching")
measure = False  # True: exp⁽ⁿ⁾ is timed on your machine, instead of on ours

# %% [markdown]
# ## One number at a time
#
# This is Abel's exp⁽ⁿ⁾ as in lesson 8, for 0 ≤ n ≤ 1. Take logs until x is below 1, and count them;
# a negative x needs one exp, which counts as −1. Add n to what is left; if that makes 1 or more, the
# 1 goes to the count. Then take as many exps as were counted. (For −1, that is a log.) Its exp and
# log are arguments, since later we exchange them.


# %%
def exp_n(x, n, exp=math.exp, log=math.log):
    steps = 0
    while x >= 1:
        x = log(x)
        steps += 1
    if x < 0:
        x = exp(x)
        steps = -1
    whole = math.floor(x + n)
    x = x + n - whole
    steps += whole
    if steps == -1:
        return log(x)
    for _ in range(steps):
        x = exp(x)
    return x


print(f"half an exp of 2, twice: {exp_n(exp_n(2.0, 0.5), 0.5):.4f}, and exp(2): {math.exp(2):.4f}")

# %% [markdown]
# A network asks for millions of such numbers. Here are a hundred thousand.

# %%
rng = np.random.default_rng(0)
x, n = rng.uniform(-3, 5, 100_000), rng.uniform(0, 1, 100_000)


def loop(x, n):
    return np.array([exp_n(*pair) for pair in zip(x.tolist(), n.tolist(), strict=True)])


expected = loop(x, n)

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.4))
line = np.linspace(-3, 5, 801)
ax.plot(line, loop(line, np.full(line.size, 0.5)), color="C3")
for name, low in (("1 exp", -3), ("nothing", 0), ("1 log", 1), ("2 logs", np.e)):
    ax.text(low + 0.08, 14, name)
    ax.axvline(low, color="0.85", zorder=0)
ax.set(xlabel="x", ylabel="exp⁽⁰·⁵⁾(x)", xlim=(-3, 5), ylim=(-1.5, 16))
ax.set_title("What has to be done first depends on x")
plt.show()

# %% [markdown]
# ## Count before you measure
#
# Seconds depend on the machine and on what else it is doing. Counts do not. Python is an
# interpreter: each time it comes by a line, it asks anew what `x` is, and makes a new object of the
# result. So count the lines that it runs. (`sys.settrace` calls a function of ours at each.)


# %% tags=["hide-input"]
def lines_of(f, *arrays):
    """Count the lines of this notebook that Python runs for f(*arrays)."""
    count, before = 1, sys.gettrace()  # 1: the line with the call

    def trace(frame, event, _):
        nonlocal count
        count += event == "line"
        return trace if frame.f_globals is globals() else None

    sys.settrace(trace)
    try:
        f(*arrays)
    finally:
        sys.settrace(before)
    return count


lines = {"loop": round(lines_of(loop, x[:1000], n[:1000]), -3)}
print(f"lines of Python for 1,000 numbers: about {lines['loop']:,}")

# %% [markdown]
# ## Whole arrays
#
# *Vectorising* means to write each step for all numbers at once. One line of Python then starts a
# loop inside NumPy, which is not written in Python. But our numbers want different things: some a
# log, some none. NumPy's answer is a mask, an array of yes and no: `where=above` takes the log only
# where yes stands, and `out=rest` puts it back into the same array. (`:=` gives the mask its name.)
#
# The last two lines make the same call twice. **Guess:** do they print the same?


# %%
def careless(x, n):
    rest, steps = x, np.zeros_like(x)
    while np.any(above := rest >= 1):
        np.log(rest, out=rest, where=above)
        steps += above
    below = rest < 0
    np.exp(rest, out=rest, where=below)
    steps -= below
    rest += n
    whole = np.floor(rest)
    rest -= whole
    steps += whole
    np.log(rest, out=rest, where=steps == -1)
    while np.any(climbs := steps >= 1):
        np.exp(rest, out=rest, where=climbs)
        steps -= climbs
    return rest


mine = np.array([2.0, 4.0])
print("first call: ", careless(mine, np.full(2, 0.5)).round(3))
print("second call:", careless(mine, np.full(2, 0.5)).round(3))

# %% [markdown]
# No: the second call printed e² and e⁴, two halves of an exp. `rest = x` makes no new array, only a
# second name. Every `out=rest` wrote into *your* numbers, and the second call started from those. The
# cure is a copy at the beginning.


# %%
def vectorised(x, n):
    return careless(x.copy(), n)


def agree(y, digits=12):
    return bool(np.all(np.abs(y - expected) <= 10.0**-digits * (1 + np.abs(expected))))


lines["NumPy"] = lines_of(vectorised, x[:1000], n[:1000])
print("the same as the loop, to 12 digits:", agree(vectorised(x, n)))
print("lines of Python for 1,000 numbers:  ", lines["NumPy"])
print("lines of Python for 100,000 numbers:", lines_of(vectorised, x, n))

# %% [markdown]
# The lines no longer depend on how many numbers there are. (12 digits, since NumPy's exp and that of
# `math` may differ in the last one.)
#
# ## Compile the loop
#
# *Compiling* turns a function into instructions for the processor. Numba does it *just in time*
# (jit): at the first call, when it sees that x is a float. **Guess:** what do we have to change in
# `exp_n`?

# %%
exp_n_compiled = numba.njit(exp_n)


@numba.njit
def compiled(x, n):
    y = np.empty_like(x)
    for i in range(x.size):
        y[i] = exp_n_compiled(x[i], n[i])
    return y


print("the same as the loop, to 12 digits:", agree(compiled(x, n)))
lines["compiled"] = lines_of(compiled, x[:1000], n[:1000])
print("lines of Python for 1,000 numbers:", lines["compiled"])

# %% [markdown]
# Nothing. A plain loop is worst for the interpreter, and what a compiler likes. The one line that is
# left is the call.
#
# ## Without branches
#
# A processor has instructions that do several numbers at once: two, four or eight, if all are treated
# alike. In our loop each goes its own way: `while` and `if` are branches. So compute both, the number
# and its log, select one, and throw the other away.

# %%
select = real.select  # select(condition, a, b): both are computed, one is kept


@numba.njit(**compiler.MATH)  # MATH: let the compiler use such instructions
def take_logs(rest, steps, log):
    more = True
    while more:
        more = False
        for i in range(rest.size):
            steps[i] += select(rest[i] >= 1.0, 1.0, 0.0)
            rest[i] = select(rest[i] >= 1.0, log(rest[i]), rest[i])
            more |= rest[i] >= 1.0


@numba.njit(**compiler.MATH)
def take_exps(rest, steps, exp):
    more = True
    while more:
        more = False
        for i in range(rest.size):
            rest[i] = select(steps[i] >= 1.0, exp(rest[i]), rest[i])
            steps[i] -= 1.0
            more |= steps[i] >= 1.0


# %% [markdown]
# Passes over all numbers would be passes over whole arrays again. So cut these into *blocks*: pieces so
# small that they stay in the cache, a small memory close to the processor. Finish one block before you
# begin the next.


# %%
def in_blocks_with(exp, log):
    @numba.njit(**compiler.MATH)
    def in_blocks(x, n, block=96):
        y, steps = np.empty_like(x), np.empty(block)
        for start in range(0, x.size, block):
            part = slice(start, start + block)
            xs, ns, rest = x[part], n[part], y[part]
            for i in range(rest.size):
                rest[i] = select(xs[i] < 0.0, exp(min(xs[i], 0.0)), xs[i])
                steps[i] = select(xs[i] < 0.0, -1.0, 0.0)
            take_logs(rest, steps, log)
            for i in range(rest.size):
                whole = np.floor(rest[i] + ns[i])
                rest[i] += ns[i] - whole
                steps[i] += whole
                rest[i] = select(steps[i] < 0.0, log(rest[i]), rest[i])
            take_exps(rest, steps, exp)
        return y

    return in_blocks


in_blocks = in_blocks_with(math.exp, math.log)
print("the same as the loop, to 12 digits:", agree(in_blocks(x, n)))
lines["blocks"] = lines_of(in_blocks, x[:1000], n[:1000])

# %% [markdown]
# All together means that all do as much as the one with the most to do. How much is that? Abel's height ψ
# of lesson 8 knows: ψ(x), rounded down, counts the steps down, and ψ(x) + n those up.

# %% tags=["hide-input"]
height = mg.iterate.abel.psi(x)
down, up = np.floor(height), np.floor(height + n)  # -1: one step on the other side of 0
needed = np.mean(np.abs(down) + np.abs(up))


def in_step(counts, block):
    """Return the mean number of passes: a block makes as many as its farthest number needs."""
    whole = counts[: counts.size // block * block]  # without a last block that is not full
    farthest = whole.reshape(-1, block).max(axis=1)
    return np.maximum(farthest, 1).mean()  # at least one


def computed(down, up, block):
    return 2 + in_step(down, block) + in_step(up, block)  # 2: an exp and a log for below 0


print(f"needed {needed:.2f}, computed in blocks of 96: {computed(down, up, 96):.2f}")

# %% [markdown]
# In nearly every block one number goes all the way, and all go with it: an exp and a log for below 0,
# two logs down, three exps up. Two thirds of the work are thrown away. Does it pay nevertheless?
#
# ## An exp of our own
#
# There is an obstacle. `math.exp`, compiled or not, is a finished function for one number: a line
# that calls it does one at a time. That is why minigrad's exp and log had to be written, of what a
# processor does several at a time. Here is the heart of exp. With x = k log 2 + r, eˣ is 2ᵏ eʳ: a
# polynomial finds eʳ - 1, and k goes into the bits where a float keeps its exponent, from 52 on.
# (Adding SHIFT rounds. The compiler pastes in what is called, so no call is left, and no branch.)

# %%
print(inspect.getsource(real.exp_parts.py_func))
in_blocks_own = in_blocks_with(real.exp, real.log)
print("the same as the loop, to 12 digits:", agree(in_blocks_own(x, n)))

# %% [markdown]
# Perhaps a quicker exp is all we need? We give it to the loop with branches as well.


# %% tags=["hide-input"]
@numba.njit
def compiled_own(x, n):
    y = np.empty_like(x)
    for i in range(x.size):
        y[i] = exp_n_compiled(x[i], n[i], real.exp, real.log)
    return y


def alone(exp):
    @numba.njit(**compiler.MATH)
    def exps(x):
        y = np.empty_like(x)
        for i in range(x.size):
            y[i] = exp(x[i])
        return y

    return exps


# %% [markdown]
# ## Now measure
#
# Counts explain; only a clock decides. Let all versions take turns, divide each time by that of np.exp in
# the same round, and take the median. Each version also runs with the numbers sorted by x. Sorting changes
# no line and no needed log, but then neighbours go the same way.


# %% tags=["hide-input"]
def ratios(calls, rounds=9):
    """Return the time of each call, divided by that of the first call in the same round."""
    times = np.empty((1 + rounds, len(calls)))
    for row in times:
        for i, call in enumerate(calls.values()):
            begin = time.perf_counter()
            call()
            row[i] = time.perf_counter() - begin
    return dict(zip(calls, np.median(times[1:] / times[1:, :1], axis=0), strict=True))


versions = {
    "loop": loop, "NumPy": vectorised, "compiled": compiled, "compiled, own exp": compiled_own,
    "blocks": in_blocks, "blocks, own exp": in_blocks_own,
    "one block, own exp": lambda x, n: in_blocks_own(x, n, x.size),
}  # fmt: skip
order = np.argsort(x)
exps = {"np.exp": np.exp, "math.exp alone": alone(math.exp), "own exp alone": alone(real.exp)}
calls = {name: lambda f=f: f(x) for name, f in exps.items()}
for name, f in versions.items():
    calls[name] = lambda f=f: f(x, n)
    calls[f"{name}, sorted"] = lambda f=f, x=x[order], n=n[order]: f(x, n)

# %% [markdown]
# We recorded the ratios on one machine; with `measure = True` in the first cell you see yours. **Guess:**
# what gains most: to leave out branches, a quicker exp, or neither alone?


# %%
def recorded(part):
    """Return a part of the recorded table: how many times the time of the unit each row takes."""
    with open("../figures/data/speed.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    return {row["row"]: float(row["ratio"]) for row in rows}


took = ratios(calls) if measure else recorded("100,000 numbers")
print("time in passes of np.exp  random   sorted")
for name in versions:
    print(f"{name:<22} {took[name]:9.1f} {took[name + ', sorted']:8.1f}")
for name in ("math.exp alone", "own exp alone"):
    print(f"{name:<22} {took[name]:9.1f}")

# %% [markdown]
# Neither alone. Blocks without branches gain little over the compiled loop, and so does our own exp in the
# loop, though alone it is several times as fast as `math.exp`. **Together they are about ten times as
# fast.** Several numbers at once is possible only where nothing goes one by one: no branch, and no call.

# %% tags=["picture", "hide-input"]
shown = [name for name in versions if name != "one block, own exp"]
fig, ax = plt.subplots(figsize=(7.5, 3.4))
for row, name in enumerate(shown):
    last = name == "blocks, own exp"
    ax.barh(row, took[name], color="C2" if last else "C4", height=0.7)
    ax.text(took[name] * 1.08, row, f"{took[name]:,.0f}", va="center", size=13)
ax.set_yticks(range(len(shown)), shown, size=13)
ax.set(xscale="log", xlim=(1, 1500), xlabel="time in passes of np.exp over the same numbers")
ax.xaxis.set_major_formatter("{x:,.0f}")
ax.invert_yaxis()
ax.set_title("Neither cure helps without the other", size=15)
plt.show()

# %% [markdown]
# - The loop takes hundreds of times as long as np.exp, NumPy about a tenth of that. Compiling gains
#   little more.
# - Sorted, NumPy is several times as fast: it takes each run of yes in a mask by itself, and now the
#   runs are long. The compiled loop gains less. A processor guesses where each branch leads, to work
#   ahead, and in random order it guesses badly.
# - The cache was not what mattered: one block of all numbers is about as fast. Blocks pay if numbers
#   are sorted, since each stops when its own are done.
#
# ## And a training step?
#
# A step of training asks for many such numbers, with slopes. The function has become about a hundred times
# as fast. **Guess:** does a step, too?

# %%
rows = recorded("a step")  # in steps of a tanh network of the same size
for name, value in rows.items():
    print(f"{name:<12} {value:6.1f} times the step of a tanh network")

# %% [markdown]
# No. From the Python loop to our own exp it has become about fifty times as fast: what a cure does not touch
# stays, and soon it is most of the time. The last two rows are other cures: [lesson
# B](B_compile_walk.ipynb) writes the engine's own work down once (`compile`), and *fused* means that a layer
# is one operation, so that nothing in between becomes an array. And the deciding neuron still costs more than
# twice as much as tanh.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("A.1")` shows a worked answer.
#
# **Exercise 1.** Vectorise the height: ψ(x) is the number of logs, plus what is left, and eˣ − 1
# for x < 0. Write it for an array, without a loop over its numbers, and without changing the array.


# %% tags=["exercise"]
def psi(x):
    return ...


check("A.1", psi)

# %% [markdown]
# **Exercise 2.** Why did the blocks gain from sorting? `down[order]` is `down`, sorted by x.
# How many logs and exps for each number does `computed` find now, in blocks of 96? **Guess** first:
# as few as needed? Two digits after the point are enough.

# %% tags=["exercise"]
sorted_first = ...
check("A.2", sorted_first)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why is a plain loop slow in Python?</summary>
#
# Python looks anew, at every line and for every number, what is to be done.
# </details>
#
# <details><summary>What does a mask do?</summary>
#
# It says for each number whether an operation is to be done, so that NumPy can do it for all at once.
# </details>
#
# <details><summary>Why did we write an exp of our own?</summary>
#
# A compiled math.exp is a finished function for one number at a time. Ours is pasted into the loop, and the
# processor does several numbers at once.
# </details>
#
# <details><summary>Why do blocks compute more than is needed, and still win?</summary>
#
# All numbers of a block go as far as its farthest, but several at a time and without a branch to guess.
# </details>
#
# <details><summary>Why is the training step not a hundred times as fast?</summary>
#
# Other parts of it stay as they were, and they soon are most of the time.
# </details>
#
# ## In practice
#
# Write the plain version first and keep it: the others are tested against it. Then find the function
# that takes the time, and vectorise it; if each number goes its own way, compile it. Branch-free
# blocks are for what everything else waits for; `mg.iterate.exp_n` has them ready. `python
# tests/benchmarks/speed_story.py` recorded the table. The picture to keep:
#
# ![Bars on a logarithmic axis: the loop takes hundreds of passes of np.exp, NumPy, compiled and blocks some forty to sixty, and blocks with our own exp about five](pictures/A_speed_loop.png)
#
# ## New words
#
# - **vectorising**: writing each step for whole arrays, so that the loop runs inside NumPy.
# - **compiling**: turning a function into instructions for the processor; *just in time* (jit) if
#   that happens when it is first called.
# - **block**: a piece of an array, small enough to stay in the processor's nearest memory.
# - **fused**: made one operation of several, so that nothing in between becomes an array.
#
# ## Further reading
#
# - `minigrad/iterate/compiled/`: `real.py` has the kernel, `layer.py` the fused layer.
# - NumPy, [Universal functions](https://numpy.org/doc/stable/reference/ufuncs.html): `out` and
#   `where`.
# - Numba, [A ~5 minute guide](https://numba.readthedocs.io/en/stable/user/5minguide.html).
