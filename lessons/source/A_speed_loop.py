# %% [markdown]
# # Make it fast
#
# - **You will make** one function four times: as a loop, with NumPy, compiled, and in blocks.
# - **You will learn** what costs time in each of them, and how to count and measure it.
# - **You need** [lesson 6](06_halve_exponential.ipynb), and to have used NumPy.
# - **30 minutes**
#
# On the way you will draw this picture. Is the last version slow, since it computes the most? You
# will measure it.
#
# ![Bars of four versions: the loop runs 15,000 lines of Python, the last one computes most logs and exps](pictures/A_speed_loop.png)

# %%
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
measure = False  # True: the notebook also times what it counts, on your machine

# %% [markdown]
# ## One number at a time
#
# This is Abel's exp⁽ⁿ⁾ as in lesson 6, for 0 ≤ n ≤ 1. Take logs until x is below 1, and count them;
# a negative x needs one exp, which counts as −1. Add n to what is left; if that makes 1 or more, the
# 1 goes to the count. Then take as many exps as were counted. (For −1, that is a log.)


# %%
def exp_n(x, n):
    steps = 0
    while x >= 1:
        x = math.log(x)
        steps += 1
    if x < 0:
        x = math.exp(x)
        steps = -1
    whole = math.floor(x + n)
    x = x + n - whole
    steps += whole
    if steps == -1:
        return math.log(x)
    for _ in range(steps):
        x = math.exp(x)
    return x


print(f"half an exp of 2, twice: {exp_n(exp_n(2.0, 0.5), 0.5):.4f}, and exp(2): {math.exp(2):.4f}")

# %% [markdown]
# A network asks for millions of such numbers. Here are a hundred thousand to practise on. Each has
# its own way to go.

# %%
rng = np.random.default_rng(0)
x, n = rng.uniform(-3, 5, 100_000), rng.uniform(0, 1, 100_000)


def loop(x, n):
    return np.array([exp_n(*pair) for pair in zip(x.tolist(), n.tolist(), strict=True)])


expected = loop(x, n)
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
# interpreter: it looks at every line anew each time it comes by, asks what `x` is this time, and
# makes a new object of the result. So count the lines: `sys.settrace` asks Python to call a function
# of ours at each.


# %%
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
# The last two lines make the same call twice. **Guess** what they print.


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
# The second call printed e² and e⁴: two halves of an exp. `rest = x` makes no new array, only a
# second name. Every `out=rest` wrote into *your* numbers, and the second call started from the
# results of the first. The cure is a copy at the beginning.


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
# The lines no longer depend on how many numbers there are. Why 12 digits and not all? NumPy and
# Python's `math` each have their own exp and log, which may differ in the last digit; and the steps
# that follow make such a difference larger.
#
# Nothing is free, however. Each NumPy line walks through whole arrays. How many bytes pass by? An
# array can tell, if we give it a method that NumPy calls for each operation. (No need to follow
# how. What a mask leaves out is counted too.)


# %%
def plain(a):
    """Return a Watched, or a tuple of them, as NumPy's own arrays, and anything else as it is."""
    if isinstance(a, tuple):
        return tuple(map(plain, a))
    return np.asarray(a) if isinstance(a, Watched) else a


class Watched(np.ndarray):
    """An array that counts the bytes which NumPy reads and writes."""

    moved = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        inputs, options = plain(inputs), {key: plain(option) for key, option in options.items()}
        result = np.asarray(getattr(ufunc, method)(*inputs, **options))
        seen = (*inputs, options.get("where", ()), result)
        Watched.moved += sum(np.asarray(a).nbytes for a in seen)
        return result.view(Watched)


vectorised(x.view(Watched), n.view(Watched))
print(f"bytes for each number: {Watched.moved / x.size:.0f}, needed: {3 * 8}")

# %% [markdown]
# To read x and n and to write y would be 24 bytes, since a number takes 8. The passes move more
# than sixteen times as much. Memory is slower than arithmetic: a processor keeps a small copy of
# what it used last close by, the cache, and a large array does not fit in. A suspect, then; the
# clock will judge at the end.
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
# Nothing. What was worst for the interpreter is what a compiler likes: a plain loop that touches
# each number once, in 24 bytes, with no array in between. The one line that is left is the call.
# Numba does not understand all of Python, and takes a second or so to compile.
#
# ## Without branches
#
# A processor has instructions that do several numbers at once, if all are to be treated alike. In
# our loop each goes its own way: `while` and `if` are branches. minigrad's kernel, the compiled
# code behind `mg.iterate.exp_n`, has none in its innermost loops. There,
# `select(condition, a, b)` keeps a or b after both have been computed. (`v_x` is for the slopes,
# which we do without.)

