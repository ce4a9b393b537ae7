# %% [markdown]
# # What lies between + and ×?
#
# - **You will make** an operation that is neither + nor ×, with a slider that turns one into the
#   other.
# - **You will learn** what it can mean to apply exp half a time, and how that leads from + to ×.
# - **You need** to know what a power is, as in 2³. You need no programming.
# - **14 minutes** to read and run, **12** for the exercises
#
# You need not understand the code below. Click on a cell with code, press *Shift* and *Enter*
# together, and look at what appears. Then go on to the next one.
#
# At the end you will know how these curves come from the straight line.
#
# ![All pairs that make 6: a straight blue line, an orange hyperbola, and three curves between](pictures/00_explore_operations.png)

# %%
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from checks import check
from IPython.display import HTML

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A guess
#
# 2 + 7 = 9, and 2 · 7 = 14. **Guess:** if there were an operation half-way between + and ×, what
# would it make of 2 and 7? Write your number down. More than one answer has good reasons.
#
# ## Multiplying by adding
#
# Before there were calculators, people multiplied by adding. They looked up the *logarithms* of
# both numbers in a table, added them, and looked up backwards.
#
# Why does that work? Powers of the same number are multiplied by adding their exponents, as in
# 2³ · 2⁴ = 2⁷. Take e = 2.718… for that number, and write exp(x) for its power eˣ. The logarithm,
# log, undoes exp: as exp turns 0.693 into 2, log turns 2 into 0.693. Run this cell.

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
# Less: 3.431. The larger a number, the further exp moves it, so the second half goes further than
# the first. n may be any number. Here are nine functions, from log (n = −1) to exp (n = 1).

# %%
fig, ax = plt.subplots(figsize=(5.2, 4.8))
mg.plot.iterates(np.linspace(-1, 1, 9), ax=ax)
ax.set_title("Between x and exp there are exp⁽ⁿ⁾", pad=28)
plt.show()

# %% [markdown]
# In the middle, the straight line x does nothing. The curve named 0.5 is half an exp, and the curve
# −0.5 undoes it. (Such curves can be drawn in more than one way. These, by Hellmuth Kneser, have no
# kink anywhere. How one gets a half exp at all: [lesson 8](08_halve_exponential.ipynb).)
#
# **Exercise 1.** Somebody does a *quarter* of an exp six times. This is the same as exp⁽ⁿ⁾ with
# which n? Write the number in the place of `...`, and run the cell.

# %% tags=["exercise"]
n = ...
check("0.1", n)

# %% [markdown]
# ## Between + and ×
#
# Now take the detour with n exps: undo n exps of both numbers, add, do n exps. What comes out gets
# a sign of its own, *⊕*, a plus in a circle:
#
# $$x \oplus_n y = \exp^{(n)}\big( \exp^{(-n)}(x) + \exp^{(-n)}(y) \big)$$
#
# With n = 0 there is no detour, and ⊕ is +. With n = 1 it is the detour of the logarithms, and ⊕ is
# ×.
#
# **Guess again:** with n = 0.5, is 2 ⊕ 7 less than the middle of 9 and 14, or more?

# %%
fig, ax = plt.subplots(figsize=(7.5, 3.8))
for n, colour in ((0, mg.plot.PLUS), (0.5, "0.4"), (1, mg.plot.TIMES)):
    x, y = mg.exp_n(2.0, -n).item(), mg.exp_n(7.0, -n).item()
    addition = f"{x:.3f} + {y:.3f} = {x + y:.3f}"
    result = f"{mg.oplus(2, 7, n).item():.3f}"
    ax.plot([0, 1, 4, 5], [0, -n, -n, 0], color=colour)
    ax.text(2.5, 0.05 - n, addition, ha="center", color=colour)
    ax.text(5.1, 0.14 - 0.28 * n, f"{result} for n = {n}", va="center", color=colour)
    print(f"n = {n}: {addition}, which leads to {result}")
