"""The network of addmul_step.py in PyTorch, eager: as fast as we could make it.

PyTorch's own operations in float64, and no kernels of our own. exp^(n)(x) = tet(slog(x) + n) as
in minigrad, with the same polynomials, and slog once an input, for all neurons. There are two forms:

with_autograd   PyTorch differentiates the formula
with_slopes     the slopes are written down, layer by layer: v(x) = slope of tet, at slog(x)

What made them fast, on a processor with AVX-512: rows come last, so that all loops are long; `lerp`
by 0 or 1, a sixth of the time of `where` by a mask; as many logs and exps as the values need; a
polynomial and its slope as two rows of one array, by Horner's rule in place; where PyTorch
differentiates, a product of matrices instead, of all coefficients with x⁰ to x⁵; one operation for
all neurons' sums; Adam's fused form. Slower were Estrin's rule and splitting polynomials further.
"""

import numpy as np
import torch
from numpy.polynomial import Polynomial
from torch.nn.functional import mse_loss

from minigrad.iterate.compiled.tables import SLOG, SPEED, TET

TINY = 1e-300  # keeps log finite where `lerp` leaves it out

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def step_of(layer, x, target, parameters, lr):
    """Return a function that does one step; parameters are pairs (weight, n), one a layer."""
    parameters = [[torch.tensor(p, requires_grad=True) for p in pair] for pair in parameters]
    optimizer = torch.optim.Adam([p for pair in parameters for p in pair], lr=lr, fused=True)
    x, target = torch.tensor(x.T).contiguous(), torch.tensor(target.T).contiguous()

    def step():
        optimizer.zero_grad()
        h = x
        for weight, n in parameters:
            h = layer(h, weight, n)
        loss = mse_loss(h, target)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for _, n in parameters:
                n.clamp_(0, 1)
        return loss.detach()

    return step


def bounds_of(x):
    return [float(bound) for bound in torch.aminmax(x.detach())]


# ---- differentiated by PyTorch -------------------------------------------------------------------


def rows_of(coefficients):
    """Return the coefficients as rows of six."""
    return torch.tensor(np.pad(coefficients, (0, -len(coefficients) % 6)).reshape(-1, 6))


SLOG_ROWS, TET_ROWS = rows_of(SLOG), rows_of(TET)


def polynomial(x, rows):
    square = x * x
    fourth = square * square
    powers = torch.stack([torch.ones_like(x), x, square, square * x, fourth, fourth * x])
    *others, total = (rows @ powers.flatten(1)).unflatten(1, x.shape)
    sixth = fourth * square
    for row in reversed(others):
        total = torch.addcmul(row, total, sixth)
    return total


def slog(x):
    """Return slog(x) + 1."""
    rest, number = x, 0.0
    if bounds_of(x)[0] < 0:
        number = x.detach().sign().clamp_(-1, 0)
        rest = torch.lerp(x, torch.exp(x.clamp(max=0)), -number)
    while bounds_of(rest)[1] >= 1:
        climbs = rest.detach().floor().clamp_(0, 1)
        level = torch.lerp(torch.ones_like(rest), rest, climbs)
        rest = torch.lerp(rest, torch.log(level), climbs)
        number = number + climbs
    return rest * polynomial(rest - 0.5, SLOG_ROWS) + number


def tet(t):
    """Return tet(t - 1)."""
    whole = t.detach().floor()
    rest = t - whole
    y = rest * polynomial(rest - 0.5, TET_ROWS)
    least, most = bounds_of(whole)
    if least < 0:
        y = torch.lerp(y, torch.log(y.clamp(min=TINY)), whole.clamp(-1, 0).neg_())
    for level in range(int(most)):  # no exp overflows that `lerp` leaves out: it has a level less
        y = torch.lerp(y, torch.exp(y), (whole - level).clamp_(0, 1))
    return y


