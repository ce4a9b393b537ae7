"""One bar for all long work: shown on a terminal, never in a file or a pipe, unless asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tqdm import tqdm

__all__ = ["bar"]


def bar(steps: Iterable[Any], name: str, progress: bool | None, **options: Any) -> Any:
    """Return a tqdm bar over `steps`; `progress` None leaves it to the terminal."""
    return tqdm(steps, name, disable=None if progress is None else not progress, **options)
