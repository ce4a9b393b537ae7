"""Losses: one number that says how far predictions are from targets.

Each is one operation of the engine, declared with `primitive` like any operation of your own. The
same formula written with subtract, square and mean has the same derivatives and takes more steps.

Read next: ../optim/, which makes that number smaller.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..autodiff import primitive, softmax

__all__ = ["cross_entropy", "mse_loss"]


def _mse_slope(g: Any, prediction: Any, target: Any) -> Any:
    return g * (2 / prediction.size) * (prediction - target)


@primitive(
    vjps=(
        lambda g, y, prediction, target: _mse_slope(g, prediction, target),
        lambda g, y, prediction, target: -_mse_slope(g, prediction, target),
    )
)
def mse_loss(prediction: Any, target: Any) -> Any:
    """Return the mean squared error, mean |prediction - target|².

    Parameters
    ----------
    prediction, target : Tensor or array_like
        Real or complex, of equal shapes.

    Returns
    -------
    Tensor
        One number.

    Raises
    ------
    ValueError
        If the shapes differ. Broadcasting (N, 1) against (N,) would compare every prediction with
        every target.

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0]).item()
    2.0
    """
    prediction, target = np.asarray(prediction), np.asarray(target)
    if prediction.shape != target.shape:
        raise ValueError(
            f"prediction has shape {prediction.shape}, target has shape {target.shape}: they must "
            "be equal; reshape one of them"
        )
    d = prediction - target
    return np.vdot(d, d).real / d.size  # vdot conjugates the first and takes any shape as a row


def _cross_entropy_rule(g: Any, y: Any, logits: Any, labels: Any) -> Any:
    classes = logits.shape[-1]
    is_label = np.arange(classes) == np.asarray(labels)[..., None]
    return g * (classes / logits.size) * (softmax(logits) - is_label)


@primitive(vjps=(_cross_entropy_rule, None))
def cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the mean of -log p, where p is the probability that softmax gives to the right class.

    Parameters
    ----------
    logits : Tensor or array_like of shape (…, classes)
        One number a class; the larger, the more probable.
    labels : array_like of integers, of shape (…)
        The right classes, counted from 0.

    Returns
    -------
    Tensor
        One number.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a label is not the number of a class.
    TypeError
        If labels are not integers.

    Examples
    --------
    >>> round(cross_entropy([[0.0, 0.0], [9.0, 0.0]], [1, 0]).item(), 4)
    0.3466

    Two moons, one class each, which no straight line separates:

    >>> from minigrad import nn, tasks, train
    >>> moons = tasks.load("moons")
    >>> model = nn.Sequential(nn.Linear(2, 16, rng=0), nn.Tanh(), nn.Linear(16, 2, rng=1))
    >>> def loss(logits, y):
    ...     return cross_entropy(logits, y[:, 0].astype(int))
    >>> history = train.fit(model, moons, loss=loss, rng=0)
    >>> right = model(moons.x_test).data.argmax(axis=1) == moons.y_test[:, 0]
    >>> bool(right.mean() > 0.98)
    True
    """
    logits, labels = np.asarray(logits), np.asarray(labels)
    if labels.shape != logits.shape[:-1]:
        raise ValueError(
            f"logits of shape {logits.shape} need labels of shape {logits.shape[:-1]}, one for "
            f"each row; got labels of shape {labels.shape}"
        )
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are numbers of classes, integers; got {labels.dtype}")
    classes = logits.shape[-1]
    if labels.size and not (0 <= labels.min() and labels.max() < classes):
        raise ValueError(
            f"labels run from 0 to {classes - 1} for {classes} classes; "
            f"got {labels.min()} to {labels.max()}"
        )
    top = np.max(logits, axis=-1)
    log_sums = top + np.log(np.sum(np.exp(logits - top[..., None]), axis=-1))
    return np.mean(log_sums - np.take_along_axis(logits, labels[..., None], -1)[..., 0])
