import numpy as np
import pytest
from scipy import optimize

from minigrad import iterate, jvp, nn, softmax, tasks, train
from minigrad.train.least_squares import _by_columns, jacobian_of


def measured_line():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, (20, 3))
    return tasks.Task.from_arrays(x, x @ [2.0, -1.0, 0.5] + 4 + rng.normal(0, 0.1, 20))


def test_a_line_becomes_that_of_numpy():
    task, line = measured_line(), nn.Linear(3, 1, rng=0)
    train.least_squares(line, task)
    columns = np.hstack([task.x, np.ones((20, 1))])
    *weights, constant = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert line.weight.data[0] == pytest.approx(weights, rel=1e-9)
    assert line.bias.item() == pytest.approx(constant, rel=1e-9)


def test_a_neuron_becomes_that_of_scipy():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    train.warm_start(neuron, task)
    train.least_squares(neuron, task)

    def residuals(p):
        z = iterate.exp_n(task.x, -p[3]) @ p[:2] + p[2]
        return iterate.exp_n(z, p[3]) - task.y[:, 0]

    # SciPy's other method, and its own derivatives
    solution = optimize.least_squares(
        residuals, [2.0, 1.0, 0.0, 0.5], bounds=([-9, -9, -9, 0], [9, 9, 9, 1]), xtol=1e-12
    )
    ours = [*neuron.weight.data[0], neuron.bias.item(), neuron.n.item()]
    assert ours == pytest.approx(solution.x, abs=1e-3)
    assert np.mean((neuron(task.x).data - task.y) ** 2) == pytest.approx(
        np.mean(solution.fun**2), rel=1e-6
    )


def test_the_jacobian_equals_differences_of_residuals():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(1, 2, (7, 3)), rng.uniform(1, 2, (7, 2))
    neuron = nn.AddMul(3, 2, n=[0.3, 0.6], bias=True, rng=0)
    exact = jacobian_of(neuron(x) - y, neuron.parameters())
    columns = []
    for p in neuron.parameters():
        for i in np.ndindex(p.shape):
            before, ends = p.data[i], []
            for step in (1e-6, -1e-6):
                p.data[i] = before + step
                ends.append((neuron(x).data - y).ravel())
            p.data[i] = before
            columns.append((ends[0] - ends[1]) / 2e-6)
    assert exact.shape == (14, 6 + 2 + 2)
    assert exact == pytest.approx(np.column_stack(columns), abs=1e-7)


def test_n_stops_at_its_bound_where_the_law_lies_beyond_a_product():
    x = np.random.default_rng(0).uniform(1, 2, (40, 2))
    task = tasks.Task.from_arrays(x, np.exp(x.prod(axis=1)))
    history = train.least_squares(nn.AddMul(2, 1, n=0.5, bias=True, rng=0), task)
    assert history.parameters("n").max() == history.parameters("n")[-1, 0] == 1


def test_the_loss_of_the_history_is_that_of_the_model():
    task, line = measured_line(), nn.Linear(3, 1, rng=0)
    before = nn.mse_loss(line(task.x), task.y).item()
    history = train.least_squares(line, task)
    assert history.loss[0] == pytest.approx(before)
    assert history.loss[-1] == pytest.approx(nn.mse_loss(line(task.x), task.y).item())


def test_max_evaluations_ends_the_search():
    neuron = nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    assert len(train.least_squares(neuron, tasks.load("trees"), max_evaluations=3).loss) <= 3


@pytest.mark.parametrize("ridge", [1e-6, 0.1, 10.0])
def test_a_ridge_is_that_of_the_closed_form(ridge):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    line = nn.Linear(3, 2, rng=0)
    history = train.least_squares(line, tasks.Task.from_arrays(x, y), ridge=ridge)
    columns = np.column_stack([x, np.ones(20)])
    # The mean is over both targets, so a row counts for 1/40.
    expected = np.linalg.solve(columns.T @ columns / 40 + ridge * np.eye(4), columns.T @ y / 40)
    found = np.column_stack([line.weight.data, line.bias.data]).T
    assert found == pytest.approx(expected, rel=1e-9)
    whole = np.mean((columns @ expected - y) ** 2) + ridge * np.sum(expected**2)
    assert history.loss[-1] == pytest.approx(whole)


