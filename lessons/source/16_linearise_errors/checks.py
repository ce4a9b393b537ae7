"""Few and clever steps."""

import numpy as np
from checks import expect


def exercise_1(careful_step):
    """Give the function itself, careful_step; it takes two numbers and returns one."""
    expect(callable(careful_step), "Give check the function itself: check(…, careful_step).")
    expect(
        np.isclose(careful_step(3.0, 2.0), -1.5),
        "Where the curvature is positive, it is Newton's step: minus slope over curvature.",
    )
    expect(
        np.isclose(abs(careful_step(3.0, -2.0)), 1.5),
        "Where the curvature is negative, the step should be as long as Newton's.",
    )
    expect(
        np.isclose(careful_step(3.0, -2.0), -1.5) and np.isclose(careful_step(-3.0, -2.0), 1.5),
        "Where the slope is positive, downhill is to the left, whatever the curvature is.",
    )
    expect(np.isclose(careful_step(-3.0, 2.0), 1.5), "Where the slope is negative, go right.")


def exercise_2(root_step):
    """Give the function itself, root_step; it takes p and a, and returns the next p."""
    expect(callable(root_step), "Give check the function itself: check(…, root_step).")
    got = root_step(1.0, 2.0)
    expect(np.ndim(got) == 0 and np.isfinite(got), "It returns one number, the next p.")
    expect(
        not np.isclose(got, 0.5),
        "From 1, with a = 2, the next p should be larger than 1. That is the step d: return p + d. "
        "(Or was the sign of d turned round?)",
    )
    expect(
        not np.isclose(got, 2.0),
        "You took r′ = −p. But what is the derivative of p² by p?",
    )
    expect(
        not np.isclose(got, 2**0.5),
        "That is the root itself, by a root. One step of Gauss–Newton from 1 is not there yet.",
    )
    expect(
        not np.isclose(got, root_step(1.0, 3.0)),
        "It gives the same for a = 2 and for a = 3. Is a used?",
    )
    expect(
        np.isclose(got, 1.5),
        "From 1, with a = 2: r = 1 and r′ = −2. Which d makes r + r′·d zero? Then p + d.",
    )
    expect(
        np.isclose(root_step(2.0, 9.0), 3.25) and np.isclose(root_step(4.0, 9.0), 3.125),
        "Right from p = 1, but not from other p. The slope r′ is −2·p, not −2.",
    )


def exercise_3(factor, exponent):
    """Give two numbers, the factor p₀ and the exponent p₁."""
    factor, exponent = float(factor), float(exponent)
    expect(
        0.5 < factor < 2 and 1 < exponent < 2,
        "The factor lies between 0.5 and 2, the exponent between 1 and 2. Did the steps run away?",
    )
    expect(
        not (np.isclose(factor, 1, atol=1e-9) and np.isclose(exponent, 1.4, atol=1e-9)),
        "Those are the numbers of the start. gauss_newton returns the whole path: take its end.",
    )
    expect(
        not (np.isclose(factor, 1, atol=1e-9) and np.isclose(exponent, 1.49983, atol=3e-5)),
        "That is the exponent without a factor. Let p₀ move, too: the Jacobian has two columns.",
    )
    expect(
        not (np.isclose(factor, 0.99997, atol=1.5e-5) and np.isclose(exponent, 1.49983, atol=2e-5)),
        "Those make the residuals of the logarithms small. Here it is those of the periods.",
    )
    expect(
        abs(factor - FACTOR) < 2e-5 and abs(exponent - EXPONENT) < 2e-5,
        "Not there yet. Is the residual period − p[0] · distance^p[1]? Were there enough steps, say 10?",
    )


FACTOR, EXPONENT = 0.999578, 1.499954
