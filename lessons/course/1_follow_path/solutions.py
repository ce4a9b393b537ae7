# %% [markdown]
# # Assignment 1: model answers
#
# For teachers. Run it as a script or as a notebook, with any number.

# %%
import numpy as np

import minigrad as mg

# %%
student = 1

# %%
rng = np.random.default_rng(student)
times, undone = rng.integers(3, 7), rng.integers(2, 5)
forth, back = rng.choice([0.2, 0.3, 0.4, 0.6, 0.7], 2, replace=False)
low = -round(rng.uniform(0.2, 1.5), 2)
x = round(rng.uniform(1.3, 1.9), 2)
y = round(x / (x - 1) * rng.uniform(0.75, 1.3), 1)

# %% [markdown]
# Task 1. exp⁽ᵃ⁾(exp⁽ᵇ⁾(x)) = exp⁽ᵃ⁺ᵇ⁾(x), and undoing is exp⁽⁻ⁿ⁾. So the n's add up. The sum may be
# negative: then more was undone than done.

# %%
total = times * forth - undone * back
print(f"1: {total:.1f}")

# %% [markdown]
# Task 2. Undo n exps, take the ordinary mean, do n exps. At n = 1 that is exp((log x + log y) / 2),
# the geometric mean. Two others are often tried: `mg.oplus(x, y, n) / 2`, which is wrong at n = 1,
# and `(1 - n) * ordinary + n * geometric`, which is right at both ends only.


# %%
def mean(x, y, n):
    return mg.exp_n((mg.exp_n(x, -n) + mg.exp_n(y, -n)) / 2, n)


print(f"2: {mean(2.0, 8.0, 0.0).item():.3f}, {mean(2.0, 8.0, 1.0).item():.3f}")

# %% [markdown]
# Task 3. To undo n exps is to go down by n, and heights end at −1. So n has to be less than ψ + 1,
# and the height ψ of a negative number is that of its exp, less 1: the end is exp of the number. 2
# is higher up, and no obstacle.

# %%
end = mg.iterate.abel.psi(low) + 1
print(f"3: {end:.3f}")

# %% [markdown]
# Task 4. Follow the path in small steps.

# %%
n = np.linspace(0, 1, 1001)
path = mg.oplus(x, y, n).numpy()
top_n, top = n[path.argmax()], path.max()
print(f"4: {top:.2f} at n = {top_n:.2f}; at the ends {path[0]:.2f} and {path[-1]:.2f}")

# %%
why = """
The friend takes for granted that the path is monotone, that it only rises or only falls from the
sum to the product. For my numbers it is not true: the path rises above both ends and comes back.
Beyond the top the slope says "less n makes more". If the right n is 1, and somebody starts at 0 and
goes by the slope, the hump may be in the way, or send them back.
"""
