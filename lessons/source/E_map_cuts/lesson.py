# %% [markdown]
# # Where it jumps
#
# - **You will make** a map of half an exp over the complex plane, and find out where its borders come
#   from.
# - **You will learn** to read a complex function from its colours, and what a choice among logarithms
#   costs.
# - **You need** [lesson D](D_leave_line.ipynb), where half an exp of complex numbers is made, and
#   [lesson 9](09_join_operations.ipynb).
# - **15 minutes** to read and run, **12** for the exercises
#
# This is the map. The colours come first, then the black lines.
#
# ![Half an exp over the complex plane, in colours. They jump across a ray from 0 down to the right and across two arcs that begin at 1 and e.](pictures/E_map_cuts.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check

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
# two and two, which is one picture too many. *Domain colouring* draws a map of the numbers z
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
# Twice, because squaring doubles angles. You can see a zero from afar: all hues meet there.
#
# Now half an exp. It was built in lesson D (and is `kind="schroeder"` in the package): take logs
# until you are near the fixed point c, multiply the difference from c by √c, and take as many exps.

# %% tags=["picture"]
plane = np.linspace(-3, 5, 321) + 1j * np.linspace(-4, 3, 281)[:, None]
half = half_exp(plane)
fig, (ax, key) = plt.subplots(1, 2, figsize=(7, 3.9), width_ratios=[3, 1])
mg.plot.domain_colouring(half, (-3, 5, -4, 3), ax=ax)
mg.plot.cuts(ax=ax)
ax.set_title("Half an exp jumps across its cuts")
mg.plot.colour_key(ax=key)
plt.show()

# %% [markdown]
# Above, everything is smooth. Below, the colours jump across three lines. A line across which a
# function jumps is called a *cut*.
#
# ## Why a ray, and why arcs?
#
# The ray is easy. Each number has many logarithms, 2πi apart, and lesson D chose the angle between
# −1 and 2π − 1, its *branch*. So log itself jumps where the angle is −1: on the ray from 0 down to
# the right.

# %%
for side in (1e-9, -1e-9):
    z = 2 * np.exp(1j * (-1 + side))
    print(
        f"angle -1 {'+' if side > 0 else '-'} a little: log {log(z):.3f}, half an exp {half_exp(z):.3f}"
    )

# %% [markdown]
# But half an exp takes logs again and again. It jumps as well where the *second* log jumps: at every
# z whose first log lies on the ray. **Guess:** a point of the ray is s·e⁻ⁱ, with a length s > 0. So
# z = exp(s·e⁻ⁱ). What line is that: a ray, a circle, a spiral? Where does it begin?

# %%
s = np.linspace(0, 1 / np.sin(1), 60)
ray = s * np.exp(-1j)
first_arc = np.exp(ray)  # its first log is the ray
second_arc = np.exp(first_arc[first_arc.imag > -1])  # as far as logs lead back
for number in (0, 20, 40, 59):
    z = first_arc[number]
    print(f"s = {s[number]:.3f}: z = {z:.3f}, length {abs(z):.3f}, angle {np.angle(z):.3f}")
back = log(log(second_arc[1:-1]))
print("the second arc's second logs are the ray:", np.allclose(back, ray[1 : second_arc.size - 1]))

# %% [markdown]
# A spiral: $\exp(s\,e^{-i})$ has the length $e^{s \cos 1}$, which grows, and the angle −s sin 1, which
# turns at an even pace. It begins at e⁰ = 1. And it ends where its angle is −1, since a log never
# leads back to an angle beyond: there it meets the ray. The same holds for the next arc, whose first
# logs are on this one.

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
    for at, colour in ((8, "C2"), (22, "C3"), (37, "black")):
        ax.plot(line[at].real, line[at].imag, "o", color=colour, markersize=8)
    start = ("0", "1", "e")[number]
    ax.annotate(start, (line[0].real, 0), (0, 6), textcoords="offset points", ha="center", size=14)
    ax.set(xlim=(-0.5, 3.6), ylim=(-3.2, 0.7), aspect="equal", xlabel="Re z")
    ax.set_title(title, size=14)
