# %% [markdown]
# # Gradients of complex numbers
#
# - **You will make** a descent over the complex plane that finds a square root, and one that turns
#   a shape.
# - **You will learn** what the gradient of a complex number is, and where a conjugate belongs.
# - **You need** [lesson 2](02_broadcast_arrays.ipynb), and to know complex numbers: i² = −1, and (a
#   + bi)(c + di).
# - **18 minutes** to read and run, **12** for the exercises
#
# One conjugate is all that complex numbers add to the rules of lesson 2. If you forget it, you may not
# notice for a long time.

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Two slopes in one number
#
# A complex number z = x + iy is a place in the plane. Let a loss, a real number that is to become
# small, depend on it: say |z|² = x² + y². You can move x, and you can move y. So there are two
# slopes, one for each direction. Measure both at z = 1 + 2i by moving a little.


# %%
def squared_length(z):
    return abs(z) ** 2


def slopes(loss, z, h=1e-6):
    along_x = (loss(z + h) - loss(z - h)) / (2 * h)
    along_y = (loss(z + 1j * h) - loss(z - 1j * h)) / (2 * h)
    return along_x, along_y


x_slope, y_slope = slopes(squared_length, 1 + 2j)
print(f"slope along x: {x_slope:.4f}, along y: {y_slope:.4f}")

# %% [markdown]
# Two real numbers, one for x and one for y, fit into one complex number. That is the *complex
# gradient* of a real loss L:
#
# $$\frac{\partial L}{\partial x} + i\,\frac{\partial L}{\partial y}$$
#
# Drawn as an arrow, it points where the loss grows fastest. The engine returns just that:

# %%
z = mg.Tensor(1 + 2j, requires_grad=True)
loss = squared_length(z)
loss.backward()
print("|z|² at 1 + 2i has the gradient", z.grad)

# %% [markdown]
# It is 2z, as you would expect of a square. Now take Re z², the real part of z · z. **Guess:** the
# derivative of z² is 2z. Is the gradient at 1 + 2i again 2 + 4i?


# %%
def real_part_of_square(z):
    return (z * z).real


gradient = mg.grad(real_part_of_square)(1 + 2j)
x_slope, y_slope = slopes(real_part_of_square, 1 + 2j)
print("Re z² at 1 + 2i has the gradient", gradient.item())
print(f"slope along x: {x_slope:.4f}, along y: {y_slope:.4f}")

# %% [markdown]
# No: 2 − 4i, and the slopes agree. Re z² is x² − y², so it falls as y grows. The gradient is 2z
# with the sign of its imaginary part turned round. That is called its *conjugate*, and written
# conj(2z), or with a bar above. Look at both losses from above:

# %%
side = np.linspace(-2, 2, 81)
plane = side + 1j * side[:, None]
coarse = plane[5::10, 5::10]  # few enough to draw an arrow at each
fig, axes = plt.subplots(1, 2, figsize=(8, 4), sharey=True)
for ax, loss, name in zip(
    axes, (squared_length, real_part_of_square), ("|z|²", "Re z²"), strict=True
):
    arrows = mg.grad(lambda z, loss=loss: loss(z).sum())(coarse).numpy()
    ax.contourf(side, side, loss(plane), levels=12, cmap="Greys_r", alpha=0.6)
    ax.quiver(coarse.real, coarse.imag, arrows.real, arrows.imag, color="C3", angles="xy")
    ax.set(title=name, xlabel="Re z", aspect="equal")
axes[0].set_ylabel("Im z")
fig.suptitle("Gradients point uphill: to the brighter places", x=0.02, ha="left", weight="bold")
plt.show()

