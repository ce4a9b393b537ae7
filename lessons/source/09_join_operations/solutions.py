"""Solutions to "Between + and ×"."""

import numpy as np

import minigrad as mg

# Exercise 1. The path passes 14 on its way up, goes on to 14.234, and comes back. Try n, or halve an
# interval again and again, whose ends are below and above:
low, high = 0.5, 0.9
for _ in range(30):
    middle = (low + high) / 2
    if mg.oplus(2.0, 7.0, middle, "abel").item() < 14:
        low = middle
    else:
        high = middle
n_for_14 = middle

# Exercise 2. −0.5 is e^-0.5 - 1 high, and may go down to −1: by less than e^-0.5.
end_of_domain = np.exp(-0.5)


# Exercise 3. Inside, ⊕ adds. So inside, its inverse subtracts.
def take_away(z, x, n):
    inside = mg.iterate.exp_n(z, -n, "abel") - mg.iterate.exp_n(x, -n, "abel")
    return mg.iterate.exp_n(inside, n, "abel")


answers = {"9.1": (n_for_14,), "9.2": (end_of_domain,), "9.3": (take_away,)}
