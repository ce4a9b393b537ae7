"""Peers: what others have proposed for neurons that add or multiply, for honest comparison.

Each is its formula on the engine, with the authors' initial values where there are any. All map
(…, in_features) to (…, out_features) and have weights of shape (out_features, in_features). A gate
called `n` means what n means for AddMul: 0 adds, 1 multiplies, and it stays in [0, 1]; so training,
`snap` and plots treat them alike. In the formulas σ is the logistic function and ⊙ multiplies
element by element.

Some papers add a *regulariser* to the loss, which pulls weights to the values that make sense of
the formula. `penalty` returns it, and `fit` takes it together with the loss:

    def loss(prediction, target):
        return mse_loss(prediction, target) + 0.01 * sum(layer.penalty() for layer in model)

Read next: monomials.py.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autodiff import (
    Tensor,
    absolute,
    cos,
    exp,
    expm1,
    linear,
    log,
    log1p,
    maximum,
    minimum,
    prod,
    sigmoid,
    tanh,
    where,
)
from ..autodiff import sum as sum_
from ..transitions import transition
from .layers import average, require_columns, require_positive, require_sizes, start_of_n
from .module import Layer, Parameter, as_tensor

__all__ = ["INALU", "NALU", "NAU", "NMU", "Blend", "Gated", "RealNPU", "SoftExponential"]

Drawn = dict[str, NDArray[np.float64]]
Rng = np.random.Generator | int | None


class Peer(Layer):
    """What the peers share. Subclasses define `_draw`, the initial values, and `_formula`.

    Parameters
    ----------
    in_features, out_features : int
        Numbers of inputs and of neurons.
    rng : Generator or int, optional
        Source of the initial values.

    Raises
    ------
    ValueError
        When called, if an input does not have `in_features` columns.
    """

    bounds: ClassVar[dict[str, tuple[float, float]]] = {}  # of parameters, by name
    positive = False  # whether inputs have to be

    def __init__(self, in_features: int, out_features: int, *, rng: Rng = None) -> None:
        require_sizes(in_features, out_features)
        self.in_features, self.out_features = in_features, out_features
        for name, values in self._draw(np.random.default_rng(rng)).items():
            setattr(self, name, Parameter(values, bounds=self.bounds.get(name)))

    def reset(self, rng: Rng = None) -> None:
        """Draw new initial values."""
        for name, values in self._draw(np.random.default_rng(rng)).items():
            getattr(self, name).data = values

    def _draw(self, rng: np.random.Generator) -> Drawn:
        """Return initial values by name."""
        raise NotImplementedError

    def forward(self, x: Any) -> Tensor:
        """Map (…, in_features) to (…, out_features)."""
        require_columns(self, x, self.parameters()[0])
        y: Tensor = self._formula(as_tensor(x))
        return y

    def _formula(self, x: Any) -> Any:
        """Compute the output; the class's docstring has it as a formula."""
        raise NotImplementedError

    def penalty(self) -> Tensor:
        """Return the paper's regulariser, which is 0 unless the class's docstring names one."""
        return Tensor(0.0)

    def check_inputs(self, x: NDArray[Any], columns: tuple[str, ...]) -> None:
        """Raise ValueError if an input is not positive, for peers that take logarithms of it."""
        if self.positive:
            require_positive(x, columns)

    def _uniform(self, rng: np.random.Generator, low: float, high: float) -> NDArray[np.float64]:
        return rng.uniform(low, high, (self.out_features, self.in_features))

    def _glorot(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return weights uniform in ±√(6 / (in + out)) (Glorot & Bengio, 2010)."""
        limit = float(np.sqrt(6 / (self.in_features + self.out_features)))
        return self._uniform(rng, -limit, limit)


class PeerWithGate(Peer):
    """A peer that has an `n` for each neuron: a number, an array or "random", as for AddMul."""

    bounds: ClassVar[dict[str, tuple[float, float]]] = {"n": (0.0, 1.0)}
    weight: Parameter
    n: Parameter

    def __init__(
        self, in_features: int, out_features: int, *, n: ArrayLike | str = 0.0, rng: Rng = None
    ) -> None:
        self._start = start_of_n(n, out_features, "neurons")
        super().__init__(in_features, out_features, rng=rng)

    def _draw(self, rng: np.random.Generator) -> Drawn:
        shape = self.out_features, self.in_features
        return {"weight": rng.normal(*average(self.in_features), shape), **self._gates(rng)}

    def _gates(self, rng: np.random.Generator) -> Drawn:
        start = rng.uniform(size=self.out_features) if self._start is None else self._start.copy()
        return {"n": start}


class Blend(PeerWithGate):
    """A straight mixture: y = (1 - n) ⊙ Wx + n ⊙ Π_j x_j^W_ij.

    The plainest rival, without a paper: the two ends of AddMul with the same weights, and a straight
    line between them instead of exp^(n). Initial weights as for AddMul, normal with mean 1/in and
    standard deviation 0.6/in. No regulariser. Inputs have to be positive.

    Examples
    --------
    >>> layer = Blend(2, 1, n=0.5)
    >>> layer.weight.data[:] = 1.0
    >>> round(layer([[2.0, 3.0]]).item(), 9)  # halfway between 5 and 6
    5.5
    """

    positive = True

    def _formula(self, x: Any) -> Any:
        way = transition()
        product = way.outward(linear(way.inward(x, 1.0), self.weight), 1.0)
        return (1 - self.n) * linear(x, self.weight) + self.n * product


class SoftExponential(PeerWithGate):
    """AddMul with another bridge: y_i = f(n_i, Σ_j W_ij f(-n_i, x_j)).

    f(a, x) is x for a = 0, (e^(ax) - 1)/a + a for a > 0, and -log(1 - a(x + a))/a for a < 0: the log
    at -1, the exp at 1, and f(-a, ·) undoes f(a, ·). The paper uses f as the bend after a layer, and
    the authors' code starts every a at 0; the neuron made of two of them is ours. Initial weights as
    for AddMul. No regulariser. The logarithm's argument is at least 1e-12 and the exponent at most
    300, as in the authors' code. Inputs have to be positive.

    Godfrey & Gashler, "A continuum among logarithmic, linear, and exponential functions", KDIR
    2015, arXiv 1602.01321.

    Examples
    --------
    >>> layer = SoftExponential(2, 1, n=1.0)
    >>> layer.weight.data[:] = 1.0
    >>> round(layer([[2.0, 3.0]]).item(), 6)
    6.0
    """

    positive = True

    def _formula(self, x: Any) -> Any:
        n = where(self.n < 1e-10, self.n + 1e-10, self.n)  # at 0, the formula is 0/0
        n_of_inputs = n[:, None]
        inner = maximum(n_of_inputs * (x[..., None, :] - n_of_inputs), 1e-12 - 1)
        z = sum_(self.weight * log1p(inner), axis=-1)  # n times the sum
        return expm1(minimum(z, 300.0)) / n + n


class NAU(Peer):
    """Neural addition unit: y = Wx with W in [-1, 1].

    Initial weights uniform in ±min(½, √(6 / (in + out))); after every step they are put back into
    [-1, 1]. Regulariser: the mean of min(|W|, 1 - |W|), which pulls weights to -1, 0 or 1; the
    paper lets its factor grow from 0 to 0.01 during training.

    Madsen & Johansen, "Neural arithmetic units", ICLR 2020, arXiv 2001.05016.

    Examples
    --------
    >>> layer = NAU(2, 1)
    >>> layer.weight.data[:] = [[1.0, -1.0]]
    >>> layer([[5.0, 2.0]]).item(), layer.penalty().item()
    (3.0, 0.0)
    """

    bounds: ClassVar[dict[str, tuple[float, float]]] = {"weight": (-1.0, 1.0)}
    weight: Parameter

    def _draw(self, rng: np.random.Generator) -> Drawn:
        limit = min(0.5, float(np.sqrt(6 / (self.in_features + self.out_features))))
        return {"weight": self._uniform(rng, -limit, limit)}

    def _formula(self, x: Any) -> Any:
        return linear(x, self.weight)

    def penalty(self) -> Tensor:
        """Return the mean of min(|W|, 1 - |W|)."""
        size = absolute(self.weight)
        return minimum(size, 1 - size).mean()


class NMU(Peer):
    """Neural multiplication unit: y_i = Π_j (W_ij x_j + 1 - W_ij) with W in [0, 1].

    A weight of 1 takes an input into the product, 0 leaves it out. Initial weights uniform in
    [¼, ¾], as in the authors' code; after every step they are put back into [0, 1]. Regulariser: the
    mean of min(W, 1 - W); the paper lets its factor grow from 0 to 10 during training.

    Madsen & Johansen, "Neural arithmetic units", ICLR 2020, arXiv 2001.05016.

    Examples
    --------
    >>> layer = NMU(3, 1)
    >>> layer.weight.data[:] = [[1.0, 1.0, 0.0]]
    >>> layer([[5.0, -2.0, 7.0]]).item()
    -10.0
    """

    bounds: ClassVar[dict[str, tuple[float, float]]] = {"weight": (0.0, 1.0)}
    weight: Parameter

    def _draw(self, rng: np.random.Generator) -> Drawn:
        return {"weight": self._uniform(rng, 0.25, 0.75)}

    def _formula(self, x: Any) -> Any:
        return prod(self.weight * (x[..., None, :] - 1) + 1, axis=-1)

    def penalty(self) -> Tensor:
        """Return the mean of min(W, 1 - W)."""
        return minimum(self.weight, 1 - self.weight).mean()


class Gated(PeerWithGate):
    """A mixture of the two: y = (1 - n) ⊙ NAU(x) + n ⊙ NMU(x), each with its own weights.

    Initial weights and regulariser are those of NAU and NMU. In the authors' experiments the gate
    depends on the input, σ(Gx); they report that it does not find the operation reliably. Here it is
    one number a neuron, as in the iNALU, but without the σ.

    Madsen & Johansen, "Neural arithmetic units", ICLR 2020, arXiv 2001.05016.

    Examples
    --------
    >>> layer = Gated(2, 1, n=1.0)
    >>> layer.nmu.weight.data[:] = 1.0
    >>> layer([[2.0, 3.0]]).item()
    6.0
    """

    def __init__(
        self, in_features: int, out_features: int, *, n: ArrayLike | str = 0.0, rng: Rng = None
    ) -> None:
        rng = np.random.default_rng(rng)
        self.nau = NAU(in_features, out_features, rng=rng)
        self.nmu = NMU(in_features, out_features, rng=rng)
        super().__init__(in_features, out_features, n=n, rng=rng)

    def _draw(self, rng: np.random.Generator) -> Drawn:
        return self._gates(rng)

    def reset(self, rng: Rng = None) -> None:
        """Draw new initial values."""
        rng = np.random.default_rng(rng)
        self.nau.reset(rng)
        self.nmu.reset(rng)
        super().reset(rng)

    def _formula(self, x: Any) -> Any:
        return (1 - self.n) * self.nau(x) + self.n * self.nmu(x)

    def penalty(self) -> Tensor:
        """Return the regularisers of both."""
        return self.nau.penalty() + self.nmu.penalty()


class NALU(Peer):
    """Neural arithmetic logic unit: y = g ⊙ Wx + (1 - g) ⊙ exp(W log(|x| + ε)), g = σ(Gx).

    W = tanh(Ŵ) ⊙ σ(M̂) lies in (-1, 1), and likes -1, 0 and 1. The gate g depends on the input. The
    product loses signs. The paper gives neither ε nor a start: here ε = 1e-7, and Ŵ, M̂ and G are
    uniform in ±√(6 / (in + out)). No regulariser.

    Trask et al., "Neural arithmetic logic units", NeurIPS 2018, arXiv 1808.00508.

    Examples
    --------
    >>> layer = NALU(2, 1)
    >>> layer.w.data[:], layer.m.data[:], layer.g.data[:] = 50.0, 50.0, -50.0
    >>> round(layer([[2.0, 3.0]]).item(), 5)
    6.0
    """

    w: Parameter
    m: Parameter
    g: Parameter

    def _draw(self, rng: np.random.Generator) -> Drawn:
        return {name: self._glorot(rng) for name in ("w", "m", "g")}

    def _formula(self, x: Any) -> Any:
        weight = tanh(self.w) * sigmoid(self.m)
        g = sigmoid(linear(x, self.g))
        product = exp(linear(log(absolute(x) + 1e-7), weight))
        return g * linear(x, weight) + (1 - g) * product


class INALU(Peer):
    """Improved NALU: y = g ⊙ W₁x + (1 - g) ⊙ s ⊙ exp(min(W₂ log max(|x|, ε), 20)), g = σ(ĝ).

    Sum and product have weights of their own, W = tanh(Ŵ) ⊙ σ(M̂), the gate does not depend on the
    input, and s_i = Π_j (sign(x_j) |W₂ij| + 1 - |W₂ij|) keeps signs. ε = 1e-7. Initial values as in
    the authors' scripts, normal with standard deviation 0.1 around 1 (Ŵ), -1 (M̂) and 0 (ĝ).
    Regulariser: Σ over Ŵ, M̂ and ĝ of the mean of max(20 - |v|, 0) / 20, which pushes values away
    from 0; the authors switch it on late. Left out: they also clip gradients element by element, train
    gate and weights by turns, and start over when the loss does not fall.

    Schlör, Ring & Hotho, "iNALU: improved neural arithmetic logic unit", Frontiers in Artificial
    Intelligence 3, 2020, arXiv 2003.07629.

    Examples
    --------
    >>> layer = INALU(2, 1)
    >>> for p in layer.parameters():
    ...     p.data[:] = 50.0
    >>> layer.g.data[:] = -50.0
    >>> round(layer([[-2.0, 3.0]]).item(), 5)
    -6.0
    """

    w: Parameter
    m: Parameter
    w_product: Parameter
    m_product: Parameter
    g: Parameter

    def _draw(self, rng: np.random.Generator) -> Drawn:
        shape = self.out_features, self.in_features
        means = {"w": 1.0, "m": -1.0, "w_product": 1.0, "m_product": -1.0}
        weights = {name: rng.normal(mean, 0.1, shape) for name, mean in means.items()}
        return {**weights, "g": rng.normal(0.0, 0.1, shape[0])}

    def _formula(self, x: Any) -> Any:
        total = linear(x, tanh(self.w) * sigmoid(self.m))
        weight = tanh(self.w_product) * sigmoid(self.m_product)
        size = exp(minimum(linear(log(maximum(absolute(x), 1e-7)), weight), 20.0))
        share = absolute(weight)
        signs = 1.0 * (x > 0) - (x < 0)  # not np.sign: a compiled step compares anew
        sign = prod(share * (signs[..., None, :] - 1) + 1, axis=-1)
        g = sigmoid(self.g)
        return g * total + (1 - g) * sign * size

    def penalty(self) -> Tensor:
        """Return the sum of the means of max(20 - |v|, 0) / 20."""
        means = [maximum(20 - absolute(v), 0).mean() for v in self.parameters()]
        return sum(means, Tensor(0.0)) / 20


class RealNPU(Peer):
    """Real neural power unit: y = exp(W log r) ⊙ cos(W k), which multiplies, divides and takes roots.

    A gate g for each input, in [0, 1], leaves it out or takes it: r = g (|x| + ε) + 1 - g, and
    k = π g where x < 0, else 0, so that the cosine is the product's sign. ε is the distance from 1
    to the next float. It has no sum: the paper puts a NAU after it. Initial weights uniform in
    ±√(6 / (in + out)), gates ½. The paper clips g in the formula, which stops its gradient outside;
    here it is put back after every step. Regulariser: the sum of |W| and |g|, with a factor that the
    paper lets grow from 1e-5 to 1e-4, for division from 1e-9 to 1e-7.

    Heim, Pevný & Šmídl, "Neural power units", NeurIPS 2020, arXiv 2006.01681.

    Examples
    --------
    >>> layer = RealNPU(2, 1)
    >>> layer.weight.data[:], layer.g.data[:] = [[1.0, -1.0]], 1.0
    >>> round(layer([[-6.0, 3.0]]).item(), 9)
    -2.0
    """

    bounds: ClassVar[dict[str, tuple[float, float]]] = {"g": (0.0, 1.0)}
    weight: Parameter
    g: Parameter

    def _draw(self, rng: np.random.Generator) -> Drawn:
        return {"weight": self._glorot(rng), "g": np.full(self.in_features, 0.5)}

    def _formula(self, x: Any) -> Any:
        r = self.g * (absolute(x) + np.finfo(float).eps - 1) + 1
        k = self.g * (np.pi * (x < 0))
        return exp(linear(log(r), self.weight)) * cos(linear(k, self.weight))

    def penalty(self) -> Tensor:
        """Return the sum of the absolute values of all parameters."""
        return absolute(self.weight).sum() + absolute(self.g).sum()
