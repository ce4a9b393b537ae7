# %% [markdown]
# # Between + and ×
#
# - **You will make** a family of operations that joins + to ×, and maps of the way between them.
# - **You will learn** how the way from + to × runs, where it has no value, and which laws of
#   arithmetic hold on it.
# - **You need** [lesson 8](08_halve_exponential.ipynb), where half an exp is made.
# - **11 minutes** to read and run, **12** for the exercises
#
# On a line of one colour, all pairs x and y give the same. Where does the grey margin come from?
#
# ![Five maps of x ⊕ y: straight stripes at n = 0, then more and more bent ones, hyperbolas at n = 1. A grey margin moves up to 0](pictures/09_join_operations.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## From one end to the other
#
# Lesson 0's operation, x ⊕ₙ y = exp⁽ⁿ⁾(exp⁽⁻ⁿ⁾(x) + exp⁽⁻ⁿ⁾(y)), needs an exp⁽ⁿ⁾. There it was
# Kneser's; now take Abel's, which you made in lesson 8. Either way ⊕ is + at n = 0 and × at n = 1.
# So 2 ⊕ 7 goes from 9 to 14. **Guess:** on the way, is it ever more than 14?


# %%
def join(x, y, n, kind="abel"):
    inside = mg.iterate.exp_n(x, -n, kind) + mg.iterate.exp_n(y, -n, kind)  # undo n exps, add, …
    return mg.iterate.exp_n(inside, n, kind)  # … and do n exps


print("n      Abel's    Kneser's")
for n in (0.0, 0.25, 0.5, 0.75, 0.9, 1.0):
    print(f"{n:<5} {join(2, 7, n):8.3f} {join(2, 7, n, 'kneser'):10.3f}")

n = np.linspace(0, 1, 1001)
for kind in ("abel", "kneser"):
    values = join(2, 7, n, kind)
    print(f"highest with {kind}: {values.max():.3f} at n = {n[values.argmax()]:.3f}")
print("as in minigrad:", np.allclose(join(2, 7, n), mg.oplus(2.0, 7.0, n, kind="abel").data))

# %% [markdown]
# With Abel's it is: 14.234 at n = 0.906, and back to 14. A function that only rises, or only falls,
# is called *monotone*. This one is not. It goes past its end and returns: an *overshoot*. With
# Kneser's, 2 ⊕ 7 overshoots as well, but only to 14.004. (Move n yourself, on [the
# page](../figures/explore.html#x=2&y=7&n=0.5&kind=abel).)
#
# For some pairs there is little choice. 1.2 + 6 and 1.2 · 6 are both 7.2, and a path between equal ends has
# to stand still, or to leave and come back. (Could an exp⁽ⁿ⁾ stand still? [Lesson 17](17_compare_bridges.ipynb) finds out.)

# %%
for n in (0, 0.5, 1):
    print(f"1.2 ⊕ 6 at n = {n}: {join(1.2, 6, n):.3f}")

# %% [markdown]
# ## Beyond ×
#
# n = 1 is no border: we can undo two exps, add, and do two exps. **Guess:** at n = 2, is 2 ⊕ 7 more
# than 14?

# %%
print(f"2 ⊕ 7 at n = 2:                {join(2, 7, 2):.3f}")
print(f"2 to the power of log 7:       {2 ** np.log(7):.3f}")
print(f"7 to the power of log 2:       {7 ** np.log(2):.3f}")
print(f"and at n = 2, 2 ⊕ 3 is {join(2, 3, 2):.3f}, and 100 ⊕ 100 is {join(100, 100, 2):.2g}")

# %% tags=["hide-input"]
n = np.linspace(0, 2, 401)
fig, ax = plt.subplots(figsize=(7, 3.8))
ax.plot(n, join(2, 7, n), color="C2", linewidth=5, alpha=0.5)
ax.plot(n, join(2, 7, n, "kneser"), color="C5", linewidth=1.5)
ax.text(0.72, 14.1, "Abel's", color="C2", ha="right")
ax.text(1.24, 13.5, "Kneser's", color="C5")
for at, value in ((0, "9"), (1, "14"), (2, "3.853")):
    ax.plot(at, join(2, 7, at), "o", color="black")
    ax.annotate(value, (at, join(2, 7, at)), (0, -17), textcoords="offset points", ha="center")
