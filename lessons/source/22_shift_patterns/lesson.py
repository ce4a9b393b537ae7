# %% [markdown]
# # Your turn
#
# - **You will make** an operation of your own, and a network that shifts patterns through waves.
# - **You will learn** how to bring a formula into training, how to build an exact network by hand,
#   and how to let training find one part of it at a time.
# - **You need** [lesson 10](10_follow_current.ipynb) and [lesson 21](21_stack_neurons.ipynb).
# - **22 minutes** to read and run, **12** for the exercises
#
# Near the end you will have drawn this picture: the weights of a layer, before and after training.
# (What has it found?)
#
# ![Two maps of a layer's weights: noise before training, and regular stripes after it](pictures/22_shift_patterns.png)

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from checks import check

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## Louder together
#
# A machine is 60 decibels loud. **Guess:** how loud are two of them, 120? And a machine of 60
# beside one of 70? (The powers of sounds add up, and 10 decibels more are ten times the power.) From
# this rule we make a table, as a meter might show it, in whole decibels.


# %%
def together(a, b):
    return 10 * np.log10(10 ** (a / 10) + 10 ** (b / 10))


for a, b in ((60, 60), (60, 70)):
    print(f"{a} and {b} decibels together: {together(a, b):.1f}")
levels = np.random.default_rng(0).uniform(40, 80, (200, 2)).round()  # two machines in each row
meter = mg.tasks.Task.from_arrays(levels, together(*levels.T).round(), name="decibels")

# %% [markdown]
# 63 and 70.4: neither a sum nor a maximum, but something like a maximum with a soft corner. Here is
# a formula for that, with a number t that says how hard the corner is:
#
# $$y = \frac{\log\left(e^{t a} + e^{t b}\right)}{t}$$
#
# Say that you do not know the rule for decibels. Let training find t in the table, as it found n.
# **But guess first** what goes wrong here:


# %%
def first_try(a, b, t):
    return np.log(np.exp(t * a) + np.exp(t * b)) / t


with np.errstate(over="ignore"):
    print("t = 1: ", first_try(60.0, 70.0, 1.0).round(3))
    print("t = 20:", first_try(60.0, 70.0, 20.0))

# %% [markdown]
# The result would be near 70, but on the way $e^{1400}$ is too large for a number of 64 bits.
# Take the larger exponent out, $\log(e^p + e^q) = p + \log(1 + e^{q - p})$, and nothing large is
# left. NumPy's `logaddexp` does that, but its result has no memory. So you declare an operation,
# with rules, as in lesson 10. (`mg.logaddexp` would spare you that. But the next formula may be
# one that the engine does not have.)
#
# Since $e^{ty} = e^{ta} + e^{tb}$, the derivative of y with respect to a is $e^{t(a - y)}$, and with
# b for a, the same. With respect to t there are two places to differentiate. Here is an author in
# a hurry:


# %%
def rule_a(g, y, a, b, t):
    return g * mg.exp(t * (a - y))


def rule_b(g, y, a, b, t):
    return g * mg.exp(t * (b - y))


def hasty_rule_t(g, y, a, b, t):
    return g * (a * mg.exp(t * (a - y)) + b * mg.exp(t * (b - y))) / t


@mg.primitive(vjps=(rule_a, rule_b, hasty_rule_t))
def hasty_louder(a, b, t):
    return np.logaddexp(t * a, t * b) / t


points = np.array([1.0, -0.5, 2.0]), np.array([1.5, 0.5, -1.0]), np.array([0.3, 1.0, 2.0])
try:
    mg.gradcheck(hasty_louder, *points)
except mg.GradcheckError as error:
    print(error)

# %% [markdown]
# Inputs are counted from 0, so input 2 is t. The division by t was not differentiated: it takes away
# y/t.


# %%
def rule_t(g, y, a, b, t):
    return hasty_rule_t(g, y, a, b, t) - g * y / t


@mg.primitive(vjps=(rule_a, rule_b, rule_t))
def louder(a, b, t):
    return np.logaddexp(t * a, t * b) / t


print("gradcheck, second derivatives, too:", mg.gradcheck(louder, *points, order=2))
print("t = 20:", louder(60.0, 70.0, 20.0).numpy())

# %% [markdown]
# ## A neuron of your own
#
# A module is a class with parameters and a `forward`. This one has a single number to learn. It
# starts at 1, where the corner is rather hard. **Guess:** will t grow or shrink?


