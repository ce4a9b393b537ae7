"""Complex functions as colours, orbits of log, and cuts, read from the pictures."""

import cmath
import math

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from artists import artist

from minigrad import iterate, plot

C = iterate.schroeder.FIXED_POINT
RAY = np.exp(-1j)
Z = np.linspace(-2, 2, 41) + 1j * np.linspace(-1, 1, 21)[:, None]


def points(ax, gid):
    """Return a drawn line as complex numbers."""
    x, y = artist(ax, gid).get_data()
    return np.asarray(x) + 1j * np.asarray(y)


# ---- colours -----------------------------------------------------------------------------------


def oklch(rgb):
    """Return lightness, chroma and hue of colours; the way back, from the published numbers."""
    rgb = np.asarray(rgb, float)
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    lms = linear @ np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                             [0.2119034982, 0.6806995451, 0.1073969566],
                             [0.0883024619, 0.2817188376, 0.6299787005]]).T  # fmt: skip
    lightness, a, b = (
        np.cbrt(lms) @ np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                                 [1.9779984951, -2.4285922050, 0.4505937099],
                                 [0.0259040371, 0.7827717662, -0.8086757660]]).T
    ).T  # fmt: skip
    return lightness, np.hypot(a, b), np.angle(a + 1j * b)


def colours_of(w):
    """Return the colours of a list of numbers, as they are drawn."""
    w = np.asarray(w)[None]
    ax = plot.domain_colouring(w, (0, 1, 0, 1))
    return np.asarray(artist(ax, "colours").get_array())[0]


def test_once_round_zero_is_once_round_the_hues_in_equal_steps_at_one_lightness():
    circle = 1.414 * np.exp(2j * np.pi * np.arange(180) / 180)
    lightness, chroma, hue = oklch(colours_of(circle))
    steps = np.diff(np.unwrap(hue))
    assert steps == pytest.approx(2 * np.pi / 180, rel=0.1)
    assert lightness == pytest.approx(0.72, abs=2e-3)
    assert chroma == pytest.approx(0.12, abs=3e-3)


def test_brightness_rises_until_the_modulus_has_doubled():
    moduli = 2.0 ** np.linspace(-3, 2.99, 600)
    for phase in (1, 1j, -1, RAY):
        lightness, _, _ = oklch(colours_of(moduli * phase))
        rises = np.diff(lightness)
        falls = np.flatnonzero(rises < 0)
        assert len(falls) == 5 and np.all(rises[falls] < -0.08)
        assert np.floor(np.log2(moduli[falls + 1])) == pytest.approx([-2, -1, 0, 1, 2])


def test_equal_phases_have_equal_hues():
    hues = [oklch(colours_of(modulus * np.exp([2j, 2j])))[2][0] for modulus in (0.3, 1.1, 2.9, 70)]
    assert hues == pytest.approx([hues[0]] * 4, abs=0.06)


def test_what_is_not_finite_is_grey():
    grey = mpl.colors.to_rgb("#9c9ca1")
    wrong = [np.nan, np.inf, complex(0, np.inf), complex(np.nan, 1), -np.inf]
    assert colours_of(wrong) == pytest.approx(np.array([grey] * 5))
    assert np.all(np.isfinite(colours_of([0, 1e-300, 1e300, -0.0])))


def test_the_first_row_is_at_the_bottom_and_pixels_lie_where_extent_says():
    ax = plot.domain_colouring(Z, (-2, 2, -1, 1))
    image = artist(ax, "colours")
    assert image.origin == "lower" and (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1))
    left, right, bottom, top = image.get_extent()
    assert (left + (right - left) / 41 / 2, bottom + (top - bottom) / 21 / 2) == pytest.approx(
        (-2, -1)
    )
    assert (right - (right - left) / 41 / 2, top - (top - bottom) / 21 / 2) == pytest.approx((2, 1))


def test_real_numbers_have_the_colours_of_complex_ones():
    assert np.array_equal(colours_of([1, -2]), colours_of([1 + 0j, -2 + 0j]))


def test_the_key_shows_the_colours_of_its_places():
    ax = plot.colour_key()
    image = artist(ax, "key")
    pixels = np.asarray(image.get_array())
    left, right, bottom, top = image.get_extent()
    rows, columns = pixels.shape[:2]
    for w in (1.5, 3j, -0.7, -2 - 2j, 2.6 - 1j):
        column = round((w.real - left) / (right - left) * (columns - 1))
        row = round((w.imag - bottom) / (top - bottom) * (rows - 1))
        assert pixels[row, column, :3] == pytest.approx(colours_of([w])[0], abs=0.03)
        assert pixels[row, column, 3] == 1
    assert pixels[0, 0, 3] == pixels[-1, -1, 3] == 0  # round


