# %% [markdown]
# # Tell the engine
#
# - **You will make** an operation of exp⁽ⁿ⁾ that the engine can differentiate, once and twice.
# - **You will learn** what a rule is given and what it returns, and why it has to be written in the
#   engine's own words.
# - **You need** [lesson 2](02_broadcast_arrays.ipynb) and [lesson 10](10_follow_current.ipynb).
# - **15 minutes** to read and run, **12** for the exercises
#
# Lesson 10 found the two derivatives of exp⁽ⁿ⁾. The engine knows nothing of them yet. Now you tell it,
# and you will meet a mistake that neither a value nor a first derivative shows.

# %%
import inspect
import re

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## An operation that the engine does not know
#
# `mg.iterate.exp_n` computes exp⁽ⁿ⁾ of plain numbers. Give it a tensor that wants a gradient:

# %%
x = mg.Tensor(2.0, requires_grad=True)
try:
    mg.iterate.exp_n(x, 0.5)
except TypeError as error:
    print("TypeError:", str(error).partition(".")[0])

# %% [markdown]
# It refuses, since the memory of lesson 1 would be lost without a word. So we have to declare an
# operation: the function on arrays, and a rule for each input, as in lesson 2.
#
# A rule is called with g, the derivative of the end result with respect to the output y, then with
# y and the inputs. It returns the derivative of the end result with respect to its input. By the
# chain rule, that is g times the slope of y with respect to that input. Such a rule is also called
# a *vjp*, short for vector-Jacobian product: for arrays, "g times the slope" is the product of a
# vector with a table of slopes, which is called the Jacobian.
#
# The slopes are those of lesson 10, with v the speed of the current:
#
# $$\frac{\partial y}{\partial n} = v(y) \qquad\qquad \frac{\partial y}{\partial x} = \frac{v(y)}{v(x)}$$
#
# Let us be hasty and write v(y) for both. (The line with @ hands the function below it to `mg.primitive`;
# from then on its name stands for the declared operation.)
# **Guess:** `gradcheck` compares with differences. Which input will it complain about, 0 or 1?

# %%
v = mg.iterate.generator


def rule_n(g, y, x, n):
    return g * v(y)


@mg.primitive(vjps=(rule_n, rule_n))  # a rule for x, a rule for n
def hasty_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


x, n = np.array([-1.0, 0.5, 2.0]), np.array([[0.25], [0.75]])
try:
    mg.gradcheck(hasty_exp_n, x, n)
except mg.GradcheckError as error:  # its numbers are rounded here
    print(re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.4f}", str(error)))

# %% [markdown]
# Input 0, which is x: the hasty rule forgets where the traveller started. The other one is right.


# %%
def rule_x(g, y, x, n):
    return g * v(y) / v(x)


@mg.primitive(vjps=(rule_x, rule_n))
def my_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


print("gradcheck:", mg.gradcheck(my_exp_n, x, n))
for name, operation in (("my_exp_n", my_exp_n), ("mg.exp_n", mg.exp_n)):
    a, b = mg.Tensor(x, requires_grad=True), mg.Tensor(n, requires_grad=True)
    operation(a, b).sum().backward()
    print(f"{name}: by x {a.grad.round(4)}, by n {b.grad.round(4).ravel()}")

# %% [markdown]
# Yours and the package's agree. And look at the shapes: x has three numbers and n has two, so y is
# a table of six. You wrote nothing about that. Stretching and summing back is the engine's work
# (lesson 2), and it does it for every operation alike.
#
# ## Once more
#
# Some methods need the slope of the slope ([lesson 16](16_linearise_errors.ipynb) is one). To
# differentiate twice, the engine runs the rules with tensors and walks back through *them*.
# **Guess:** your operation passed the check. Will it pass for second derivatives?

# %%
try:
    mg.gradcheck(my_exp_n, x, n, order=2)
except TypeError as error:
    print("TypeError:", str(error).partition(".")[0])

# %% [markdown]
# It refuses again, for the same reason: v wants plain numbers, and now it is given tensors that carry
# gradients. You could insist, and take the numbers out of them.


