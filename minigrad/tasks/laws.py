"""Exact laws: formulas that a model can find, judged where it has not learned.

Every law comes with two further tables of 1,024 rows: test data, drawn as the training data were,
and extrapolation data, drawn from where there were none. (The polynomial has test data only, and they
are drawn from where there were none; `ces` has test data only, too.) Noise is added to training
targets only.

Read next: puzzles.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .task import Task

__all__ = [
    "JUDGES",
    "ces",
    "polynomial",
    "product",
    "product_of_sums",
    "single_module",
    "sum",
    "sum_of_products",
]

Floats = NDArray[np.float64]
Generator = np.random.Generator
Draw = Callable[[int], Floats]  # number of rows -> inputs

STRICT = 1e-5  # a law counts as found if the error is as if every input were wrong by this share
JUDGES = 1024  # rows of the test data and of the extrapolation data

RANGES = {  # of the Single Module Task: training range, extrapolation range
    "-20..-10": (-40.0, -20.0),
    "-2..-1": (-6.0, -2.0),
    "-1.2..-1.1": (-6.1, -1.2),
    "-0.2..-0.1": (-2.0, -0.2),
    "-2..2": (2.0, 6.0),  # with both signs
    "0.1..0.2": (0.2, 2.0),
    "1..2": (2.0, 6.0),
    "1.1..1.2": (1.2, 6.0),
    "10..20": (20.0, 40.0),
}
OPERATIONS: dict[str, Callable[[Floats], Floats]] = {
    "sum": lambda x: x.sum(axis=1),
    "product": lambda x: x.prod(axis=1),
}


def sum(rng: Generator, **options: Any) -> Task:
    """Σ x_j."""
    return _law("sum", OPERATIONS["sum"], rng, **options)


def product(rng: Generator, **options: Any) -> Task:
    """Π x_j."""
    return _law("product", OPERATIONS["product"], rng, **options)


def sum_of_products(rng: Generator, **options: Any) -> Task:
    """x₁x₂ + x₃x₄: two neurons that multiply, then one that adds."""

    def law(x: Floats) -> Floats:
        return x[:, 0] * x[:, 1] + x[:, 2] * x[:, 3]

    return _law("sum_of_products", law, rng, **_with_four(options))


def product_of_sums(rng: Generator, **options: Any) -> Task:
    """(x₁ + x₂)(x₁ + x₂ + x₃ + x₄): two neurons that add, then one that multiplies."""

    def law(x: Floats) -> Floats:
        y: Floats = (x[:, 0] + x[:, 1]) * x.sum(axis=1)
        return y

    return _law("product_of_sums", law, rng, **_with_four(options))


def single_module(
    rng: Generator,
    *,
    operation: str = "product",
    within: str = "1..2",
    features: int = 2,
    samples: int = 1024,
    noise: float = 0.0,
) -> Task:
    """Sum or product of the first two inputs: the Single Module Task and its nine ranges.

    Mistry, Farrahi & Hare, "A primer for neural arithmetic logic modules", JMLR 23, 2022, arXiv
    2101.09530. There, features=2 is the task without redundant inputs, features=10 that with them.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"operation is {' or '.join(OPERATIONS)}, got {operation!r}")
    if within not in RANGES:
        raise ValueError(f"within is one of {', '.join(RANGES)}, got {within!r}")
    if features < 2:
        raise ValueError(f"two inputs matter: features is 2 or more, got {features}")
    low, high = map(float, within.split(".."))
    law = OPERATIONS[operation]
    return _exact(
        "single_module",
        lambda x: law(x[:, :2]),
        inside=_uniform(rng, low, high, features),
        outside=_uniform(rng, *RANGES[within], features, both_signs=low < 0 < high),
        rng=rng,
        samples=samples,
        noise=noise,
    )


def polynomial(
    rng: Generator,
    *,
    degree: int = 4,
    radius: float = 0.25,
    samples: int = 600,
    noise: float = 0.0,
) -> Task:
    """Draw a polynomial in two variables, and hold out a disc in the middle of the unit square.

    The coefficients are normal; the targets are divided by their standard deviation. The test data
    are those inside the disc. After an experiment of Köpp, van der Smagt & Urban, arXiv 1604.03736, in
    which the radius is √0.1, about 0.3162; the smaller one and the numbers of rows are ours.
    """
    if degree < 1:
        raise ValueError(f"degree must be at least 1, got {degree}")
    if not 0.01 <= radius <= 0.5:
        raise ValueError(f"the disc lies in the unit square: 0.01 <= radius <= 0.5, got {radius}")
    coefficients = {(i, j): rng.normal() for i in range(degree + 1) for j in range(degree + 1 - i)}

    def law(x: Floats) -> Floats:
        y: Floats = np.sum(
            [c * x[:, 0] ** i * x[:, 1] ** j for (i, j), c in coefficients.items()], 0
        )
        return y

    def draw(inside_the_disc: bool) -> Draw:
        def draw(rows: int) -> Floats:
            kept = np.empty((0, 2))
            while len(kept) < rows:
                x = rng.uniform(size=(rows, 2))
                in_disc = np.hypot(*(x - 0.5).T) < radius
                kept = np.concatenate([kept, x[in_disc == inside_the_disc]])
            return kept[:rows]

        return draw

    x, x_test = draw(False)(samples), draw(True)(JUDGES)
    y = law(x)
    spread = y.std()
    return Task.from_arrays(
        x,
        _noisy(y, noise, rng) / spread,
        x_test,
        law(x_test) / spread,
        name="polynomial",
        source="a polynomial drawn at random" + _words_for(noise),
    )


