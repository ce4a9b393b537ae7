"""compile: a function and its gradients as one flat Python function. Skip this on a first reading.

A step of a small network takes a few dozen operations of NumPy. Around each of them the engine does
what makes it an engine: it looks at inputs, wraps the result, remembers it, sorts the graph, looks for
the rule. For small arrays that takes longer than the numbers. But in training, a step is the same row
of operations a thousand times. So `compile` runs the function and writes the row down
(recorder.py). What `backward` would do is then done once, too: each rule that it would call becomes
a line of text. These lines make a function of bare arrays. Operations and rules are the same, in the
same order, so the numbers are the same, too.

Read next: reach.py, or ../train/fit.py, which uses this.
"""

from __future__ import annotations

import inspect
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial, update_wrapper
from keyword import kwlist
from types import EllipsisType, NoneType
from typing import Any

import numpy as np

from . import errors
from .backward import _fitted, _seed, _unbroadcast, add_up, on_arrays
from .foreign import plain
from .modes import current_mode, switched
from .nests import flatten, is_nest, mapped, places
from .numpy_protocol import values_of
from .primitive import Primitive
from .reach import Surroundings
from .recorder import Recorded, Recorder, made, raw
from .tensor import Tensor

__all__ = ["Compiled", "compile", "fitted"]

MOST_PROGRAMS = 32  # of one function
# Nobody edits while f is only tried, and who still holds our frame, as a profiler may, locks nothing.
unlocked = switched(guarding=False)
PLAIN_ARGUMENTS = (int, float, complex, str, NoneType, np.generic)
LITERAL = (int, bool, str, slice, NoneType, EllipsisType)
MODULES = {"numpy": "np", "minigrad.autodiff.rules": "rules", "minigrad": "mg"}
HEAD = """\
import numpy as np
import minigrad as mg
from minigrad.autodiff import rules
from minigrad.autodiff.backward import on_arrays
from minigrad.autodiff.compile import fitted

def step({}):
    {}
    with on_arrays:  # rules compute with bare arrays
        {}
    return {}, {}
"""


def compile(f: Callable[..., Any]) -> Compiled:
    """Return a function that does what `f` and `backward` do, faster, by repeating a recording.

    ``step = compile(f)`` and then ``loss = step(x, y)`` is ``loss = f(x, y)`` and
    ``loss.backward()``: it returns the value and adds to the `.grad` of every tensor that f depends
    on, arguments or not. The first call with a set of shapes and dtypes runs f three times, to record
    it and to check that. Later calls do not run it: they compute arrays, by the function that `source`
    shows.

    Parameters
    ----------
    f : callable
        Takes arrays, tensors or plain numbers, or nests of them (see `value_and_grad`), by position,
        and returns a tensor of one real number.
        It has to be a pure function of its arguments and of the tensors that it finds elsewhere, such
        as the parameters of a model: whatever else it uses stays as it was when it was recorded.

    Returns
    -------
    Compiled
        Call it as `f`. Its `source` is the program, a function of bare arrays that returns the value
        and the gradients; `inputs` returns what to call that with.

    Raises
    ------
    RecordingError
        When called, if f looks at a value (``.data``, ``.item()``, ``.numpy()``, ``float()``,
        ``int()``, ``bool()`` and so ``if``, ``np.asarray``), draws random numbers, changes what it
        finds (attributes, lists, variables around it), or if two recordings differ, or their result
        and f's. What it drew or changed is put back.
    Exception
        Whatever f raises while it is recorded; a note says that it was then.

    Notes
    -----
    Comparisons are recorded: ``mg.where(x > 0, x, 0)`` is right for every x. Results are those of
    ``f`` and ``backward``, to the bit: the same operations and rules run in the same order. Another
    shape, dtype, `requires_grad` or plain number is recorded anew. A parameter may move or have its
    `data` replaced; a model that gets other parameters needs a new `compile`.

    Examples
    --------
    >>> w = Tensor(0.0, requires_grad=True)
    >>> step = compile(lambda x, y: ((w * x - y) ** 2).mean())
    >>> for _ in range(50):
    ...     w.zero_grad()
    ...     loss = step(np.array([1.0, 2.0]), np.array([3.0, 6.0]))
    ...     w.data -= 0.1 * w.grad
    >>> round(w.item(), 6)
    3.0
    """
    return Compiled(f)