# %%
def numbers(y):
    return y.numpy() if isinstance(y, mg.Tensor) else y


def insisting_rule_x(g, y, x, n):
    return g * v(numbers(y)) / v(numbers(x))


def insisting_rule_n(g, y, x, n):
    return g * v(numbers(y))


@mg.primitive(vjps=(insisting_rule_x, insisting_rule_n))
def insisting_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


# %% [markdown]
# `mg.grad(f)` is the function that computes the gradient of f. So `mg.grad` of that is the second derivative:


# %%
def derivatives(operation, x):
    first = mg.grad(lambda x: operation(x, 0.5).sum())
    second = mg.grad(lambda x: first(x).sum())
    return first(x).numpy(), second(x).numpy()


h = 1e-4
(up, _), (down, _) = (derivatives(mg.exp_n, at) for at in (1 + h, 1 - h))
first, second = derivatives(insisting_exp_n, 1.0)
print(
    f"first derivative {first:.4f}, second {second:.4f}; by differences {(up - down) / (2 * h):.4f}"
)

# %% [markdown]
# Zero, and no error. The rule returned v(y) / v(x) as a plain number. To the engine, a number that
# nobody computed from x is a constant, and a constant has the slope 0. Values and first derivatives
# are right, so nothing that you usually look at tells you.

# %% tags=["picture", "hide-input"]
at = np.linspace(-1, 2, 61)
fig, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.6))
for operation, colour, width in ((mg.exp_n, "C5", 5), (insisting_exp_n, "C2", 2)):
    for ax, values in zip((left, right), derivatives(operation, at), strict=True):
        ax.plot(at, values, color=colour, linewidth=width)
left.set_title("First derivatives: equal", size=15)
right.set_title("Second: one is always 0", size=15)
left.text(-0.9, 1.9, "wide: the package’s\nnarrow: numbers taken out", size=13)
right.text(0.75, 0.72, "the package’s", color="C5", size=14, ha="right")
right.text(1.95, 0.03, "numbers taken out", color="C2", size=14, ha="right")
left.set(xlabel="x", ylabel="derivative of exp⁽⁰·⁵⁾(x)")
right.set(xlabel="x", ylim=(-0.06, None))
plt.show()

# %% [markdown]
# What does tell you is the check, if you ask it for the second order:

# %%
try:
    mg.gradcheck(insisting_exp_n, x, n, order=2)
except mg.GradcheckError as error:
    print(re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.4f}", str(error)))

# %% [markdown]
# ## Rules in the engine's words
#
# The cure: the rules may use only what the engine can see, and v is not among it. So declare v as
# well. Its own slope is v′, which `generator` computes with `order=1`.


# %%
@mg.primitive(vjps=(lambda g, s, y: g * v(y, order=1),))  # one rule; s is its output, v(y)
def speed(y):
    return v(y)


def seen_rule_x(g, y, x, n):
    return g * speed(y) / speed(x)


def seen_rule_n(g, y, x, n):
    return g * speed(y)


@mg.primitive(vjps=(seen_rule_x, seen_rule_n))
def seen_exp_n(x, n):
    return mg.iterate.exp_n(x, n)


print("gradcheck, second derivatives:", mg.gradcheck(seen_exp_n, x, n, order=2))
print(f"second derivative at 1: {derivatives(seen_exp_n, 1.0)[1]:.4f}")

# %% [markdown]
# Right, and nobody had to work it out on paper: `*` and `/` have rules, `speed` has one, so the engine
# differentiates your rule as it differentiates everything. (NumPy's own functions are among its words, too:
# `np.log` of a tensor is `mg.log`. `generator` is not, since it is not NumPy's. A third derivative would
# need a rule for v′, and so on. The package has v and three derivatives.)
#
# ## The package's version
#
# In `minigrad/fractional.py` the same declaration stands, for all kinds of exp⁽ⁿ⁾. Before you read
# on, look for your rule of n, and for your `speed`.

# %%
print(inspect.getsource(mg.fractional._exp_n_rule_n))
print(inspect.getsource(mg.fractional._exp_n))

