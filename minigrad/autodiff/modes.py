"""Four switches: what an operation does beside computing. Skip this on a first reading.

Each thread has its own. `no_grad` and `unguarded` turn one of them off for a while, and `backward`
sets two while it walks. Whoever leaves takes back their own settings and no others, so two generators
may enter and leave in any order.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Generator
from functools import partial, wraps
from typing import Any, NamedTuple, TypeVar

__all__ = ["current_mode", "no_grad", "switched", "unguarded"]

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Mode(NamedTuple):
    """What an operation does beside computing.

    Attributes
    ----------
    recording : bool
        Results remember their inputs; `no_grad` turns it off.
    on_arrays : bool
        Results are plain arrays; `backward` turns it on while it runs the rules.
    guarding : bool
        What is remembered becomes read-only; `unguarded` turns it off.
    recorder : Recorder or None
        Who writes down what is computed, while `compile` runs a function; see recorder.py.
    """

    recording: bool = True
    on_arrays: bool = False
    guarding: bool = True
    recorder: Any = None


USUAL = Mode()


class _Thread(threading.local):
    def __init__(self) -> None:
        # Who has entered and not left, the last one last: settings, and the mode that they make.
        self.entered: dict[object, tuple[dict[str, Any], Mode]] = {}


thread = _Thread()


def current_mode() -> Mode:
    """Return the mode of this thread."""
    if not thread.entered:
        return USUAL
    entered = list(thread.entered.values())
    if len(entered) == 1:
        return entered[0][1]
    mode = USUAL
    for settings, _ in entered:
        mode = mode._replace(**settings)
    return mode


class switched:
    """Set some of the switches until the ``with`` block ends; also a decorator.

    An interrupt (Ctrl-C) may come while the block is entered or left. For that case `__del__` takes
    the settings back. It is no method but a call that is made in C, since Python would swallow an
    interrupt that comes in a method of this name.
    """

    __slots__ = ("__del__", "what")

    def __init__(self, **settings: Any) -> None:
        self.what = settings, USUAL._replace(**settings)

    def __enter__(self) -> None:
        key = object()
        self.__del__: Callable[..., Any] = partial(thread.entered.pop, key, None)
        thread.entered[key] = self.what

    def __exit__(self, *error: object) -> None:
        mine = [key for key, what in thread.entered.items() if what is self.what]
        if mine:  # not so if a generator is closed in another thread
            thread.entered.pop(mine[-1], None)  # the last: one object may be entered twice

    def run(self, f: Callable[..., T], *args: Any) -> T:
        """Call ``f(*args)`` in this mode."""
        key = object()
        try:
            thread.entered[key] = self.what
            return f(*args)
        finally:
            thread.entered.pop(key, None)

    def __call__(self, f: F) -> F:
        """Return the function `f` as it runs in this mode."""
        if inspect.isgeneratorfunction(f):
            return self._for_generator(f)  # type: ignore[return-value]

        @wraps(f)
        def in_that_mode(*args: Any, **options: Any) -> Any:
            return self.run(lambda: f(*args, **options))

        return in_that_mode  # type: ignore[return-value]

    def _for_generator(self, f: Callable[..., Generator[Any, Any, Any]]) -> Callable[..., Any]:
        """Switch while the generator runs, and not while its caller does."""

        @wraps(f)
        def in_that_mode(*args: Any, **options: Any) -> Any:
            generator = f(*args, **options)
            step: Callable[..., Any] = generator.send
            given: Any = None
            while True:
                try:
                    value = self.run(step, given)
                except StopIteration as end:
                    return end.value
                finally:
                    given = None  # an error would hold this frame, and this frame the error
                try:
                    step, given = generator.send, (yield value)
                except GeneratorExit:
                    self.run(generator.close)
                    raise
                except BaseException as error:
                    step, given = generator.throw, error

        return in_that_mode


def no_grad() -> switched:
    """Compute without remembering: for evaluation, and for updates of parameters.

    Works as a context manager and as a decorator.

    Examples
    --------
    >>> from minigrad import Tensor
    >>> x = Tensor(2.0, requires_grad=True)
    >>> with no_grad():
    ...     y = x * x
    >>> y.requires_grad
    False
    """
    return switched(recording=False)


def unguarded() -> switched:
    """Leave the arrays of a graph writable, and do not copy arrays of the caller.

    Saves a little time and memory. An edit before `backward` then gives a wrong gradient, and
    nothing notices. Works as a context manager and as a decorator.

    Examples
    --------
    >>> from minigrad import Tensor
    >>> x = Tensor(2.0, requires_grad=True)
    >>> with unguarded():
    ...     y = x * x
    >>> x.data[...] = 5.0  # y is still 4
    >>> y.backward()
    >>> float(x.grad)  # which is the derivative neither at 2 nor of y
    10.0
    """
    return switched(guarding=False)
