# %% [markdown]
# # Into the complex plane
#
# - **You will make** half an exp for negative and complex numbers.
# - **You will learn** how a number that is its own exponential turns exp into a multiplication, and why
#   more steps do not always give more digits.
# - **You need** [lesson 8](08_halve_exponential.ipynb), and complex numbers: how to multiply them,
#   and that $r\,e^{iφ}$ has the length r and the angle φ.
# - **16 minutes** to read and run, **12** for the exercises
#
# Lesson 8 halved an exp with real numbers. There is another way, which works for negative numbers as well.
# It begins with one key, pressed again and again: log, log, log …

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## A product without a path
#
# Between x + y and x · y lies x ⊕ₙ y = exp⁽ⁿ⁾(exp⁽⁻ⁿ⁾(x) + exp⁽⁻ⁿ⁾(y)), where exp⁽ⁿ⁾ applies exp n
# times. Try it on 2 and −3, whose product is −6:

# %%
with np.errstate(invalid="ignore"):  # no warning, please: we know that something is missing
    print(mg.oplus(2.0, -3.0, [0.0, 0.5, 1.0]).numpy())

# %% [markdown]
# Not even the product comes out, because −3 has no real logarithm. It has a complex one. The
# logarithm of $r\,e^{iφ}$ is log r + iφ, and the angle of −3 is π. So log(−3) = log 3 + πi, and the end of this
# lesson has the way from sum to product.
#
# ## Log again and again
#
# Start from 2 and take logarithms. The second one is negative, so the third is complex.
#
# **Guess:** where do the others lead: to infinity, round and round, or to a point? (One clue: log makes
# large numbers small.)

# %%
z = complex(2)
for step in range(1, 121):
    z = np.log(z)
    if step <= 6 or step % 40 == 0:
        print(f"{step:>3} logs: {z:.4f}")
print(f"    its exp: {np.exp(z):.4f}")

# %% [markdown]
# To a point. Call it c. The logarithm leaves c where it is, and so does exp: $e^c = c$. Such a number is
# called a *fixed point* of the function. No real number is a fixed point of exp, since eˣ is always
# larger than x.
#
# ## The mirror image of c
#
# From which numbers do we get to c? Mirror the plane in the real axis: since exp is real on real
# numbers, it maps mirror images to mirror images. So the mirror image of c, called c̄, is a fixed
# point too. **Guess:** which numbers go to c̄?

# %%
C = mg.iterate.schroeder.FIXED_POINT  # c with all its digits


def where_to(z, logarithm, steps=120):
    for _ in range(steps):
        z = logarithm(z)
    return np.where(abs(z - C) < 1e-6, "c", np.where(abs(z - C.conjugate()) < 1e-6, "c̄", "?"))


for start in (4 + 2j, 4 - 2j, complex(2, 0.0), complex(2, -0.0)):
    print(start, "goes to", where_to(start, np.log))

# %% [markdown]
# Those below the real axis do. Worse, 2 goes to c or to c̄, depending on the *sign of a
# zero*: 2 + 0i and 2 − 0i are the same number, but a computer keeps the sign. A function built on
# this would be torn apart along the real axis, where our data are.
#
# The remedy: you may add full turns of 2π to an angle, so each number has many logarithms, 2πi
# apart. To make log a function, you have to choose one of them; such a choice is a *branch*. NumPy
# chooses the angle between −π and π. Let us begin elsewhere.


# %%
def log(z, lowest=-1):
    """Return the logarithm whose angle is between lowest and 2π + lowest."""
    z = np.log(z + 0j)  # + 0j: complex, even if z is real
    return np.where(z.imag < lowest, z + 2j * np.pi, z)


rng = np.random.default_rng(0)
side = rng.uniform(-5, 5, (2, 10_000))
points = side[0] + 1j * side[1]
print(f"c has Im c = {C.imag:.3f}")
for lowest in (-np.pi, -2, -1.4, -1.3, -1, -0.1):
    ends = where_to(points, lambda z, lowest=lowest: log(z, lowest))
    print(f"angles from {lowest:5.2f} on: {np.mean(ends == 'c'):6.1%} go to c")

# %% [markdown]
# From −1.3 on, all 10,000 random points go to c. The first line tells why: c̄ has the imaginary part
# −1.337, and a log whose angles begin above that never returns it. So c̄ is no fixed point any more.
#
# The paper behind minigrad (see the end) lets the angles begin at −1. Is −1 special? No: −1.3 and −0.1 do as
# well. But log jumps where its angles begin, and −0.1 would be close to the real axis, where our data are. (In
# the picture, the long green jump is the 2πi that was added.)

