# %% [markdown]
# # Few and clever steps
#
# - **You will make** `least_squares` in eight lines that train a neuron.
# - **You will learn** how a curvature sets the length of a step, what can be left out of it, and
#   what to do about a step that is too long.
# - **You need** [lesson 7](07_multiply_inputs.ipynb), [lesson 12](12_let_neuron_decide.ipynb) and
#   second derivatives.
# - **18 minutes** to read and run, **12** for the exercises
#
# Since lesson 7, `least_squares` has been a black box. Here you open it, and on the way you draw
# one method from three starts.
#
# ![Three panels, each with a curve and dashed tangents: from 1.6 they lead to its zero in small steps, from 1.36 past it and back, from 1.2 away to the left](pictures/16_linearise_errors.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## One number
#
# Take the planets of lesson 7. The law is period = distance^w, with one number w to find. The
# *loss* is the mean squared residual, and a residual is what was measured minus what the law
# predicts. In lesson 7, `fit` took 500 small steps from w = 1 and from w = 2.
#
# Gradient descent looks at the slope of the loss only. It does not know how long a step should be;
# you told it. But suppose that the slope changed evenly, by its *curvature* (lesson 3) for each
# unit of w. Then it would reach 0 after the step
#
# $$-\frac{\text{slope}}{\text{curvature}}$$
#
# This is a *Newton step*. After it, look again, and take the next one. `mg.grad` turns a function
# into the one that computes its derivative, and can do so twice.

# %%
planets = mg.tasks.load("planets", scale=None)
distance, period = planets.x[:, 0], planets.y[:, 0]


def residuals(w):
    return period - mg.power(distance, w)


def loss(w):
    return mg.mean(residuals(w) ** 2)


slope = mg.grad(loss)
curvature = mg.grad(slope)
h = 1e-4
measured = (slope(1.6 + h).item() - slope(1.6 - h).item()) / (2 * h)
print(f"slope {slope(1.6).item():.0f}, curvature {curvature(1.6).item():.0f}", end=" ")
print(f"(measured by differences: {measured:.0f})")


# %%
def newton(w, steps):
    path = [w]
    for _ in range(steps):
        w = w - slope(w).item() / curvature(w).item()
        path.append(w)
    return path


paths = {start: newton(start, 8) for start in (1.6, 1.36, 1.2)}
for start, path in paths.items():
    print(f"from {start:<4}:", *(f"{w:.4f}" for w in path[1:]))

# %% [markdown]
# From 1.6 it takes four steps to four digits. From 1.36 the first step goes far beyond. And from
# 1.2 it never arrives. Why? Draw the slope. A Newton step follows its tangent to where the tangent
# is 0.

# %% tags=["picture", "hide-input"]
RANGES = {1.6: (1.48, 1.62), 1.36: (1.28, 1.85), 1.2: (-0.35, 1.56)}
WHERE = {1.6: "it arrives", 1.36: "too far, and back", 1.2: "away"}
BESIDE = {1.6: (-9, 8), 1.36: (-9, 6), 1.2: (1, -21)}  # where a point's number stands
fig, axes = plt.subplots(1, 3, figsize=(9.5, 4))
for ax, (start, path) in zip(axes, paths.items(), strict=True):
    w = np.linspace(*RANGES[start], 200)
    ax.axhline(0, color="C4", linewidth=1)
    ax.plot(w, [slope(v).item() / 1000 for v in w], color="C0", linewidth=3)
    heights = [slope(v).item() / 1000 for v in path[:4]]
    for step in range(3):
        here, there = path[step : step + 2]
        ax.plot([here, there], [heights[step], 0], "--", color="#404040", linewidth=1.5)
        ax.plot([there, there], [0, heights[step + 1]], ":", color="#404040", linewidth=1.5)
    ax.plot(path[:4], heights, "o", color="#404040", markersize=8)
    for step in range(3):
        beside = (0, 10) if (start, step) == (1.36, 0) else BESIDE[start]
        style = {"ha": "right" if beside[0] < 0 else "center", "textcoords": "offset points"}
        ax.annotate(step or "start", (path[step], heights[step]), beside, size=14, **style)
    ax.set_xlabel("exponent w", size=14)
    ax.set_title(f"From {start}:\n{WHERE[start]}", size=15)