def with_autograd(x, weight, n):
    inward = tet(slog(x) - n[:, None, None])  # neurons, inputs, rows
    total = torch.bmm(weight[:, None], inward)[:, 0]
    return tet(slog(total) + n[:, None])


# ---- with the slopes written down ----------------------------------------------------------------


def pairs_of(one, other):
    """Return the coefficients of two polynomials, power by power."""
    pairs = np.zeros((len(one), 2))
    pairs[:, 0], pairs[: len(other), 1] = one, other
    return [torch.tensor(pair)[:, None] for pair in pairs]


TET_SLOPE = Polynomial(TET) + Polynomial([0.5, 1]) * Polynomial(TET).deriv()  # tet(t - 1) = t · TET
SLOG_PAIRS, TET_PAIRS = pairs_of(SLOG, SPEED), pairs_of(TET, TET_SLOPE.coef)


def two_polynomials(x, pairs):
    """Return both, by Horner's rule in place."""
    flat = x.flatten()
    total = flat * pairs[-1]
    total += pairs[-2]
    for pair in reversed(pairs[:-2]):
        torch.addcmul(pair, total, flat, out=total)
    return total.unflatten(1, x.shape)


def slog_and_speed(x):
    """Return slog(x) + 1 and v(x)."""
    rest, number, speed = x, 0.0, 1.0
    least, most = bounds_of(x)
    if least < 0:
        number = x.sign().clamp_(-1, 0)
        power = torch.exp(x.clamp(max=0))
        rest, speed = torch.lerp(x, power, -number), 1 / power
    while most >= 1:
        if least >= 1:
            rest, number, speed = torch.log(rest), number + 1.0, speed * rest
        else:
            climbs, level = rest.floor().clamp_(0, 1), rest.clamp(min=1)
            rest = torch.lerp(rest, torch.log(level), climbs)
            number, speed = number + climbs, speed * level
        least, most = bounds_of(rest)
    time, own_speed = two_polynomials(rest - 0.5, SLOG_PAIRS)
    return time.mul_(rest).add_(number), own_speed.mul_(speed)


def tet_and_speed(t):
    """Return tet(t - 1) and v there; t is lost."""
    whole = t.floor()
    rest = t.sub_(whole).sub_(0.5)
    y, speed = two_polynomials(rest, TET_PAIRS)
    y.mul_(rest.add_(0.5))
    least, most = bounds_of(whole)
    if least < 0:
        below = whole.clamp(-1, 0).neg_()
        speed /= torch.lerp(torch.ones_like(y), y, below)
        y.lerp_(torch.log(y.clamp(min=TINY)), below)
    for level in range(int(most)):
        power, climbs = torch.exp(y), torch.sub(whole, level, out=rest).clamp_(0, 1)
        y.lerp_(power, climbs)
        speed.lerp_(power.mul_(speed), climbs)
    return y, speed


class Layer(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, n):
        time, speed = slog_and_speed(x)
        inward, inward_speed = tet_and_speed(time - n[:, None, None])
        total = torch.bmm(weight[:, None], inward)[:, 0]
        total_time, total_speed = slog_and_speed(total)
        y, y_speed = tet_and_speed(total_time.add_(n[:, None]))
        ctx.save_for_backward(weight, speed, inward, inward_speed, total_speed, y_speed)
        return y

    @staticmethod
    def backward(ctx, g):
        weight, speed, inward, inward_speed, total_speed, y_speed = ctx.saved_tensors
        by_time = g * y_speed
        by_total = by_time / total_speed
        by_weight = torch.bmm(inward, by_total[:, :, None])[:, :, 0]
        by_inward_time = torch.bmm(inward_speed, by_total[:, :, None])[:, :, 0].mul_(weight)
        by_n = by_time.sum(1).sub_(by_inward_time.sum(1))
        by_x = None
        if ctx.needs_input_grad[0]:
            by_x = (inward_speed * weight[:, :, None]).mul_(by_total[:, None]).sum(0).div_(speed)
        return by_x, by_weight, by_n


with_slopes = Layer.apply
