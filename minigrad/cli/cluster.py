"""Workers of a Dask cluster as an executor, which notices when their scheduler is gone.

Skip this on a first reading. Dask itself says so in its log only, and those who wait go on waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

__all__ = ["dask"]

OFTEN = 0.5  # seconds from one look at the scheduler to the next


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """Yield the workers of the scheduler at this address.

    Raises
    ------
    ValueError
        If Dask is not installed, or no scheduler answers.
    BrokenExecutor
        If the scheduler is gone, or too many workers died.
    """
    killed = _distributed().KilledWorker
    with _connected(address) as client:
        watched = _Watched(client)
        try:
            yield watched
        except killed as error:
            raise BrokenExecutor(f"too many workers died: {error}") from error
        except BrokenExecutor as error:
            if client.status != "running":
                raise BrokenExecutor(
                    f"the Dask scheduler at {address} does not answer any more. What is finished is "
                    "kept: start it again, and the same command goes on"
                ) from error
            raise
        finally:
            watched.shutdown()


class _Watched(Executor):
    """Dask's executor; what it will never finish, since there is no scheduler, ends with an error."""

    def __init__(self, client: Any) -> None:
        self._client, self._inner = client, client.get_executor()
        self._futures: list[Future[Any]] = []
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, *args: Any, **options: Any) -> Future[Any]:
        """Submit as Dask does."""
        future: Future[Any] = self._inner.submit(*args, **options)
        self._futures.append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Watch no longer."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(OFTEN):
            if self._client.status in ("closing", "closed"):
                for future in list(self._futures):
                    with suppress(InvalidStateError):  # it is done
                        future.set_exception(BrokenExecutor("the scheduler is gone"))


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # tracebacks of Dask's threads, which are no help to anybody
    try:
        with _client(address) as client:
            yield client
    finally:
        logging.disable(before)


def _client(address: str) -> Any:
    try:
        return _distributed().Client(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(
            f"no Dask scheduler answers at {address} ({error}). Start one with dask scheduler, and "
            "workers with dask worker ADDRESS --nthreads 1"
        ) from error


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise ValueError(
            "--scheduler needs Dask: pip install -e '.[cluster]' in the folder of minigrad"
        ) from error