axes[2].set_ylim(-9, 8)
axes[0].set_ylabel("slope of the loss\n(1,000 years²)", size=14)
plt.show()

# %% [markdown]
# Left of 1.3 the slope still falls. Its curvature is negative there, so the tangent leads to the
# left, *uphill*: the method seeks a place without slope, be it a valley, a hilltop or a plain far
# away.
#
# ## Straight residuals
#
# Where does the negative curvature come from? Write r for a residual, r′ for its slope and r″ for
# its curvature. The loss is the mean of r². Its slope is the mean of 2·r·r′, and by the product
# rule its curvature has two parts, the means of 2·r′² and of 2·r·r″.

# %%
first = mg.jacobian(residuals)  # r′ for each planet (the word is explained below)
second = mg.jacobian(first)  # r″
print("   w      2·r′²    2·r·r″")
for w in (1.2, 1.36, 1.6, 1.5):
    r, r1, r2 = (f(w).numpy() for f in (residuals, first, second))
    print(f"{w:4}  {np.mean(2 * r1**2):9.0f} {np.mean(2 * r * r2):9.0f}")

# %% [markdown]
# The first part is a square, and never negative. The second does the damage, and it is small where
# residuals are small, near the goal. So leave it out. That is the same as to take every residual
# for a straight line, whose r″ is 0. The step −slope / (first part) is a *Gauss–Newton step*.
#
# It knows less than Newton's. **Guess:** from 1.2, does it do better or worse?

# %%
w = 1.2
for step in range(1, 7):
    r, r1 = residuals(w).numpy(), first(w).numpy()
    w = w - np.mean(r * r1) / np.mean(r1**2)
    print(f"step {step}: {w:.6f}")

# %% [markdown]
# Better: it arrives. The first part is never negative, so each step sets out downhill. (It may still go too
# far. More of that below.) What we left out did harm.
#
# ## Many numbers
#
# A neuron has several numbers, p. Move them by d, and each residual changes by the sum of its
# slopes times d. Those slopes fill a table J, with a row for each residual and a column for each
# number. It is called the *Jacobian*:
#
# $$r(p + d) \approx r + J\,d$$
#
# If we believe the right side, the best d is the one that makes the squares of r + J d least. That
# is the same problem as fitting a line, and `np.linalg.lstsq` solves it at once. So here is the
# whole method:


# %%
def gauss_newton(residuals, p, steps):
    jacobian = mg.jacobian(residuals)
    path = [p]
    for _ in range(steps):
        r, J = residuals(p).numpy(), jacobian(p).numpy()
        p = p + np.linalg.lstsq(J, -r)[0]
        path.append(p)
    return path


# %% [markdown]
# (By tables: ½ Σ r² has the slopes Jᵀr and the curvatures JᵀJ + Σ r·r″. The second part is dropped as before,
# and d solves JᵀJ d = −Jᵀr.)
#
# First a line for the trees of lesson 3: volume = w₁ · diameter + w₂ · height + b. **Guess:** how
# many steps does it need, from all numbers 0?

# %%
trees = mg.tasks.load("trees")
x, volume = trees.x, trees.y[:, 0]


def of_line(p):
    return volume - (mg.matmul(x, p[:2]) + p[2])


for step, p in enumerate(gauss_newton(of_line, np.zeros(3), 3)):
    print(f"step {step}: numbers {p.round(6)}, loss {mg.mean(of_line(p) ** 2).item():.6f}")

# %% [markdown]
# One. The residuals of a line *are* straight in its numbers, so nothing was left out.
#
# ## The neuron
#
# Now `AddMul`, the neuron of lesson 12, as a function of its four numbers: two weights, bias and n.
# It starts as the best sum, as it did there. Check the Jacobian first.


