"""Both tables: the cases of rule_cases.py, and those of the operations of more_rules.py."""

import numpy as np
import rule_cases
from rule_cases import Case, cplx, inside, positive, real, right, small, spread, spread_cplx


def away(*shape):
    """Real numbers between the steps of floor and round, in halves and in whole numbers."""
    return np.round(2 * real(*shape)) / 2 + np.random.default_rng(1).uniform(0.05, 0.2, shape)


def graded(*shape):
    """Real numbers of which neither sizes nor sums of sizes tie."""
    size = int(np.prod(shape))
    return np.random.default_rng(3).permutation(np.cumprod(np.full(size, -1.4))).reshape(shape) / 9


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

LISTS = [
    *[
        Case(name, (number(*shape), number(*other)), lambda f, a, b: f([a, b]))
        for number in (real, cplx)
        for name, shape, other in [
            ("vstack", (2,), (3, 2)),
            ("vstack", (), (1,)),
            ("hstack", (), (2,)),
            ("hstack", (3, 2), (3, 1)),
            ("dstack", (3,), (1, 3, 2)),
            ("dstack", (2, 3), (2, 3)),
            ("column_stack", (3,), (3, 2)),
        ]
    ],
    *[
        Case(name, (number(*shape),))
        for number in (real, cplx)
        for name in ("atleast_1d", "atleast_2d", "atleast_3d")
        for shape in ((), (2,), (2, 3), (2, 3, 1))
    ],
    *[
        case
        for number in (real, cplx)
        for case in (
            Case("atleast_2d", (number(), number(2)), lambda f, a, b: f(a, b)[0] * f(a, b)[1]),
            Case("append", (number(2, 3), number(4))),
            Case("full", (number(3),), lambda f, x: f((2, 3), x)),
            Case("append", (number(2, 3), number(2, 1)), lambda f, a, b: f(a, b, axis=-1)),
            Case("split", (number(6),), lambda f, x: f(x, 3)[1]),
            Case("split", (number(2, 5),), lambda f, x: f(x, [1, 3], axis=-1)[1]),
            Case("split", (number(2, 5),), lambda f, x: f(x, (-2,), 1)[0] * 2),
            Case("array_split", (number(5, 2),), lambda f, x: f(x, 2)[0]),
            Case("vsplit", (number(4, 2),), lambda f, x: f(x, 2)[1]),
            Case("hsplit", (number(4, 2),), lambda f, x: f(x, 2)[1]),
            Case("hsplit", (number(4),), lambda f, x: f(x, [1])[1]),
            Case("dsplit", (number(2, 2, 3),), lambda f, x: f(x, 3)[1]),
            Case(
                "select",
                (number(3), number(3), number()),
                lambda f, a, b, c: f([[True, False, False], [True, True, False]], [a, b], c),
            ),
        )
    ],
]

MOVED = [
    Case(name, (number(*shape),), call)
    for number in (real, cplx)
    for name, shape, call in [
        ("repeat", (2, 3), lambda f, x: f(x, 2)),
        ("repeat", (2, 3), lambda f, x: f(x, [2, 0, 1], axis=-1)),
        ("repeat", (), lambda f, x: f(x, 3)),
        ("tile", (2, 3), lambda f, x: f(x, 2)),
        ("tile", (3,), lambda f, x: f(x, (2, 1, 2))),
        ("roll", (2, 3), lambda f, x: f(x, 1)),
        ("roll", (2, 3), lambda f, x: f(x, -2, axis=-1)),
        ("roll", (2, 3), lambda f, x: f(x, (1, 2), axis=(0, 1))),
        ("roll", (2, 3), lambda f, x: f(x, 1, (0, -1))),
        ("pad", (2, 3), lambda f, x: f(x, 1)),
        ("pad", (2, 3), lambda f, x: f(x, ((1, 0), (0, 2)), constant_values=2.0)),
        ("pad", (3,), lambda f, x: f(x, (2, 1), "edge")),
        ("pad", (2, 3), lambda f, x: f(x, (1, 2), "symmetric")),
        ("pad", (3,), lambda f, x: f(x, 4, mode="reflect")),
        ("pad", (2, 3), lambda f, x: f(x, 2, mode="wrap")),
        ("flipud", (2, 3), lambda f, x: f(x)),
        ("fliplr", (2, 3), lambda f, x: f(x)),
        ("rot90", (2, 3), lambda f, x: f(x)),
        ("rot90", (2, 3, 2), lambda f, x: f(x, -1, axes=(2, 1))),
        ("rollaxis", (2, 3, 4), lambda f, x: f(x, 2)),
        ("rollaxis", (2, 3, 4), lambda f, x: f(x, -3, 3)),
        ("diag", (3,), lambda f, x: f(x)),
        ("diag", (3,), lambda f, x: f(x, -1)),
        ("diag", (2, 3), lambda f, x: f(x)),
        ("diag", (2, 4), lambda f, x: f(x, k=1)),
        ("diagflat", (2, 2), lambda f, x: f(x)),
        ("diagflat", (2,), lambda f, x: f(x, 1)),
        ("diagonal", (2, 3), lambda f, x: f(x)),
        ("diagonal", (2, 3, 4), lambda f, x: f(x, 1, -1, 0)),
        ("trace", (3, 2), lambda f, x: f(x)),
        ("trace", (2, 3, 4), lambda f, x: f(x, offset=-1, axis1=1, axis2=2)),
        ("tril", (3, 4), lambda f, x: f(x)),
        ("tril", (3,), lambda f, x: f(x, -1)),
        ("triu", (2, 3, 3), lambda f, x: f(x, k=1)),
        (
            "take_along_axis",
            (2, 3),
            lambda f, x: f(x, np.array([[0, 0, 2], [1, 0, 1]]), axis=1),
        ),
    ]
] + [
    Case(name, (number(2, 4),), call)
    for number in (spread, spread_cplx)
    for name, call in [
        ("sort", lambda f, x: f(x)),
        ("sort", lambda f, x: f(x, axis=0)),
        ("sort", lambda f, x: f(x, None)),
        ("partition", lambda f, x: f(x, 2)),
        ("partition", lambda f, x: f(x, [1, 3], axis=None)),
    ]
]

