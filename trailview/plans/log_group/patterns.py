"""How a CloudWatch log group answers a question through a filter pattern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from trailview.plans.log_group.facts import what_to_know
from trailview.plans.log_group.group import (
    DELIVERY,
    NOTE,
    RAW_NOTE,
    delivery_end,
    group_notes,
    group_option,
    identifier,
)
from trailview.plans.log_group.joined import (
    Expression,
    join,
)
from trailview.plans.log_group.pattern_writing import ROOM, Room, in_braces, ways, write
from trailview.plans.plan import Plan, Scope, narrowed_note
from trailview.plans.raw import FILTER_PATTERN, checked_raw
from trailview.plans.selectivity import most_selective_first
from trailview.plans.shell import aws_command
from trailview.question.query import Question
from trailview.question.terms import Clause, every_term

LONGEST: Final = 1024
NEWEST_FIRST_FROM: Final = 1_704_067_200
"""2024-01-01: FilterLogEvents goes backwards only from a start at or after it (API reference)."""


class LogsPlan(Plan, kw_only=True):
    """What to ask FilterLogEvents."""

    pattern: str
    """The filter pattern; empty for every event."""
    since_ms: int | None
    """The first millisecond of delivery; None from the group's beginning."""
    until_ms: int
    """The last millisecond of delivery."""
    newest_first: bool
    """Whether the API can read the span backwards."""
    log_group: str
    """The group's name, or its ARN without `:*`; empty where it is not known yet."""
    region: str
    delay: int = DELIVERY
    """Seconds that the span was made longer by; 0 where it is asked about deliveries."""
    now: int = 0
    """The moment that it was made at, in seconds since 1970."""

    @property
    def own_text(self) -> str:
        """The pattern."""
        return self.pattern


def plan(question: Question, scope: Scope) -> LogsPlan:
    """The plan for the log group of a scope. Raises QuestionError for a raw text that is wrong."""
    raw = checked_raw(question, FILTER_PATTERN)
    asked = _Asked(raw, (), ()) if raw else _choose(question)
    delay = 0 if raw else DELIVERY
    window = question.window
    since_ms = None if window.since is None else window.since * 1000
    until_ms = delivery_end(window, scope, delay) * 1000 - 1
    newest_first = window.since is not None and window.since >= NEWEST_FIRST_FROM
    known = what_to_know(scope.group, question, scope.now, by_insights=False)
    notes = [*group_notes(scope), RAW_NOTE if raw else NOTE, *known.notes, *known.losses]
    notes += narrowed_note("the filter pattern", asked.narrowed)
    notes += _path_note(clause for clause in question.terms if clause not in asked.pushed)
    if not newest_first:
        notes.append(
            "Reads oldest first: backwards only works for a time range within 2024 or later."
        )
    return LogsPlan(
        backend="logs",
        question=question,
        pushed=tuple(term for term in question.terms if term in asked.pushed),
        residual=tuple(term for term in question.terms if term not in asked.pushed),
        approximate=(),
        request=_command(asked.pattern, since_ms, until_ms, scope),
        estimate="5 to 25 requests a second, up to 10,000 events or 1 MB each. No cost.",
        notes=tuple(notes),
        clipped=known.is_clipped,
        pattern=asked.pattern,
        since_ms=since_ms,
        until_ms=until_ms,
        newest_first=newest_first,
        log_group=identifier(scope.log_group),
        region=scope.region,
        delay=delay,
        now=scope.now,
    )


def _path_note(residual: Iterable[Clause]) -> tuple[str, ...]:
    """Why paths are not asked for, though the grammar has them."""
    paths = [term.field for term in every_term(residual) if term.is_path and write(term) is None]
    if not paths:
        return ()
    return (
        "A filter pattern compares a path with the text that stands there, not with those in an "
        f"object or a list: {', '.join(dict.fromkeys(paths))} is checked here. Insights can be "
        "asked for it.",
    )


def _command(pattern: str, since_ms: int | None, until_ms: int, scope: Scope) -> str:
    options = [
        group_option(scope, by_arn="log-group-identifier"),
        ("start-time", "" if since_ms is None else str(since_ms)),
        ("end-time", str(until_ms)),
        ("filter-pattern", pattern),
    ]
    return aws_command("logs", "filter-log-events", options, scope)


class _Asked(NamedTuple):
    """A pattern, and what it says of a question."""

    pattern: str
    pushed: tuple[Clause, ...]
    """What it says whole."""
    narrowed: tuple[Clause, ...]
    """What it says a part of."""


def _choose(question: Question) -> _Asked:
    """The clauses that fit into one pattern, most selective first, and that pattern."""
    pushed, narrowed = list[Clause](), list[Clause]()
    pattern, parts, room = "", list[Expression](), ROOM
    for clause in most_selective_first(question.terms):
        for written in ways(clause, room):
            longer = in_braces(join("&&", [*parts, written.expression]))
            if len(longer) <= LONGEST:
                (pushed if written.is_whole else narrowed).append(clause)
                pattern = longer
                parts.append(written.expression)
                room = Room(room.regexes - written.regexes, room.wildcards - written.wildcards)
                break
    return _Asked(pattern, tuple(pushed), tuple(narrowed))
