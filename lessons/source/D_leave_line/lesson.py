# %% [markdown]
# # Into the complex plane
#
# - **You will make** half an exp for negative and complex numbers, and a map of where it jumps.
# - **You will learn** how a number that is its own exponential turns exp into a multiplication, and
#   what it costs to choose among many logarithms.
# - **You need** [lesson 8](08_halve_exponential.ipynb), and complex numbers: how to multiply them,
#   and that $r\,e^{iφ}$ has the length r and the angle φ.
# - **22 minutes** to read and run, **12** for the exercises
#
# This is the map. The lesson tells how to read its colours, and where the black lines come from.
#
# ![Half an exp over the complex plane, in colours. They jump across a ray from 0 down to the right and across two arcs that begin at 1 and e.](pictures/D_leave_line.png)

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check

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
# logarithm of $r\,e^{iφ}$ is log r + iφ, and the angle of −3 is π. So log(−3) = log 3 + πi.
#
# ## Log again and again
#
# Start from 2 and take logarithms. The second one is negative, so the third is complex.
#
# **Before you go on, guess.** Where do the others lead: to infinity, round and round, or to a
# point?

# %%
z = complex(2)
for step in range(1, 121):
    z = np.log(z)
    if step <= 6 or step % 40 == 0:
        print(f"{step:>3} logs: {z:.4f}")
print(f"    its exp: {np.exp(z):.4f}")

# %% [markdown]
# To a point. Call it c. The logarithm leaves c where it is, and so does exp:
# $e^c = c$. A number that a function leaves where it is, is called a *fixed point* of that
# function. No real number is a fixed point of exp, since eˣ is always larger than x.
#
# ## The mirror image of c
#
# From how many numbers do we get to c? Mirror the plane in the real axis: since exp is real on real
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
# Numbers below the real axis go to c̄. Worse, 2 goes to c or to c̄, depending on the *sign of a
# zero*: 2 + 0i and 2 − 0i are the same number, but a computer keeps the sign. A function built on
# this would be torn apart along the real axis, where our data are.
#
# The remedy: you may add full turns of 2π to an angle, so each number has many logarithms, 2πi
# apart. To make log a function, you have to choose one of them; such a choice is a *branch*. NumPy
# chooses the angle between −π and π. The paper behind minigrad (see the end) chooses the one
# between −1 and $2π - 1$:


# %%
def log(z):
    z = np.log(z + 0j)  # + 0j: complex, even if z is real
    return np.where(z.imag < -1, z + 2j * np.pi, z)


rng = np.random.default_rng(0)
side = rng.uniform(-5, 5, (2, 10_000))
points = side[0] + 1j * side[1]
print(f"angles from -1 to {2 * np.pi - 1:.2f}; c has Im c = {C.imag:.3f}")
for name, choice in (("NumPy's", np.log), ("the paper's", log)):
    ends = where_to(points, choice)
    print(f"{name}: {np.sum(ends == 'c')} to c, {np.sum(ends == 'c̄')} to c̄")

# %% [markdown]
# Now all 10,000 random points go to c. The first line tells why c̄ is out: its imaginary part,
# −1.337, is below −1, so this log never returns it. c̄ is no longer a fixed point. (Is −1 special?
# Put other numbers into `log`, such as −0.1 and −2.)

# %%
starts = [5 + 3j, 4 - 2j, -2]
path = [np.array(starts, complex)]
for _ in range(40):
    path.append(np.log(path[-1]))
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4.4), sharex=True, sharey=True)
for orbit, colour in zip(np.transpose(path), ("C5", "C2", "C3"), strict=True):
    left.plot(orbit.real, orbit.imag, "o-", color=colour, markersize=4, linewidth=1)
left.set(xlim=(-3, 6), ylim=(-4, 5), aspect="equal", xlabel="Re z", ylabel="Im z")
for name, z, place in (("c", C, (1.6, 3.2)), ("c̄", C.conjugate(), (1.6, -3.2))):
    left.annotate(name, (z.real, z.imag), place, arrowprops={"arrowstyle": "-"})
