"""What goes wrong."""

import numpy as np

from checks import expect


def exercise_1(neuron):
    """Give check the neuron itself: neuron = mg.nn.AddMul(2, 1, bias=True, rng=0), then train it."""
    expect(neuron.weight.data.shape == (1, 2), "The sum has two terms: mg.nn.AddMul(2, 1, …).")
    expect(neuron.bias is not None, "This one has no bias, which is easy. Say bias=True.")
    expect(neuron.n.requires_grad, "Its n cannot move: leave learn_n as it is.")
    expect(
        abs(neuron.n.item()) < 0.005,
        "n is not at 0. Where are the inputs, and which method did you train by? Change one of them.",
    )
    expect(
        np.allclose(neuron.weight.data, 1, atol=0.01)
        and np.allclose(neuron.bias.data, 0, atol=0.01),
        "n is at 0, but the weights are not at 1, or the bias is not at 0: train it.",
    )


def exercise_2(clip):
    """Give check the function clip itself, without calling it; it returns a list of arrays."""
    long = [np.array([[3.0, 0.0]]), np.array([-4.0])]  # of length 5
    before = [a.copy() for a in long]
    clipped = clip(long, 1.0)
    expect(
        len(clipped) == 2 and all(a.shape == b.shape for a, b in zip(clipped, long, strict=True)),
        "It returns as many arrays as it gets, of the same shapes.",
    )
    expect(
        all(np.array_equal(a, b) for a, b in zip(long, before, strict=True)),
        "It changes the arrays it was given. Return new ones.",
    )
    numbers = np.concatenate([np.ravel(a) for a in clipped])
    each = [np.sign(a) for a in long]
    expect(
        not all(np.allclose(a, b) for a, b in zip(clipped, each, strict=True)),
        "Each number, or each array, was shortened by itself, and that turns the gradient. Shorten "
        "them together, by one factor.",
    )
    expect(
        np.linalg.norm(numbers) < 1 + 1e-9,
        "Arrays of 3, 0 and -4 are together 5 long. At most 1 was allowed, and yours are longer.",
    )
    expect(
        np.allclose(numbers, [0.6, 0.0, -0.8]),
        "Shorter, but not 1 long in the old direction. Multiply every array by the same factor.",
    )
    expect(
        np.allclose(np.concatenate([np.ravel(a) for a in clip(long, 2.5)]), [1.5, 0.0, -2.0]),
        "With longest=1 it is right, with longest=2.5 it is not. Is longest used?",
    )
    short = clip([np.array([0.3]), np.array([[0.4]])], 1.0)
    expect(short is not None, "For a gradient that is short enough, it returns nothing.")
    expect(
        np.allclose(np.concatenate([np.ravel(a) for a in short]), [0.3, 0.4]),
        "A gradient that is short enough should stay as it is. Yours is stretched.",
    )
    with np.errstate(all="ignore"):
        zero = clip([np.zeros(2)], 1.0)
    expect(np.allclose(zero[0], 0), "A gradient of zeros should stay one. Do you divide by 0?")


def exercise_3(false_minimum, end):
    """Give two numbers: the n of the false minimum, then the n after training."""
    expect(0 <= false_minimum <= 1 and 0 <= end <= 1, "Give two numbers between 0 and 1.")
    expect(
        not false_minimum < 0.05,
        "n = 0 is the true minimum: there it is the sum. Look further right.",
    )
    expect(
        not false_minimum > 0.95,
        "At n = 1 it multiplies. Did you draw the loss for law, the sum?",
    )
    expect(
        abs(false_minimum - 0.42) < 0.03,
        "Not there. Going right from 0.2, the loss rises, falls, and rises again. Where is it lower "
        "than on both sides? The grid goes in steps of 0.01.",
    )
    expect(
        end < 0.01,
        "It does not end there. Are weights and n free, and is the task the sum? The default 2,000 "
        "steps are enough.",
    )