PAIRS = [(real, real), (cplx, cplx), (cplx, real)]
PRODUCTS = [
    *[
        Case(
            "einsum",
            tuple(number(*shape) for number, shape in zip(pair * 2, shapes, strict=False)),
            call,
        )
        for pair in PAIRS
        for shapes, call in [
            ([(2, 3), (3, 2)], lambda f, a, b: f("ij,jk->ik", a, b)),
            ([(2, 3), (3, 2)], lambda f, a, b: f("ij, jk", a, b)),
            ([(2, 3), (2, 3)], lambda f, a, b: f("ij,ij", a, b)),
            ([(2, 3), (2,)], lambda f, a, b: f("ij,k->k", a, b)),  # i and j in one operand only
            ([(2, 3), (2, 1)], lambda f, a, b: f("ij,ij->i", a, b)),  # an axis that broadcasts
            ([(1,), (3,)], lambda f, a, b: f("i,i->", a, b)),
            ([(5, 2, 3), (3, 2)], lambda f, a, b: f("...ij,jk->...ik", a, b)),
            ([(3, 2, 2), (2,)], lambda f, a, b: f("...i,...i", a, b)),
            ([(2, 3), (3, 2)], lambda f, a, b: f(a, [0, 1], b, [1, 2], [2, 0])),
            ([(2, 3), (3, 2)], lambda f, a, b: f(a, [0, 27], b, [27, 3])),
            ([(2, 3), (3,)], lambda f, a, b: f(a, [..., 0], b, [0], [...])),
            ([(3, 3), (3,)], lambda f, a, b: f("ii,i->i", a, b)),
            ([(2, 3), (3, 2), (2,)], lambda f, a, b, c: f("ij,jk,k->i", a, b, c, optimize=True)),
        ]
    ],
    *[
        Case("einsum", (number(*shape),), call)
        for number in (real, cplx)
        for shape, call in [
            ((3, 3), lambda f, a: f("ii->i", a)),
            ((3, 3), lambda f, a: f("ii", a)),
            ((2, 3, 2, 2), lambda f, a: f("ijii->ji", a)),
            ((2, 3), lambda f, a: f("ij->", a)),
            ((2, 3), lambda f, a: f("ba", a)),
            ((2, 3, 4), lambda f, a: f("...k->k...", a)),
            ((2, 3), lambda f, a: f("ij,ij->j", a, a)),
        ]
    ],
    *[
        Case(name, (number(*first), other(*second)), call)
        for number, other in PAIRS
        for name, first, second, call in [
            ("tensordot", (2, 3, 4), (3, 4, 2), lambda f, a, b: f(a, b)),
            ("tensordot", (2, 3), (3, 2), lambda f, a, b: f(a, b, axes=([-1, 0], [0, 1]))),
            ("tensordot", (2, 3), (4, 2), lambda f, a, b: f(a, b, (0, 1))),
            ("tensordot", (2,), (3,), lambda f, a, b: f(a, b, 0)),
            ("inner", (2, 3), (4, 3), lambda f, a, b: f(a, b)),
            ("inner", (3,), (3,), lambda f, a, b: f(a, b)),
            ("inner", (), (2, 3), lambda f, a, b: f(a, b)),
            ("outer", (3,), (2,), lambda f, a, b: f(a, b)),
            ("outer", (2, 2), (), lambda f, a, b: f(a, b)),
            ("vdot", (3,), (3,), lambda f, a, b: f(a, b)),
            ("vdot", (2, 3), (2, 3), lambda f, a, b: f(a, b)),
            ("kron", (2, 3), (3, 2), lambda f, a, b: f(a, b)),
            ("kron", (2,), (2, 1, 3), lambda f, a, b: f(a, b)),
            ("kron", (), (2,), lambda f, a, b: f(a, b)),
            ("cross", (2, 3), (3,), lambda f, a, b: f(a, b)),
            ("cross", (3, 2), (2, 3), lambda f, a, b: f(a, b, axisa=0, axisc=0)),
            ("cross", (3, 2), (3, 2), lambda f, a, b: f(a, b, axis=0)),
            ("dot", (), (2, 3), lambda f, a, b: f(a, b)),
            ("dot", (3,), (), lambda f, a, b: f(a, b)),
            ("dot", (2, 3), (4, 3, 2), lambda f, a, b: f(a, b)),
            ("dot", (3,), (2, 3, 2), lambda f, a, b: f(a, b)),
        ]
    ],
]

