# %% [markdown]
# # Shift by multiplying
#
# - **You will make** a network that shifts patterns, first by hand, exactly, and then by training.
# - **You will learn** what complex numbers do when they are multiplied, what a wave is made of, and what
#   becomes of a shift among waves.
# - **You need** [lesson 4](04_train_network.ipynb) and [lesson 12](12_let_neuron_decide.ipynb).
# - **14 minutes** to read and run, **12** for the exercises
#
# The last lesson of the main way. A few neurons that add, and a few that multiply, are given a task that
# nobody would think of as a multiplication.

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Shift a pattern
#
# A network gets a signal of 8 numbers, and a shift as 8 numbers of which one is 1 and the others are 0 (a
# *one-hot* vector). It has to turn the signal round by that many places. The task is one of Urban and van
# der Smagt.

# %%
task = mg.tasks.load("pattern_shift", samples=1024)
row = np.argmax(task.x[:, 10])  # the first one with a shift by 2
signal, one_hot, shifted = task.x[row, :8], task.x[row, 8:], task.y[row]

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 3, figsize=(9, 2.2))
titles = "signal", f"shift by {one_hot.argmax()}", "what it should become"
for ax, values, title in zip(axes, (signal, one_hot, shifted), titles, strict=True):
    ax.bar(range(8), values, color="C3")
    ax.set(title=title, xlabel="place", ylim=(-1.05, 1.05))
plt.show()

# %% [markdown]
# A layer of sums cannot do it: where a number has to go depends on the other input. **Guess:** is there a
# multiplication in this task? What would be multiplied with what?
#
# ## Numbers that turn
#
# Keep the guess, and take a detour. A *complex number* is a point of the plane. It has a length, its distance
# from 0, and an angle, counted from the axis to the right. To multiply two of them, **multiply the lengths and
# add the angles**. The numbers that you know lie on that axis: positive ones have the angle 0, negative ones
# half a turn, 180°. (Half a turn twice is a whole one: minus times minus is plus.) The number i has the length 1
# and the angle 90°; Python calls it `1j`, and 2 + 3i, two steps to the right and three up, is `2 + 3j`.


# %%
def length_and_angle(z):
    return f"length {abs(z):.3f}, angle {np.degrees(np.angle(z)):6.1f}°"


a, b = 1.5 + 0.5j, 0.6 + 1.1j
for name, z in (("a", a), ("b", b), ("a · b", a * b), ("i · i", 1j * 1j)):
    print(f"{name:<6} = {z:.2f}: {length_and_angle(z)}")

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(4.6, 3.4))
for z, name, colour in ((a, "a", "C5"), (b, "b", "C3"), (a * b, "a · b", "C2")):
    ax.annotate(
        "", (z.real, z.imag), (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 3}
    )
    ax.text(z.real + 0.06, z.imag + 0.04, name, color=colour, size=15)
    turn = np.linspace(0, np.angle(z), 40)
    radius = {"a": 0.5, "b": 0.8, "a · b": 1.1}[name]
    ax.plot(radius * np.cos(turn), radius * np.sin(turn), color=colour, linewidth=2)
ax.axhline(0, color="0.8", linewidth=1, zorder=0)
ax.axvline(0, color="0.8", linewidth=1, zorder=0)
ax.set(
    xlim=(-0.4, 2.2), ylim=(-0.2, 2.2), aspect="equal", xlabel="real part", ylabel="imaginary part"
)
ax.set_title("Lengths multiply, angles add", size=15)
plt.show()

# %% [markdown]
# So a number of length 1 only turns. i · i is half a turn: −1. The one with the angle φ (in radians) is
# written $e^{i\varphi}$, in Python `np.exp(1j * φ)`: as with any exp, to multiply is to add the exponents.
#
# ## Waves
#
# A wave is a point that walks round a circle, seen from the side. Let ω (omega) have the length 1 and the angle
# 45°, an eighth of a turn. Then 1, ω, ω², … walks once round in 8 places. And $\omega^{jk}$, for the places
# j = 0 … 7, goes on by k eighths at each place, and so walks round k times: that is wave k.

# %%
omega = np.exp(2j * np.pi / 8)  # the length 1, and an eighth of a turn, in radians
waves = np.array([[omega ** (j * k) for j in range(8)] for k in range(8)])  # row k is wave k
print("ω:", length_and_angle(omega), "; ω⁸ is 1:", np.isclose(omega**8, 1))