# %%
def of_neuron(p):
    weights, bias, n = p[:2], p[2], p[3]
    return volume - mg.exp_n(mg.matmul(mg.exp_n(x, -n), weights) + bias, n)


def loss_of(p):
    return mg.mean(of_neuron(p) ** 2).item()


start = np.append(p, 0.0)  # the line's numbers, and n = 0
J = mg.jacobian(of_neuron)(start).numpy()
h = np.array([0, 0, 0, 1e-6])
by_n = (of_neuron(start + h).numpy() - of_neuron(start - h).numpy()) / 2e-6
print(f"J has {J.shape[0]} rows and {J.shape[1]} columns")
print("its last column is right:", np.allclose(J[:, 3], by_n, atol=1e-6))

# %% [markdown]
# In lesson 12, `fit` took 2,000 steps. **Guess:** how many do your eight lines need, until the loss
# is as low?

# %%
path = gauss_newton(of_neuron, start, 7)
for step, p in enumerate(path):
    print(f"step {step}: n = {p[3]:.6f}, loss {loss_of(p):.12f}")


# %%
def best_sum():
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, trees)
    return neuron


fitted, theirs = best_sum(), best_sum()
history = mg.train.fit(fitted, trees, lr=0.01, rng=0)
for step in (0, 10, 100, 500, 1999):
    print(f"fit, step {step:>4}: loss {history.loss[step]:.12f}")
evaluations = len(mg.train.least_squares(theirs, trees).loss)
for name, neuron in (("fit", fitted), ("least_squares", theirs)):
    print(f"{name:<13}: n = {neuron.n.item():.9f}, weights {neuron.weight.data[0].round(9)}")
print(f"{'yours':<13}: n = {path[-1][3]:.9f}, weights {path[-1][:2].round(9)}")
print(f"least_squares used {evaluations} Jacobians")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.5))
least = loss_of(path[-1])
ax.plot(np.arange(1, 7), [loss_of(p) - least for p in path[:6]], "o-", color="C5")
ax.plot(np.arange(1, 2001), np.array(history.loss) - least, color="C1")
ax.text(6.5, 1e-10, "Gauss–Newton", color="C5")
ax.text(900, 1e-6, "fit", color="C1")
ax.set(xscale="log", yscale="log", xlabel="step (the first is the start)")
ax.set(ylabel="loss above the least", ylim=(1e-15, 0.1))
ax.set_xticks([1, 6, 100, 2000], ["1", "6", "100", "2,000"])
ax.minorticks_off()
ax.set_title("Five steps against two thousand")
plt.show()

# %% [markdown]
# Five: the loss is then below that of 2,000 steps of `fit`. (The first went beyond n = 1; that was lucky, see
# below.) Yours, after seven, and `least_squares`
# agree in every digit printed. A step costs more, since it needs the slopes of every residual; for
# a few numbers and a few hundred rows that does not matter. For a million weights the table J would
# be too large, and so networks are trained by gradients.
#
# ## A step that is too long
#
# Straight lines can be believed only nearby. Back to the planets, from w = 0, where every period is
# 1: there the residuals are nearly flat, so the step is long.

# %%
w = np.array([0.0])
after = gauss_newton(residuals, w, 3)
print("three steps:", *(f"{v.item():.2f}" for v in after[1:]))

# %% [markdown]
# (Neptune's period would be 30 to the 30th power.) It would come back, by 0.3 a step. A cure: as
# long as the loss has not fallen, halve the step.

# %%
for step in range(1, 9):
    d = gauss_newton(residuals, w, 1)[1] - w
    halvings = 0
    while loss(w + d).item() > loss(w).item():
        d, halvings = d / 2, halvings + 1
    w = w + d
    print(f"step {step}: halved {halvings} times, w = {w.item():.6f}")