def test_a_ridge_holds_complex_weights_and_leaves_what_is_frozen():
    x = np.random.default_rng(0).normal(size=(20, 2))
    task = tasks.Task.from_arrays(x, x.sum(axis=1))
    neuron = nn.AddMul(2, 1, kind="schroeder", rng=0, learn_n=False)
    train.least_squares(neuron, task, ridge=0.5)
    expected = np.linalg.solve(x.T @ x / 20 + 0.5 * np.eye(2), x.T @ x.sum(axis=1) / 20)
    assert neuron.weight.data[0] == pytest.approx(expected, rel=1e-6) and neuron.n.item() == 0


def test_of_several_starts_the_one_with_the_least_penalised_loss_is_kept():
    task = tasks.load("product", samples=8)
    losses = []
    for restarts in (1, 8):
        rng = np.random.default_rng(1)
        model = nn.Sequential(nn.Linear(2, 3, rng=rng), nn.Tanh(), nn.Linear(3, 1, rng=rng))
        train.least_squares(model, task, method="trf", ridge=1e-3, restarts=restarts, rng=rng)
        numbers = np.concatenate([p.data.ravel() for p in model.parameters()])
        wrong = nn.mse_loss(model(task.x), task.y).item()
        losses.append(wrong + 1e-3 * np.sum(numbers**2))
    assert losses[1] <= losses[0] * (1 + 1e-6)


@pytest.mark.parametrize("ridge", [-1.0, np.nan])
def test_a_negative_ridge_is_refused(ridge):
    with pytest.raises(ValueError, match="ridge is 0 or more, got"):
        train.least_squares(nn.Linear(3, 1), measured_line(), ridge=ridge)


def test_warm_start_fits_the_weights_and_leaves_n():
    task, neuron = tasks.load("trees"), nn.AddMul(2, 1, bias=True, rng=0)
    train.warm_start(neuron, task)
    columns = np.hstack([task.x, np.ones((31, 1))])
    *weights, constant = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert neuron.weight.data[0] == pytest.approx(weights, rel=1e-6)
    assert neuron.bias.item() == pytest.approx(constant, rel=1e-6)
    assert neuron.n.data.tolist() == [0] and neuron.n.requires_grad


def test_warm_start_keeps_a_frozen_n_frozen():
    neuron = nn.AddMul(2, 1, n=1.0, bias=True, rng=0)
    neuron.n.requires_grad = False
    train.warm_start(neuron, tasks.load("trees"))
    assert not neuron.n.requires_grad


def test_warm_start_gives_n_free_again_after_a_failure():
    neuron = nn.AddMul(1, 1, rng=0)
    with pytest.raises(ValueError, match="negative"):
        train.warm_start(neuron, tasks.Task.from_arrays([1.0, -1.0], [1.0, 2.0]))
    assert neuron.n.requires_grad


def test_a_start_whose_loss_is_no_number_is_refused_with_a_cure():
    line = nn.Linear(3, 1)
    line.weight.data[:] = 1e200
    with pytest.raises(FloatingPointError, match=r"loss is not a finite number.*smaller weights"):
        train.least_squares(line, measured_line())


def test_a_model_with_nothing_to_learn_is_refused():
    line = nn.Linear(3, 1)
    line.weight.requires_grad = line.bias.requires_grad = False
    with pytest.raises(ValueError, match="nothing to learn"):
        train.least_squares(line, measured_line())


def test_a_model_with_another_number_of_outputs_is_refused():
    with pytest.raises(ValueError, match=r"\(20, 2\).*\(20, 1\)"):
        train.least_squares(nn.Linear(3, 2, rng=0), measured_line())


def test_every_loss_of_the_history_belongs_to_the_n_beside_it():
    task, model = tasks.load("trees"), nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
    train.warm_start(model, task)
    model.weight.requires_grad = model.bias.requires_grad = False
    history = train.least_squares(model, task)
    n = history.parameters("n")[:, 0]
    for loss, value in zip(history.loss, n, strict=False):
        model.n.data[:] = value
        assert nn.mse_loss(model(task.x), task.y).item() == pytest.approx(loss, rel=1e-12)
    assert len(n) == len(history.loss) + 1 > 2


