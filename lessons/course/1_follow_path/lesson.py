# %% [markdown]
# # Assignment 1: The path from + to ×
#
# - **For** those who have worked through lessons [0](00_explore_operations.ipynb),
#   [8](08_halve_exponential.ipynb) and [9](09_join_operations.ipynb).
# - **40 minutes**
# - **10 points**: a program marks tasks 1 to 4, your teacher marks task 5.
#
# Put your answers in the place of `...`, and keep the names. You may add cells, look things up in
# the lessons, and talk to others; but your numbers are your own. The program also tries your
# function on numbers that you do not see here. A cell that fails costs you only what depends on it.
#
# Before you hand in this file: *Kernel → Restart Kernel and Run All Cells*, and look at the last
# cell.

# %%
import numpy as np

import minigrad as mg

# %% [markdown]
# Your teacher has given you a number. Write it in the place of 0. Your numbers follow from it.

# %%
student = 0

# %%
rng = np.random.default_rng(student)
times, undone = rng.integers(3, 7), rng.integers(2, 5)
forth, back = rng.choice([0.2, 0.3, 0.4, 0.6, 0.7], 2, replace=False)
low = -round(rng.uniform(0.2, 1.5), 2)
x = round(rng.uniform(1.3, 1.9), 2)
y = round(x / (x - 1) * rng.uniform(0.75, 1.3), 1)
print(f"Task 1: do exp⁽ⁿ⁾ with n = {forth}, {times} times.")
print(f"        Then undo exp⁽ⁿ⁾ with n = {back}, {undone} times.")
print(f"Task 3: {low} ⊕ 2")
sum_, product = mg.oplus(x, y, 0).item(), mg.oplus(x, y, 1).item()
print(f"Tasks 4 and 5: {x} ⊕ {y}, from {sum_:.2f} at n = 0 to {product:.2f} at n = 1")

# %% [markdown]
# ## Task 1: how many exps? (1 point)
#
# What the cell above prints for task 1 is done one after another. This is the same as one exp⁽ⁿ⁾.
# With which n?

# %% tags=["exercise"]
total = ...

# %% [markdown]
# ## Task 2: a mean between two means (3 points)
#
# The ordinary mean of 2 and 8 is (2 + 8) / 2 = 5. Their geometric mean is √(2 · 8) = 4. Write a
# function with a mean for every n: at n = 0 the ordinary one, at n = 1 the geometric one, and in
# between one that takes the same detour as ⊕, with n exps. Use `mg.exp_n`, as it is (that is
# Kneser's exp⁽ⁿ⁾).


# %% tags=["exercise"]
def mean(x, y, n):
    return ...


# %% [markdown]
# ## Task 3: the end of the domain (2 points)
#
# With Abel's exp⁽ⁿ⁾ (`kind="abel"`), your negative number ⊕ 2 has a value while n is less than
# which number? Three digits after the point, please.

# %% tags=["exercise"]
end = ...

# %% [markdown]
# ## Task 4: the top of the path (2 points)
#
# Follow your x ⊕ₙ y from n = 0 to n = 1 (`mg.oplus`, Kneser's again). Where is it highest, and how
# high is it there? Two digits after the point.

# %% tags=["exercise"]
top_n, top = ..., ...

# %% [markdown]
# ## Task 5: a friend's shortcut (2 points, marked by your teacher)
#
# A friend says: "Half-way between + and × you will be somewhere between the sum and the product."
# What does the friend take for granted? Is it true for your x and y? And why would that matter to
# somebody who looks for the best n by going uphill or downhill? Write two to five sentences between
# the quotation marks.

# %% tags=["exercise"]
why = """
...
"""

# %% [markdown]
# ## What you hand in
#
# *Ellipsis* means: not answered yet.

# %%
print("your number:", student)
print("1:", total)
print("2:", mean(2.0, 8.0, 0.0), mean(2.0, 8.0, 1.0))
print("3:", end)
print("4:", top_n, top)
print("5:", why.strip())
