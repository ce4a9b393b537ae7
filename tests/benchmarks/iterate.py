"""How long exp^(n) with both partial derivatives takes, in passes of np.exp over the same array.

    python tests/benchmarks/iterate.py

10⁶ elements in float64: x uniform in (-3, 5), n uniform in (0, 1), and for Schröder n uniform in
(-1/2, 1/2), x as before or complex and normal. All rows are measured in turns in one run, and each
figure is a median of ratios: to np.exp (of complex128 for Schröder), and to a plain loop over the
package's own exp, which tells on machines without AVX-512 whether a kernel lost its vector
instructions. What is timed is the call that a user makes, on one thread, on two, and, once and after
the others, without Numba.

The limits are for AVX-512. A processor that has it shows what AVX2 does when these are set:
NUMBA_CPU_NAME=haswell NUMBA_CPU_FEATURES=+avx2,+fma, a NUMBA_CACHE_DIR of its own, and for np.exp
NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL" or what NumPy calls them. Schröder took 4.8 there for
real x and 4.4 for complex.

And ten elements, where the call itself is what takes time: as a multiple of np.exp and np.log of
ten.
"""

import argparse
import statistics
import time
import warnings
from functools import partial

import numpy as np
from numba.core import config

from minigrad import iterate
from minigrad.iterate.compiled import compiler, real

SIZE = 10**6
LIMITS = {"abel": 10.5, "kneser": 14.5, "schroeder": 3.2, "schroeder, complex x": 3.2}
TEN_LIMIT = 7
OWN_LIMITS = {"abel": 20, "kneser": 25, "schroeder": 200, "schroeder, complex x": 200}


@compiler.kernel
def own_exp(x, y):
    for i in range(x.size):
        y[i] = real.exp(x[i])


def on_threads(count, kind, x, n):
    config.NUMBA_NUM_THREADS = count
    return iterate.partials(x, n, kind)


def without_numba(kind, x, n):
    kernel = iterate.KINDS[kind].KERNEL
    compiled, kernel.compiled = kernel.compiled, None
    try:
        return iterate.partials(x, n, kind)
    finally:
        kernel.compiled = compiled


def measure(rows, rounds):
    """Return the time of each row in each round; the rows take turns."""
    times = {name: [] for name in rows}
    for call in rows.values():
        call()  # compiles, or loads what was compiled
    for _ in range(rounds):
        for name, call in rows.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return times


def ratio(times, row, unit):
    return statistics.median(a / b for a, b in zip(times[row], times[unit], strict=True))


def two_ufuncs(x):
    return np.exp(x), np.log(x)


def many_times(function, *arguments):
    for _ in range(1000):
        function(*arguments)


def print_small(rounds):
    """Print what ten elements cost."""
    x, n = np.random.default_rng(0).uniform([[0.5], [0]], [[5], [1]], (2, 10))
    rows = {"two ufuncs": partial(many_times, two_ufuncs, x)}
    for kind in ("abel", "kneser"):
        rows[kind] = partial(many_times, iterate.partials, x, n, kind)
        rows[f"{kind}, n a float"] = partial(many_times, iterate.partials, x, 0.5, kind)
    times = measure(rows, rounds)
    print(f"\nten elements: two ufuncs {statistics.median(times['two ufuncs']) * 1e3:.2f} µs")
    for name in list(rows)[1:]:
        print(f"{name:<22} {ratio(times, name, 'two ufuncs'):5.2f} (limit {TEN_LIMIT})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    warnings.simplefilter("ignore", RuntimeWarning)  # a few results overflow
    rng = np.random.default_rng(0)
    x, n, centred = rng.uniform(-3, 5, SIZE), rng.uniform(0, 1, SIZE), rng.uniform(-0.5, 0.5, SIZE)
    z = rng.normal(size=SIZE) + 1j * rng.normal(size=SIZE)
    y, y_complex = np.empty_like(x), np.empty_like(z)
    inputs = {
        "abel": ("abel", x, n),
        "kneser": ("kneser", x, n),
        "schroeder": ("schroeder", x, centred),
        "schroeder, complex x": ("schroeder", z, centred),
    }
    rows = {
        "np.exp": partial(np.exp, x, out=y),
        "np.exp, complex": partial(np.exp, z, out=y_complex),
        "own exp": partial(own_exp, x, y),
    }
    for name, arguments in inputs.items():
        for count in (1, 2):
            rows[name, count] = partial(on_threads, count, *arguments)
    times = measure(rows, rounds)
    slow = {name: partial(without_numba, *arguments) for name, arguments in inputs.items()}
    slow_times = measure(slow, 1)

    for unit in ("np.exp", "np.exp, complex", "own exp"):
        print(f"{unit:<16} {statistics.median(times[unit]) / SIZE * 1e9:6.2f} ns an element")
    print(
        f"\n{'':<22} {'passes of np.exp':<19} {'on 2 threads':<14} {'without Numba':<15} of own exp"
    )
    for name in inputs:
        unit = "np.exp, complex" if name.startswith("schroeder") else "np.exp"
        one, two = (ratio(times, (name, count), unit) for count in (1, 2))
        numpy = slow_times[name][0] / statistics.median(times[unit])
        own = ratio(times, (name, 1), "own exp")
        print(
            f"{name:<22} {one:5.2f} (limit {LIMITS[name]:4.1f})  {two:8.2f} {numpy:14.0f}"
            f" {own:15.1f} (limit {OWN_LIMITS[name]})"
        )
    print_small(rounds)


if __name__ == "__main__":
    main()