ax.set(xlim=(-0.1, 2.1), ylim=(0, 15), xlabel="n", ylabel="2 ⊕ₙ 7")
ax.set_xticks([0, 1, 2], ["0\nadds", "1\nmultiplies", "2\nraises to a power"])
ax.set_title("From 14 the way leads down")
plt.show()

# %% [markdown]
# It is only 3.853. At n = 2 there is again an operation that you know, for numbers above 1. Inside,
# log(log x) and log(log y) are added. One exp makes log x · log y of the sum; the other makes
# exp(log x · log y), which is x to the power of log y. So a path from 9 by way of 14 to 3.853 has to
# turn *somewhere*, and nothing makes it wait until n = 1. That is where the overshoot comes from, and that
# of 2 ⊕ 3 in lesson 0: from 5 by way of 6 to 2.141. (The path of 100 ⊕ 100 has no need to turn.)
#
# For a neuron that learns n, this matters, since it goes by the slope. Past the top, Abel's at
# n = 0.906, the slope says that a larger n makes *less*, though × makes more than +.
#
# ## All pairs at once
#
# So far, one pair. Now all x and y from −2 to 4, one map for each of five n. Equal colour is equal
# x ⊕ₙ y, and grey has no value.

# %% tags=["picture", "hide-input"]
side = np.linspace(-2, 4, 241)
fig, axes = plt.subplots(2, 3, figsize=(8, 5.9), sharex=True, sharey=True)
for ax, n in zip(axes.flat, (0, 0.25, 0.5, 0.75, 1), strict=False):
    with np.errstate(invalid="ignore"):
        values = join(side, side[:, None], n)
    drawn = ax.contourf(side, side, values, levels=np.arange(-4, 17, 2), extend="both")
    ends = {0: ", which is +", 1: ", which is ×"}
    ax.set_title(f"n = {n}{ends.get(n, '')}", color=mg.plot.N_COLOURS(float(n)), size=14)
    ax.set(facecolor="0.88", aspect="equal", xticks=(-2, 0, 2, 4), yticks=(-2, 0, 2, 4))
    ax.tick_params(labelbottom=True)
for ax in axes.flat[2:5]:
    ax.set_xlabel("x", size=13)
for ax in axes[:, 0]:
    ax.set_ylabel("y", size=13)
axes[1, 2].axis("off")
key = fig.colorbar(drawn, axes[1, 2].inset_axes([0.1, 0, 0.09, 1]), ticks=(-4, 0, 4, 8, 12, 16))
key.set_label("x ⊕ₙ y", size=13)
fig.suptitle("Lines bend to hyperbolas; the grey has no value", x=0.01, ha="left", weight="bold")
plt.show()

# %% [markdown]
# ## Where the way ends
#
# The *domain* of an operation is where it has a value. To undo n exps of x is to go down by n. In
# lesson 8, the height of a negative x was eˣ − 1, and every height was above −1. So exp⁽⁻ⁿ⁾(x) has
# a value as long as eˣ − 1 − n is above −1:
#
# $$n < e^x \quad\text{for } x < 0$$
#
# Below −1 there is nothing: `nan`, "not a number".

# %%
for x in (-0.2, -1.0, -3.0):
    edge = np.exp(x)
    with np.errstate(invalid="ignore"):  # else minigrad warns, and says why
        below, above = np.isnan(join(x, 2, edge + np.array([-0.001, 0.001])))
    words = {False: "a value", True: "nan"}
    print(f"{x} ⊕ 2: n < {edge:.3f}. Just below {words[below]}, just above {words[above]}")
print("margins at n = 0.25, 0.5, 0.75, 1:", np.log([0.25, 0.5, 0.75, 1]).round(2))

# %% [markdown]
# Turn it round: at a given n, x and y have to be above log n. There the grey margins of the maps end,
# at 0 for n = 1, as the domain of the logarithm does. A positive number is more than 0 high. It can
# go down by 1, so every n from 0 to 1 will do.
#
# (And yet negative factors have a product, 2 · (−3) = −6. How ⊕ can do that: lessons [D](D_leave_line.ipynb)
# and [E](E_map_cuts.ipynb).)
#
# ## Which laws hold
#
# **Guess** for n = 0.5: does x ⊕ y = y ⊕ x hold? (x ⊕ y) ⊕ z = x ⊕ (y ⊕ z)? And what about
# multiplying out, (x ⊕ y) · z = x · z ⊕ y · z?

# %%
x, y, z = np.random.default_rng(0).uniform(1.5, 4, (3, 1000))  # above 1, so that n may be 2