# %% tags=["picture", "hide-input"]
starts = [5 + 3j, 4 - 2j, -2]
path = [np.array(starts, complex)]
for _ in range(40):
    path.append(np.log(path[-1]))
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4.6), sharex=True, sharey=True)
mg.plot.orbits(starts, ax=right)
for orbit, line, name in zip(np.transpose(path), right.lines[::2], right.texts, strict=False):
    look = {"color": line.get_color(), "marker": line.get_marker(), "linewidth": 1.2}
    left.plot(orbit.real, orbit.imag, markersize=5, markevery=slice(6), **look)
    left.annotate(name.get_text(), name.xy, (5, -5), textcoords="offset points",
                  color=name.get_color(), va="top")  # fmt: skip
for name, z, place in (("c", C, (1.7, 3.2)), ("c̄", C.conjugate(), (1.7, -3.2))):
    left.annotate(name, (z.real, z.imag), place, arrowprops={"arrowstyle": "-"})
    left.plot(z.real, z.imag, "o", color="white", markeredgecolor="black")
left.set(xlim=(-3, 6.9), ylim=(-4, 5), aspect="equal", xlabel="Re z", ylabel="Im z")
left.set_title("NumPy's branch: one leads to c̄")
right.set_title("The paper's branch: all come to c")
plt.show()

# %% [markdown]
# ## One step from c
#
# Go from c to c + u, where u is a small complex number, and apply exp. **Guess:** where do you
# land?

# %%
for u in (0.1, 0.01, 0.001):
    print(f"u = {u}:  (exp(c + u) - c) / u = {(np.exp(C + u) - C) / u:.4f}")
print(f"c = {C:.4f}")

# %% [markdown]
# At c + c·u, nearly: $e^{c+u} = e^c e^u ≈ c\,(1 + u)$. So exp multiplies the difference from c by
# c, which turns it and makes it |c| times longer:

# %%
print(f"|c| = {abs(C):.4f}, angle of c {np.degrees(np.angle(C)):.1f}°")

# %% [markdown]
# |c| is more than 1, so exps lead away from c. Log undoes exp: it divides the difference by c, so logs
# lead in, on the spirals of the picture. (That is why we iterate log, not exp, to get to c.)
#
# **Half an exp should multiply the difference by √c**: done twice, that is c. That holds near c only. But logs
# lead there, and exps lead back. Take 40 logs of z, multiply the difference from c by √c, and take 40 exps:


# %%
def half_exp(z, steps=40):
    for _ in range(steps):
        z = log(z)
    z = C + np.sqrt(C) * (z - C)
    for _ in range(steps):
        z = np.exp(z)
    return z


for z in (2, -3):
    once = half_exp(z)
    print(f"{z}: half an exp {once:.4f}, twice {half_exp(once):.3f}, exp {np.exp(z):.3f}")

# %% [markdown]
# Half an exp of −3 exists, and it is complex. So is that of 2, whereas lesson 8 found a real one:
# many functions give exp when they are applied twice. (Only 0, 1, e, eᵉ and so on have none here: their logs come
# to 0, which has no log.)
#
# Name what stands in the middle of `half_exp`. Each log divides the difference from c by c. Take k logs,
# and undo these divisions by multiplying with $c^k$. For more and more logs, this settles down to
# *Schröder's function* χ (chi):
#
# $$χ(z) = \lim_{k→∞} c^k \big(\log^{(k)}(z) - c\big)$$
#
# $e^z$ needs one log more than z, so its χ has one factor c more:
#
# $$χ(e^z) = c \; χ(z)$$
#
# This is Schröder's equation. Wherever log leads back from $e^z$ to z, χ turns exp into a multiplication, and not
# only near c. So exp⁽ⁿ⁾(z) is χ⁻¹(cⁿ · χ(z)), where $c^n$ means $e^{cn}$, since c is a log of c. (Here you see why half
# an exp of 2 is complex: c times the χ of a real number is the χ of a real one again; √c times it, as a rule, is not.)


# %%
def chi(z, steps=40):
    for _ in range(steps):
        z = log(z)
    return C**steps * (z - C)


for z in (2, -3, 4 - 2j):
    print(f"z = {z}: χ(z) = {chi(z):.4f}, and χ(exp z) / χ(z) = {chi(np.exp(z)) / chi(z):.4f}")

# %% [markdown]
# For 2 and −3 the quotient is c. For 4 − 2i it is not: the log of its exp is 4 − 2i + 2πi, which is another
# number. The equation holds where log leads back from $e^z$ to z. [Lesson E](E_map_cuts.ipynb) draws where
# it does not.
#
# ## More steps, more digits?
#
# χ is a limit: the more logs, the nearer to it we should be. **Guess:** a number has 16 digits. How many of χ(z)
# can be right at best? (Each log makes the difference from c |c| times smaller; the rounding error of z stays.)

