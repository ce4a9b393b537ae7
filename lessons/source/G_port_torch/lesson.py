# %% [markdown]
# # Take it to PyTorch
#
# - **You will make** the neuron that adds or multiplies once more, as a module of PyTorch.
# - **You will learn** how to give PyTorch an operation of your own, and how to test it.
# - **You need** [lesson 11](11_declare_operation.ipynb), [lesson 12](12_let_neuron_decide.ipynb), and
#   to have seen a little PyTorch.
# - **21 minutes** to read and run, **8** for the exercises
#
# On the way the same neuron is trained in two engines:
#
# ![n over training: a line from 0 up to 0.97, and dots of a second engine all the way upon it](pictures/G_port_torch.png)
#
# PyTorch is not a part of minigrad: `pip install torch`. Without it every cell still runs, and says
# so. What you read here was made with it.

# %%
import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")
try:
    import torch
    from torch.autograd import Function
    from torch.nn import Module, Parameter
except ImportError:
    torch, Function, Module = None, object, object
missing = "PyTorch is missing: install it, and run again."

# %% [markdown]
# ## The trail ends
#
# `mg.iterate.exp_n` wants NumPy arrays. A tensor of PyTorch can be turned into one, and back.
# **Guess:** does PyTorch then know the derivative of what comes out?

# %%
if torch is None:
    print(missing)
else:
    x = torch.tensor([0.3, 2.0, 5.0], dtype=torch.float64, requires_grad=True)
    try:
        mg.iterate.exp_n(x.numpy(), 0.5)
    except RuntimeError:
        print("x.numpy(): refused, since x wants a gradient")
    y = torch.from_numpy(mg.iterate.exp_n(x.detach().numpy(), 0.5))
    print("x.detach().numpy(): the values are right,", y.numpy().round(3))
    print("but does y remember x?", y.requires_grad)

# %% [markdown]
# PyTorch records its own operations only. NumPy's leave no trail, so first it refuses, and if you
# insist with `detach`, it forgets.
#
# ## An operation of your own
#
# In lesson 11 you declared exp⁽ⁿ⁾ with `mg.primitive`: a forward function and a rule for each input.
# PyTorch calls the same thing a *custom autograd function*: a class with a `forward` and a
# `backward`. You call its `apply`, and PyTorch calls the two. In `forward` nothing is recorded, so
# `x.numpy()` is allowed there. `ctx` carries to `backward` what has to be remembered: here both
# slopes, which `mg.iterate.partials` gives in one pass with the value.
#
# **Guess:** this class has one mistake. Where is it, and who notices: you, when you look at the
# values, or PyTorch, when it calls `backward`?


# %%
def to_torch(arrays):
    return [torch.from_numpy(np.asarray(array)) for array in arrays]


class FirstTry(Function):
    @staticmethod
    def forward(ctx, x, n):
        y, by_x, by_n = to_torch(mg.iterate.partials(x.numpy(), n.numpy()))
        ctx.save_for_backward(by_x, by_n)
        return y

    @staticmethod
    def backward(ctx, g):
        by_x, by_n = ctx.saved_tensors
        return g * by_n, g * by_x


# %%
def passes(test, f, *inputs):
    return test(f, inputs, raise_exception=False)  # PyTorch's tests raise, unless told not to


if torch is None:
    print(missing)
else:
    n = torch.tensor([0.4, 0.5, 0.9], dtype=torch.float64, requires_grad=True)
    y = FirstTry.apply(x, n)
    y.sum().backward()
    print("values:   ", y.detach().numpy().round(3))
    print("x.grad:   ", x.grad.numpy().round(3))
    print("gradcheck:", passes(torch.autograd.gradcheck, FirstTry.apply, x, n))

# %% [markdown]
# Neither. The mistake is in the `return`: `backward` has to give one gradient for each input, in the
# order of `forward`, and these two are swapped. The values are right all the same, and PyTorch
# believes any gradient. Only `gradcheck` finds it: like ours, it compares the rules with differences
# of values. (For that it wants 64-bit numbers; those that PyTorch makes by default have 32.) Here is
# the right order.