def compare(left, right):
    error = np.max(np.abs(left / right - 1))
    return "holds" if error < 1e-9 else f"no: off by up to {error:.0%}"


n = 0.5
print("order does not matter: ", compare(join(x, y, n), join(y, x, n)))
print("nor do brackets:       ", compare(join(join(x, y, n), z, n), join(x, join(y, z, n), n)))
for n in (0, 0.5, 1):
    print(f"multiplying out, n = {n}:", compare(join(x, y, n) * z, join(x * z, y * z, n)))

# %% [markdown]
# The first two hold: inside, there is only an addition. (There 0 changes nothing, so exp⁽ⁿ⁾(0) does so outside: 0 at
# n = 0, 1 at n = 1, and with Abel's n itself in between.) Multiplying out works with n = 0, but not
# with 0.5. With n = 1 it is wrong as well: x · y · z is not x · z · y · z. But what if the
# multiplication moves too, and stays one step ahead?

# %%
for n in (0, 0.25, 0.5, 0.75, 1):
    left = join(join(x, y, n), z, n + 1)
    right = join(join(x, z, n + 1), join(y, z, n + 1), n)
    print(f"⊕ at n = {n + 1:<4} multiplies out ⊕ at n = {n:<4}:", compare(left, right))

# %% [markdown]
# It holds, and for every n. Undo n exps of all numbers. Then all that ⊕ₙ has to do is +. And ⊕ₙ₊₁ has to
# undo one exp more, add, and do one exp: that is ×, by lesson 0's detour. So the laws that bind + and ×
# bind ⊕ₙ and ⊕ₙ₊₁ as well, wherever they have values. **From + to × is one step of an endless stair.**
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("9.1")` shows a worked
# answer.
#
# **Exercise 1.** With Abel's, 2 ⊕ₙ 7 is 14 not only at n = 1. At which other n from 0 to 1? Try some
# with `join`; give three digits after the point.

# %% tags=["exercise"]
n_for_14 = ...
check("9.1", n_for_14)

# %% [markdown]
# **Exercise 2.** Undo one and a half exps: x ⊕ₙ 7 at n = 1.5 has a value if x is above which number
# (with Abel's)? Think in heights before you try.

# %% tags=["exercise"]
lowest_x = ...
check("9.2", lowest_x)

# %% [markdown]
# **Exercise 3.** What lies between − and ÷? Write a function that finds y when x and z = x ⊕ₙ y are
# given: at n = 0 it returns z − x, at n = 1, z / x.


# %% tags=["exercise"]
def take_away(z, x, n):
    return ...


check("9.3", take_away)

# %% [markdown]
# ## Five questions
#
# <details><summary>Which three steps make x ⊕ₙ y?</summary>
#
# Undo n exps of both numbers, add, and do n exps of the sum.
# </details>
#
# <details><summary>What is an overshoot?</summary>
#
# A path that goes past its end and comes back, as 2 ⊕ 7 past 14.
# </details>
#
# <details><summary>What is ⊕ at n = 2?</summary>
#
# x to the power of log y, for numbers above 1.
# </details>
#
# <details><summary>Why do positive numbers have a value for every n from 0 to 1?</summary>
#
# They are more than 0 high. If they go down by 1 or less, they stay above −1.
# </details>
#
# <details><summary>What multiplies out ⊕ₙ?</summary>
#
# ⊕ₙ₊₁, one step further on the stair.
# </details>
#
# ## In practice
#
# `mg.oplus(x, y, n)` is ⊕ with derivatives, with Kneser's exp⁽ⁿ⁾ unless you choose another `kind`.
# `mg.iterate.domain(x, -n, "abel")` says beforehand whether x is high enough. And keep your numbers
# positive.
#
# ## New words
#
# - **domain**: where a function or an operation has a value; for x < 0, exp⁽⁻ⁿ⁾(x) has one while
#   n < eˣ (Abel's).
# - **monotone**: only rising, or only falling.
# - **overshoot**: to go past the end and come back.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): ⊕ₙ inside a neuron.
# - Albert A. Bennett, Note on an Operation of the Third Grade, Annals of Mathematics 17, 1915: the
#   stair of operations, at whole n. Anil Venkatesh [writes about
#   it](https://mathvoices.ams.org/featurecolumn/2022/12/01/hyperoperations-distributivity-and-the-unreasonable-effectiveness-of-multiplication/).
# - `minigrad/plot/operators.py`: more pictures of ⊕.
