from itertools import pairwise

import numpy as np
import pytest

from minigrad.plot.layered import PIECE, TRACK, layered

GAP = 0.8


def random_graph(rng, count):
    """Return inputs such that every box but the last is used."""
    inputs = [rng.choice(i, min(i, rng.integers(3)), replace=False).tolist() for i in range(count)]
    used = {j for sources in inputs for j in sources}
    inputs[-1] = sorted({*inputs[-1], *(set(range(count - 1)) - used)})
    return inputs


def crossings(inputs, columns, y):
    """Count the pairs of arrow pieces between the same two columns that change sides."""
    pieces = set()
    for i, sources in enumerate(inputs):
        for j in sources:
            way = [(j, c) for c in range(columns[j], columns[i])] + [(i, columns[i])]
            pieces.update(pairwise(way))
    return sum(a[1] == c[1] and y[a] < y[c] and y[b] > y[d] for a, b in pieces for c, d in pieces)


@pytest.mark.parametrize("seed", range(20))
def test_inputs_are_on_the_left_and_nothing_overlaps(seed):
    rng = np.random.default_rng(seed)
    inputs = random_graph(rng, count=int(rng.integers(1, 30)))
    heights = rng.uniform(1, 5, len(inputs))
    columns, y = layered(inputs, heights, GAP)
    assert all(columns[j] < columns[i] for i, sources in enumerate(inputs) for j in sources)
    assert min(columns) == 0 and columns[-1] == max(columns)
    for column in set(columns):
        here = sorted((depth, i) for (i, c), depth in y.items() if c == column)
        for (low, i), (high, j) in pairwise(here):
            sizes = [heights[k] if columns[k] == column else TRACK for k in (i, j)]
            assert high - low > sum(sizes) / 2 + GAP - 1e-6


def test_a_box_stands_just_left_of_its_first_use():
    columns, _ = layered([[], [0], [1], [], [2, 3]], [1] * 5, GAP)
    assert columns == [0, 1, 2, 2, 3]


def test_an_arrow_that_passes_columns_has_a_track_in_each():
    columns, y = layered([[], [0], [1], [0, 2]], [1] * 4, GAP)
    assert columns == [0, 1, 2, 3]
    assert set(y) - set(enumerate(columns)) == {(0, 1), (0, 2)}


def test_a_chain_is_level():
    _, y = layered([[], [0], [1], [2]], [1, 3, 2, 1], GAP)
    assert set(y.values()) == {0}


def test_a_result_stands_between_its_inputs():
    _, y = layered([[], [], [0, 1]], [2, 2, 2], GAP)
    assert y[0, 0] == pytest.approx(1.4, abs=PIECE) and y[1, 0] == pytest.approx(-1.4, abs=PIECE)


def test_a_long_arrow_is_straight():
    inputs = [[], [], [0, 1]]
    for _ in range(20):
        inputs += [[len(inputs) - 1], [0, len(inputs)]]
    columns, y = layered(inputs, [2] * len(inputs), GAP)
    levels = [y[0, column] for column in range(max(columns))]
    assert np.ptp(levels) < 1


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_a_tree_has_no_crossings(depth):
    inputs = [[] for _ in range(2**depth)]
    shuffled = np.random.default_rng(depth).permutation(2**depth).tolist()
    while len(shuffled) > 1:
        pairs = [shuffled[k : k + 2] for k in range(0, len(shuffled), 2)]
        shuffled = list(range(len(inputs), len(inputs) + len(pairs)))
        inputs += pairs
    columns, y = layered(inputs, [1] * len(inputs), GAP)
    assert crossings(inputs, columns, y) == 0
