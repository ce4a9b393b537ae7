"""Modules: functions with parameters to learn.

Read module.py, layers.py, addmul.py, peers.py, monomials.py, losses.py.
"""

from . import peers
from .addmul import ORDERS, AddMul, orders_of
from .layers import Linear, Product, ReLU, Sigmoid, Tanh
from .losses import cross_entropy, mse_loss
from .module import Layer, Module, Parameter, Sequential, count_parameters
from .monomials import Monomials

__all__ = [
    "ORDERS", "AddMul", "Layer", "Linear", "Module", "Monomials", "Parameter", "Product", "ReLU", "Sequential", "Sigmoid", "Tanh",
    "count_parameters", "cross_entropy", "mse_loss", "orders_of", "peers",
]  # fmt: skip
