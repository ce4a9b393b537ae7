"""Training, and files of trained models. Read fit.py, history.py, least_squares.py, models.py."""

from .fit import fit
from .history import History
from .least_squares import least_squares, warm_start
from .models import SavedModel, load_model, save_model

__all__ = [
    "History",
    "SavedModel",
    "fit",
    "least_squares",
    "load_model",
    "save_model",
    "warm_start",
]
