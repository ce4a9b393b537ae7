# %% [markdown]
# # How Kneser's function is built
#
# - **You will make** Kneser's function tet from a straight line, as exactly as the computer's numbers
#   allow, and its inverse slog.
# - **You will learn** how to meet two conditions by imposing them in turn.
# - **You need** [lesson 8](08_halve_exponential.ipynb), [lesson D](D_leave_line.ipynb), and Taylor
#   series. It is the hardest lesson, but each step is checked by a number. A good place for a break is
#   before step 4.
# - **22 minutes** to read and run, **8** for the exercises
#
# The method in one sketch, to which the lesson leads:
#
# ![The unit circle around 0, and a line a little above the real axis with dots on it. The circle above the line is marked "from θ", two short pieces between line and axis "old series", the lower half "mirrored".](pictures/F_build_kneser.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Half a step up a tower
#
# Let tet(z) be a tower of z letters e: tet(1) = e, tet(2) = $e^e$. One letter more is one exp more,
#
# $$\mathrm{tet}(0) = 1, \qquad \mathrm{tet}(z + 1) = e^{\mathrm{tet}(z)},$$
#
# and so tet(−1) = 0. A function that does this also for z in between is called *tetration*. Its
# inverse is slog, the superlogarithm: it counts exps, as the height ψ of lesson 8 does (but from −1
# on, for slog(0) = −1). So exp⁽ⁿ⁾(x) = tet(slog(x) + n). Other lessons use Kneser's; here
# you build it.
#
# The equation leaves much freedom. Draw any rising curve from tet(−1) = 0 to tet(0) = 1, and the
# equation continues it. The straight line is Abel's choice, that of lesson 8:


# %%
def abel(z):
    return np.where(z <= 0, 1 + z, np.exp(np.minimum(z, 1)))  # for z between -1 and 1


def bend(f, z, step=1e-3):
    return (f(z + step) - 2 * f(z) + f(z - step)) / step**2


print(f"curvature at z = -0.01: {bend(abel, -0.01):.2f}, at z = 0.01: {bend(abel, 0.01):.2f}")

# %% [markdown]
# At 0 the curvature jumps from 0 to 1, and the equation repeats the jump at 1, 2, and so on. We want
# a function without such places: around each point it is to be a power series.
#
# ## A smooth tower that is not real
#
# Lesson D had one at hand. There, $χ(e^z) = c\,χ(z)$, with the fixed point $c = e^c$. So let
# $F(z) = χ^{-1}(e^{cz})$. Adding 1 to z multiplies $e^{cz}$ by $e^c = c$, and that is one exp more:
# $F(z + 1) = e^{F(z)}$.

# %%
C = mg.iterate.schroeder.FIXED_POINT
chi, chi_inv = mg.iterate.schroeder.chi, mg.iterate.schroeder.chi_inv


def F(z):
    return chi_inv(np.exp(C * z))


print(f"F(0) = {F(0):.4f}, F(1) = {F(1):.4f}, exp(F(0)) = {np.exp(F(0)):.4f}")
print(f"F(3i) = {F(3j):.4f}, F(6i) = {F(6j):.4f}, c = {C:.4f}")

# %% [markdown]
# χ⁻¹ takes exps only, so it never jumps, and F is smooth. High above the real axis it calms down to c, because $e^{cz}$ comes near 0 there. But
# it is not real on real numbers.
#
# ## What may be added to z
#
# Let θ be a function with period 1. Then F(z + θ(z)) obeys the equation too, because
# $z + 1 + θ(z + 1) = (z + θ(z)) + 1$. In 1950 Hellmuth Kneser proved that some θ makes it real:
#
# $$\mathrm{tet}(z) = χ^{-1}\big(e^{c\,(z + θ(z))}\big)$$
#
# This θ is the *periodic correction*. A periodic function is a sum of waves, its *Fourier series*,
#
# $$θ(z) = \sum_k t_k \, e^{2πikz}, \qquad e^{2πikz} = \cos 2πkz + i \sin 2πkz$$
#
# where k is any whole number. The waves are called *modes*, and the $t_k$ are what we are after. Two
# conditions have to be met:
#
# - **On the real axis** tet is real. So its Taylor series has real coefficients, and below the axis
#   tet is the mirror image of tet above.
# - **High above the real axis** tet calms down to c, as F does, and θ to a constant.
#
# The first is what we want. The second is Kneser's choice: without it there would be many such functions, as the last
# section shows. (We use the formula only above the axis. On it, θ has no value at whole numbers; and below it tet
# is the mirror image, so we never ask θ there.)
#
# **Guess:** what does the second condition forbid, modes with k > 0 or with k < 0?

