"""Wrong answers to "Tell the engine", and a piece of the hint that each must get."""

import numpy as np

import minigrad as mg


def squares(v, by_x):
    def rule_n(g, y, x, n):
        return g * v(y)

    def rule_x(g, y, x, n):
        return g * by_x(v, y, x)

    return mg.primitive(lambda x, n: x ** (2**n), vjps=(rule_x, rule_n))


def v(y):
    return np.log(2) * y * mg.log(y)


def ratio(v, y, x):
    return v(y) / v(x)


def no_g_x(g, y, x, n):
    return v(y) / v(x)


def no_g_n(g, y, x, n):
    return v(y)


def declared(forward, rule):
    return mg.primitive(forward, vjps=(rule,))


def right(x):
    return np.logaddexp(0.0, x)


def slope(g, y, x):
    return g * mg.sigmoid(x)


def overflowing(g, y, x):
    return g * mg.exp(x) / (1 + mg.exp(x))


def share(y, t, at, exp=mg.exp):
    return exp(t * (at - y))


def inside(y, a, b, t, exp=mg.exp):
    return (a * share(y, t, a, exp) + b * share(y, t, b, exp)) / t


def through_numpy(g, y, a, b, t):
    values = [x.numpy() if isinstance(x, mg.Tensor) else x for x in (y, a, b, t)]
    return g * (inside(*values, exp=np.exp) - values[0] / values[3])


MISTAKES = {
    "11.1": [
        ((lambda x, n: x ** (2**n),), "primitive"),
        ((squares(lambda y: y * mg.log(y), ratio),), "has a factor"),
        ((squares(lambda y: y, ratio),), "rule for n is wrong"),
        ((squares(v, lambda v, y, x: v(y)),), "two travellers"),
        ((squares(lambda y: np.log(2) * y * np.log(np.asarray(y)), ratio),), "mg.log"),
        ((mg.primitive(lambda x, n: x ** (2**n), vjps=(no_g_x, no_g_n)),), "multiply by g"),
        ((mg.primitive(lambda x, n: x * 2**n, vjps=(None, None)),), "has to be 9"),
    ],
    "11.2": [
        ((lambda x: mg.log(1 + mg.exp(x)),), "Declare it"),
        ((declared(lambda x: np.log(1 + np.exp(x)), slope),), "It overflows"),
        ((declared(right, lambda g, y, x: mg.sigmoid(x)),), "do not forget g"),
        ((declared(right, lambda g, y, x: g / (1 + np.exp(-np.asarray(x)))),), "second ones"),
        ((declared(lambda x: np.maximum(x, 0.0), slope),), "log(1 + eˣ)"),
        ((declared(right, overflowing),), "without large numbers"),
    ],
    "11.3": [
        ((lambda g, y, a, b, t: inside(y, a, b, t) - y / t,), "multiply by g"),
        ((lambda g, y, a, b, t: g * inside(y, a, b, t),), "Which term does it add"),
        ((lambda g, y, a, b, t: -g * y / t,), "the t inside the exps is not"),
        ((lambda g, y, a, b, t: g * (inside(y, a, b, t) * t - y / t),), "divided by t as well"),
        ((lambda g, y, a, b, t: g * a,), "quotient rule"),
        ((through_numpy,), "differentiated again"),
        ((lambda g, y, a, b, t: 1.0,), "for each element"),
    ],
}