# ---- several starts ----------------------------------------------------------------------------


class Valley(nn.Module):
    """Outputs 0 and 0.5 at best, or 0 and 3 for w < 0: where it starts decides what it becomes."""

    def __init__(self, start, starts):
        self.w, self.offset = nn.Parameter(start), nn.Parameter(0.0)
        self.offset.requires_grad = False
        self.starts, self.resets, self.generators = iter(starts), 0, []

    def reset(self, rng=None):
        self.w.data, self.offset.data = np.array(next(self.starts)), np.array(7.0)
        self.resets += 1
        self.generators.append(rng)

    def forward(self, x):
        depth = 3.0 if self.w.item() < 0 else 0.5
        both = np.array([1.0, 0.0]) * (self.w - np.sign(self.w.item())) + [0.0, depth]
        return both + self.offset + 0.0 * x


FLAT = tasks.Task.from_arrays([[1.0, 2.0], [2.0, 1.0]], [[-0.1, 0.1], [0.1, -0.1]])


def test_the_first_start_is_from_the_present_parameters():
    model = Valley(2.0, [])
    train.least_squares(model, FLAT, restarts=1)
    assert model.resets == 0 and model.w.item() == pytest.approx(1)


@pytest.mark.parametrize(
    ("start", "starts"), [(2.0, [-2.0, -3.0]), (-2.0, [2.0, -3.0]), (-2.0, [-3.0, 2.0])], ids=str
)
def test_the_start_with_the_least_loss_is_kept(start, starts):
    model = Valley(start, starts)
    history = train.least_squares(model, FLAT, restarts=3)
    assert model.resets == 2 and model.w.item() == pytest.approx(1)
    assert history.loss[0] == pytest.approx((1 + 0.25) / 2 + 0.01)  # that of the start at 2
    assert history.loss[-1] == pytest.approx(0.25 / 2 + 0.01)


def test_what_is_frozen_stays_through_all_resets():
    model = Valley(-2.0, [2.0, -3.0])
    train.least_squares(model, FLAT, restarts=3)
    assert model.offset.item() == 0.0


def test_every_restart_draws_from_the_same_generator():
    model, rng = Valley(-2.0, [2.0, -3.0]), np.random.default_rng(0)
    train.least_squares(model, FLAT, restarts=3, rng=rng)
    assert model.generators == [rng, rng]


def test_an_exact_fit_ends_the_search():
    line, resets = nn.Linear(2, 1, rng=0), []
    line.reset = lambda rng: resets.append(rng)
    history = train.least_squares(line, tasks.load("sum"), restarts=50)
    assert not resets and history.loss[-1] < 1e-20


def test_a_start_that_is_not_finite_is_passed_over():
    task, line = tasks.load("sum"), nn.Linear(2, 1, rng=0)
    line.weight.data[:] = 1e200
    train.least_squares(line, task, restarts=2, rng=0)
    assert line.weight.data == pytest.approx(np.ones((1, 2)))


def restarted(seed):
    task = tasks.load("product", features=3, low=0.5)
    model = nn.AddMul(3, 1, n="random", rng=2)
    history = train.least_squares(model, task, restarts=3, max_evaluations=4, rng=seed)
    return [history.loss.tobytes(), *(p.data.tobytes() for p in model.parameters())]


def test_restarts_with_the_same_seed_give_the_same_bits():
    assert restarted(1) == restarted(1) != restarted(2)


def test_restarts_by_hand_end_with_the_same_bits():
    task, rng = tasks.load("product", features=3, low=0.5), np.random.default_rng(1)
    model, ends = nn.AddMul(3, 1, n="random", rng=2), []
    for start in range(3):
        if start:
            model.reset(rng)
        history = train.least_squares(model, task, max_evaluations=4)
        bits = [history.loss.tobytes(), *(p.data.tobytes() for p in model.parameters())]
        ends.append((nn.mse_loss(model(task.x), task.y).item(), bits))
    assert min(ends)[1] == restarted(1)


