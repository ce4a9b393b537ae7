"""How the kernels are run: threads, processes, and the folder of compiled code."""

import os
import shutil
import subprocess
import sys
import threading
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numba.core import config
from patience import PATIENCE

from minigrad import iterate
from minigrad.iterate import compiled

every_kind = pytest.mark.parametrize("kind", iterate.KINDS)
HALF = {"kneser": 3.431298117453758, "abel": 3.3637664701924246, "schroeder": 2.98392643650400}


def many(kind, size=150_001):
    """Return x and n, some of which a kernel leaves to the readable form."""
    rng = np.random.default_rng(0)
    x, n = rng.uniform(-5, 20, size), rng.uniform(-1, 1.5, size)
    x[::31] = 10 ** rng.uniform(20, 300, x[::31].size)
    x[::101], n[::103], n[::107], n[::109] = np.nan, 0, 1, 20
    if kind == "schroeder":
        x = x + 1j * rng.choice([0, 1], size) * rng.uniform(-4, 4, size)
    return x, n


def results(kind, x, n):
    with np.errstate(all="ignore"):
        return np.array(iterate.partials(x, n, kind))


def bits(numbers):
    """Return numbers as integers, so that every bit counts, but for those of nan."""
    return np.where(np.isnan(parts := numbers.view(float)), -1, parts.view(np.int64))


def digest(kind):
    return sha256(bits(results(kind, *many(kind))).tobytes()).hexdigest()


# ---- threads -----------------------------------------------------------------------------------


@every_kind
def test_threads_and_the_place_in_an_array_change_no_bit(kind, monkeypatch):
    x, n = many(kind)
    expected = bits(results(kind, x, n))
    for threads in (1, 3, 7):
        monkeypatch.setattr(config, "NUMBA_NUM_THREADS", threads)
        np.testing.assert_array_equal(bits(results(kind, x, n)), expected)
    cuts = np.cumsum(np.random.default_rng(1).integers(1, 1500, 60))
    blocks = [
        results(kind, a, b) for a, b in zip(np.split(x, cuts), np.split(n, cuts), strict=True)
    ]
    np.testing.assert_array_equal(bits(np.concatenate(blocks, axis=1)), expected)


@pytest.mark.parametrize(
    ("size", "threads", "workers"), [(150_001, 2, 2), (150_001, 1, 0), (9, 2, 0)]
)
def test_a_large_array_is_shared_among_threads(size, threads, workers, monkeypatch):
    barrier, names = threading.Barrier(max(workers, 1), timeout=PATIENCE), set()

    def spy(kernel, arrays):
        if threading.current_thread() not in names:
            names.add(threading.current_thread())
            barrier.wait()  # until each of them has something to do
        return int(kernel(*arrays))

    monkeypatch.setattr(compiled, "_call", spy)
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", threads)
    iterate.exp_n(np.full(size, 2.0), 0.5)
    assert len(names - {threading.main_thread()}) == workers


# ---- the kernels -------------------------------------------------------------------------------


@every_kind
def test_a_kernel_leaves_little_to_the_readable_form(kind, monkeypatch):
    left = []

    def spy(kernel, arrays):
        kernel(*arrays)
        left.append(np.sum(arrays[-1]))
        return 0

    monkeypatch.setattr(compiled, "_call", spy)
    x, n = np.random.default_rng(0).uniform([[-5], [-1]], [[5], [1]], (2, 20_000))
    results(kind, x + 1j * x[::-1] if kind == "schroeder" else x, n)
    assert sum(left) < 20


@every_kind
def test_no_array_makes_numba_compile_a_kernel_again(kind):
    x = np.linspace(0.1, 0.9, 12).reshape(3, 4)
    for odd in (x, x.T, x[:, ::2], x.astype(">f8"), x.astype("f4"), np.broadcast_to(x, (2, 3, 4))):
        iterate.exp_n(odd, 0.5, kind)
    x.flags.writeable = False
    iterate.exp_n(x, x, kind)
    assert len(iterate.KINDS[kind].KERNEL.compiled.signatures) == 1


HALVES = "print(*(iterate.exp_n(2.0, 0.5, kind).real for kind in iterate.KINDS))\n"
REPORT = "print(iterate.kernel_report())\n"


def assert_right(halves):
    expected = [HALF[kind] for kind in iterate.KINDS]
    np.testing.assert_allclose([float(half) for half in halves.split()], expected, rtol=1e-15)


# ---- other processes ---------------------------------------------------------------------------


def run(code, **environment):
    """Run code in another process; return its output and its errors."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", f"from minigrad import iterate\n{code}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_numba_num_threads_is_obeyed_and_changes_no_bit():
    code = f"""
import sys; sys.path[:0] = {[str(folder) for folder in Path(__file__).parents[:2]]}
from test_run import config, digest
print(config.NUMBA_NUM_THREADS, *map(digest, iterate.KINDS))
"""
    assert run(code, NUMBA_NUM_THREADS="1")[0].split() == ["1", *map(digest, iterate.KINDS)]


def test_a_forked_process_has_threads_of_its_own():
    code = """
