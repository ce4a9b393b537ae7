"""Functions that turn a function into one that returns its derivatives.

`grad(f)` is the function that returns the gradient of `f`, and `grad(grad(f))` works like any other
nesting. Everything here is a few lines around `gradients` of backward.py, and one idea. f is run on
*variables*, fresh tensors that only this call knows. In ``grad(lambda x: x * grad(lambda y: x * y)(x))``
the inner variable is made of the outer one, as ``+x``, and its product depends on both: it is *seen*
from outside. What is seen has to be recorded, so that the outer call can differentiate it; what is
not seen is a plain value.

Here the first reading ends. Read next: ../iterate/, exp^(n) on arrays; then
../fractional.py, the package's own use of `primitive`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from . import errors, rules
from .backward import gradients, leaves_of, recorded
from .modes import current_mode
from .nests import flatten, is_nest, mapped, places, unflatten
from .primitive import next_birth
from .tensor import Tensor

__all__ = ["grad", "hessian", "jacobian", "jvp", "value_and_grad", "vjp"]

Function = Callable[..., Any]
Argnums = int | tuple[int, ...]
Integer = int | np.integer


def value_and_grad(f: Function, argnums: Argnums = 0) -> Function:
    """Return a function that returns the value of `f` and its gradient.

    Parameters
    ----------
    f : callable
        Takes tensors and returns a tensor of one real number.
    argnums : int or tuple of int
        The positions of the arguments to differentiate by.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns a Tensor and the gradient, or a tuple of gradients if
        `argnums` is a tuple. An argument is a tensor, an array, a float, or a *nest* of them: dicts,
        lists and tuples, in which a list of plain numbers is an array. Its gradient has its form.

    Examples
    --------
    >>> value, gradient = value_and_grad(lambda x: x**3)(2.0)
    >>> value.item(), gradient.item()
    (8.0, 12.0)

    The parameters of a model in one argument:

    >>> def loss(model, x):
    ...     return (model["w"] * x + model["b"]).sum()
    >>> grad(loss)({"w": 3.0, "b": 0.5}, [1.0, 2.0])
    {'w': Tensor(3.), 'b': Tensor(2.)}

    SciPy finds the lowest point of Rosenbrock's valley:

    >>> from scipy.optimize import minimize
    >>> def rosenbrock(x):
    ...     return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    >>> minimize(value_and_grad(rosenbrock), [-1.0, 2.0], jac=True).x.round(4)
    array([1., 1.])
    """

    @wraps(f)
    def value_and_gradient(*args: Any, **options: Any) -> tuple[Tensor, Any]:
        run = _Run(f, args, argnums, options)
        found = run.derivatives()
        return run.value, found[0] if isinstance(argnums, Integer) else found

    return value_and_gradient


def grad(f: Function, argnums: Argnums = 0) -> Function:
    """Return a function that returns the gradient of `f`; see `value_and_grad`.

    Examples
    --------
    >>> grad(lambda x: x**3)(2.0).item(), grad(grad(lambda x: x**3))(2.0).item()
    (12.0, 12.0)
    """
    both = value_and_grad(f, argnums)

    @wraps(f)
    def gradient(*args: Any, **options: Any) -> Any:
        return both(*args, **options)[1]

    return gradient


def vjp(f: Function, *x: Any) -> tuple[Tensor, Function]:
    """Return ``f(*x)``, and a function that multiplies the Jacobian from the left.

    The Jacobian J holds the derivative of every output by every input. Reverse mode never builds
    it: it computes gᵀJ, the *vector-Jacobian product*, at the price of a few evaluations of `f`.

    Parameters
    ----------
    f : callable
        Takes tensors and returns a tensor of any shape.
    *x : array_like, or nests of them
        Its arguments.

    Returns
    -------
    y : Tensor
        The value.
    pull_back : callable
        Takes `g`, of the shape of `y`, and returns a tuple: gᵀJ for each of `x`, of its form. It can
        be called more than once.

    Examples
    --------
    >>> y, pull_back = vjp(lambda a, b: a * b, [1.0, 2.0], [3.0, 4.0])
    >>> pull_back([1.0, 10.0])
    (Tensor([ 3., 40.]), Tensor([ 1., 20.]))
    """
    run = _Run(f, x, tuple(range(len(x))), {})
    return run.value, run.derivatives


def jvp(f: Function, x: Any, v: Any) -> tuple[Tensor, Tensor]:
    """Return ``f(x)``, and how it changes when x moves along `v`: the Jacobian times v.

    Reverse mode gives Jᵀu for any u. That is linear in u, and differentiating it by u gives J.

    Parameters
    ----------
    f : callable
        Takes tensors and returns a tensor of any shape.
    x, v : array_like, or nest of them
        Where, and in which direction, of the same form; tuples if `f` takes several arguments.

    Returns
    -------
    y, derivative : Tensor
        Of equal shapes.

    Examples
    --------
    >>> y, derivative = jvp(lambda x: x**2, [1.0, 2.0], [1.0, 10.0])
    >>> derivative
    Tensor([ 2., 40.])
    """
    xs, vs = (x, v) if type(x) is tuple else ((x,), (v,))
    if not isinstance(vs, list | tuple) or places(xs) != places(vs):
        raise errors.direction_of_another_form()
    run = _Run(f, xs, tuple(range(len(xs))), {})
    u = Tensor(np.zeros_like(run.y.data), requires_grad=True)
    total = recorded.run(_inner_product, run, u, flatten(vs))
    is_seen = current_mode().recording and _is_seen(total, [u, *run.variables], run.since)
    (derivative,) = gradients(total, [u], create_graph=is_seen, since=run.since)
    return run.value, derivative if is_seen else Tensor._result(derivative)


def jacobian(f: Function, argnums: int = 0) -> Function:
    """Return a function that returns all derivatives of all elements of ``f(x)``.

    Its result has the shape of the output followed by that of the input. One backward pass per
    element of the output.

    Parameters
    ----------
    f : callable
        Takes tensors and returns a tensor of any shape.
    argnums : int
        The position of the argument to differentiate by: one array, not a nest of them.

    Raises
    ------
    TypeError
        If the argument is a nest, which has a Jacobian for each of its arrays; or if the output is
        complex, of which the real and the imaginary part have a Jacobian each.

    Examples
    --------
    >>> jacobian(lambda x: x**2)([1.0, 2.0])
    Tensor([[2., 0.],
            [0., 4.]])
    """
    if not isinstance(argnums, Integer):
        raise errors.one_argument_only(argnums)

    @wraps(f)
    def all_derivatives(*args: Any, **options: Any) -> Tensor:
        if any(map(is_nest, args[argnums:][:1])):  # if there is no such argument, _Run says so
            raise errors.jacobian_by_a_nest(type(args[argnums]).__name__)
        run = _Run(f, args, argnums, options)
        y = run.y
        if y.dtype.kind == "c":
            raise errors.jacobian_of_complex()
        units = np.eye(y.size, dtype=y.dtype).reshape((y.size, *y.shape))
        rows = [run.derivatives(unit)[0] for unit in units]
        shape = (*y.shape, *run.variables[0].shape)
        return rules.stack(rows).reshape(shape) if rows else Tensor(np.zeros(shape))

    return all_derivatives


def hessian(f: Function, argnums: int = 0) -> Function:
    """Return a function that returns all second derivatives of `f`, the Jacobian of its gradient.

    The argument at position `argnums` is one array, as for `jacobian`.

    Examples
    --------
    >>> hessian(lambda x: (x**3).sum())([1.0, 2.0])
    Tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacobian(grad(f, argnums), argnums)


