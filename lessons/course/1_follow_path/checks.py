"""The path from + to ×."""

import numpy as np
from hidden import by_hand, near, task

import minigrad as mg


@task("1.1", 1, "total")
def exps_are_counted(answer, given):
    expected = given.times * given.forth - given.undone * given.back
    yield 1, near(answer, expected, 1e-6), "the n's of exps done, less those of exps undone"


@task(
    "1.2", 3, "mean", ask="answer = [mean(x, 7.0, n) for n in (0, 1, 0.3, 0.8) for x in (2.0, 5)]"
)
def means(answer, given):
    x, n = np.array([2.0, 5.0]), np.array([[0], [1], [0.3], [0.8]])
    expected = mg.exp_n((mg.exp_n(x, -n) + mg.exp_n(7.0, -n)) / 2, n).numpy().ravel()
    yield 1, near(answer[:2], expected[:2], 1e-6), "the ordinary mean at n = 0"
    yield 1, near(answer[2:4], expected[2:4], 1e-6), "the geometric mean at n = 1"
    yield 1, near(answer[4:], expected[4:], 1e-6), "a mean in the detour at n = 0.3 and n = 0.8"


@task("1.3", 2, "end")
def end_of_domain(answer, given):
    expected = mg.iterate.abel.psi(given.low) + 1
    yield 1, near(answer, expected, 0.011), "the end, to a hundredth"
    yield 1, near(answer, expected, 0.0011), "the end, to a thousandth"


@task("1.4", 2, "top_n", "top")
def top_of_the_path(answer, given):
    n = np.linspace(0, 1, 1001)
    path = mg.oplus(given.x, given.y, n).numpy()
    yield 1, near(answer[0], n[path.argmax()], 0.03), "where the path is highest"
    yield 1, near(answer[1], path.max(), 0.011), "how high it is there"


WHY = by_hand("1.5", 2, "why")
