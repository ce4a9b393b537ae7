# %% [markdown]
# # How Kneser's function is built
#
# - **You will make** Kneser's function from a straight line, in a dozen passes, as exactly as the
#   computer's numbers allow.
# - **You will learn** how two conditions, each easy in a language of its own, are met together by
#   imposing them in turn.
# - **You need** [lesson 18](18_unmask_impostor.ipynb), [lesson D](D_leave_line.ipynb), and Taylor
#   series. It is the hardest lesson; each step is checked by a number.
# - **20 minutes** to read and run, **12** for the exercises
#
# This is the function, over the complex plane, in the colours of lesson D. On the real axis it is
# real.
#
# ![Tetration over the complex plane in colours, the lower half a mirror image of the upper one. Around −1 all colours meet; above and below, the colour becomes that of c and of its mirror image.](pictures/F_build_kneser.png)

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Half a step up a tower
#
# Let tet(z) be a tower of z e's: tet(1) = e, tet(2) = $e^e$. One e more is one exp more,
#
# $$\mathrm{tet}(0) = 1, \qquad \mathrm{tet}(z + 1) = e^{\mathrm{tet}(z)},$$
#
# and so tet(−1) = 0. A function that does this also for z in between is called *tetration*. Its
# inverse is the superlogarithm slog of lesson 18, and exp⁽ⁿ⁾(x) = tet(slog(x) + n).
#
# The equation leaves much freedom. Draw any rising curve from tet(−1) = 0 to tet(0) = 1, and the
# equation does the rest. The straight line is Abel's choice. **Guess:** what is wrong with it at
# z = 0?


# %%
def abel(z):
    return np.where(z <= 0, 1 + z, np.exp(np.minimum(z, 1)))  # for z between -1 and 1


step = 1e-3
for z in (-0.01, 0.01):
    slope = (abel(z + step) - abel(z - step)) / (2 * step)
    curvature = (abel(z + step) - 2 * abel(z) + abel(z - step)) / step**2
    print(f"z = {z}: slope {slope:.2f}, curvature {curvature:.2f}")

# %% [markdown]
# The slope is nearly the same on both sides. The curvature jumps from 0 to 1, and the equation
# repeats this kink at 1, 2, and so on. We want a function that has no such place: around each point
# it is to be a power series.
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
# F has no kinks. High above the real axis it calms down to c, because there $e^{cz}$ comes near 0.
# But it is not real on real numbers.
#
# ## What may be added to z
#
# Let θ be a function with period 1. Then F(z + θ(z)) obeys the equation too, because
# $z + 1 + θ(z + 1) = (z + θ(z)) + 1$. In 1950 Hellmuth Kneser proved that some θ makes it real:
#
# $$\mathrm{tet}(z) = χ^{-1}\big(e^{c\,(z + θ(z))}\big)$$
#
# This θ is the *periodic correction*. A periodic function is a sum of waves, its *Fourier series*.
# Here k is any whole number, and $e^{2πikz} = \cos 2πkz + i \sin 2πkz$ repeats k times between 0
# and 1:
#
# $$θ(z) = \sum_k t_k \, e^{2πikz}$$
#
# The waves are called *modes*, and the numbers $t_k$ are what we are after.
#
# Two conditions have to be met:
#
# - **On the real axis** tet is real. So its Taylor series has real coefficients, and below the axis
#   tet is the mirror image of tet above.
# - **High above the real axis** tet calms down to c, as F does, and θ to a constant. **Guess:**
#   which modes may it have, those with k > 0 or those with k < 0? (Height now means
#   Im z, not the ψ of lesson 8.)

# %%
for k in (-5, -1, 0, 1, 5):
    sizes = [abs(np.exp(2j * np.pi * k * (0.3 + 1j * height))) for height in (0, 0.5, 1)]
    print(f"k = {k:>2}: size at heights 0, 0.5 and 1:", *(f"{size:.2g}" for size in sizes))

