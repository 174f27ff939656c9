"""The facets of an answer: which values its rows have, most frequent first.

numpy comes with the first events that are counted, in the thread that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from trailview.backends.plain import PlainTable
from trailview.events.pattern import Pattern
from trailview.question.fields import BY_NAME
from trailview.question.parse import term_for
from trailview.question.terms import Term

if TYPE_CHECKING:
    from trailview.store.groups import Groups, Ranked
    from trailview.store.view import View

FACETS: Final = {
    "actor": "Actor",
    "event": "Event",
    "service": "Service",
    "error": "Error",
    "ip": "IP",
    "region": "Region",
    "account": "Account",
    "role": "Role",
    "by": "By",
    "resource": "Resource shown",
    "agent": "Agent",
}
"""The columns of events that are counted, and their titles.

An event may name more resources than the one that its row shows: that one is counted.
"""
_MOST: Final = 200
"""Values of a facet that are told; typing finds the others."""
_CROSSED: Final = 100
"""Values that are told with what stands beside them."""
_BESIDE: Final = 20
"""Values that are told beside each of them."""

CellValue = tuple[str, str | None]
"""A column, and a text in it; None for any text at all."""


class FacetLine(NamedTuple):
    """A value, or a pair of them, and how many rows have it."""

    values: tuple[CellValue, ...]
    """What a row has that is counted here: of two columns a value of each, in their order."""
    rows: int
    depth: int = 0
    """1 for a value that stands below another one, beside which it was counted."""
    more: int = 0
    """How many values besides stand below it."""


class FacetGroup(NamedTuple):
    """A column's values; or those of two columns together."""

    name: str
    title: str
    lines: tuple[FacetLine, ...]
    more: int
    """How many values there are besides."""


class FacetsWanted(NamedTuple):
    """What is to be told of an answer's values."""

    words: tuple[str, ...] = ()
    """What has to be in them, folded."""
    crossed: tuple[str, str] | None = None
    """The two columns that are counted together; None for every column by itself."""


class RowCondition(NamedTuple):
    """What rows that are no events have to have, or must not have."""

    values: tuple[CellValue, ...]
    negated: bool = False

    @property
    def text(self) -> str:
        """In words, as it came."""
        told = " and ".join(
            f"{column} is {'there' if text is None else text}" for column, text in self.values
        )
        return f"not ({told})" if self.negated else told