left.set_title("NumPy's branch: one is lost to c̄")
mg.plot.orbits(starts, ax=right)
right.set_title("The paper's branch: all come to c")
plt.show()

# %% [markdown]
# ## Near c, exp is a multiplication
#
# Go from c to c + u, where u is a small complex number, and apply exp. **Guess:** where do you
# land?

# %%
for u in (0.1, 0.01, 0.001):
    print(f"u = {u}:  (exp(c + u) - c) / u = {(np.exp(C + u) - C) / u:.4f}")
print(f"c = {C:.4f}")

# %% [markdown]
# At c + c·u, nearly: $e^{c+u} = e^c e^u ≈ c\,(1 + u)$. So exp multiplies the difference from c by
# c, which turns it and makes it |c| times longer. Log does the opposite, hence the spirals in the
# picture. **So half an exp should multiply the difference by √c**: done twice, that is c. And
# exp⁽ⁿ⁾ should multiply it by $c^n$. (This is $e^{cn}$, for c is a log of c.)
#
# That holds near c only. But logs lead there, and exps lead back. Take 40 logs of z, multiply the
# difference from c by √c, and take 40 exps:


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
# many functions give exp when they are applied twice.
#
# Near c, each log divides the difference from c by c. Take k logs of z, and undo these divisions:
# multiply by $c^k$. What comes out, for more and more logs, is called *Schröder's function* χ
# (chi):
#
# $$χ(z) = \lim_{k→∞} c^k \big(\log^{(k)}(z) - c\big), \qquad χ(e^z) = c \; χ(z)$$
#
# The equation on the right is Schröder's. It holds because $e^z$ needs one log more than z to get
# to c, if only log leads from $e^z$ back to z. So χ turns exp into a multiplication, and not only
# near c. In the middle of `half_exp`, the difference is χ(z), but for the factor $c^{40}$, and is
# multiplied by √c. In general, exp⁽ⁿ⁾(z) = χ⁻¹(cⁿ · χ(z)).


# %%
def chi(z, steps=40):
    for _ in range(steps):
        z = log(z)
    return C**steps * (z - C)


for z in (2, -3, 4 - 2j):
    print(f"z = {z}: χ(z) = {chi(z):.4f}, and χ(exp z) / χ(z) = {chi(np.exp(z)) / chi(z):.4f}")

# %% [markdown]
# For 2 and −3 the quotient is c. For 4 − 2i it is not: this log leads from exp(4 − 2i) to
# 4 − 2i + 2πi. What comes of that, you will see below.
#
# ## More steps, more digits?
#
# χ is a limit, so take more and more steps. **Guess:** how does the error change from 20 steps to
# 80?

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
# It falls, and then it rises again. With each log the difference from c becomes |c| times smaller,
# and so does what the limit still lacks. But z itself keeps a rounding error near 10⁻¹⁶, and $c^k$
# blows it up. Where the falling error meets the growing one, half of the 16 digits are left.
#
# More steps do not help, so the package takes few. Its logs stop as soon as z is within 0.6 of c.
# From there a power series in z − c goes on, whose 42 coefficients were computed beforehand.
# (`levels[-1]` is where the logs have led, and `scale` is $c^k$ after k logs.)

# %%
print(f"near: within {mg.iterate.schroeder.NEAR}; coefficients: {len(mg.iterate.schroeder.CHI)}")
print(inspect.getsource(mg.iterate.schroeder._chi))
z = points[points.imag > -1]
off = mg.iterate.schroeder.chi(np.exp(z)) / (C * mg.iterate.schroeder.chi(z)) - 1
print("Schröder's equation holds to 14 digits:", np.max(abs(off)) < 1e-14)

