"""Plots: they draw arrays, histories and graphs that were computed elsewhere, and never train.

``plt.style.use("minigrad.plot.teaching")`` switches the package's style on. Read axes.py, then
training.py and graph.py.
"""

from .axes import N_COLOURS, PLUS, TIMES, save
from .graph import graph
from .training import loss_valley, migration, observed_predicted

__all__ = [
    "N_COLOURS",
    "PLUS",
    "TIMES",
    "graph",
    "loss_valley",
    "migration",
    "observed_predicted",
    "save",
]
