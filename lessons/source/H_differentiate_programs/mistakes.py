"""Wrong answers to "Differentiate your own program", and a piece of the hint that each must get."""


def flat_step(params, gradient, lr):
    return {name: p - lr * gradient[name] for name, p in params.items()}


def step_in_place(params, gradient, lr):
    for name in params:
        params[name] = params[name] - lr * gradient[name]
    return params


def step_uphill(params, gradient, lr):
    return {name: p + lr * gradient[name] for name, p in params.items()}


def step_of_values(params, gradient, lr):
    if isinstance(params, dict):
        return [step_of_values(params[name], gradient[name], lr) for name in params]
    return params - lr * gradient


def step_that_skips_dicts(params, gradient, lr):
    return {
        name: p if isinstance(p, dict) else p - lr * gradient[name] for name, p in params.items()
    }


def step_that_forgets_lr(params, gradient, lr):
    if isinstance(params, dict):
        return {name: step_that_forgets_lr(p, gradient[name], 0.1) for name, p in params.items()}
    return params - lr * gradient


def step_that_flattens(params, gradient, lr):
    moved = {}
    for name, p in params.items():
        part = gradient[name]
        if isinstance(p, dict):
            moved |= step_that_flattens(p, part, lr)
        else:
            moved[name] = p - lr * part
    return moved


MISTAKES = {
    "H.1": [
        ((86.234,), "hundredth"),
        ((1.5051,), "radians for a metre: take degrees"),
        ((0.015051,), "Turn it into degrees"),
        ((-0.0757,), "by the friction"),
        ((0.03737,), "after 1.5 seconds"),
        ((-0.86234,), "sign"),
        ((0.5,), "Differentiate lambda"),
    ],
    "H.2": [
        ((flat_step,), "plain dict only"),
        ((step_in_place,), "changed its argument"),
        ((step_uphill,), "uphill"),
        ((step_of_values,), "a dict comes out"),
        ((step_that_skips_dicts,), "wrong deeper inside"),
        ((step_that_forgets_lr,), "wrong deeper inside"),
        ((step_that_flattens,), "same dicts inside"),
        (({"a": 1.0},), "function itself"),
    ],
}
