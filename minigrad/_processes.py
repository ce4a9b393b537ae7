"""Processes for long work: one thread each, and none is left over.

Skip this on a first reading. Studies use it: `minigrad compare`, and the scripts in figures/data/.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from ._progress import note

__all__ = ["ONE_THREAD", "processes"]

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Yield an executor of so many processes; what it has not finished at an error is given up."""
    for variable in ONE_THREAD:  # read by NumPy and Numba when the new processes load them
        os.environ.setdefault(variable, "1")
    named = "1 process" if count == 1 else f"{count} processes"
    note(f"starting {named}; each loads minigrad and its kernels first")
    with ProcessPoolExecutor(count, get_context("spawn"), _become_worker) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in active_children():  # which would finish what they are at first
                worker.terminate()
            raise


def _become_worker() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it, even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        parent = parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
