"""Processes for long work: one thread each, and none is left over.

Skip this on a first reading. Studies use it: `minigrad compare`, and the scripts in figures/data/.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, InvalidStateError, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from typing import Any, NoReturn

from tqdm import tqdm

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
    with _deaf():  # or what it has already taken from the system would not be given back
        made = _Pool(count, get_context("spawn"), _become_worker)
    with _ended_in_order(), made as pool:
        try:
            yield pool
        except BaseException:
            for worker in active_children():  # which would finish what they are at first
                worker.terminate()
            with _quiet_threads():
                pool.shutdown(cancel_futures=True)
            raise


class _Pool(ProcessPoolExecutor):
    """Its processes are started deaf to Ctrl-C, which is for the one that started them."""

    def submit(self, *args: Any, **options: Any) -> Future[Any]:
        """Submit as any pool does; this is when it starts processes."""
        with _deaf():
            return super().submit(*args, **options)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let Ctrl-C wait; a process that is started meanwhile never hears it."""
    if not hasattr(signal, "pthread_sigmask"):  # not on every system
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        with _deferred_interrupt():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _deferred_interrupt() -> Iterator[None]:
    """Let Ctrl-C wait also where another thread hears it, such as one of a linear algebra library."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
        if heard:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let SIGTERM end this process as an error would, so that what it has taken is given back."""
    if threading.current_thread() is not threading.main_thread():  # who alone may handle signals
        yield
        return

    def end(*_: object) -> NoReturn:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextmanager
def _quiet_threads() -> Iterator[None]:
    """Let a pool's own thread be surprised, without a traceback, that processes are gone."""
    hook = threading.excepthook

    def ignore(failure: threading.ExceptHookArgs) -> None:
        if failure.exc_type is not InvalidStateError:
            hook(failure)

    threading.excepthook = ignore
    try:
        yield
    finally:
        threading.excepthook = hook


def _become_worker() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it, even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tqdm.set_lock(
        threading.RLock()
    )  # its own is the system's, and left there by a terminated process

    def watch() -> None:
        parent = parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
