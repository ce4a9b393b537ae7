"""The operations of both tables that PyTorch has too: values, first and second derivatives agree.

Inputs keep away from kinks and steps, where conventions differ. PyTorch is used where it is installed.
"""

import numpy as np
import pytest
from more_rule_cases import away, cplx, inside, positive, real, spread

import minigrad as mg
from minigrad import Tensor
from minigrad.autodiff import gradients

# Of one input, the same name in both; and PyTorch's name where it has another.
ONE = {
    real: "absolute negative positive exp expm1 square sin cos tan arctan sinh cosh tanh sigmoid relu "
    "exp2 arcsinh sign degrees=rad2deg radians=deg2rad nan_to_num softmax logsumexp sum mean prod "
    "amax amin ravel transpose=t fliplr flipud triu tril diag trace diagonal rot90 array=clone",
    positive: "log log1p sqrt reciprocal log2 log10",
    inside: "arcsin arccos arctanh",
    away: "floor ceil trunc rint=round",
    cplx: "exp sin cos tanh square reciprocal absolute conj real imag angle log sqrt sum mean prod "
    "ravel sign=sgn",
}
TWO = {
    (
        real,
        real,
    ): "add subtract multiply logaddexp logaddexp2 hypot arctan2 maximum minimum fmax fmin",
    (real, positive): "divide",
    (positive, real): "power=pow",
    (away, positive): "mod=remainder fmod",
    (cplx, cplx): "add subtract multiply divide",
}
FLAT = {"floor", "ceil", "trunc", "rint", "sign"}
ORDERED = {"amax", "amin", "maximum", "minimum", "fmax", "fmin"}
AXIS = {"softmax": (-1,), "logsumexp": (-1,), "prod": (1,), "amax": (1,), "amin": (1,)}

