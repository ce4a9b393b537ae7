"""Training, and files of trained models.

Read fit.py, descent.py, checkpoint.py, history.py, starts.py, least_squares.py,
decide.py, models.py.
"""

from .checkpoint import load_checkpoint, save_checkpoint
from .decide import from_both_ends, multistart, snap
from .fit import fit
from .history import History
from .least_squares import least_squares, warm_start
from .models import SavedModel, load_model, save_model
from .starts import keep_best

__all__ = [
    "History", "SavedModel", "fit", "from_both_ends", "keep_best", "least_squares", "load_checkpoint",
    "load_model", "multistart", "save_checkpoint", "save_model", "snap", "warm_start",
]  # fmt: skip
