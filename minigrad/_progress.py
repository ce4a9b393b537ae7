"""One bar for all long work: shown on a terminal, never in a file or a pipe, unless asked for.

And a line for what has to be prepared before there is anything to count.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm

__all__ = ["bar", "note"]


def bar(steps: Iterable[Any], name: str, progress: bool | None, **options: Any) -> Any:
    """Return a tqdm bar over `steps`; `progress` None leaves it to the terminal."""
    return tqdm(steps, name, disable=None if progress is None else not progress, **options)


def note(text: str) -> None:
    """Say on a terminal what is being done, so that nobody waits without knowing for what."""
    if sys.stderr.isatty():
        print(f"minigrad: {text} …", file=sys.stderr)
