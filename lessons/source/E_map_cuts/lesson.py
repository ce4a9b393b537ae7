# %% [markdown]
# # Where it jumps
#
# - **You will make** a map of half an exp over the complex plane, with the lines along which it jumps.
# - **You will learn** to read a complex function from its colours, and what it costs to choose among
#   logarithms.
# - **You need** [lesson D](D_leave_line.ipynb), where half an exp of complex numbers is made, and
#   [lesson 9](09_join_operations.ipynb).
# - **16 minutes** to read and run, **12** for the exercises
#
# To make log a function, lesson D chose one logarithm among many. Here is the price.

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")


def log(z):  # lesson D's choice: an angle between −1 and 2π − 1
    z = np.log(z + 0j)
    return np.where(z.imag < -1, z + 2j * np.pi, z)


def half_exp(z):
    with np.errstate(invalid="ignore"):  # no value at 0 and 1
        return mg.iterate.exp_n(z, 0.5, kind="schroeder")


# %% [markdown]
# ## A function in colours
#
# A curve shows a function of real numbers: one axis for x, one for y. A complex function would need
# two and two, which is more than a picture has. *Domain colouring* draws a map of the numbers z
# instead, and gives each the colour of the value w that it is sent to. The hue tells the angle of w.
# From one edge of brightness to the next, |w| doubles. (w does not jump at these edges: the hue goes
# on.) The disc on the right is the key: it is the map of w = z.
#
# **Guess:** in the map of z², walk once around 0. How often do you meet each hue?

# %%
square = np.linspace(-3, 3, 241) + 1j * np.linspace(-3, 3, 241)[:, None]
fig, (ax, key) = plt.subplots(1, 2, figsize=(6, 3), width_ratios=[3, 2], layout="compressed")
mg.plot.domain_colouring(square**2, (-3, 3, -3, 3), ax=ax)
mg.plot.colour_key(ax=key)
ax.set_title("w = z²")
plt.show()

# %% [markdown]
# Twice, because squaring doubles angles. You can see a zero from afar: all hues meet there, and the edges crowd
# into rings around it.
#
# ## Where log jumps
#
# Each number has many logarithms, 2πi apart. Lesson D chose the angle between −1 and 2π − 1, its branch.
# Here is that log.

# %%
plane = np.linspace(-3, 5, 321) + 1j * np.linspace(-4, 3, 281)[:, None]


def draw_map(values, arcs, title):
    _, (ax, key) = plt.subplots(1, 2, figsize=(8.2, 4.4), width_ratios=[3, 1])
    mg.plot.domain_colouring(values, (-3, 5, -4, 3), ax=ax)
    mg.plot.cuts(levels=arcs, ax=ax)
    ax.set_title(title)
    mg.plot.colour_key(ax=key)
    plt.show()


with np.errstate(divide="ignore"):  # no value at 0
    draw_map(log(plane), arcs=0, title="log jumps across a ray")

# %% [markdown]
# It has to jump somewhere: on a walk around 0, the angle grows by 2π. With this choice it falls back at the
# ray from 0 down to the right, where the angle is −1. A line across which a function jumps is called a *cut*.
#
# Half an exp was built in lesson D (and is `kind="schroeder"` in the package): take logs until you are near
# the fixed point c, multiply the difference from c by √c, and take as many exps. The first log jumps across the
# ray, and so does the result:

# %%
for side in (1e-9, -1e-9):
    z = 2 * np.exp(1j * (-1 + side))
    sign = "+" if side > 0 else "-"
    print(f"angle -1 {sign} a little: log {log(z):.3f}, half an exp {half_exp(z):.3f}")

# %% [markdown]
# ## Where later logs jump
#
# But half an exp takes logs again and again. So it jumps as well where the *second* log jumps: at every
# z whose first log lies on the ray.
#
# **Guess:** a point of the ray is s·e⁻ⁱ, with a length s. So z = exp(s·e⁻ⁱ). What line do these z make: a
# ray, a circle, a spiral? And where does it begin?

# %%
s = np.linspace(0, 1 / np.sin(1), 601)
ray = s * np.exp(-1j)
first_arc = np.exp(ray)  # its first log is the ray
second_arc = np.exp(first_arc[first_arc.imag > -1])  # its first log is the first arc
for number in (0, 200, 400, 600):
    z = first_arc[number]
    print(f"s = {s[number]:.3f}: z = {z:.3f}, length {abs(z):.3f}, angle {np.angle(z):.3f}")
print("its logs are the ray:", np.allclose(log(first_arc[1:-1]), ray[1:-1]))
twice = log(log(second_arc[1:]))
print("the second logs of the next one, too:", np.allclose(twice, ray[1 : second_arc.size]))

