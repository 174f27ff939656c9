"""What must stand in a record's raw JSON for a question to hold.

Looking for a few bytes costs a hundredth of decoding a record: those that
lack them are passed over. A hint may only ever pass over a record for which
the terms do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trailview.events.identity import ROOT
from trailview.question.fields import Compare, find_field
from trailview.question.parse import network_of, parse_path
from trailview.question.query import FREE_TEXT, Pattern, Term

_PLAIN: Final = re.compile(r"[ !#-.0-\[\]-~]+")
"""Texts that JSON writes as they are, or with `\\u`; others can be written in several ways."""
_ESCAPED_ASCII: Final = re.compile(rb"\\u00[2-7]")
_ESCAPED_LETTER: Final = re.compile(rb"\\u(?!00[01])")
"""Escapes for anything but control characters."""
_MADE_HERE: Final = {"user": ROOT, "category": "Management"}
"""Values that trailview says of a record without their standing in it."""


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
                return _ESCAPED_ASCII.search(raw) is not None
        if not self.folded:
            return True
        lower = raw.lower()
        if all(hint in lower for hint in self.folded):
            return True
        return not raw.isascii() or _ESCAPED_LETTER.search(raw) is not None


def hints_of(terms: Sequence[Term]) -> Hints:
    """The hints that terms give; none where they give none for sure."""
    exact: dict[bytes, None] = {}
    folded: dict[bytes, None] = {}
    for term in terms:
        if not term.negated and len(term.values) == 1:
            found = folded if term.field == FREE_TEXT else exact
            for text in _texts(term):
                if _PLAIN.fullmatch(text):
                    found[text.encode("ascii")] = None
    return Hints(_longest_first(exact), _longest_first(folded))


def _longest_first(hints: dict[bytes, None]) -> tuple[bytes, ...]:
    """Long texts are rare ones: the first that is missing settles it."""
    return tuple(sorted(hints, key=len, reverse=True))


def _texts(term: Term) -> Iterator[str]:
    """Texts that stand in every record for which a term with one value holds."""
    value = term.values[0]
    if term.field == FREE_TEXT:
        yield from (piece.casefold() for piece in value.pieces)
    elif term.is_path:
        yield from (part for part in parse_path(term.field) if isinstance(part, str))
        yield from value.pieces
    elif _stands_in_record(term.field, value):
        yield from value.pieces


def _stands_in_record(name: str, value: Pattern) -> bool:
    """Whether a value of the field that fits is always a text of the record itself."""
    field = find_field(name)
    if field is None or field.compare is Compare.FLAG:
        return False
    made_here = _MADE_HERE.get(field.name)
    if made_here is not None and value.matches(made_here):
        return False
    return network_of(value) is None or field.compare is not Compare.ADDRESS
