"""Take it to PyTorch."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(rule):
    """Give a function rule(g, x) that returns the gradient of x."""
    expect(callable(rule), 'Give the function itself: check("G.1", rule).')
    g, x = np.array([1.0, -2.0, 0.5]), np.array([-0.5, 0.7, 4.0])
    found = np.asarray(rule(g, x))
    expect(found.shape == x.shape, "Return one gradient for each number of x.")
    v = mg.iterate.generator(x)
    expect(not np.allclose(found, 1 / v), "That is the slope. Multiply it by g.")
    expect(not np.allclose(found, g * v), "The faster the current, the *less* time it takes.")
    expect(
        not np.allclose(found, g / mg.iterate.generator(x, "abel")),
        "That is Abel's speed; the height is Kneser's.",
    )
    expect(
        np.allclose(found, g / v),
        "A rule is g times the slope. In lesson 10, v was found from the slope of ψ; turn that round.",
    )


def exercise_2(curvature):
    """Give one number."""
    curvature = float(curvature)
    twice = mg.grad(mg.grad(lambda x: mg.exp_n(x, 0.5)))(2.0).item()
    y, slope, _ = mg.iterate.partials(2.0, 0.5)

    def near(value):
        return abs(curvature - value) < 2e-3

    expect(not near(slope), "That is y′, the slope.")
    expect(not near(2 * slope**2 + 2 * y * twice), "That is L″, of L = y². It holds 2 y y″.")
    expect(not near(2 * y * twice), "That is 2 y y″. Divide it by 2 y.")
    expect(not near(y * twice), "That is y y″. Divide it by y as well.")
    expect(
        near(twice),
        "Differentiate exp⁽⁰·⁵⁾ itself twice, not its square; or solve L″ = 2 y′² + 2 y y″ for y″.",
    )