X, Y, S = real(2, 3), real(3, 2), spread(2, 3)
Z, W = cplx(2, 3), cplx(3, 2)
MASK = np.array([[True, False, True], [False, True, True]])
FORMULAS = {  # (minigrad, PyTorch, inputs)
    "max": (lambda m, x: m.max(x, axis=0), lambda t, x: t.amax(x, 0), [S]),
    "min": (lambda m, x: m.min(x, axis=-1), lambda t, x: t.amin(x, -1), [S]),
    "var": (lambda m, x: m.var(x, 0), lambda t, x: t.var(x, 0, correction=0), [X]),
    "std": (lambda m, x: m.std(x, ddof=1), lambda t, x: t.std(x), [X]),
    "cumsum": (lambda m, x: m.cumsum(x, 1), None, [X]),
    "norm": (lambda m, x: m.norm(x, axis=0), lambda t, x: t.linalg.norm(x, dim=0), [X]),
    "norm 1": (lambda m, x: m.norm(x, 1), lambda t, x: t.linalg.norm(x, 1), [X]),
    "norm 3": (lambda m, x: m.norm(x, 3, 1), lambda t, x: t.linalg.norm(x, 3, 1), [X]),
    "norm inf": (
        lambda m, x: m.norm(x, np.inf, 1),
        lambda t, x: t.linalg.norm(x, np.inf, 1),
        [S],
    ),
    "clip": (lambda m, x: m.clip(x, -0.5, 0.55), None, [S]),
    "where": (
        lambda m, x, y: m.where(MASK, x, y),
        lambda t, x, y: t.where(t.tensor(MASK), x, y),
        [X, S],
    ),
    "astype": (lambda m, x: x.astype(complex) * 1j, lambda t, x: x.to(t.complex128) * 1j, [X]),
    "round": (
        lambda m, x: x * m.round(x, 1),
        lambda t, x: x * t.round(x, decimals=1),
        [away(2, 3) / 10],
    ),
    "matmul": (lambda m, x, y: m.matmul(x, y), None, [X, Y]),
    "complex matmul": (lambda m, x, y: m.matmul(x, y), None, [Z, W]),
    "dot": (lambda m, x, y: m.dot(x, y), None, [real(3), real(3)]),
    "linear": (
        lambda m, *x: m.linear(*x),
        lambda t, *x: t.nn.functional.linear(*x),
        [X, real(4, 3), real(4)],
    ),
    "einsum": (lambda m, x, y: m.einsum("ij,jk->ik", x, y), None, [X, Y]),
    "einsum with sums": (lambda m, x, y: m.einsum("ij,k->k", x, y), None, [X, real(2)]),
    "einsum with dots": (
        lambda m, x, y: m.einsum("...j,j->...", x, y),
        None,
        [real(2, 2, 3), real(3)],
    ),
    "einsum of a diagonal": (lambda m, x: m.einsum("ii->i", x), None, [real(3, 3)]),
    "complex einsum": (lambda m, x, y: m.einsum("ij,jk->k", x, y), None, [Z, W]),
    "tensordot": (
        lambda m, x, y: m.tensordot(x, y, ([0, 1], [1, 0])),
        lambda t, x, y: t.tensordot(x, y, ([0, 1], [1, 0])),
        [X, Y],
    ),
    "outer": (lambda m, x, y: m.outer(x, y), None, [real(3), real(2)]),
    "inner": (lambda m, x, y: m.inner(x, y), None, [X, real(4, 3)]),
    "vdot": (lambda m, x, y: m.vdot(x, y), None, [cplx(3), cplx(3)]),
    "kron": (lambda m, x, y: m.kron(x, y), None, [X, Y]),
    "cross": (
        lambda m, x, y: m.cross(x, y),
        lambda t, x, y: t.cross(x, y, dim=-1),
        [X, real(2, 3)],
    ),
    "reshape": (lambda m, x: m.reshape(x, (3, 2)), None, [X]),
    "squeeze": (lambda m, x: m.squeeze(x, 1), None, [real(2, 1, 3)]),
    "expand_dims": (lambda m, x: m.expand_dims(x, 1), lambda t, x: t.unsqueeze(x, 1), [X]),
    "swapaxes": (lambda m, x: m.swapaxes(x, 0, 1), None, [X]),
    "moveaxis": (lambda m, x: m.moveaxis(x, 0, -1), None, [real(2, 3, 2)]),
    "permute_dims": (
        lambda m, x: m.permute_dims(x, (2, 0, 1)),
        lambda t, x: t.permute(x, (2, 0, 1)),
        [real(2, 3, 2)],
    ),
    "flip": (lambda m, x: m.flip(x, (1,)), None, [X]),
    "broadcast_to": (lambda m, x: m.broadcast_to(x, (2, 2, 3)), None, [X]),
    "concatenate": (lambda m, x, y: m.concatenate([x, y], 1), None, [X, S]),
    "stack": (lambda m, x, y: m.stack([x, y], 1), None, [X, S]),
    "getitem": (lambda m, x: x[:, [0, 0, 2]], None, [X]),
    "scatter_add": (
        lambda m, x: m.scatter_add(x, [0, 0], (2, 3)),
        lambda t, x: t.zeros(2, 3, dtype=x.dtype).index_add(0, t.tensor([0, 0]), x),
        [X],
    ),
    "vstack": (lambda m, x, y: m.vstack([x, y]), None, [X, real(3)]),
    "hstack": (lambda m, x, y: m.hstack([x, y]), None, [X, S]),
    "dstack": (lambda m, x, y: m.dstack([x, y]), None, [X, S]),
    "column_stack": (lambda m, x, y: m.column_stack([x, y]), None, [X, real(2)]),
    "atleast_1d": (lambda m, x: m.atleast_1d(x), None, [real()]),
    "atleast_2d": (lambda m, x: m.atleast_2d(x), None, [real(3)]),
    "atleast_3d": (lambda m, x: m.atleast_3d(x), None, [real(3)]),
    "split": (lambda m, x: m.split(x, [1], 1)[1], lambda t, x: t.tensor_split(x, [1], 1)[1], [X]),
    "array_split": (lambda m, x: m.array_split(x, 2)[0], lambda t, x: t.tensor_split(x, 2)[0], [Y]),
    "vsplit": (lambda m, x: m.vsplit(x, 2)[1], None, [X]),
    "hsplit": (lambda m, x: m.hsplit(x, 3)[1], None, [X]),
    "dsplit": (lambda m, x: m.dsplit(x, 2)[1], None, [real(1, 2, 4)]),
    "repeat": (
        lambda m, x: m.repeat(x, 2, axis=1),
        lambda t, x: t.repeat_interleave(x, 2, dim=1),
        [X],
    ),
    "tile": (lambda m, x: m.tile(x, (2, 1, 2)), None, [X]),
    "roll": (lambda m, x: m.roll(x, (1, 2), (0, 1)), None, [X]),
    "pad": (lambda m, x: m.pad(x, 2), lambda t, x: t.nn.functional.pad(x, (2, 2, 2, 2)), [X]),
    "pad, reflected": (
        lambda m, x: m.pad(x, ((0, 0), (2, 1)), "reflect"),
        lambda t, x: t.nn.functional.pad(x, (2, 1), "reflect"),
        [X],
    ),
    "diagflat": (lambda m, x: m.diagflat(x, 1), None, [real(3)]),
    "sort": (lambda m, x: m.sort(x, 1), lambda t, x: t.sort(x, 1).values, [S]),
    "take_along_axis": (
        lambda m, x: m.take_along_axis(x, np.array([[0, 0], [2, 1]]), 1),
        lambda t, x: t.take_along_dim(x, t.tensor([[0, 0], [2, 1]]), 1),
        [X],
    ),
    "diff": (lambda m, x: m.diff(x, 2), None, [X]),
    "gradient": (
        lambda m, x: m.gradient(x, 0.5, axis=1),
        lambda t, x: t.gradient(x, spacing=0.5, dim=1)[0],
        [X],
    ),
    "trapezoid": (
        lambda m, x, h: m.trapezoid(x, h, axis=1),
        lambda t, x, h: t.trapezoid(x, h),
        [X, real(3)],
    ),
}


