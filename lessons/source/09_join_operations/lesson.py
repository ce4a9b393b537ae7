# %% [markdown]
# # Between + and ×
#
# - **You will make** a family of operations that joins + to ×, and maps of the way between them.
# - **You will learn** that the way is not straight, that it does not exist everywhere, and which
#   laws of arithmetic hold on it.
# - **You need** [lesson 8](08_halve_exponential.ipynb), where half an exp is made.
# - **11 minutes** to read and run, **12** for the exercises
#
# Where does the grey margin come from? That is one of the questions.
#
# ![Three maps of x ⊕ y: straight stripes at n = 0, bent ones at 0.5, hyperbolas at 1. A grey margin grows until it reaches 0](pictures/09_join_operations.png)

# %%
import warnings

import matplotlib.pyplot as plt
import numpy as np
from checks import check

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

# %% [markdown]
# With Abel's it is: 14.23 at n = 0.9, and back to 14. A function that only rises, or only falls, is
# called *monotone*. This one is not. It goes past its end and returns: an *overshoot*. With
# Kneser's, 2 ⊕ 7 overshoots as well, but only to 14.004. Other pairs go further past:

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True)
for ax, kind in zip(axes, ("abel", "kneser"), strict=True):
    mg.plot.operator_paths([(2, 7), (1.2, 6), (2, 3)], kind=kind, ax=ax)
axes[0].set_title("Abel's overshoot (grey)")
axes[1].set(title="And so do Kneser's", ylabel="")
plt.show()

# %% [markdown]
# Grey is outside of both ends. 1.2 + 6 and 1.2 · 6 are both 7.2, and a path between equal ends has
# to stand still, or to leave and come back.
#
# ## Why it turns
#
# n = 1 is no border: one can undo two exps, add, and do two exps. **Guess:** at n = 2, is 2 ⊕ 7 more
# than 14?

# %%
print(f"2 ⊕ 7 at n = 2:                {join(2, 7, 2):.3f}")
print(f"2 to the power of log 7:       {2 ** np.log(7):.3f}")
print(f"7 to the power of log 2:       {7 ** np.log(2):.3f}")

n = np.linspace(0, 2, 401)
fig, ax = plt.subplots(figsize=(7, 3.8))
ax.plot(n, join(2, 7, n), color="C2", linewidth=5, alpha=0.5)
ax.plot(n, join(2, 7, n, "kneser"), color="C5", linewidth=1.5)
ax.text(1.12, 13.9, "Abel's", color="C2")
ax.text(1.15, 11.7, "Kneser's", color="C5", ha="right")
ax.plot([0, 1, 2], [9, 14, join(2, 7, 2)], "o", color="black")
ax.set(xlim=(-0.1, 2.1), ylim=(0, 15), xlabel="n", ylabel="2 ⊕ₙ 7")
ax.set_xticks([0, 1, 2], ["0\nadds", "1\nmultiplies", "2\nraises to a power"])
ax.set_title("From 14 the way leads down, to 3.853")
plt.show()

# %% [markdown]
# At n = 2 there is again an operation that one knows, for numbers above 1. Inside, log(log x) and
# log(log y) are added. One exp makes log x · log y of the sum; the other makes exp(log x · log y),
# which is x to the power of log y. For 2 and 7 that is only 3.853. So a path from 9 by way of 14 to
# 3.853 has to turn *somewhere*, and nothing makes it wait until n = 1.
#
# For a neuron that learns n, this matters, since it goes by the slope. Past the top, Abel's at
# n = 0.906, the slope says that a larger n makes *less*, though × makes more than +. Humps can lead
# a neuron astray ([lesson 12](12_let_neuron_decide.ipynb) has one).
#
# ## Where there is no value
#
# Now all x and y at once, from −1 to 4. Equal colour is equal x ⊕ₙ y.

# %% tags=["picture"]
fig = mg.plot.operator_maps([0, 0.5, 1], kind="abel")
fig.suptitle("Lines bend to hyperbolas; the grey has no value", x=0.01, ha="left", weight="bold")
plt.show()

# %% [markdown]
# The *domain* of an operation is where it has a value. At n = 1 it ends at 0, as that of the
# logarithm does. **Guess:** why does it end further down for n = 0.5? Think of the heights of
# lesson 8, and remember that every height is above −1.

