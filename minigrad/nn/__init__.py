"""Modules: functions with parameters to learn. Read module.py, layers.py, addmul.py, losses.py."""

from .addmul import AddMul
from .layers import Linear, Tanh
from .losses import cross_entropy, mse_loss
from .module import Module, Parameter, Sequential

__all__ = [
    "AddMul", "Linear", "Module", "Parameter", "Sequential", "Tanh", "cross_entropy", "mse_loss",
]  # fmt: skip
