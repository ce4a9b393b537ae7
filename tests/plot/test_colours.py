"""Colours that any eye can tell apart, and two of them that mean + and × and nothing else."""

import ast
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import is_color_like, to_rgb

from minigrad import plot
from minigrad.plot.inks import contrast
from minigrad.plot.maps import DIFFERENCES

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


def cycle(*more):
    with plt.style.context(["minigrad.plot.teaching", *more]):
        return plt.rcParams["axes.prop_cycle"].by_key()["color"]


CYCLES = [cycle(), cycle("minigrad.plot.dark")]


@pytest.mark.parametrize("colours", CYCLES, ids=["light", "dark"])
def test_the_cycle_can_be_told_apart(colours):
    assert len(colours) == 6
    assert least_distance(colours) >= 10


def test_colours_are_seen_on_their_paper():
    for colour in CYCLES[0]:
        assert contrast(colour, "white") >= 2.5
    for colour in (*CYCLES[1], plot.PLUS, plot.TIMES):
        assert contrast(colour, "#16161a") >= 3
    assert lightness(plot.PLUS) == pytest.approx(44, abs=1.5)


@pytest.mark.parametrize("colours", CYCLES, ids=["light", "dark"])
def test_the_cycle_keeps_away_from_plus_and_times(colours):
    for own in (plot.PLUS, plot.TIMES):
        for colour in colours:
            assert least_distance([own, colour]) >= 15
            assert np.linalg.norm(lab(own, np.eye(3)) - lab(colour, np.eye(3))) >= 40
            assert family(colour) is None


def test_the_distance_sees_what_is_too_near():
    assert least_distance(["#5790fc", "#5a8ff8"]) < 10
    assert least_distance(["#008000", "#a05000"]) < 20  # to an eye without red cones, nearly one


def test_plus_times_and_what_is_between_can_be_told_apart():
    assert least_distance([plot.PLUS, plot.N_COLOURS(0.5), plot.TIMES]) >= 10


def test_the_sides_of_no_difference_can_be_told_apart():
    sides = [DIFFERENCES(0.5 + step) for step in (-0.35, -0.1, 0, 0.1, 0.35)]
    assert least_distance(sides) >= 10
    for own in (plot.PLUS, plot.TIMES):
        assert least_distance([own, *sides[1:4]]) >= 10
    assert all(family(colour) is None for colour in DIFFERENCES(np.linspace(0, 1, 101)))


def test_a_greyscale_copy_tells_plus_from_times():
    assert lightness(plot.TIMES) - lightness(plot.PLUS) >= 25
    along = [lightness(plot.N_COLOURS(n)) for n in np.linspace(0, 1, 21)]
    assert np.all(np.diff(along) > 0) and along[10] == pytest.approx(np.mean(along), abs=1)
    assert (along[0], along[-1]) == (lightness(plot.PLUS), lightness(plot.TIMES))


# ---- the two colours of + and × are used for nothing else ---------------------------------------