def _inner_product(run: _Run, u: Tensor, vs: Sequence[Any]) -> Tensor:
    """Return ⟨Jᵀu, v⟩, one number."""
    total = Tensor(0.0)
    for row, v in zip(flatten(run.derivatives(u)), vs, strict=True):
        if np.shape(v) != row.shape or np.iscomplexobj(v) > np.iscomplexobj(row):
            raise errors.direction_does_not_fit(v, row)
        total = total + (row * rules.conj(v)).real.sum()
    return total


class _Run:
    """A call of `f` on variables.

    Attributes
    ----------
    given, variables, y : tuple, list of Tensor, Tensor
        The arguments to differentiate by, the tensors in them, and what `f` returned.
    since : int
        A birth before that of the variables: nothing older depends on them.
    is_seen : bool
        Whether `y` depends on a leaf that others than this call know.
    """

    def __init__(
        self, f: Function, args: Sequence[Any], argnums: Argnums, options: dict[str, Any]
    ) -> None:
        positions = tuple(argnums) if isinstance(argnums, tuple | list) else (argnums,)
        self.since = next_birth()
        y, self.given = recorded.run(_on_variables, f, args, positions, options)
        self.variables = flatten(self.given)
        if not isinstance(y, Tensor):
            raise errors.no_tensor_returned(y)
        self.y = y
        self.is_seen = current_mode().recording and _is_seen(y, self.variables, self.since)

    @property
    def value(self) -> Tensor:
        """The value of `f`, recorded if it is seen from outside."""
        return self.y if self.is_seen else self.y.detach()

    def derivatives(self, gradient: Any = None) -> tuple[Any, ...]:
        """Return the derivatives by what was given, recorded if they are seen from outside."""
        is_weighted = isinstance(gradient, Tensor) and gradient.requires_grad
        record = self.is_seen or (current_mode().recording and is_weighted)
        found = gradients(self.y, self.variables, gradient, create_graph=record, since=self.since)
        tensors = [g if isinstance(g, Tensor) else Tensor._result(g) for g in found]
        return unflatten(self.given, tensors)


def _on_variables(
    f: Function, args: Sequence[Any], positions: Sequence[int], options: dict[str, Any]
) -> tuple[Any, tuple[Any, ...]]:
    """Call `f` with variables at some positions; return what it returns, and these arguments."""
    args = list(args)
    for i in positions:
        if not isinstance(i, Integer) or not -len(args) <= i < len(args):
            raise errors.no_such_argument(i, len(args))
    for i in {i % len(args) for i in positions}:
        args[i] = mapped(_variable, args[i])
    given = [args[i] for i in positions]
    copies = unflatten(given, flatten(given))  # f may take its dicts and lists to pieces
    return f(*args, **options), copies


def _variable(x: Any) -> Tensor:
    return +x if isinstance(x, Tensor) and x.requires_grad else Tensor(x, True)


def _is_seen(y: Tensor, variables: Sequence[Tensor], since: int) -> bool:
    """Whether `y` depends on a leaf, or an older result, that is none of the variables."""
    return not set(variables).issuperset(leaves_of(y, since))
