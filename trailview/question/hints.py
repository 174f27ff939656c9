"""What must stand in a record's raw JSON for a question to hold.

Looking for a few bytes costs a hundredth of decoding a record: those that
lack them are passed over. A hint may only ever pass over a record for which
the terms do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from stringzilla import find as find_bytes
from stringzilla import utf8_uncased_search as find_folded

from trailview.events.conditions import Constant, givers
from trailview.events.pattern import Pattern, Value
from trailview.events.required import Required
from trailview.frozen import Frozen
from trailview.question.fields import Compare, find_field
from trailview.question.networks import network_of
from trailview.question.paths import parse_path
from trailview.question.terms import FREE_TEXT, Clause, Group, Term, single_terms

_PLAIN: Final = re.compile(r"[ !#-.0-\[\]-~]+")
"""Texts that JSON writes as they are, or with `\\u`; others can be written in several ways."""
_ESCAPED_ASCII: Final = re.compile(rb"\\u00[2-7]")
_ESCAPED_LETTER: Final = re.compile(rb"\\u(?!00[01])")
"""Escapes for anything but control characters."""
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_LONGEST: Final = 4
"""Bytes of an escape that may stand behind what has been looked at, when it begins before."""
_NEAR: Final = 256
"""Bytes behind a backslash in which are others, where there are several."""
_STRETCH: Final = 1 << 14

Finder = Callable[[int], int]
"""The offset of the next sign, from an offset on; -1 where there is none."""


class Hints(Frozen):
    """Texts that must be in the raw JSON, all of them."""

    exact: tuple[bytes, ...] = ()
    folded: tuple[bytes, ...] = ()
    """Texts in lower case, that may be there in any case."""

    def __bool__(self) -> bool:
        return bool(self.exact or self.folded)

    @property
    def are_one(self) -> bool:
        """Whether it is one text: then `may_hold` is true wherever `signs` finds something."""
        return len(self.exact) + len(self.folded) == 1

    def may_hold(self, raw: bytes) -> bool:
        """False only where the raw JSON, of a record or of many, shows that the terms do not hold.

        A text can be missing because it is written with `\\u` escapes; and
        where case is folded, because letters beyond ASCII fold to it.
        """
        for hint in self.exact:
            if find_bytes(raw, hint) < 0:
                return _has(_ESCAPED_ASCII, raw)
        if not self.folded:
            return True
        lower = raw.lower()
        if all(find_bytes(lower, hint) >= 0 for hint in self.folded):
            return True
        return not raw.isascii() or _has(_ESCAPED_LETTER, raw)

    def signs(self, raw: bytes) -> Iterator[Finder]:
        """What finds signs of a match in the raw JSON of many records.

        In each record for which `may_hold` is true one of them finds something,
        if there is any hint at all; in most others none does.
        """
        if self.exact:
            yield _exact_finder(self.exact[0], raw)
            yield _escape_finder(_ESCAPED_ASCII, raw)
        elif self.folded:
            is_ascii = raw.isascii()
            yield _folded_finder(self.folded[0], raw, is_ascii=is_ascii)
            yield _escape_finder(_ESCAPED_LETTER, raw)
            if not is_ascii:
                yield _beyond_ascii_finder(raw)


def _exact_finder(hint: bytes, text: bytes) -> Finder:
    """StringZilla finds what Python's `find` does, in a fifth of the time."""
    return lambda start: find_bytes(text, hint, start)


def _folded_finder(hint: bytes, text: bytes, *, is_ascii: bool) -> Finder:
    """Of other texts it wants to be sure that they are UTF-8, which raw JSON may not be."""
    if not is_ascii:
        return _exact_finder(hint, text.lower())
    return lambda start: find_folded(text, hint, start)


def _escape_finder(escape: re.Pattern[bytes], text: bytes) -> Finder:
    """One byte is found faster than any expression: that looks at no more than what follows it."""

    def find(start: int) -> int:
        at = text.find(b"\\", start)
        while at >= 0:
            match = escape.search(text, at, at + _NEAR)
            if match is None:
                at = text.find(b"\\", at + _NEAR - _LONGEST)
            elif escape.match(text, match.start()):
                return match.start()
            else:  # what follows it was not looked at
                at = text.find(b"\\", match.start() + 1)
        return -1

    return find


