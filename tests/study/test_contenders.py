import pickle
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from minigrad import nn, study, tasks, train
from minigrad.nn import count_parameters
from minigrad.study import recipes
from minigrad.train import decide

NAMES = list(study.CONTENDERS)
TASKS = {
    "one target": tasks.load("product", samples=5),
    "three targets": tasks.Task.from_arrays(
        np.random.default_rng(0).uniform(1, 2, (6, 4)), np.random.default_rng(1).random((6, 3))
    ),
    "measured": tasks.load("delivery"),
    "with units": tasks.load("ces"),
}


def model_of(name, task, hidden=0, seed=0):
    return study.contenders([name], hidden=hidden)[name](task, np.random.default_rng(seed))


OF_ONE_TASK = {"fourier": "pattern_shift", "imputed": "missing"}
LEARNERS = [name for name in NAMES if name not in ("zero", *OF_ONE_TASK)]


def trained(recipe, name, task, seed=0):
    model = model_of(name, task, seed=seed)
    recipe(model, task, np.random.default_rng(seed))
    return model


# ---- models ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("hidden", [0, 3])
@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_every_name_makes_a_model_of_the_right_shape(name, hidden, task):
    model = model_of(name, task, hidden)
    assert isinstance(model, nn.Module)
    assert model(task.x).shape == task.y.shape
    assert all(np.isfinite(p.data).all() for p in model.parameters())


@pytest.mark.parametrize("name", LEARNERS)
def test_weights_are_drawn_from_the_generator(name):
    def weights(seed):
        model = model_of(name, TASKS["three targets"], 3, seed)
        return [p.data.tolist() for p in model.parameters()]

    assert weights(1) == weights(1) != weights(2)


@pytest.mark.parametrize("name", NAMES)
def test_a_contender_can_be_sent_to_another_process(name):
    contender = study.contenders([name], hidden=3)[name]
    sent = pickle.loads(pickle.dumps(contender))
    task = tasks.load(OF_ONE_TASK[name]) if name in OF_ONE_TASK else TASKS["one target"]
    ours, theirs = (c(task, np.random.default_rng(0)).parameters() for c in (contender, sent))
    assert [p.data.tolist() for p in ours] == [p.data.tolist() for p in theirs]


@pytest.mark.parametrize(
    ("name", "hidden", "numbers"),
    [
        ("addmul", 0, 2 + 1),
        ("addmul", 3, 3 * (2 + 1) + 3 + 1),
        ("addmul-n=0", 0, 2),
        ("addmul-n=1", 3, 3 * 2 + 3 + 1),
        ("addmul-schroeder", 0, 2 * 2 + 1),
        ("addmul-addmul", 0, 2 * (2 + 1) + 2 + 1),
        ("addmul-addmul", 3, 3 * (2 + 1) + 3 + 1),
        ("tanh", 0, 3 + 2),
        ("tanh", 3, 3 * 3 + 3 + 1),
        ("tanh-wide", 0, 4 * 3 + 4 + 1),
        ("tanh-wide", 3, 6 * 3 + 6 + 1),
        ("product", 0, 2),
        ("line", 0, 3),
        ("line", 3, 3),
        ("power-law", 0, 3),
        ("quadratic", 0, 6),
        ("quartic", 3, 15),
        ("interactions", 0, 4),
        ("ridge", 0, 6),
        ("log-log", 3, 3),
        ("translog", 0, 6),
        ("power-plus", 0, 4),
        ("box-cox", 0, 4),
        ("ces", 0, 4),
        ("either", 0, 4),
        ("either", 3, 3 * (2 + 1) + 3 + 1),
        ("either-either", 0, 2 * (2 + 1) + 2 + 1),
        ("tanh-ridge", 3, 6 * 3 + 6 + 1),
    ],
)
def test_the_numbers_to_learn_are_these(name, hidden, numbers):
    assert count_parameters(model_of(name, TASKS["one target"], hidden)) == numbers


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
@pytest.mark.parametrize("hidden", [0, 1, 2, 3, 8, 32])
def test_tanh_of_the_same_size_has_as_many_numbers_as_units_allow(task, hidden):
    inputs, outputs = task.x.shape[1], task.y.shape[1]
    ours, theirs = (
        count_parameters(model_of(name, task, hidden)) for name in ("addmul", "tanh-same-size")
    )
    a_unit = inputs + 1 + outputs
    assert abs(ours - theirs) <= a_unit / 2 or theirs == a_unit + outputs


@pytest.mark.parametrize(
    ("task", "has_bias"), [("one target", False), ("measured", True), ("with units", True)]
)
@pytest.mark.parametrize("name", ["addmul", "addmul-n=0", "addmul-n=1", "product"])
def test_data_with_units_get_a_constant(name, task, has_bias):
    assert (model_of(name, TASKS[task]).bias is not None) == has_bias


