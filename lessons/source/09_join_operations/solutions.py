"""Solutions to "Between + and ×"."""

import minigrad as mg

# Exercise 1. The path passes 14 on its way up, goes on to 14.234, and comes back. At 0.5 it is below 14,
# at 0.9 above. Look at the middle, keep the half with one end on each side, and go on: 0.807.
low, high = 0.5, 0.9
for _ in range(30):
    n_for_14 = (low + high) / 2
    if mg.oplus(2.0, 7.0, n_for_14, "abel").item() < 14:
        low = n_for_14
    else:
        high = n_for_14

# Exercise 2. One goes down by 1.5 and has to stay above −1, so x has to be more than 0.5 high. Between
# 0 and 1, Abel's height of x is x itself. (The formula n < eˣ is for x below 0.) 7 is high enough.
lowest_x = 0.5


# Exercise 3. Inside, between undoing n exps and doing them, ⊕ adds. So its inverse subtracts there: at
# n = 0 that is −, and at n = 1 it is ÷, since logarithms are subtracted.
def take_away(z, x, n):
    inside = mg.iterate.exp_n(z, -n, "abel") - mg.iterate.exp_n(x, -n, "abel")
    return mg.iterate.exp_n(inside, n, "abel")


answers = {"9.1": (n_for_14,), "9.2": (lowest_x,), "9.3": (take_away,)}
