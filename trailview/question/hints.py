"""What must stand in a record's raw JSON for a question to hold.

Looking for a few bytes costs a hundredth of decoding a record: those that
lack them are passed over. A hint may only ever pass over a record for which
the terms do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trailview.events.conditions import Constant, givers
from trailview.events.pattern import Pattern
from trailview.question.fields import Compare, find_field
from trailview.question.networks import network_of
from trailview.question.paths import parse_path
from trailview.question.terms import FREE_TEXT, Clause, Term, single_terms

_PLAIN: Final = re.compile(r"[ !#-.0-\[\]-~]+")
"""Texts that JSON writes as they are, or with `\\u`; others can be written in several ways."""
_ESCAPED_ASCII: Final = re.compile(rb"\\u00[2-7]")
_ESCAPED_LETTER: Final = re.compile(rb"\\u(?!00[01])")
"""Escapes for anything but control characters."""
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_LONG: Final = 9

Finder = Callable[[int], int]
"""The offset of the next sign, from an offset on; -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Texts that must be in the raw JSON, all of them."""

    exact: tuple[bytes, ...] = ()
    folded: tuple[bytes, ...] = ()
    """Texts in lower case, that may be there in any case."""

    def __bool__(self) -> bool:
        return bool(self.exact or self.folded)

    def may_hold(self, raw: bytes) -> bool:
        """False only where the raw JSON, of a record or of many, shows that the terms do not hold.

        A text can be missing because it is written with `\\u` escapes; and
        where case is folded, because letters beyond ASCII fold to it.
        """
        for hint in self.exact:
            if hint not in raw:
                return _has(_ESCAPED_ASCII, raw)
        if not self.folded:
            return True
        lower = raw.lower()
        if all(hint in lower for hint in self.folded):
            return True
        return not raw.isascii() or _has(_ESCAPED_LETTER, raw)

    def signs(self, raw: bytes) -> Iterator[Finder]:
        """What finds signs of a match in the raw JSON of many records.

        In each record for which `may_hold` is true one of them finds something,
        if there is any hint at all; in most others none does.
        """
        if self.exact:
            yield _finder(self.exact[0], raw)
            if b"\\" in raw:
                yield _pattern_finder(_ESCAPED_ASCII, raw)
        elif self.folded:
            yield _finder(self.folded[0], raw.lower())
            if b"\\" in raw:
                yield _pattern_finder(_ESCAPED_LETTER, raw)
            if not raw.isascii():
                yield _pattern_finder(_BEYOND_ASCII, raw)


def _finder(hint: bytes, text: bytes) -> Finder:
    """Regular expressions find short texts faster, `find` long ones, and those much faster."""
    if len(hint) < _LONG:
        return _pattern_finder(re.compile(re.escape(hint)), text)
    return lambda start: text.find(hint, start)


def _pattern_finder(pattern: re.Pattern[bytes], text: bytes) -> Finder:
    def find(start: int) -> int:
        match = pattern.search(text, start)
        return -1 if match is None else match.start()

    return find


def _has(escape: re.Pattern[bytes], raw: bytes) -> bool:
    """Whether an escape is in raw JSON, which mostly has no backslash at all."""
    return b"\\" in raw and escape.search(raw) is not None


def hints_of(terms: Sequence[Clause]) -> Hints:
    """The hints that terms give; none where they give none for sure."""
    exact: list[str] = []
    folded: list[str] = []
    for term in single_terms(terms):
        if not term.negated:
            found = folded if term.field == FREE_TEXT else exact
            found += _texts(term)
    return Hints(_plain(exact), _plain(folded))


def member_hints(terms: Sequence[Clause]) -> tuple[str, Hints] | None:
    """A top-level member that records must have, and the hints its own raw JSON gives.

    It is the one in which the first path begins; None where there is no path.
    """
    for term in single_terms(terms):
        if term.is_path and not term.negated:
            first, *rest = _texts(term)
            return first, Hints(_plain(rest))
    return None


def _plain(texts: Iterable[str]) -> tuple[bytes, ...]:
    """The texts that can be looked for, each once. Long ones are rare: they come first."""
    plain = {text.encode("ascii"): None for text in texts if _PLAIN.fullmatch(text)}
    return tuple(sorted(plain, key=len, reverse=True))


def _texts(term: Term) -> Iterator[str]:
    """Texts that stand in every record for which the term holds."""
    if term.is_path:
        yield from (part for part in parse_path(term.field) if isinstance(part, str))
    value = term.values[0]
    if len(term.values) > 1 or not isinstance(value, Pattern) or value.folds:
        return
    if term.field == FREE_TEXT:
        yield from (piece.casefold() for piece in value.pieces)
    elif term.is_path or _stands_in_record(term.field, value):
        yield from value.pieces


def _stands_in_record(name: str, value: Pattern) -> bool:
    """Whether a value of the field that fits is always a text of the record itself."""
    field = find_field(name)
    if field is None or field.compare is Compare.FLAG:
        return False
    for text in field.texts:
        if any(isinstance(one, Constant) and value.matches(one.text) for one in givers(text)):
            return False  # a text of ours, which stands in no record
    return network_of(value) is None or field.compare is not Compare.ADDRESS
