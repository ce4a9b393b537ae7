"""Solutions to "What lies between + and ×?"."""

import minigrad as mg

# Exercise 1. Six quarters are one and a half, and a log, which is exp⁽⁻¹⁾, takes away one. So this is
# half an exp.
n = 6 * 0.25 - 1

# Exercise 2. On the slider, 2 ⊕ 7 comes to 12 between n = 0.51 and n = 0.52. To find it by computing,
# halve the interval again and again.
low, high = 0.0, 1.0
for _ in range(20):
    middle = (low + high) / 2
    if mg.oplus(2, 7, middle).item() < 12:
        low = middle
    else:
        high = middle
n_for_12 = round(middle, 2)

# Exercise 3. Half an exp of 0: inside the detour it is 0 again, and changes nothing.
changes_nothing = mg.exp_n(0.0, 0.5).item()

answers = {"0.1": (n,), "0.2": (n_for_12,), "0.3": (changes_nothing,)}