# %% [markdown]
# A spiral that begins at e⁰ = 1: $\exp(s\,e^{-i})$ has the length $e^{s \cos 1}$, which grows, and the angle
# −s sin 1, which turns at an even pace. We see only an arc of it. It ends where its angle is −1, on the ray:
# further along, s·e⁻ⁱ has an imaginary part below −1, and our log gives none so low.

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.8), sharex=True, sharey=True)
lines = (ray, first_arc, second_arc)
titles = "The ray …", "… is the log of an arc …", "… which is the log of another"
far = 6 * np.exp(-1j)
for number, (ax, title) in enumerate(zip(axes, titles, strict=True)):
    ax.plot([0, far.real], [0, far.imag], color="0.75", linewidth=2)
    for line in lines[:number]:
        ax.plot(line.real, line.imag, color="0.75", linewidth=2)
    line = lines[number]
    ax.plot(line.real, line.imag, color="C5", linewidth=4)
    for at, colour in ((80, "C2"), (220, "C3"), (370, "black")):
        ax.plot(line[at].real, line[at].imag, "o", color=colour, markersize=8)
    start = ("0", "1", "e")[number]
    ax.annotate(start, (line[0].real, 0), (0, 6), textcoords="offset points", ha="center", size=14)
    ax.set(xlim=(-0.5, 3.6), ylim=(-3.2, 0.7), aspect="equal", xlabel="Re z")
    ax.set_title(title, size=13)
axes[0].set_ylabel("Im z")
plt.show()

# %% [markdown]
# Points of equal colour belong together: each exp leads one panel to the right, each log one to the
# left. So on the arc from 1 the second log jumps, on the arc from e the third one, and so on: each log adds
# a cut. (The dots 0, 1, e, … themselves lead to 0, which has no log: there exp⁽ⁿ⁾ has no value, unless n
# is a whole number.)

# %%
for name, arc, number in (("1", first_arc, 350), ("e", second_arc, 350)):
    left, right = half_exp(arc[number] - 1e-9), half_exp(arc[number] + 1e-9)
    print(f"arc from {name}, left and right of {arc[number]:.3f}: {left:.3f} and {right:.3f}")

# %% tags=["picture"]
half = half_exp(plane)
draw_map(half, arcs=3, title="Half an exp jumps across its cuts")

# %% [markdown]
# Across the ray the hue jumps. Across the arcs only the brightness does: right of the arc from e the values are
# five times as long as on its left, at nearly the same angle, 0. At 0 all hues meet, as at a zero, but there are
# no rings, and the edges run into it: that is a place without a value.
#
# ## Where halves do not add up
#
# exp⁽ᵃ⁾ followed by exp⁽ᵇ⁾ should be exp⁽ᵃ⁺ᵇ⁾. It is, as long as the logs of the number in between
# lead back the way that we came. Beyond a cut they do not.

# %%
fails = ~np.isclose(half_exp(half), np.exp(plane))
above = plane.imag > 0
print(f"two halves are not exp: {fails[above].mean():.1%} above the real axis", end=", ")
print(f"{fails[~above].mean():.1%} on it and below")
fig, ax = plt.subplots(figsize=(6.6, 4.2))
ax.contourf(plane.real, plane.imag, fails, levels=[0.5, 1], colors=["C5"], alpha=0.4)
mg.plot.cuts(ax=ax)
ax.set(xlabel="Re z", ylabel="Im z", aspect="equal")
ax.set_title("Shaded: two halves are not exp")
plt.show()

# %% [markdown]
# (Why this test, and not just whether half an exp can be undone? A wrong χ would pass that as well, if only χ⁻¹
# undoes it.) Above the real axis it never fails. Where it fails, at the bottom and beside the dots, the cuts need
# not be near: what counts is where the *half-way* number is. Walk down through the bottom:

# %%
for z in (-1 - 3j, -1 - 3.4j, -1 - 3.8j):
    way = half_exp(z)
    holds = np.isclose(half_exp(way), np.exp(z))
    print(
        f"{z:.1f}: half-way {way:.3f}, its angle {np.angle(way):.2f}; two halves are exp: {holds}"
    )

# %% [markdown]
# As z moved, its half-way number crossed the ray, where the angle is −1. From there its logs lead back another
# way.
#
# ## Back to + and ×
#
# What does it mean for x ⊕ₙ y, the operation between + and × (lesson 9)? Complex numbers give 2 ⊕ −3 a
# path to −6, which real ones do not. **Guess:** which path is smoother, that of 2 ⊕ −3, or that of
# 2 ⊕ 3 from 5 to 6?