axes[0].set_ylabel("Im z")
plt.show()

# %% [markdown]
# Points of equal colour belong together: each exp leads one panel to the right, each log one to the
# left. So the arc from 1 is where the second log jumps, and the arc from e where the third one does,
# and so on, from $e^e$ and all further rungs of lesson 8's ladder. Each log adds a cut. The dots 0,
# 1, e, … themselves lead to 0, which has no log: there exp⁽ⁿ⁾ has no value, unless n is a whole
# number.

# %%
for number in (15, 35):
    z = second_arc[number]
    left, right = half_exp(z - 1e-9), half_exp(z + 1e-9)
    print(f"left and right of {z:.3f}, half an exp is {left:.3f} and {right:.3f}")

# %% [markdown]
# ## Where halves do not add up
#
# exp⁽ᵃ⁾ followed by exp⁽ᵇ⁾ should be exp⁽ᵃ⁺ᵇ⁾. It is, as long as the logs of the number in between
# lead back the way that we came. Beyond a cut they do not. **Guess:** in the map above, which part
# breaks the law "two halves are a whole": the upper half, or the lower?

# %%
fails = ~np.isclose(half_exp(half), np.exp(plane))
above = plane.imag > 0
print(f"two halves are not exp: {fails[above].mean():.1%} above the real axis", end=", ")
print(f"{fails[~above].mean():.1%} on it and below")
fig, ax = plt.subplots(figsize=(5.5, 3.6))
ax.contourf(plane.real, plane.imag, fails, levels=[0.5, 1], colors=["C5"], alpha=0.4)
mg.plot.cuts(ax=ax)
ax.set(xlabel="Re z", ylabel="Im z", aspect="equal")
ax.set_title("Shaded: two halves are not exp")
plt.show()

# %% [markdown]
# The lower, where the cuts are: far down, and beside the dots.
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
ax.set_title("One of them falls off a cliff")
plt.show()

# %% [markdown]
# That of 2 ⊕ −3; the other jumps by 11.91. (The picture shows real parts. Grey is what lies above or
# below both ends of a path.) You know enough to say why. Inside stands the sum exp⁽⁻ⁿ⁾(2) + exp⁽⁻ⁿ⁾(3),
# and it moves as n does:

# %%
for n in (0.636, 0.637):
    z = sum(mg.iterate.exp_n([2.0, 3.0], -n, "schroeder"))
    print(f"n = {n}: sum {z:.4f}, its second log has the angle {np.angle(log(log(z))):.4f}")

# %% [markdown]
# The angle passes −1: the second log of the sum crosses the ray, so the sum crosses the arc from e, and
# its third log jumps. Another branch would move the cuts, and other sums would cross them.
#
# And a neuron that learns n? It goes by the slope of ⊕.

# %%
n = mg.Tensor([0.635, 0.636], requires_grad=True)
y = mg.oplus(2, 3, n, kind="schroeder").real
y.sum().backward()
h = 1e-6
moved = [mg.oplus(2, 3, n.data + s * h, kind="schroeder").numpy().real for s in (1, -1)]
print(
    "values:         ",
    y.numpy().round(3),
    " next:",
    mg.oplus(2, 3, 0.637, "schroeder").real.numpy().round(3),
)
print("slopes:         ", n.grad.round(2))
print("by differences: ", ((moved[0] - moved[1]) / (2 * h)).round(2))

# %% [markdown]
# Just before the cliff the slope is right, and says that y rises. A step further y is 1.978.
# **A neuron that learns n by small steps does not see such a cliff in its gradient.** Kneser's exp⁽ⁿ⁾,
# which is real and has no cuts, is minigrad's usual one for that reason.
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
# inputs. If your data are positive, prefer Kneser's.
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