# %% [markdown]
# Modes with k > 0 fade with height, those with k < 0 grow without bound. So the second condition
# is: **no modes with k < 0**.
#
# One condition is easy to see in the Taylor series, the other in the Fourier series. The plan: go
# from one to the other and back, and each time throw away what is not allowed.
#
# ## From Taylor to Fourier
#
# `a` holds the Taylor coefficients of tet around 0. We use them for |Re z| ≤ ½ only, and elsewhere
# exp or log, as the equation says.
#
# Solving the formula above for θ gives $θ(z) = \log(χ(\mathrm{tet}(z))\,e^{-cz}) / c$. At z = 0 and
# 1 it has no value, because χ has none at 1 and e (lesson D). So we keep off the real axis, and
# read θ off on a line at height h above it, at 64 points between Re z = 0 and 1. From them
# `np.fft.fft`, divided by 64, makes 64 modes as they are at that height: each is the mean of
# $θ(z)\,e^{-2πikx}$ over the points, with x = Re z.


# %%
def tet(z, a):
    k = np.round(np.real(z))
    y = np.polynomial.polynomial.polyval(z - k, a)
    y = np.where(k > 0, np.exp(y), y)
    return np.where(k < 0, np.log(y), y)


N = 64
K = np.fft.fftfreq(N, 1 / N).round().astype(int)  # the k of each mode: 0, 1, …, 31, -32, …, -1


def theta(values, z):  # from the values of tet at z
    return np.log(chi(values) * np.exp(-C * z)) / C


def modes(a, h):
    z = np.arange(N) / N + 1j * h
    return np.fft.fft(theta(tet(z, a), z)) / N


start = np.array([1.0, 1.0])  # 1 + z
first = modes(start, h=0.25)
for k in (-32, -2, -1, 0, 1, 2):
    higher = abs(first[k]) * np.exp(-2 * np.pi * k * (1 - 0.25))
    print(f"k = {k:>3}: size {abs(first[k]):.4f} on the line, {higher:.1e} at height 1")

# %% [markdown]
# We start with Abel's 1 + z, which is wrong enough: a mode that should not be there, k = −1, is
# larger than its counterpart k = 1. And k = −32, small on the line, would be enormous at height 1.
#
# ## And back
#
# On the unit circle $z = e^{iφ}$, the Taylor series $\sum a_k z^k$ is $\sum a_k e^{ikφ}$: it *is* a
# Fourier series. So we need tet on the circle, and `np.fft.fft` gives new Taylor coefficients.
# Above the line tet comes from θ, where each mode grows or fades as we have seen; between the line
# and the real axis it comes from the old series; and below the axis it is mirrored. The mirror
# makes the new coefficients real (`.real` drops rounding errors). Last, we set tet(0) = 1.


# %%
def above_line(z, a, h, allowed):
    waves = [
        t * np.exp(2j * np.pi * k * (z - 1j * h))
        for k, t in zip(K, modes(a, h), strict=True)
        if allowed(k)
    ]
    return chi_inv(np.exp(C * (z + sum(waves))))


def improved(z, a, h=0.25, allowed=lambda k: k >= 0):
    upper = np.where(z.imag < 0, z.conj(), z)
    high = upper.imag >= h
    values = tet(np.where(high, 0, upper), a)  # where high, the next line writes over them
    values[high] = above_line(upper[high], a, h, allowed)
    return np.where(z.imag < 0, values.conj(), values)


def one_pass(a, **options):
    circle = np.exp(2j * np.pi * np.arange(N) / N)
    new = np.fft.fft(improved(circle, a, **options)).real / N
    new[0] = 1
    return new


# %%
with np.errstate(all="ignore"):
    print("all modes:   tet(0.5) =", tet(0.5, one_pass(start, allowed=lambda k: True)))
print(f"only k >= 0: tet(0.5) = {tet(0.5, one_pass(start)):.4f}")
print(f"Kneser's:    tet(0.5) = {mg.iterate.kneser.tet(0.5):.4f}")

