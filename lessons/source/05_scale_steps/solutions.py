"""Solutions to "A step for each number"."""

import numpy as np

# Exercise 1. SGD moves by the rate times the slope, so its steps grow a thousandfold. Of Adam's means,
# that of the slopes grows by 1,000 and that of the squares by 1,000,000. The root of the second grows by
# 1,000 as well, so the quotient, and with it the step, stays as it is.
sgd_factor, adam_factor = 1000, 1

# Exercise 2. After one slope g, the mean is 0.1 g and the mean of squares 0.001 g². The quotient of the
# first and the root of the second is 0.1 / √0.001 = √10. Both means are too small, but the divisor more
# so. So without the divisions the first steps are too long, not too short.
first_step = 0.1 / np.sqrt(0.001)


# Exercise 3. The velocity first takes up the new slope, then x moves against it. With the slope 0.001
# the velocity comes near 0.001 / (1 − 0.9) = 0.01, so in 100 steps it gets ten times as far as gradient
# descent, a little less at the beginning: −0.027. It does not make up for slopes of different sizes.
def momentum(slopes, lr=0.03):
    x = velocity = 0.0
    for slope in slopes:
        velocity = 0.9 * velocity + slope
        x = x - lr * velocity
    return x


answers = {"5.1": (sgd_factor, adam_factor), "5.2": (first_step,), "5.3": (momentum,)}
