"""What the values of a filter pattern match: wildcards, numbers and regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from tests.aws_double.expressions import Expression, expression

NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_ESCAPE: Final = r"\\(?:x[0-9A-Fa-f]{2}|[dDsSwW]|[-:_#=@/;,^$?\[\]{}|\\*+. ])"
_PLAIN: Final = r"[-A-Za-z0-9:_#=@/;, ^$?{}|*+.]"
_SET_ITEM: Final = re.compile(f"{_ESCAPE}|{_PLAIN}")
_PART: Final = re.compile(rf"(?P<set>\[\^?(?:{_ESCAPE}|{_PLAIN})+\])|{_ESCAPE}|{_PLAIN}")


class PatternError(ValueError):
    """A text that is no filter pattern, or breaks one of the limits; says why."""


class Number(str):
    """A number in a record, as it is written there."""

    __slots__ = ()


class Value(Protocol):
    """What a place in a record is compared with."""

    def fits(self, found: str) -> bool:
        """Whether it equals a text, or a `Number`."""
        ...


@dataclass(frozen=True)
class Text:
    """A text with wildcards; numbers are compared as they are written.

    A wildcard ends at the first place where the next piece stands, and never
    later: `*.7` does not fit `10.7.0.7`. So TestMetricFilter was seen to
    answer, by the tests that cfchou/metric_filter_parser was run against it with.
    """

    pieces: tuple[str, ...]
    """The text, split at each `*`."""

    def fits(self, found: str) -> bool:
        first, *more = self.pieces
        if not more:
            return found == first
        if not found.startswith(first):
            return False
        place = len(first)
        for piece in more[:-1]:
            at = found.find(piece, place)
            if at < 0:
                return False
            place = at + len(piece)
        last = more[-1]
        at = found.find(last, place)
        return not last or (at >= 0 and at + len(last) == len(found))


@dataclass(frozen=True)
class Quantity:
    """A number without quotes: compared by size with numbers, and as a text with texts."""

    text: str

    def fits(self, found: str) -> bool:
        if isinstance(found, Number):
            return float(found) == float(self.text)
        return found == self.text


@dataclass(frozen=True)
class Regex:
    """A regular expression, found anywhere in a text."""

    expression: Expression

    def fits(self, found: str) -> bool:
        return self.expression.found(found)


def text_value(text: str) -> Text:
    """Raises PatternError for a backslash: what it means is not documented."""
    if "\\" in text:
        raise PatternError(f"Invalid character(s) in term '{text}'")
    return Text(tuple(text.split("*")))


def regex_value(text: str) -> Regex:
    """What stands between two `%`. Raises PatternError."""
    parts: list[str] = []
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        if match is None:
            raise PatternError(f"Invalid character(s) in term '%{text}%'")
        parts.append(_spelled(match))
        place = match.end()
    try:
        return Regex(expression("".join(parts), dot_is_all=True, ends_with_text=True))
    except re.error as error:
        raise PatternError(f"Invalid regex '{text}': {error}") from None


def _spelled(part: re.Match[str]) -> str:
    """A part of a regular expression as others spell it: what is special in sets escaped."""
    if not part["set"]:
        return part[0]
    start = 2 if part[0].startswith("[^") else 1
    return part[0][:start] + _SET_ITEM.sub(_set_item, part[0][start:-1]) + "]"


def _set_item(item: re.Match[str]) -> str:
    return item[0] if item[0] == "-" or item[0][0] == "\\" else re.escape(item[0])
