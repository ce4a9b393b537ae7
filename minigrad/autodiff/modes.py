"""Three switches: what an operation does beside computing. Skip this on a first reading.

Each thread has its own. `no_grad` and `unguarded` turn one of them off for a while, and `backward`
turns two while it walks. Whoever leaves takes back his own setting and no other, so two generators
may enter and leave in any order. The new mode is always stored in a last, single step: an interrupt
(Ctrl-C) comes before it or after it.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, NamedTuple, TypeVar

__all__ = ["no_grad", "switched", "thread", "unguarded"]

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
    entered : tuple of switched
        Who has set something, the last one last.
    """

    recording: bool = True
    on_arrays: bool = False
    guarding: bool = True
    entered: tuple[switched, ...] = ()

    def after(self, switch: switched) -> Mode:
        """Return the mode after one more has set something."""
        get = switch.settings.get
        return Mode(
            get("recording", self.recording),
            get("on_arrays", self.on_arrays),
            get("guarding", self.guarding),
            (*self.entered, switch),
        )


class _Thread(threading.local):
    mode = Mode()


thread = _Thread()


class switched:
    """Set some of the switches until the ``with`` block ends; also a decorator."""

    def __init__(self, **settings: bool) -> None:
        self.settings = settings

    def __enter__(self) -> None:
        thread.mode = thread.mode.after(self)

    def __exit__(self, *error: object) -> None:
        entered = list(thread.mode.entered)
        last = max((i for i, one in enumerate(entered) if one is self), default=None)
        if last is not None:
            del entered[last]
        mode = Mode()
        for one in entered:
            mode = mode.after(one)
        thread.mode = mode

    def run(self, f: Callable[..., T], *args: Any) -> T:
        """Call ``f(*args)`` in this mode; no interrupt leaves it switched, as it might in ``with``."""
        before = thread.mode
        try:
            thread.mode = before.after(self)
            return f(*args)
        finally:
            thread.mode = before

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