GRIDS = [
    case
    for number in (real, cplx)
    for case in (
        Case("diff", (number(4),)),
        Case("diff", (number(4, 3),), lambda f, x: f(x, 2, axis=0)),
        Case("diff", (number(2, 3), number(2, 1)), lambda f, x, a: f(x, prepend=a, append=1.0)),
        Case("gradient", (number(4),)),
        Case("gradient", (number(3, 4),), lambda f, x: f(x, 0.5)[0] * f(x, 0.5)[1]),
        Case("gradient", (number(3, 4),), lambda f, x: f(x, axis=-1, edge_order=2)),
        Case("gradient", (number(2, 4),), lambda f, x: f(x, [0.0, 1.0, 1.5, 3.0], axis=1)),
        Case("gradient", (number(3, 4),), lambda f, x: f(x, 2.0, [0, 1, 3, 4], edge_order=2)[1])
        if number is cplx
        else Case("gradient", (number(4), spread(4)), lambda f, x, h: f(x, np.sort(h))),
        Case("trapezoid", (number(4),)),
        Case("trapezoid", (number(4, 2), real(4)), lambda f, y, x: f(y, x, axis=0)),
        Case("trapezoid", (number(2, 3), real(2, 3)), lambda f, y, x: f(y, x)),
        Case("trapezoid", (number(2, 3),), lambda f, y: f(y, dx=0.5)),
        Case("linspace", (number(), number()), lambda f, a, b: f(a, b, 5)),
        Case("linspace", (number(2), number()), lambda f, a, b: f(a, b, 3, endpoint=False)),
        Case("linspace", (number(2), number(3, 1)), lambda f, a, b: f(a, b, num=4, axis=-1)),
    )
]

MASK = np.array([[True, False, True], [False, True, True]])
OPTIONS = [
    case
    for number in (graded, lambda *shape: graded(*shape) * np.exp(1j * real(*shape)))
    for case in (
        Case("sum", (number(2, 3),), lambda f, x: f(x, where=MASK)),
        Case("sum", (number(2, 3),), lambda f, x: f(x, 0, initial=2.0, where=MASK[:1])),
        Case("sum", (number(2, 3),), lambda f, x: f(x, axis=(-1,), keepdims=True, initial=1)),
        Case("reshape", (number(2, 3),), lambda f, x: f(x, (3, 2), order="F")),
        Case("reshape", (number(2, 3, 2),), lambda f, x: f(x, (4, -1), "F")),
        Case("reshape", (number(2, 3),), lambda f, x: f(x, -1, "F")),
        Case("ravel", (number(2, 3),), lambda f, x: f(x, order="F")),
        *[
            Case("norm", (number(5),), lambda f, x, p=p: f(x, p))
            for p in (1, 2, 3, 2.5, -1, np.inf, -np.inf)
        ],
        Case("norm", (number(2, 3),), lambda f, x: f(x, ord=3, axis=-1, keepdims=True)),
        Case("norm", (number(2, 3, 2),), lambda f, x: f(x, np.inf, 1)),
        *[
            Case("norm", (number(2, 3),), lambda f, x, p=p: f(x, p))
            for p in (1, -1, np.inf, -np.inf, "fro")
        ],
        Case("norm", (number(2, 3, 2),), lambda f, x: f(x, 1, axis=(-1, 0))),
        Case("norm", (number(2, 3, 2),), lambda f, x: f(x, -np.inf, (0, 1), keepdims=True)),
    )
]

MORE_CASES = [*ELEMENTWISE, *LISTS, *MOVED, *PRODUCTS, *GRIDS, *OPTIONS]
CASES = [*rule_cases.CASES, *MORE_CASES]
NAMES = [f"{case.operation}-{i}" for i, case in enumerate(CASES)]
REFERENCES = {
    "norm": np.linalg.norm,
    "array": lambda x, dtype=None: np.array(x, dtype),
}


def reference(name):
    return REFERENCES.get(name) or rule_cases.reference(name)