# %%
for k in (-5, -1, 0, 1, 5):
    sizes = [abs(np.exp(2j * np.pi * k * (0.3 + 1j * height))) for height in (0, 0.5, 1)]
    print(f"k = {k:>2}: size at Im z = 0, 0.5 and 1:", *(f"{size:.2g}" for size in sizes))

# %% [markdown]
# Those with k < 0: they grow with the height above the axis, and the others fade or stay.
#
# So one condition is easy to see in the Taylor series (real), the other in the Fourier series (no
# k < 0). The plan: go from one series to the other and back, and each time impose one condition. On a line drop the modes
# with k < 0; on a circle mirror the values, which makes the coefficients real. Here is the way:

# %% tags=["picture", "hide-input"]
H = 0.25
turns = (np.arcsin(H), np.pi - np.arcsin(H), np.pi, 2 * np.pi)
fig, ax = plt.subplots(figsize=(6.6, 4.7))
ax.axhline(0, color="0.7", linewidth=1.5)
ax.plot([-1.3, 1.3], [H, H], color="C2", linewidth=1.5)
for low, high, style in zip((0, *turns), turns, ("C0-", "C5-", "C0-", "C4--"), strict=False):
    arc = np.exp(1j * np.linspace(low, high, 100))
    ax.plot(arc.real, arc.imag, style, linewidth=6)
ax.plot(np.arange(0, 0.95, 1 / 12), np.full(12, H), "o", color="C2", markersize=7)
ax.annotate("", (-0.5, H), (-0.5, 0), arrowprops={"arrowstyle": "<->", "color": "C2"})
for x, at, text in ((-1, -1.14, "−1"), (0, 0, "0"), (1, 1.1, "1")):
    ax.plot(x, 0, "o", color="black", markersize=6)
    ax.text(at, -0.05, text, ha="center", va="top", size=15)
for x, y, text, colour in (
    (0.42, H + 0.12, "θ on the line", "C2"), (-0.41, H / 2, "h", "C2"),
    (0, 1.16, "above the line: from θ", "C5"), (1.5, -0.11, "real axis", "0.4"),
    (-1.38, 0.115, "old series", "C0"), (1.38, 0.115, "old series", "C0"),
    (0, -0.45, "below the axis:\nmirrored", "0.35"),
):  # fmt: skip
    ax.text(x, y, text, color=colour, size=16, ha="center", va="center")
ax.set(xlim=(-1.9, 1.9), ylim=(-1.1, 1.3), aspect="equal")
ax.axis("off")
ax.set_title("Old series → θ → circle → new series", loc="center", size=17)
plt.show()

# %% [markdown]
# ## Step 1: tet from its series
#
# `a` holds the Taylor coefficients of tet around 0. We use them for |Re z| ≤ ½. To the right of that we take exp
# of the series one unit back, to the left log of it one unit on, as the equation says. (One is enough up to z =
# 1.5.) We start with 1 + z. (From −½ to ½, so this is not quite Abel's tower: at ½ it even jumps. The passes will
# repair it.)


# %%
def tet(z, a):
    k = np.round(np.real(z))
    y = np.polynomial.polynomial.polyval(z - k, a)
    y = np.where(k > 0, np.exp(y), y)
    return np.where(k < 0, np.log(y), y)


start = np.array([1.0, 1.0])  # 1 + z
for z in (-0.2, 0.8, 0.5, 0.500001):
    print(f"tet({z}) = {tet(z, start):.4f}")
print(f"exp(0.8) = {np.exp(0.8):.4f}")

# %% [markdown]
# ## Step 2: read θ off a line
#
# Solve the formula with χ⁻¹ above for θ: $θ(z) = \log(χ(\mathrm{tet}(z))\,e^{-cz}) / c$. On the real axis this
# fails at 0 and 1, since χ has no value at tet(0) = 1 and tet(1) = e (lesson D). So we stay at the height h =
# 0.25 above it (now Im z is meant, not ψ), and take 64 points of one period. (Step 1 makes tet obey the equation,
# so its θ has the period 1 even at the start. Which log is meant? If the angle of the number in it stays far from
# ±π, NumPy's does not jump.)


# %%
N, H = 64, 0.25
LINE = np.arange(N) / N + 1j * H


def theta(values, z):  # from the values of tet at z
    return np.log(chi(values) * np.exp(-C * z)) / C


