"""Where in an answer somebody wants to go: to a time, or to a row by its number."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Final, NamedTuple

from trailview.question.when import parse_when

_ROW: Final = re.compile(r"\s*row\s+(?P<number>[0-9][0-9,]{0,15})\s*", re.IGNORECASE)


class Destination(NamedTuple):
    """A second since 1970, or the number of a row, counted from 1."""

    number: int
    is_row: bool


def destination(text: str, now: int, zone: tzinfo) -> Destination:
    """What `row 17`, or a time in the language of spans, means. Raises QuestionError."""
    row = _ROW.fullmatch(text)
    if row is not None:
        return Destination(max(1, int(row["number"].replace(",", ""))), True)
    return Destination(parse_when(text, now, zone), False)
