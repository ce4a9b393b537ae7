"""Programs as people write them for autograd: each runs with NumPy's names, and gives its gradients.

A program takes NumPy as `np`. For minigrad that is NumPy itself, whose functions find the operations of
tensors; for autograd it is ``autograd.numpy``. What autograd puts into ``np.array`` is ``array`` here.
"""

from types import SimpleNamespace

import numpy
import pytest
from scipy.optimize import minimize

import minigrad as mg
from minigrad.autodiff.nests import flatten

RNG = numpy.random.default_rng(11)
OURS = SimpleNamespace(np=numpy, array=mg.array, logsumexp=mg.special.logsumexp, grad=mg.grad)


def theirs():
    autograd = pytest.importorskip("autograd")
    import autograd.numpy as np  # the name in the function's scope is what its programs know
    from autograd.scipy.special import logsumexp

    return SimpleNamespace(np=np, array=np.array, logsumexp=logsumexp, grad=autograd.grad)


def mixture(lib, params):
    """Negative log likelihood of a Gaussian mixture with full covariances."""
    np = lib.np
    x = POINTS
    weights = params["log proportions"] - lib.logsumexp(params["log proportions"])
    of_components = []
    for weight, mean, root in zip(weights, params["means"], params["roots"], strict=True):
        covariance = np.dot(root.T, root) + 0.1 * np.eye(2)
        d = x - mean
        distance = np.sum(d * np.linalg.solve(covariance, d.T).T, axis=1)
        of_components.append(weight - 0.5 * distance - 0.5 * np.linalg.slogdet(covariance)[1])
    return -np.sum(lib.logsumexp(np.vstack(of_components), axis=0))


POINTS = RNG.standard_normal((12, 2))
MIXTURE = {
    "log proportions": RNG.standard_normal(3),
    "means": RNG.standard_normal((3, 2)),
    "roots": RNG.standard_normal((3, 2, 2)),
}


def recurrent(lib, params):
    """Loss of a recurrent network that reads two rows of letters."""
    np = lib.np
    hidden = np.repeat(params["first"], 2, axis=0)
    loss = 0.0
    for letter, following in zip("abcab", "bcabc", strict=True):
        x = np.repeat(np.eye(3)[["abc".index(letter)]], 2, axis=0)
        hidden = np.tanh(np.dot(np.hstack([x, hidden, np.ones((2, 1))]), params["change"]))
        scores = np.dot(hidden, params["out"])
        logp = scores - lib.logsumexp(scores, axis=1, keepdims=True)
        loss = loss - np.sum(logp[:, "abc".index(following)])
    return loss


RECURRENT = {
    "first": RNG.standard_normal((1, 4)),
    "change": RNG.standard_normal((8, 4)),
    "out": RNG.standard_normal((4, 3)),
}


def process(lib, params):
    """Log likelihood of a Gaussian process."""
    np = lib.np
    log_scale, log_noise, x = params
    distances = np.expand_dims(x, 1) - np.expand_dims(x, 0)
    covariance = np.exp(-0.5 * distances**2 / np.exp(2 * log_scale))
    covariance = covariance + np.exp(log_noise) * np.eye(len(x))
    L = np.linalg.cholesky(covariance)
    y = np.linalg.solve(L, np.sin(3 * np.arange(5.0)))
    return -0.5 * np.dot(y, y) - np.sum(np.log(np.diag(L)))


PROCESS = (numpy.array(0.3), numpy.array(-1.0), RNG.standard_normal(5))


def fluid(lib, params):
    """A field that is carried along and smoothed on a grid that closes round."""
    np = lib.np
    smoke, (vx, vy) = params
    rows, columns = smoke.shape
    xs, ys = np.meshgrid(np.arange(columns), np.arange(rows))
    for _ in range(3):
        x, y = (xs - vx).ravel(), (ys - vy).ravel()
        left, top = np.floor(x).astype(int), np.floor(y).astype(int)
        rx, ry = x - left, y - top
        left, right = np.mod(left, columns), np.mod(left + 1, columns)
        top, bottom = np.mod(top, rows), np.mod(top + 1, rows)
        smoke = np.reshape(
            (1 - rx) * ((1 - ry) * smoke[top, left] + ry * smoke[bottom, left])
            + rx * ((1 - ry) * smoke[top, right] + ry * smoke[bottom, right]),
            (rows, columns),
        )
        smoke = 0.6 * smoke + 0.2 * (np.roll(smoke, 1, axis=0) + np.roll(smoke, -1, axis=1))
    return np.sum((smoke - np.tril(np.ones((rows, columns)))) ** 2)


FLUID = (RNG.standard_normal((4, 5)), [RNG.standard_normal((4, 5)), RNG.standard_normal((4, 5))])


def convolution(lib, params):
    """Two filters over pictures, by windows that einsum joins, and pooling."""
    np = lib.np
    pictures, filters = params
    windows = [pictures[:, i : i + 4, j : j + 4] for i in range(3) for j in range(3)]
    padded = np.pad(np.stack(windows), ((0, 0), (0, 0), (1, 1), (0, 0)), mode="constant")
    seen = np.einsum("wnij,fw->nfij", padded, np.reshape(filters, (2, 9)))
    return np.sum(np.tanh(np.max(np.max(seen, axis=2), axis=2)) ** 2)


CONVOLUTION = (RNG.standard_normal((2, 6, 6)), RNG.standard_normal((2, 3, 3)))


def rosenbrock(lib, params):
    x, y = params[0], params[1]
    return 100 * (y - x**2) ** 2 + (1 - x) ** 2


def waves(lib, params):
    """A filter in the frequency domain, and how far the result is from rising steadily."""
    np = lib.np
    spectrum = np.fft.fft(params["signal"]) * np.exp(-params["width"] * np.arange(8))
    smooth = np.real(np.fft.ifft(spectrum))
    return (
        np.sum(np.diff(smooth) ** 2) + np.linalg.norm(smooth) + np.trace(np.outer(smooth, smooth))
    )


WAVES = {"signal": RNG.standard_normal(8), "width": numpy.array(0.2)}

PROGRAMS = [
    (mixture, MIXTURE),
    (recurrent, RECURRENT),
    (process, PROCESS),
    (fluid, FLUID),
    (convolution, CONVOLUTION),
    (rosenbrock, numpy.array([-1.0, 2.0])),
    (waves, WAVES),
]


@pytest.mark.parametrize(("program", "params"), PROGRAMS, ids=[p.__name__ for p, _ in PROGRAMS])
def test_a_program_for_autograd_gives_autograds_gradient(program, params):
    lib = theirs()
    expected = lib.grad(lambda p: program(lib, p))(params)
    found = mg.grad(lambda p: program(OURS, p))(params)
    for a, b in zip(flatten([found]), flatten([expected]), strict=True):
        numpy.testing.assert_allclose(a.data, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("program", "params"), PROGRAMS, ids=[p.__name__ for p, _ in PROGRAMS])
def test_its_derivatives_are_right_in_both_orders(program, params):
    assert mg.gradcheck(lambda p: program(OURS, p), params, order=2)


def test_scipy_minimises_a_program():
    lowest = minimize(mg.value_and_grad(lambda x: rosenbrock(OURS, x)), [-1.0, 2.0], jac=True)
    numpy.testing.assert_allclose(lowest.x, [1.0, 1.0], rtol=1e-4)