# %% [markdown]
# With all modes the numbers overflow, and nan (not a number) is left. Without the forbidden ones,
# the first pass already comes near.
#
# ## Pass after pass
#
# The new series is real, but its θ has again some modes with k < 0, because part of the circle came
# from the old series. So repeat. **Guess:** how many digits does a pass gain? And does it go on?

# %%
x = np.linspace(-1, 1, 201)


def error(a):
    return np.max(abs(tet(x, a) - mg.iterate.kneser.tet(x)))


a, passes, errors = start, [start], []
for number in range(1, 15):
    a = one_pass(a)
    passes.append(a)
    errors.append(error(a))
    if number <= 10:
        print(f"pass {number:>2}: {-np.log10(errors[-1]):.1f} digits")
print("after 14 passes: error below 2e-15?", errors[-1] < 2e-15)

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), width_ratios=[1.3, 1])
order = np.argsort(K)
for number, colour in ((0, "C2"), (3, "C3"), (6, "C4"), (9, "C5")):
    size = abs(modes(passes[number], 0.25))
    left.semilogy(K[order], size[order], ".-", color=colour)
    left.text(-33, size[N // 2], f"{number} passes", color=colour, ha="right", va="center")
left.set(xlim=(-51, 33), ylim=(1e-16, 10), xlabel="k", ylabel="size at height 0.25")
left.set_xticks([-32, -16, 0, 16, 31])
left.set_title("Modes with k < 0 sink from pass to pass")
right.semilogy(range(1, 15), errors, "o-", color="C5")
right.set(xlabel="pass", ylabel="largest error of tet", xticks=[1, 5, 10])
right.set_title("1.2 digits a pass")
plt.show()

# %% [markdown]
# Each pass gains 1.2 digits, until rounding ends it. What a pass throws away on the left becomes
# smaller, and on the right more and more modes stay as they are: these make Kneser's θ. From a
# straight line, with 64 coefficients, we get as far as the computer's numbers allow.
#
# We have *seen* that the passes converge; we have not proved it. And we compared with a table that
# was made by the same method, with more digits. So ask the equation itself, at two points that the
# code does not link, since both use the series directly:

# %%
print(f"tet(1/2) = {tet(0.5, a):.10f}, exp(tet(-1/2)) = {np.exp(tet(-0.5, a)):.10f}")
print(f"They differ by less than 1e-14: {abs(tet(0.5, a) - np.exp(tet(-0.5, a))) < 1e-14}")

# %% [markdown]
# ## Is there only one?
#
# Take tet(z + 0.01 sin 2πz). **Guess:** is it real, smooth, and does it obey the equation? Is it a
# rival?


# %%
def rival(z):
    return tet(z + 0.01 * np.sin(2 * np.pi * z), a)


z = np.linspace(-1, 0, 101)
off = np.max(abs(np.exp(rival(z)) - rival(z + 1)))
print(f"The rival obeys the equation within 1e-13: {off < 1e-13}")
z = np.arange(N) / N + 0.25j
t = np.fft.fft(theta(rival(z), z)) / N
print(f"Its mode k = -1 has size {abs(t[-1]):.4f}")
print(f"Ours is below 1e-15: {abs(modes(a, 0.25)[-1]) < 1e-15}")

# %% [markdown]
# All of that. On the real axis nothing is wrong with it, and no amount of smoothness would rule it
# out. But $\sin 2πz = (e^{2πiz} - e^{-2πiz}) / 2i$ contains the mode k = −1, which gives it away:
# high above, it does not calm down to c. Such a condition makes Kneser's function the only one
# (Paulsen and Cowgill, below). It cannot be seen from the real axis.
#
# ## What came out
#
# How far is it from Abel's, and what became of the kink?

# %%
z = np.linspace(-1, 1, 401)
curvature = np.polynomial.polynomial.polyval(z, np.polynomial.polynomial.polyder(a, 2))
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
left.plot(z, tet(z, a) - abel(z), color="C5")
left.set(xlabel="z", ylabel="tet(z) − Abel's", title="Close to Abel's …")
right.plot(z, curvature, color="C5")
right.text(0.4, 3.1, "Kneser's", color="C5")
for side, second in ((z < 0, 0 * z), (z > 0, np.exp(z))):
    right.plot(z[side], second[side], color="C2")
right.text(-0.9, 0.08, "Abel's", color="C2")
right.set(xlabel="z", ylabel="curvature", title="… but without its jump")
plt.show()
for low, high in ((-1, 0), (0, 1)):
    z = np.linspace(low, high, 201)
    print(f"from {low} to {high} they differ by {np.max(abs(tet(z, a) - abel(z))):.4f} at most")

# %% [markdown]
# The two are close, and yet the curvature rises without a jump.
#
# And over the complex plane? Up to |Re z| = ½, `improved` gives tet. From there the equation does
# the rest: exp of the picture is its continuation to the right, log of it the one to the left.

# %% tags=["picture"]
middle = np.arange(-50, 50) / 100 + 1j * np.linspace(-2, 2, 401)[:, None]
strip = improved(middle, a)
with np.errstate(divide="ignore"):  # at -2, tet has no value
    strips = [np.log(np.log(strip)), np.log(strip), strip, np.exp(strip), np.exp(np.exp(strip))]
fig, (ax, key) = plt.subplots(1, 2, figsize=(7, 3.9), width_ratios=[3, 1])
mg.plot.domain_colouring(np.hstack(strips), (-2.5, 2.49, -2, 2), ax=ax)
ax.set_title("Tetration: real on the real axis, calm above")
mg.plot.colour_key(ax=key)
plt.show()
for height in (2, 4, 6):
    print(f"tet({height}i) = {improved(np.array([1j * height]), a)[0]:.4f}")
print(f"c       = {C:.4f}")

# %% [markdown]
# The strips fit together without a seam. The colours meet at −1, where tet is 0. High above the
# axis there is only the colour of c left, and far below that of its mirror image. At −2 tet goes to
# −∞, and left of it lies a cut.
#
# ## Your turn
#
# **Exercise 1.** Does the height of the line matter? Try h = 0.05, 0.25 and 0.9, with `error` from
# above. Which has the smallest error after 6 passes, and which after 16?

# %% tags=["exercise"]
# b = start, and then b = one_pass(b, h=0.05) again and again (keep a for the next exercises)
after_6, after_16 = ..., ...
check("F.1", after_6, after_16)

# %% [markdown]
# **Exercise 2.** Write half an exp with the `tet` and `a` of this lesson, for x between 0 and 1.
# Find the z with tet(z) = x between −1 and 0 (by Newton steps, or by halving an interval), and go
# on by ½.


# %% tags=["exercise"]
def half_exp(x):
    return ...


check("F.2", half_exp)

# %% [markdown]
# **Exercise 3.** A Taylor series around 0 works up to the nearest point s where its function has no
# value. Its quotients `a[k + 1] / a[k]` tell where that is, for they come near to 1/s. Print them
# for k from 25 to 40. They still swing, but less and less. Where is s?

# %% tags=["exercise"]
point = ...
check("F.3", point)

# %% [markdown]
# ## In practice
#
# You would not run this again: `mg.iterate.kneser.tet` and `slog` evaluate two short polynomials,
# whose coefficients were computed once. `minigrad/iterate/make_tables.py` does that by the passes
# of this lesson, with 60 digits instead of 16.
#
# ## New words
#
# - **tetration**: a tower of z e's, also for z that are not whole; here tet(z + 1) = exp(tet(z)).
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
#   Mathematics 43, 2017: conditions that make Kneser's function the only one, and another way to
#   compute it.
# - `minigrad/iterate/make_tables.py`: the same algorithm with more digits. The scheme is Sheldon
#   Levenstein's, from the Tetration Forum.