def called(name, pick):
    """Return the formula that calls a function of `m`; times x if that is flat."""
    factor = (lambda x: x) if pick in FLAT else (lambda x: 1)
    return lambda m, *x: factor(x[0]) * getattr(m, name)(*x, *AXIS.get(pick, ()))


for kinds, names in (ONE | TWO).items():
    for pair in names.split():
        ours, _, theirs = pair.partition("=")
        numbers = kinds if isinstance(kinds, tuple) else (kinds,)
        inputs = [number(2, 3) for number in numbers]
        if ours in ORDERED:
            inputs = [spread(2, 3) + 0.1 * k for k in range(len(numbers))]
        key = ours + " of complex numbers" * (cplx in numbers)
        FORMULAS[key] = called(ours, ours), called(theirs or ours, ours), inputs


def test_it_is_a_long_table():
    operations = {name.split(",")[0].split(" ")[0] for name in FORMULAS} - {"complex"}
    assert operations <= set(mg.__all__)
    assert len(operations) >= 120


@pytest.mark.parametrize("name", FORMULAS)
def test_values_and_derivatives_are_those_of_pytorch(name):
    torch = pytest.importorskip("torch")
    formula, same_in_torch, arrays = FORMULAS[name]
    ours = [Tensor(x, requires_grad=True) for x in arrays]
    theirs = [torch.tensor(x, requires_grad=True) for x in arrays]
    y, z = formula(mg, *ours), (same_in_torch or formula)(torch, *theirs)
    y, z = y * y + y, z * z + z  # a linear operation has a second derivative now
    u = np.cos(1 + np.arange(y.size)).reshape(y.shape)
    assert_same([y], [z])
    first = gradients(y, ours, u, create_graph=True)
    expected = torch.autograd.grad(z, theirs, torch.tensor(u, dtype=z.dtype), create_graph=True)
    assert_same(first, expected)
    v = [np.sin(1 + np.arange(x.size)).reshape(x.shape) for x in arrays]
    slope = sum(mg.sum(mg.real(g * a)) for g, a in zip(first, v, strict=True))
    slope_in_torch = sum((g * torch.tensor(a)).sum().real for g, a in zip(expected, v, strict=True))
    assert_same(gradients(slope, ours), torch.autograd.grad(slope_in_torch, theirs))


def assert_same(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        b = b.detach().resolve_conj().resolve_neg().numpy()
        np.testing.assert_allclose(getattr(a, "data", a), b, rtol=1e-10, atol=1e-11)
