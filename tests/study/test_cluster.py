import os
import signal
import socket
import subprocess
import sys
import threading
import warnings
from functools import partial

import pytest
from patience import PATIENCE, wait_until
from small_studies import line, lines_of, mortal_line, noisy_sum, told, told_of

from minigrad import cli, study, tasks
from minigrad.study import cells

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, in its threads and sockets

LONG = partial(study.first_order, steps=800)  # some tenths of a second


@pytest.fixture(scope="module")
def cluster():
    """Start two processes of one thread each, on this machine."""
    one_thread = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    before = {name: os.environ.get(name) for name in one_thread}
    os.environ.update(one_thread)
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
    ):
        yield cluster
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        yield client


@pytest.mark.slow
def test_a_cluster_gives_the_same_numbers_and_bits(client, tmp_path):
    task = tasks.sampler("product", samples=6)
    models = study.contenders(["addmul", "line"]) | {"mine": line}
    path = tmp_path / "results.jsonl"
    there = study.compare(task, models, 3, executor=client.get_executor(), results=path)
    here = study.compare(task, models, 3)
    assert told(there.cells) == told(here.cells) == told(lines_of(path))
    assert told_of(there) == told_of(here)


def test_rows_are_left_out_on_a_cluster_as_here(client):
    models = {"line": line}
    there = study.compare(noisy_sum(52), models, 2, executor=client.get_executor())
    assert told(there.cells) == told(study.compare(noisy_sum(52), models, 2).cells)


def test_the_command_runs_on_a_cluster(cluster, client, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    arguments = ["compare", "product", "--vary", "samples=6", "--models", "addmul,line"]
    arguments += ["--seeds", "2"]
    with monkeypatch.context() as patched:
        patched.setattr(cells, "judgement", None)  # so that nothing can be trained in this process
        code = cli.main([*arguments, "--scheduler", cluster.scheduler_address, "--out", "there"])
    out, err = capsys.readouterr()
    assert code == 0 and "line" in out, err
    assert cli.main([*arguments, "--workers", "0", "--out", "here"]) == 0
    (there,), (here,) = (list((tmp_path / o).glob("*.jsonl")) for o in ("there", "here"))
    assert told(lines_of(there)) == told(lines_of(here))


def kill_after_the_first_line(path, client, killed):
    """Kill the process that is at work, once there is a result."""
    pids = client.run(os.getpid)
    wait_until(lambda: path.exists() and path.stat().st_size)
    pid = next(pids[worker] for worker, keys in client.processing().items() if keys)
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(client, tmp_path):
    path, killed = tmp_path / "results.jsonl", []
    task = tasks.load("product", samples=6)
    models = study.contenders(["addmul"], recipe=LONG)
    killer = threading.Thread(target=kill_after_the_first_line, args=(path, client, killed))
    killer.start()
    result = study.compare(task, models, 10, executor=client.get_executor(), results=path)
    killer.join()
    assert len(killed) == 1
    assert len(result.cells) == 12 and told(lines_of(path)) == told(result.cells)
    assert told(result.cells) == told(study.compare(task, models, 10).cells)


def test_a_training_that_kills_its_worker_is_given_to_another(client, tmp_path):
    path = tmp_path / "results.jsonl"
    models = {"mortal": mortal_line(tmp_path / "diary", 3)}
    executor = client.get_executor()
    result = study.compare(tasks.load("product", samples=6), models, 4, executor=executor,
                           results=path)  # fmt: skip
    assert len(result.cells) == 6 and told(lines_of(path)) == told(result.cells)
    assert os.path.getsize(tmp_path / "diary") > 6
    assert result.rows[0].same_bits


@pytest.mark.slow
def test_a_scheduler_that_is_killed_is_named_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m"]
    scheduler = [*dask, "distributed.cli.dask_scheduler", "--port", str(port), "--no-dashboard"]
    worker = [*dask, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    command = [*dask, "minigrad", "compare", "product", "--models", "line,addmul", "--seeds", "5"]
    command += ["--recipe", "first", "--steps", "100000", "--scheduler", address]
    results, quiet = tmp_path / "runs/compare/product.jsonl", {"stderr": subprocess.DEVNULL}
    with subprocess.Popen(scheduler, **quiet) as there:
        with subprocess.Popen([*worker, "--no-dashboard"], **quiet) as working:
            wait_until(lambda: answers(port))
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as study:
                wait_until(lambda: results.exists() and results.stat().st_size)
                there.kill()
                _, err = study.communicate(timeout=PATIENCE)
            working.kill()
    assert (study.returncode, err.count("\n")) == (1, 1)
    assert err.startswith(
        f"minigrad: the Dask scheduler at {address} does not answer any more. What"
    )


def answers(port):
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
