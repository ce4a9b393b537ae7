# %% [markdown]
# # A perfect impostor
#
# - **You will make** a neuron without any error where it learned, and the tests that unmask it.
# - **You will learn** what it means that a function is glued together from pieces, where that does
#   harm and where it does not.
# - **You need** [lesson 8](08_halve_exponential.ipynb), [lesson 12](12_let_neuron_decide.ipynb),
#   [lesson 16](16_linearise_errors.ipynb).
# - **17 minutes** to read and run, **12** for the exercises
#
# Two neurons learned the same table, with inputs between 1 and 2.
#
# ![Prediction over truth: both curves are at 1 where the neurons learned; beyond, Kneser's stays there and Abel's falls](pictures/18_unmask_impostor.png)

# %%
import csv

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")
COLOURS = {"abel": "#f0707c", "kneser": "#5b12b0"}

# %% [markdown]
# ## No error at all
#
# The law is y = 3 · x₁ · x₂, without noise. So the right n is 1, and the factor 3 goes into the
# bias. We train 25 neurons of each kind from random starts, by least squares: some with Kneser's
# exp⁽ⁿ⁾, which minigrad takes unless told otherwise, and some with Abel's, which you built in
# lesson 8. `wrong_by` is the root of the mean squared residual.


# %%
def law(x):
    return 3 * x[:, :1] * x[:, 1:]


def wrong_by(neuron, x):
    return np.mean((law(x) - neuron(x).numpy()) ** 2) ** 0.5


rng = np.random.default_rng(0)
near, far = rng.uniform(1, 2, (256, 2)), rng.uniform(2, 6, (256, 2))
task = mg.tasks.Task.from_arrays(near, law(near))
shown = {}
for kind in ("kneser", "abel"):
    neurons = [mg.nn.AddMul(2, 1, kind=kind, n="random", bias=True, rng=i) for i in range(25)]
    for neuron in neurons:
        mg.train.least_squares(neuron, task)
    shown[kind] = neuron = min(neurons, key=lambda neuron: neuron.n.item())
    n = np.array([neuron.n.item() for neuron in neurons])
    print(
        f"{kind:<6}: do most have a wrong n? {np.mean(n < 0.999) > 0.5}. Smallest n: {n.min():.3f}"
    )
    print(f"        the largest error from 1 to 2: {max(wrong_by(m, near) for m in neurons):.6f}")
    six = neuron([6, 6]).item()
    print(f"        for 6 and 6, that of the smallest n says {six:.2f}; 3 · 6 · 6 = {3 * 6 * 6}")

# %% tags=["picture", "hide-input"]
x = np.linspace(0.7, 6, 300)
pairs = np.stack([x, x], axis=1)
fig, ax = plt.subplots(figsize=(7, 4.2))
ax.axvspan(1, 2, color="C4", alpha=0.25, linewidth=0)
ax.text(1.5, 0.93, "learned\nhere", ha="center", color="#404040", size=15)
for kind, width in (("kneser", 5), ("abel", 3)):
    ratio = (shown[kind](pairs).numpy() / law(pairs)).ravel()
    ax.plot(x, ratio, color=COLOURS[kind], linewidth=width)
    ax.text(6.1, ratio[-1], kind.capitalize(), color=COLOURS[kind], va="center", size=16)
ax.set_xlabel("x₁ = x₂", size=15)
ax.set_ylabel("prediction / truth", size=15)
ax.set_xlim(0.7, 6)
ax.set_title("Both are perfect from 1 to 2;\nbeyond, one is wrong", size=17)
plt.show()

# %% [markdown]
# Most of Abel's neurons have a wrong n, and no error at all on 256 rows. Nothing in the training
# gives them away. They are wrong only where nobody measured: at 6 and 6 by a tenth.
#
# ## How it does that
#
# Abel's ψ is glued from pieces: it is x from 0 to 1, log x + 1 from 1 to e, log log x + 2 from e to
# eᵉ. Follow the recipe of lesson 8 with the n that was printed, 0.906:
#
# | | its height | the number |
# |---|---|---|
# | an input | log x + 1 | x, from 1 to 2 |
# | go down by n | log x + 1 − n, between 0 and 1 | the same, since ψ(x) = x there |
# | weigh and add | log z + 1 | z; let it be between e¹⁻ⁿ and e |
# | go up by n | log z + 1 + n, between 2 and 3 | two exps of log z + n − 1 |
#
# So inside, the neuron adds logarithms, as a product does. Outside stands exp(exp(log z + n − 1)),
# which is exp(eⁿ⁻¹ · z), where a product has exp(z). Weights of e¹⁻ⁿ undo the factor eⁿ⁻¹, and the
# bias sets the constants right. Is that what it found?