# %%
n = np.linspace(0, 1, 1001)
for y in (-3, 3):
    path = mg.oplus(2, y, n, kind="schroeder").numpy()
    size = abs(np.diff(path))
    at = size.argmax()
    print(f"2 ⊕ {y}: halfway {path[500]:.2f}; largest step {size[at]:.2f}, at n = {n[at]:.3f}")
ax = mg.plot.operator_paths([(2, 3), (2, -3)], kind="schroeder")
ax.set(ylabel="real part of x ⊕ₙ y")
ax.set_title("2 ⊕ −3 is smooth, 2 ⊕ 3 falls off a cliff")
plt.show()

# %% [markdown]
# That of 2 ⊕ −3; the other one jumps by 11.91. (Grey is what lies above or below both ends of a path.) You
# know enough to say why. Inside stands the sum exp⁽⁻ⁿ⁾(2) + exp⁽⁻ⁿ⁾(3), and it moves as n does:

# %%
for n in (0.636, 0.637):
    z = sum(mg.iterate.exp_n([2.0, 3.0], -n, "schroeder"))
    print(f"n = {n}: sum {z:.4f}, its second log has the angle {np.angle(log(log(z))):.4f}")

# %% [markdown]
# The angle passes −1: the second log of the sum crosses the ray. So the sum crosses the arc from e, and its
# third log jumps. Another branch would move the cuts, and other sums would cross them.
#
# And a neuron that learns n? It goes by the slope of ⊕.


# %%
def value(n):
    return mg.oplus(2, 3, n, kind="schroeder").real


n, h = mg.Tensor(0.636, requires_grad=True), 1e-6
value(n).backward()
by_differences = (value(0.636 + h).item() - value(0.636 - h).item()) / (2 * h)
print(
    f"n = 0.636: value {value(0.636).item():6.3f}, slope {n.grad:.2f}, checked {by_differences:.2f}"
)
print(f"n = 0.637: value {value(0.637).item():6.3f}")

# %% [markdown]
# At the edge of the cliff the slope is right, and says that the value rises. A thousandth further, the value is
# 1.978. (Kneser's exp⁽ⁿ⁾ is real and has no cuts. That is one reason why it is minigrad's usual one.) **A neuron
# that learns n by small steps does not see such a cliff in its gradient.**
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("E.1")` shows a worked answer.
#
# **Exercise 1.** The arc from e is not the last. Where on the real axis does the next one begin? Two
# digits after the point are enough.

# %% tags=["exercise"]
next_start = ...
check("E.1", next_start)

# %% [markdown]
# **Exercise 2.** Which number on the second arc has the second log ½·e⁻ⁱ? Give it as a complex
# number. (`np.exp` takes complex ones; i is written `1j`.)

# %% tags=["exercise"]
on_second_arc = ...
check("E.2", on_second_arc)

# %% [markdown]
# **Exercise 3.** Between which two multiples of 0.001 does 10 ⊕ₙ 20 jump? Give the lower one.

# %% tags=["exercise"]
jump = ...
check("E.3", jump)

# %% [markdown]
# ## Five questions
#
# <details><summary>How do you see a zero in a domain colouring?</summary>
#
# All hues meet at one place, each once for a simple zero, twice for that of z².
# </details>
#
# <details><summary>What is a cut?</summary>
#
# A line across which a function jumps. It is the price of choosing one logarithm for each number.
# </details>
#
# <details><summary>Why is there an arc from 1?</summary>
#
# Its points have first logs on the ray with the angle −1, where the second log jumps.
# </details>
#
# <details><summary>Where does the law of two halves fail?</summary>
#
# Where the half-way number lies beyond a cut, so that its logs lead back another way.
# </details>
#
# <details><summary>Why does the gradient not warn of a cliff?</summary>
#
# It is the slope at one place, and on both sides of a cut the function is smooth.
# </details>
#
# ## In practice
#
# `kind="schroeder"` gives this exp⁽ⁿ⁾ to neurons, which then have complex weights and accept negative
# inputs. If your data are positive, prefer Kneser's. The picture to keep:
#
# ![Half an exp over the complex plane, in colours. They jump across a ray from 0 down to the right and across two arcs that begin at 1 and e.](pictures/E_map_cuts.png)
#
# ## New words
#
# - **domain colouring**: a map of a complex function, with hue for the angle of its value and edges
#   of brightness where its length doubles.
# - **cut**: a line across which a function jumps, because a branch has to end somewhere.
#
# ## Further reading
#
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): there this exp⁽ⁿ⁾ is used in neurons.
# - `minigrad/plot/plane.py`: how the colours are made.
