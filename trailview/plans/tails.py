"""Many keys said by their last letters: what finds them all, and little else, in less room.

A question of keys may name hundreds, more than a filter pattern or a query has room for. Keys
are letters drawn by lot, so that the last few of them tell one from almost all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from trailview.events.conditions import All, AnyOf, Condition, Fits
from trailview.events.meanings import KEY
from trailview.events.pattern import Pattern

_MANY: Final = 10
"""Keys from which on they are said so."""
_LENGTHS: Final = (12, 6, 4, 3)
"""Letters of each, the most telling first. Of three, one in about eight keys of 500 others has
some by chance."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9]+")


def by_tails(wanted: Condition) -> Iterator[Condition]:
    """Weaker conditions, in which many keys take less room; none where there are not many."""
    for length in _LENGTHS:
        weaker = _shortened(wanted, length)
        if weaker != wanted:
            yield weaker


def _shortened(wanted: Condition, length: int) -> Condition:
    match wanted:
        case All(parts):
            return All(tuple(_shortened(part, length) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_shortened(part, length) for part in parts))
        case Fits(text, values) if text == KEY and len(values) >= _MANY:
            whole = [None if value.folds else value.literal for value in values]
            texts = [one for one in whole if one is not None and len(one) > length]
            start = _beginning(texts)
            # One that is in what all begin with, such as `ASI`, would tell nothing.
            tails = [one[-length - (one[-length:] in start) * len(start) :] for one in texts]
            if len(tails) < len(values) or not all(map(_PLAIN.fullmatch, tails)):
                return wanted
            return Fits(text, tuple(Pattern(("", tail, "")) for tail in dict.fromkeys(tails)))
        case _:
            return wanted


def _beginning(texts: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(texts, default=""), max(texts, default="")
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in alike)


def fragments(values: tuple[Pattern, ...]) -> list[str] | None:
    """The texts that several values ask for anywhere; None where they ask for anything else."""
    pieces = [value.pieces for value in values if not value.folds]
    if len(pieces) < max(2, len(values)):
        return None
    if not all(len(some) == 3 and not some[0] and not some[2] for some in pieces):
        return None
    found = [some[1] for some in pieces]
    return found if all(map(_PLAIN.fullmatch, found)) else None