# %%
impostor = shown["abel"]
n = impostor.n.item()
print(f"n = {n:.3f}: weights {impostor.weight.data[0].round(4)}, e¹⁻ⁿ = {np.exp(1 - n):.4f}")
z = mg.iterate.exp_n(near, -n, "abel") @ impostor.weight.data[0] + impostor.bias.data
print(f"z is between {z.min():.4f} and {z.max():.4f}; e = {np.e:.4f}")
print(f"log(log(largest y)) = {np.log(np.log(task.y.max())):.3f}")

# %% [markdown]
# It is. Each row of the table asks for something. Inputs up to 2 come down to below height 1 only if n
# is at least log 2. To give y, z must be e¹⁻ⁿ · log y; that is at least e¹⁻ⁿ if y is at least e,
# for which the law has its factor 3. And it is at most e, where another piece begins, if n is at least
# log(log y). This is where 0.906 comes from: z reaches just up to e.
#
# **Guess:** would more rows between 1 and 2 settle n?

# %%
many = np.random.default_rng(1).uniform(1, 2, (4096, 2))
for x in (near, many):
    rows = mg.tasks.Task.from_arrays(x, law(x))
    print(f"{len(x)} rows: log(log(largest y)) = {np.log(np.log(rows.y.max())):.3f}")
    for kind in ("kneser", "abel"):
        # At n = 0, 0.02, 0.04 … 1 and the neuron's own n, the rest is refitted.
        valley = mg.study.profile(shown[kind], rows)
        perfect = valley.n[valley.loss < 1e-20]
        print(f"    {kind:<6}: no error from n = {perfect[0]:.3f} to {perfect[-1]:.3f}")
print(f"log(log 12) = {np.log(np.log(12)):.3f}")

# %% [markdown]
# No. (These 4,096 rows even have a smaller largest y, so their range is a little wider; 0.904 is not
# among the n that we tried.) Endless rows would bring its end to log(log 12), and no further. Within
# the pieces that the data touch, n can be traded for weights.
#
# ## Pieces
#
# Kneser's height is the *superlogarithm*, slog, and its inverse is called tet. Both are built in
# [lesson F](F_build_kneser.ipynb); here they are black boxes. slog obeys the equation of ψ but
# starts with slog(1) = 0, so add 1 to compare. (There are many heights: where ψ solves Abel's equation, so does
# ψ + p(ψ) with every p of period 1, and it rises if p′ is above −1.)

# %%
slog, tet, psi = mg.iterate.kneser.slog, mg.iterate.kneser.tet, mg.iterate.abel.psi
for x in (0.25, 0.75, 2.0):
    print(f"x = {x:<4}: slog(x) + 1 = {slog(x) + 1:.4f}, ψ(x) = {psi(x):.4f}", end=", ")
    print(f"tet(slog(x)) = {tet(slog(x)):.2f}")

# %% [markdown]
# They differ by less than a hundredth. **Guess:** where do you see a difference between Abel's and
# Kneser's half exp: in the values, the slopes, or the curvatures (the slopes of the slopes)?

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 3, figsize=(13, 3.8))
x = np.linspace(-1.5, 3, 200)
for kind, width in (("abel", 5), ("kneser", 1.5)):
    axes[0].plot(x, mg.iterate.exp_n(x, 0.5, kind), color=COLOURS[kind], linewidth=width)
axes[0].text(-1.3, 5.3, "wide: Abel", color=COLOURS["abel"])
axes[0].text(-1.3, 4.6, "narrow: Kneser", color=COLOURS["kneser"])
axes[0].set(xlabel="x", ylabel="exp⁽ⁿ⁾(x), n = 0.5")
axes[0].set_title("Values: nearly the same")
for order in (1, 2):
    mg.plot.derivatives(0.5, order=order, ax=axes[order])
axes[1].set(ylabel="slope", title="Slopes: Abel's has corners")
axes[2].set(ylabel="curvature", title="Curvatures: Abel's jumps")
plt.show()

