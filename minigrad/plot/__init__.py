"""Plots: they draw arrays, histories and graphs that were computed elsewhere, and never train.

``plt.style.use("minigrad.plot.teaching")`` switches the package's style on. Read axes.py, then
training.py, studies.py and graph.py.
"""

from .axes import N_COLOURS, PLUS, TIMES, save
from .graph import graph
from .studies import comparison, error_curves
from .training import loss_valley, migration, observed_predicted

__all__ = [
    "N_COLOURS",
    "PLUS",
    "TIMES",
    "comparison",
    "error_curves",
    "graph",
    "loss_valley",
    "migration",
    "observed_predicted",
    "save",
]