# %% [markdown]
# On the left, all arrows lead away from 0. On the right are the same arrows with up and down
# exchanged: they lead out to the sides, and in from above and below.
#
# ## Where the conjugate comes from
#
# Now for the rule: w = f(z) has the gradient g. What is the gradient of z? If f is z², or another
# function with a derivative s (for z² it is 2z), a small step dz changes w by s · dz. And a small step
# dw changes the loss by Re(conj(g) · dw): the x parts multiplied, plus the y parts multiplied. Put one
# into the other:
#
# $$dL = \mathrm{Re}\big(\bar g\, s\, dz\big) = \mathrm{Re}\big(\overline{g\,\bar s}\; dz\big)$$
#
# dL = Re(conj(gradient) · dz), as before with dw. So what stands under the long bar is the gradient of z:
# **g · conj(s)**. For real numbers the
# conjugate changes nothing, so the rules of lesson 2 stay as they are. For all functions with such a
# derivative, the engine has it in one place. (|z|² = x² + y² is none of them: it has two slopes, but no s.)

# %%
print(inspect.getsource(mg.autodiff.rules.elementwise))

# %% [markdown]
# ## Forget it, and see
#
# Here is a square whose rule lacks the conjugate. (`mg.primitive` makes a function an operation of
# the engine. Its rule is given g, the output y and the input z.) `gradcheck` compares the rule with
# differences, as you did above, first at real numbers, then at complex ones.


# %%
@mg.primitive(vjps=(lambda g, y, z: g * 2 * z,))
def careless_square(z):
    return z * z


for what, where in (("real", np.array([1.0, -2.0])), ("complex", np.array([1 + 2j, -2 + 0.5j]))):
    try:
        mg.gradcheck(careless_square, where)
        print(f"{what} numbers: passed")
    except mg.GradcheckError:
        print(f"{what} numbers: failed, the rule and the differences disagree")

# %% [markdown]
# Real numbers are their own conjugates, so a test with real numbers does not find this bug. What harm does
# it do? Look for a square root of c = 3 + 4i, by descent: take steps against the gradient of the loss
# |z² − c|², each a small multiple of it. **Guess:** if z starts at the angle φ, by which angle does the
# careless rule turn a gradient? From which of these two starts does it arrive: at 27°, at 72°, both, none?

# %%
c = 3 + 4j


def descend(square, start, lr=0.003, steps=200):
    z = mg.Tensor(start, requires_grad=True)
    path, losses = [], []
    for _ in range(steps):
        loss = abs(square(z) - c) ** 2
        path.append(z.item())
        losses.append(loss.item())
        if losses[-1] > 300:  # gone
            break
        z.zero_grad()
        loss.backward()
        z.data -= lr * z.grad
    return np.array(path), np.array(losses)


paths = {}
for start in (1 + 0.5j, 0.5 + 1.5j):
    print(f"start at {start}, at the angle {np.degrees(np.angle(start)):.0f}°")
    for name, square in (("right", mg.square), ("careless", careless_square)):
        paths[start, name], losses = descend(square, start)
        print(f"  {name:<9} first losses:", *(f"{loss:.1f}" for loss in losses[:4]), end=", ")
        print(f"after {len(losses)} steps at z = {paths[start, name][-1]:.3f}")

# %% [markdown]
# Only at 27°. The right rule finds 2 + i twice, and (2 + i)² = 3 + 4i. Turn conj(z) by 2φ and you get z: so
# a rule that takes 2z for conj(2z) turns the gradient by 2φ. From 27° that is 54°, a detour, but downhill.
# From 72° it is 144°, more than a right angle, so that the step goes *up*. And near a root beyond 45°, every step
# would. But 2 + i is at 27°: with a lucky problem, you never notice.

# %% tags=["picture", "hide-input"]
across, up = np.linspace(-4, 4, 161), np.linspace(-3, 4, 141)
height = np.log10(abs((across + 1j * up[:, None]) ** 2 - c) ** 2 + 0.1)  # log: shows both holes
fig, ax = plt.subplots(figsize=(6.5, 4.6))
colours = {"right": "C5", "careless": "C2"}
ax.contourf(across, up, height, levels=14, cmap="Greys_r", alpha=0.7)
for (start, name), path in paths.items():
    ax.plot(path.real, path.imag, ".-", color=colours[name], linewidth=3, markersize=7)
    ax.plot(start.real, start.imag, "o", color="black", markersize=8)
ax.text(0.8, -0.2, "with the conjugate", color="C5", weight="bold")
ax.text(-0.1, 2.6, "without", color="C2", weight="bold", ha="right")
for x, y, root in ((2, 1, "2 + i"), (-2, -1, "−2 − i")):
    ax.text(x, y - 0.3, root, ha="center", va="top", weight="bold")