# %% [markdown]
# Hardly in the values, a little in the slopes, clearly in the curvatures. A *kink* is a place where
# the slope is continuous but the curvature jumps; the dots show them. Abel's exp⁽ⁿ⁾ has one
# wherever ψ(x) or ψ(x) + n is a whole number: there one piece ends and the next begins.
#
# ## Why Kneser's is not fooled
#
# A function is called *analytic* if around each place it equals a power series, as eˣ is 1 + x +
# x²/2 + x³/6 + … Such a function cannot be glued from pieces: two analytic functions that agree on
# an interval, however short, agree wherever both go on. slog and tet are analytic, so Kneser's
# neuron is, and so is the law. If they agree from 1 to 2, they agree from 2 to 6.
#
# **Guess:** put Abel's perfect numbers into Kneser's neuron. Does it stay perfect?

# %%
smooth = mg.nn.AddMul(2, 1, bias=True)
smooth.load_state_dict(impostor.state_dict())
print(f"Abel's numbers in Kneser's neuron: wrong by {wrong_by(smooth, near):.3f} near")
mg.train.least_squares(smooth, task)
print(f"after training: n = {smooth.n.item():.3f}, wrong by {wrong_by(smooth, far):.3f} far")
valley = mg.study.profile(shown["kneser"], task)
at = abs(valley.n - 0.9).argmin()
print(f"n held at {valley.n[at]:.1f}, the rest trained: wrong by {valley.loss[at] ** 0.5:.3f} near")
print(f"there, y is between {task.y.min():.1f} and {task.y.max():.1f}")

# %% [markdown]
# It does not, and training leads to n = 1. But mind the word *perfect*. With n held at 0.9,
# Kneser's neuron is wrong by 0.017, where y is between 3 and 12. A little noise would hide that.
# About fits that are only good, being analytic promises nothing.
#
# ## Two smaller harms
#
# Do kinks disturb a training as well? First Newton's method (lesson 16), which needs the curvature.
# Somebody hides an n, and we search for it from 2 ⊕ₙ 7, from 63 starts up to 0.25 away.


# %%
def arrivals(kind, true_n):
    target = mg.oplus(2, 7, true_n, kind).item()

    def loss(n):
        return ((mg.oplus(2, 7, n, kind) - target) ** 2).sum()

    slope = mg.grad(loss)
    curvature = mg.grad(lambda n: slope(n).sum())
    n = true_n + np.linspace(-0.25, 0.25, 21)
    with np.errstate(all="ignore"):  # far off, n may leave the domain
        for _ in range(6):
            n = n - slope(n).numpy() / curvature(n).numpy()
    return int(np.sum(abs(n - true_n) < 1e-9))


for kind in ("kneser", "abel"):
    found = sum(arrivals(kind, true_n) for true_n in (0.3, 0.5, 0.7))
    low, high = mg.study.wilson(found, 63)
    print(f"{kind:<6}: {found} of 63 found in six steps (95 %: {low:.2f} … {high:.2f})")

# %% [markdown]
# Abel's is not clearly worse, though a Newton step can fail at a kink: it trusts one curvature, and beyond the kink
# there is another, or none. (In brackets: the rates that fit such a count. [Lesson
# 19](19_expose_tricks.ipynb) builds them.) The second question is training by least squares, which uses slopes
# only. A recorded table (`figures/data/migration.csv`) has 25 random starts each, for exact sums
# and products.

# %%
with open("../figures/data/migration.csv", encoding="utf-8") as file:
    table = {(row["part"], row["row"]): row for row in csv.DictReader(file)}
for part, bias in (("one", "no bias"), ("bias", "a bias")):
    for law_name in ("sum", "product"):
        for kind in ("kneser", "abel"):
            row = table[part, f"{kind} {law_name} from n = random, by least squares"]
            low, high = mg.study.wilson(int(row["found"]), int(row["runs"]))
            print(f"{law_name:<7} {bias:<7} {kind:<6} {row['found']} ({low:.2f} … {high:.2f})")

# %% [markdown]
# (A training counts if its neuron is right from 2 to 6, too. No impostor is among them: this product,
# without a factor 3, runs from 1 to 4, across e, where its two pieces would have to agree.) In one of
# four cases kinks do harm: a sum, with a bias, which lets any n fit nearly as well. Hold n, and refit
# the rest, to see in what they got stuck.

