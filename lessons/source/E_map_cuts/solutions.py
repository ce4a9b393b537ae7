"""Solutions to "Where it jumps"."""

import numpy as np

import minigrad as mg

# Exercise 1. Each arc is the exp of the one before, and so is its beginning: 0, 1, e, and then e to
# the power of e, the next rung of lesson 8's ladder.
next_start = np.exp(np.e)

# Exercise 2. The second log is ½·e⁻ⁱ, so two exps of that lead to the number. The first exp is on the
# arc from 1, the second on the arc from e.
on_second_arc = np.exp(np.exp(0.5 * np.exp(-1j)))

# Exercise 3. The path is computed at 1,001 places. A smooth path makes small steps between neighbours;
# the largest step by far is the jump.
n = np.linspace(0, 1, 1001)
path = mg.oplus(10, 20, n, kind="schroeder").numpy()
jump = n[abs(np.diff(path)).argmax()]

answers = {"E.1": (next_start,), "E.2": (on_second_arc,), "E.3": (jump,)}