def test_the_key_says_phases_and_moduli_where_they_are():
    places = {text.get_text(): complex(*text.xy) for text in plot.colour_key().texts}
    phases = {"0": 0, "arg w = π/2": np.pi / 2, "π": np.pi, "−π/2": -np.pi / 2}
    for text, phase in phases.items():
        assert cmath.phase(places.pop(text)) == pytest.approx(phase)
    assert {text: abs(place) for text, place in places.items()} == pytest.approx(
        {"|w| =": 0, "1": 1, "2": 2, "4": 4}
    )


# ---- orbits ------------------------------------------------------------------------------------


def test_an_orbit_is_log_of_log_of_log_in_the_branch_of_the_paper():
    starts = [5 + 3j, 4 - 2j, -2]
    ax = plot.orbits(starts, steps=30)
    for i, start in enumerate(starts):
        z, expected = complex(start), []
        for _ in range(31):
            expected.append(z)
            z = cmath.log(z)
            z += 2j * math.pi * (z.imag < -1)
        orbit = points(ax, f"orbit-{i}")
        assert orbit == pytest.approx(np.array(expected))
        assert np.exp(orbit[1:]) == pytest.approx(orbit[:-1])


def test_orbits_spiral_into_the_fixed_point_of_exp():
    ax = plot.orbits([5 + 3j, 4 - 2j, -2], steps=60)
    (fixed,) = points(ax, "fixed-point")
    assert fixed == pytest.approx(0.3181315 + 1.3372357j) and np.exp(fixed) == pytest.approx(fixed)
    for i in range(3):
        orbit = points(ax, f"orbit-{i}")
        assert abs(orbit[-1] - fixed) < 1e-5
        turn = np.diff(np.unwrap(np.angle(orbit[20:] - fixed)))
        shrink = np.abs(orbit[21:] - fixed) / np.abs(orbit[20:-1] - fixed)
        assert shrink == pytest.approx(1 / abs(C), rel=0.02)
        assert turn == pytest.approx(-cmath.phase(C), rel=0.02)


def test_orbits_are_named_and_avoid_the_colours_of_plus_and_times():
    ax = plot.orbits([5 + 3j, 4 - 2j, -2, 1j])
    assert [text.get_text() for text in ax.texts][:3] == ["5+3i", "4−2i", "−2"]
    colours = {artist(ax, f"orbit-{i}").get_color() for i in range(4)}
    assert len(colours) == 4 and not colours & {plot.PLUS, plot.TIMES}


def test_the_names_of_orbits_have_three_digits():
    ax = plot.orbits([1 / 3 - 2j / 3, -1 / 3])
    assert [text.get_text() for text in ax.texts][:2] == ["0.333−0.667i", "−0.333"]


def test_the_orbit_of_a_singular_point_stops_before_infinity():
    ax = plot.orbits([1, 0], steps=8)
    assert points(ax, "orbit-0")[:2] == pytest.approx([1, 0])
    assert np.all(np.isnan(points(ax, "orbit-0")[2:])) and np.isnan(points(ax, "orbit-1")[1])
    ax.figure.canvas.draw()


# ---- cuts --------------------------------------------------------------------------------------