on_line = theta(tet(LINE, start), LINE)
angles = (C * on_line).imag
print(f"angle in the log: from {angles.min():.2f} to {angles.max():.2f}")
print(f"θ at the first point: {on_line[0]:.3f}, half a period on: {on_line[N // 2]:.3f}")

# %% [markdown]
# ## Step 3: split θ into modes
#
# On the line, mode k is the mean of $θ(z)\,e^{-2πikx}$, with x = Re z: in this mean all other modes
# cancel, because they turn round and round. `np.fft.fft`, divided by 64, computes 64 such means at
# once. It puts the negative k last, where Python's index −1 finds them. From here on, $t_k$ is the mode on the line;
# further up by d, it is $e^{-2πkd}$ times as large.

# %%
t = np.fft.fft(on_line) / N
by_hand = np.mean(on_line * np.exp(2j * np.pi * LINE.real))
print(f"mode -1: {t[-1]:.4f}, as a mean: {by_hand:.4f}")
for k in (-32, -1, 1, 31):
    higher = abs(t[k]) * np.exp(-2 * np.pi * k * (1 - H))
    print(f"k = {k:>3}: size {abs(t[k]):.4f} on the line, {higher:.1e} at height 1")

# %% [markdown]
# Our start has forbidden modes: k = −1 is even larger than k = 1. And k = −32, small on the line,
# would be enormous at height 1.
#
# ## Step 4: above the line
#
# A mode that is $t_k$ on the line is $t_k\,e^{2πik(z - ih)}$ at z. Add up those that we keep, and the formula
# with χ⁻¹ gives tet. At the top of the circle:


# %%
def above(z, t, keep):
    waves = (t[k] * np.exp(2j * np.pi * k * (z - 1j * H)) for k in keep)
    return chi_inv(np.exp(C * (z + sum(waves))))


print(f"tet(i): {tet(1j, start):.4f} at the start, {above(1j, t, range(N // 2)):.4f} from θ")

# %% [markdown]
# Without the forbidden modes, tet(i) has moved, and nearly to where the passes below will lead it.
#
# ## Step 5: on the unit circle the Taylor series is a Fourier series
#
# There $z = e^{iφ}$, so $\sum a_k z^k = \sum a_k e^{ikφ}$: powers are waves. Take a function on the circle, and
# the same `np.fft.fft` gives you its Taylor coefficients. A tiny check, with exp, whose coefficients are 1, 1, ½,
# ⅙, … (If a function is no power series, negative powers turn up at the end of the list. A Taylor series has
# none, so we shall throw them away, as the modes with k < 0.)

# %%
CIRCLE = np.exp(2j * np.pi * np.arange(N) / N)
print(np.round((np.fft.fft(np.exp(CIRCLE)) / N).real[:5], 4))

# %% [markdown]
# ## Step 6: all the way round
#
# Now the sketch becomes code. Points below the axis are first replaced by their mirror images (`upper`). Then
# values come from θ above the line, and from the old series below it. (Not from θ: downwards, the modes with k >
# 0 grow, and with them their errors.) Last, what was mirrored is mirrored back. This makes the new coefficients
# real.