# %%
class FirstOrder(FirstTry):
    @staticmethod
    def backward(ctx, g):
        by_x, by_n = ctx.saved_tensors
        return g * by_x, g * by_n


def exp_n(x, n, function=FirstOrder):
    return function.apply(*torch.broadcast_tensors(x, n))


if torch is None:
    print(missing)
else:
    print("gradcheck, n for each x:   ", passes(torch.autograd.gradcheck, exp_n, x, n))
    print("gradcheck, one n for all x:", passes(torch.autograd.gradcheck, exp_n, x, n[0]))

# %% [markdown]
# If one n serves many x, the gradient of n is a sum over all of them. We need not write that:
# `broadcast_tensors` is PyTorch's own operation, and its rule sums.
#
# ## The neuron as a module
#
# With weights w and a bias b, the neuron of lesson 12 computes y = exp⁽ⁿ⁾(Σ w · exp⁽⁻ⁿ⁾(x) + b). For
# n = 0 it adds, with w as factors; for n = 1 it multiplies, with w as exponents. Training moves w, b
# and n. In PyTorch a piece of a network is a `Module`, and its numbers are `Parameter`s. Ours starts
# from the numbers of a neuron of minigrad's.


# %%
class AddMul(Module):
    def __init__(self, start):
        super().__init__()
        self.weight = Parameter(torch.from_numpy(start.weight.data.copy()))
        self.bias = Parameter(torch.from_numpy(start.bias.data.copy()))
        self.n = Parameter(torch.from_numpy(start.n.data.copy()))

    def forward(self, x):
        z = exp_n(x, -self.n) @ self.weight.T + self.bias
        return exp_n(z, self.n)


trees = mg.tasks.load("trees")  # 31 trees: diameter and height -> volume of the timber
ours = mg.nn.AddMul(2, 1, bias=True, rng=0)
mg.train.warm_start(ours, trees)  # the best sum: n = 0
if torch is None:
    print(missing)
else:
    theirs = AddMul(ours)
    difference = np.abs(theirs(torch.from_numpy(trees.x)).detach().numpy() - ours(trees.x).numpy())
    print("the same predictions, to 12 digits:", bool(difference.max() < 1e-12))

# %% [markdown]
# Now train both, by a thousand steps of Adam ([lesson 5](05_scale_steps.ipynb)). All trees take part
# in each step. By default, `mg.train.fit` also lowers the learning rate and shortens long gradients;
# here it does neither, as PyTorch does not. PyTorch in turn does not know that n should stay between
# 0 and 1, so we put it back after each step.

# %%
history = mg.train.fit(
    ours, trees, steps=1000, optimizer=mg.optim.Adam(ours.parameters(), lr=0.01),
    schedule="constant", clip_norm=None,
)  # fmt: skip
path = []
if torch is None:
    print(missing)
else:
    x_trees, y_trees = torch.from_numpy(trees.x), torch.from_numpy(trees.y)
    optimizer = torch.optim.Adam(theirs.parameters(), lr=0.01)
    for _ in range(1000):
        path.append(theirs.n.item())
        optimizer.zero_grad()
        loss = ((theirs(x_trees) - y_trees) ** 2).mean()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            theirs.n.clamp_(0, 1)

# %%
models = {"minigrad": ours} | ({} if torch is None else {"PyTorch": theirs})
for name, model in models.items():
    weights = model.weight.data[0]
    print(f"{name:<9} n {model.n.item():.4f}  weights {weights[0]:.4f} {weights[1]:.4f}", end="  ")
    print(f"bias {model.bias.item():.4f}")
if torch is not None:
    gap = np.abs(np.array(path) - history.parameters("n")[:-1, 0])
    print("largest difference of n on the way below 1e-9:", bool(gap.max() < 1e-9))

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.4))
mg.plot.migration(history, label="minigrad", ax=ax)
ax.plot(range(0, len(path), 50), path[::50], "o", color="black", markersize=5)
if path:
    ax.text(520, path[500] - 0.14, "dots: PyTorch", size=14)
