"""Errors to plant in rules, for tests that have to notice them."""

from functools import wraps

from minigrad import Primitive, Tensor
from minigrad.autodiff.declared import each


def bent(f):
    """Return f² + f. The second derivative of a linear operation is 0 and would check nothing."""

    def bent_f(*inputs):
        y = f(*inputs)
        return y * y + y

    return bent_f


def off_by_a_thousandth(rule):
    @wraps(rule)  # the engine looks at the names of a rule's parameters
    def wrong(*args, **options):
        return 1.001 * rule(*args, **options)

    return wrong


def off_by_a_thousandth_in_second_order(rule):
    """Return the right value, of which the derivative is wrong."""

    @wraps(rule)
    def wrong(*args, **options):
        g = rule(*args, **options)
        return g + 0.001 * (g - g.detach()) if isinstance(g, Tensor) else g

    return wrong


def with_wrong_rule(op, which, wrong):
    if isinstance(op.vjps, each):  # one rule for all
        return Primitive(op.forward, each(lambda i, *args, **o: wrong(op.vjps[i])(*args, **o)))
    rules_of_op = [wrong(rule) if i == which else rule for i, rule in enumerate(op.vjps)]
    return Primitive(op.forward, rules_of_op, op.joins_lists)
