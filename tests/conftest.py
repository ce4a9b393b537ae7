"""What several test files share."""

import copy
import gc
import hashlib
import os
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from minigrad import cli, nn, tasks, train

# No tests. Pytest would read them for doctests, and some train when they are read.
collect_ignore_glob = ["benchmarks/*", "*/conftest.py"]

os.environ["MPLBACKEND"] = "Agg"  # no test opens a window
sys.path.insert(0, str(Path(__file__).parent.parent / "lessons"))  # as for the reader of a notebook

# Numba does not notice that a kernel's helpers changed in another file: a folder for each version.
SOURCES = sorted((Path(__file__).parent.parent / "minigrad" / "iterate").rglob("*.py"))
VERSION = hashlib.sha256(b"".join(source.read_bytes() for source in SOURCES)).hexdigest()[:16]
KERNELS = Path(__file__).parent / "__pycache__" / f"kernels-{VERSION}"
os.environ.setdefault("NUMBA_CACHE_DIR", str(KERNELS))  # before anything imports Numba


@pytest.hookimpl(tryfirst=True)  # before pytest looks for `slow`
def pytest_collection_modifyitems(config, items):
    """Leave of five similar cases four to the second tier, if everything is run.

    Of five, since cases are often made of two, three or four kinds: every fifth meets them all. Whoever
    names a file, a test or a keyword gets all of its cases.
    """
    if config.args != config.getini("testpaths") or config.option.keyword:
        return
    cases = defaultdict(list)
    for item in items:
        if hasattr(item, "callspec") and not item.get_closest_marker("slow"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for similar in cases.values():
        for index, item in enumerate(similar):
            if len(similar) >= 5 and index % 5:
                item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """Keep what was collected, some 20,000 tests, out of every pass of the garbage collector."""
    gc.collect()
    gc.freeze()


@cache
def train_neuron(name):
    task, neuron = tasks.load(name), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    history = train.fit(neuron, task, lr=0.01, rng=0)
    return task, neuron, history


@pytest.fixture(scope="session")
def trained():
    """Return a function: the name of a measured task -> task, trained neuron, history."""
    return lambda name: copy.deepcopy(train_neuron(name))


@pytest.fixture
def run(capsys):
    """Return a function: arguments of minigrad -> exit code, printed text, error text."""

    def run(*arguments):
        try:
            code = cli.main(list(map(str, arguments)))
        except SystemExit as leaving:  # argparse leaves like this
            code = leaving.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def no_garbage_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()