# %% tags=["hide-input"]
angle = np.linspace(0, 2 * np.pi, 100)
fig, axes = plt.subplots(2, 4, figsize=(9, 4.6), height_ratios=(1.15, 1))
for k, (circle, side) in enumerate(axes.T):
    circle.plot(np.cos(angle), np.sin(angle), color="0.8", lw=1)
    wave = waves[k]
    circle.plot(*np.array([wave.real, wave.imag])[:, [*range(8), 0]], "o-", color="C5", lw=1)
    for z in np.unique(wave.round(9)):
        places = ", ".join(str(j) for j in range(8) if np.isclose(wave[j], z))
        where = {"ha": "center", "va": "center", "size": 10, "color": "0.35"}
        if k:
            circle.text((1.5 if k == 2 else 1.32) * z.real, 1.25 * z.imag, places, **where)
        else:
            circle.text(-0.1, 0, "all eight\nstay here →", **where)
    circle.set(xlim=(-1.75, 1.75), ylim=(-1.45, 1.45), aspect="equal", title=f"wave {k}")
    circle.axis("off")
    side.plot(angle * 8 / (2 * np.pi), np.cos(k * angle), color="0.7", lw=1)
    side.plot(wave.real, "o", color="C5")
    side.set(xlabel="place j", xticks=(0, 4, 8), ylim=(-1.15, 1.15), yticks=(-1, 0, 1))
axes[1, 0].set_ylabel("real part")
plt.show()

# %% [markdown]
# How much of wave k is in a signal x? Turn each of its numbers back by the angle that the wave has there, and
# add:
#
# $$X_k = \sum_j \omega^{-jk} x_j$$
#
# If the signal is wave k itself, every term is 1, and the sum is 8. If it is another wave, the terms go round
# the circle and cancel. Minus in the exponent is the same turn clockwise, the *conjugate*: the imaginary part
# changes its sign.

# %%
F = waves.conj()  # the matrix of these sums
print("F is NumPy's Fourier matrix:", np.allclose(F, np.fft.fft(np.eye(8))))
print("how much of each wave is in wave 3:", abs(F @ waves[3]).round(9))

# %% [markdown]
# `F @ x`, all eight sums, is the *discrete Fourier transform* of x, and `np.linalg.inv(F)` leads back from it to
# x: every signal is a sum of the eight waves, $X_k / 8$ of wave k. **Guess:** if the signal is shifted by s
# places, what happens to its transform? (What happens to each single wave?)

# %%
print("new / old:   ", ((F @ shifted) / (F @ signal)).round(2)[:4] + 0)
print("F @ one_hot: ", (F @ one_hot).round(2)[:4] + 0)
back = np.linalg.inv(F) @ ((F @ signal) * (F @ one_hot))
print("shifted, right to twelve digits:", np.allclose(back, shifted, rtol=0, atol=1e-12))

# %% [markdown]
# Wave k is multiplied by $\omega^{-sk}$, which turns all its points back by the angle of s places. And just these
# numbers are the transform
# of the one-hot vector: its only 1 stands at j = s. So there *is* a multiplication, of transform with transform:
#
# **Among waves, to shift is to multiply.**
#
# ## The exact network
#
# That makes three layers of neurons that decide: F for both inputs (n = 0, sums); the product of the two
# transforms, wave by wave (n = 1); and back (n = 0). The log of a complex number is the log of its length, plus
# i times its angle. So exp(log a + log b) multiplies lengths and adds angles: it is a · b. For complex numbers a
# neuron takes `kind="schroeder"`, an exp⁽ⁿ⁾ that [lesson D](D_leave_line.ipynb) builds. Here n is 0 or 1, where
# exp⁽ⁿ⁾ does nothing, or is exp. Weights are complex, too.


# %%
def exact_network():
    zero, one = np.zeros((8, 8)), np.eye(8)
    first = mg.nn.AddMul(16, 16, kind="schroeder", n=0.0)
    middle = mg.nn.AddMul(16, 8, kind="schroeder", n=1.0)
    last = mg.nn.AddMul(8, 8, kind="schroeder", n=0.0)
    first.weight.data[:] = np.block([[F, zero], [zero, F]])
    middle.weight.data[:] = np.hstack([one, one])
    last.weight.data[:] = np.linalg.inv(F)
    return mg.nn.Sequential(first, middle, last)


judges = replace(task, x_test=task.x_test[:200], y_test=task.y_test[:200])  # rows to judge by


def error(network):
    return mg.study.error(network, judges, "test")  # root of the mean squared error


print("right to twelve digits:", error(exact_network()) < 1e-12)
print(f"always to say 0 has the error {np.sqrt(np.mean(judges.y_test**2)):.2f}")

# %% [markdown]
# Exact, with no training at all. Now forget. The n's and the two later layers stay; the first layer gets 256
# random complex weights. **Guess:** can gradient descent find them, and will they be F?

# %%
network = exact_network()
first = network.layers[0]
first.reset(0)
for p in network.parameters():
    p.requires_grad = p is first.weight