def _beyond_ascii_finder(text: bytes) -> Finder:
    """To see that a stretch is ASCII takes a twentieth of the time that an expression takes."""

    def find(start: int) -> int:
        for at in range(start, len(text), _STRETCH):
            if not text[at : at + _STRETCH].isascii():
                match = _BEYOND_ASCII.search(text, at)
                return -1 if match is None else match.start()
        return -1

    return find


def _has(escape: re.Pattern[bytes], raw: bytes) -> bool:
    """Whether an escape is in raw JSON, which mostly has no backslash at all."""
    return b"\\" in raw and escape.search(raw) is not None


def hints_of(clauses: Sequence[Clause]) -> Hints:
    """The hints that terms and groups give; none where they give none for sure."""
    found = _all(map(_clause_texts, clauses))
    return Hints(_plain(found.exact), _plain(found.folded))


def member_hints(clauses: Sequence[Clause]) -> tuple[str, Hints] | None:
    """A top-level member that records must have, and the hints its own raw JSON gives.

    It is the one in which the first path begins; None where there is no path.
    """
    for term in single_terms(clauses):
        if term.is_path and not term.negated:
            first, *rest = _names(term)
            values = _value_texts(term)
            return first, Hints(_plain((*rest, *values.exact)), _plain(values.folded))
    return None


def _plain(texts: Iterable[str]) -> tuple[bytes, ...]:
    """The texts that can be looked for, each once. Long ones are rare: they come first."""
    plain = {text.encode("ascii"): None for text in texts if _PLAIN.fullmatch(text)}
    return tuple(sorted(plain, key=len, reverse=True))


def _all(parts: Iterable[Required]) -> Required:
    """What is required where all of the parts have to hold."""
    several = tuple(parts)
    return Required(
        tuple(text for part in several for text in part.exact),
        tuple(text for part in several for text in part.folded),
    )


def _any(parts: Iterable[Required]) -> Required:
    """What is required where any of the parts has to hold: texts that are in one of each."""
    several = tuple(parts)
    if len(several) == 1:
        return several[0]
    exact = _common([part.exact for part in several])
    small = [(*part.folded, *map(str.lower, part.exact)) for part in several]
    told = [text.lower() for text in exact]
    return Required(exact, tuple(text for text in _common(small) if not _is_in_one(text, told)))


def _common(several: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The texts of any list that are within a text of every list, each once."""
    found = dict.fromkeys(text for texts in several for text in texts)
    return tuple(text for text in found if all(_is_in_one(text, texts) for texts in several))


def _is_in_one(text: str, texts: Iterable[str]) -> bool:
    return any(text in one for one in texts)


def _clause_texts(clause: Clause) -> Required:
    """Texts that stand in every record for which the clause holds."""
    if clause.negated:
        return Required()
    if isinstance(clause, Group):
        return _any(_all(map(_clause_texts, each)) for each in clause.alternatives)
    if clause.is_path:
        return _all((Required(_names(clause)), _value_texts(clause)))
    return _value_texts(clause)


def _names(term: Term) -> tuple[str, ...]:
    """The members' names in a path."""
    return tuple(part for part in parse_path(term.field) if isinstance(part, str))


def _value_texts(term: Term) -> Required:
    """Texts that any value of a term requires to be in a record."""
    return _any(_required(term, value) for value in term.values)


def _required(term: Term, value: Value) -> Required:
    if term.field == FREE_TEXT:
        assert isinstance(value, Pattern), "free text is no expression"
        return Required(folded=tuple(piece.casefold() for piece in value.pieces))
    if not (term.is_path or _stands_in_record(term.field, value)):
        return Required()
    if not isinstance(value, Pattern):
        return value.required
    return Required(folded=value.pieces) if value.folds else Required(value.pieces)


def _stands_in_record(name: str, value: Value) -> bool:
    """Whether a value of the field that fits is always a text of the record itself."""
    field = find_field(name)
    if field is None or field.compare is Compare.FLAG:
        return False
    for text in field.texts:
        if any(isinstance(one, Constant) and value.matches(one.text) for one in givers(text)):
            return False  # a text of ours, which stands in no record
    is_range = isinstance(value, Pattern) and network_of(value) is not None
    return not (is_range and field.compare is Compare.ADDRESS)
