# %% [markdown]
# # What lies between + and ×?
#
# - **You will make** an operation that is neither + nor ×, with a slider that turns one into the
#   other.
# - **You will learn** what it can mean to apply exp half a time, and how that leads from + to ×.
# - **You need** to know what a power is, as in 2³. You need no programming.
# - **14 minutes** to read and run, **12** for the exercises
#
# You need not understand the code. Click on the first cell with code, press *Shift* and *Enter*
# together, and look at what appears; then do the same with the next one. Some cells are folded to
# one line. They run all the same.
#
# At the end you will know what the three curves are that lead from the straight blue line to the
# orange one.
#
# ![Pairs that make 6: a straight blue line, an orange hyperbola, and three curves between](pictures/00_explore_operations.png)

# %% tags=["hide-input"]
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution
from IPython.display import HTML

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A guess
#
# 2 + 7 = 9, and 2 · 7 = 14. **Guess:** if there were an operation half-way between + and ×, what
# would it make of 2 and 7? Write your number down. There is more than one good answer.
#
# ## Multiplying by adding
#
# Before there were calculators, people multiplied by adding. They looked up the *logarithms* of
# both numbers in a table, added them, and looked up backwards.
#
# Why does that work? Powers of the same number are multiplied by adding their exponents, as in
# 2³ · 2⁴ = 2⁷. (Exponents need not be whole: 2 to the power of ½ is √2.) Take e = 2.718… for that
# number, and write exp(x) for its power eˣ. The logarithm, log, undoes exp: as exp turns 0.693 into 2,
# log turns 2 into 0.693. Run this cell.

# %%
a, b = np.log(2), np.log(7)
print(f"e is {np.e:.3f}…")
print(f"log 2 is {a:.3f}, log 7 is {b:.3f}, and their sum is {a + b:.3f}")
print(f"exp of that sum is {np.exp(a + b):.3f}")

# %% [markdown]
# So × is + with a detour: undo one exp, add, do one exp. And + is the same without a detour: undo
# no exp, add, do no exp. What would *half* a detour be?
#
# ## Half an exp
#
# You can do exp twice, exp(exp(x)), or three times. This is called the second, or third, *iterate*
# of exp. Write *exp⁽ⁿ⁾* for "exp applied *n* times":
#
# - exp⁽²⁾(x) = exp(exp(x))
# - exp⁽¹⁾(x) = exp(x)
# - exp⁽⁰⁾(x) = x, because nothing is done
# - exp⁽⁻¹⁾(x) = log(x), because one exp is undone
#
# And exp⁽⁰·⁵⁾? Half an exp must be a function that makes a whole exp when it is done twice.
#
# **Guess:** from 2, a whole exp leads to e² = 7.389. Does half an exp lead to the middle between
# these two, to less, or to more?

# %%
half = mg.exp_n(2.0, 0.5).item()
again = mg.exp_n(half, 0.5).item()
print(f"half an exp of 2:      {half:.3f}")
print(f"and half an exp more:  {again:.3f}")
print(f"a whole exp of 2:      {np.exp(2):.3f}")
print(f"the middle would be    {(2 + np.exp(2)) / 2:.3f}")

# %% [markdown]
# It leads to less than the middle: to 3.431. Above 1, exp moves a larger number further than a
# smaller one, and so does half an exp. The second half starts at a larger number than the first, so
# it goes further.
#
# n may be any number. Here are nine functions, from log (n = −1) to exp (n = 1).

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(5.2, 4.8))
mg.plot.iterates(np.linspace(-1, 1, 9), ax=ax)
ax.set_title("Between x and exp there are exp⁽ⁿ⁾", pad=28)
plt.show()