# %% [markdown]
# ## Functions in colours
#
# A graph of a complex function would need four dimensions. *Domain colouring* draws a map of the z
# instead, and colours each z by the value w it is sent to. The hue is the angle of w. From one edge
# of brightness to the next |w| doubles; w does not jump there, and the hue goes on. The disc on the
# right is the key. **Before you run it, guess:** on a turn around 0 in the map of z², how often do
# you meet each colour?

# %%
z = np.linspace(-3, 3, 241) + 1j * np.linspace(-3, 3, 241)[:, None]
fig, axes = plt.subplots(1, 3, figsize=(8, 2.9), width_ratios=[3, 3, 2.4], layout="compressed")
with np.errstate(invalid="ignore"):  # χ has no value at 0 and 1
    pictures = {"z²: each colour twice": z**2, "χ(z): zero at c": mg.iterate.schroeder.chi(z)}
for ax, (name, values) in zip(axes, pictures.items(), strict=False):
    mg.plot.domain_colouring(values, (-3, 3, -3, 3), ax=ax)
    ax.set_title(name)
    ax.label_outer()
mg.plot.colour_key(ax=axes[2])
plt.show()

# %% [markdown]
# Twice, because squaring doubles angles. χ is zero at c, and around it each colour appears once.
# Further down, its colours jump. So do those of half an exp, across the black lines:

# %% tags=["picture"]
plane = np.linspace(-3, 5, 321) + 1j * np.linspace(-4, 3, 281)[:, None]
with np.errstate(invalid="ignore"):  # no value at 0 and 1
    half = mg.iterate.exp_n(plane, 0.5, kind="schroeder")
fig, (ax, key) = plt.subplots(1, 2, figsize=(7, 3.9), width_ratios=[3, 1])
mg.plot.domain_colouring(half, (-3, 5, -4, 3), ax=ax)
mg.plot.cuts(ax=ax)
ax.set_title("Half an exp jumps across its cuts")
mg.plot.colour_key(ax=key)
plt.show()

# %% [markdown]
# The branch was a choice of angles from −1 on, so log jumps by 2πi across the ray with the angle
# −1 (in the picture, arg z = −1). Such a line is a *cut*. exp⁽ⁿ⁾ jumps also where a *later* log
# jumps. The second one does when z crosses the arc from 1, because the first log turns this arc
# into a piece of the ray. The third one does at the arc from e, whose logs are the arc from 1,
# and so on. From the dots 0, 1, e, … the logs lead to 0, which has no log. There exp⁽ⁿ⁾ has no
# value unless n is a whole number.
#
# ## Where halves do not add up
#
# Half an exp twice should be exp, and exp⁽ᵃ⁾ followed by exp⁽ᵇ⁾ should be exp⁽ᵃ⁺ᵇ⁾. The definition
# says so, as long as the logs of the number in between lead back the way we came. Beyond a cut they
# do not. **Guess:** how often does the law fail for real z, and how often for complex z, with a and
# b between 0 and 1?

# %%
for name, z in (("real", points.real), ("complex", points)):
    a, b = rng.uniform(0, 1, (2, z.size))
    twice = mg.iterate.exp_n(mg.iterate.exp_n(z, a, "schroeder"), b, "schroeder")
    once = mg.iterate.exp_n(z, a + b, "schroeder")
    wrong = abs(twice - once) > 1e-6 * abs(once)
    print(f"{name}: the law fails for {wrong.mean():.1%} of {z.size} samples")

# %%
with np.errstate(invalid="ignore"):
    whole = mg.iterate.exp_n(half, 0.5, "schroeder")
fails = ~np.isclose(whole, np.exp(plane))
fig, ax = plt.subplots(figsize=(6, 3.8))
ax.contourf(plane.real, plane.imag, fails, levels=[0.5, 1], colors=["C5"], alpha=0.4)
mg.plot.cuts(ax=ax)
ax.set(xlabel="Re z", ylabel="Im z", aspect="equal")
ax.set_title("Shaded: two halves of an exp are not exp")
plt.show()