print(f"The middle of 9 and 14 is {(9 + 14) / 2}")
ax.text(-0.1, 0, "2 and 7", ha="right", va="center")
ax.text(0.45, -0.65, "undo\nn exps", ha="right")
ax.text(4.55, -0.65, "do\nn exps")
ax.set(xlim=(-1, 6.8), ylim=(-1.1, 0.25), xticks=[], ylabel="n, how deep the detour is")
ax.set_yticks([0, -0.5, -1], ["0", "0.5", "1"])
ax.spines["bottom"].set_visible(False)
ax.set_title("The deeper the detour, the nearer to ×")
plt.show()

# %% [markdown]
# 2 ⊕ 7 = 11.904 at n = 0.5: a little more than the middle, 11.5. How near was your first guess?
#
# ## Turn n yourself
#
# The next cell shows a slider. Drag n from 0 to 1 and back, and see how lines bend. Then change x and y.

# %%
page = Path("../figures/explore.html")
only_the_slider = """
<style>
header, footer, section + section, fieldset, details, #use-complex { display: none !important }
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
# **Exercise 2.** At which n is 2 ⊕ 7 = 12? Two digits after the point are enough.

# %% tags=["exercise"]
n_for_12 = ...
check("0.2", n_for_12)

# %% [markdown]
# **Exercise 3.** 0 changes nothing when you add it, x + 0 = x, and 1 changes nothing when you
# multiply by it, x · 1 = x. Which number changes nothing when n = 0.5? Try different y until
# 2 ⊕ y = 2; then see whether it leaves 7 alone, too. Two digits after the point are enough.

# %% tags=["exercise"]
changes_nothing = ...
check("0.3", changes_nothing)

# %% [markdown]
# (Found it? Inside the detour you add, and there only 0 changes nothing. So the number is n exps of
# 0: in the picture of the nine curves, the height of the curve 0.5 at x = 0.)
#
# ## All pairs that make 6
#
# 1 and 5 make 6 by adding, 2 and 3 make 6 by multiplying. Draw *all* pairs x and y that make 6: for
# +, they lie on a straight line, for ×, on a curve that is called a hyperbola. **Guess:** which of
# the five curves of the first picture meet the axes, where x or y is 0?

# %% tags=["picture"]
side = np.linspace(0.01, 8, 300)
fig, ax = plt.subplots(figsize=(5, 4.6))
for n in (0.0, 0.25, 0.5, 0.75, 1.0):
    values = mg.oplus(side, side[:, None], n).numpy()
    ax.contour(side, side, values, levels=[6], colors=[mg.plot.N_COLOURS(n)], linewidths=3)
ax.text(2.7, 3.5, "x + y = 6", color=mg.plot.PLUS, size=16, weight="bold")
ax.text(1.0, 7.2, "x · y = 6", color=mg.plot.TIMES, size=16, weight="bold")
ax.set(xlim=(0, 8), ylim=(0, 8), xlabel="x", ylabel="y", aspect="equal")
ax.set_title("All pairs that make 6:\na line bends to a hyperbola")
plt.show()

# %% [markdown]
# The line bends little by little; the grey curve has n = 0.5. The line meets both axes, because
# 0 + 6 = 6. So do the curves in between, further and further out (two of them outside of the
# picture). The hyperbola never does: 0 times any number is 0, not 6.
#
# ## A machine that turns n
#
# What a hand can turn, a program can turn. Somebody felled 31 cherry trees, and measured their
# diameter, height and volume. The program below predicts the volume from the other two, by a
# formula with ⊕ₙ in it. It starts at n = 0, as if it could only add. In each step it moves n, and
# the other numbers of the formula, a little to where the errors become smaller. **Guess:** where
# does n go?

# %%
trees = mg.tasks.load("trees")
neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.warm_start(neuron, trees)
history = mg.train.fit(neuron, trees, lr=0.01, rng=0)
ax = mg.plot.migration(history)
ax.set_title("The trees teach the formula to multiply")
plt.show()
print(f"n = {neuron.n.item():.2f}")

# %% [markdown]
# Nearly to 1: the volume of a tree is more like a product than like a sum, and nobody told the
# program. In [lesson 12](12_let_neuron_decide.ipynb) you do this yourself, and see when it does
# *not* work. To get there soon, take lessons 7, 8, 9 and 12. To build first what finds out where to
# move n, begin with [lesson 1](01_remember_number.ipynb).
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
# - [explore.html](../figures/explore.html): the page with the slider has three more toys, and one of them trains a
#   neuron on your own numbers.
