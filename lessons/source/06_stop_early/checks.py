"""Learning too much."""

import numpy as np
from checks import expect

LOSSES = [0.9, 0.5, 0.6, 0.55, 0.4, 0.45, 0.5, 0.6, 0.2, 0.3]


def exercise_1(stop_at):
    """Give a function of a list of losses and a number of steps, which returns a whole number."""
    found = stop_at(LOSSES, 3)
    expect(
        found != 8,
        "That is the lowest of all. But at step 7 the lowest so far is three steps old: you stop there, "
        "and never see step 8.",
    )
    expect(found != 7, "That is where you stop. Return the step of the lowest loss so far.")
    expect(
        found != 1,
        "The loss may rise and fall again: with a patience of 3, step 4 comes in time.",
    )
    expect(
        found == 4,
        "For 0.9, 0.5, 0.6, 0.55, 0.4, 0.45, 0.5, 0.6, 0.2, 0.3 and a patience of 3 it has to be step 4.",
    )
    expect(
        stop_at([5, 4, 4.5, 4.2, 4.4, 4.3, 4.4, 3.5], 3) == 1,
        "For 5, 4, 4.5, 4.2, 4.4 and a patience of 3 it has to be step 1. Compare each loss with the "
        "lowest one so far, not with the one before it.",
    )
    expect(stop_at(LOSSES, 1) == 1, "With a patience of 1 you stop at the first rise.")
    expect(
        stop_at(LOSSES, 100) == 8,
        "If the losses end before the patience does, take the lowest of all.",
    )
    expect(
        stop_at(np.array([3.0, 2.0, 1.0]), 2) == 2, "A loss that only falls is lowest at its end."
    )


def exercise_2(steps, share):
    """Give two numbers: how many steps, and a share such as 0.9."""
    steps, share = int(steps), float(share)
    expect(
        not 34 <= steps <= 38,
        "That is where 64 neurons stop. Take the losses that watch(8) returns.",
    )
    expect(not 110 <= steps <= 140, "That step was chosen by the test data. They may not choose.")
    expect(
        not 900 <= steps <= 1000,
        "That is the end, where the training loss is lowest. Who may choose?",
    )
    expect(
        45 <= steps <= 95,
        "Where is the validation loss lowest? It is the mean of squares[:, spare] in each step.",
    )
    expect(not 50 < share <= 100, "Give a share, such as 0.9, not per cent.")
    expect(share < 0.91, "That is the share of the 32 points. Take the test data.")
    expect(
        not 0.82 < share < 0.84,
        "That is the network after all 1,000 steps. Train a new one, and stop it early: watch has steps.",
    )
    expect(
        0.855 <= share <= 0.892,
        "The steps are right. Make the network by watch(8, steps=steps), and take share_right of the "
        "test data.",
    )


def exercise_3(taken, reported):
    """Give a letter, "A", "B" or "C", and a loss, such as 0.5."""
    taken, reported = str(taken).strip().upper(), float(reported)
    expect(taken in ("A", "B", "C"), 'The networks are called "A", "B" and "C".')
    expect(
        taken != "A", "A has the lowest training loss: it knows its points by heart. Who chooses?"
    )
    expect(
        taken != "C",
        "C has the lowest test loss. If the test data choose, nobody is left to judge.",
    )
    expect(
        abs(reported - 0.36) > 1e-9,
        "The validation data chose B, so a part of this low loss is luck with them. Who judges?",
    )
    expect(abs(reported - 0.21) > 1e-9, "B has learned from these points. Who judges?")
    expect(
        abs(reported - 0.38) > 1e-9,
        "That is the test loss of C. You report the network that you take.",
    )
    expect(abs(reported - 0.4) < 1e-9, "Report a loss of B that is in the table.")