# %%
class Louder(mg.nn.Module):
    def __init__(self):
        self.t = mg.nn.Parameter(1.0, bounds=(0.01, 10.0))  # training does not leave these

    def forward(self, x):
        return louder(x[:, 0], x[:, 1], self.t)[:, None]  # one row a pair, one column


ear, path = Louder(), []
mg.train.fit(ear, meter, steps=400, rng=0, callbacks=[lambda *_: path.append(ear.t.item())])
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(path)
ax.axhline(np.log(10) / 10, color="0.5", ls="--", lw=1)
ax.text(400, np.log(10) / 10 + 0.03, "log(10) / 10", ha="right", color="0.4")
ax.set(xlabel="training step", ylabel="t", ylim=(0, 1.05))
ax.set_title("A neuron finds the rule for decibels")
plt.show()
print(f"t = {ear.t.item():.3f}, and log(10) / 10 = {np.log(10) / 10:.4f}")

# %% [markdown]
# So $e^{tx}$ is nearly $10^{x/10}$, the power: the neuron has found the rule in a rounded table. You
# declared an operation, and everything else came with it: the backward pass, Adam, bounds.
#
# **Exercise 1.** `softplus(x)` = log(1 + eˣ) is a soft max(x, 0). Declare it with `mg.primitive`,
# such that at x = 1000 neither the value nor the rule overflows, and second derivatives are right,
# too. (`mg.sigmoid` may help.)

# %% tags=["exercise"]
softplus = ...
check("22.1", softplus)

# %% [markdown]
# ## Shift a pattern
#
# Now a network. It gets a signal of 8 numbers, and a shift as 8 numbers of which one is 1 (a
# one-hot vector). It has to turn the signal round by that many places. The task is one of Urban and
# van der Smagt.

# %%
task = mg.tasks.load("pattern_shift", samples=1024)
signal, one_hot = task.x[0, :8], task.x[0, 8:]
fig, axes = plt.subplots(1, 3, figsize=(9, 2.2))
titles = "signal", f"shift by {one_hot.argmax()}", "what it should become"
for ax, values, title in zip(axes, (signal, one_hot, task.y[0]), titles, strict=True):
    ax.bar(range(8), values)
    ax.set(title=title, xlabel="place", ylim=(-1.05, 1.05))
plt.show()

# %% [markdown]
# A layer of sums cannot do it: where a number has to go depends on the other input. But there is a
# detour, through waves.
#
# A wave is a point that walks round a circle, seen from the side. Complex numbers are points of a
# plane: multiply two, and their angles are added, their lengths multiplied. Let ω have the length 1
# and lie an eighth of a turn (clockwise) from 1. Then $\omega^{jk}$, for the places j = 0 … 7, is
# wave k: at each place it goes on by k eighths of a turn.

# %%
F = np.fft.fft(np.eye(8))  # a matrix: in row k and column j it has ω^(jk)
angle = np.linspace(0, 2 * np.pi, 100)
fig, axes = plt.subplots(1, 4, figsize=(9, 2.2), sharey=True)
for k, ax in enumerate(axes):
    ax.plot(angle * 8 / (2 * np.pi), np.cos(k * angle), color="0.7", lw=1)
    ax.plot(F[k].real, "o")
    ax.set(title=f"wave {k}", xlabel="place j", xticks=(0, 4, 8))
axes[0].set_ylabel("real part")
plt.show()

# %% [markdown]
# How much of wave k is in a signal x? A weighted sum says it:
#
# $$X_k = \sum_j \omega^{jk} x_j$$
#
# All eight of them, `F @ x`, are the *discrete Fourier transform* of the signal. **Guess:** if the
# signal is shifted by s places, what happens to its transform? Divide the new one by the old one,
# and put the transform of the one-hot vector beside it.

# %%
print("new / old:   ", ((F @ task.y[0]) / (F @ signal)).round(2)[:4] + 0)
print("F @ one_hot: ", (F @ one_hot).round(2)[:4] + 0)
waves = (F @ signal) * (F @ one_hot)
back = np.linalg.inv(F) @ waves  # from the waves to the signal
print("shifted, right to twelve digits:", np.allclose(back, task.y[0], rtol=0, atol=1e-12))

# %% [markdown]
# They are the same. Every $x_j$ comes to the place j + s, so each term gets the factor
# $\omega^{sk}$ (and since $\omega^8 = 1$, going round the end does no harm). And the one-hot vector's
# sum has a single term, $\omega^{sk}$. So, **among waves, to shift is to multiply.**
#
# ## The exact network
#
# That makes three layers of neurons that decide: F for both inputs (n = 0); the product of the two
# transforms, wave by wave (n = 1, since exp(log a + log b) = a · b); and F⁻¹ (n = 0).
# `kind="schroeder"` is an exp⁽ⁿ⁾ for complex numbers; its weights are complex, too. (`factor` waits
# for its turn.)