# %% [markdown]
# In the middle, the straight line x does nothing. The curve named 0.5 is half an exp, and the curve
# −0.5 undoes it. (There is more than one way to draw such curves. These are Hellmuth Kneser's, and
# they are smooth everywhere. How to find half an exp yourself: [lesson 8](08_halve_exponential.ipynb).)
#
# ## Between + and ×
#
# Now take the detour with n exps: undo n exps of both numbers, add, do n exps. What comes out gets
# a sign of its own, *⊕*, a plus in a circle:
#
# $$x \oplus_n y = \exp^{(n)}\big( \exp^{(-n)}(x) + \exp^{(-n)}(y) \big)$$
#
# With n = 0 there is no detour, and ⊕ is +. With n = 1 it is the detour of the logarithms, and ⊕ is
# ×. And half-way?

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7.5, 3.8))
for n, colour in ((0, mg.plot.PLUS), (0.5, "0.4"), (1, mg.plot.TIMES)):
    x, y = mg.exp_n(2.0, -n).item(), mg.exp_n(7.0, -n).item()
    addition = f"{x:.3f} + {y:.3f} = {x + y:.3f}"
    result = f"{mg.oplus(2, 7, n).item():.3f}"
    ax.plot([0, 1, 4, 5], [0, -n, -n, 0], color=colour)
    ax.text(2.5, 0.05 - n, addition, ha="center", color=colour)
    ax.text(5.1, 0.14 - 0.28 * n, f"{result} for n = {n}", va="center", color=colour)
    print(f"n = {n}: {addition}, which leads to {result}")
print(f"The middle of 9 and 14 is {(9 + 14) / 2}, and √(9 · 14) is {np.sqrt(9 * 14):.3f}")
ax.text(-0.1, 0, "2 and 7", ha="right", va="center")
ax.text(0.45, -0.65, "undo\nn exps", ha="right")
ax.text(4.55, -0.65, "do\nn exps")
ax.set(xlim=(-1, 6.8), ylim=(-1.1, 0.25), xticks=[], ylabel="n, how deep the detour is")
ax.set_yticks([0, -0.5, -1], ["0", "0.5", "1"])
ax.spines["bottom"].set_visible(False)
ax.set_title("A detour of depth n leads from + to ×")
plt.show()

# %% [markdown]
# 2 ⊕ 7 is 11.904 at n = 0.5. How near was your guess? 11.5 is a good answer, too:
# it is the middle of 9 and 14. So is 11.225, which is as many times 9 as 14 is times it. Both mix
# the two results, 9 and 14. Ours takes half of what makes × out of +. ([Lesson 17](17_compare_bridges.ipynb)
# compares five ways from + to ×.)
#
# ## All pairs that make 6
#
# 1 and 5 make 6 by adding, 2 and 3 make 6 by multiplying. Draw *all* pairs x and y that make 6. For
# +, they lie on a straight line; for ×, on a curve that is called a hyperbola; for n in between, on
# curves in between. First, only their middle parts:


# %% tags=["picture", "hide-input"]
def draw_pairs(ax, x, y):
    for n in (0.0, 0.25, 0.5, 0.75, 1.0):
        values = mg.oplus(x, y[:, None], n).numpy()
        ax.contour(x, y, values, levels=[6], colors=[mg.plot.N_COLOURS(n)], linewidths=3)
    ax.set(xlabel="x", ylabel="y")


side = np.linspace(0.95, 5.05, 300)
fig, ax = plt.subplots(figsize=(5, 4.9))
draw_pairs(ax, side, side)
ax.text(2.75, 3.5, "x + y = 6", color=mg.plot.PLUS, size=16, weight="bold")
ax.text(1.5, 1.3, "x · y = 6", color=mg.plot.TIMES, size=16, weight="bold")
ax.set(xlim=(0.95, 5.05), ylim=(0.95, 5.05), aspect="equal", xticks=range(1, 6), yticks=range(1, 6))
ax.set_title("All pairs that make 6:\na line bends to a hyperbola")
plt.show()

