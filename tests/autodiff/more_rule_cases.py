"""Both tables: the cases of rule_cases.py, and those of the operations of more_rules.py."""

import numpy as np
import rule_cases
from rule_cases import Case, cplx, inside, positive, real, right, small, spread, spread_cplx


def away(*shape):
    """Real numbers between the steps of floor and round, in halves and in whole numbers."""
    return np.round(2 * real(*shape)) / 2 + np.random.default_rng(1).uniform(0.05, 0.2, shape)


def times(f, x, *how, **options):
    """Return x·f(x), since a constant would leave nothing to check."""
    return x * f(x, *how, **options)


ELEMENTWISE = [
    *[Case(name, (positive(2, 3),)) for name in ("log2", "log10", "cbrt")],
    *[Case(name, (real(2, 3),)) for name in "exp2 arcsinh degrees radians fabs".split()],
    Case("arccosh", (2 + positive(2, 3),)),
    Case("arctanh", (inside(2, 3),)),
    *[Case(name, (right(2, 3),)) for name in ("log2", "log10", "arccosh")],
    *[Case(name, (small(2, 3),)) for name in ("exp2", "arcsinh", "arctanh")],
    Case("arccosh", (-right(2, 3),)),
    *[Case(name, (real(3, 1), real(4))) for name in ("logaddexp2", "hypot", "arctan2")],
    *[Case(name, (spread(3, 1), spread(4) + 0.1)) for name in ("fmax", "fmin")],
    *[Case(name, (spread_cplx(3, 1), spread_cplx(4) + 0.1)) for name in ("fmax", "fmin")],
    *[
        Case(name, (away(2, 3),), times)
        for name in "floor ceil rint trunc round around sign".split()
    ],
    Case("round", (away(2, 3) / 10,), lambda f, x: times(f, x, decimals=1)),
    Case("round", (10 * away(2, 3),), lambda f, x: times(f, x, -1)),
    *[Case(name, (away(2, 3) + 1j * away(2, 3),), times) for name in ("rint", "round", "around")],
    Case("sign", (cplx(2, 3),)),
    *[
        Case(name, (away(3, 1), positive(4) + 1), lambda f, a, b: a * b + f(a, b))
        for name in ("mod", "fmod", "floor_divide")
    ],
    Case("mod", (away(3, 1), -positive(4) - 1)),
    Case("mod", (away(2, 3),), lambda f, x: f(x, 0.5)),
    *[
        Case("nan_to_num", (number(2, 3),), call)
        for number in (real, cplx)
        for call in (lambda f, x: f(x), lambda f, x: f(x, nan=1.0, posinf=3.0))
    ],
    *[Case("array", (number(2, 3),)) for number in (real, cplx)],
    *[Case("sinc", (number(2, 3),)) for number in (real, small)],
    Case("sinc", (np.array([0.05, -0.1, 0.2]),)),
    Case(
        "array",
        (cplx(3), real(3), real()),
        lambda f, x, y, z: f([[x, y * z], [y, [1, z, x[0]]]]),
        (0,),
    ),
    Case("array", (real(3),), lambda f, x: f(x, dtype=np.complex128)),
]

MORE_CASES = [*ELEMENTWISE]
CASES = [*rule_cases.CASES, *MORE_CASES]
NAMES = [f"{case.operation}-{i}" for i, case in enumerate(CASES)]
REFERENCES = {
    "array": lambda x, dtype=None: np.array(x, dtype),
}


def reference(name):
    return REFERENCES.get(name) or rule_cases.reference(name)
