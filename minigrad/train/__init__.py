"""Training. Read fit.py, history.py, least_squares.py, files.py."""

from .files import SavedModel, load_model, save_model
from .fit import fit
from .history import History
from .least_squares import least_squares, warm_start

__all__ = [
    "History",
    "SavedModel",
    "fit",
    "least_squares",
    "load_model",
    "save_model",
    "warm_start",
]