ROOT = Path(__file__).parents[2]
PICTURES = [
    path
    for folder in ("minigrad", "figures", "lessons")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
LESSONS_AND_FIGURES = [
    path for path in PICTURES
    if path.is_relative_to(ROOT / "lessons") or path.parent == ROOT / "figures"
    if path.name != "make.py" and "pyplot" in path.read_text(encoding="utf-8")
]  # fmt: skip
DEFINED = "minigrad/plot/axes.py"
# The last ones are those beyond + and ×, on light and on dark paper.
SHADES = {plot.PLUS, plot.TIMES, "#142867", "#8a3206", "#ccdafa", "#fde6c6"}
# Every file that names PLUS or TIMES, how often, and what + or × it means by it.
MEANT = {
    DEFINED: (8, "the ends of N_COLOURS and N_SHADES"),
    "minigrad/plot/graph.py": (2, "rings of the operations + and ×"),
    "minigrad/plot/operators.py": (2, "marks of x + y and x · y"),
    "figures/error_time.py": (1, "product units"),
    "figures/between.py": (2, "the line adds, a power law multiplies"),
    "figures/bridges.py": (2, "the line + and the hyperbola ×"),
    "figures/face.py": (8, "x + y = 6 and x · y = 6"),
    "figures/little_data.py": (2, "the line, which adds, and product units"),
    "figures/loss_curves.py": (1, "the line, which adds"),
    "figures/missing_data.py": (2, "the line, which adds, and product units"),
    "figures/observed_predicted.py": (3, "the best sum"),
    "figures/social.py": (2, "x + y = 6 and x · y = 6"),
    "lessons/source/00_explore_operations/lesson.py": (
        4,
        "n = 0 and n = 1; x + y = 6 and x · y = 6",
    ),
    "lessons/source/03_fit_line/lesson.py": (2, "the line, which adds"),
    "lessons/source/07_multiply_inputs/lesson.py": (4, "the line adds, the law multiplies"),
    "lessons/source/17_compare_bridges/lesson.py": (2, "the ends of the ways, x + y and x · y"),
    "lessons/source/20_compare_models/lesson.py": (2, "the line, which adds, and product units"),
}
# Hue angles in CIE L*a*b*, in degrees: what is called blue or orange, pale or dark.
FAMILIES = {"+": (-105, -52), "×": (49, 95)}
GREYISH = 10  # below this chroma, a colour has no name but grey
SHORT = re.compile(r"[-.:,ov^<>sphH+xXdD|*_]*([bgrcmyk])[-.:,ov^<>sphH+xXdD|*_]*")  # such as "b--"


def family(colour):
    """Return "+" of blues, "×" of oranges, else None."""
    _, a, b = lab(colour, np.eye(3))
    hue = np.degrees(np.arctan2(b, a))
    for sign, (low, high) in FAMILIES.items():
        if np.hypot(a, b) >= GREYISH and low <= hue <= high:
            return sign
    return None


@cache
def like_plus_or_times(text):
    """Tell whether a text in a script is a blue or an orange, or a colour map with one of them."""
    if text in mpl.colormaps:
        colours = mpl.colormaps[text](np.linspace(0, 1, 101))
        return any(
            np.linalg.norm(lab(own, np.eye(3)) - lab(colour, np.eye(3))) < 20
            for own in (plot.PLUS, plot.TIMES)
            for colour in colours
        )
    is_colour = len(text) > 1 and is_color_like(text) and text != "tan"  # which is a function, too
    return is_colour and family(text) is not None


def strings(tree):
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def wrong_colours(source):
    """Return the texts in a script that would draw a blue or an orange: "tab:blue", "#fde0b8", "b--".

    One letter is a colour only where a colour is asked for, and after the numbers of a `plot`.
    """
    with plt.style.context("minigrad.plot.teaching"):  # it says what "C0" is
        tree = ast.parse(source)
        found = {text for text in strings(tree) if like_plus_or_times(text)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        asked = [
            word.value for word in call.keywords if word.arg and re.match("(.*color|c$)", word.arg)
        ]
        if getattr(call.func, "attr", "") in ("plot", "semilogx", "semilogy", "loglog"):
            asked += call.args
        for text in (text for part in asked for text in strings(part)):
            letter = SHORT.fullmatch(text)
            if letter and family(letter[1]):
                found.add(text)
    return found


@pytest.mark.parametrize(
    "planted",
    [
        "#2F62C9", "#f89c20", "#5790fc", "#fde0b8", "#cfe0fe", "#fa0", "tab:blue", "tab:orange",
        "orange", "royalblue", "steelblue", "navy", "PuOr_r", "coolwarm",
    ],
)  # fmt: skip
def test_the_search_finds_blue_and_orange(planted):
    assert wrong_colours(f"draw({planted!r})") == {planted}
    assert wrong_colours(f"ax.fill(x, y, color={{1: {planted!r}}}[n])") == {planted}


def test_the_search_finds_single_letters_where_they_are_colours():
    assert wrong_colours("ax.plot(x, y, 'b--'); ax.bar(x, y, color=['b'])") == {"b--", "b"}
    assert wrong_colours("ax.plot(x, y, 'k.', label='b', color='g')") == set()
    assert wrong_colours("w, b = named('w'), named('b')") == set()


def test_the_search_knows_the_cycle():
    text = ", ".join(f"'C{i}'" for i in range(10))
    assert wrong_colours(f"draw({text}, 'white', '0.4', 'black', 'viridis', 'PRGn')") == set()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: str(path.relative_to(ROOT)))
def test_blue_and_orange_are_written_nowhere(path):
    found = wrong_colours(path.read_text(encoding="utf-8"))
    assert found == (SHADES if path == ROOT / DEFINED else set())


def test_blue_and_orange_of_the_page_are_named():
    page = (ROOT / "figures" / "explore.html").read_text(encoding="utf-8")
    names = set(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", page))  # some twice: light and dark
    named = {name for name, colour in names if family(colour)}
    assert named == {"--plus", "--plus-ink", "--times", "--times-ink"}
    styled = page.split('<script type="application/json"')[0] + page.split("</script>", 2)[-1]
    written = re.findall(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", styled)
    assert {colour for colour in written if family(colour)} == {
        colour for name, colour in names if name in named
    }


def test_who_names_plus_or_times_means_them():
    named = Counter(
        path.relative_to(ROOT).as_posix()
        for path in PICTURES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if {getattr(node, "attr", ""), getattr(node, "id", "")} & {"PLUS", "TIMES"}
    )
    assert named == {path: often for path, (often, _) in MEANT.items()}, (
        "say in MEANT what it means"
    )


@pytest.mark.parametrize("path", LESSONS_AND_FIGURES, ids=lambda path: path.name)
def test_lessons_and_figures_have_the_cycle(path):
    """Without the style, the first two colours would be Matplotlib's blue and orange."""
    assert re.search(
        r'plt\.style\.use\(\[?"minigrad\.plot\.teaching"', path.read_text(encoding="utf-8")
    )
