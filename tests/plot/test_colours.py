"""Colours that any eye can tell apart, and two of them that mean + and ×."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from minigrad import plot

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation of
# color vision deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), 1291:
# what is left of linear red, green and blue if one kind of cone is missing.
SEEN_BY = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


def lab(colour, seen):
    """Return CIE L*a*b* of a colour, as seen through a matrix."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(seen) @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def least_distance(colours):
    """Return the least CIE 1976 ΔE of two colours, to any eye."""
    return min(
        np.linalg.norm(lab(a, seen) - lab(b, seen))
        for seen in SEEN_BY.values()
        for a, b in combinations(colours, 2)
    )


def test_white_and_black_have_their_known_values():
    assert lab("white", np.eye(3)) == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("black", np.eye(3)) == pytest.approx([0, 0, 0], abs=0.01)
    assert lab("red", np.eye(3)) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)  # as tables say


def lightness(colour):
    """Return L*, which is 0 of black and 100 of white: what a greyscale copy keeps."""
    return lab(colour, np.eye(3))[0]


def cycle():
    with plt.style.context("minigrad.plot.teaching"):
        return plt.rcParams["axes.prop_cycle"].by_key()["color"]


def test_the_cycle_can_be_told_apart():
    assert len(cycle()) == 6
    assert least_distance(cycle()) >= 10


def test_the_cycle_keeps_away_from_plus_and_times():
    for own in (plot.PLUS, plot.TIMES):
        for colour in cycle():
            assert least_distance([own, colour]) >= 15
            assert np.linalg.norm(lab(own, np.eye(3)) - lab(colour, np.eye(3))) >= 40


def test_the_distance_sees_what_is_too_near():
    assert least_distance(["#5790fc", "#5a8ff8"]) < 10
    assert least_distance(["#008000", "#a05000"]) < 20  # to an eye without red cones, nearly one


def test_plus_times_and_what_is_between_can_be_told_apart():
    assert least_distance([plot.PLUS, plot.N_COLOURS(0.5), plot.TIMES]) >= 10


def test_a_greyscale_copy_tells_plus_from_times():
    assert lightness(plot.TIMES) - lightness(plot.PLUS) >= 25
    along = [lightness(plot.N_COLOURS(n)) for n in np.linspace(0, 1, 21)]
    assert np.all(np.diff(along) > 0) and along[10] == pytest.approx(np.mean(along), abs=1)
    assert (along[0], along[-1]) == (lightness(plot.PLUS), lightness(plot.TIMES))