ax.set_title("Two engines, one path")
plt.show()

# %% [markdown]
# They agree in all digits that we print. (The weights, now nearly exponents, are near 2 and 1: the
# volume goes with the square of the diameter, times the height.) This does not prove that either is
# right, since both take their slopes from `mg.iterate`; that is what gradcheck was for. It shows that
# the two engines do the same with them.
#
# ## Differentiate twice
#
# Some methods need second derivatives. Take L = y², with y = exp⁽⁰·⁵⁾(x) at x = 2. By the chain rule,
#
# $$L' = 2\,y\,y' \qquad\qquad L'' = 2\,y'^2 + 2\,y\,y''$$
#
# In lesson 11, a rule that takes the numbers out of a tensor was right once and wrong when it was
# differentiated again. `FirstOrder` saved slopes that came from NumPy. **Guess:** what does PyTorch
# make of L″: an error, the right number, or which other one? (Of y alone it would raise an error: to it
# nothing in y′ depends on x. Losses are mostly like L.)


# %%
def second_derivative(function):
    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    half = torch.tensor(0.5, dtype=torch.float64)
    loss = exp_n(x, half, function) ** 2
    (first,) = torch.autograd.grad(loss, x, create_graph=True)
    return torch.autograd.grad(first, x)[0].item()


y_slope = mg.iterate.partials(2.0, 0.5)[1]
twice = mg.grad(mg.grad(lambda x: mg.exp_n(x, 0.5) ** 2))(2.0).item()
print(f"minigrad: {twice:.4f}")
print(f"2 y'²:    {2 * y_slope**2:.4f}")
print(f"PyTorch:  {second_derivative(FirstOrder):.4f}" if torch else missing)

# %% tags=["hide-input"]
places = np.linspace(-0.5, 3, 141)
curvature = mg.grad(mg.grad(lambda x: mg.exp_n(x, 0.5) ** 2, 0), 0)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot(places, [curvature(at).item() for at in places], color="C3")
ax.plot(places, 2 * mg.iterate.partials(places, 0.5)[1] ** 2, "--", color="C2")
ax.text(2.0, 16, "L″, right", color="C3", ha="right")
ax.text(2.3, 7.5, "without 2 y y″", color="C2")
ax.set(xlabel="x", ylabel="second derivative of y²")
ax.set_title("What a constant slope leaves out")
plt.show()

# %% [markdown]
# Without a word, it returns the first term alone: to PyTorch the saved slopes are constants, so y″ is
# 0. Two cures:
#
# 1. Refuse. If somebody wants to differentiate again (by `create_graph=True`), PyTorch records while
#    `backward` runs, and `torch.is_grad_enabled()` is true. Raise an error then. Do at least this.
# 2. Let the slopes be functions too, as in lesson 11: with the generator v, the speed of the current,
#    ∂y/∂n = v(y) and ∂y/∂x = v(y) / v(x). Save x and y, which PyTorch knows, and compute v with a
#    function that has a `backward` of its own: its slope is v′, whose slope is v″, and so on.


# %%
class Refusing(FirstOrder):
    @staticmethod
    def backward(ctx, g):
        if torch.is_grad_enabled():
            raise RuntimeError("no second derivatives")
        return FirstOrder.backward(ctx, g)


# %%
class Generator(Function):
    @staticmethod
    def forward(ctx, x, order):
        ctx.save_for_backward(x)
        ctx.order = order  # 0 for v, 1 for v′, and so on; a plain number, and no tensor
        return to_torch([mg.iterate.generator(x.numpy(), order=order)])[0]

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * Generator.apply(x, ctx.order + 1), None  # None: order has no gradient


