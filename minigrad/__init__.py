"""minigrad: a small engine to learn from, and a neuron that learns whether to add or to multiply.

The engine's names are here (`minigrad.Tensor`, `minigrad.exp`, …). Rooms above it are loaded when
they are first used: `iterate`, `transitions`, `nn`, `optim`, `tasks`, `train`, `study`, `plot`, and
`special`, which needs SciPy and stands beside `linalg` and `fft`.
Importing minigrad loads neither numba nor matplotlib. Read next: autodiff/README.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import autodiff, fft, linalg
from ._version import __version__ as __version__
from .autodiff import *  # noqa: F403
from .fractional import exp_n

# Named again for type checkers, which want literal lists.
from .autodiff.rules import *  # isort: skip  # noqa: F403
from .autodiff.more_rules import *  # type: ignore[assignment]  # isort: skip  # noqa: F403

__all__ = ["autodiff", "exp_n", "fft", "linalg", "oplus", "special"]
__all__ += ["iterate", "nn", "optim", "plot", "study", "tasks", "train", "transitions"]
__all__ += [name for name in autodiff.__all__ if name not in ("RELEASED", "Node", "gradients")]

if TYPE_CHECKING:  # who sees these needs no __getattr__, and finds misspelt names
    from . import iterate, nn, optim, plot, special, study, tasks, train, transitions
    from .transitions import oplus
else:

    def __getattr__(name):
        import importlib

        if name == "oplus":
            return importlib.import_module(".transitions", __name__).oplus
        if name in __all__:
            return importlib.import_module(f".{name}", __name__)
        near = autodiff.errors.nearest(name, __all__, count=1, cutoff=0.6)
        hint = f". Did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"module 'minigrad' has no attribute {name!r}{hint}")

    def __dir__():
        return sorted([*__all__, "__version__", "__doc__", "__file__", "__name__", "__path__"])
