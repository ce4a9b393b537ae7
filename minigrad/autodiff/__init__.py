"""Reverse-mode automatic differentiation on NumPy arrays.

README.md beside this file says what to read, and in which order. Nothing in here knows of exp^(n)
or of neurons.
"""

# ruff: noqa: E402, I001 - imported in the order in which they are read and need each other
import numpy as _np

# A training step frees all its arrays at once. On Linux, glibc then gives the memory back, and the
# next step has to fetch it again, page by page, which can take longer than the computation. Once a
# large block has been freed, glibc keeps up to twice its size. This block is never touched.
_np.empty(31 * 2**20, _np.uint8)

from .tensor import Tensor
from .primitive import Primitive, no_grad, primitive, unguarded
from .rules import *  # noqa: F403
from . import rules
from .transforms import grad, hessian, jacobian, jvp, value_and_grad, vjp
from .gradcheck import GradcheckError, gradcheck

__all__ = [
    "GradcheckError", "Primitive", "Tensor", "grad", "gradcheck", "hessian", "jacobian", "jvp",
    "no_grad", "primitive", "unguarded", "value_and_grad", "vjp",
]  # fmt: skip
__all__ += rules.__all__