@pytest.mark.parametrize("name", ["addmul-n=0", "addmul-n=1"])
@pytest.mark.parametrize("hidden", [0, 2])
def test_a_frozen_n_stays_and_is_not_told(name, hidden):
    task, end = TASKS["one target"], float(name[-1])
    kept = []

    def train(model, task, rng):
        study.second_order(model, task, rng, restarts=3)
        kept.extend(n.data.tolist() for n in nn.orders_of(model))

    models = study.contenders([name], hidden=hidden, recipe=train)
    result = study.compare(task, models, 1)
    assert kept == [[end] * (hidden or 1)] * 2
    assert all(cell["n"] == [] for cell in result.cells) and result.rows[0].n == ()


def test_the_ns_of_all_hidden_neurons_are_told():
    result = study.compare(TASKS["one target"], study.contenders(["addmul"], hidden=2), 1)
    assert len(result.rows[0].n) == 2 and all(0 <= n <= 1 for n in result.rows[0].n)


@pytest.mark.parametrize("name", study.HIDDEN)
def test_tasks_that_need_hidden_neurons_exist(name):
    assert name in tasks.names() and study.HIDDEN[name] > 0


# ---- names -------------------------------------------------------------------------------------


def test_contenders_come_in_the_order_of_their_names():
    assert list(study.contenders(["tanh", "line", "addmul"])) == ["tanh", "line", "addmul"]


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(ValueError, match=r"no model 'adddmul' \(did you mean 'addmul'") as said:
        study.contenders(["line", "adddmul"])
    assert "minigrad.study.CONTENDERS" in str(said.value)


def test_a_negative_number_of_hidden_neurons_is_refused():
    with pytest.raises(ValueError, match=r"hidden is .*, 0 or more, got -1"):
        study.contenders(["line"], hidden=-1)


def test_controls_have_least_squares_whatever_trains_the_others():
    def recipe(model, task, rng):
        raise AssertionError

    chosen = study.contenders(NAMES, recipe=recipe)
    controls = {name for name, contender in chosen.items() if contender.train is not recipe}
    assert {"line", "power-law", "quadratic", "quartic", "nau-published"} <= controls
    others = {name for name in NAMES if name.startswith(("addmul", "tanh"))} - {"tanh-ridge"}
    assert not controls & others
    task = TASKS["one target"]
    model = chosen["line"](task, np.random.default_rng(0))
    chosen["line"].train(model, task, np.random.default_rng(0))
    columns = np.hstack([task.x, np.ones((5, 1))])
    expected = np.linalg.lstsq(columns, task.y)[0].ravel()
    assert [*model.weight.data.ravel(), *model.bias.data] == pytest.approx(expected, rel=1e-6)


# ---- recipes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
def test_second_order_leaves_a_single_neuron_at_the_best_sum_of_data_that_are_one(seed):
    task = tasks.load("delivery")
    neuron = trained(study.second_order, "addmul", task, seed)
    columns = np.hstack([task.x, np.ones((25, 1))])
    expected = np.linalg.lstsq(columns, task.y)[0].ravel()
    assert neuron.n.item() == pytest.approx(0, abs=1e-6)
    found = [*neuron.weight.data.ravel(), *neuron.bias.data]
    assert found == pytest.approx(expected, rel=1e-4)


def test_second_order_does_not_depend_on_the_first_weights_of_a_single_neuron():
    first, second = (trained(study.second_order, "addmul", tasks.load("trees"), s) for s in (0, 5))
    assert first.n.item() == pytest.approx(second.n.item(), abs=1e-4) and first.n.item() > 0.9


@pytest.mark.parametrize("name", ["tanh", "inalu"])
def test_second_order_keeps_the_best_of_its_starts(name):
    task = tasks.load("product", samples=8)
    losses = []
    for restarts in (1, 4):
        model = trained(partial(study.second_order, restarts=restarts), name, task)
        losses.append(float(np.mean((model(task.x).data - task.y) ** 2)))
    assert losses[1] <= losses[0]


@pytest.mark.parametrize(
    ("name", "task", "hidden", "steps"),
    [
        ("addmul", "one target", 0, [("warm", 0.0), (1, "dogbox"), ("warm", 1.0), (1, "dogbox")]),
        ("addmul-n=1", "one target", 0, [("warm", 1.0), (1, "trf")]),
        ("blend", "measured", 0, [("warm", 0.0), (1, "trf"), ("warm", 1.0), (1, "trf")]),
        ("addmul", "one target", 3, [(6, "trf")]),
        ("tanh", "one target", 0, [(6, "trf")]),
    ],
)
def test_a_single_n_starts_from_the_best_sum_and_the_best_product(
    name, task, hidden, steps, monkeypatch
):
    done = []

    def warm_start(model, task):
        done.append(("warm", nn.orders_of(model)[0].item()))

    def least_squares(model, task, *, method, restarts=1, **_):
        done.append((restarts, method))

    monkeypatch.setattr(decide, "warm_start", warm_start)
    monkeypatch.setattr(recipes, "least_squares", least_squares)
    study.second_order(model_of(name, TASKS[task], hidden), TASKS[task], None)
    assert done == steps


