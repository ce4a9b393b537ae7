"""Names are looked up, misspelt ones answered with the nearest that exist; numbers as people write them."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

__all__ = ["look_up", "nearest", "number", "plain", "printable"]

T = TypeVar("T")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'trees'?)", or "" if nothing is near.

    Examples
    --------
    >>> nearest("tress", ["trees", "delivery"])
    " (did you mean 'trees'?)"
    >>> nearest("DOSE", ["dose", "age"])
    " (did you mean 'dose'?)"
    """
    lower, names = word.lower(), {name.lower(): name for name in known}
    close = difflib.get_close_matches(lower, names, n=2, cutoff=0.5)
    if len(close) == 2 and _likeness(lower, close[1]) < _likeness(lower, close[0]) - 0.2:
        close.pop()
    meant = " or ".join(repr(names[name]) for name in close)
    return f" (did you mean {meant}?)" if close else ""


def _likeness(word: str, known: str) -> float:
    return difflib.SequenceMatcher(None, known, word).ratio()


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


def number(value: float, digits: int = 3) -> str:
    """Write a number with so many digits that count, as in prose; nan is "".

    Examples
    --------
    >>> [number(value) for value in (2701.3, 0.01234, 4.3, 1.2345e9, 1.2e-7)]
    ['2,700', '0.0123', '4.3', '1.23e9', '1.2e-7']
    """
    if math.isnan(value):
        return ""
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    if not exponent or value == 0:  # infinity
        return f"{value:g}"
    if not -4 <= int(exponent) < 7:
        return f"{float(mantissa):g}e{int(exponent)}"
    decimals = max(digits - 1 - int(exponent), 0)
    text = f"{float(f'{mantissa}e{exponent}'):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def plain(name: str) -> str:
    r"""Return a name of the user's for a picture: $ begins no formula, and every letter can be drawn.

    Examples
    --------
    >>> print(plain("price in $, or in $^"))
    price in \$, or in \$^
    """
    return name.encode("utf-8", "replace").decode().replace("$", r"\$")


def printable(name: str) -> str:
    r"""Return the name of a file as text that can be written, whatever bytes the name is made of.

    Those that are no UTF-8, which Python has as lone surrogates, are read as cp1252; control characters are question marks.

    Examples
    --------
    >>> printable("caf\udce9.csv")
    'café.csv'
    """

    def letter(odd: re.Match[str]) -> str:
        code = ord(odd[0]) - 0xDC00
        return bytes([code]).decode("cp1252", "replace") if 0x80 <= code < 0x100 else "?"

    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", letter, name)
