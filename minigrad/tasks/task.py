"""Task: the data to learn from, and the data to be judged by.

Read next: weights.py; or at once coding.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._words import printable
from . import checks
from .coding import decode, encode, holds_0_and_1
from .csv_file import read_table
from .table import Table, is_frame, listing
from .weights import (
    of_mean_one,
    require_error,
    require_no_zeros,
    row_of_array,
    times,
    weights_of_rows,
)

__all__ = ["Task"]

Floats = NDArray[np.float64]
Part = Literal["train", "test", "extrapolation"]
Pair = tuple[ArrayLike | None, ArrayLike | None]  # inputs and targets


@dataclass(frozen=True, eq=False)
class Task:
    """Inputs and targets, as the model sees them.

    Make one with `from_arrays`, `from_csv`, `from_frame` or `minigrad.tasks.load`.

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
    coded : tuple of str
        The features that hold nothing but 0 and 1 in the data. Of these, the model sees 1 and e, whose
        logarithms are 0 and 1: at n = 0 the weight times (e - 1) is a summand, at n = 1 e^weight is a
        factor. Such a column needs a bias, since it is not 0 where the data are. `as_seen` and
        `in_units` translate.
    notes : tuple of str
        What reading the data left out, guessed or changed, one sentence each.
    weight, weight_test : ndarray of shape (N, 1), or None
        What the squared error of each row is multiplied by; None is 1. Set by `weighted`. The mean of
        `weight` is 1.
    relative : bool
        Whether errors count as shares of the targets. Set by `with_relative_errors`.
    lines : ndarray of shape (N,), or None
        Where each training row stands: its line in the file, or its row in the frame or array, from 1.
        None if these are all rows of arrays. `place` says it in words.
    counted : {"row", "line"}
        What `lines` are.

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
    coded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    weight: Floats | None = None
    weight_test: Floats | None = None
    relative: bool = False
    lines: NDArray[np.intp] | None = None
    counted: str = "row"

    def __repr__(self) -> str:
        columns = f"{', '.join(self.features)} -> {', '.join(self.targets)}"
        return f"Task({self.name}: {len(self.x):,} rows, {columns})"

    def place(self, row: int) -> str:
        """Say where a training row, counted from 0, stands in the data that it was read from.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 2.0, 3.0], [2.0, 4.0, 9.0])
        >>> task.place(2)
        'row 3'
        >>> from minigrad.tasks import load
        >>> load("trees").place(0)  # below the line of the names
        'line 2'
        """
        return row_of_array(row) if self.lines is None else f"{self.counted} {self.lines[row]}"

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
        coded: Sequence[str] = (),
        source: str = "",
    ) -> Task:
        """Make a task of arrays, as they are; a one-dimensional array becomes one column.

        A data frame's columns give their names, unless `features` and `targets` do. Features named in
        `coded` hold only 0 and 1, of which the model sees 1 and e.

        Raises
        ------
        ValueError
            If the shapes do not fit, a number is not finite, or a column is constant.

        Warns
        -----
        UserWarning
            If columns have wildly different scales.
        """
        task = cls._of_arrays(
            x, y, (x_test, y_test), (x_extrapolation, y_extrapolation), name, features, targets, coded,
            source,
        )  # fmt: skip
        task._warn_if_scales_differ(stacklevel=3)
        return task

    @classmethod
    def _of_arrays(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        test: Pair,
        extrapolation: Pair,
        name: str,
        features: Sequence[str] | None,
        targets: Sequence[str] | None,
        coded: Sequence[str],
        source: str,
    ) -> Task:
        """Make a task of arrays, in whatever scales they are."""
        features, targets = features or checks.names_of(x), targets or checks.names_of(y)
        x, y = checks.as_table(x, "x"), checks.as_table(y, "y")
        pairs = {
            "x and y": (x, y),
            "x_test and y_test": checks.as_tables(*test, "test"),
            "x_extrapolation and y_extrapolation": checks.as_tables(
                *extrapolation, "extrapolation"
            ),
        }
        checks.require_rows(pairs)
        features = tuple(features or checks.numbered("x", x.shape[1]))
        targets = tuple(targets or checks.numbered("y", y.shape[1]))
        checks.require_names(features, x, "features")
        checks.require_names(targets, y, "targets")
        checks.require_features(coded, features)
        checks.refuse_constants(
            x, features, "Leave it out (a constant term is what bias=True is for)"
        )
        checks.refuse_constants(y, targets, "Choose another target")
        checks.refuse_extremes(np.hstack([x, y]), (*features, *targets))
        (_, _), (x_test, y_test), (x_extrapolation, y_extrapolation) = pairs.values()

        def seen(inputs: Floats | None) -> Any:
            return None if inputs is None else encode(inputs, features, coded)

        return cls(
            name=name,
            x=seen(x),
            y=y,
            x_test=seen(x_test),
            y_test=y_test,
            x_extrapolation=seen(x_extrapolation),
            y_extrapolation=y_extrapolation,
            features=features,
            targets=targets,
            x_scale=np.ones(x.shape[1]),
            y_scale=np.ones(y.shape[1]),
            coded=tuple(coded),
            source=source,
        )

    @classmethod
    def from_csv(
        cls,
        path: str | PathLike[str],
        target: str | None = None,
        *,
        features: Sequence[str] | None = None,
        without: Sequence[str] = (),
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
            A text file whose first line names the columns. Commas, semicolons, tabs, bars or blanks may
            separate them; see `read_csv` for what else is understood.
        target : str, optional
            The column to predict; by default the last.
        features : sequence of str, optional
            The columns to predict from; by default all others.
        without : sequence of str
            Columns to leave out.
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
            If there is no such column; if cells are not finite numbers (names lines and columns); if
            a column is constant; if fewer than two rows have no gap; if a weight is not positive, or a
            target is 0 of which errors are to be shares.
        OSError
            If there is no such file, or it cannot be read.

        Warns
        -----
        UserWarning
            If columns have wildly different scales, or about what is in `notes`.

        Notes
        -----
        A row with a gap in one of these columns is left out. An input that is 0 is taken as it is by
        every kind of AddMul and refused by models that need a logarithm; a negative one is refused by
        most kinds (see `minigrad.nn.AddMul`). A column that holds nothing but 0 and 1, or TRUE and
        FALSE, is never divided, and coded (see `coded` above) if it is an input.
        """
        chosen = {"target": target, "features": features, "without": without, "weights": weights}
        file = printable(str(path))
        named = {"name": name or file, "source": source or file}
        return cls._measured(read_table(path), chosen, scale, error, **named)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        target: str | None = None,
        *,
        features: Sequence[str] | None = None,
        without: Sequence[str] = (),
        scale: str | None = "mean",
        weights: str | None = None,
        error: str = "absolute",
        name: str = "frame",
        source: str = "",
    ) -> Task:
        """Take measured data from a pandas or polars DataFrame, by the rules of `from_csv`.

        Parameters
        ----------
        frame : DataFrame
            Anything that has `columns`, and whose columns have `to_numpy`.
        target, features, without, scale, weights, error, name, source
            As for `from_csv`.

        Raises
        ------
        ValueError
            As `from_csv` does; rows are counted from 1.
        TypeError
            If it is no data frame.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"dose": [0.0, 2.0, 4.0], "old": [True, False, True], "y": [1, 3, 8]})
        >>> task = Task.from_frame(frame)
        >>> task.features, task.coded, task.x_scale
        (('dose', 'old'), ('old',), array([2., 1.]))
        """
        if not is_frame(frame):
            raise TypeError(
                f"from_frame takes a DataFrame, got {type(frame).__name__}: for arrays there is "
                "from_arrays"
            )
        chosen = {"target": target, "features": features, "without": without, "weights": weights}
        named = {"name": name, "source": source or name}
        return cls._measured(Table.of_frame(frame, name), chosen, scale, error, **named)

    @classmethod
    def _measured(
        cls, table: Table, chosen: dict[str, Any], scale: str | None, error: str, **named: str
    ) -> Task:
        """Make a task of a table; code 0/1 columns, and divide the others."""
        require_error(error)
        if scale not in ("mean", None):
            raise ValueError(f'scale is "mean" or None, got {scale!r}')
        columns, lines = table.complete(**chosen)
        table.warn(stacklevel=3)
        weight = None if chosen["weights"] is None else columns.pop(chosen["weights"])
        *inputs, goal = columns
        coded = tuple(column for column in inputs if holds_0_and_1(columns[column]))
        x = np.column_stack([columns[column] for column in inputs])
        none = (None, None)
        task = cls._of_arrays(
            x, columns[goal], none, none, features=inputs, targets=[goal], coded=coded, **named
        )
        if scale is None:
            task._warn_if_scales_differ(stacklevel=4)
        notes = list(table.notes)
        if coded:
            one = len(coded) == 1
            notes.append(
                f"{table.source}: column{'' if one else 's'} {listing(map(repr, coded))} "
                f"{'holds' if one else 'hold'} only 0 and 1, which the neuron sees as 1 and e"
            )
        task = replace(task, measured=True, notes=tuple(notes), lines=lines, counted=table.unit)
        if weight is not None:
            task = task.weighted(weight)
        if error == "relative":
            task = task.with_relative_errors()
        return task if scale is None else task.divided_by_means()

    def _warn_if_scales_differ(self, stacklevel: int) -> None:
        table, names = np.hstack([self.x, self.y]), (*self.features, *self.targets)
        checks.warn_if_scales_differ(table, names, self.coded, stacklevel + 1)

    def as_seen(self, x: ArrayLike) -> Floats:
        """Turn inputs in the units of the data, of shape (N, features), into what the model sees.

        Raises
        ------
        ValueError
            If a column that is coded holds another number than 0 and 1; the message names the row.
        """
        return encode(checks.as_table(x, "x"), self.features, self.coded) / self.x_scale

    def in_units(self, x: ArrayLike) -> Floats:
        """Turn what the model sees, of shape (N, features), into the units of the data.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 3.0], [10.0, 30.0]).divided_by_means()
        >>> task.in_units(task.x).ravel(), task.as_seen([[4.0]])
        (array([1., 3.]), array([[2.]]))
        """
        return decode(checks.as_table(x, "x") * self.x_scale, self.features, self.coded)

    def sum_in_units(self, weight: ArrayLike, bias: float = 0.0) -> tuple[Floats, float]:
        """Return the factors and the constant of a weighted sum, n = 0, in the units of the data.

        A coded column's weight w becomes the factor w·(e - 1) of 0 and 1, and the constant w.

        Examples
        --------
        >>> task = Task.from_arrays([2.0, 6.0], [10.0, 30.0]).divided_by_means()
        >>> task.sum_in_units([1.0], 0.5)  # y/20 = x/4 + 0.5
        (array([5.]), 10.0)
        """
        weight = np.asarray(weight)
        coded = np.isin(self.features, self.coded)
        factors = weight * np.where(coded, np.e - 1, 1 / self.x_scale)
        unit = self.y_scale[0]
        return factors * unit, float((bias + weight[coded].sum()) * unit)

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
        task = replace(self, weight=weights_of_rows(weights, len(self.x), self.place))
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
        require_no_zeros(self.y, self.targets, self.place)
        require_no_zeros(self.y_test, self.targets, row_of_array, " of the test data")
        require_no_zeros(
            self.y_extrapolation, self.targets, row_of_array, " of the extrapolation data"
        )
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
            if column in self.coded and unit != 1:
                raise ValueError(f"column {column!r} holds 0 and 1 and has no unit: divide it by 1")

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
        weights, it is the weighted mean.) Columns that are coded stay as they are.

        Examples
        --------
        >>> task = Task.from_arrays([1.0, 3.0], [10.0, 30.0]).divided_by_means()
        >>> task.x.ravel(), task.x_scale, task.has_units
        (array([0.5, 1.5]), array([2.]), True)
        """
        weights = None if self.weight is None else self.weight[:, 0]
        means = [np.average(np.abs(table), axis=0, weights=weights) for table in (self.x, self.y)]
        x_scale, y_scale = (np.where(mean > 0, mean, 1.0) for mean in means)
        x_scale[np.isin(self.features, self.coded)] = 1.0
        return replace(self.divided_by(x_scale, y_scale), scale="mean")

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
        lines = np.arange(1, len(self.x) + 1) if self.lines is None else self.lines
        return replace(self, x=self.x[index], y=self.y[index], weight=weight, lines=lines[index])

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
