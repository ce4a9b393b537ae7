"""Solutions to "A network that bends"."""

import numpy as np

import minigrad as mg


def new_network(neurons):
    rng = np.random.default_rng(0)
    return mg.nn.Sequential(
        mg.nn.Linear(2, neurons, rng=rng), mg.nn.Tanh(), mg.nn.Linear(neurons, 2, rng=rng)
    )


def labels_of(y):
    return y[:, 0].astype(int)


def share_right(model, task):
    return np.mean(model(task.x_test).numpy().argmax(axis=1) == labels_of(task.y_test))


def train(neurons, task, steps):
    model = new_network(neurons)
    optimizer = mg.optim.Adam(model.parameters(), lr=0.03)
    test_losses = []
    for _ in range(steps):
        with mg.no_grad():
            loss = mg.nn.cross_entropy(model(task.x_test), labels_of(task.y_test))
            test_losses.append(loss.item())
        optimizer.zero_grad()
        mg.nn.cross_entropy(model(task.x), labels_of(task.y)).backward()
        optimizer.step()
    return model, test_losses


# Exercise 1. 2·8 weights and 8 biases in the first layer, 8·2 and 2 in the second: 42.
def count(model):
    return sum(parameter.size for parameter in model.parameters())


# Exercise 2. The engine knows the derivatives of all three operations, so there is no rule to
# write. The moons part as with tanh.
class Softsign(mg.nn.Module):
    def forward(self, z):
        return z / (1 + abs(z))


# Exercise 3. From this start, two neurons get about 88 % right, hardly more than a line; three 99 %.
moons = mg.tasks.load("moons")
fewest = 1
while share_right(train(fewest, moons, steps=1000)[0], moons) <= 0.95:
    fewest += 1

# Exercise 4. The loss at place k of the list is that after k steps. Eight neurons need about half as
# many steps as 64, and are then as good.
few = mg.tasks.load("moons", samples=32, noise=0.3)
steps = int(np.argmin(train(8, few, steps=200)[1]))
right = share_right(train(8, few, steps=steps)[0], few)

answers = {"4.1": (count,), "4.2": (Softsign,), "4.3": (fewest,), "4.4": (steps, right)}