# %%
def improved(z, a, keep=range(N // 2)):
    t = np.fft.fft(theta(tet(LINE, a), LINE)) / N
    upper = np.where(z.imag < 0, z.conj(), z)
    high = upper.imag >= H
    values = tet(np.where(high, 0, upper), a)  # where high, the next line writes over them
    values[high] = above(upper[high], t, keep)
    return np.where(z.imag < 0, values.conj(), values)


new = np.fft.fft(improved(CIRCLE, start)) / N
print("imaginary parts of the new coefficients below 1e-15:", np.max(abs(new.imag)) < 1e-15)
print(f"tet(0) = {new[0].real:.3f}")

# %% [markdown]
# But tet(0) is no longer 1. One thing is still free: if tet(z) meets both conditions, so does tet(z + 0.01).
# Left alone, the passes would lead to some such shifted one. So in each pass we put the first coefficient right. (This
# moves all values a little; the passes that follow repair it.)
#
# **Guess:** what comes out of a pass if all modes are kept? (Step 3 printed a clue.)


# %%
def one_pass(a, **options):
    new = np.fft.fft(improved(CIRCLE, a, **options)).real / N  # .real drops rounding errors only
    new[0] = 1
    return new[: N // 2]  # without the negative powers


with np.errstate(all="ignore"):
    print("all modes:    tet(0.5) =", tet(0.5, one_pass(start, keep=range(-N // 2, N // 2))))
print(f"without k < 0: tet(0.5) = {tet(0.5, one_pass(start)):.4f}")
print(f"the package:   tet(0.5) = {mg.iterate.kneser.tet(0.5):.4f}")

# %% [markdown]
# With all modes the numbers overflow, and nan (not a number) is left. Without the forbidden ones, one
# pass comes near.
#
# ## More passes
#
# **Guess:** does each pass gain the same number of digits, or more and more, as Newton's steps do?

# %%
x = np.linspace(-1, 1, 201)
a, passes, errors = start, [start], []
for number in range(1, 15):
    a = one_pass(a)
    passes.append(a)
    errors.append(np.max(abs(tet(x, a) - mg.iterate.kneser.tet(x))))
    left = abs(np.fft.fft(theta(tet(LINE, a), LINE))[-1]) / N
    if number <= 8:
        print(f"pass {number}: mode -1 has {left:.0e}, {-np.log10(errors[-1]):.1f} digits right")
print(f"tet(i) is now {tet(1j, a):.4f}")
print("digits gained by a pass:", np.round(np.log10(errors[0] / errors[9]) / 9, 1))
print("after 14 passes, error below 2e-15:", errors[-1] < 2e-15)

# %% tags=["hide-input"]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), width_ratios=[1.3, 1])
K = np.arange(-N // 2, N // 2)
for number, colour in ((0, "C2"), (3, "C3"), (6, "C0"), (9, "C5")):
    size = abs(np.fft.fft(theta(tet(LINE, passes[number]), LINE))[K]) / N
    left.semilogy(K, size, ".-", color=colour)
    left.text(-33, size[0], f"{number} passes", color=colour, ha="right", va="center")
left.set(xlim=(-51, 33), ylim=(1e-16, 10), xlabel="k of the mode", ylabel="its size on the line")
left.set_xticks([-32, -16, 0, 16, 31])
left.set_title("Modes with k < 0 sink from pass to pass")
right.semilogy(range(1, 15), errors, "o-", color="C5")
right.set(xlabel="pass", ylabel="largest error of tet", xticks=[1, 5, 10, 14])
right.set_title("Each pass gains the same")
plt.show()

# %% [markdown]
# The same: 1.2 digits, since mode −1 becomes about 16 times smaller. (Why 16, we do not derive.) Why is it not gone at
# once? The modes that we kept were read off the old series, so they are not quite right, and the pieces of the circle
# do not quite fit. One series through all of them brings some k < 0 back.
#
# From a straight line we get as far as the computer's numbers allow. We have *seen* that, not proved it; and the
# package's table was made by the same method. So ask the equation itself, at −½ and ½, where `tet` takes the
# value of the series both times:

# %%
print(f"tet(-1/2) = {tet(-0.5, a):.4f}: half an exp of 0")
print(f"tet(1/2) = {tet(0.5, a):.10f}, exp(tet(-1/2)) = {np.exp(tet(-0.5, a)):.10f}")
print("They differ by less than 1e-14:", abs(tet(0.5, a) - np.exp(tet(-0.5, a))) < 1e-14)
for name, series in (("at the start", start), ("now", a)):
    left, right = bend(lambda z, a=series: tet(z, a), np.array([0.498, 0.502]))
    print(f"curvature {name}, left and right of 1/2: {left:.2f} and {right:.2f}")

# %% [markdown]
# At ½, where exp takes over from the series, the curvature jumps no longer. And tet(−½) is the number that
# exercise 3 of [lesson 0](00_explore_operations.ipynb) asked you to find with the slider.
#
# ## Is there only one?
#
# Take tet(z + 0.01 sin 2πz). **Guess:** is it real and smooth, and does it obey the equation?


# %%
def rival(z):
    return tet(z + 0.01 * np.sin(2 * np.pi * z), a)


z = np.linspace(-1, 0, 101)
off = np.max(abs(np.exp(rival(z)) - rival(z + 1)))
print("The rival obeys the equation within 1e-13:", off < 1e-13)
for name, values in (("rival", rival(LINE)), ("ours", tet(LINE, a))):
    mode = abs(np.fft.fft(theta(values, LINE))[-1]) / N
    print(f"{name}: mode -1 is below 1e-15: {mode < 1e-15}; to three digits {mode:.3f}")

# %% [markdown]
# Yes, all three: sin 2πz is real, smooth, and has the period 1. On the real axis nothing rules the rival out.
# But $\sin 2πz = (e^{2πiz} - e^{-2πiz}) / 2i$ contains the mode k = −1: high above, the rival does not calm down
# to c. **What singles out Kneser's function shows only above the real axis.** (Paulsen and Cowgill, below, prove
# that such a condition leaves only one.)
#
# Up to |Re z| = ½, `improved` gives tet at any height; exp and log of that strip continue it.
# The hue is the angle of tet(z), and from one edge of brightness to the next its length doubles.

# %% tags=["hide-input"]
middle = np.arange(-50, 50) / 100 + 1j * np.linspace(-2, 2, 401)[:, None]
strip = improved(middle, a)
with np.errstate(divide="ignore"):  # at -2, tet has no value
    strips = [np.log(np.log(strip)), np.log(strip), strip, np.exp(strip), np.exp(np.exp(strip))]
fig, (ax, key) = plt.subplots(1, 2, figsize=(7, 3.9), width_ratios=[3, 1])
mg.plot.domain_colouring(np.hstack(strips), (-2.5, 2.49, -2, 2), ax=ax)
ax.set_title("Tetration: calm above and below")
mg.plot.colour_key(ax=key)
plt.show()

# %% [markdown]
# From −2 to the right, the strips fit together without a seam. At −1, where tet is 0, all colours meet. Towards
# the top the colours draw near to that of c, towards the bottom to that of its mirror image.
#
# That tet begins at −2 says where exp⁽ⁿ⁾(x) has a value: as long as slog(x) + n is above −2. And as x goes to −∞,
# slog(x) goes to −2, so for n > 0 exp⁽ⁿ⁾(x) goes to tet(n − 2).
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("F.1")` shows a worked
# answer.
#
# **Exercise 1.** Build slog, and with it half an exp, for x between 0 and 1: find the z between −1
# and 0 with tet(z) = x (halve the interval again and again, or use Newton's steps), and go on by ½.
# `tet` and `a` are those of this lesson.


# %% tags=["exercise"]
def half_exp(x):
    return ...


check("F.1", half_exp)

# %% [markdown]
# **Exercise 2.** A Taylor series around 0 works up to the nearest point s where its function has no value. At s, tet
# goes off like a logarithm, and for such a series `a[k + 1] / a[k]` times (k + 1)/k comes near to 1/s. Print that for k
# from 24 to 30. Neighbours lie on either side of 1/s: take the mean of the last two. Which s do you read off?

# %% tags=["exercise"]
point = ...
check("F.2", point)

# %% [markdown]
# ## Five questions
#
# <details><summary>What is tetration?</summary>
#
# A function with tet(0) = 1 and tet(z + 1) = exp(tet(z)): a tower of z letters e, also for z that
# are not whole.
# </details>
# <details><summary>Why may a function with period 1 be added to z?</summary>
#
# One step further it has the same value again, so z + θ(z) also grows by 1, and that is one exp.
# </details>
# <details><summary>Why are modes with k < 0 forbidden?</summary>
#
# High above the real axis they grow without bound, but tet has to calm down to c there.
# </details>
# <details><summary>Why does a Fourier transform give Taylor coefficients?</summary>
#
# On the unit circle the power zᵏ is the wave with k turns, so the series of powers is one of waves.
# </details>
# <details><summary>Why is one pass not enough?</summary>
#
# The modes that we keep come from the old series and are not quite right, and the pieces of the circle do not
# quite fit.
# </details>
#
# ## In practice
#
# You would not run this again: `mg.iterate.kneser.tet` and `slog` evaluate two short polynomials.
# `minigrad/iterate/make_tables.py` computed their coefficients once, by the passes of this lesson with
# 60 digits instead of 16.
#
# ## New words
#
# - **tetration**: a tower of z letters e, also for z that are not whole: tet(z + 1) = exp(tet(z)).
# - **periodic correction**: θ with period 1, which makes χ⁻¹(exp(c(z + θ(z)))) real on the real
#   axis.
# - **Fourier series**: a periodic function as a sum of waves $t_k e^{2πikz}$, its modes.
#
# ## Further reading
#
# - H. Kneser, Reelle analytische Lösungen der Gleichung φ(φ(x)) = eˣ und verwandter
#   Funktionalgleichungen, Journal für die reine und angewandte Mathematik 187, 1950: the proof that
#   θ exists.
# - William Paulsen and Samuel Cowgill, [Solving F(z + 1) = b^F(z) in the complex
#   plane](https://link.springer.com/article/10.1007/s10444-017-9524-1), Advances in Computational
#   Mathematics 43, 2017: conditions that make Kneser's function the only one.
# - `minigrad/iterate/make_tables.py`: the same algorithm. It is Sheldon Levenstein's, from the
#   Tetration Forum.