before = first.weight.data.copy()
print(f"error before: {error(network):.2f}")
mg.train.fit(network, task, steps=400, batch_size=32, rng=0)
after = first.weight.data
print("error after 400 steps below a thousandth:", error(network) < 0.001)

# %% tags=["picture", "hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.8))
titles = "Before: noise", "After: stripes"
for ax, weights, title in zip(axes, (before, after), titles, strict=True):
    size = abs(weights.real).max()
    ax.imshow(weights.real, cmap="PRGn", vmin=-size, vmax=size)
    ax.set(xlabel="input: signal, then shift", xticks=(0, 8, 15), yticks=(0, 8, 15))
    ax.set_title(title, size=16)
    ax.grid(False)
axes[0].set_ylabel("neuron")
plt.show()

# %% [markdown]
# It can: the network shifts. The picture shows real parts: every neuron has stripes on one half of the inputs
# and nothing on the other. Are these stripes the rows of F? Each row begins with 1, so divide each stripe by its
# first number. Neurons k and k + 8 belong to wave k.

# %%
stripes = [max(halves, key=np.linalg.norm) for halves in after.reshape(16, 2, 8)]
scaled = [stripe / stripe[0] for stripe in stripes]
print("they are the rows of F, to three digits:", np.allclose(scaled, np.vstack([F, F]), atol=1e-3))

# %% [markdown]
# They are. (Up to a factor for each row, which its partner undoes.) The hints were large: that something has to
# be multiplied, which two neurons with one another, and the way back from waves. From there, slopes alone led to
# the rest. (With everything random, the n's too, a network learns to shift with an error of about a hundredth,
# and its n's stay between 0 and 1: see [the page that follows](verdict.md).)
#
# **To shift by multiplying is to find the Fourier transform.**
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("22.1")` shows a worked answer.
#
# **Exercise 1.** To turn a point z by 30°, counter-clockwise, and to make it twice as long, you multiply it by
# which number? (Its real part is its length times the cosine of its angle; for the imaginary part, the sine.)

# %% tags=["exercise"]
number = ...
check("22.1", number)

# %% [markdown]
# **Exercise 2.** Turn the signal the other way: which 16 × 16 matrix has to be the first layer's weight, if the
# two other layers stay? (What is the inverse of a turn?)

# %% tags=["exercise"]
weight = ...
check("22.2", weight)

# %% [markdown]
# **Exercise 3.** Nobody said that the second input has to be one-hot. With more ones and other numbers, the
# network adds up shifted copies, and so it can multiply polynomials: put the coefficients of 1 + 2z + 3z² into
# the first eight inputs, from the constant on, filled up with zeros, and those of 4 + 5z into the others. Which
# numbers does `exact_network()` return? (`.numpy()` takes the numbers out of its result.)

# %% tags=["exercise"]
coefficients = ...
check("22.3", coefficients)

# %% [markdown]
# ## Five questions
#
# <details><summary>What happens to lengths and angles when complex numbers are multiplied?</summary>
#
# Lengths are multiplied, angles are added.
# </details>
#
# <details><summary>What is wave k?</summary>
#
# The numbers ω^(jk) at the places j: a point that walks k times round the circle in eight places.
# </details>
#
# <details><summary>What does the Fourier transform say?</summary>
#
# How much of each wave is in a signal.
# </details>
#
# <details><summary>Why is a shift a multiplication there?</summary>
#
# To shift a wave is to turn all its points by the same angle, and to turn is to multiply.
# </details>
#
# <details><summary>What was given in the last training, and what was found?</summary>
#
# Given were the n's, which neurons are multiplied with one another, and the way back from the waves. The
# transform itself was found.
# </details>
#
# ## In practice
#
# Long signals are transformed by the fast Fourier transform, `np.fft.fft`. And from here? Put *your* table into
# `minigrad train FILE.csv --target COLUMN`; ask which smallest part of the exact network has to be given; or
# iterate something else than exp, beginning with `minigrad/iterate/abel.py`. The picture to keep:
#
# ![Two maps of a layer's weights: noise before training, and regular stripes after it](pictures/22_shift_patterns.png)
#
# ## New words
#
# - **one-hot**: said of a vector with one 1 and zeros elsewhere.
# - **complex number**: a point of the plane, with a length and an angle; multiplying adds the angles.
# - **discrete Fourier transform**: the weighted sums that say how much of each wave is in a signal.
#
# ## Further reading
#
# - Urban and van der Smagt, [A Neural Transfer Function for a Smooth and Differentiable Transition
#   Between Additive and Multiplicative Interactions](https://arxiv.org/abs/1503.05724): the task.
# - NumPy's [Discrete Fourier Transform](https://numpy.org/doc/stable/reference/routines.fft.html).
