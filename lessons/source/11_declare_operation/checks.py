"""Tell the engine."""

import numpy as np
from checks import expect

import minigrad as mg


def exercise_1(square_n):
    """Give the operation itself, declared with @mg.primitive(vjps=(…, …)), which takes x and n."""
    x, n = np.array([1.5, 3.0]), np.array([0.5, 1.0])
    y = square_n(x, n)
    expect(isinstance(y, mg.Tensor), "Declare it with @mg.primitive(vjps=(…, …)).")
    expect(np.allclose(y.numpy(), x ** (2**n)), "square_n(3, 1) has to be 9: x ** (2 ** n).")
    by_x, by_n = mg.grad(lambda x, n: square_n(x, n).sum(), argnums=(0, 1))(x, n)

    def speed(y):
        return np.log(2) * y * np.log(y)

    expect(
        not np.allclose(by_n.numpy() * np.log(2), speed(y.numpy())),
        "The derivative of 2 ** n has a factor: 2 ** n is exp(n · log 2).",
    )
    expect(
        np.allclose(by_n.numpy(), speed(y.numpy())),
        "The rule for n is wrong. It is the second in vjps, and returns g · v(y). Which v is the "
        "derivative of x ** (2 ** n) with respect to n, at n = 0?",
    )
    expect(
        np.allclose(by_x.numpy(), speed(y.numpy()) / speed(x)),
        "The rule for n is right, that for x is not. Think of the two travellers.",
    )
    weighted = mg.grad(lambda x, n: (square_n(x, n) * [2.0, 3.0]).sum(), argnums=(0, 1))(x, n)
    expect(
        np.allclose(weighted[0].numpy(), by_x.numpy() * [2, 3])
        and np.allclose(weighted[1].numpy(), by_n.numpy() * [2, 3]),
        "A rule has to pass on what it is given: multiply by g.",
    )
    try:
        mg.gradcheck(square_n, x, n, order=2)
        twice = True
    except (mg.GradcheckError, TypeError):
        twice = False
    expect(
        twice,
        "Right once, wrong when differentiated again. Does a rule take the numbers out of a tensor? "
        "mg.log leaves them in it.",
    )


def exercise_2(softplus):
    """Give the operation itself: a function below the line @mg.primitive(vjps=(…,))."""
    expect(
        isinstance(softplus, mg.autodiff.Primitive),
        "Declare it: @mg.primitive(vjps=(rule,)) stands above def softplus(x).",
    )
    x = np.array([-3.0, -0.4, 0.0, 1.0, 2.5])
    with np.errstate(all="ignore"):
        value, large = softplus(x).numpy(), float(softplus(1000.0))
    expect(np.allclose(value, np.log1p(np.exp(x))), "The values are not those of log(1 + eˣ).")
    expect(
        np.isclose(large, 1000.0),
        "It overflows at x = 1000. Which function of NumPy adds exps without overflow? (1 is e⁰.)",
    )
    for order, hint in (
        (1, "The rule is wrong. Differentiate log(1 + eˣ), and do not forget g."),
        (2, "First derivatives are right, second ones are not. Is the rule made of mg operations?"),
    ):
        try:
            mg.gradcheck(softplus, x, order=order)
        except (mg.GradcheckError, TypeError):
            expect(False, hint)
    far = mg.Tensor([-1000.0, 1000.0], requires_grad=True)
    with np.errstate(all="ignore"):
        softplus(far).sum().backward()
    expect(
        np.allclose(far.grad, [0.0, 1.0]),
        f"At x = −1000 and 1000 the derivative has to be 0 and 1; yours is {far.grad[0]:g} and "
        f"{far.grad[1]:g}. Write the rule without large numbers.",
    )


def exercise_3(rule_t):
    """Give a function of g, y, a, b and t that returns the derivative with respect to t."""
    a, b, t = np.array([1.0, -0.5, 2.0]), np.array([1.5, 0.5, -1.0]), np.array([0.3, 1.0, 2.0])
    y, g = np.logaddexp(t * a, t * b) / t, np.array([1.0, 2.0, -0.5])
    shares = np.exp(t * (a - y)), np.exp(t * (b - y))
    inside = (a * shares[0] + b * shares[1]) / t
    found = np.asarray(mg.Tensor(rule_t(g, y, a, b, t)).numpy())
    expect(found.shape == t.shape, "Return an array: a derivative for each element of t.")
    expect(
        not np.allclose(found, inside - y / t),
        "That is ∂y/∂t. A rule passes on what it is given: multiply by g.",
    )
    expect(
        not np.allclose(found, g * inside),
        "The t inside the exps is differentiated, the division by t is not. Which term does it add?",
    )
    expect(
        not np.allclose(found, -g * y / t),
        "The division by t is differentiated, the t inside the exps is not.",
    )
    expect(
        not np.allclose(found, g * (inside * t - y / t)),
        "Nearly. The first part is divided by t as well, since log(…) is.",
    )
    expect(
        np.allclose(found, g * (inside - y / t)),
        "Differentiate log(e^ta + e^tb): a times the share of a, plus b times the share of b. Then "
        "take the quotient rule for the division by t.",
    )
    points = np.array([1.0, 2.0]), np.array([1.5, -1.0]), np.array([0.3, 2.0])
    share = mg.primitive(
        lambda a, b, t: np.logaddexp(t * a, t * b) / t,
        vjps=(
            lambda g, y, a, b, t: g * mg.exp(t * (a - y)),
            lambda g, y, a, b, t: g * mg.exp(t * (b - y)),
            rule_t,
        ),
    )
    try:
        mg.gradcheck(share, *points, order=2)
    except (mg.GradcheckError, TypeError):
        expect(False, "Right once, wrong when differentiated again. Use mg.exp, not np.exp.")