# %% [markdown]
# It holds for nearly all real numbers between −5 and 5, and fails for one in six of the complex
# ones in the square around them. The picture, for a = b = ½, shows where: far below the real axis,
# and beside the dots.
#
# ## Between + and ×, once more
#
# Now 2 ⊕ₙ −3 has a path from −1 to −6, over complex numbers. **Guess:** which path is smoother,
# this one, or that of 2 ⊕ₙ 3 from 5 to 6?

# %%
n = np.linspace(0, 1, 1001)
for y in (-3, 3):
    path = mg.oplus(2, y, n, kind="schroeder").numpy()
    size = abs(np.diff(path))
    at = size.argmax()
    print(f"2 ⊕ {y}: halfway {path[500]:.2f}; largest step {size[at]:.2f}, at n = {n[at]:.3f}")
ax = mg.plot.operator_paths([(2, 3), (2, -3)], kind="schroeder")
ax.set_title("2 ⊕ −3 is smooth, but 2 ⊕ 3 falls off a cliff")
plt.show()

# %% [markdown]
# The path with −3. That of 2 and 3 jumps by 11.9 at n = 0.636. (The picture shows real parts. Grey
# is what lies above or below both ends of a path.) See what happens to the sum
# exp⁽⁻ⁿ⁾(2) + exp⁽⁻ⁿ⁾(3) there:

# %%
for n in (0.636, 0.637):
    z = sum(mg.iterate.exp_n([2.0, 3.0], -n, "schroeder"))
    print(f"n = {n}: sum {z:.4f}, log {log(z):.4f}, log log {log(log(z)):.4f}")
    print(f"           angle of log log {np.angle(log(log(z))):.4f}")

# %% [markdown]
# The angle of its second log passes −1. So the sum crosses the arc from e, and its third log jumps.
# Another branch would move the cuts, and other sums would cross them. A neuron that learns n by
# small steps does not see such a cliff in its gradient.
#
# ## Your turn
#
# **Exercise 1.** exp has infinitely many fixed points. Take logarithms again and again, but add 2πi
# to each one. Where does that lead? Give at least four digits after the point.

# %% tags=["exercise"]
other_fixed_point = ...
check("D.1", other_fixed_point)

# %% [markdown]
# **Exercise 2.** χ(c + u) ≈ u for a small u. Nearer still is u + u² / (2(1 − c)). Write a `chi`
# that uses this at the end. Then put it into the cell that draws the error: how many steps are best
# now, and how many digits do you gain?


# %% tags=["exercise"]
def better_chi(z, steps):
    return ...


check("D.2", better_chi)

# %% [markdown]
# **Exercise 3.** Between which two multiples of 0.001 does 10 ⊕ₙ 20 jump? Give the lower one.

# %% tags=["exercise"]
jump = ...
check("D.3", jump)

# %% [markdown]
# ## In practice
#
# `kind="schroeder"` gives this exp⁽ⁿ⁾ to neurons, which then have complex weights and accept
# negative inputs. If your data are positive, prefer Kneser's: it is real and has no cuts.
#
# ## New words
#
# - **fixed point**: a number that a function leaves where it is; c is one of exp and of log.
# - **branch**: a choice of one among the many logarithms of a complex number.
# - **cut**: a line across which a function jumps, because a branch has to end somewhere.
# - **domain colouring**: a map of a complex function, with hue for the angle of its value and edges
#   of brightness where its length doubles.
# - **Schröder's function**: χ, which turns exp into a multiplication by c: χ(eᶻ) = c χ(z).
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): there this exp⁽ⁿ⁾ is used in neurons.
# - `minigrad/iterate/schroeder.py`: all of this lesson with the power series, and with derivatives.
# - NumPy, [numpy.emath](https://numpy.org/doc/stable/reference/routines.emath.html): logarithms
#   that become complex where they have to.