ax.set(xlabel="Re z", ylabel="Im z", xlim=(-4, 4), ylim=(-3, 4), aspect="equal")
ax.set_title("|z² − c|²: without the conjugate, it depends")
plt.show()

# %% [markdown]
# ## No gradient of a complex number
#
# All losses so far were real. What does the engine say if you ask for the gradient of z² itself?

# %%
z = mg.Tensor(1 + 2j, requires_grad=True)
try:
    (z * z).backward()
except TypeError as error:
    print(error)

# %% [markdown]
# "Where it grows fastest" has no meaning if the values cannot be larger or smaller than one
# another. So a loss has to say what it wants: a small `.real`, or a small `abs`. For a prediction p
# and a target t, `mg.nn.mse_loss` takes the mean of |p − t|², and both parts count.
#
# ## Learn a turn
#
# To multiply by a complex number is to turn and to stretch, and to add one is to move. Here is a
# shape, and a copy of it that was turned, stretched, moved and blurred. One complex weight (the
# factor) and one complex bias (the summand) are to find out how. `SGD` takes the steps that
# `descend` took. Nobody tells it that there is an angle.

# %%
rng = np.random.default_rng(0)
shape = np.array(
    [0, 1, 1 + 0.4j, 0.4 + 0.4j, 0.4 + 1j, 1 + 1j, 1 + 1.4j, 0.4 + 1.4j, 0.4 + 2j, 2j, 0]
)
noise = rng.normal(size=shape.size) + 1j * rng.normal(size=shape.size)
seen = 1.5 * np.exp(1j * np.radians(110)) * shape + (2 - 2j) + 0.04 * noise

weight, bias = mg.nn.Parameter(1 + 0j), mg.nn.Parameter(0j)  # tensors that want gradients
optimizer = mg.optim.SGD([weight, bias], lr=0.1)
moved, losses = [], []
for _ in range(120):
    prediction = weight * shape + bias
    loss = mg.nn.mse_loss(prediction, seen)
    moved.append(prediction.numpy())
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
turn, stretch = np.degrees(np.angle(weight.item())), abs(weight.item())
print(f"turn {turn:.1f}°, stretch {stretch:.2f}, move {bias.item():.2f}, loss {losses[-1]:.4f}")

# %% [markdown]
# The copy was made with a turn of 110°, a stretch of 1.5 and a move of 2 − 2i. The blur moved the
# best answer by a little, and is the loss that is left. Is the gradient right? Check it where the
# training began:

# %%
print(mg.gradcheck(lambda w, b: mg.nn.mse_loss(w * shape + b, seen), 1 + 0j, 0j))

# %% tags=["hide-input"]
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
for row, (step, colour) in enumerate(((0, "0.7"), (20, "0.45"), (119, "C5"))):
    left.plot(moved[step].real, moved[step].imag, color=colour)
    left.text(2.2, 0.4 - 0.4 * row, f"step {step}", color=colour)
left.text(2.2, -0.8, "× seen", color="C2")
left.plot(seen.real, seen.imag, "x", color="C2")
left.set(xlabel="Re", ylabel="Im", aspect="equal", title="It turns to the crosses, step by step")
left.set(xlim=(-1.5, 4))
right.semilogy(losses, color="C5")
right.set(xlabel="step", ylabel="loss", title="The loss falls to the blur")
plt.show()

# %% [markdown]
# ## A slope without a difference
#
# Complex numbers can also check a *real* slope. A tiny step h along the imaginary axis changes a function f by
# i · h · f ′(x), so f ′(x) is the imaginary part of f(x + ih), divided by h. This is the *complex step*.
# Lesson 2 subtracted two values instead. How many digits does each get right?


# %%
def f(x):
    return x / (1 + x * x)  # at 2, its slope is -3/25