class Compiled:
    """A function with its backward pass, recorded and repeated; made by `compile`.

    Attributes
    ----------
    source : str
        The program for the arguments of the last call; empty before the first.
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self._programs: dict[Any, Program] = {}
        self.source = ""
        self._one_at_a_time = threading.RLock()
        update_wrapper(self, f)
        self.f = f

    def __reduce__(self) -> Any:
        return Compiled, (self.f,)  # a copy records anew

    def __call__(self, *arguments: Any) -> Tensor:
        """Return ``f(*arguments)``, and add its derivatives to the `.grad` of tensors."""
        value, tensors, gradients = self.value_and_gradients(*arguments)
        add_up(tensors, [np.array(g) for g in gradients])  # a copy: some share their memory
        return Tensor._result(value)

    def value_and_gradients(self, *arguments: Any) -> tuple[Any, list[Tensor], Sequence[Any]]:
        """Return the value, tensors, and the derivatives by these, as arrays; touch no `.grad`."""
        recorder = current_mode().recorder
        if recorder:
            raise recorder.refuse("a function that is compiled itself")
        with self._one_at_a_time:  # some operations keep what their rules need in an option
            program, inputs = self._prepared(arguments)
            value, gradients = program.function(*map(values_of, inputs))
        return value, [inputs[i] for i in program.wanted], gradients

    def inputs(self, *arguments: Any) -> list[Any]:
        """Return what the function in `source` has to be called with, for these arguments."""
        return list(map(values_of, self._prepared(arguments)[1]))

    def _prepared(self, arguments: Sequence[Any]) -> tuple[Program, list[Any]]:
        """Return the program for these arguments, and the tensors and arrays that it takes."""
        arguments = tuple([mapped(plain, x) for x in arguments])
        key = tuple(map(_key, arguments))
        program = self._programs.get(key)
        if program is None or program.has_aged():
            program = self._programs[key] = self._record(arguments)
        self.source = program.source
        return program, [*filter(_is_array, flatten(arguments)), *program.others]

    def _record(self, arguments: Sequence[Any]) -> Program:
        """Record f twice, run it, and return the program if all three agree."""
        if any(isinstance(x, Tensor) and x.node is not None for x in flatten(arguments)):
            raise errors.argument_has_a_graph()
        if len(self._programs) == MOST_PROGRAMS:
            raise errors.too_many_programs(MOST_PROGRAMS)
        around = Surroundings(self.f)
        leaves = {x for x in around.tensors if x.node is None}
        try:
            first = self._run(arguments, leaves, around.names)
            leaves |= {leaf for leaf, *_ in first.leaves}
            program = self._run(arguments, leaves, around.names)
            expected = unlocked.run(self.f, *arguments)
        finally:
            drawn, changed = around.put_back()
        if drawn:
            raise errors.draws_random_numbers()
        if changed:
            raise errors.changes_what_it_finds()
        inputs = [*filter(_is_array, flatten(arguments)), *program.others]
        value = program.function(*map(values_of, inputs))[0]
        same = first.source == program.source and all(map(_same, first.others, program.others))
        if not (same and np.array_equal(value, expected.data, equal_nan=True)):
            raise errors.recordings_differ()
        return program

    def _run(self, arguments: Sequence[Any], leaves: set[Tensor], names: dict[int, str]) -> Program:
        """Record one run of f."""
        recorder = Recorder(leaves)
        given = [mapped(_hidden, x) for x in arguments]
        try:
            output = recorder.run(self.f, *given)
        except Exception as error:
            error.add_note("This was raised while minigrad.compile recorded the function.")
            raise
        if not isinstance(output, Tensor):
            raise errors.no_tensor_returned(output)
        if not output.requires_grad:
            raise errors.nothing_to_differentiate()
        labels = [*inspect.signature(self.f).parameters, *("x" for _ in given)]
        parts = flatten(given)
        of_parts = (re.findall(r"\w+", place) for place in places(given))  # 0['w'] is ["0", "w"]
        labels_of_parts = ("_".join([labels[int(i)], *keys]) for i, *keys in of_parts)
        names = names | dict(zip(map(id, parts), labels_of_parts, strict=True))
        return Program([*filter(_is_array, parts)], recorder.results, output, names)


class Program:
    """The function that repeats a recording.

    Parameters
    ----------
    arguments : list of Recorded
        What f was called with.
    results : list of Recorded
        The recording.
    output : Tensor
        The result whose value and derivatives the function returns.
    names : dict
        Names, by id, of arguments and of what f can reach.

    Attributes
    ----------
    source : str
        The text.
    function : callable
        Takes the arrays of arguments and `others`; returns the value and a tuple of gradients.
    others : list
        What f has found elsewhere: tensors, arrays, and things without a literal.
    leaves : list of (Tensor, shape, dtype, bool)
        The tensors among them, with what the program depends on.
    wanted : list of int
        The positions, among arguments and others, of those whose gradients are returned.
    """

    def __init__(
        self, arguments: list[Any], results: list[Recorded], output: Tensor, names: dict[int, str]
    ) -> None:
        self.others: list[Any] = []
        self._around = names
        self._names: dict[int, str] = {}  # by id; what has one, the recording keeps alive
        self._taken = {"np", "mg", "rules", "fitted", "on_arrays", "slice", "Ellipsis", *kwlist}
        self._counts: Counter[str] = Counter()
        for x in arguments:
            self._name(x, names[id(x)])
        forward = [self._forward(y) for y in results]
        backward, gradients = self._backward(results, output)
        inputs = [*arguments, *self.others]
        self.wanted = [i for i, x in enumerate(inputs) if id(x) in gradients]
        self.leaves = [(x, *_key(x)) for x in self.others if isinstance(x, Tensor)]
        self.source = HEAD.format(
            ", ".join(self._names[id(x)] for x in inputs),
            "\n    ".join(forward),
            "\n        ".join(backward),
            self._text(output),
            _row(gradients[id(inputs[i])] for i in self.wanted),
        )

    @cached_property
    def function(self) -> Any:
        """What the text defines."""
        namespace: dict[str, Any] = {}
        exec(self.source, namespace)
        return namespace["step"]

    def has_aged(self) -> bool:
        """Whether a tensor has another shape or dtype now, or is frozen, or is no longer."""
        return any(
            x.data.shape != shape or x.data.dtype != dtype or x.requires_grad != wants
            for x, shape, dtype, wants in self.leaves
        )

    def _name(self, x: Any, label: str, number: str = "") -> str:
        """Give an object a name that nothing has yet: the label, with a number if need be."""
        label = label if label.isidentifier() and label[:2] != "d_" else "x"
        free = label + number
        self._counts[label] += free in self._taken or bool(number)
        while free in self._taken:
            free = f"{label}{self._counts[label]}"
            self._counts[label] += free in self._taken
        self._taken.add(free)
        self._names[id(x)] = free
        return free

    def _text(self, x: Any) -> str:
        """Return what stands for an object in the program: its name, or a literal."""
        if id(x) in self._names:
            return self._names[id(x)]
        if type(x) in LITERAL or (type(x) is float and np.isfinite(x)):
            return repr(x)
        if type(x) is tuple:
            return _row(map(self._text, x))
        if type(x) is list:
            return f"[{', '.join(map(self._text, x))}]"
        self.others.append(x)
        label = getattr(x, "__name__", "constant")
        return self._name(x, self._around.get(id(x), label), "" if id(x) in self._around else "1")

    def _path(self, operation: Any) -> str:
        """Return where a program finds an operation: in a module, or as a parameter."""
        for module in (*MODULES, str(getattr(operation, "__module__", ""))):  # ufuncs may have none
            ours = module.split(".")[0] in ("numpy", "minigrad")
            for label in (operation.__name__, f"_{operation.__name__}") if ours else ():
                if vars(sys.modules[module]).get(label) is operation:
                    short = module.replace("numpy", "np", 1).replace("minigrad", "mg", 1)
                    return f"{MODULES.get(module, short)}.{label}"
        return self._text(operation)

    def _call(self, function: str, node: Any, *first: str) -> str:
        given = [*first, *map(self._text, node.inputs)]
        given += [f"{name}={self._text(x)}" for name, x in node.options.items()]
        return f"{function}({', '.join(given)})"

    def _forward(self, y: Recorded) -> str:
        """Return the line of one operation."""
        operation, name = y.node.operation, y.node.operation.__name__.strip("_<>")
        path = self._path(operation)
        if isinstance(operation, Primitive):
            path = f"np.{name}" if operation.from_numpy else f"{path}.forward"
        call = self._call(path, y.node)
        ours = path.split(".")[0] in MODULES.values()
        if not y.ndim or not ours:  # a tensor holds an array, not a scalar
            call = f"np.asarray({call})"
        return f"{self._name(y, name, '1')} = {call}"

    def _backward(self, results: Sequence[Recorded], output: Tensor) -> tuple[list[str], Any]:
        """Walk as `backward` does; return the lines, and the names of all gradients by id."""
        seed = _seed(made(Tensor, raw(output), False), None, create_graph=False)
        arrays, names = {id(output): seed}, {id(output): f"d_{self._text(output)}"}
        ones = f"np.ones({seed.shape}, np.{seed.dtype})" if seed.ndim else f"np.{seed.dtype}(1)"
        lines = [f"{names[id(output)]} = {ones}"]
        for y in reversed(results):
            node = y.node
            for i in node.edges if id(y) in names else ():
                x = node.inputs[i]
                rule = partial(node.operation.vjps[i], arrays[id(y)], *node.values, **node.options)
                part = on_arrays.run(rule)
                array = _fitted(part, node, i)
                path = f"{self._path(node.operation)}.vjps[{i}]"
                call = self._call(path, node, names[id(y)], self._text(y))
                if array is not part:
                    call = f"fitted({call}, {self._text(x)})"
                if id(x) in names:
                    call, array = f"{names[id(x)]} + {call}", arrays[id(x)] + array
                arrays[id(x)], names[id(x)] = array, f"d_{self._text(x)}"
                lines.append(f"{names[id(x)]} = {call}")
        return lines, names


def fitted(part: Any, x: Any) -> Any:
    """Give what a rule returned the shape and the dtype of its input, as `backward` does."""
    part = np.asarray(part)
    if part.shape != x.shape:
        part = _unbroadcast(part, x.shape)
    return (part.real if x.dtype.kind == "f" else part).astype(x.dtype, copy=False)


def _row(texts: Iterable[str]) -> str:
    """Return the text of a tuple."""
    parts = list(texts)
    return f"({', '.join(parts)}{',' * (len(parts) == 1)})"


def _is_array(x: Any) -> bool:
    return isinstance(x, (np.ndarray, Tensor))


def _hidden(x: Any) -> Any:
    if not _is_array(x):
        return x
    return made(Recorded, values_of(x), getattr(x, "requires_grad", False))


def _key(x: Any) -> Any:
    """Return what a program depends on: shape and dtype of an array, and the value of a number."""
    if isinstance(x, np.ndarray):
        return x.shape, x.dtype
    if isinstance(x, Tensor):
        return x.data.shape, x.data.dtype, x.requires_grad
    if is_nest(x):
        parts = x.values() if isinstance(x, dict) else x
        return type(x), tuple(x if isinstance(x, dict) else ()), *map(_key, parts)
    if not isinstance(x, PLAIN_ARGUMENTS):
        raise errors.no_such_argument_of_a_recording(type(x).__name__)
    return type(x), repr(x)


def _same(x: Any, y: Any) -> bool:
    """Whether two recordings found the same, as far as it can be compared."""
    if isinstance(x, np.ndarray | np.generic):
        return np.array_equal(x, y, equal_nan=x.dtype.kind in "fc")
    if isinstance(x, Tensor) and not x.requires_grad:  # a constant, made anew by each run
        return _same(x.data, y.data)
    return x is y if isinstance(x, Tensor) else type(x) is type(y)