# %%
def exact_network(n=1.0, factor=1.0):
    nought, one = np.zeros((8, 8)), np.eye(8)
    first = mg.nn.AddMul(16, 16, kind="schroeder", n=0.0)
    middle = mg.nn.AddMul(16, 8, kind="schroeder", n=n)
    last = mg.nn.AddMul(8, 8, kind="schroeder", n=0.0)
    first.weight.data[:] = np.block([[F, nought], [nought, factor * F]])
    middle.weight.data[:] = np.hstack([one, one])
    last.weight.data[:] = np.linalg.inv(F) / factor
    return mg.nn.Sequential(first, middle, last)


judges = replace(task, x_test=task.x_test[:200], y_test=task.y_test[:200])  # rows to judge by


def error(network):
    return mg.study.error(network, judges, "test")


print("right to twelve digits:", error(exact_network()) < 1e-12)

# %% [markdown]
# **Guess:** what does it compute with n = 0 in the middle?

# %%
output = exact_network(n=0.0)(task.x[:1]).numpy()
print("signal + one-hot vector:", np.allclose(output, signal + one_hot))
nothing = np.sqrt(np.mean(judges.y_test**2))
print(f"its error {error(exact_network(n=0.0)):.2f}; that of always saying 0: {nothing:.2f}")

# %% [markdown]
# It adds the waves, so it adds the inputs: the signal, with a 1 on top at the place s. That is worse
# than saying 0.
#
# **Exercise 2.** Turn the signal the other way: which 16 × 16 matrix has to be the first layer's
# weight, if the two other layers stay? (What is the inverse of a turn?)

# %% tags=["exercise"]
weight = ...
check("22.2", weight)

# %% [markdown]
# **Exercise 3.** Nobody said that the second input has to be one-hot. With more ones and other
# numbers, the network adds up shifted copies, and so it can multiply polynomials: put the
# coefficients of 1 + 2z + 3z² into the first eight inputs, from the constant on, filled up with
# zeros, and those of 4 + 5z into the others. Which numbers does `exact_network()` return?

# %% tags=["exercise"]
coefficients = ...
check("22.3", coefficients)

# %% [markdown]
# ## Forget the n's
#
# You know the whole answer. How much of it can training find? First forget the eight n's of the
# middle layer. Hold them all at one value, and look at the error. **Guess:** is it downhill from 0
# to 1?
#
# (Here we double the one-hot's transform, and the last layer halves the result. That cancels at n =
# 1, but keeps numbers away from 1, where this exp⁽ⁿ⁾ swings between 0 and enormous values. See what
# happens with `factor=1.0`.)

# %%
values = np.linspace(0, 1, 41)
errors = [error(exact_network(n, factor=2.0)) for n in values]
fig, ax = plt.subplots(figsize=(7, 3.2))
ax.plot(values, errors, color="C5")
ax.axhline(nothing, color="0.5", ls="--", lw=1)
ax.text(0, nothing - 0.02, "always 0", va="top", color="0.4")
ax.set(ylim=(0, 0.85), xlabel="n of the middle layer, held fixed", ylabel="error")
ax.set_title("Between + and × lies a hill")
plt.show()

# %% [markdown]
# It is not: on the way to 1 there is a hill. Now let the eight n's go, from three starts. **Guess**
# how many arrive from each.


# %%
def learn(network, *parameters, steps):
    for p in network.parameters():
        p.requires_grad = False
    for p in parameters:
        p.requires_grad = True
    mg.train.fit(network, task, steps=steps, batch_size=32, rng=0)


for start in (0.75, 0.5, 0.25):
    network = exact_network(start, factor=2.0)
    middle = network.layers[1]
    learn(network, middle.n, steps=100)
    above, below = np.sum(middle.n.data > 0.9), np.sum(middle.n.data < 0.1)
    print(f"from {start}: {above} of 8 end above 0.9, {below} below 0.1")

# %% [markdown]
# All; all but one; none. From 0.25 they start on the wrong side of the hill, and roll down towards 0.
# A start is a prior, as in lesson 21.
#
# ## Forget the waves
#
# Now the other way round: the n's and the last layer stay, and the first layer forgets everything. It
# gets 256 random complex weights. **Guess:** can it find the Fourier transform?