# %% [markdown]
# The blue line goes on to the axes, where x or y is 0, because 0 + 6 = 6. **Guess:** which of the
# other four curves meet the axes as well? (For 0 ⊕ y, one has to undo n exps of 0. Look at x = 0 in
# the picture of the nine functions.)

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(5.4, 4.6))
draw_pairs(ax, np.linspace(1e-6, 1.5, 300), np.linspace(4, 17, 300))
meets = {n: mg.exp_n(mg.exp_n(6.0, -n) - mg.exp_n(0.0, -n), n).item() for n in (0, 0.25, 0.5, 0.75)}
for n, y in meets.items():
    ax.plot(0, y, "o", color=mg.plot.N_COLOURS(float(n)), markersize=9, clip_on=False, zorder=3)
    print(f"0 and {y:.2f} make 6 at n = {n}")
ax.set_yticks(list(meets.values()), [f"n = {n}: {y:.2f}" for n, y in meets.items()])
ax.text(0.5, 15, "× goes up and up", color=mg.plot.N_COLOURS(1.0))
ax.set(xlim=(0, 1.5), ylim=(4, 16.5), xticks=(0, 0.5, 1, 1.5))
ax.set_title("All but the hyperbola meet the axis")
plt.show()

# %% [markdown]
# Three of the four do, at 6.57, 8.33 and 15.19. Of the nine functions, all but log have a value at
# x = 0. So n exps of 0 can be undone as long as n is below 1. The hyperbola would need log 0, and
# never meets the axis: 0 times any number is 0, not 6.
#
# One thing is odd. In the picture of the middle parts, the grey curve is n = 0.5, the brown one is
# n = 0.75, and the brown one lies *below* the hyperbola. So with n = 0.75, smaller numbers make 6
# than with ×.

# %%
for n in (0, 0.75, 1):
    print(f"2 ⊕ 3 is {mg.oplus(2, 3, n).item():.3f} at n = {n}")

# %% [markdown]
# From 5 to 6 the way leads past 6.293, which is more than both. Why? You will see it in [lesson
# 9](09_join_operations.ipynb), where you build ⊕.
#
# ## Turn n yourself
#
# The next cell shows a slider. Drag n from 0 to 1 and back, and see how lines bend. Then change x
# and y.

# %% tags=["hide-input"]
page = Path("../figures/explore.html")
only_the_slider = """
<style>
header, footer, h2, section + section, fieldset, details, #use-complex { display: none !important }
</style>
<script>history.replaceState = () => {}; location.hash = "x=2&y=7"</script>"""
frame = escape(page.read_text(encoding="utf-8") + only_the_slider)
HTML(f'<div><iframe srcdoc="{frame}" width="100%" height="720" style="border: 0"></iframe></div>')

# %% [markdown]
# No slider? Web pages that show notebooks leave it out: download
# [explore.html](../figures/explore.html), and open it in a browser. For more digits use the next
# cell: put in other numbers, and run it again.

# %%
x, y, n = 2, 7, 0.5
print(f"{x} ⊕ {y} = {mg.oplus(x, y, n).item():.3f} at n = {n}")

# %% [markdown]
# ## A machine that finds n
#
# What a hand can turn, a program can turn. The next cell makes a table of 40 rows: two numbers x and
# y, and what ⊕ makes of them, with a secret n. A machine gets the table, but not the n. It starts at
# n = 0, as if it could only add, and makes 400 steps. In each it moves n a little to where its errors
# become smaller.

# %%
secret_n = 0.5
pairs = np.random.default_rng(0).uniform(1, 8, (40, 2))
results = mg.oplus(pairs[:, 0], pairs[:, 1], secret_n).numpy()
for (x, y), result in zip(pairs[:3], results, strict=False):
    print(f"x = {x:.2f}, y = {y:.2f}, x ⊕ y = {result:.2f}")

# %% tags=["hide-input"]
machine = mg.nn.AddMul(2, 1)  # two numbers in, one out; n = 0
machine.weight.data[:] = 1
machine.weight.requires_grad = False  # only n moves
table = mg.tasks.Task.from_arrays(pairs, results)
history = mg.train.fit(machine, table, lr=0.01, steps=400, rng=0)
ax = mg.plot.migration(history)
ax.set_title("The machine turns n until the table fits")
plt.show()
print(f"The secret was {secret_n}. The machine says {machine.n.item():.3f}.")