# %%
exact = mg.iterate.schroeder.chi(points[:500])
steps = np.arange(0, 101)
errors = np.array([np.median(abs(chi(points[:500], k) / exact - 1)) for k in steps])
print("digits after 20, 40, 60, 80 steps:", *np.round(-np.log10(errors[20:81:20])).astype(int))
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.semilogy(steps, errors, color="C5")
ax.set(xlabel="steps (logs)", ylabel="relative error of χ, median")
ax.set_title("At 60 steps rounding takes over: 8 digits are the best")
plt.show()

# %% [markdown]
# More logs help only up to 60. With each, what the limit still lacks becomes |c| times smaller. But z itself keeps a
# rounding error near 10⁻¹⁶, and $c^k$ blows it up. Where the falling error meets the growing one, half of the
# 16 digits are left.
#
# More steps do not help, so the package takes few. Its logs stop as soon as z is within 0.6 of c, and from
# there a power series in z − c goes on, whose coefficients were computed beforehand:

# %%
print(f"near: within {mg.iterate.schroeder.NEAR}; coefficients: {len(mg.iterate.schroeder.CHI)}")
z = points[points.imag > -1]  # where log leads back from exp(z)
off = mg.iterate.schroeder.chi(np.exp(z)) / (C * mg.iterate.schroeder.chi(z)) - 1
print("Schröder's equation holds to 14 digits:", np.max(abs(off)) < 1e-14)

# %% [markdown]
# And 2 ⊕ −3? Here is the way from sum to product, through the complex numbers:

# %%
for n in (0.0, 0.5, 1.0):
    y = mg.oplus(2.0, -3.0, n, kind="schroeder").item()
    print(f"n = {n}: {np.round(y, 3) + 0:.3f}")  # + 0: no -0

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("D.1")` shows a worked answer.
#
# **Exercise 1.** exp has infinitely many fixed points. Take logarithms again and again, but add 2πi
# to each one. Where does that lead? Give at least four digits after the point.

# %% tags=["exercise"]
other_fixed_point = ...
check("D.1", other_fixed_point)

# %% [markdown]
# **Exercise 2.** χ(c + u) ≈ u for a small u. Nearer still is u + u² / (2(1 − c)). Write a `chi` that uses
# this at the end. (Then put it into the cell that draws the error.)


# %% tags=["exercise"]
def better_chi(z, steps):
    return ...


check("D.2", better_chi)

# %% [markdown]
# **Exercise 3.** How many digits does your `better_chi` reach at best, and after how many steps (to the
# nearest ten)? Two whole numbers, for the median error of `points[:500]`.

# %% tags=["exercise"]
digits, best_steps = ..., ...
check("D.3", digits, best_steps)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is a fixed point?</summary>
#
# A number that a function leaves where it is. c is one of exp and of log.
# </details>
#
# <details><summary>Why does one have to choose among logarithms?</summary>
#
# Each number has many, 2πi apart. A function may return only one: that choice is a branch.
# </details>
#
# <details><summary>What does exp do near c?</summary>
#
# It multiplies the difference from c by c.
# </details>
#
# <details><summary>What is Schröder's function good for?</summary>
#
# It turns exp into a multiplication by c, which can be done a fractional number of times.
# </details>
#
# <details><summary>Why do more than 60 logs make χ worse?</summary>
#
# They shrink the difference from c, and the factor c to the power k blows its rounding error up again.
# </details>
#
# ## In practice
#
# `mg.iterate.exp_n(z, n, kind="schroeder")`. Its values are complex, also for real z; where it jumps, and
# why, is told in the next lesson. The picture to keep:
#
# ![Paths of repeated logarithms in the plane: with one choice of angles, one path ends at another point than the others; with the other choice, all spiral into one point](pictures/D_leave_line.png)
#
# ## New words
#
# - **fixed point**: a number that a function leaves where it is; c is one of exp and of log.
# - **branch**: a choice of one among the many logarithms of a complex number.
# - **Schröder's function**: χ, which turns exp into a multiplication by c: χ(eᶻ) = c χ(z).
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): there this exp⁽ⁿ⁾ is used in neurons.
# - `minigrad/iterate/schroeder.py`: all of this lesson with the power series, and with derivatives.
# - NumPy, [numpy.emath](https://numpy.org/doc/stable/reference/routines.emath.html): logarithms
#   that become complex where they have to.