import os, numpy as np
x = np.full(200_000, 2.0)
before = iterate.exp_n(x, 0.5)
child = os.fork()
if child == 0:
    os._exit(0 if np.array_equal(iterate.exp_n(x, 0.5), before) else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(code, NUMBA_NUM_THREADS="3")[0] == "0\n"


def test_numba_s_own_number_of_threads_is_obeyed_and_not_started_by_asking():
    code = """
import numba, numpy as np
from minigrad.iterate import compiled
from numba.np.ufunc import parallel
x = np.full(200_000, 2.0)
for threads in (None, 2, 1, 3):
    if threads:
        numba.set_num_threads(threads)
    iterate.exp_n(x, 0.5)
    print(compiled._threads(), parallel._is_initialized, sep=",", end=" ")
"""
    assert run(code, NUMBA_NUM_THREADS="3")[0].split() == ["3,False", "2,True", "1,True", "3,True"]


def test_numba_that_does_not_compile_leaves_the_work_to_the_readable_form():
    halves, report = run(HALVES + REPORT, NUMBA_DISABLE_JIT="1")[0].splitlines()
    assert_right(halves)
    assert report == "NUMBA_DISABLE_JIT is set: the slower NumPy form is used"


def test_without_numba_the_readable_form_does_the_work():
    code = f"""
import sys; sys.modules["numba"] = None
{HALVES}
print([name for name in sys.modules if "numba." in name or "compiled.real" in name])
{REPORT}
"""
    halves, modules, report = run(code)[0].splitlines()
    assert_right(halves)
    assert modules == "[]"
    assert report == "numba is missing: the slower NumPy form is used"


# ---- compiled code -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Return what two processes say, one after the other, and the folder that they share."""
    folder = tmp_path_factory.mktemp("numba") / "not" / "there"
    code = REPORT + HALVES + REPORT
    return [run(code, NUMBA_CACHE_DIR=str(folder)) for _ in range(2)], folder


@pytest.mark.slow
def test_kernels_are_compiled_once_and_kept_in_a_folder_that_is_made(twice):
    ((cold, _), (warm, _)), folder = twice
    before, halves, after = cold.splitlines()
    assert before == "not compiled yet: the first use takes a few seconds, once"
    assert_right(halves)
    assert after.startswith(f"compiled (abel, kneser, schroeder), cached in {folder}")
    assert len(list(folder.rglob("*.nbi"))) == 3
    assert warm.splitlines() == [after, halves, after]


@pytest.mark.slow
def test_compiling_is_announced_once_and_only_when_it_happens(twice):
    ((_, cold), (_, warm)), _ = twice
    assert cold == "minigrad: compiling its kernels, once, a few seconds …\n"
    assert warm == ""


DAMAGE = {
    "emptied": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "noise": lambda data: np.random.default_rng(0).bytes(len(data)),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "damage"),
    list(product(("nbi", "nbc"), DAMAGE)),
)
def test_a_damaged_file_is_replaced_with_a_warning(ending, damage, twice, tmp_path):
    shutil.copytree(twice[1], tmp_path, dirs_exist_ok=True)
    (file,) = tmp_path.rglob(f"*.abel-*.{ending}")
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    code = 'print(iterate.exp_n(2.0, 0.5, "abel"))'
    half, errors = run(code, NUMBA_CACHE_DIR=str(tmp_path))
    assert float(half) == pytest.approx(HALF["abel"], rel=1e-15)
    assert errors.count("RuntimeWarning: minigrad found a compiled kernel damaged, removed it") == 1
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path)) == (half, "")


@pytest.mark.slow
def test_where_compiled_code_cannot_be_kept_a_warning_says_what_to_do():
    code = f"""
from numba.core.caching import CacheImpl, UserProvidedCacheLocator
CacheImpl._locator_classes = [UserProvidedCacheLocator]
print(iterate.exp_n(2.0, 0.5, "abel"))
{REPORT}
"""
    output, errors = run(code, NUMBA_CACHE_DIR="/proc/nowhere")
    half, report = output.splitlines()
    assert float(half) == pytest.approx(HALF["abel"], rel=1e-15)
    assert report.startswith("compiled in every process")
    assert errors.count("RuntimeWarning") == 1
    assert "Set NUMBA_CACHE_DIR to one that can be written to" in errors


@pytest.mark.slow
def test_a_full_disk_costs_a_warning_and_nothing_else(tmp_path):
    code = """
from numba.core.caching import IndexDataCacheFile
def save(*_): raise OSError("no space left")
IndexDataCacheFile.save = save
print(*(iterate.exp_n(2.0, 0.5, "abel") for _ in range(2)))
"""
    output, errors = run(code, NUMBA_CACHE_DIR=str(tmp_path))
    assert [float(half) for half in output.split()] == pytest.approx([HALF["abel"]] * 2, rel=1e-15)
    assert errors.count("RuntimeWarning") == 1
    assert "could not keep its compiled kernels" in errors
    assert "no space left" in errors