class AnswerFacets(Protocol):
    """What can be counted of an answer."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        ...

    @property
    def titles(self) -> dict[str, str]:
        """The columns that are counted, and how each is called."""
        ...

    def groups(self, wanted: FacetsWanted) -> tuple[FacetGroup, ...]:
        """The facets. It takes time: not for the thread that draws."""
        ...


class EventFacets:
    """The facets of events."""

    titles = FACETS

    def __init__(self, view: View) -> None:
        self.view = view

    @property
    def rows(self) -> int:
        """How many events match."""
        return len(self.view)

    @cached_property
    def _groups(self) -> Groups:
        from trailview.store.groups import Groups

        return Groups(self.view.snapshot, self.view.order)

    def groups(self, wanted: FacetsWanted) -> tuple[FacetGroup, ...]:
        """The facets that have any value. It takes time: not for the thread that draws."""
        if wanted.crossed is not None:
            return (self._crossed(*wanted.crossed, wanted.words),)
        every = (
            _group(name, title, self._groups.ranked(name, _MOST, wanted.words))
            for name, title in FACETS.items()
        )
        return tuple(group for group in every if group.lines)

    def _crossed(self, first: str, second: str, words: Sequence[str]) -> FacetGroup:
        found = self._groups.crossed(first, second, _CROSSED, _BESIDE, words)
        lines = []
        for text, count, among in found.values:
            outer = (first, text)
            lines.append(FacetLine((outer, (second, None)), count, more=among.more))
            lines += [
                FacetLine((outer, (second, value)), number, 1) for value, number in among.values
            ]
        return FacetGroup("", _crossing(FACETS, first, second), tuple(lines), found.more)

    def terms(self, values: Sequence[CellValue]) -> tuple[Term, ...]:
        """The terms that ask for rows with these values; none where one cannot be asked for."""
        from trailview.store.actors import actor_terms

        found: list[Term] = []
        for name, text in values:
            if text is None:
                found += _any(name)
            elif name == "actor":
                terms = actor_terms(self.view.snapshot, text)
                if not terms:
                    return ()
                found += terms
            else:
                found.append(term_for(name, text))
        return tuple(found)


class RowFacets:
    """The facets of rows that are no events: the values of their columns."""

    def __init__(self, table: PlainTable) -> None:
        self.table = table

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.table)

    @property
    def titles(self) -> dict[str, str]:
        """The columns, which are called as the service calls them."""
        return {name: name for name in self.table.columns}

    def groups(self, wanted: FacetsWanted) -> tuple[FacetGroup, ...]:
        """The facets that have any value. It takes time: not for the thread that draws."""
        if wanted.crossed is not None:
            return (self._crossed(*wanted.crossed, wanted.words),)
        found = []
        for place, name in enumerate(self.table.columns):
            counts = Counter(row[place] for row in self.table.rows if row[place])
            told = [one for one in counts.most_common() if _has(one[0], wanted.words)]
            lines = tuple(FacetLine(((name, text),), number) for text, number in told[:_MOST])
            if lines:
                found.append(FacetGroup(name, name, lines, len(told) - len(lines)))
        return tuple(found)

    def _crossed(self, first: str, second: str, words: Sequence[str]) -> FacetGroup:
        places = self.table.columns.index(first), self.table.columns.index(second)
        pairs = Counter((row[places[0]], row[places[1]]) for row in self.table.rows)
        beside: dict[str, list[tuple[str, int]]] = {}
        for (text, other), number in pairs.most_common():
            if text and other and _has(f"{text} {other}", words):
                beside.setdefault(text, []).append((other, number))
        totals = {text: sum(number for _, number in others) for text, others in beside.items()}
        chosen = sorted(totals, key=lambda text: -totals[text])[:_CROSSED]
        lines = []
        for text in chosen:
            outer = (first, text)
            more = max(len(beside[text]) - _BESIDE, 0)
            lines.append(FacetLine((outer, (second, None)), totals[text], more=more))
            lines += [
                FacetLine((outer, (second, other)), number, 1)
                for other, number in beside[text][:_BESIDE]
            ]
        title = _crossing(self.titles, first, second)
        return FacetGroup("", title, tuple(lines), len(totals) - len(chosen))


def narrowed(table: PlainTable, conditions: Sequence[RowCondition]) -> PlainTable:
    """The rows for which all conditions hold. It takes time: not for the thread that draws."""
    for values, negated in conditions:
        tests = [
            (table.columns.index(column), text)
            for column, text in values
            if column in table.columns
        ]
        has_all = len(tests) == len(values)
        rows = tuple(
            row
            for row in table.rows
            if (has_all and all(_is(row[place], text) for place, text in tests)) != negated
        )
        table = PlainTable(table.columns, rows)
    return table


def _is(cell: str, text: str | None) -> bool:
    return bool(cell) if text is None else cell == text


def _any(name: str) -> tuple[Term, ...]:
    """What asks for events that have any value of a field; nothing does for an actor."""
    if name == "actor":
        return ()
    field = BY_NAME[name]
    if field.words:
        return (Term(field.name, tuple(Pattern((word,)) for word in field.words)),)
    return (Term(field.name, (Pattern(("", "")),)),)


def _crossing(titles: dict[str, str], first: str, second: str) -> str:
    return f"{titles[first]} × {titles[second]}"


def _group(name: str, title: str, ranked: Ranked) -> FacetGroup:
    lines = tuple(FacetLine(((name, text),), count) for text, count in ranked.values)
    return FacetGroup(name, title, lines, ranked.more)


def _has(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