def on_both_sides(cut, distance=1e-7):
    """Return points just left and right of a curve, at a few places along it."""
    middle = cut[len(cut) // 50 : -len(cut) // 50 : max(1, len(cut) // 40)]
    along = np.gradient(cut)[len(cut) // 50 : -len(cut) // 50 : max(1, len(cut) // 40)]
    across = 1j * along / np.abs(along) * distance * np.abs(middle)
    return middle + across, middle - across


@pytest.mark.parametrize("n", [0.25, 0.5, 0.75, -0.5])
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_exp_n_jumps_across_every_drawn_cut(level, n):
    cut = points(plot.cuts(), f"cut-{level}")
    cut = cut[(np.abs(cut) > 0.1) & (np.abs(cut) < 20)]
    with np.errstate(invalid="ignore"):  # close to e and e^e it overflows
        left, right = (iterate.exp_n(side, n, "schroeder") for side in on_both_sides(cut))
    jumps = np.abs(left - right) > 0.01 * np.abs(left)
    finite = np.isfinite(left) & np.isfinite(right)
    assert np.sum(finite) > 20 and np.all(jumps[finite])


def test_exp_n_jumps_nowhere_else():
    ax = plot.cuts(levels=4)
    drawn = np.concatenate([points(ax, f"cut-{level}") for level in range(5)])
    z = np.linspace(-3, 6, 181) + 1j * np.linspace(-4, 3, 141)[:, None] + 1e-4j
    found = 0
    value, slope, _ = iterate.partials(z, 0.5, "schroeder")
    for axis in (0, 1):
        here, there = np.take(z, range(z.shape[axis] - 1), axis), np.delete(z, 0, axis)
        step = np.diff(value, axis=axis)
        slopes = (np.take(slope, range(z.shape[axis] - 1), axis), np.delete(slope, 0, axis))
        steepest = np.maximum(*np.abs(slopes)) * np.abs(there - here)
        for jump in ((here + there) / 2)[np.abs(step) > 2 * steepest + 1e-3]:
            assert np.min(np.abs(drawn - jump)) < 0.05
            found += 1
    assert found > 200


def test_the_arcs_lead_from_the_singular_points_down_to_the_ray():
    ax = plot.cuts(levels=3)
    for level, start in enumerate((0, 1, math.e, math.e**math.e)):
        cut = points(ax, f"cut-{level}")
        assert cut[0] == pytest.approx(start, abs=1e-3)
        if level:
            assert np.angle(cut[-1]) == pytest.approx(-1, abs=0.01)
            assert np.all(np.angle(cut) > -1.0001) and np.all(cut.imag < 1e-12)
    assert np.angle(points(ax, "cut-0")) == pytest.approx(-1)


def test_singular_points_inside_the_picture_are_marked_and_named():
    ax = plot.cuts()
    assert points(ax, "singular") == pytest.approx([0, 1, math.e])
    assert [text.get_text() for text in ax.texts] == ["cut: arg z = −1", "0", "1", "e"]
    ax = plt.subplots()[1]
    ax.plot([0, 20], [-20, 5])
    ax.set_xlim(0.5, 20)
    assert points(plot.cuts(ax=ax), "singular") == pytest.approx([1, math.e, math.e**math.e])


def test_cuts_keep_the_limits_of_the_picture_they_are_drawn_on():
    ax = plot.domain_colouring(Z, (-2, 2, -1, 1))
    plot.cuts(ax=ax)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1)) and len(ax.images) == 1


# ---- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([[]], ValueError, "empty"),
        ([1, 2], ValueError, "dimension"),
        ([["a"]], TypeError, "numbers"),
        (None, TypeError, "numbers"),
    ],
)
def test_what_is_no_map_of_numbers_is_refused(values, error, message):
    with pytest.raises(error, match=message):
        plot.domain_colouring(values, (0, 1, 0, 1))
    assert not plt.get_fignums()


@pytest.mark.parametrize("extent", [(1, 0, 0, 1), (0, 1, 0, 0), (0, 1), (0, np.nan, 0, 1)])
def test_an_empty_extent_is_refused(extent):
    with pytest.raises(ValueError, match="extent"):
        plot.domain_colouring(Z, extent)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("starts", "error", "message"),
    [
        ([], ValueError, "empty"),
        ([1, np.nan], ValueError, "finite"),
        (complex(0, np.inf), ValueError, "finite"),
        (["a"], TypeError, "numbers"),
    ],
)
def test_starts_that_are_no_numbers_are_refused(starts, error, message):
    with pytest.raises(error, match=message):
        plot.orbits(starts)
    assert not plt.get_fignums()


@pytest.mark.parametrize("wrong", [-1, 2.5, "3"])
def test_what_is_no_whole_number_from_0_up_is_refused(wrong):
    with pytest.raises(
        ValueError, match=f"levels must be a whole number, 0 or more, got {wrong!r}"
    ):
        plot.cuts(levels=wrong)
    with pytest.raises(ValueError, match="steps must be a whole number"):
        plot.orbits(1j, steps=wrong)
    assert not plt.get_fignums()


def test_dimensions_are_counted_in_english():
    with pytest.raises(ValueError, match="starts must have 1 dimension, got"):
        plot.orbits([[1, 2]])
