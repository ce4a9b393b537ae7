"""Is it worth it?"""

from checks import expect

TRAIN, TEST = [0.30, 0.10, 0.20], [0.25, 0.40, 0.15]


def exercise_1(honest):
    """Give the function itself, honest, which takes two lists and returns one number."""
    reported = float(honest(list(TRAIN), list(TEST)))
    expect(reported != min(TEST), "That is the least test error: red's report. Choose by training.")
    expect(
        reported != min(TRAIN),
        "That is a training error. Choose by it, but report the test error of the same run.",
    )
    expect(
        reported == TEST[1],
        "Find the run whose training error is least, and return the test error of that run.",
    )


def exercise_2(needed):
    """Give one whole number."""
    expect(needed == int(needed) > 0, "Give a whole number of runs.")
    expect(
        needed > 10,
        "Look at the interval of 10 of 10 above: where is its lower end?",
    )
    expect(
        needed >= 35,
        "Too few. Try mg.study.wilson(k, k) for larger and larger k, and see its first end.",
    )
    expect(needed == 35, "These are enough, but fewer are, too.")


def exercise_3(steps):
    """Give one number of steps."""
    expect(steps > 5000, "tanh is the faster one, so in the same seconds it gets more than 5,000.")
    expect(
        abs(steps - 75_000) > 1,
        "75,000 is the study that was recorded. What do the seconds say?",
    )
    expect(
        not 74_000 < steps < 78_000,
        "Did you divide by the seconds of the long training? Use those of 5,000 steps of tanh.",
    )
    expect(
        93_500 < steps < 95_000,
        "How often do the seconds of tanh fit into those of the neurons? Each time gives 5,000 steps.",
    )
