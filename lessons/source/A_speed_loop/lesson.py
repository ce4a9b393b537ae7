# %% [markdown]
# # Make it fast
#
# - **You will make** one function several times over: the results stay the same, the time shrinks.
# - **You will learn** what costs time in a loop, and why minigrad has an exp of its own.
# - **You need** [lesson 8](08_halve_exponential.ipynb), and to have used NumPy.
# - **18 minutes** to read and run, **12** for the exercises
#
# The last version takes less than a hundredth of the time of the first. Which change did it?

# %%
import csv
import inspect
import math
import sys
import time

import matplotlib.pyplot as plt
import numba
import numpy as np
from checks import check, solution

import minigrad as mg
from minigrad.iterate.compiled import compiler, real

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One number at a time
#
# This is Abel's exp⁽ⁿ⁾ as in lesson 8, for 0 ≤ n ≤ 1. Take logs until x is below 1, and count them;
# a negative x needs one exp, which counts as −1. Add n to what is left; if that makes 1 or more, the
# 1 goes to the count. Then take as many exps as were counted. (For −1, that is a log.) exp and log are
# arguments, since later we exchange them.


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
# Now a hundred thousand of them:

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
# interpreter: at every line it asks anew what `x` is, and makes a new object of the result. So count
# the lines that it runs. (`sys.settrace` calls a function of ours at each.)


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


lines = round(lines_of(loop, x[:1000], n[:1000]), -3)
print(f"lines of Python: about {lines:,} for 1,000 numbers")

# %% [markdown]
# And the time? All versions took turns on one machine, and each time was divided by that of np.exp over the
# same numbers: one pass. `show` prints what was recorded.


