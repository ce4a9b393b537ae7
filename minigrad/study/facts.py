"""What did the neuron find, how sure is it, and would an ordinary model have done? The numbers.

The neuron contains two models, the straight line (n = 0) and the power law (n = 1). On the rows it
learned from it cannot lose to either, so the fair test is on rows that it has not seen, and there it
meets what a practitioner would have used anyway.

Read next: doubts.py, which questions them.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..nn import AddMul, Module
from ..tasks import Task
from ..train import warm_start
from .cells import Factory, number_of_groups
from .checks import (
    LackOfFit,
    errors_grow,
    lack_of_fit,
    order_without,
    repeated_rows,
    too_low,
)
from .contenders import contenders
from .effects import Effect, Uncertainty, effects
from .errors import error, spread
from .law import SAME_N, law, order_of
from .leave_out import leave_out_rows
from .profile import Profile, negligible_error, profile
from .recipes import second_order
from .standing import BETTER, standings

__all__ = ["ARRIVED", "Facts", "Rival", "above_least", "profile_of"]

Floats = NDArray[np.float64]
RIVALS = ("line", "quadratic", "log-log", "power-law", "box-cox")
MOST_NUMBERS = 20_000  # rows times columns of a report that does not take its time
FEWEST_ROWS = 1_000  # but so many
LEVEL = 0.05  # a p-value below rules out
MOVED = 0.25  # of n, by one row
AT_END = 1e-3  # how near to its bound n counts as being there
EXPLODED = 100.0  # times the error of the best constant, for one row
PAST = 0.05  # how far beyond it an n of Box–Cox has to be
ROUNDING = 1e-8  # an error of this share of the targets is none
ARRIVED = 1e-4  # share by which the error may lie above the least one
QUICK = partial(second_order, max_evaluations=50)  # most fits need fewer anyway
POINTS = {
    "large table": 11,
    "table": 21,
    "thorough": 101,
}  # of the profile, and its ends and bottom


@dataclass(frozen=True)
class Rival:
    """How wrong one model is on rows that were left out.

    Attributes
    ----------
    name : str
        "neuron", or as in `contenders`.
    error : float
        Root mean square, in the target's unit, or of relative errors; nan if it cannot take the data.
    ratio : float
        To the error of the first.
    verdict : str
        What a test says about the two: see standing.py. "" for the first.
    refusal : str
        Why it cannot take the data.
    """

    name: str
    error: float
    ratio: float = math.nan
    verdict: str = ""
    refusal: str = ""


@dataclass(frozen=True, eq=False)
class Facts:
    """What a trained neuron, or a straight line, says about a task.

    Attributes
    ----------
    model : Module
        The trained model.
    task : Task
        What it was trained on.
    rows : int
        How many of its rows, drawn at random, the profile and the errors are of.
    profile : Profile or None
        The loss along n; None for a straight line.
    above_least : float
        By which share the error of the model lies above the least of the profile.
    effects : list of Effect
        What each input does in the middle of the data.
    rivals : list of Rival
        The model itself, then others, if the task has no test data.
    errors : dict of str to float
        Of the model on the task's test and extrapolation data, if there are.
    folds : int
        Number of groups that were left out in turn; 0 if the task has test data.
    left_out : ndarray of shape (rows,)
        Absolute errors of the model on rows left out, as `Rival.error`; empty if none were.
    residual_spread : float
        Standard deviation of the errors on the rows learned from, in the target's unit or relative.
    spread : float
        Error of the best constant, as `Rival.error`.
    explained : float
        The share of the targets' variance that predictions of left-out rows explain.
    worst_row, worst_share, order_without : int or None, float, float
        The row with the largest error (on rows left out, unless a prediction exploded there), its
        share of the squared error of all, and the n of the neuron that is fitted without it.
    lack_of_fit : LackOfFit or None
        Whether a richer model fits better.
    growth : (float, float)
        Rank correlation of the errors' size with the predictions, and its p-value.
    too_low : (float, float)
        Share of the predictions that are too low, and how often chance is as far from half.
    repeated : int
        Number of rows that are the same as one before.
    box_cox : float
        The n of Box–Cox on both sides, which has no bounds; nan if it cannot take the data.
    plain_laws : dict of str to str
        Formulas without φ that the data allow: "a sum", "a product", or else "Box–Cox on both sides".
    """

    model: Module
    task: Task
    rows: int
    profile: Profile | None
    above_least: float
    effects: list[Effect]
    rivals: list[Rival]
    errors: dict[str, float]
    folds: int
    left_out: Floats
    residual_spread: float
    spread: float
    explained: float
    worst_row: int | None
    worst_share: float
    order_without: float
    lack_of_fit: LackOfFit | None
    growth: tuple[float, float]
    too_low: tuple[float, float]
    repeated: int
    box_cox: float
    plain_laws: dict[str, str]

    @classmethod
    def of(
        cls,
        model: Module,
        task: Task,
        valley: Profile | None,
        thorough: bool,
        progress: bool | None,
    ) -> Self:
        """Gather all numbers; see `findings`."""
        chosen = rows_of_report(task, thorough)
        part = task.part(chosen)
        if valley is None and isinstance(model, AddMul):
            valley = profile_of(model, task, thorough=thorough)
        unsure = Uncertainty(model, part)
        errors = {
            on: error(model, task, on)  # type: ignore[arg-type]
            for on, table in (("test", task.x_test), ("extrapolation", task.x_extrapolation))
            if table is not None
        }
        rivals: list[Rival] = []
        left_out = np.empty(0)
        if not errors:
            rivals, left_out = _rivals(model, part, thorough, progress)
        baseline = spread(part, "train")
        predicted = model(part.x).data.real.ravel()
        residuals = unsure.residuals[: len(part.x)]  # of real parts
        wrong = left_out if _believable(left_out, baseline) else np.abs(residuals)
        worst = int(np.argmax(wrong)) if np.all(np.isfinite(wrong)) and np.any(wrong) else None
        scale = 1.0 if task.relative else float(task.y_scale[0])
        own = np.sqrt(np.sum(unsure.residuals**2) / max(unsure.spare, 1))
        able = any(rival.name == "box-cox" and not rival.refusal for rival in rivals)
        free = _box_cox(part) if able else None
        return cls(
            model=model,
            task=task,
            rows=len(part.x),
            profile=valley,
            above_least=0.0 if valley is None else above_least(model, task, valley),
            effects=effects(model, part),
            rivals=rivals,
            errors=errors,
            folds=0 if errors else number_of_groups(part),
            left_out=left_out,
            residual_spread=float(own * scale),
            spread=baseline,
            explained=_explained(left_out, baseline),
            worst_row=None if worst is None else int(chosen[worst]),
            worst_share=math.nan if worst is None else float(wrong[worst] ** 2 / np.sum(wrong**2)),
            order_without=_order_without(model, part, worst),
            lack_of_fit=lack_of_fit(unsure, part),
            growth=errors_grow(residuals, predicted),
            too_low=too_low(residuals),
            repeated=repeated_rows(part),
            box_cox=math.nan if free is None else order_of(free),
            plain_laws={} if valley is None else _plain_laws(model, part, valley, free),
        )

    @property
    def numbers_learned(self) -> int:
        """How many numbers the model has learned."""
        return sum(p.size for p in self.model.parameters())

    @property
    def too_few_rows(self) -> bool:
        """Whether there are not more rows than numbers to learn."""
        return len(self.task.x) <= self.numbers_learned

    @property
    def exact(self) -> bool:
        """Whether what is left over is rounding."""
        size = (
            1.0 if self.task.relative else np.sqrt(np.mean((self.task.y * self.task.y_scale) ** 2))
        )
        return bool(self.residual_spread <= ROUNDING * size)

    @property
    def in_shares(self) -> bool:
        """Whether effects are shares of the prediction, since all targets are positive."""
        return bool(np.all(self.task.y > 0))

    @property
    def worst_was_left_out(self) -> bool:
        """Whether the error of the worst row is that of a fit without it."""
        return _believable(self.left_out, self.spread)

    @property
    def best_order(self) -> float:
        """Return the n of the least error."""
        return order_of(self.model) if self.profile is None else self.profile.best

    @property
    def end(self) -> float:
        """Return the bound at which n stopped, or nan."""
        bounds = (isinstance(self.model, AddMul) and self.model.n.bounds) or ()
        return next((end for end in bounds if self._stopped_at(end)), math.nan)

    def _stopped_at(self, end: float) -> bool:
        n = order_of(self.model)
        return abs(self.best_order - end) < AT_END and abs(n - end) < SAME_N

    @property
    def beyond(self) -> bool:
        """Whether Box–Cox goes on where n had to stop, and probably predicts better."""
        rival = self.rival("box-cox")
        past = {0.0: self.box_cox < -PAST, 1.0: self.box_cox > 1 + PAST}.get(self.end, False)
        return past and not self.undecided and rival is not None and rival.verdict == BETTER

    @property
    def not_positive(self) -> int:
        """How many targets a product cannot reach, since it is positive; 0 if complex numbers can."""
        model = self.model
        free = not isinstance(model, AddMul) or np.iscomplexobj(model.weight.data)
        return 0 if free else int(np.sum(self.task.y <= 0))

    def rival(self, name: str) -> Rival | None:
        """Return what is known of a model that could take the data, or None."""
        return next((r for r in self.rivals if r.name == name and not r.refusal), None)

    @property
    def undecided(self) -> bool:
        """Whether neither a sum nor a product is ruled out."""
        return self.p_value(0.0) >= LEVEL and self.p_value(1.0) >= LEVEL

    @property
    def one_row_decides(self) -> bool:
        """Whether the n that the data say would be another without the row of the largest error."""
        if self.profile is None or self.undecided or self.exact:
            return False
        low, high = self.profile.interval
        moved = abs(self.order_without - self.best_order) > MOVED
        return moved and not low <= self.order_without <= high

    def p_value(self, n: float) -> float:
        """Return how often errors alone would speak as much against this n, 0 or 1 (F test)."""
        return math.nan if self.profile is None else self.profile.p_value(n)


def _believable(left_out: Floats, spread: float) -> bool:
    """Say whether errors on rows left out tell of the rows: a law may explode where it has no data."""
    return bool(left_out.size) and bool(np.max(left_out) <= EXPLODED * spread)


def rows_of_report(task: Task, thorough: bool = False) -> NDArray[np.intp]:
    """Return all rows, or so many that a report on them takes about as long as a training."""
    rows, most = len(task.x), max(FEWEST_ROWS, MOST_NUMBERS // task.x.shape[1])
    if thorough or rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(0).choice(rows, most, replace=False))


def profile_of(model: Module, task: Task, *, thorough: bool = False) -> Profile:
    """Return the profile that a report is about."""
    part = task.part(rows_of_report(task, thorough))
    large = task.x.size > MOST_NUMBERS
    points = POINTS["thorough" if thorough else "large table" if large else "table"]
    return profile(model, part, points=points)


def _rivals(
    model: Module, task: Task, thorough: bool, progress: bool | None
) -> tuple[list[Rival], Floats]:
    """Leave out rows for the model and for each of its rivals; test them against the model."""
    own = "neuron" if isinstance(model, AddMul) else "line"
    models: dict[str, Module | Factory] = {own: model}
    models |= contenders(name for name in RIVALS if name != own)
    rows: dict[str, Floats] = {}
    refusals: dict[str, str] = {}
    columns = task.x.shape[1]
    for name, rival in models.items():
        terms = 1 + columns * (columns + 3) // 2
        if name == "quadratic" and terms > len(task.x) / 2 and not thorough:
            refusals[name] = f"Its {terms:,} terms are too many for {len(task.x):,} rows"
            continue
        try:
            recipe = QUICK if name == "neuron" and not thorough else None
            rows[name] = leave_out_rows(rival, task, recipe=recipe, progress=progress)
        except ValueError as refusal:
            reason = str(refusal).rstrip(".")
            refusals[name] = reason[:1].upper() + reason[1:]
    none = ROUNDING * spread(task, "train")
    compared = standings(np.array(list(rows.values())), none, pooled=True)
    errors = {name: _root_mean_square(wrong) for name, wrong in rows.items()}
    result = [
        Rival(
            name, error, max(error, none) / max(errors[own], none),
            "" if name == own else standing.verdict,
        )
        for (name, error), standing in zip(errors.items(), compared, strict=True)
    ]  # fmt: skip
    result += [Rival(name, math.nan, refusal=reason) for name, reason in refusals.items()]
    return result, rows[own]


def _root_mean_square(wrong: Floats) -> float:
    return float(np.sqrt(np.mean(wrong**2)))


def above_least(model: Module, task: Task, valley: Profile) -> float:
    """Return by which share the error of a model lies above the least of its profile."""
    task = task.part(rows_of_report(task, thorough=valley.rows == len(task.x)))
    loss = float(np.mean(np.abs(task.weigh(model(task.x).data - task.y)) ** 2))
    floor = negligible_error(task.y) ** 2
    return math.sqrt((loss + floor) / (valley.least + floor)) - 1


def _explained(left_out: Floats, spread: float) -> float:
    """Return R² of predictions of left-out rows; nan if there are none."""
    return 1 - (_root_mean_square(left_out) / spread) ** 2 if left_out.size else math.nan


def _order_without(model: Module, task: Task, row: int | None) -> float:
    if row is None or not isinstance(model, AddMul) or not model.n.requires_grad:
        return math.nan
    return order_without(model, task, row)


def _box_cox(task: Task) -> AddMul:
    """Fit Box–Cox on both sides, with any n."""
    contender, rng = contenders(["box-cox"])["box-cox"], np.random.default_rng(0)
    free = contender(task, rng)
    assert isinstance(free, AddMul)
    contender.train(free, task, rng)
    return free


def _plain_laws(model: Module, task: Task, valley: Profile, free: AddMul | None) -> dict[str, str]:
    """Write the sum and the product that the data allow, or else Box–Cox, if n is not there anyway."""
    assert isinstance(model, AddMul)
    if np.iscomplexobj(model.weight.data):
        return {}
    laws = {}
    for n, name in ((0.0, "a sum"), (1.0, "a product")):
        if valley.p_value(n) >= LEVEL and abs(order_of(model) - n) > AT_END:
            held = copy.deepcopy(model)
            held.n.data[:] = n
            warm_start(held, task)
            laws[name] = law(held, task)
    if not laws and free is not None and model.kind != "box-cox" and not at_an_end(model):
        laws["Box–Cox on both sides"] = law(free, task)
    return laws


def at_an_end(model: Module) -> bool:
    """Say whether n is 0 or 1."""
    return min(abs(order_of(model)), abs(order_of(model) - 1)) < AT_END
