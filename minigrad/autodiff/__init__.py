"""Reverse-mode automatic differentiation on NumPy arrays.

Read tensor.py, primitive.py, rules.py, backward.py and gradcheck.py, in this order. Nothing in
here knows of exp^(n) or of neurons.
"""

# ruff: noqa: I001, RUF022 - imported in reading order, which is the order in which they need each other
from .tensor import Tensor
from .primitive import Primitive, no_grad, primitive
from .rules import (
    add, subtract, multiply, divide, negative, power,
    exp, log, tanh,
    sum, mean, matmul,
    reshape, transpose, swapaxes, broadcast_to,
)  # fmt: skip
from .gradcheck import GradcheckError, gradcheck

__all__ = [
    "Tensor", "Primitive", "primitive", "no_grad", "GradcheckError", "gradcheck",
    "add", "subtract", "multiply", "divide", "negative", "power", "exp", "log", "tanh",
    "sum", "mean", "matmul", "reshape", "transpose", "swapaxes", "broadcast_to",
]  # fmt: skip
