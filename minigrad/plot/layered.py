"""Where the boxes of a graph stand: in columns, inputs on the left, with few crossings.

The method is Sugiyama's, as in Graphviz: choose a column for each box, then the order within each
column, then the heights. An arrow that passes a column has a place of its own there, a *track*, so
no arrow ever runs across a box.

K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
structures", IEEE Transactions on Systems, Man, and Cybernetics 11 (1981), 109–125. E. R. Gansner,
E. Koutsofios, S. C. North, K.-P. Vo, "A technique for drawing directed graphs", IEEE Transactions on
Software Engineering 19 (1993), 214–230.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

__all__ = ["layered"]

TRACK = 0.4  # height of a track, in the unit of the boxes' heights
SWEEPS = 24
# A link's rise or fall is cut into pieces, all as long as PIECE but the last. What they cost if none,
# one or both of the link's ends are tracks: growing costs put a box in the middle of its neighbours,
# equal and high ones make an arrow straight and give it few steps.
PIECE = 0.5
COSTS = [(k / 2, 2, 8) for k in range(1, 11)]

Place = tuple[int, int]  # a box and a column: the box itself, or its track further right
Link = tuple[Place, Place]  # a piece of an arrow, from one column to the next


def layered(
    inputs: Sequence[Sequence[int]], heights: Sequence[float], gap: float
) -> tuple[list[int], dict[Place, float]]:
    """Place the boxes of a graph.

    Parameters
    ----------
    inputs : sequence of sequences of int
        For each box, the numbers of the boxes that it is computed from, which come before it. The
        last box is the result.
    heights : sequence of float
        Height of each box.
    gap : float
        Least vertical distance between the boxes of a column.

    Returns
    -------
    columns : list of int
        Column of each box, from the left.
    y : dict of (box, column) to float
        Height of the middle of each box, and of its track in each column that its arrows pass.

    Examples
    --------
    >>> columns, y = layered([[], [0], [0, 1]], heights=[1, 1, 1], gap=0.5)
    >>> columns, sorted(y)
    ([0, 1, 2], [(0, 0), (0, 1), (1, 1), (2, 2)])
    """
    columns = _columns(inputs)
    links = _links(inputs, columns)
    own = set(enumerate(columns))
    order = _ordered(sorted(own.union(*links)), links)
    height = {p: heights[p[0]] if p in own else TRACK for column in order for p in column}
    return columns, _levelled(order, links, height, gap)


def _columns(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Put each box just left of the first box that uses it, so that arrows are short."""
    steps = [0] * len(inputs)  # the longest way to the result
    for i in reversed(range(len(inputs))):
        for j in inputs[i]:
            steps[j] = max(steps[j], steps[i] + 1)
    return [max(steps) - s for s in steps]


def _links(inputs: Sequence[Sequence[int]], columns: list[int]) -> list[Link]:
    """Cut the arrows into links; those that leave the same box share its tracks."""
    links: dict[Link, None] = {}  # a set that keeps the order
    for i, sources in enumerate(inputs):
        for j in sources:
            way = [*((j, column) for column in range(columns[j], columns[i])), (i, columns[i])]
            links.update(dict.fromkeys(pairwise(way)))
    return list(links)


def _ordered(places: list[Place], links: list[Link]) -> list[list[Place]]:
    """Sort each column by the mean position of its neighbours, to and fro; keep the best order."""
    width = 1 + max(column for _, column in places)
    order = [[p for p in places if p[1] == column] for column in range(width)]
    between = [[link for link in links if link[0][1] == column] for column in range(width)]
    beside: list[dict[Place, list[Place]]] = [{p: [] for p in places} for _ in range(2)]
    for a, b in links:
        beside[0][b].append(a)  # on its left
        beside[1][a].append(b)  # on its right
    at = {p: k for column in order for k, p in enumerate(column)}
    best, fewest = [column.copy() for column in order], _crossings(between, at)
    for sweep in range(SWEEPS):
        side = 1 - sweep % 2
        for column in reversed(order) if side else order:
            mean = {p: np.mean([at[q] for q in beside[side][p] or [p]]) for p in column}
            column.sort(key=mean.__getitem__)
            at.update({p: k for k, p in enumerate(column)})
        crossings = _crossings(between, at)
        if crossings < fewest:
            best, fewest = [column.copy() for column in order], crossings
    return best


def _crossings(between: list[list[Link]], at: dict[Place, int]) -> int:
    """Count the pairs of links between the same columns that change sides."""
    pairs = (pair for links in between for pair in combinations(links, 2))
    return sum((at[a] - at[c]) * (at[b] - at[d]) < 0 for (a, b), (c, d) in pairs)


def _levelled(
    order: list[list[Place]], links: list[Link], height: dict[Place, float], gap: float
) -> dict[Place, float]:
    """Make links as level as they can be while nothing overlaps: a linear program.

    Its unknowns are the depth of each place and the pieces by which each link falls or rises.
    """
    number = {p: k for k, p in enumerate(p for column in order for p in column)}
    neighbours = [pair for column in order for pair in pairwise(column)]
    pieces = sparse.hstack([sparse.eye_array(len(links))] * len(COSTS))
    nothing = sparse.csr_array((len(neighbours), 2 * pieces.shape[1]))
    costs = [cost[sum(height[p] == TRACK for p in link)] for cost in COSTS for link in links]
    sizes = [(0, PIECE)] * (len(costs) - len(links)) + [(0, None)] * len(links)
    solution = linprog(
        [0] * len(number) + 2 * costs,
        A_eq=sparse.hstack([_difference_matrix(links, number), -pieces, pieces]),
        b_eq=[0] * len(links),
        A_ub=sparse.hstack([-_difference_matrix(neighbours, number), nothing]),
        b_ub=[-gap - (height[p] + height[q]) / 2 for p, q in neighbours],
        bounds=[(None, None)] * (len(number) - 1) + [(0, 0)] + 2 * sizes,  # the result is at 0
    )
    return {p: -float(solution.x[k]) for p, k in number.items()}


def _difference_matrix(pairs: list[Link], number: dict[Place, int]) -> Any:
    """Return the matrix that takes depths to the differences second - first of the pairs."""
    pick = sparse.eye_array(len(number), format="csr")
    first, second = np.array([[number[p] for p in pair] for pair in pairs], int).reshape(-1, 2).T
    return pick[second] - pick[first]
