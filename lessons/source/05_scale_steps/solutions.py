"""Solutions to "A step for each number"."""

# Exercise 1. Gradient descent moves by the rate times the slope, so its steps grow a thousandfold. Of
# Adam's means, that of the slopes grows by 1,000 and that of the squares by 1,000,000. The root of the
# second is 1,000 as well, so the quotient, and with it the step, stays as it is.
descent_factor, adam_factor = 1000, 1


# Exercise 2. The velocity first takes up the new slope, then x moves against it. With the slope 0.001
# the velocity comes near 0.001 / (1 − 0.9) = 0.01, so in 100 steps it gets ten times as far as gradient
# descent, a little less at the beginning: −0.027. It does not make up for slopes of different sizes.
def momentum(slopes, lr=0.03):
    x = velocity = 0.0
    for slope in slopes:
        velocity = 0.9 * velocity + slope
        x = x - lr * velocity
    return x


answers = {"5.1": (descent_factor, adam_factor), "5.2": (momentum,)}
