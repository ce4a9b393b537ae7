"""Losses: one number that says how far predictions are from targets.

Read next: ../optim/, which makes that number smaller.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..autodiff import Tensor, mean

__all__ = ["mse_loss"]


def mse_loss(prediction: Any, target: Any) -> Tensor:
    """Return the mean squared error, mean (prediction - target)².

    Parameters
    ----------
    prediction, target : Tensor or array_like
        Of equal shapes.

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
    if np.shape(prediction) != np.shape(target):
        raise ValueError(
            f"prediction has shape {np.shape(prediction)}, target has shape {np.shape(target)}: "
            "they must be equal; reshape one of them"
        )
    if not isinstance(prediction, Tensor):
        prediction = np.asarray(prediction)
    return mean((prediction - target) ** 2)
