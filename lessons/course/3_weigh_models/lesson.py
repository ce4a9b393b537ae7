# %% [markdown]
# # Assignment 3: An honest comparison
#
# - **For** those who have worked through lessons [12](12_let_neuron_decide.ipynb) to
#   [14](14_change_units.ipynb). Lesson [19](19_expose_tricks.ipynb) helps.
# - **150 minutes**, a small project
# - **25 points**: a program marks tasks 1 to 3, your teacher marks tasks 4 and 5.
#
# Put your answers in the place of `...`, and keep the names. You may add cells, look things up in
# the lessons, and talk to others; but your tables are your own. The program also tries your
# function on rows that you do not see here. A cell that fails costs you only what depends on it.
#
# Before you hand in this file: *Kernel → Restart Kernel and Run All Cells*, and look at the last
# cell.

# %%
import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# Your teacher has given you a number. Write it in the place of 0. Your tables follow from it.

# %%
student = 0

# %% [markdown]
# Three tables, A, B and C: one is a weighted sum with a constant, one a product of powers, one a
# hill, whose top lies inside the table. Which is which, you have to find out from the rows. Each has
# 60 rows to learn from, with noise, and 200 further rows, without noise, to judge by. (The next
# cell makes them. You may read it, but it does not tell which table is which.)

# %%
rng = np.random.default_rng(student)
a, b, c = rng.uniform(1, 3, 3)
p, q = rng.choice([-1, 1, 1.5, 2], 2)
u, v = rng.uniform(0.9, 1.1, 2)


def add(x):
    return a * x[:, 0] + b * x[:, 1] + c


def multiply(x):
    return x[:, 0] ** p * x[:, 1] ** q


def hill(x):
    return 1 + 3 * np.exp(-4 * (x[:, 0] - u) ** 2 - 4 * (x[:, 1] - v) ** 2)


def table(law):
    x = rng.uniform(0.4, 1.6, (260, 2))
    y = law(x) / law(x).mean()
    noise = rng.normal(0, 0.05 * y.std(), 60)
    return mg.tasks.Task.from_arrays(x[:60], y[:60] + noise, x[60:], y[60:])


laws = rng.permutation([add, multiply, hill])
tables = {name: table(law) for name, law in zip("ABC", laws, strict=True)}
for name, task in tables.items():
    spread = np.std(task.y_test)
    print(f"{name}: whoever always predicts the mean is wrong by about {spread:.3f}")

# %% [markdown]
# ## Task 1: nine errors (6 points)
#
# Train three models on each table by `mg.train.least_squares`, and give their root mean squared
# errors on the 200 rows that they have not seen, with three digits after the point. That is
# `mg.study.error(model, task, "test")`; with `"train"` it is the error on the 60 rows.
#
# - *line*: `Linear`
# - *power law*: `Product` with a bias
# - *neuron*: `AddMul` with a bias. Make one with n = 0 and one with n = 1, `warm_start` and train
#   both, and keep the one with the smaller error on the 60 rows.

# %% tags=["exercise"]
errors = {
    "A": {"line": ..., "power law": ..., "neuron": ...},
    "B": {"line": ..., "power law": ..., "neuron": ...},
    "C": {"line": ..., "power law": ..., "neuron": ...},
}

# %% [markdown]
# ## Task 2: which is which? (3 points)
#
# Write `"sum"`, `"product"` or `"hill"` for each table.

# %% tags=["exercise"]
kinds = {"A": ..., "B": ..., "C": ...}

# %% [markdown]
# ## Task 3: where all three fail (4 points)
#
# For the hill, find something better, whatever you like. It may learn from the 60 rows only. Write
# it as a function that takes an array with two columns and returns a prediction for each row. It gets
# 2 points if its error on new rows is below 0.8 times the smallest of the three, and 4 if it is
# below 0.6 times.


# %% tags=["exercise"]
def better(x):
    return ...


# %% [markdown]
# ## Task 4: the report (8 points, marked by your teacher)
#
# Draw what convinced you, in cells of your own. Then write 120 to 200 words: which model would you
# use for which table, and by what evidence? Between which numbers is n in each table
# (`mg.study.profile`)? What does n say about the hill? Where did the neuron lose? What remains
# open?

# %% tags=["exercise"]
report = """
...
"""

# %% [markdown]
# ## Task 5: how to lie (4 points, marked by your teacher)
#
# Write one sentence about your own results that is true and misleads, with a number in it. Then say
# in one or two sentences what it hides, and what an honest sentence would be.

# %% tags=["exercise"]
lie = """
...
"""

# %% [markdown]
# ## What you hand in
#
# *Ellipsis* means: not answered yet.

# %%
print("your number:", student)
print("1:", errors)
print("2:", kinds)
print("3:", better(np.array([[1.0, 1.0], [0.5, 1.5]])))
print("4:", report.strip())
print("5:", lie.strip())