@pytest.mark.parametrize("option", ["restarts", "max_evaluations"])
@pytest.mark.parametrize("value", [0, -1])
def test_less_than_one_is_refused_by_name(option, value):
    line = nn.Linear(3, 1, rng=0)
    before = line.weight.data.copy()
    with pytest.raises(ValueError, match=f"{option} must be at least 1, got {value}"):
        train.least_squares(line, measured_line(), **{option: value})
    assert np.array_equal(line.weight.data, before)


def test_a_bar_is_shown_for_several_starts_if_asked_for(capsys):
    task = measured_line()
    for options in ({"restarts": 1, "progress": True}, {"restarts": 2}):
        train.least_squares(nn.Linear(3, 1, rng=0), task, **options)
        assert capsys.readouterr().err == ""
    train.least_squares(nn.Linear(3, 1, rng=0), task, restarts=2, progress=True)
    assert "arrays" in capsys.readouterr().err


# ---- complex models, and the Jacobian ----------------------------------------------------------


def schroeder(seed, coupled, n=0.4):
    return nn.Sequential(
        nn.AddMul(2, 2, kind="schroeder", n=n, coupled=coupled, bias=True, rng=seed),
        nn.AddMul(2, 1, kind="schroeder", n=n, coupled=coupled, rng=seed + 1),
    )


def columns_by_differences(model, task):
    """Move the real and the imaginary part of every number, and see both parts of the residuals."""
    columns = []
    for p in model.parameters():
        for i in np.ndindex(p.shape):
            for unit in (1.0, 1j) if p.dtype.kind == "c" else (1.0,):
                before, ends = p.data[i], []
                for step in (1e-6, -1e-6):
                    p.data[i] = before + step * unit
                    ends.append((model(task.x).data - task.y).ravel())
                p.data[i] = before
                change = (ends[0] - ends[1]) / 2e-6
                columns.append(np.concatenate([change.real, change.imag]))
    return np.column_stack(columns)


def signed_task(rows=9):
    x = np.random.default_rng(1).uniform(0.5, 2, (rows, 2)) * [1, -1]
    return tasks.Task.from_arrays(x, x.prod(axis=1))


