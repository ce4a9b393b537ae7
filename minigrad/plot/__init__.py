"""Plots: they draw arrays and histories that were computed elsewhere, and never train.

``plt.style.use("minigrad.plot.teaching")`` switches the package's style on. Read axes.py, then
training.py.
"""

from .axes import N_COLOURS, PLUS, TIMES, save
from .training import loss_valley, migration, observed_predicted

__all__ = [
    "N_COLOURS",
    "PLUS",
    "TIMES",
    "loss_valley",
    "migration",
    "observed_predicted",
    "save",
]
