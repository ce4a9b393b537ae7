# %% [markdown]
# # Assignment 2: How sure is the neuron?
#
# - **For** those who have worked through lessons [12](12_let_neuron_decide.ipynb) and
#   [13](13_measure_certainty.ipynb).
# - **60 minutes**
# - **15 points**: a program marks tasks 1 to 4, your teacher marks task 5.
#
# Put your answers in the place of `...`, and keep the names. You may add cells, look things up in
# the lessons, and talk to others; but your rows are your own. The program also tries your function
# on a neuron that you do not see here. A cell that fails costs you only what depends on it.
#
# Before you hand in this file: *Kernel → Restart Kernel and Run All Cells*, and look at the last
# cell.

# %%
import numpy as np

import minigrad as mg

# %% [markdown]
# Your teacher has given you a number. Write it in the place of 0. Your rows follow from it.

# %%
student = 0

# %% [markdown]
# A weight on a string turns a drum in a liquid. A book of 1959 has 23 runs: how thick the liquid is
# (its viscosity, in centipoise), the weight (in grams), and the time for 100 turns (in seconds). You
# get 16 of them. Every column is divided by its mean.

# %%
rows = np.sort(np.random.default_rng(student).choice(23, size=16, replace=False))
runs = mg.tasks.load("stormer").rows(rows)
print("your runs:", *rows)
print("columns:", *runs.features, "->", *runs.targets)

# %% [markdown]
# ## Task 1: train (3 points)
#
# Train an `AddMul` neuron with `bias=True` on `runs`, from a warm start, so well that further
# training would not help. Leave `kind` as it is.

# %% tags=["exercise"]
my_neuron = ...

# %% [markdown]
# ## Task 2: check a gradient (3 points)
#
# Write a function that finds d loss / d n without `backward`: by moving n a little to both sides.
# The loss is `mg.nn.mse_loss` on the rows of the task. When it is done, the neuron has to be as it
# was before.


# %% tags=["exercise"]
def slope_of_n(neuron, task):
    return ...


# %% [markdown]
# ## Task 3: how firmly? (2 points)
#
# Between which two numbers is n, according to your runs (95 % interval)? Two digits after the
# point.

# %% tags=["exercise"]
low, high = ..., ...

# %% [markdown]
# ## Task 4: on runs that were not learned from (3 points)
#
# Give the leave-one-out errors, in seconds, of a weighted sum (`Linear`), of a power law (lesson
# 12's, or `Product` with a bias) and of a neuron that decides (`AddMul` with a bias).

# %% tags=["exercise"]
sum_error, law_error, neuron_error = ..., ..., ...

# %% [markdown]
# ## Task 5: a letter (4 points, marked by your teacher)
#
# The maker of the instrument writes: "So your network has proved that the time is a constant times
# a power of the viscosity times a power of the weight. May we print that in the manual?" Answer in
# five to ten sentences. Say what your interval allows, what the three errors say, whether n would be
# the same with columns in minutes, centipoise and kilograms instead of parts of their means, and
# what you would do before anything is printed.

# %% tags=["exercise"]
letter = """
...
"""

# %% [markdown]
# ## What you hand in
#
# *Ellipsis* means: not answered yet.

# %%
print("your number:", student)
print("1:", my_neuron if my_neuron is ... else f"n = {my_neuron.n.item():.3f}")
print("2:", slope_of_n(mg.nn.AddMul(2, 1, n=0.5, bias=True, rng=0), runs))
print("3:", low, high)
print("4:", sum_error, law_error, neuron_error)
print("5:", letter.strip())
