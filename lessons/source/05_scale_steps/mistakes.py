"""Wrong answers to "A step for each number", and a piece of the hint that each must get."""


def moved(keep=0.9, share=1.0, sign=-1, late=False):
    def momentum(slopes, lr=0.03):
        x = velocity = 0.0
        for slope in slopes:
            before = velocity
            velocity = keep * velocity + share * slope
            x += sign * lr * (before if late else velocity)
        return x

    return momentum


MISTAKES = {
    "5.1": [
        ((1, 1000), "other way round"),
        ((1000, 1000), "what it is divided by"),
        ((1000, 0.001), "a millionfold"),
        ((1000, 30), "same factor"),
        ((1, 1), "times its slope"),
    ],
    "5.2": [
        ((1,), "with the divisions"),
        ((0.1,), "a tenth of the slope"),
        ((100,), "by the root"),
        ((0.32,), "upside down"),
        ((0.5,), "far too small"),
        ((10,), "Take a slope g"),
        ((3.2,), "two digits"),
    ],
    "5.3": [
        ((moved(sign=1),), "uphill"),
        ((moved(keep=0.0),), "gradient descent"),
        ((moved(share=0.1),), "a tenth"),
        ((moved(late=True),), "takes up the slope"),
        ((moved(keep=0.5),), "has to end at"),
        ((lambda slopes, lr=1.0: moved()(slopes, lr),), "the default"),
    ],
}
