"""Names are looked up, and a misspelt one is answered with the nearest ones that exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

__all__ = ["look_up", "nearest"]

T = TypeVar("T")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'trees'?)", or "" if nothing is near.

    Examples
    --------
    >>> nearest("tress", ["trees", "delivery"])
    " (did you mean 'trees'?)"
    """
    close = difflib.get_close_matches(word, known, n=2, cutoff=0.5)
    return f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""


def look_up(kind: Any, kinds: Mapping[str, T]) -> T:
    """Return what has that name, or raise ValueError that lists what there is.

    Examples
    --------
    >>> look_up("abell", {"abel": 1, "kneser": 2})
    Traceback (most recent call last):
    ...
    ValueError: kind 'abell' is unknown (did you mean 'abel'?); minigrad has 'abel', 'kneser'
    """
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(
            f"kind {kind!r} is unknown{nearest(str(kind), kinds)}; "
            f"minigrad has {', '.join(map(repr, kinds))}"
        )
    return kinds[kind]
