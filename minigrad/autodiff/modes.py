"""Three switches: what an operation does beside computing. Skip this on a first reading.

Each thread has its own. `no_grad` and `unguarded` turn one of them off for a while, and `backward`
turns two while it walks. Whoever leaves takes back his own settings and no others, so two generators
may enter and leave in any order.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Generator
from functools import partial, wraps
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
    entered : tuple of dict
        The settings of all who have set something, the last one last.
    """

    recording: bool = True
    on_arrays: bool = False
    guarding: bool = True
    entered: tuple[dict[str, bool], ...] = ()

    def after(self, settings: dict[str, bool]) -> Mode:
        """Return the mode after one more has set something."""
        return Mode(
            settings.get("recording", self.recording),
            settings.get("on_arrays", self.on_arrays),
            settings.get("guarding", self.guarding),
            (*self.entered, settings),
        )


class _Thread(threading.local):
    mode = Mode()


thread = _Thread()


class switched:
    """Set some of the switches until the ``with`` block ends; also a decorator.

    An interrupt (Ctrl-C) may come while a block is entered or left. For that case `__del__` puts the
    mode back. It is no method but a call that is made in C, since Python would swallow an interrupt
    that comes in a method of this name.
    """

    __slots__ = ("__del__", "settings")

    def __init__(self, **settings: bool) -> None:
        self.settings = settings

    def __enter__(self) -> None:
        before = thread.mode
        self.__del__: Callable[..., Any] = partial(setattr, thread, "mode", before)
        thread.mode = before.after(self.settings)

    def __exit__(self, *error: object) -> None:
        entered = list(thread.mode.entered)
        for k in reversed(range(len(entered))):
            if entered[k] is self.settings:  # the last one, if it was entered twice
                del entered[k]
                break
        mode = Mode()
        for settings in entered:
            mode = mode.after(settings)
        thread.mode = mode
        self.__del__ = int  # which does nothing

    def run(self, f: Callable[..., T], *args: Any) -> T:
        """Call ``f(*args)`` in this mode; no interrupt leaves it switched, as it might in ``with``."""
        before = thread.mode
        try:
            thread.mode = before.after(self.settings)
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
