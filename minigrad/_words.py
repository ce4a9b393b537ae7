"""A misspelt name is answered with the nearest ones that exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'trees'?)", or "" if nothing is near.

    Examples
    --------
    >>> nearest("tress", ["trees", "delivery"])
    " (did you mean 'trees'?)"
    """
    close = difflib.get_close_matches(word, known, n=2, cutoff=0.5)
    return f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""