# %%
for x in (-0.2, -1.0, -3.0):
    height = mg.iterate.abel.psi(x)
    print(f"{x} is {height:.3f} high: one can go down by less than {height + 1:.3f}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("\n-1 ⊕ 2 at n = 0.36:", join(-1, 2, 0.36).round(3))
    print("-1 ⊕ 2 at n = 0.37:", join(-1, 2, 0.37))
print("warning:", caught[0].message)

# %% [markdown]
# To undo n exps is to go down by n, and at the height −1 or below there is nothing: `nan`, "not a
# number", with a warning. (Its n is −0.37, since exps are undone.) Positive numbers are more than 0
# high. They can go down by 1, so every n from 0 to 1 will do.
#
# Negative factors have products all the same: 2 · (−3) = −6. Complex numbers get there, by a third
# way to make exp⁽ⁿ⁾, Schröder's. It has values nearly everywhere. The price: between + and × they have
# a part with √−1 (the picture shows the other, the real part), and some paths jump (lesson
# [D](D_leave_line.ipynb)).

# %%
ax = mg.plot.operator_paths([(2, -3), (2, 3)], kind="schroeder")
ax.set(ylabel="real part of x ⊕ₙ y")
ax.set_title("Schröder's path gets to −6, but 2 ⊕ 3 jumps")
plt.show()

# %% [markdown]
# ## Which laws hold
#
# **Guess** for n = 0.5: does x ⊕ y = y ⊕ x hold? (x ⊕ y) ⊕ z = x ⊕ (y ⊕ z)? And what about
# multiplying out, (x ⊕ y) · z = x · z ⊕ y · z?

# %%
x, y, z = np.random.default_rng(0).uniform(1.5, 4, (3, 1000))  # above 1, so that n may be 2


def error(left, right):
    return np.max(np.abs(left / right - 1)).round(6)  # relative; the largest of 1000


n = 0.5
print("order does not matter: error", error(join(x, y, n), join(y, x, n)))
print("nor do brackets:        error", error(join(join(x, y, n), z, n), join(x, join(y, z, n), n)))
for n in (0, 0.5, 1):
    print(f"multiplying out, n = {n}: error", error(join(x, y, n) * z, join(x * z, y * z, n)))

# %% [markdown]
# The first two hold: inside, there is only an addition. Multiplying out works with n = 0, but not
# with 0.5. With n = 1 it is wrong as well: x · y · z is not x · z · y · z. But what if the
# multiplication moves too, and stays one step ahead?

# %%
for n in (0, 0.25, 0.5, 0.75, 1):
    left = join(join(x, y, n), z, n + 1)
    right = join(join(x, z, n + 1), join(y, z, n + 1), n)
    print(f"⊕ at n = {n + 1:<4} multiplies out ⊕ at n = {n:<4}: error", error(left, right))

# %% [markdown]
# It holds, and for every n: undo n exps of all numbers, and ⊕ₙ becomes +, while ⊕ₙ₊₁ becomes ×. So
# whatever law binds + and × binds ⊕ₙ and ⊕ₙ₊₁ as well, wherever they have values. Addition and
# multiplication are one step of an endless stair.
#
# ## Your turn
#
# **Exercise 1.** With Abel's, 2 ⊕ₙ 7 is 14 not only at n = 1. At which other n from 0 to 1? Try some
# with `join`; two digits after the point are enough.

# %% tags=["exercise"]
n_for_14 = ...
check("9.1", n_for_14)

# %% [markdown]
# **Exercise 2.** −0.5 ⊕ₙ 2 has a value while n is less than which number (with Abel's)? Think before
# you try. Three digits after the point, please.

# %% tags=["exercise"]
end_of_domain = ...
check("9.2", end_of_domain)

# %% [markdown]
# **Exercise 3.** What lies between − and ÷? Write a function that finds y when x and z = x ⊕ₙ y are
# given: at n = 0 it returns z − x, at n = 1, z / x.


# %% tags=["exercise"]
def take_away(z, x, n):
    return ...


check("9.3", take_away)

# %% [markdown]
# ## In practice
#
# `mg.oplus(x, y, n)` is ⊕ with derivatives, with Kneser's exp⁽ⁿ⁾ unless you choose another `kind`.
# `mg.iterate.domain(x, -n)` says beforehand whether x is high enough. And keep your numbers
# positive.
#
# ## New words
#
# - **domain**: where a function or an operation has a value.
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
# - `minigrad/plot/operators.py`: the pictures of this lesson.