@pytest.mark.parametrize("name", ["sum", "product"])
@pytest.mark.parametrize(
    "model",
    ["addmul", "addmul-abel", "addmul-schroeder", "addmul-linear-log", "addmul-box-cox", "blend"],
)
def test_from_both_ends_a_neuron_finds_the_law(model, name):
    task = tasks.load("single_module", operation=name, within="1.1..1.2", samples=64)
    assert study.found_law(trained(study.second_order, model, task), task)


@pytest.mark.parametrize("bad", [{0.0}, {1.0}, {0.0, 1.0}], ids=str)
def test_an_end_that_cannot_be_trained_leaves_the_other(bad, monkeypatch):
    task, of_old = tasks.load("product", samples=8), decide.warm_start

    def warm_start(model, task):
        if model.n.item() in bad:
            raise FloatingPointError("the loss is not a finite number at the start")
        of_old(model, task)

    monkeypatch.setattr(decide, "warm_start", warm_start)
    if len(bad) == 2:
        with pytest.raises(FloatingPointError, match=r"no start .* not a finite number"):
            trained(study.second_order, "addmul", task)
    else:
        assert study.found_law(trained(study.second_order, "addmul", task), task)


def test_first_order_passes_its_options_on():
    task = TASKS["one target"]
    early, late = (
        trained(partial(study.first_order, steps=steps, lr=0.01), "line", task)
        for steps in (1, 400)
    )
    errors = [study.error(model, task, "train") for model in (early, late)]
    assert errors[1] < errors[0] / 2


def test_n_is_held_at_0_and_then_learned_in_the_same_number_of_steps(monkeypatch):
    task = tasks.load("pattern_shift", length=3, samples=32)
    name, parts = "linear-addmul-pretrained", []

    def fit(model, task, **options):
        n = np.concatenate([n.data for n in nn.orders_of(model)])
        history = train.fit(model, task, **options)
        parts.append(
            (options["steps"], options["lr"], n.any(), history.parameters("n_out")[-1].any())
        )

    monkeypatch.setattr(recipes, "fit", fit)
    recipe = partial(study.first_order, steps=40)
    contender = study.contenders([name], hidden=2, recipe=recipe, rates={name: 0.05})[name]
    model = contender(task, np.random.default_rng(0))
    contender.train(model, task, np.random.default_rng(0))
    assert parts == [(10, 0.05, False, False), (30, 0.05, False, True)]
    assert all(n.requires_grad for n in nn.orders_of(model))


def test_before_its_n_is_released_the_pretrained_network_is_a_line():
    task = tasks.load("pattern_shift", length=3, samples=32)
    model = model_of("linear-addmul-pretrained", task, hidden=4)
    x, y = task.x, model(task.x).data
    straight = np.column_stack([x, np.ones(len(x))])
    assert straight @ np.linalg.lstsq(straight, y)[0] == pytest.approx(y, abs=1e-9)


@pytest.mark.parametrize(("name", "end"), [("product", 1.0), ("sum", 0.0)])
def test_decide_snaps_n_and_finds_the_law(name, end):
    task = tasks.load(name, samples=8)
    neuron = trained(study.decide, "addmul", task)
    assert neuron.n.item() == end and study.found_law(neuron, task)


@pytest.mark.parametrize(("name", "starts"), [("addmul", [0.0, 1.0]), ("tanh", [None])])
def test_decide_gives_every_model_ten_starts(name, starts, monkeypatch):
    asked = {}
    monkeypatch.setattr(recipes, "multistart", lambda *_, **options: asked.update(options))
    trained(study.decide, name, TASKS["one target"])
    assert asked["repeats"] * len(asked.get("starts", [0.0, 1.0])) == 10
    assert asked.get("starts", [0.0, 1.0]) == starts
    assert asked.get("snapped", False) == (name == "addmul")
    assert asked["steps"] == 3000


def test_the_names_of_recipes_are_those_of_the_command():
    named = {"second": study.second_order, "first": study.first_order, "decide": study.decide}
    assert named.items() <= study.RECIPES.items()


# ---- fingerprints ------------------------------------------------------------------------------

DESCRIBED = """
from minigrad import study, tasks
from minigrad.study.cells import describe
for name in study.CONTENDERS:
    task = tasks.load({"fourier": "pattern_shift", "imputed": "missing"}.get(name, "trees"))
    contender = study.contenders([name])[name]
    print(name, describe(contender, task, contender.train))
"""


@pytest.mark.slow
def test_another_process_describes_models_in_the_same_words():
    """So a study that was stopped goes on, and results of another model are told from its own."""
    told = [
        subprocess.run(
            [sys.executable, "-c", DESCRIBED], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for _ in range(2)
    ]
    assert told[0] == told[1] and len(told[0]) == len(NAMES)
