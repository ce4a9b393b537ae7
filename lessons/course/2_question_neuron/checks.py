"""How sure is the neuron?"""

from functools import cache

from hidden import by_hand, near, task

import minigrad as mg


@cache
def best_on(runs):
    """Return the best neuron, and the loss of the best sum, from which it started."""
    neuron = mg.nn.AddMul(2, 1, bias=True, rng=0)
    mg.train.warm_start(neuron, runs)
    of_sum = loss(neuron, runs)
    mg.train.least_squares(neuron, runs)
    return neuron, of_sum


@cache
def interval_on(runs):
    return mg.study.profile(best_on(runs)[0], runs).interval


@cache
def errors_on(runs):
    """Return the leave-one-out errors of sum, power law, and neurons from both ends."""
    models = (
        mg.nn.Linear(2, 1, rng=0),
        mg.nn.Product(2, 1, bias=True, rng=0),
        mg.nn.AddMul(2, 1, n=0.0, bias=True, rng=0),
        mg.nn.AddMul(2, 1, n=1.0, bias=True, rng=0),
    )
    return [mg.study.leave_out(model, runs) for model in models]


def loss(neuron, task):
    return mg.nn.mse_loss(neuron(task.x), task.y).item()


def slope(neuron, task):
    mg.nn.mse_loss(neuron(task.x), task.y).backward()
    return neuron.n.grad.item()


@task("2.1", 3, "my_neuron", ask="answer = [my_neuron.n, my_neuron.weight, my_neuron.bias]")
def neuron_is_trained(answer, given):
    mine = mg.nn.AddMul(2, 1, bias=True)
    mine.n.data[:], mine.weight.data[:], mine.bias.data[:] = answer
    best, of_sum = best_on(given.runs)
    of_mine, least = loss(mine, given.runs), loss(best, given.runs)
    yield 1, of_mine < of_sum / 2, "a loss far below the best sum's, on the student's own runs"
    yield 2, of_mine < 1.02 * least, "the least loss"


PROBES = [(0.3, 1), (0.8, 2)]  # n, seed


@task("2.2", 3, "slope_of_n", ask=f"""
answer = []
for n, seed in {PROBES}:
    neuron = mg.nn.AddMul(2, 1, n=n, bias=True, rng=seed)
    slope = slope_of_n(neuron, mg.tasks.load("trees"))
    answer.append(slope if slope is ... else [slope, neuron.n.item(), neuron.n.grad is None])
""")  # fmt: skip
def slope_by_differences(answer, given):
    slopes, ns, no_backward = zip(*answer, strict=True)
    neurons = [mg.nn.AddMul(2, 1, n=n, bias=True, rng=seed) for n, seed in PROBES]
    expected = [slope(neuron, mg.tasks.load("trees")) for neuron in neurons]
    right = near(slopes, expected, 0.01 * min(map(abs, expected)))
    yield 2, right and all(no_backward), "the slope of other neurons, without backward"
    yield 1, right and near(ns, [n for n, _ in PROBES], 1e-9), "n as it was before"


@task("2.3", 2, "low", "high")
def interval(answer, given):
    low, high = interval_on(given.runs)
    right = near(answer[0], low, 0.015)
    yield 1, right, "the lower end"
    yield 1, right and near(answer[1], high, 0.015), "the upper end"


@task("2.4", 3, "sum_error", "law_error", "neuron_error")
def leave_one_out_errors(answer, given):
    of_sum, of_law, *of_neuron = errors_on(given.runs)
    yield 1, near(answer[0], of_sum, 0.01 * of_sum), "that of the sum"
    yield 1, near(answer[1], of_law, 0.01 * of_law), "that of the power law"
    found = any(near(answer[2], error, 0.02 * error) for error in of_neuron)
    yield 1, found, "that of the neuron, in seconds"


LETTER = by_hand("2.5", 4, "letter")
