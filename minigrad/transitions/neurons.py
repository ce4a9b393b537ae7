"""A layer of coupled neurons as one operation of the engine: fast where there is a kernel.

`Transition.neurons` is the formula of a layer, and what holds: a dozen operations, on arrays of
(neurons, inputs, rows). Here it is declared as one, y = neurons(x, W, b, n), which is computed in
two ways. Every forward pass decides anew, row by row, from the numbers that it gets:

* A transition may have a `kernel`, compiled code that returns y and all first derivatives in one
  pass. It leaves out rows with numbers that are too near to the end of the domain, too large …
* For these the formula itself runs, on tensors of its own. That makes a small graph, and the rules
  ask the graph for derivatives. Kinds without a kernel have all their rows computed so.

Second derivatives are those of the formula in any case.

Skip this on a first reading. Read next: ../nn/addmul.py.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..autodiff import Tensor, gradients, primitive
from ..autodiff.modes import current_mode, switched
from ..autodiff.primitive import next_birth
from ..autodiff.rows import APART, gradients_by_row
from .transition import Transition, values_of

__all__ = ["neurons"]

# The graph of the formula is nobody else's, and so are its arrays: nothing has to be guarded.
on_its_own = switched(recording=True, on_arrays=False, guarding=False)
OF_EACH_ROW = "", "ir,ijr->rij", "ir,ir->ri", "ir,ir->ri"  # the same, not summed over rows


def neurons(transition: Transition, x: Any, weight: Any, bias: Any, n: Any) -> Tensor:
    """Return what ``transition.neurons(x, weight, bias, n)`` returns.

    Parameters
    ----------
    transition : Transition
        The way from + to ×.
    x, weight, bias, n : Tensor or ndarray
        Of the shapes (rows, in), (out, in), (out,) and (out,); `bias` may be None.

    Examples
    --------
    >>> from minigrad.transitions import transition
    >>> x, one = np.array([[2.0, 3.0]]), np.ones((1, 2))
    >>> neurons(transition("kneser"), x, one, None, np.array([1.0]))
    Tensor([[6.]])
    """
    mode, inputs = current_mode(), (x, weight, bias, n)
    wanted = [mode.recording and isinstance(v, Tensor) and v.requires_grad for v in inputs]
    found = _Found(transition, wanted)
    if any(wanted) or mode.recorder:
        return _neurons(*inputs, found=found)
    return Tensor._result(found.value(*map(values_of, inputs)))  # a prediction, and quickly


class _Found:
    """What forward finds for the rules: slopes of some rows, and the formula's graph of the others.

    Attributes
    ----------
    transition : Transition
        See `neurons`.
    wanted : list of bool
        Which of x, weight, bias and n want a gradient.
    slopes : tuple of ndarray or None
        From the kernel: ∂y/∂x, ∂y/∂weight, ∂y/∂bias and ∂y/∂n, rows last, 0 in rows of the formula.
    rows : index or None
        Of which rows the formula was asked.
    """

    slopes: tuple[Any, ...] | None
    rows: Any

    def __init__(self, transition: Transition, wanted: list[bool]) -> None:
        self.transition, self.wanted = transition, wanted
        self.given: Any = None  # the last g

    def __repr__(self) -> str:  # a drawn graph shows the options of an operation
        return ""

    def value(self, x: Any, weight: Any, bias: Any, n: Any) -> Any:
        """Return y, by the kernel as far as that can be."""
        # Not an inherited kernel: a subclass may have another φ_n.
        kernel = vars(type(self.transition)).get("kernel")
        found = kernel(x, weight, bias, n, self.transition.edge, self.wanted) if kernel else None
        if found is None:
            self.slopes, self.rows = None, slice(None)
            return self._by_formula(x, weight, bias, n)
        y, self.slopes, misfit = found
        self.rows = None if misfit is None else np.flatnonzero(misfit)
        if self.rows is not None:
            y[self.rows] = self._by_formula(x[self.rows], weight, bias, n)
            for slope in filter(np.size, self.slopes):
                slope[..., self.rows] = 0.0
        return y

    def gradient(self, i: int, g: Any) -> Any:
        """Return the gradient by input number i, given that by y."""
        if self.slopes is None:
            return self._of_formula(i, g)
        if self.given is not g:  # rows last, as in slopes, for all rules of this pass
            self.given, self.rows_last = g, np.ascontiguousarray(g.T)
        if i == 0:
            total = np.einsum("ir,ijr->rj", self.rows_last, self.slopes[0])
        else:
            total = np.vecdot(self.rows_last[:, None] if i == 1 else self.rows_last, self.slopes[i])
        if self.rows is not None:
            total[self.rows if i == 0 else ...] += self._of_formula(i, g)
        return total

    def by_row(self, i: int, g: Any) -> Any:
        """Return the same for each row, by an input that all rows have in common; see autodiff/rows.py."""
        part = None if self.rows is None else self._of_formula(i, g, gradients_by_row)
        if self.slopes is None:
            return part
        total = np.einsum(OF_EACH_ROW[i], np.ascontiguousarray(g.T), self.slopes[i])
        if self.rows is not None:
            if part is None:
                return None
            total[self.rows] = part
        return total

    def _by_formula(self, *inputs: Any) -> Any:
        if not any(self.wanted):
            return values_of(self.transition.neurons(*inputs))
        self.inputs = [
            Tensor(x, requires_grad=True) if wants else x
            for x, wants in zip(inputs, self.wanted, strict=True)
        ]
        self.y = on_its_own.run(self.transition.neurons, *self.inputs)
        self.asked: Any = (None, None)
        return self.y.data

    def _of_formula(self, i: int, g: Any, find: Any = gradients) -> Any:
        if self.asked[0] is not g or self.asked[1] is not find:
            # The first rule asks for all that rules will ask. By row, nobody asks for x: it has rows.
            wanted = [k for k in range(4) if self.wanted[k] and (k or find is gradients)]
            parts = find(self.y, [self.inputs[k] for k in wanted], g[self.rows])
            self.asked, self.parts = (g, find), dict(zip(wanted, parts or (), strict=False))
        return self.parts.get(i)


def _rule(i: int, g: Any, y: Any, x: Any, weight: Any, bias: Any, n: Any, found: _Found) -> Any:
    if not isinstance(g, Tensor):
        return found.gradient(i, g)
    # This derivative is to be differentiated again, by g and by all inputs. A copy of number i, made
    # after `since`, stands for what the formula does with it, and not for what others do with it.
    since = next_birth()
    inputs = [x, weight, bias, n]
    inputs[i] = +inputs[i]
    y = found.transition.neurons(*inputs)
    return gradients(y, [inputs[i]], g, create_graph=True, since=since)[0]


@primitive(vjps=[partial(_rule, i) for i in range(4)])
def _neurons(x: Any, weight: Any, bias: Any, n: Any, found: _Found) -> Any:
    return found.value(x, weight, bias, n)


_neurons.__name__ = "neurons"  # what pictures and messages call it


def _apart(
    i: int, rows: int, g: Any, y: Any, x: Any, weight: Any, bias: Any, n: Any, found: _Found
) -> Any:
    return None if rows != 0 else 0 if i == 0 else found.by_row(i, g)


APART[_neurons] = _apart
