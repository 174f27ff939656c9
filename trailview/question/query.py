"""What is asked: a time window, and the question that holds it and terms.

All values here are frozen. `parse` makes terms from text, and `Question.text`
writes them back.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from trailview.frozen import Frozen, replace
from trailview.question.terms import Clause, Group
from trailview.question.write import format_terms


class Window(Frozen):
    """A half-open span of time `[since, until)` in whole seconds since 1970 UTC.

    None leaves that side open. An event without a usable time lies only in
    the window that is open on both sides.
    """

    since: int | None = None
    until: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether it is open on both sides."""
        return self.since is None and self.until is None

    def holds(self, time: int | None) -> bool:
        """Whether a time lies in it; None is no usable time."""
        if time is None:
            return self.is_all
        if self.since is not None and time < self.since:
            return False
        return self.until is None or time < self.until


ALL_TIME: Final = Window()


class TimeRange(Frozen):
    """A span of time as it was chosen: `4h`, `2026-11-01T13:10`; "" leaves a side open."""

    since: str = ""
    until: str = ""
    from_last: tzinfo | None = None
    """The time zone in which it counts back from the last event of files that end before now.

    So does a saved question's own span. None is for a span that means what it says.
    """

    @property
    def is_typed(self) -> bool:
        """Whether there is a text to work the window out from again."""
        return bool(self.since or self.until)


UNTYPED: Final = TimeRange()
"""No time was typed."""


class Question(Frozen):
    """What is asked of a backend: all of `terms`, within `window`."""

    terms: tuple[Clause, ...] = ()
    window: Window = ALL_TIME
    raw: str = ""
    """A text in one backend's own language, which is run as it is; `terms` are empty then."""

    @property
    def text(self) -> str:
        """What a person would type: the terms, which parse back to the same, or the raw text."""
        if self.raw:
            return self.raw
        return format_terms(self.terms)

    @property
    def window_of_events(self) -> Window:
        """Where each event's own time has to lie: anywhere, in the answer to a raw text."""
        return ALL_TIME if self.raw else self.window

    def with_term(self, term: Clause) -> Question:
        """This question with `term` added, in place of its own opposite if it has that.

        Groups stay as they are, and hold as well.

        A raw text gives way to the term: it is not known what it asks.
        """
        opposite = replace(term, negated=not term.negated)
        kept = tuple(t for t in self.terms if t not in (term, opposite))
        return replace(self, terms=(*kept, term), raw="")

    def with_alternative(self, clause: Clause, other: Clause) -> Question:
        """This question with `other` as an alternative to `clause`, where that stands in it.

        Raises ValueError where it does not.
        """
        at = self.terms.index(clause)
        if isinstance(clause, Group) and not clause.negated:
            group = Group((*clause.alternatives, (other,)))
        else:
            group = Group(((clause,), (other,)))
        return replace(self, terms=(*self.terms[:at], group, *self.terms[at + 1 :]))

    def without_term(self, term: Clause) -> Question:
        """This question without `term`."""
        return replace(self, terms=tuple(t for t in self.terms if t != term))