@pytest.mark.parametrize("coupled", [True, False])
@pytest.mark.parametrize("seed", [0, 4])
def test_the_jacobian_of_a_complex_model_has_the_derivatives_of_both_parts(seed, coupled):
    model, task = schroeder(seed, coupled), signed_task()

    assert model(task.x).dtype.kind == "c"
    exact = jacobian_of(model(task.x) - task.y, model.parameters())
    expected = columns_by_differences(model, task)
    assert exact.shape == expected.shape == (18, 2 * (4 + 2 + 2) + (3 if coupled else 7))
    assert exact == pytest.approx(expected, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("coupled", [True, False])
def test_the_jacobian_times_a_direction_is_that_of_jvp(coupled):
    rng = np.random.default_rng(2)
    x = rng.uniform(1, 2, (5, 3))
    model = nn.AddMul(3, 2, n=0.4, coupled=coupled, bias=True, rng=0)
    params = model.parameters()
    directions = [rng.normal(size=p.shape) for p in params]

    def output(*values):
        twin = nn.AddMul(3, 2, coupled=coupled, bias=True)
        for (name, _), value in zip(list(twin.named_parameters()), values, strict=True):
            setattr(twin, name, value)
        return twin(x)

    exact = jacobian_of(model(x), params)
    _, along = jvp(output, tuple(p.data for p in params), tuple(directions))
    flat = np.concatenate([d.ravel() for d in directions])
    assert exact @ flat == pytest.approx(along.data.ravel(), rel=1e-10)


@pytest.mark.parametrize("kind", ["real", "complex"])
def test_row_by_row_and_column_by_column_are_the_same_derivatives(kind):
    x = np.random.default_rng(3).uniform(0.5, 2, (4, 2))
    if kind == "complex":
        last = nn.AddMul(2, 3, kind="schroeder", n=0.4, bias=True, rng=4)
        model = nn.Sequential(schroeder(0, True).layers[0], last)
    else:
        model = nn.Sequential(nn.Linear(2, 4, rng=0), nn.Tanh(), nn.Linear(4, 3, rng=1))
    model.parameters()[1].requires_grad = False
    free = [p for p in model.parameters() if p.requires_grad]
    by_row, by_columns = (way(model(x) - 1.0, free) for way in (jacobian_of, _by_columns))
    assert by_row.shape == by_columns.shape
    assert by_row == pytest.approx(by_columns, rel=1e-11, abs=1e-13)


class Shares(nn.Module):
    """Each row gets its share of all rows, so every row depends on all others."""

    def __init__(self):
        self.score = nn.Linear(3, 1, rng=0)

    def forward(self, x):
        return softmax(self.score(x), axis=0)


def test_a_model_that_mixes_rows_is_fitted_column_by_column():
    task, model = measured_line(), Shares()
    exact = jacobian_of(model(task.x) - task.y, model.parameters())
    assert exact == pytest.approx(columns_by_differences(model, task)[: len(task.x)], abs=1e-8)
    true = Shares()
    true.score.reset(1)
    train.least_squares(model, tasks.Task.from_arrays(task.x, true(task.x).data))
    assert model.score.weight.data == pytest.approx(true.score.weight.data, rel=1e-6)


def test_every_point_is_evaluated_once_and_its_graph_is_let_go():
    task, model, seen = measured_line(), nn.Linear(3, 1, rng=0), []
    forward = model.forward
    model.forward = lambda x: seen.append(model.weight.data.tobytes()) or forward(x)
    train.least_squares(nn.Sequential(model, nn.Tanh()), task, max_evaluations=6)
    *searched, _ = seen  # the last is the loss that is compared with those of other starts
    assert len(searched) == len(set(searched)) > 1
    assert all(p.data.flags.writeable for p in model.parameters())


def test_parameters_that_are_frozen_are_not_fitted():
    model, task = nn.AddMul(3, 1, n=0.3, bias=True, rng=0), measured_line()
    model.weight.requires_grad = False
    before = model.weight.data.copy()
    train.least_squares(model, task, max_evaluations=5)
    assert np.array_equal(model.weight.data, before) and model.n.item() != 0.3


def test_two_neurons_with_complex_weights_solve_a_product_with_signs():
    task = tasks.load("product", low=-2.0, high=2.0, samples=128)
    model = nn.Sequential(
        nn.AddMul(2, 1, kind="schroeder", n=1.0, learn_n=False, rng=0),
        nn.AddMul(1, 1, kind="schroeder", n=0.0, learn_n=False, rng=1),
    )
    assert (task.x < 0).any(axis=0).all()
    history = train.least_squares(model, task, restarts=20, rng=0)
    assert history.loss[-1] < 1e-12
    assert model(task.x_extrapolation).data == pytest.approx(task.y_extrapolation, rel=1e-5)


def test_the_loss_of_a_complex_model_counts_both_parts():
    model, task = schroeder(0, True), signed_task()
    before = nn.mse_loss(model(task.x), task.y).item()
    history = train.least_squares(model, task, max_evaluations=8)
    assert history.loss[0] == pytest.approx(before, rel=1e-12)
    after = nn.mse_loss(model(task.x), task.y).item()
    assert after < before and after <= history.loss.min() * (1 + 1e-9)


def test_n_of_a_complex_model_keeps_its_bounds():
    model, task = schroeder(0, False, n=0.9), signed_task(20)
    history = train.least_squares(model, task, max_evaluations=40)
    for name in ("n_in", "n_out"):
        n = history.parameters(name)
        assert n.min() >= 0 and n.max() <= 1
    assert all(p.data.dtype == p.dtype for p in model.parameters())


def test_a_complex_model_with_another_number_of_outputs_is_refused():
    model = nn.AddMul(2, 2, kind="schroeder", n=0.3, rng=0)
    with pytest.raises(ValueError, match=r"\(9, 2\).*\(9, 1\).*one output for each column"):
        train.least_squares(model, signed_task())


# ---- the method --------------------------------------------------------------------------------


def tanh_network(seed):
    return nn.Sequential(nn.Linear(2, 6, rng=seed), nn.Tanh(), nn.Linear(6, 1, rng=seed + 1))


def error_after(model, task, **options):
    train.least_squares(model, task, **options)
    return np.sqrt(np.mean((model(task.x).data - task.y) ** 2))


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_trf_solves_a_network_in_which_dogbox_gets_stuck(seed):
    task = tasks.load("polynomial", samples=200)
    dogbox, trf = (
        error_after(tanh_network(seed), task, method=method, max_evaluations=100)
        for method in ("dogbox", "trf")
    )
    assert dogbox > 0.05 and trf < dogbox / 10  # how far dogbox gets depends on rounding


@pytest.mark.parametrize("method", ["dogbox", "trf"])
def test_both_methods_find_the_line_of_numpy(method):
    task, line = measured_line(), nn.Linear(3, 1, rng=0)
    train.least_squares(line, task, method=method)
    columns = np.hstack([task.x, np.ones((20, 1))])
    *weights, constant = np.linalg.lstsq(columns, task.y[:, 0])[0]
    assert [*line.weight.data[0], line.bias.item()] == pytest.approx([*weights, constant])


def test_dogbox_is_the_default_to_the_last_bit():
    task = tasks.load("trees")
    plain, dogbox, trf = (nn.AddMul(2, 1, n=0.5, bias=True, rng=0) for _ in range(3))
    histories = [
        train.least_squares(plain, task, restarts=2, rng=1),
        train.least_squares(dogbox, task, restarts=2, rng=1, method="dogbox"),
        train.least_squares(trf, task, restarts=2, rng=1, method="trf"),
    ]
    for name, values in plain.state_dict().items():
        assert np.array_equal(values, dogbox.state_dict()[name])
    assert np.array_equal(histories[0].loss, histories[1].loss)
    assert not np.array_equal(histories[0].loss[:5], histories[2].loss[:5])


def test_dogbox_takes_the_steps_of_scipys_dogbox():
    task, layer = tasks.load("polynomial", samples=50), nn.Linear(2, 1, rng=0)
    x, y = task.x, task.y[:, 0]

    def residuals(p):
        return np.tanh(x @ p[:2] + p[2]) - y

    def jacobian(p):
        return (1 - np.tanh(x @ p[:2] + p[2]) ** 2)[:, None] * np.column_stack([x, np.ones(50)])

    start = [*layer.weight.data[0], layer.bias.item()]
    solution = optimize.least_squares(
        residuals, start, jacobian, method="dogbox", x_scale="jac", max_nfev=4
    )
    history = train.least_squares(nn.Sequential(layer, nn.Tanh()), task, max_evaluations=4)
    assert [*layer.weight.data[0], layer.bias.item()] == pytest.approx(solution.x, rel=1e-9)
    assert len(history.loss) == solution.njev


def test_trf_keeps_away_from_a_bound_onto_which_dogbox_steps():
    x = np.random.default_rng(0).uniform(1, 2, (40, 2))
    task = tasks.Task.from_arrays(x, np.exp(x.prod(axis=1)))
    n = {}
    for method in ("dogbox", "trf"):
        model = nn.AddMul(2, 1, n=0.5, bias=True, rng=0)
        history = train.least_squares(model, task, method=method)
        n[method] = history.parameters("n")
        assert n[method].min() >= 0 and n[method].max() <= 1
    assert n["dogbox"][-1, 0] == 1
    assert n["trf"].max() < 1 and n["trf"][-1, 0] > 0.9


@pytest.mark.parametrize("n", [0.0, 1.0])
def test_trf_can_start_on_a_bound(n):
    task, model = tasks.load("trees"), nn.AddMul(2, 1, n=n, bias=True, rng=0)
    train.least_squares(model, task, method="trf")
    assert model.n.item() == pytest.approx(0.97, abs=0.01)


@pytest.mark.parametrize("method", ["lm", "Dogbox", ""])
def test_another_method_is_refused_by_name_and_nothing_changed(method):
    line = nn.Linear(3, 1, rng=0)
    before = line.weight.data.copy()
    with pytest.raises(ValueError, match=f"method is dogbox or trf, got '{method}'"):
        train.least_squares(line, measured_line(), method=method)
    assert np.array_equal(line.weight.data, before)
