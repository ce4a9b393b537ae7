"""Modules: functions with parameters to learn. Read module.py, layers.py, addmul.py, losses.py."""

from .addmul import AddMul
from .layers import Linear
from .losses import mse_loss
from .module import Module, Parameter, Sequential

__all__ = ["AddMul", "Linear", "Module", "Parameter", "Sequential", "mse_loss"]