# %% [markdown]
# It has found the n, from 40 results. Now you: write another number between 0 and 1 in the place of
# 0.5, and run both cells again.
#
# This table was made with ⊕. Tables of measurements are not. In [lesson 12](12_let_neuron_decide.ipynb) you
# set such a machine on measured tables; to get there soon, take lessons 7, 8, 9 and 12. To build what
# finds out where to move n, begin with [lesson 1](01_remember_number.ipynb); the steps are those of
# [lesson 5](05_scale_steps.ipynb).
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("0.1")` shows a worked
# answer.
#
# **Exercise 1.** Somebody does a *quarter* of an exp six times, and then one log. This is the same
# as exp⁽ⁿ⁾ with which n?

# %% tags=["exercise"]
n = ...
check("0.1", n)

# %% [markdown]
# <details><summary>Have you found it?</summary>
#
# Before the log, n was 1.5: more than a whole exp, and above all the nine functions of the picture. Nothing
# stops n at 1.
# </details>
#
# **Exercise 2.** At which n is 2 ⊕ 7 = 12? Use the slider. Two digits after the point are enough.

# %% tags=["exercise"]
n_for_12 = ...
check("0.2", n_for_12)

# %% [markdown]
# **Exercise 3.** 0 changes nothing when you add it, x + 0 = x, and 1 changes nothing when you
# multiply by it, x · 1 = x. Which number changes nothing when n = 0.5? Try different y until
# 2 ⊕ y = 2. Two digits after the point are enough.

# %% tags=["exercise"]
changes_nothing = ...
check("0.3", changes_nothing)

# %% [markdown]
# <details><summary>Have you found it?</summary>
#
# It leaves 7 alone, too. Inside the detour you add, and there only 0 changes nothing. So the number is n exps
# of 0: in the picture of the nine functions, the height of the curve 0.5 at x = 0.
# </details>
#
# ## Five questions
#
# <details><summary>What does a logarithm do?</summary>
#
# It undoes exp: log x is the number whose exp is x.
# </details>
#
# <details><summary>How can you multiply, if you can only add?</summary>
#
# Take the logarithms of both numbers, add them, and do exp.
# </details>
#
# <details><summary>What is half an exp?</summary>
#
# A function that makes exp when it is done twice.
# </details>
#
# <details><summary>How is x ⊕ₙ y computed?</summary>
#
# Undo n exps of x and of y, add, and do n exps of the sum.
# </details>
#
# <details><summary>Does x ⊕ₙ y always lie between the sum and the product?</summary>
#
# No: at n = 0.75, 2 ⊕ 3 is more than 5 and more than 6.
# </details>
#
# ## In practice
#
# `mg.exp_n(x, n)` applies exp n times, and `mg.oplus(x, y, n)` is x ⊕ₙ y. If n may be 1, x and y
# have to be positive, because log has no value at 0 and below.
#
# ## New words
#
# - **logarithm**: log x is the number whose exp is x, so log undoes exp.
# - **iterate**: what a function becomes when it is applied again and again; exp(exp(x)) is the
#   second iterate of exp.
# - **exp⁽ⁿ⁾**: exp applied n times; exp⁽⁻¹⁾ is log, and exp⁽⁰·⁵⁾ done twice is exp.
# - **n**: how many times exp is applied; in x ⊕ₙ y, also how many times it is undone before.
# - **⊕**: the operation between + and ×: undo n exps, add, do n exps.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): where ⊕ comes from.
# - Hellmuth Kneser, *Reelle analytische Lösungen der Gleichung φ(φ(x)) = eˣ*, Journal für die reine
#   und angewandte Mathematik 187 (1950): the half exp of this lesson, in German.
# - [explore.html](../figures/explore.html): the page with the slider has three more toys, and one of
#   them trains a neuron on your own numbers.