def ces(rng: Generator, *, rho: float = 0.5, samples: int = 30, noise: float = 0.05) -> Task:
    """Draw a law between + and ×: A (δ K^ρ + (1 - δ) L^ρ)^(1/ρ), output of capital K and labour L.

    ρ = 1 is a weighted sum, ρ → 0 the product of powers K^δ L^(1-δ) (ρ = 0 takes that). Here A = 20,
    δ = 0.4, log K and log L are normal with standard deviation 0.7, and `noise` is a share of each
    target. As measured data are, columns are divided by the means of the training rows.

    Arrow, Chenery, Minhas & Solow, Review of Economics and Statistics 43, 1961; the numbers are ours.
    """
    if not (np.isfinite(rho) and rho <= 1):
        raise ValueError(f"rho is at most 1, where the law is a sum, got {rho}")
    if not noise >= 0:
        raise ValueError(f"noise is a share of each target, 0 or more, got {noise}")
    shares = np.array([0.4, 0.6])

    def law(x: Floats) -> Floats:
        y: Floats = (x**rho @ shares) ** (1 / rho) if rho else np.exp(np.log(x) @ shares)
        return 20 * y

    x, x_test = (np.exp(rng.normal(0, 0.7, (rows, 2))) for rows in (samples, JUDGES))
    task = Task.from_arrays(
        x,
        law(x) * (1 + rng.normal(0, noise, samples)),
        x_test,
        law(x_test),
        name="ces",
        features=["capital", "labour"],
        targets=["output"],
        source="a law with constant elasticity of substitution" + _words_for(noise),
    )
    return task.divided_by_means()


def _with_four(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a law of the first four inputs."""
    options = {"features": 4, "relevant": 4, **options}
    if options["features"] < 4 or options["relevant"] != 4:
        raise ValueError("in this law four inputs matter: relevant is 4, and features 4 or more")
    return options


def _law(
    name: str,
    law: Callable[[Floats], Floats],
    rng: Generator,
    *,
    features: int = 2,
    relevant: int | None = None,
    samples: int = 1024,
    low: float = 1.0,
    high: float = 2.0,
    noise: float = 0.0,
) -> Task:
    """Draw inputs from [low, high], and for extrapolation from sizes between 1 and 3 times those."""
    if not (low < high and high > 0):
        raise ValueError(f"inputs are drawn between low and high > 0, got {low} and {high}")
    relevant = features if relevant is None else relevant
    if not 1 <= relevant <= features:
        raise ValueError(
            f"relevant is how many of the {features} features matter, the first ones; got {relevant}"
        )
    reach = max(high, -low)
    return _exact(
        name,
        lambda x: law(x[:, :relevant]),
        inside=_uniform(rng, low, high, features),
        outside=_uniform(rng, reach, 3 * reach, features, both_signs=low < 0),
        rng=rng,
        samples=samples,
        noise=noise,
    )


def _uniform(
    rng: Generator, low: float, high: float, features: int, *, both_signs: bool = False
) -> Draw:
    """Return a function that draws rows from [low, high], or with a random sign each."""

    def draw(rows: int) -> Floats:
        x = rng.uniform(low, high, (rows, features))
        return x * rng.choice([-1.0, 1.0], x.shape) if both_signs else x

    return draw


def _exact(
    name: str,
    law: Callable[[Floats], Floats],
    *,
    inside: Draw,
    outside: Draw,
    rng: Generator,
    samples: int,
    noise: float,
) -> Task:
    """Make the task of a law; `noise` is a share of the targets' standard deviation."""
    train, test, far = inside(samples), inside(JUDGES), outside(JUDGES)
    task = Task.from_arrays(
        x=train,
        y=_noisy(law(train), noise, rng),
        x_test=test,
        y_test=law(test),
        x_extrapolation=far,
        y_extrapolation=law(far),
        name=name,
        source="an exact law" + _words_for(noise),
    )
    if noise:  # nobody finds five digits under it
        return task
    error = law((1 - STRICT) * far) - law(far)
    return replace(task, tolerance=float(np.mean(error**2)))


def _words_for(noise: float) -> str:
    return f", with {noise:.0%} noise" if noise else ""


def _noisy(y: Floats, noise: float, rng: Generator) -> Floats:
    """Return targets with normal noise, a share of their standard deviation."""
    if not noise >= 0:
        raise ValueError(f"noise is a share of the targets' spread, 0 or more, got {noise}")
    return y + rng.normal(0, noise * y.std(), len(y)) if noise else y