# %%
network = exact_network()
first = network.layers[0]
first.reset(0)
before = first.weight.data.copy()
learn(network, first.weight, steps=400)
after = first.weight.data
print("error below a thousandth:", error(network) < 0.001)

# %% tags=["picture"]
fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.8))
titles = "Before: noise", "After: a pattern"
for ax, weights, title in zip(axes, (before, after), titles, strict=True):
    size = abs(weights.real).max()
    ax.imshow(weights.real, cmap="PRGn", vmin=-size, vmax=size)
    ax.set(title=title, xlabel="input: signal, then shift", xticks=(0, 8, 15), yticks=(0, 8, 15))
    ax.grid(False)
axes[0].set_ylabel("neuron")
plt.show()

# %% [markdown]
# It shifts. The picture shows real parts: every neuron has something on one half of the inputs and
# nothing on the other, and whether that is the signal or the shift differs from neuron to neuron.
# **Guess:** are these stripes the waves of F? A wave begins with 1, so divide each stripe by its
# first number. Neurons k and k + 8 belong to wave k.

# %%
stripes = [max(halves, key=np.linalg.norm) for halves in after.reshape(16, 2, 8)]
scaled = [stripe / stripe[0] for stripe in stripes]
print("they are the rows of F, to three digits:", np.allclose(scaled, np.vstack([F, F]), atol=1e-3))

# %% [markdown]
# They are. The only hint was the last layer, which comes back from waves. **Whoever wants to shift by
# multiplying is led to the Fourier transform**, by slopes alone. (Not quite to our F: each wave has a
# factor of its own, which its partner undoes.)
#
# And if nothing is given, neither weights nor n's? In a recorded study, networks of real numbers
# (sums, then 32 units of a kind, then sums) had 20,000 steps, eight times, each kind with the best of
# six learning rates.

# %%
path = "../figures/data/pattern_shift.csv"
table = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
table = {row["model"]: row for row in table}
for model, name in {
    "linear-gated": "mixtures of + and ×",
    "linear-addmul": "neurons that decide",
    "linear-addmul-pretrained": "which only add at first",
    "linear-product": "product units",
    "tanh-tanh": "two layers of tanh",
}.items():
    print(f"{name:<23}  error {table[model]['test'] / table['zero']['test']:.2%} of saying 0")
low, high = (table["linear-addmul"][key] for key in ("n_low", "n_high"))
print(f"half of the n's end between {low:.2f} and {high:.2f}")

# %% [markdown]
# All of them come near; none is exact, and ours is not the best. The middle half of its n's ends
# between sum and product: it found another way than you did. To hold the n's at 0 for the first
# quarter of the steps made no clear difference. (Units that mix a sum and a product come closest.)
#
# ## Projects, and where to begin
#
# - **Your data.** `minigrad train FILE.csv --target COLUMN`; then lesson 19's table with your rows.
# - **A mean that decides.** (aᵗ + bᵗ)/2, and back by the root: what does t do at 1, −1, near 0?
#   Begin with `louder`; compare on trees, fairly.
# - **From nothing.** Which part of the exact network is the smallest that has to be given? Begin
#   with `learn`.
# - **The hill.** From where do all n's arrive, with which factor? Complex ones are allowed. Begin
#   with `errors`; `minigrad/iterate/schroeder.py` says why 0 and 1 are dangerous.
# - **Another ladder.** Iterate something else than exp, such as squaring. Begin with
#   `minigrad/iterate/abel.py`.
#
# ## In practice
#
# Check that no primitive is needed first: a formula of `mg` operations has its gradient already,
# as `mg.logaddexp(t * a, t * b) / t` has. Declare one if the formula overflows, is slow, or comes
# from elsewhere. Then `mg.gradcheck(…, order=2)`, at several points. Long signals are transformed
# by the fast Fourier transform, `np.fft.fft`.
#
# ## New words
#
# - **discrete Fourier transform**: the weighted sums that say how much of each wave is in a signal.
#
# ## Further reading
#
# - Urban and van der Smagt, [A Neural Transfer Function for a Smooth and Differentiable Transition
#   Between Additive and Multiplicative Interactions](https://arxiv.org/abs/1503.05724): the task.
# - NumPy's [Discrete Fourier Transform](https://numpy.org/doc/stable/reference/routines.fft.html).
# - `minigrad/autodiff/rules.py`: the rules of the engine; those that no lesson needs are in
#   `more_rules.py`.
