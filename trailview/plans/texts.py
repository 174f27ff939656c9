"""Which JSON values other than text a term's value can fit: numbers and booleans, as written."""

from __future__ import annotations

import re
from typing import Final

from trailview.events.pattern import Pattern

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_IN_NUMBERS: Final = frozenset("0123456789.+-eE")
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


def may_be_number(value: Pattern) -> bool:
    """Whether the text of some number may fit."""
    if value.literal is not None:
        return _NUMBER.fullmatch(value.literal) is not None
    text = "".join(value.pieces)
    return _IN_NUMBERS.issuperset(text) and text.count(".") <= 1


def whole_number(value: Pattern) -> str | None:
    """The only number that fits, if it is a whole one that every service keeps exact."""
    text = value.literal
    return text if text is not None and _WHOLE.fullmatch(text) else None


def booleans(value: Pattern) -> tuple[bool, ...]:
    """The booleans whose text fits."""
    return tuple(flag for flag in (True, False) if value.matches(str(flag).lower()))
