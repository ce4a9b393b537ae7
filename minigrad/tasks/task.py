"""Task: the data to learn from, and the data to be judged by.

Read next: weights.py, and csv_file.py, which reads measured data.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .csv_file import read_csv
from .weights import of_mean_one, require_error, require_no_zeros, times, weights_of_rows

__all__ = ["Task"]

Floats = NDArray[np.float64]
Part = Literal["train", "test", "extrapolation"]
MAX_SCALE_RATIO = 1e4  # beyond it, columns are probably in unfortunate units


@dataclass(frozen=True, eq=False)
class Task:
    """Inputs and targets, as the model sees them.

    Make one with `from_arrays`, `from_csv` or `minigrad.tasks.load`.

    Attributes
    ----------
    name : str
        For titles and file names.
    x, y : ndarray of shape (N, features) and (N, outputs)
        Training data.
    x_test, y_test, x_extrapolation, y_extrapolation : ndarray or None
        Data from the same range, and from another range than the one learned from.
    features, targets : tuple of str
        Names of the columns.
    x_scale, y_scale : ndarray of shape (features,) and (outputs,)
        What the columns were divided by: their means for measured data, otherwise 1. Multiply a
        prediction by `y_scale` to have it in the units of the data.
    scale : {"mean", None}
        "mean" if the columns are divided by the means of the training rows.
    measured : bool
        Whether the data were measured.
    source : str
        Where the data come from.
    tolerance : float or None
        For an exact law: the mean squared error on the extrapolation data below which a model counts
        as having found it. It is that of the law itself with inputs that are off by a share of 1e-5.
    weight, weight_test : ndarray of shape (N, 1), or None
        What the squared error of each row is multiplied by; None is 1. Set by `weighted`. The mean of
        `weight` is 1.
    relative : bool
        Whether errors count as shares of the targets. Set by `with_relative_errors`.

    Examples
    --------
    >>> task = Task.from_arrays([[1.0, 2.0], [3.0, 4.0]], [[3.0], [7.0]])
    >>> task.x.shape, task.y.shape, task.features
    ((2, 2), (2, 1), ('x1', 'x2'))
    """

    name: str
    x: Floats
    y: Floats
    x_test: Floats | None = None
    y_test: Floats | None = None
    x_extrapolation: Floats | None = None
    y_extrapolation: Floats | None = None
    features: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    x_scale: Floats = field(default_factory=lambda: np.ones(1))
    y_scale: Floats = field(default_factory=lambda: np.ones(1))
    scale: str | None = None
    measured: bool = False
    source: str = ""
    tolerance: float | None = None
    weight: Floats | None = None
    weight_test: Floats | None = None
    relative: bool = False

    @property
    def has_units(self) -> bool:
        """Whether a law may have a constant that carries its units.

        It may if the data were measured, or are divided by their means as measured ones are.
        """
        return self.measured or self.scale == "mean"

    @classmethod
    def from_arrays(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        x_test: ArrayLike | None = None,
        y_test: ArrayLike | None = None,
        x_extrapolation: ArrayLike | None = None,
        y_extrapolation: ArrayLike | None = None,
        name: str = "arrays",
        *,
        features: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        source: str = "",
    ) -> Task:
        """Make a task of arrays, as they are; a one-dimensional array becomes one column.

        Raises
        ------
        ValueError
            If the shapes do not fit, a number is not finite, or a column is constant.

        Warns
        -----
        UserWarning
            If columns have wildly different scales.
        """
        x, y = _table(x, "x"), _table(y, "y")
        pairs = {
            "x and y": (x, y),
            "x_test and y_test": _tables(x_test, y_test, "test"),
            "x_extrapolation and y_extrapolation": _tables(
                x_extrapolation, y_extrapolation, "extrapolation"
            ),
        }
        for names, (inputs, outputs) in pairs.items():
            if inputs is None or outputs is None:
                continue
            if len(inputs) != len(outputs):
                raise ValueError(
                    f"{names} need equally many rows, got shapes {inputs.shape} and {outputs.shape}"
                )
            if inputs.shape[1:] != x.shape[1:] or outputs.shape[1:] != y.shape[1:]:
                raise ValueError(
                    f"{names} have shapes {inputs.shape} and {outputs.shape}, which do not have "
                    f"the columns of x and y, {x.shape} and {y.shape}"
                )
        if len(x) < 2:
            raise ValueError(f"a task needs at least two rows, got {len(x)}")
        features = tuple(features or _numbered("x", x.shape[1]))
        targets = tuple(targets or _numbered("y", y.shape[1]))
        for what, given, table in (("features", features, x), ("targets", targets, y)):
            if len(given) != table.shape[1]:
                raise ValueError(f"{what} has {len(given)} names for {table.shape[1]} columns")
        _refuse_constants(x, features, "Leave it out (a constant term is what bias=True is for)")
        _refuse_constants(y, targets, "Choose another target")
        _warn_if_scales_differ(np.hstack([x, y]), (*features, *targets))
        (_, _), (x_test, y_test), (x_extrapolation, y_extrapolation) = pairs.values()
        return cls(
            name=name,
            x=x,
            y=y,
            x_test=x_test,
            y_test=y_test,
            x_extrapolation=x_extrapolation,
            y_extrapolation=y_extrapolation,
            features=features,
            targets=targets,
            x_scale=np.ones(x.shape[1]),
            y_scale=np.ones(y.shape[1]),
            source=source,
        )

    @classmethod
    def from_csv(
        cls,
        path: str | PathLike[str],
        target: str | None = None,
        *,
        features: Sequence[str] | None = None,
        scale: str | None = "mean",
        weights: str | None = None,
        error: str = "absolute",
        name: str | None = None,
        source: str = "",
    ) -> Task:
        """Read measured data from a CSV file with a header, and divide each column by its mean.

        (The mean of its absolute values, if a column has both signs.)

        Parameters
        ----------
        path : path
            A comma-separated file; its first line names the columns.
        target : str, optional
            The column to predict; by default the last.
        features : sequence of str, optional
            The columns to predict from; by default all others.
        scale : {"mean", None}
            None leaves the columns in their units. A neuron's n depends on the units, so say which
            you used when you report it.
        weights : str, optional
            The column that says how much each row counts, as in `weighted`. It is neither predicted
            nor predicted from.
        error : {"absolute", "relative"}
            "relative" counts errors as shares of the target, as in `with_relative_errors`.
        name, source : str, optional
            By default the file's name.

        Raises
        ------
        ValueError
            If there is no such column; if a cell is empty, missing or not a finite number (names
            line and column); if a column is constant; if a weight is not positive, or a target is 0
            of which errors are to be shares.

        Warns
        -----
        UserWarning
            If columns have wildly different scales.
        """
        require_error(error)
        columns = read_csv(path, target=target, features=features, weights=weights)
        weight = None if weights is None else columns.pop(weights)
        *inputs, goal = columns
        task = cls.from_arrays(
            np.column_stack([columns[c] for c in inputs]),
            columns[goal],
            name=name or str(path),
            features=inputs,
            targets=[goal],
            source=source or str(path),
        )
        task = replace(task, measured=True)
        if weight is not None:
            task = task.weighted(weight)
        if error == "relative":
            task = task.with_relative_errors()
        if scale is None:
            return task
        if scale != "mean":
            raise ValueError(f'scale is "mean" or None, got {scale!r}')
        return task.divided_by_means()

    def weighted(self, weights: ArrayLike) -> Task:
        """Return the task with a weight for each training row.

        Training and errors multiply the squared error of a row with its weight. A row of weight 2
        counts like two rows, also in the means that columns are divided by. A measurement with the
        standard error s has the weight 1/s².

        Parameters
        ----------
        weights : array_like of shape (N,)
            Positive numbers. Only their ratios matter: they are divided by their mean.

        Raises
        ------
        ValueError
            If they are not positive and finite, or not one a row.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 2.0, 3.0], [2.0, 4.0, 9.0]).weighted([1, 1, 4])
        >>> task.weight.ravel(), task.without([0]).weight.ravel()
        (array([0.5, 0.5, 2. ]), array([0.4, 1.6]))
        """
        task = replace(self, weight=weights_of_rows(weights, len(self.x)))
        return task.divided_by_means() if self.scale == "mean" else task

    def with_relative_errors(self) -> Task:
        """Return the task with errors that count as shares of the targets.

        The squared error of a row is divided by the square of its target, and multiplied by its
        weight, if it has one. Then an error of 10 % counts the same at any size and in any unit.

        Raises
        ------
        ValueError
            If a target is 0; names the rows.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 2.0], [2.0, 4.0]).with_relative_errors()
        >>> task.weigh(task.x - task.y).ravel()
        array([-0.5, -0.5])
        """
        require_no_zeros(self.y, self.targets)
        require_no_zeros(self.y_test, self.targets, " of the test data")
        require_no_zeros(self.y_extrapolation, self.targets, " of the extrapolation data")
        return replace(self, relative=True)

    def root_weight(self, on: Part = "train") -> Floats | None:
        """Return square roots of what squared errors are multiplied by; None if that is 1.

        They are for the columns as the model sees them, of shape (N, 1), or, of relative errors,
        (N, outputs).
        """
        y, weight = {
            "train": (self.y, self.weight),
            "test": (self.y_test, self.weight_test),
            "extrapolation": (self.y_extrapolation, None),
        }[on]
        root = None if weight is None else np.sqrt(weight)
        if not self.relative or y is None:
            return root
        return (1.0 if root is None else root) / np.abs(y)

    def weigh(self, table: Any, on: Part = "train") -> Any:
        """Multiply predictions, targets or their differences with the roots of the rows' weights.

        So their mean squared error is the weighted one. Without weights, it is the table itself.

        Parameters
        ----------
        table : ndarray or Tensor of shape (N, outputs)
            As the model sees it, a row for each row of the task.
        on : {"train", "test", "extrapolation"}
            Which rows these are.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 2.0], [2.0, 4.0]).weighted([1, 7])
        >>> task.weigh(task.y).ravel().round(3)
        array([1.   , 5.292])
        """
        return times(table, self.root_weight(on))

    def divided_by(self, x_scale: ArrayLike, y_scale: ArrayLike) -> Task:
        """Return the task in other units: every column divided by a positive number.

        Examples
        --------
        >>> metres = Task.from_arrays([[100.0], [200.0]], [1.0, 2.0]).divided_by([100.0], [1.0])
        >>> metres.x.ravel(), metres.x_scale
        (array([1., 2.]), array([100.]))
        """
        x_scale, y_scale = (
            np.atleast_1d(x_scale).astype(float),
            np.atleast_1d(y_scale).astype(float),
        )
        if len(x_scale) != len(self.features) or len(y_scale) != len(self.targets):
            raise ValueError(
                f"x_scale and y_scale need one number a column, {len(self.features)} and "
                f"{len(self.targets)}, got {len(x_scale)} and {len(y_scale)}"
            )
        names, scales = (*self.features, *self.targets), np.concatenate([x_scale, y_scale])
        for column, unit in zip(names, scales, strict=True):
            if not (np.isfinite(unit) and unit > 0):
                raise ValueError(
                    f"column {column!r} would be divided by {unit:g}, which is not a positive number"
                )

        def over(a: Floats | None, unit: Floats) -> Any:
            return None if a is None else a / unit

        return replace(
            self,
            x=self.x / x_scale,
            y=self.y / y_scale,
            x_test=over(self.x_test, x_scale),
            y_test=over(self.y_test, y_scale),
            x_extrapolation=over(self.x_extrapolation, x_scale),
            y_extrapolation=over(self.y_extrapolation, y_scale),
            x_scale=self.x_scale * x_scale,
            y_scale=self.y_scale * y_scale,
            tolerance=None if self.tolerance is None else self.tolerance / float(y_scale[0]) ** 2,
        )

    def divided_by_means(self) -> Task:
        """Return the task with every column divided by the mean of its training rows.

        (The mean of absolute values, since the mean of a column with both signs may be near 0. With
        weights, it is the weighted mean.)

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 3.0], [10.0, 30.0]).divided_by_means()
        >>> task.x.ravel(), task.x_scale, task.has_units
        (array([0.5, 1.5]), array([2.]), True)
        """
        weights = None if self.weight is None else self.weight[:, 0]
        means = [np.average(np.abs(table), axis=0, weights=weights) for table in (self.x, self.y)]
        units = (np.where(mean > 0, mean, 1.0) for mean in means)
        return replace(self.divided_by(*units), scale="mean")

    def rows(self, index: Any) -> Task:
        """Return the task with a selection of its training rows.

        Columns that are divided by their means are divided by the means of the selection, so that
        nothing of the rows that are left out remains. Weights, too, are divided by their mean.
        """
        task = self.part(index)
        return task.divided_by_means() if self.scale == "mean" else task

    def part(self, index: Any) -> Task:
        """Return the task with a selection of its training rows, in the same units."""
        weight = None if self.weight is None else of_mean_one(self.weight[index])
        return replace(self, x=self.x[index], y=self.y[index], weight=weight)

    def without(self, index: Any) -> Task:
        """Return the task without some of its training rows, which become its test data.

        These keep their weights, so errors of several selections can be put together.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]).without([0])
        >>> task.x.ravel(), task.x_test.ravel()
        (array([2., 3.]), array([1.]))
        """
        left_out = np.zeros(len(self.x), bool)
        left_out[index] = True
        if left_out.all():
            raise ValueError(f"all {len(self.x)} rows would be left out, and none to learn from")
        kept = self.rows(~left_out)
        return replace(
            kept,
            x_test=self.x[left_out] * self.x_scale / kept.x_scale,
            y_test=self.y[left_out] * self.y_scale / kept.y_scale,
            weight_test=None if self.weight is None else self.weight[left_out],
        )


def _table(array: ArrayLike, name: str) -> Floats:
    """Return a float array of shape (rows, columns) without holes."""
    table = np.array(array, dtype=float)
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise ValueError(f"{name} must have shape (rows, columns), got {table.shape}")
    holes = np.argwhere(~np.isfinite(table))
    if len(holes):
        row, column = holes[0]
        raise ValueError(
            f"{name} holds {len(holes)} numbers that are not finite, the first in row {row + 1}, "
            f"column {column + 1}: {table[row, column]}. Remove those rows"
        )
    return table


def _tables(
    x: ArrayLike | None, y: ArrayLike | None, name: str
) -> tuple[Floats | None, Floats | None]:
    if (x is None) != (y is None):
        raise ValueError(f"x_{name} and y_{name} are given together or not at all")
    if x is None or y is None:
        return None, None
    return _table(x, f"x_{name}"), _table(y, f"y_{name}")


def _numbered(letter: str, count: int) -> list[str]:
    return [letter] if count == 1 else [f"{letter}{i + 1}" for i in range(count)]


def _refuse_constants(table: Floats, names: Sequence[str], cure: str) -> None:
    for column, values in zip(names, table.T, strict=True):
        if np.all(values == values[0]):
            raise ValueError(
                f"column {column!r} is {values[0]:g} in all {len(values)} rows: nothing can be "
                f"learned from it, or about it. {cure}"
            )


def _warn_if_scales_differ(table: Floats, names: Sequence[str]) -> None:
    sizes = np.mean(np.abs(table), axis=0)
    largest, smallest = int(np.argmax(sizes)), int(np.argmin(np.where(sizes > 0, sizes, np.inf)))
    if sizes[largest] > MAX_SCALE_RATIO * sizes[smallest] > 0:
        warnings.warn(
            f"columns have wildly different scales: the mean of {names[largest]!r} is "
            f"{sizes[largest]:.3g}, that of {names[smallest]!r} is {sizes[smallest]:.3g}. Check "
            "their units. Training needs columns of similar scale: divide each by its mean, as "
            "from_csv does unless scale=None",
            UserWarning,
            stacklevel=3,
        )
