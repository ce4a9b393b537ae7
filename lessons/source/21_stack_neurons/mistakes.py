"""Wrong answers to "A network of deciding neurons", and a piece of the hint that each must get."""

import minigrad as mg


def network(n=0.0):
    return mg.nn.Sequential(mg.nn.AddMul(4, 2, n=n, rng=0), mg.nn.AddMul(2, 1, n=n, rng=1))


other_law = network()
easy = mg.tasks.load("sum_of_products", samples=256)
mg.train.fit(other_law, easy, steps=100, rng=0)
other_law = mg.train.snap(other_law, easy)
unsnapped = network(0.5)

MISTAKES = {
    "21.1": [
        ((network(),), "been trained"),
        ((unsnapped,), "keep that"),
        ((other_law,), "Train on hard"),
        ((mg.nn.AddMul(4, 2, rng=0),), "one output"),
        ((0.0,), "not its error"),
    ],
    "21.2": [
        ((0, 2**20), "Not even"),
        ((3, 2**20), "Too many"),
        ((8, 2**20), "Too many"),
        ((1, 400), "doubles"),
        ((1, 40), "doubles"),
        ((1, 60), "Go on to 20"),
    ],
    "21.3": [
        ((0.2, 0), "snapped neuron's n"),
        ((-0.196, 1), "divide by"),
        ((1.002, 1), "above 1"),
        ((100.2, 1), "above 1"),
        ((0.00196, 1), "hundredths"),
        ((0.0000125, 1), "Divide the difference"),
        ((0, 1), "print more digits"),
        ((0.098, 1), "roots"),
        ((135.0, 1), "Not that much"),
    ],
}
