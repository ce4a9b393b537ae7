"""Solutions to "The fair table"."""

from itertools import product

import numpy as np


# Exercise 1. All ways to flip are the rows of a table of 1 and −1; its product with the differences is all
# sums. As far from 0 means on either side, so compare sizes. (The small number is for rounding: the way
# without a flip has to count.)
def p_of(differences):
    flips = np.array(list(product((1, -1), repeat=len(differences))))
    return np.mean(abs(flips @ differences) >= abs(differences.sum()) - 1e-12)


# Exercise 2. If all differences have the same sign, only two ways are as far from 0: no flip, and all
# flipped. So p is 2 / 2ⁿ, which is 1/32 for 6 seeds. With four rivals it is multiplied by 4: 8 / 2ⁿ, which is
# 1/32 for 8 seeds. (So the package gives no verdict on fewer than 8.)
seeds_for_one = next(n for n in range(1, 20) if 2 / 2**n < 0.05)
seeds_for_four = next(n for n in range(1, 20) if 4 * 2 / 2**n < 0.05)

answers = {"20.1": (p_of,), "20.2": (seeds_for_one, seeds_for_four)}
