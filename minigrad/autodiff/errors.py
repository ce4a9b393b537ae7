"""The wording of the engine's errors: what is wrong, and what to do. Skip this on a first reading.

Each function returns an exception, and the line that calls it raises it.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

__all__: list[str] = []  # nothing for users


def full_name(function: Any) -> str:
    """Return how a function of NumPy or SciPy is called in a program, such as ``np.linalg.inv``."""
    name = str(getattr(function, "__name__", function))
    module = getattr(function, "__module__", None) or ""
    if isinstance(function, np.ufunc):  # which does not tell where it is from
        module = ""
        for library in ("numpy", "scipy.special"):
            if getattr(sys.modules.get(library), name, None) is function:
                module = library
    module = "np" + module.removeprefix("numpy") if module.split(".")[0] == "numpy" else module
    return f"{module}.{name}" if module else name


def nearest(name: str, names: Iterable[str], count: int = 3, cutoff: float = 0.0) -> list[str]:
    """Return the names that look most like this one; `cutoff` 1 takes none but equal ones."""
    return difflib.get_close_matches(name, list(names), count, cutoff)


# ---- a gradient that would be lost ---------------------------------------------------------------


def gradient_would_be_lost() -> TypeError:
    return TypeError(
        "this tensor carries a gradient, which would be lost in an array. Compute with minigrad's "
        "operations, and make arrays of tensors with mg.array, mg.stack, mg.concatenate or mg.full; "
        "where no gradient is wanted, take the values: t.numpy(), t.item(), or t.detach() for a tensor"
    )


def list_would_lose_gradients() -> TypeError:
    return TypeError(
        "a Tensor copies numbers, so the gradients of the tensors in this list would be lost: "
        "give the list to mg.array, or join them with mg.stack or mg.concatenate"
    )


def no_rule_for(name: str, operations: Iterable[Callable[..., Any]]) -> TypeError:
    lost = f"{name} has no rule for Tensors, so their gradient would be lost"
    last = name.split(" ")[0].split(".")[-1]
    if name == f"np.linalg.{last}" and last in SEVERAL_OUTPUTS:
        return TypeError(f"{lost}: {_one_output(last)}")
    room = {operation.__name__: operation.__module__.split(".")[1] for operation in operations}
    found = nearest(last, sorted(room), cutoff=0.6)
    close = ", ".join(x if room[x] == "autodiff" else f"{room[x]}.{x}" for x in found)
    hint = f" (names near to this one: {close})" if found else ""
    if name == f"scipy.special.{last}" and "minigrad.special" not in sys.modules:
        hint = f" (those of SciPy are in mg.special: use mg.special.{last}, if it is there)"
    return TypeError(
        f"{lost}. Use operations that minigrad has{hint}, declare your own with mg.primitive, or "
        "give t.numpy() where no gradient is wanted"
    )


SEVERAL_OUTPUTS = frozenset("eig eigh lstsq qr svd".split())  # in np.linalg


def _one_output(name: str) -> str:
    return (
        f"an operation of minigrad has one output, and {name} has several. Declare the one that you "
        "need with mg.primitive, or give t.numpy() where no gradient is wanted"
    )


def not_in_linalg(name: str) -> AttributeError:
    reason = f": {_one_output(name)}" if name in SEVERAL_OUTPUTS else ""
    return AttributeError(f"module 'minigrad.linalg' has no attribute {name!r}{reason}")


def pinv_has_another_rank() -> ValueError:
    return ValueError(
        "a @ pinv(a) @ a is not a, and then pinv has no rule: either it took singular values for 0 that "
        "are not, or it kept some that only rounding made. Choose rcond or rtol between these"
    )


def determinant_is_0() -> np.linalg.LinAlgError:
    return np.linalg.LinAlgError(
        "the determinant is 0, and the rules of det and slogdet divide by the matrix: move it a "
        "little, as in a + 1e-9 * np.eye(n)"
    )


def not_in_special(name: str) -> AttributeError:
    reason = (
        f": declare it with mg.primitive(scipy.special.{name}, vjps=…)" if name[:1] != "_" else ""
    )
    return AttributeError(f"module 'minigrad.special' has no attribute {name!r}{reason}")


def elements_cannot_be_assigned() -> TypeError:
    return TypeError(
        "the elements of a Tensor cannot be assigned, since its gradient would not notice. "
        "Compute a new tensor, as in mg.where(mask, value, x), or edit the values of one that "
        "no graph needs: x.data[index] = value"
    )


def graph_cannot_be_copied() -> TypeError:
    return TypeError(
        "a computation graph cannot be copied or pickled: use t.detach(), which has the values"
    )


# ---- what is no array of numbers -----------------------------------------------------------------


def rows_differ(error: ValueError) -> ValueError:
    return ValueError(
        f"the data do not make an array, since rows have different lengths or depths: {error}"
    )


def no_numbers(dtype: Any) -> TypeError:
    return TypeError(
        f"a Tensor holds real or complex numbers, got data of type {dtype}: convert them "
        "first, as in np.asarray(data, dtype=float)"
    )


def integers_have_no_gradient(dtype: Any) -> TypeError:
    return TypeError(
        f"a tensor of {dtype} has no gradient: write its numbers as floats (3.0 instead of 3), "
        "convert it with x.astype(float), or leave requires_grad out"
    )


def is_a_matrix() -> TypeError:
    return TypeError(
        "an np.matrix multiplies by other rules than an array: give np.asarray(matrix)"
    )


def is_sparse() -> TypeError:
    return TypeError("a sparse array has no rule for Tensors: give all its elements, x.toarray()")


def is_masked() -> TypeError:
    return TypeError(
        "some elements of this array are masked, and a Tensor has no mask: fill them in, "
        "masked.filled(value), or leave them out, masked.compressed()"
    )


# ---- the call of an operation --------------------------------------------------------------------


def shapes_do_not_fit(name: str, arrays: Sequence[Any], error: ValueError) -> ValueError:
    shapes = " and ".join(str(np.shape(a)) for a in arrays)
    return ValueError(f"{name} of shapes {shapes}: {error}")


def numbers_have_no_axis() -> ValueError:
    return ValueError(
        "concatenate joins arrays along an axis, and a number has none: use mg.array or mg.stack"
    )


def rules_without_a_tuple() -> TypeError:
    return TypeError("vjps has one rule for each input: for one input, vjps=(rule,) with a comma")


def no_rule_for_input(name: str, argument: str) -> TypeError:
    return TypeError(
        f"{name} has no rule for a tensor as its input {argument!r}: give its values, "
        f"{argument}.numpy()"
    )


def no_rule_for_option(name: str, option: str) -> TypeError:
    return TypeError(
        f"{name} has no rule for its option {option!r}: leave it out, or give t.numpy() where no "
        "gradient is needed"
    )


def no_rule_for_choice(name: str, option: str, choice: Any, known: Iterable[Any]) -> TypeError:
    return TypeError(
        f"{name} has no rule for {option}={choice!r}, but for {', '.join(map(str, known))}: choose "
        "one of these, or give t.numpy() where no gradient is needed"
    )


def needs_singular_values(ord: Any) -> TypeError:
    return TypeError(
        f"a matrix norm with ord={ord!r} is made of singular values, which have no rule: choose "
        '"fro", 1 or inf, or give t.numpy() where no gradient is needed'
    )


def list_of_tensors(name: str, argument: str) -> TypeError:
    return TypeError(
        f"{name} was given tensors in a list or tuple as its input {argument!r}, where their "
        "gradients would be lost: give each as an argument of its own, or join them with mg.stack"
    )


# ---- backward ------------------------------------------------------------------------------------


def nothing_to_differentiate() -> RuntimeError:
    return RuntimeError(
        "nothing to differentiate: no input of this tensor has requires_grad=True, or it was "
        "computed under no_grad()"
    )


def graph_was_released() -> RuntimeError:
    return RuntimeError(
        "the graph was released by an earlier backward(): compute the loss again, call that "
        "backward with retain_graph=True, or use t.detach() of a result t that it passed"
    )


def several_elements(shape: tuple[int, ...]) -> ValueError:
    return ValueError(
        f"backward() starts from one number, and this tensor has shape {shape}. "
        "Reduce it first, as in t.sum().backward() or t.mean().backward(), or say how to "
        "weigh its elements: t.backward(gradient=weights)"
    )


def complex_output() -> TypeError:
    return TypeError(
        "a complex number has no gradient, since complex numbers are not ordered. "
        "Differentiate a real one made of it, as in t.real.backward() or "
        "abs(t).backward(), or give the derivative of the loss: t.backward(gradient=g)"
    )


def weights_do_not_fit(gradient: tuple[int, ...], tensor: tuple[int, ...]) -> ValueError:
    return ValueError(f"shapes {gradient} of gradient and {tensor} of the tensor must be equal")


def data_were_replaced(x: Any, name: str) -> RuntimeError:
    return RuntimeError(
        f"the data of {x!r} were replaced after {name} had used them: compute the loss again "
        "before backward(create_graph=True)"
    )


def gradient_does_not_fit(operation: Any, position: int, shape: tuple[int, ...]) -> ValueError:
    name, argument = operation.__name__, operation.input_name(position)
    return ValueError(
        f"the rule of {name} for its input {argument!r} returned a gradient that does not fit "
        f"that input of shape {shape}: it must have that shape, or one that broadcasting made "
        "from it"
    )


def no_list_of_tensors() -> TypeError:
    return TypeError("the inputs of gradients are a list of tensors: put a single one in brackets")


# ---- functions of functions ----------------------------------------------------------------------


def no_such_argument(position: Any, count: int) -> ValueError:
    return ValueError(f"argnums names argument {position!r}, and f was given {count}")


def no_tensor_returned(y: Any) -> TypeError:
    return TypeError(
        f"the function must return a Tensor, it returned a {type(y).__name__}: write it "
        "with minigrad's operations"
    )


def direction_of_another_form() -> ValueError:
    return ValueError(
        "x and v have different forms: give a direction for each argument, and in a dict, list or "
        "tuple for each array in it"
    )


def direction_does_not_fit(v: Any, x: Any) -> ValueError:
    kinds = ["complex" if np.iscomplexobj(z) else "real" for z in (v, x)]
    return ValueError(
        f"v has shape {np.shape(v)}, x has shape {np.shape(x)}; v is {kinds[0]}, x is {kinds[1]}"
    )


def one_argument_only(argnums: Any) -> TypeError:
    return TypeError(f"argnums is one number here, got {argnums!r}: ask once for each argument")


def jacobian_by_a_nest(kind: str) -> TypeError:
    return TypeError(
        f"the argument is a {kind}, and there is a Jacobian for each array in it: give one array by "
        "itself, as in jacobian(lambda w: f({'w': w, 'b': b}))"
    )


def jacobian_of_complex() -> TypeError:
    return TypeError(
        "the Jacobian of a complex output is not one matrix: take that of its real and "
        "that of its imaginary part, as in jacobian(lambda x: f(x).real)"
    )


# ---- compile -------------------------------------------------------------------------------------


class RecordingError(RuntimeError):
    """A function does what a recording could not repeat; the message names it."""


def not_repeatable(what: str) -> RecordingError:
    return RecordingError(
        f"the function uses {what}. A recording would repeat what that gave this time: compute "
        "with minigrad's operations alone (mg.where instead of if), or do without compile"
    )


def draws_random_numbers() -> RecordingError:
    return RecordingError(
        "the function draws random numbers, and a recording would repeat the first ones: draw "
        "outside of it, and give them as an argument; or do without compile"
    )


def recordings_differ() -> RecordingError:
    return RecordingError(
        "two recordings of the function differ, so it depends on something that changes from call "
        "to call: give that as an argument, or do without compile"
    )


def too_many_programs(count: int) -> RecordingError:
    return RecordingError(
        f"{count} programs were recorded, since arguments differ in shape, dtype or value: give "
        "numbers that change as arrays, np.asarray(number)"
    )


def argument_has_a_graph() -> RecordingError:
    return RecordingError(
        "an argument was computed from tensors that want gradients, which this function would not "
        "see: give x.detach(), or compute x inside"
    )


def changes_what_it_finds() -> RecordingError:
    return RecordingError(
        "the function changes an attribute, a list or a variable that it finds elsewhere, and a "
        "recording would not: return what is new, or do without compile"
    )


def no_such_argument_of_a_recording(kind: str) -> RecordingError:
    return RecordingError(
        f"an argument is or holds a {kind}: give arrays (np.asarray of a list of numbers), tensors "
        "and numbers, and dicts, lists and tuples of these; let the function find all else by itself, "
        "as lambda x: loss(model(x)) finds model"
    )
