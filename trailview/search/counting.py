"""How many events there are of each kind: counted by the service, or of what is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from trailview.backends.base import Cancel
from trailview.backends.plain import PlainTable
from trailview.events.times import iso
from trailview.plans.counting import COUNT
from trailview.plans.plan import Plan
from trailview.question.query import Question
from trailview.search.export.rows import row_texts
from trailview.search.progress import Progress
from trailview.search.source import Shard, Source
from trailview.store.rows import shown

COUNTED_BY: Final = (
    "event",
    "service",
    "actor",
    "user",
    "role",
    "role-arn",
    "key",
    "principal",
    "principal-id",
    "type",
    "by",
    "ip",
    "region",
    "account",
    "error",
    "message",
    "resource",
    "agent",
    "category",
    "severity",
)
"""What events can be counted by: columns of the table with one text for each event."""

Counter = Callable[[Plan, Sequence[str]], Plan | None]
"""The plan that counts what another one reads; None where that would not be the same."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, the most frequent first."""

    by: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], int], ...]
    """The texts of `by`, and how many events have them; an absent text is empty."""

    @property
    def events(self) -> int:
        """How many events there are in all."""
        return sum(count for _, count in self.rows)


def counting(source: Source, counter: Counter, by: Sequence[str]) -> Source:
    """The source with its answers counted where it is asked, if all of a question can be.

    What is here already is counted here.
    """

    def shards(question: Question, cancel: Cancel) -> Sequence[Shard]:
        made = source.shards(question, cancel)
        if all(shard.is_here for shard in made):
            return made
        plans = [counter(shard.plan, by) for shard in made]
        if None in plans:
            return made
        return [
            shard._replace(plan=plan)
            for shard, plan in zip(made, plans, strict=True)
            if plan is not None
        ]

    return replace(source, shards=shards)


def counts_of(progress: Progress, by: Sequence[str]) -> Counts:
    """What an answer comes to: counts that the service made, or the events that were read."""
    if progress.plain is not None:
        found = _told(progress.plain, by)
    elif len(progress.rows):
        found = _found(progress, by)
    else:
        found = {}
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return Counts(tuple(by), tuple(ranked))


def _told(table: PlainTable, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The counts in the rows of one service, or of several places where it was asked."""
    found: dict[tuple[str, ...], int] = {}
    places = [table.columns.index(name) if name in table.columns else None for name in by]
    count = table.columns.index(COUNT)
    for row in table.rows:
        words = tuple("" if place is None else row[place] for place in places)
        words = tuple(map(shown, by, words))
        found[words] = found.get(words, 0) + int(row[count])
    return found


def _found(progress: Progress, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    rows = progress.rows
    if progress.reading.are_few:
        found: dict[tuple[str, ...], int] = {}
        for position in range(len(rows)):
            words = tuple(row_texts(rows, position, by, iso))
            found[words] = found.get(words, 0) + 1
        return found
    from trailview.store.counts import counts  # numpy
    from trailview.store.view import View

    assert isinstance(rows, View), "the answer is over"
    return counts(rows.snapshot, rows.order, by)