# %% tags=["hide-input"]
def recorded(part):
    """Return a part of the recorded table: how many times the time of the unit each row takes."""
    with open("../figures/data/speed.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    return {row["row"]: float(row["ratio"]) for row in rows}


took = recorded("100,000 numbers")


def show(first, *others):
    print(f"{first:<18} {took[first]:6.1f} passes of np.exp")
    for name in others:
        gain = took[first] / took[name]
        print(f"{name:<18} {took[name]:6.1f} passes of np.exp, {gain:.1f} times as fast")


show("loop")

# %% [markdown]
# ## Whole arrays
#
# *Vectorising* means to write each step for all numbers at once. One line of Python then starts a
# loop inside NumPy, which is not written in Python. But some of our numbers want a log, some do not.
# NumPy's answer is a mask, an array of yes and no: `where=above` takes the log only where yes stands,
# and `out=rest` puts it back into the same array. (`:=` gives the mask its name.)


# %%
def vectorised(x, n):
    rest, steps = x.copy(), np.zeros_like(x)  # a copy: nothing is written into x
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


# %%
def agree(y):  # to 12 digits: the exp of NumPy and that of math may differ in the last ones
    return bool(np.all(np.abs(y - expected) <= 1e-12 * (1 + np.abs(expected))))


print("the same as the loop:", agree(vectorised(x, n)))
print("lines of Python:", lines_of(vectorised, x[:1000], n[:1000]), "for 1,000 numbers,", end=" ")
print(lines_of(vectorised, x, n), "for 100,000")

# %% [markdown]
# A thousand numbers took about 15,000 lines, and now a few dozen are enough for all. **Guess:** does the time fall
# as much?

# %%
show("loop", "NumPy")

# %% [markdown]
# To a ninth only. Asking anew at each line is gone; the logs and exps are still to be done, and every call goes
# through all numbers.
#
# ## Compile the loop
#
# *Compiling* turns a function into instructions for the processor. Numba does it *just in time*
# (jit): at the first call, when it sees that x is a float. `exp_n` stays as it is: a plain loop is
# worst for the interpreter, and what a compiler likes.

# %%
exp_n_compiled = numba.njit(exp_n)


@numba.njit
def compiled(x, n):
    y = np.empty_like(x)
    for i in range(x.size):
        y[i] = exp_n_compiled(x[i], n[i])
    return y


print("the same as the loop:", agree(compiled(x, n)))
print("lines of Python:", lines_of(compiled, x, n))
show("NumPy", "compiled")

# %% [markdown]
# The one line that is left is the call. Yet beside NumPy the time is not even halved. What takes it now?
#
# ## One exp, alone
#
# The first suspect is exp. Compile a loop that does nothing else.


# %%
def alone(exp):
    @numba.njit(**compiler.MATH)  # MATH: the compiler may do several numbers at once
    def exps(x):
        y = np.empty_like(x)
        for i in range(x.size):
            y[i] = exp(x[i])
        return y

    return exps


print("the same as np.exp:", np.allclose(alone(math.exp)(x), np.exp(x), rtol=1e-14))
show("math.exp alone")

# %% [markdown]
# It takes 4.9 times as long as NumPy's exp. **A processor has instructions that do several numbers at
# once**: two, four or eight, if all are treated alike. np.exp uses these here. `math.exp` is a finished
# function for one number: a loop that calls it, compiled or not, hands over one number and waits.
#
# That is why minigrad's exp had to be written. Here is its heart. With x = k log 2 + r, eˣ is 2ᵏ eʳ: a
# polynomial finds eʳ − 1, and k goes straight into the bits of the float. You need not follow the bits: look
# for an `if` or a call. (The compiler pastes in what is called here, so there is neither.)

# %%
print(inspect.getsource(real.exp_parts.py_func))
print("the same as np.exp:", np.allclose(alone(real.exp)(x), np.exp(x), rtol=1e-14))
show("math.exp alone", "own exp alone")

# %% [markdown]
# Faster than NumPy's. There is a log like it. How many of both does a number need? Abel's height ψ of lesson 8
# knows: ψ(x), rounded down, counts the steps down, and ψ(x) + n those up.

# %%
height = mg.iterate.abel.psi(x)
down, up = np.floor(height), np.floor(height + n)  # -1: one step on the other side of 0
needed = np.mean(np.abs(down) + np.abs(up))
print(f"logs and exps for a number: {needed:.2f}")

# %% [markdown]
# If a log takes 4.9 passes as well, that is 12 of the 46.9. **Guess:** if the compiled `exp_n` is given the fast
# two, how much of its time does it lose: most, a quarter, or next to nothing?


# %% tags=["hide-input"]
@numba.njit
def compiled_own(x, n):
    y = np.empty_like(x)
    for i in range(x.size):
        y[i] = exp_n_compiled(x[i], n[i], real.exp, real.log)
    return y


print("the same as the loop:", agree(compiled_own(x, n)))
show("compiled", "compiled, own exp")

# %% [markdown]
# Next to nothing: 44.8 instead of 46.9. Our exp is fast where several numbers go through it at once. Here they
# cannot: at each `while` and `if`, a branch, every number goes its own way.
#
# ## All the same way
#
# So compute both, the number and its log, select one, and throw the other away.

# %%
select = real.select  # select(condition, a, b): both are computed, one is kept


@numba.njit(**compiler.MATH)
def take_logs(rest, steps, log):
    more = True
    while more:  # until nobody needs a log
        more = False
        for i in range(rest.size):
            steps[i] += select(rest[i] >= 1.0, 1.0, 0.0)
            rest[i] = select(rest[i] >= 1.0, log(rest[i]), rest[i])
            more |= rest[i] >= 1.0


# %% [markdown]
# `take_exps` is like it. And all is done for one *block* of 96 numbers after another: pieces that would stay in
# the cache, a small memory close to the processor. Whether that matters we shall see. (Both are folded.)


# %% tags=["hide-input"]
@numba.njit(**compiler.MATH)
def take_exps(rest, steps, exp):
    more = True
    while more:
        more = False
        for i in range(rest.size):
            rest[i] = select(steps[i] >= 1.0, exp(rest[i]), rest[i])
            steps[i] -= 1.0
            more |= steps[i] >= 1.0


# %% tags=["hide-input"]
def in_blocks_with(exp, log):
    @numba.njit(**compiler.MATH)
    def in_blocks(x, n, block=96):
        y, steps = np.empty_like(x), np.empty(block)
        for start in range(0, x.size, block):
            part = slice(start, start + block)
            xs, ns, rest = x[part], n[part], y[part]
            for i in range(rest.size):
                rest[i] = select(xs[i] < 0.0, exp(min(xs[i], 0.0)), xs[i])  # min: no overflow
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


in_blocks, in_blocks_own = in_blocks_with(math.exp, math.log), in_blocks_with(real.exp, real.log)
print("the same as the loop:", agree(in_blocks(x, n)), agree(in_blocks_own(x, n)))

# %% [markdown]
# How much is thrown away?


# %% tags=["hide-input"]
def in_step(counts, block):
    """Return the mean number of passes: a block makes as many as its farthest number needs."""
    whole = counts[: counts.size // block * block]  # without a last block that is not full
    farthest = whole.reshape(-1, block).max(axis=1)
    return np.maximum(farthest, 1).mean()  # at least one


def computed(down, up, block):
    return 2 + in_step(down, block) + in_step(up, block)  # 2: an exp and a log for below 0


print(f"logs and exps for a number: needed {needed:.2f}, computed {computed(down, up, 96):.2f}")

# %% [markdown]
# In nearly every block one number goes all the way, and all go with it: an exp and a log for below 0, two logs
# down, three exps up: 7. Does that pay?

# %%
show("compiled", "blocks", "blocks, own exp")

# %% [markdown]
# Without branches, `math.exp` takes 43.7, our own exp 4.7, not much more than 7 times the 0.6 of one. To do
# several numbers at once needs both: a loop without branches, and an exp without a call.

# %% tags=["picture", "hide-input"]
shown = {
    "loop": "a loop in Python",
    "NumPy": "whole arrays",
    "compiled": "the loop, compiled",
    "compiled, own exp": "… with our own exp",
    "blocks": "… without branches",
    "blocks, own exp": "… with both",
}
fig, ax = plt.subplots(figsize=(7.5, 3.4))
for row, name in enumerate(shown):
    ax.barh(row, took[name], color="C2" if name == "blocks, own exp" else "C4", height=0.7)
    ax.text(took[name] * 1.08, row, f"{took[name]:.3g}", va="center", size=14)
ax.set_yticks(range(len(shown)), shown.values(), size=14)
ax.set(xscale="log", xlim=(1, 1500), xlabel="time, in passes of np.exp over the same numbers")
ax.xaxis.set_major_formatter("{x:,.0f}")
ax.invert_yaxis()
ax.set_title("Neither change helps without the other", size=15)
plt.show()

# %% [markdown]
# ## Two more suspects
#
# Everything ran with the numbers sorted by x as well. That saves no log, but neighbours go the same way. And
# once, all numbers were one block. (`measure = True` in a folded cell times your machine.)


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

# %% tags=["hide-input"]
measure = False  # True: your machine instead of ours
took = ratios(calls) if measure else took
print("passes of np.exp    random  sorted")
for name in versions:
    print(f"{name:<19} {took[name]:6.1f} {took[name + ', sorted']:7.1f}")

# %% [markdown]
# - *Guessing.* A processor guesses where a branch will lead, to work ahead. With sorted numbers it guesses well:
#   the compiled loop takes 31.8 instead of 46.9. That is still far from 4.7.
#   NumPy gains more, 16.1 instead of 64.6, as it works through a mask from one run of yes to the next, and now
#   the runs are few and long. (The sorting itself is not counted.)
# - *The cache.* One block of all numbers takes 4.7, as blocks do: for 100,000 numbers the cache is innocent.
#   Blocks pay for sorted ones, 3.6 against 4.8, since each stops when its own are done.
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
# **Exercise 2.** Why did the blocks gain from sorting? `down[order]` is `down`, sorted by x. How many logs
# and exps for a number does `computed` find now, in blocks of 96? Two digits after the point are enough.

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
# ## Five questions
#
# <details><summary>Why is a plain loop slow in Python?</summary>
#
# At every line, Python asks anew what each name stands for, and makes a new object of the result.
# </details>
#
# <details><summary>What does a mask do?</summary>
#
# It says for each number whether something is to be done, so that one call serves all.
# </details>
#
# <details><summary>Why is a compiled math.exp slower than np.exp?</summary>
#
# It is a finished function for one number, called once for each. np.exp does several at once.
# </details>
#
# <details><summary>Why did our own exp alone not help the loop?</summary>
#
# Branches send each number its own way, so still only one goes through it at a time.
# </details>
#
# <details><summary>Why can it pay to compute more than is needed?</summary>
#
# If all numbers do the same, a processor does several at once, and that may save more than is wasted.
# </details>
#
# ## In practice
#
# Keep the plain version: the others are tested against it. Vectorise what takes the time; if each number goes
# its own way, compile it. Leave out branches only where all else waits, as `mg.iterate.exp_n` does. `python
# tests/benchmarks/speed_story.py` recorded the table. The picture to keep:
#
# ![Bars: a loop in Python takes 573 passes of np.exp, whole arrays 65, the compiled loop, alone or with one of two changes, about 45, and with both changes 5](pictures/A_speed_loop.png)
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
# - `minigrad/iterate/compiled/real.py`: the whole kernel.
# - NumPy, [Universal functions](https://numpy.org/doc/stable/reference/ufuncs.html).
# - Numba, [A ~5 minute guide](https://numba.readthedocs.io/en/stable/user/5minguide.html).
