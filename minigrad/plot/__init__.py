"""Plots: they draw arrays, histories and graphs that were computed elsewhere, and never train.

``plt.style.use("minigrad.plot.teaching")`` switches the package's style on. After it,
"minigrad.plot.dark" is for dark pages and slides, and "minigrad.plot.slide" and
"minigrad.plot.column" set the page and the size of texts for what you draw yourself; `save` prints
any figure for a slide or a column.

Every plot may be a guest in your own figure. Those of one panel draw on ``ax=`` and return it; those
of several, `operator_maps`, `surfaces` and `comparison`, draw in ``figure=``, an empty figure or a
part of one, and return it:

    left, right = plt.figure(layout="constrained").subfigures(1, 2)
    operator_maps([0, 0.5, 1], figure=left)
    migration(history, ax=right.subplots())

They read the colours of texts and paper when they draw, so set a style before. What is drawn of a
training takes a history, a list of histories, a dict of names, which become labels, or numbers.

Read inks.py, axes.py, pages.py and labels.py first. Of exp^(n): abel_kneser.py, iterates.py,
maps.py, operators.py, pairs.py, plane.py. Of computations: graph.py, font_units.py. Of neurons:
orders.py, inputs.py, training.py, river.py, trained.py, network.py. Of studies: comparison.py,
studies.py. What moves: film.py, bending.py, travel.py, animation.py, backward.py.
"""

from .abel_kneser import derivatives, heights
from .animation import animate
from .axes import N_COLOURS, PLUS, TIMES
from .backward import backward
from .bending import bending
from .comparison import comparison
from .film import Film
from .graph import graph
from .iterates import current, iterates
from .maps import surfaces
from .network import network
from .operators import obstacle, operator_maps, operator_paths
from .pages import SIZES, save
from .pairs import pairs
from .plane import colour_key, cuts, domain_colouring, orbits
from .river import river
from .studies import error_curves, error_time, success_rates
from .trained import loss_valley, observed_predicted
from .training import MOST_LINES, gradient_sizes, loss_curve, migration
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