class ExpN(Function):
    @staticmethod
    def forward(ctx, x, n):
        y = to_torch([mg.iterate.exp_n(x.numpy(), n.numpy())])[0]
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        v_x, v_y = (Generator.apply(z, 0) for z in ctx.saved_tensors)
        return g * v_y / v_x, g * v_y


# %%
if torch is None:
    print(missing)
else:
    try:
        second_derivative(Refusing)
    except RuntimeError as error:
        print("Refusing:", error)
    print(f"ExpN: {second_derivative(ExpN):.4f}, minigrad: {twice:.4f}")
    for function in (FirstOrder, ExpN):
        first = passes(torch.autograd.gradcheck, function.apply, x, n)
        second = passes(torch.autograd.gradgradcheck, function.apply, x, n)
        print(f"{function.__name__:<10} gradcheck {first}, gradgradcheck {second}")

# %% [markdown]
# `gradgradcheck` is the test that finds it. The second cure has a price: `FirstOrder` got its slopes
# together with the value, and `ExpN` computes v twice in `backward`. (minigrad does both: it keeps
# the slopes, and computes v only if a graph of the gradient is asked for. See
# `minigrad/fractional.py`.)

# %% [markdown]
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("G.1")` shows a worked
# answer. Neither exercise needs PyTorch: a rule is arithmetic, and works on arrays as well.
#
# **Exercise 1.** Kneser's height, `mg.iterate.kneser.slog`, is to become an operation as well. (You
# build it in [lesson F](F_build_kneser.ipynb).) You know its slope from lesson 10: at x the current
# has the speed v(x), and it gains one of height in each unit of time. Write the last line of its
# `backward`: from the gradient g of the height and from x, return the gradient of x. v is
# `mg.iterate.generator`.


# %% tags=["exercise"]
def rule(g, x):
    return ...


check("G.1", rule)

# %% [markdown]
# **Exercise 2.** What is y″ alone, for y = exp⁽⁰·⁵⁾(x) at x = 2? Take it from either engine, or solve
# the equation of L″ for it: L″, 2 y′² and, in the first output, y are printed above. Give three
# digits after the point.

# %% tags=["exercise"]
curvature_of_half = ...
check("G.2", curvature_of_half)

# %% [markdown]
# ## Five questions
#
# <details><summary>Why does a tensor forget where it came from when it passes through NumPy?</summary>
#
# An engine records its own operations only, and NumPy's are not among them.
# </details>
# <details><summary>What does `backward` of a custom autograd function return?</summary>
#
# One gradient for each input of `forward`, in the same order: g times the slope. For an input without
# a gradient, None.
# </details>
# <details><summary>Why do right values say nothing about a `backward`?</summary>
#
# `forward` makes the values, and `backward` is not called for them. A gradcheck compares the two.
# </details>
# <details><summary>What is `ctx` for?</summary>
#
# It keeps what `backward` will need, such as slopes or the inputs, from the moment of `forward`.
# </details>
# <details><summary>When is a first derivative right and the second one wrong?</summary>
#
# When the rule computes with numbers whose trail is lost: to the engine they are constants.
# </details>
#
# ## In practice
#
# Most operations need no such class: write them with PyTorch's own, and the trail is kept. Write
# one if the values come from elsewhere (NumPy, C, a table), or if you know a better slope than the
# recorded one. Then run `gradcheck`, and `gradgradcheck` as well, or refuse second derivatives. Each call
# here goes to NumPy on the processor: tensors on a graphics card would have to travel there and back.
#
# ## New words
#
# - **custom autograd function**: an operation that you give to PyTorch, a class with the
#   computation, `forward`, and the rules, `backward`.
#
# ## Further reading
#
# - PyTorch, [Extending PyTorch](https://docs.pytorch.org/docs/stable/notes/extending.html), and its
#   tutorial on [double backward with custom
#   functions](https://docs.pytorch.org/tutorials/intermediate/custom_function_double_backward_tutorial.html).
# - `minigrad/fractional.py`: the same operation, declared for minigrad, four times differentiable.
