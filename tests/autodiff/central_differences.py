"""An oracle that knows nothing of rules and asks nothing of a function but to be smooth.

Differences of function values, of eighth order, in the longest floating-point numbers that NumPy has.
With a step of 1/512 the formula itself errs by less than 1e-16, and rounding adds about 1e-16 with 80
bits and 1e-13 with 64.
"""

import numpy as np

STEP = 2.0**-9
# f'(0) = Σ c_k (f(kh) - f(-kh)) / h, up to h^8 f^(9) / 630
COEFFICIENTS = [np.longdouble(p) / q for p, q in ((4, 5), (-1, 5), (4, 105), (-1, 280))]


def long(x):
    """Return `x` in the longest precision."""
    return np.asarray(x, np.clongdouble if np.iscomplexobj(x) else np.longdouble)


def derivative(f):
    """Return the derivative at 0 of a function of one number."""
    return sum(c * (f(k * STEP) - f(-k * STEP)) for k, c in enumerate(COEFFICIENTS, 1)) / STEP


def difference_gradients(loss, inputs):
    """Return the gradients of ``loss(*inputs)``, a real number: ∂L/∂Re x + i ∂L/∂Im x."""
    inputs = [long(x) for x in inputs]
    return [_gradient(loss, inputs, which) for which in range(len(inputs))]


def _gradient(loss, inputs, which):
    x = inputs[which]

    def partial(index, direction):
        def moved(t):
            y = x.copy()
            y[index] += direction * t
            return loss(*inputs[:which], y, *inputs[which + 1 :])

        return derivative(moved)

    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = partial(index, 1)
        if np.iscomplexobj(x):
            gradient[index] += 1j * partial(index, 1j)
    return gradient
