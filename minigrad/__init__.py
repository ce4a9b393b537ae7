"""minigrad: a small engine to learn from, and a neuron that learns whether to add or to multiply.

The engine's names are here (`minigrad.Tensor`, `minigrad.exp`, …). Rooms above it are loaded when
they are first used: `iterate`, `nn`, `optim`, `tasks`, `train`, `study`, `plot`. Importing minigrad
loads neither numba nor matplotlib. Read next: autodiff/README.md.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from . import autodiff
from ._version import __version__ as __version__
from .autodiff import *  # noqa: F403
from .fractional import exp_n, oplus

if TYPE_CHECKING:
    from . import iterate as iterate
    from . import nn as nn
    from . import optim as optim
    from . import plot as plot
    from . import study as study
    from . import tasks as tasks
    from . import train as train

_ROOMS = ("iterate", "nn", "optim", "plot", "study", "tasks", "train")
__all__ = [*autodiff.__all__, "autodiff", "exp_n", "oplus", *_ROOMS]


def __getattr__(name: str) -> ModuleType:
    if name in _ROOMS:
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'minigrad' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
