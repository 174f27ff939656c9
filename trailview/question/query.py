"""What is asked: terms, a time window, and the question that holds them.

All values here are frozen. The language they are written in is described in
docs/QUERY.md; `parse` makes terms from text and `Question.text` writes
them back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

FREE_TEXT: Final = ""
"""The `field` of a term that searches the whole record."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A value to compare with: literal pieces with `*` between them.

    `("alice",)` is the exact text `alice`, `("", "role", "")` is `*role*`,
    `("", "")` is `*` alone: present and not empty.
    """

    pieces: tuple[str, ...]

    @property
    def literal(self) -> str | None:
        """The exact text, or None where the pattern has a wildcard."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def is_any(self) -> bool:
        """Whether the pattern is wildcards alone: any value that is not empty."""
        return len(self.pieces) > 1 and not any(self.pieces)

    def matches(self, value: str) -> bool:
        """Whether the whole of `value` fits: exact, case-sensitive, `*` for any run."""
        pieces = self.pieces
        if len(pieces) == 1:
            return value == pieces[0]
        if self.is_any:
            return value != ""
        first, last = pieces[0], pieces[-1]
        if len(value) < len(first) + len(last):
            return False
        if not (value.startswith(first) and value.endswith(last)):
            return False
        at, end = len(first), len(value) - len(last)
        for piece in pieces[1:-1]:
            found = value.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `field` equals any of `values`, or none of them when `negated`.

    `field` is a field's canonical name, a JSON path that starts with `$.`,
    or `FREE_TEXT`.
    """

    field: str
    values: tuple[Pattern, ...]
    negated: bool = False

    @property
    def is_path(self) -> bool:
        return self.field.startswith("$")


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of time `[since, until)` in whole seconds since 1970 UTC.

    None leaves that side open. An event without a usable time lies only in
    the window that is open on both sides.
    """

    since: int | None = None
    until: int | None = None

    @property
    def is_all(self) -> bool:
        return self.since is None and self.until is None

    def holds(self, time: int | None) -> bool:
        if time is None:
            return self.is_all
        if self.since is not None and time < self.since:
            return False
        return self.until is None or time < self.until


ALL_TIME: Final = Window()


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A span of time as it was chosen: `4h`, `2026-11-01T13:10`; "" leaves a side open."""

    since: str = ""
    until: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether there is a text to work the window out from again."""
        return bool(self.since or self.until)


UNTYPED: Final = TimeRange()
"""No time was typed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a backend: all of `terms`, within `window`."""

    terms: tuple[Term, ...] = ()
    window: Window = ALL_TIME
    raw: str = ""
    """A text in one backend's own language, which is run as it is; `terms` are empty then."""

    @property
    def text(self) -> str:
        """What a person would type: the terms, which parse back to the same, or the raw text."""
        if self.raw:
            return self.raw
        from trailview.question.parse import format_terms

        return format_terms(self.terms)

    @property
    def window_of_events(self) -> Window:
        """Where each event's own time has to lie: anywhere, in the answer to a raw text."""
        return ALL_TIME if self.raw else self.window

    def with_term(self, term: Term) -> Question:
        """This question with `term` added, in place of its own opposite if it has that.

        A raw text gives way to the term: it is not known what it asks.
        """
        opposite = replace(term, negated=not term.negated)
        kept = tuple(t for t in self.terms if t not in (term, opposite))
        return replace(self, terms=(*kept, term), raw="")

    def without_term(self, term: Term) -> Question:
        return replace(self, terms=tuple(t for t in self.terms if t != term))
