"""Reverse-mode automatic differentiation on NumPy arrays.

README.md beside this file says what to read, and in which order. Nothing in here knows of exp^(n)
or of neurons.
"""

# ruff: noqa: I001 - imported in the order in which they are read and need each other
from . import memory
from . import methods
from . import tensor
from .tensor import Tensor
from .modes import no_grad, unguarded
from .primitive import RELEASED, Node, Primitive, primitive
from .rules import *  # noqa: F403
from . import rules
from .more_rules import *  # type: ignore[assignment]  # noqa: F403 - a sum that has more options
from . import more_rules
from .fused import linear
from . import backward as walk
from .backward import gradients
from .transforms import grad, hessian, jacobian, jvp, value_and_grad, vjp
from .gradcheck import GradcheckError, gradcheck
from .compile import Compiled, compile
from .errors import RecordingError

memory.keep_freed_memory()
memory.look_for_cycles_less_often()

# The only circle of this house. A tensor's methods are operations, and operations make tensors: no
# file can come first. These two name what they need for type checkers and readers, and get it here.
vars(tensor).update(rules=rules, walk=walk)
vars(methods).update(rules=rules, more_rules=more_rules)

__all__ = [
    "RELEASED", "Compiled", "GradcheckError", "Node", "Primitive", "RecordingError", "Tensor",
    "compile", "grad", "gradcheck", "gradients", "hessian", "jacobian", "jvp", "linear", "no_grad",
    "primitive", "unguarded", "value_and_grad", "vjp",
]  # fmt: skip
__all__ += sorted({*rules.__all__, *more_rules.__all__})