print("right digits: difference  complex step")
for h in (1e-2, 1e-5, 1e-8, 1e-12):
    found = (f(2 + h) - f(2 - h)) / (2 * h), f(2 + 1j * h).imag / h
    digits = [-np.log10(abs(slope / (-3 / 25) - 1) + 1e-16) for slope in found]
    print(f"h = {h:.0e}     {digits[0]:10.1f} {digits[1]:13.1f}")

# %% [markdown]
# A large h sees how the curve bends. With a small one the two values share most of their digits, and what is left
# of them is rounded; so the difference is best in between, where h² is about 10⁻¹⁶/h. The complex step subtracts
# nothing: h may be as small as you like. (But f must not contain `abs`, `conj` or `.real`.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("C.1")` shows a worked answer.
#
# **Exercise 1.** By hand: Im z² = 2xy. What is its complex gradient at z = 1 + 2i? (In Python, i is
# written `1j`.)

# %% tags=["exercise"]
gradient_of_imaginary_part = ...
check("C.1", gradient_of_imaginary_part)

# %% [markdown]
# **Exercise 2.** Write the rule of y = z³, as in `@mg.primitive(vjps=(rule,))`: from the gradient g
# of y, return that of z. (`z.conjugate()` is the conjugate.)


# %% tags=["exercise"]
def rule(g, y, z):
    return ...


check("C.2", rule)

# %% [markdown]
# **Exercise 3.** Is there a number that exp leaves where it is, exp(z) = z? Among real numbers there
# is none. Write a loss whose least value is there, and a loop like that of `descend`, with `mg.exp`, from z = 1j
# with `lr=0.1`. Give z to three digits after the point. (Lesson [D](D_leave_line.ipynb) is built round
# this number.)

# %% tags=["exercise"]
fixed_point = ...
check("C.3", fixed_point)

# %% [markdown]
# ## Five questions
#
# <details><summary>Which two slopes does a complex gradient hold?</summary>
#
# Those along the real and along the imaginary axis: ∂L/∂x + i ∂L/∂y.
# </details>
#
# <details><summary>Which way does it point?</summary>
#
# Where the loss grows fastest. A step against it goes down.
# </details>
#
# <details><summary>Where does the conjugate belong?</summary>
#
# At the slope: a rule returns g times the conjugate of the function's derivative.
# </details>
#
# <details><summary>Why do tests with real numbers not find a missing conjugate?</summary>
#
# A real number is its own conjugate.
# </details>
#
# <details><summary>Why has z² itself no gradient?</summary>
#
# Complex values are not larger or smaller than one another, so nothing grows fastest.
# </details>
#
# ## In practice
#
# Write losses with `abs` or `.real`, check rules with complex numbers, and subtract `lr * p.grad`.
# PyTorch's `.grad` has the same convention. JAX returns the conjugate: there, `lr * conj(grad)` is
# what goes downhill. If a model that was carried from one to the other does not learn, look for
# this first.
#
# The picture to keep is of four walks, two of them without the conjugate:
#
# ![A map of a loss with two dark holes. From one start both paths run into a hole, from another one of them runs up and out of the map](pictures/C_differentiate_complex.png)
#
# minigrad needs all this for `mg.nn.AddMul(..., kind="schroeder")`, a neuron with complex weights
# that multiplies negative numbers too.
#
# ## New words
#
# - **complex gradient**: of a real loss, ∂L/∂x + i ∂L/∂y for z = x + iy; it points where the loss
#   grows fastest.
# - **conjugate**: the same number with its imaginary part turned round, conj(x + iy) = x − iy.
#
# ## Further reading
#
# - `minigrad/autodiff/README.md`, "Complex numbers", and `minigrad/autodiff/rules.py`, where
#   `real`, `imag`, `conj` and `angle` have rules of their own. Which of them have no derivative s?
# - PyTorch, [Autograd for complex
#   numbers](https://docs.pytorch.org/docs/stable/notes/autograd.html#autograd-for-complex-numbers).
# - JAX, [Complex numbers and
#   differentiation](https://docs.jax.dev/en/latest/301/cookbook.html#complex-numbers-and-differentiation).
# - K. Kreutz-Delgado, [The Complex Gradient Operator and the
#   CR-Calculus](https://arxiv.org/abs/0906.4835).
