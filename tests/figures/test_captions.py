"""The numbers in captions of the gallery, computed anew."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from minigrad import Tensor, iterate, nn, oplus, tanh, tasks, train

GALLERY = (Path(__file__).parents[2] / "figures" / "README.md").read_text(encoding="utf-8")
X = np.linspace(0.15, 4, 80)


def section(name):
    """Return alt text and caption of a figure, without line breaks."""
    (found,) = re.findall(rf"^## \[{name}\].*?(?=^## )", GALLERY, re.M | re.S)
    return " ".join(found.split())


def half(x, y, kind):
    return oplus(x, y, 0.5, kind).data


def test_bridges():
    text = section("bridges")
    mixture = (X + X[:, None]) / 2 + X * X[:, None] / 2
    assert mixture[-1, -1] == 12 and "At x = y = 4 the mixture is 12" in text
    both = 4 + np.log(4)  # (1 - n)·y + n·log y, twice for 4, at n = ½
    linear_log = brentq(lambda y: (y + np.log(y)) / 2 - both, 1, 20)
    assert f"linear-log has got no further than {linear_log:.1f}," in text
    box_cox = (2 * np.sqrt(4) - 0.75) ** 2  # φ(x) = 2√x - 1.5
    assert f"Box–Cox {box_cox:.1f};" in text
    soft = 2 * ((1 + (4 - 0.5) / 2) ** 2 - 1) + 0.5  # of f(-n, x) = log(1 + n(x - n))/n
    assert f"is at {soft:.1f} already" in text
    kneser = half(X, X[:, None], "kneser") - mixture
    assert (
        0.75 < np.max(np.abs(kneser)) < 0.8 and "differs from the mixture by less than 0.8" in text
    )
    assert half(4, 4, "linear-log") == pytest.approx(linear_log)
    assert half(4, 4, "box-cox") == pytest.approx(box_cox)


def test_bridges_are_described_as_they_are():
    x, y = np.meshgrid(X, X)
    mixture = (x + y) / 2 + x * y / 2
    for kind in ("kneser", "abel"):
        green = half(x, y, kind) - mixture > 0.25
        assert np.mean(green) > 0.6
    for kind in ("box-cox", "linear-log"):
        below = mixture - half(x, y, kind)
        assert below[-1, -1] == np.max(below) > 1
    assert mixture[-1, -1] - half(4, 4, "linear-log") > 3  # the darkest
    assert mixture[-1, -1] - half(4, 4, "box-cox") < 1.5


def test_overshoot():
    text = section("overshoot")
    n = np.linspace(0, 1, 1001)
    way = {
        kind: iterate.exp_n(
            sum(iterate.exp_n(each, -n, kind) for each in pair), n, kind
        ).real
        for kind, pair in (("kneser", (1.2, 6)), ("schroeder", (2, 3)))
    }  # fmt: skip
    assert f"Kneser's path rises to {way['kneser'].max():.2f}" in text
    jump = np.argmin(np.diff(way["schroeder"]))
    assert f"falls by {-np.diff(way['schroeder'])[jump]:.1f} at n = {n[jump]:.3f}" in text
    assert np.ptp(oplus(1.2, 6, n, "linear-log").data) < 1e-12
    for pair in [(2, 7), (2, 3), (0.5, 4)]:
        steps = np.diff(oplus(*pair, n, "linear-log").data)
        assert np.all(steps > 0) or np.all(steps < 0)
        assert np.abs(np.sum(steps[:500])) < np.abs(np.sum(steps)) / 4 or pair == (0.5, 4)


def test_films():
    arrivals = [f"{x:.3g}" for x in np.exp([-1, 0, 0.75, 1.5])]
    assert arrivals == ["0.368", "1", "2.12", "4.48"]
    assert "arrive at 0.37, 1, 2.12 and 4.48" in section("travel")
    assert f"6 moves from 3 and 3 to {6**0.5:.2f} and {6**0.5:.2f}" in section("bending")
    w = Tensor(0.5, requires_grad=True)
    ((w * tanh(w * 1.0) - 1.0) ** 2).backward()
    assert f"its gradient, {w.grad:.3f}, appears".replace("-", "−") in section("backward")


@pytest.mark.slow  # it trains
def test_surface():
    neuron = nn.AddMul(2, 1, rng=0)
    train.fit(neuron, tasks.load("product"), steps=135, rng=0)
    assert f"it says {neuron([[4.0, 4.0]]).item():.1f}." in section("surface")