# %%
print(inspect.getsource(real.take_logs.py_func))

# %% [markdown]
# Numbers that need no log pass through, and their log is thrown away. Passes are repeated until no
# number needs one. But over which numbers? Over all, there would be passes over whole arrays again.
# So the kernel cuts the arrays into *blocks*: pieces so small that they stay in the cache. It
# finishes one block before it begins the next. Here it is without the slopes, and with the size of
# a block as an argument.

# %%
from minigrad.iterate.compiled.real import exp, log, select, take_exps, take_logs


@numba.njit(**compiler.MATH)
def in_blocks(x, n, block=96):
    y, steps, unused = np.empty_like(x), np.empty(block), np.empty(block)
    for start in range(0, x.size, block):
        part = slice(start, start + block)
        xs, ns, rest = x[part], n[part], y[part]
        for i in range(rest.size):
            rest[i] = select(xs[i] < 0.0, exp(min(xs[i], 0.0)), xs[i])  # min: of no large number
            steps[i] = select(xs[i] < 0.0, -1.0, 0.0)
        take_logs(rest.size, rest, steps, unused)
        for i in range(rest.size):
            whole = np.floor(rest[i] + ns[i])
            rest[i] += ns[i] - whole
            steps[i] += whole
            rest[i] = select(steps[i] < 0.0, log(rest[i]), rest[i])
        take_exps(rest.size, rest, steps, unused)
    return y


print("the same as the loop, to 12 digits:", agree(in_blocks(x, n)))
lines["blocks"] = lines_of(in_blocks, x[:1000], n[:1000])

# %% [markdown]
# **Guess:** how many logs and exps does a number need on average, and how many does a block of 96
# compute for it? Abel's height ψ of lesson 6 knows: ψ(x), rounded down, counts the steps down, and
# ψ(x) + n those up.

# %%
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

# %% tags=["picture"]
work = dict.fromkeys(lines, needed) | {"blocks": computed(down, up, 96)}
fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.4), sharey=True)
for ax, counts, digits in zip(axes, (lines, work), ("{:,.0f}", "{:.2f}"), strict=True):
    drawn = ax.barh(list(counts), list(counts.values()), color=["C4", "C4", "C4", "C2"])
    ax.bar_label(drawn, fmt=digits, padding=3)
axes[0].set(xlabel="lines of Python for 1,000 numbers", xscale="log", xlim=(0.5, 4e5))
axes[1].set(xlabel="logs and exps for each number", xlim=(0, 8.5), xticks=[0, 2, 4, 6])
axes[0].invert_yaxis()
fig.suptitle("One line of Python, and the most work", x=0.02, ha="left", weight="bold")
plt.show()

# %% [markdown]
# Nearly three times as many as needed: two thirds are thrown away. That pays only if several at
# once save more. Does a smaller block waste less?

# %%
sizes = 2 ** np.arange(0, 15)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot(sizes, [computed(down, up, size) for size in sizes], "o-", color="C2")
ax.axhline(needed, color="C4")
ax.text(sizes[-1], needed + 0.15, "needed", color="C4", ha="right")
ax.axvline(real.BLOCK, color="0.8", zorder=0)
ax.text(real.BLOCK * 1.1, 3.6, f"minigrad's block: {real.BLOCK}", color="0.4")
ax.set(xlabel="numbers in a block", ylabel="logs and exps for each number", ylim=(0, 7.6))
ax.set_xscale("log", base=2)
ax.xaxis.set_major_formatter("{x:,.0f}")
ax.set_title("Of some thirty random numbers, one goes all the way")
plt.show()

# %% [markdown]
# From some thirty numbers on, nearly every block has one that goes all the way, so larger blocks
# waste no more. Tiny ones waste less (even alone, a number takes part in one pass of each sort),
# but leave too few numbers to do at once. What should bound a block from above is the cache:
# minigrad's kernel keeps 6 rows of 96 numbers beside its inputs and outputs.

# %%
for numbers in (real.BLOCK, x.size):
    print(f"6 rows of {numbers:,} numbers: {6 * 8 * numbers / 1024:,.1f} kB")

# %% [markdown]
# The nearest cache of a processor usually has 32 or 48 kB: one block fits in, all numbers do not.
#
# ## Now measure
#
# Counts explain; only a clock decides. Other programs disturb it, and seconds say little about
# another machine. So measure ratios: let all versions take turns, divide by np.exp of the same
# round, and take the median. The first round compiles, and does not count.
#
# There are three extra runs to question the suspects: one block of all numbers (does the cache
# matter?), blocks of 1 (is it only a quicker log?), and all versions again with the numbers sorted
# by x, so that neighbours go the same way (do branches matter?).
#
# **Guess** the order. Then write `measure = True` in the first cell, and run all cells.


