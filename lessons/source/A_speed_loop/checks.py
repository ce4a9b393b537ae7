"""Make it fast."""

import numpy as np
from checks import expect

import minigrad as mg


class OnlyWhole(np.ndarray):
    """An array that does not give its numbers one by one."""

    def __iter__(self):
        expect(
            False, "This loops over the numbers. Write each step for the whole array, with a mask."
        )

    def __getitem__(self, index):
        single = isinstance(index, int | np.integer)
        expect(not single, "This takes single numbers out of the array. Use a mask.")
        return super().__getitem__(index)


def exercise_1(psi):
    """Give a function of one array that returns an array."""
    expect(callable(psi), 'Give the function itself: check("A.1", psi).')
    expect(not isinstance(psi, np.vectorize), "np.vectorize still calls Python for each number.")
    x = np.array([-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 15.0, 20.0, 1e9])
    given = x.copy()
    try:
        found = np.asarray(psi(given.view(OnlyWhole)))
    except ValueError as error:
        expect(
            "ambiguous" not in str(error), "An array has no single yes or no: `while np.any(…)`."
        )
        raise
    expect(np.shape(found) == x.shape, "Return an array with one height for each number.")
    expect(np.array_equal(given, x), "Your function has changed its argument. Begin with a copy.")
    right = mg.iterate.abel.psi(x)
    expect(np.allclose(found[2:4], right[2:4]), "From 0 to 1, the height is x itself.")
    expect(
        np.allclose(found[4:7], right[4:7]),
        "From 1 up: as many logs as it takes to be below 1 (at 1 itself, one), and what is left.",
    )
    expect(np.allclose(found[7:], right[7:]), "From 15 up, two logs are not enough. Repeat them.")
    expect(np.allclose(found[:2], right[:2]), "Below 0, the height is eˣ − 1.")


def exercise_2(passes):
    """Give one number: logs and exps for each number."""
    passes = float(passes)
    rng = np.random.default_rng(0)
    x, n = rng.uniform(-3, 5, 100_000), rng.uniform(0, 1, 100_000)
    height = mg.iterate.abel.psi(x)
    down, up = np.floor(height), np.floor(height + n)
    order = np.argsort(x)

    def computed(down, up):
        total = 2.0
        for counts in (down, up):
            blocks = counts[: counts.size // 96 * 96].reshape(-1, 96)
            total += np.maximum(blocks.max(axis=1), 1).mean()
        return total

    def near(value):
        return abs(passes - value) < 0.006

    expect(not near(computed(down, up)), "That is without sorting. Give computed down[order].")
    expect(
        not near(computed(down[order], up)),
        "You have sorted the way down alone; up belongs to the same numbers.",
    )
    expect(
        not near(np.mean(np.abs(down) + np.abs(up))),
        "That is what is needed. A block still computes more: an exp and a log for below 0, and more.",
    )
    expect(
        near(computed(down[order], up[order])),
        "Give down[order], up[order] and 96 to computed, and to check what it returns.",
    )


def exercise_3(mean_of):
    """Give a function of two arrays that returns one number."""
    expect(callable(mean_of), 'Give the function itself: check("A.3", mean_of).')
    expect(
        hasattr(mean_of, "py_func"),
        "It is not compiled yet. Write @numba.njit above it, as for `compiled`.",
    )
    x, n = np.array([2.0, -1.0, 0.3, 4.5]), np.array([0.5, 0.75, 0.25, 1.0])
    try:
        found = mean_of(x, n)
    except Exception as error:
        expect(
            "Untyped global name" not in str(error),
            "Compiled code calls compiled functions only: exp_n_compiled, not exp_n or vectorised.",
        )
        raise
    expect(np.ndim(found) == 0, "Return one number, not an array.")
    values = mg.iterate.exp_n(x, n, "abel")
    expect(not np.isclose(found, np.sum(values)), "That is the sum. Divide it by x.size.")
    expect(
        np.isclose(found, np.mean(values)), "Not the mean. Is every pair x[i], n[i] counted once?"
    )
    made = "".join(mean_of.inspect_llvm().values())
    expect(
        mean_of.targetoptions.get("parallel")
        or ("MemInfo_alloc" not in made and "MemInfo_varsize" not in made),
        "This makes an array or a list inside. Keep one number: the sum so far.",
    )
