"""Plots: they draw arrays, histories and graphs that were computed elsewhere, and never train.

``plt.style.use("minigrad.plot.teaching")`` switches the package's style on. Read axes.py and
labels.py first. Of exp^(n): abel_kneser.py, iterates.py, maps.py, operators.py, pairs.py, plane.py.
Of computations: graph.py, font_units.py. Of neurons: orders.py, training.py, trained.py, network.py.
Of studies: studies.py. What moves: film.py, bending.py, travel.py, animation.py, backward.py.
"""

from .abel_kneser import derivatives, heights
from .animation import animate
from .axes import N_COLOURS, PLUS, SIZES, TIMES, save
from .backward import backward
from .bending import bending
from .film import Film
from .graph import graph
from .iterates import current, iterates
from .maps import surfaces
from .network import network
from .operators import obstacle, operator_maps, operator_paths
from .pairs import pairs
from .plane import colour_key, cuts, domain_colouring, orbits
from .studies import comparison, error_curves, error_time, success_rates
from .trained import loss_valley, observed_predicted
from .training import MOST_LINES, gradient_sizes, loss_curve, migration, river
from .travel import travel

__all__ = [
    "MOST_LINES",
    "N_COLOURS",
    "PLUS",
    "SIZES",
    "TIMES",
    "Film",
    "animate",
    "backward",
    "bending",
    "colour_key",
    "comparison",
    "current",
    "cuts",
    "derivatives",
    "domain_colouring",
    "error_curves",
    "error_time",
    "gradient_sizes",
    "graph",
    "heights",
    "iterates",
    "loss_curve",
    "loss_valley",
    "migration",
    "network",
    "observed_predicted",
    "obstacle",
    "operator_maps",
    "operator_paths",
    "orbits",
    "pairs",
    "river",
    "save",
    "success_rates",
    "surfaces",
    "travel",
]
