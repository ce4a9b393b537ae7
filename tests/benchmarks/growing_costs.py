"""What grows with size, and whether it grows too fast: ratios against limits.

    python tests/benchmarks/growing_costs.py

A long chain of operations costs as much a node as a short one, a walk over the elements of a tensor as
much an element, and joining many tensors as much a tensor. The sizes are measured in turns in one
run, with the garbage collector on, and each figure is a median of ratios.
"""

import argparse
import gc
import statistics
import time

import numpy as np

import minigrad as mg


def leaf(data):
    return mg.Tensor(data, requires_grad=True)


def chain(n):
    """Build, walk and free a chain of n operations."""
    x = leaf(1.0)
    y = x
    for _ in range(n):
        y = y * 1.0
    y.backward()


def elements(n):
    """Sum the squares of n elements, one by one, and walk back."""
    x = leaf(np.ones(n))
    sum(e * e for e in x).backward()


def joined(n):
    """Stack n numbers, and walk back."""
    mg.stack([leaf(1.0) for _ in range(n)]).sum().backward()


# What, a small size, a large one, and how many times as much one of the large size may cost.
CASES = [(chain, 100, 100_000, 1.6), (elements, 100, 20_000, 2.5), (joined, 100, 20_000, 2.5)]


def seconds_for_one(f, n, repeats):
    gc.collect()
    start = time.perf_counter()
    for _ in range(repeats):
        f(n)
    return (time.perf_counter() - start) / (n * repeats)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    for f, small, large, limit in CASES:
        f(small)
        pairs = [
            (seconds_for_one(f, small, 50), seconds_for_one(f, large, 1)) for _ in range(rounds)
        ]
        ratio = statistics.median(b / a for a, b in pairs)
        least = min(a for a, _ in pairs) * 1e6
        print(
            f"{f.__name__:<9} {large:>7,} against {small}: {ratio:.2f} × as much for each "
            f"({least:.1f} µs), limit {limit}"
        )


if __name__ == "__main__":
    main()