# %% tags=["hide-input"]
exact = mg.tasks.load("sum", samples=256)
fig, ax = plt.subplots(figsize=(7, 3.8))
for kind, place in (("abel", (0.4, 0.0009)), ("kneser", (0.26, 0.00026))):
    neuron = mg.nn.AddMul(2, 1, kind=kind, bias=True, rng=0)
    mg.train.warm_start(neuron, exact)
    valley = mg.study.profile(neuron, exact)
    ax.plot(valley.n, 1000 * valley.loss, color=COLOURS[kind])
    ax.text(place[0], 1000 * place[1], kind.capitalize(), color=COLOURS[kind])
    if kind == "abel":
        inset = ax.inset_axes((0.68, 0.1, 0.3, 0.17), xticks=[0.7, 0.8], yticks=[1.055, 1.058])
        inset.set_title("the dip, enlarged", loc="center", size=10, weight="normal")
        dip = (valley.n > 0.65) & (valley.n < 0.89)
        inset.plot(valley.n[dip], 1000 * valley.loss[dip], color=COLOURS[kind])
    falls = valley.n[1:][np.diff(valley.loss) < 0].round(2)
    print(f"{kind}: {f'falls from {falls[0]} to {falls[-1]}' if len(falls) else 'never falls'}")
ax.set(xlabel="n, held fixed", ylabel="least loss, in thousandths")
ax.set_title("Abel's loss has steps; on the upper one there is a dip")
plt.show()

# %% [markdown]
# Abel's loss climbs in steps, and on the upper one is a dip, a local minimum. Kneser's only climbs.
# So the three answers: for Newton's steps little harm; in training seldom any, but then you get
# stuck; and a perfect fit may be an impostor, which no training loss shows.
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("18.1")` shows a worked
# answer.
#
# **Exercise 1.** Where are the kinks of Abel's exp⁽ⁿ⁾ for n = 0.25, as a function of x, between x =
# 0.5 and x = 3? Give a list, the smallest first. (`mg.iterate.abel.psi_inv` leads from a height to
# its number; `mg.plot.derivatives(0.25)` shows whether you have them all.)

# %% tags=["exercise"]
kinks = ...
check("18.1", kinks)

# %% [markdown]
# **Exercise 2.** Make another impostor: an Abel neuron with n = 0.95 exactly that is perfect on
# `task` (`learn_n=False` keeps n where it starts). Give it to `check`, and what it says for 6 and
# 6.

# %% tags=["exercise"]
another = ...  # mg.nn.AddMul(2, 1, kind="abel", n=0.95, …)
at_six = ...
check("18.2", another, at_six)

# %% [markdown]
# **Exercise 3.** If inputs reach only from 1 to 1.5, the law 3 · x₁ · x₂ touches less of a piece.
# How small can the n of a perfect impostor be then?

# %% tags=["exercise"]
smallest_n = ...
check("18.3", smallest_n)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is a kink?</summary>
#
# A place where the slope is continuous, but the curvature jumps.
# </details>
#
# <details><summary>How can a wrong n make no error?</summary>
#
# On one piece, Abel's exp⁽ⁿ⁾ is a formula in which weights and bias can undo a change of n.
# </details>
#
# <details><summary>Do more rows help?</summary>
#
# Not if they come from the same range. Rows on another piece do.
# </details>
#
# <details><summary>Why is Kneser's neuron not fooled?</summary>
#
# It is analytic, and so is the law: what agrees on an interval agrees everywhere.
# </details>
#
# <details><summary>What does that not promise?</summary>
#
# Anything about fits that are good but not perfect, such as those to measured data.
# </details>
#
# ## In practice
#
# Take Kneser's, minigrad's default; Abel's and Schröder's are from the paper below. If least
# squares gets stuck, start several times: `least_squares(…, restarts=10)` keeps the best. That does
# not help against an impostor. Whatever the training error is, test a model outside of the range
# that it learned from.
#
# ## New words
#
# - **superlogarithm**: Kneser's height slog; it counts exps, starts with slog(1) = 0, and has no
#   kinks.
# - **kink**: a place where the slope is continuous and the curvature jumps.
# - **analytic**: equal to a power series around each place; a small piece then settles the whole.
#
# ## Further reading
#
# - Hellmuth Kneser, "Reelle analytische Lösungen der Gleichung φ(φ(x)) = eˣ", Journal für die reine
#   und angewandte Mathematik 187, 1950: there is an analytic half exp (in German).
# - Köpp, van der Smagt and Urban, [A Differentiable Transition Between Additive and Multiplicative
#   Neurons](https://arxiv.org/abs/1604.03736): Abel's and Schröder's exp⁽ⁿ⁾.
# - `minigrad/iterate/abel.py` and `minigrad/iterate/kneser.py`.