# %% [markdown]
# | in the package | what it is |
# |---|---|
# | `iterate.partials` | y and both slopes in one pass, on the way forward; a first derivative then costs nothing more |
# | `found` | carries these slopes from the way forward to the rules: your v(y) is `found.by_n` |
# | `isinstance(g, Tensor)` | true only if somebody wants to differentiate again; then the rule is written with `generator`, which is your `speed`, at exp⁽ⁿ⁾(x) |
# | `.conjugate()` | for complex numbers ([lesson C](C_differentiate_complex.ipynb)); real numbers stay as they are |
# | `Any`, `str` | types, which Python does not check |
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("11.1")` shows a worked
# answer.
#
# **Exercise 1.** Squaring, too, can be done a fractional number of times: for x > 1, take
# x ** (2 ** n). It is a flow. Find its speed v (the derivative with respect to n at n = 0), and
# declare the operation `square_n`, with rules for x and n that can be differentiated again.

# %% tags=["exercise"]
square_n = ...  # instead of this line: the rules, and a function under @mg.primitive(…)
check("11.1", square_n)

# %% [markdown]
# **Exercise 2.** `softplus(x)` = log(1 + eˣ) is a soft max(x, 0). Declare it such that at x = 1000
# neither the value nor the rule overflows, and second derivatives are right, too. (`np.logaddexp` and
# `mg.sigmoid` may help. A tuple of one rule ends in a comma: `vjps=(rule,)`.)

# %% tags=["exercise"]
softplus = ...
check("11.2", softplus)

# %% [markdown]
# **Exercise 3.** Two machines of 60 and 70 decibels are together louder than 70: $y = \log(e^{ta} + e^{tb}) /
# t$, for a certain t. To learn t from measurements, one needs its rule. Write it. (t stands in two places.
# And $e^{ty} = e^{ta} + e^{tb}$, so $e^{t(a - y)}$ is a share.)


# %% tags=["exercise"]
def rule_t(g, y, a, b, t):
    return ...


check("11.3", rule_t)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does a rule get, and what does it return?</summary>
#
# The derivative g of the end result with respect to the output, the output and the inputs. It returns
# the derivative of the end result with respect to its input.
# </details>
#
# <details><summary>Why does the rule for x need v at two places?</summary>
#
# A lead of h at x is a lead in time of h / v(x), and near y that time is worth the distance v(y) · h / v(x).
# </details>
#
# <details><summary>Who makes gradients fit the shapes of x and n?</summary>
#
# The engine: where it stretched an input, it sums the reports. Rules need not care.
# </details>
#
# <details><summary>Why was the second derivative 0?</summary>
#
# The rule took numbers out of tensors. What it computed with them was a constant to the engine.
# </details>
#
# <details><summary>How do you test an operation of your own?</summary>
#
# With `mg.gradcheck(…, order=2)`, at several points and with shapes that stretch.
# </details>
#
# ## In practice
#
# A formula of `mg` operations has its gradient already. Declare an operation if the formula
# overflows, is slow, or comes from elsewhere. Write its function with NumPy, its rules with `mg`
# operations, and check both orders before you train anything. For the second derivatives of many numbers times
# a direction v, nobody has to make a table of them all: `mg.grad(lambda x: (mg.grad(f)(x) * v).sum())`. The
# picture to keep:
#
# ![Two panels: the first derivatives of two versions lie upon each other; of the second derivatives one is a curve, the other is always 0](pictures/11_declare_operation.png)
#
# ## New words
#
# - **vjp**: vector-Jacobian product, g · ∂y/∂input, which a rule returns; also the rule itself.
#
# ## Further reading
#
# - `minigrad/fractional.py`: all of the bridge between exp⁽ⁿ⁾ and the engine.
# - `minigrad/autodiff/primitive.py`: what `mg.primitive` does.
# - JAX, [Custom derivative
#   rules](https://docs.jax.dev/en/latest/notebooks/Custom_derivative_rules_for_Python_code.html): the
#   same in another engine.
