"""What lies between + and ×."""

from checks import expect


def exercise_1(n):
    """Give one number."""
    expect(abs(n - 0.25) > 1e-9, "That is one of the steps. How far do all six lead?")
    expect(abs(n - 6) > 1e-9, "Six steps, but each is only a quarter of an exp.")
    expect(abs(n - 1.5) > 1e-9, "So far lead the six quarters. What does the log do with them?")
    expect(abs(n - 2.5) > 1e-9, "A log is no further exp. It undoes one.")
    expect(abs(n - 5) > 1e-9, "One log undoes a whole exp, which is more than one of the quarters.")
    expect(
        abs(n - 0.5) < 1e-9,
        "Four quarters are one exp, and six are more. Count them, and then take away the log.",
    )


def exercise_2(n):
    """Give one number between 0 and 1."""
    expect(0 <= n <= 1, "n is between 0, where 2 ⊕ 7 is 9, and 1, where it is 14.")
    expect(
        abs(n - 0.6) > 0.005,
        "This n would be right if the path from 9 to 14 were straight. Look at the slider.",
    )
    expect(n > 0.5, "2 ⊕ 7 is still below 12 there: make n larger.")
    expect(n < 0.53, "2 ⊕ 7 is above 12 already: make n smaller.")


def exercise_3(y):
    """Give one number."""
    expect(abs(y) > 1e-9, "0 changes nothing when n = 0. Is the slider at 0.5?")
    expect(abs(y - 1) > 1e-9, "1 changes nothing when n = 1. Is the slider at 0.5?")
    expect(y > 0, "It is positive: it lies between the 0 of + and the 1 of ×.")
    expect(y > 0.494, "With this y, 2 ⊕ y is still less than 2: make y larger.")
    expect(y < 0.504, "With this y, 2 ⊕ y is more than 2: make y smaller.")