# %%
def ratios(calls, rounds=9):
    """Return the time of each call, divided by that of the first call in the same round."""
    times = np.empty((1 + rounds, len(calls)))
    for row in times:
        for i, call in enumerate(calls.values()):
            begin = time.perf_counter()
            call()
            row[i] = time.perf_counter() - begin
    return dict(zip(calls, np.median(times[1:] / times[1:, :1], axis=0), strict=True))


# %%
order = np.argsort(x)
x_sorted, n_sorted = x[order], n[order]
calls = {"np.exp": lambda: np.exp(x)}
for f in (loop, vectorised, compiled, in_blocks):
    calls[f.__name__] = lambda f=f: f(x, n)
    calls[f"{f.__name__}, sorted"] = lambda f=f: f(x_sorted, n_sorted)
calls["one block"] = lambda: in_blocks(x, n, x.size)
calls["blocks of 1"] = lambda: in_blocks(x, n, 1)
if measure:
    for name, ratio in ratios(calls).items():
        print(f"{name:<18} {ratio:8.1f} passes of np.exp")
else:
    print("set measure = True to time", *calls, sep="\n- ")

# %% [markdown]
# Here is what we saw, on one machine; see whether yours agrees.
#
# - NumPy was much faster than the loop, compiling somewhat faster than NumPy, and the blocks, which
#   compute the most, much faster than all.
# - The bytes were not to blame: NumPy moves sixteen times as many as the compiled loop. Nor was the
#   cache: one block of all numbers was about as fast as many of 96. (Behind the nearest cache there
#   are larger ones, into which these arrays fitted.)
# - Nor is it a quicker log: blocks of 1 have the same, and were slower than the compiled loop.
# - Sorting changes no line, no byte and no needed log, but neighbours then want the same. NumPy
#   became several times faster, and overtook the compiled loop, which gained, too. So it was the
#   branches. A processor guesses which way each will go, to work ahead, and in random order it
#   guesses badly; NumPy takes a mask piece by piece. The blocks have nothing to guess.
#
# ## Your turn
#
# **Exercise 1.** Vectorise the height: ψ(x) is the number of logs, plus what is left, and eˣ − 1
# for x < 0. Write it for an array, without a loop over its numbers, and without changing the array.


# %% tags=["exercise"]
def psi(x):
    return ...


check("A.1", psi)

# %% [markdown]
# **Exercise 2.** The blocks gained a little from sorting, too. `down[order]` is `down`, sorted by x.
# How many logs and exps for each number does `computed` find now, in blocks of 96? **Guess** first:
# as few as needed? Two digits after the point are enough.

# %% tags=["exercise"]
sorted_first = ...
check("A.2", sorted_first)

# %% [markdown]
# **Exercise 3.** `np.mean(vectorised(x, n))` makes an array of results only to add them up. Compile
# a function that returns the mean and makes no array. It may call `exp_n_compiled`.


# %% tags=["exercise"]
def mean_of(x, n):
    return ...


check("A.3", mean_of)

# %% [markdown]
# ## In practice
#
# Write the plain version first and keep it: the others are tested against it. Then find out which
# function takes the time, and vectorise that. If passes over arrays are what it spends its time on,
# or if each number goes its own way, compile. Branch-free blocks are for the few functions that
# everything else waits for. Here that is `mg.iterate.exp_n`, which has them ready, with both slopes
# and on several threads. `python tests/benchmarks/iterate.py` measures it as this lesson does, and
# README.md has a table of what we found, with and without Numba.
#
# ## New words
#
# - **vectorising**: writing each step for whole arrays, so that the loop runs inside NumPy.
# - **compiling**: turning a function into instructions for the processor; *just in time* (jit) if
#   that happens when it is first called.
# - **block**: a piece of an array, small enough to stay in the processor's nearest memory.
#
# ## Further reading
#
# - `minigrad/iterate/compiled/real.py`: the kernel; its `__init__.py`: blocks for several
#   threads.
# - NumPy, [Universal functions](https://numpy.org/doc/stable/reference/ufuncs.html): `out` and
#   `where`.
# - Numba, [A ~5 minute guide](https://numba.readthedocs.io/en/stable/user/5minguide.html).
#
# ← [Your turn](14_declare_operation.ipynb) | [all lessons](README.md) | [Gradients of complex numbers](B_differentiate_complex.ipynb) →
