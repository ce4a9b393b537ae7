"""The numbers in captions of the gallery, computed anew."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from minigrad import Tensor, iterate, nn, oplus, study, tanh, tasks, train

FIGURES = Path(__file__).parents[2] / "figures"
GALLERY = (FIGURES / "README.md").read_text(encoding="utf-8")


def section(name):
    """Return alt text and caption of a figure, without line breaks."""
    (found,) = re.findall(rf"^## \[{name}\].*?(?=^## )", GALLERY, re.M | re.S)
    return " ".join(found.split())


def halfway(kind):
    """Return the x of which x ⊕½ x is 12."""
    return brentq(lambda x: oplus(x, x, 0.5, kind).item() - 12, 1, 11)


def test_bridges():
    text = section("bridges")
    assert f"a product of {np.sqrt(12):.2f} and {np.sqrt(12):.2f}" in text
    half = {kind: halfway(kind) for kind in ("kneser", "abel", "box-cox", "linear-log")}
    assert f"it takes {half['kneser']:.1f} and {half['kneser']:.1f} on Kneser's way" in text
    assert f"{half['abel']:.1f} on Abel's, {half['box-cox']:.1f} on that of Box–Cox" in text
    assert f"and {half['linear-log']:.1f} on linear-log's" in text
    # By formulas that are not those of the package.
    way = (12 + np.log(12)) / 2  # linear-log: (1 - n)·12 + n·log 12, twice that of x
    assert brentq(lambda x: x + np.log(x) - way, 1, 11) == pytest.approx(half["linear-log"])
    way = (2 * np.sqrt(12) - 1.5) / 2  # Box–Cox: φ(x) = 2√x - 1.5
    assert ((way + 1.5) / 2) ** 2 == pytest.approx(half["box-cox"])
    line, hyperbola = 6, np.sqrt(12)
    for kind, x in half.items():
        share = (line - x) / (line - hyperbola)  # of the way
        assert (share < 0.2) == (kind == "linear-log")
        assert (share > 0.7) == (kind in ("kneser", "abel"))


def test_observed_predicted():
    text = section("observed_predicted")
    assert "too little to the smallest trees and to the largest, and mostly too much" in text
    trees = tasks.load("trees")
    neuron = nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, trees)
    order = np.argsort(trees.y[:, 0])
    excess = (neuron(trees.x).data - trees.y)[order, 0]
    assert np.all(excess[:3] < 0) and excess[-1] < 0
    assert np.mean(excess[3:-1] > 0) > 0.55


def test_error_time():
    text = section("error_time")
    table = (FIGURES / "data" / "polynomial_second.csv").read_text(encoding="utf-8")
    rows = {row["model"]: row for row in csv.DictReader(table.splitlines())}
    time = {model: float(row["seconds"]) for model, row in rows.items()}
    error = {model: float(row["test"]) for model, row in rows.items()}
    assert f"take {time['tanh-wide']:.0f} seconds" in text
    assert f"errors, {error['tanh-wide']:.4f} and {error['addmul-uncoupled']:.4f};" in text
    assert f"tanh has {error['tanh']:.4f} after {time['tanh']:.1f} seconds" in text
    assert f"addmul {error['addmul']:.4f} after {time['addmul']:.1f}" in text
    assert f"product {error['product']:.3f} after {time['product']:.1f}" in text
    assert error["addmul-uncoupled"] < error["tanh"]
    assert 1.7 < time["addmul-uncoupled"] / time["tanh"] < 2.5


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


def test_comparison():
    text, trees = section("comparison"), tasks.load("trees")
    models = study.contenders(["addmul", "line"])
    neuron, line = (study.leave_out_rows(model, trees) for model in models.values())
    assert f"beside AddMul's {neuron.mean():.2f} ft³" in text
    assert f"line {line.mean():.1f} cubic feet" in text
    assert f"nearer than AddMul at {np.sum(line < neuron)} of the trees" in text
    # The ends of its bar: by other flips than those of the figure, and by each tree's difference.
    low, high = (float(end) for end in re.search(r"from ([\d.]+) to ([\d.]+)\. Sec", text).groups())
    signs = np.random.default_rng(1).choice([-1, 1], (20_000, 31))
    for mean, is_open in [(low, True), (low - 0.2, False), (high, True), (high + 0.2, False)]:
        d = line - neuron - (mean - neuron.mean())
        p = np.mean(abs(signs @ d) >= abs(d.sum()))
        assert (15 * p > 0.05) == is_open


def test_face():
    text = section("face")
    between = np.linspace(0, 1, 41)[1:-1]
    assert len(between) == 39 and "the 39 curves of the ribbon" in text
    assert f"with n from {between[0]:g} to {between[-1]:g}" in text
    for product in re.findall(r"(\d) · (\d)", text):
        assert np.prod([int(factor) for factor in product]) == 6
    for one, other in re.findall(r"(\d) \+ (\d)", text):
        assert int(one) + int(other) == 6


def test_migration():
    text = section("migration")
    trees = tasks.load("trees")
    neuron = nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, trees)
    thin = [[0.1 * trees.x[:, 0].min(), 1.0]]
    assert f"at a girth of {thin[0][0] * trees.x_scale[0]:.2f} inches" in text
    ends = [neuron(thin).item() * trees.y_scale[0]]
    train.fit(neuron, trees, lr=0.01, rng=0)
    ends.append(neuron(thin).item() * trees.y_scale[0])
    assert f"−{-ends[0]:.0f} cubic feet" in text and f"bends to −{-ends[1]:.1f}" in text
    assert f"moves to {neuron.n.item():.2f}" in text


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
