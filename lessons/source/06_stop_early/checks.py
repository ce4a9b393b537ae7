"""Learning too much."""

import numpy as np
from checks import expect

LOSSES = [0.9, 0.5, 0.6, 0.55, 0.4, 0.45, 0.5, 0.6, 0.2, 0.3]


def exercise_1(stop_at):
    """Give a function of a list of losses and a number of steps, which returns a whole number."""
    expect(
        stop_at(LOSSES, 3) != 8,
        "That is the least of all. But at step 7 the least so far is three steps old: you stop there, "
        "and never see step 8.",
    )
    expect(
        stop_at(LOSSES, 3) != 7, "That is where you stop. Return the step of the least loss so far."
    )
    expect(
        stop_at(LOSSES, 3) != 1,
        "The loss may rise and fall again: with a patience of 3, step 4 comes in time.",
    )
    expect(stop_at(LOSSES, 3) == 4, "For 0.9, 0.5, 0.6, 0.55, 0.4, 0.45, 0.5, 0.6, 0.2, 0.3 and a "
                                    "patience of 3 it has to be step 4.")  # fmt: skip
    expect(stop_at(LOSSES, 1) == 1, "With a patience of 1 you stop at the first rise.")
    expect(
        stop_at(LOSSES, 100) == 8,
        "If the losses end before the patience does, take the least of all.",
    )
    expect(
        stop_at(np.array([3.0, 2.0, 1.0]), 2) == 2, "A loss that only falls is least at its end."
    )


def exercise_2(step, share):
    """Give two numbers: a step, and a share such as 0.9."""
    step, share = int(step), float(share)
    expect(not 740 < step < 840, "That step was chosen by the test data. They may not choose.")
    expect(step < 2500, "That is the end, where the training loss is least. Which rows may choose?")
    expect(
        400 <= step <= 600,
        "Where is the loss on the validation data least? It is column 1 of the history.",
    )
    expect(not 50 < share <= 100, "Give a share, such as 0.9, not per cent.")
    expect(share < 0.95, "That is the share of the 32 points. Take the test data.")
    expect(
        0.86 <= share <= 0.89,
        "Make the network by as_it_was(8, copies[step]), and take share_right on the test data.",
    )