# %% [markdown]
# `least_squares` leaves this to SciPy's method "dogbox", which is more careful: it believes in the
# straight lines only within a box around p. If the loss falls as promised, the box grows; if not,
# it shrinks. And the box ends where a number has a bound. The neuron needs that: from an average of
# both inputs, a bare step takes n out of 0 … 1.

# %%
start = np.array([0.5, 0.5, 0.0, 0.0])
with np.errstate(all="ignore"):
    lost = gauss_newton(of_neuron, start, 1)[1]
    print(f"after a bare step: n = {lost[3]:.2f}, loss {loss_of(lost)}")
theirs.weight.data[:], theirs.bias.data[:], theirs.n.data[:] = 0.5, 0.0, 0.0
mg.train.least_squares(theirs, trees)
print(f"least_squares: n = {theirs.n.item():.6f}")

# %% [markdown]
# (Another cure, Levenberg and Marquardt's, adds a λ to the diagonal of JᵀJ. A small λ leaves the step as it is; a
# large one shortens it and turns it straight downhill. So λ is made smaller after a step that helped, and larger
# after one that did not. It also helps where JᵀJ has no inverse.)
#
# None of this gets out of a *local* minimum. For that, start several times: `least_squares(…, restarts=10)`,
# or lesson 14's `from_both_ends`.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("16.1")` shows a worked
# answer.
#
# **Exercise 1.** Save Newton's method. Write `careful_step(slope, curvature)`, which returns the
# step: as long as Newton's, but always in the direction of downhill.


# %% tags=["exercise"]
def careful_step(slope, curvature):
    return ...


check("16.1", careful_step)

# %% [markdown]
# **Exercise 2.** The root of a, found without a root: take the residual r = a − p². Write
# `root_step(p, a)`, which returns p *after* one Gauss–Newton step. (Babylon knew it.)


# %% tags=["exercise"]
def root_step(p, a):
    return ...


check("16.2", root_step)

# %% [markdown]
# **Exercise 3.** Give the planets a factor: period = p₀ · distance^p₁. Write their residuals as a
# function of p = (p₀, p₁), run `gauss_newton` from (1, 1.4), and give where both numbers end. (Write the
# power with `mg.power`, as above, so that the engine sees it.)


# %% tags=["exercise"]
def my_residuals(p):
    return ...


factor, exponent = ..., ...
check("16.3", factor, exponent)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does Newton's method believe?</summary>
#
# That the slope of the loss changes evenly; so it goes to where its tangent is 0.
# </details>
#
# <details><summary>What is a Jacobian?</summary>
#
# The table of all slopes: a row for each residual, a column for each number.
# </details>
#
# <details><summary>What does Gauss–Newton leave out, and when is that harmless?</summary>
#
# The part 2·r·r″ of the curvature. Near the goal residuals are small, and so is this part.
# </details>
#
# <details><summary>Why is a line fitted in one step?</summary>
#
# Its residuals are straight in its numbers, so r + J d is exact.
# </details>
#
# <details><summary>When do you prefer gradient descent?</summary>
#
# When there are many numbers or many rows: a step of least squares needs the whole table J.
# </details>
#
# ## In practice
#
# Up to some hundred numbers: `mg.train.least_squares(model, task)`, or SciPy's
# `scipy.optimize.least_squares` with a Jacobian from `mg.jacobian`. Both find a minimum nearby, so
# the start matters.
#
# ## New words
#
# - **Newton step**: the step −slope / curvature, to where the slope would be 0 if it changed
#   evenly.
# - **Jacobian**: the table of the slopes of several results (rows) with respect to several numbers
#   (columns).
# - **Gauss–Newton step**: the step that would be best if residuals were straight lines in the
#   numbers.
#
# ## Further reading
#
# - Nocedal and Wright, *Numerical Optimization*, 2006, chapter 10: Gauss–Newton, and boxes of
#   trust.
# - SciPy's
#   [least_squares](https://docs.scipy.org/doc/scipy/reference/generated/scipy.optimize.least_squares.html).
# - `minigrad/train/least_squares.py`: where the Jacobian is found in one walk.
