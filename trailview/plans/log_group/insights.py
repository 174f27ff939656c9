"""How a CloudWatch log group answers a question through a Logs Insights query."""

from __future__ import annotations

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
from trailview.plans.log_group.insights_writing import ways
from trailview.plans.plan import Plan, Scope, narrowed_note
from trailview.plans.raw import INSIGHTS_QUERY, checked_raw
from trailview.plans.selectivity import most_selective_first
from trailview.plans.shell import aws_command
from trailview.question.query import Question
from trailview.question.terms import Clause

LONGEST: Final = 10_000
ROWS: Final = 100_000
"""Rows of one query, as many as it gives at most (API reference, StartQuery)."""
EARLIEST: Final = 1_541_376_000
"""2018-11-05: Insights reads nothing stored before (CloudWatch Logs user guide)."""

_HEAD: Final = "fields @timestamp, @message"
_TAIL: Final = f"sort @timestamp desc | limit {ROWS}"


class InsightsPlan(Plan, kw_only=True):
    """What to ask StartQuery."""

    query: str
    since: int
    """The first second of delivery, since 1970."""
    until: int
    """The last second of delivery: the API's span holds its end."""
    log_group: str
    """The group's name, or its ARN without `:*`; empty where it is not known yet."""
    region: str
    delay: int = DELIVERY
    """Seconds that the span was made longer by; 0 where it is asked about deliveries."""
    now: int = 0
    """The moment that it was made at, in seconds since 1970."""

    @property
    def own_text(self) -> str:
        """The query."""
        return self.query


def plan(question: Question, scope: Scope) -> InsightsPlan:
    """The plan for the log group of a scope. Raises QuestionError for a raw text that is wrong."""
    raw = checked_raw(question, INSIGHTS_QUERY)
    is_infrequent = scope.group is not None and scope.group.is_infrequent
    asked = _Asked(raw, (), ()) if raw else _choose(question, for_messages=is_infrequent)
    known = what_to_know(scope.group, question, scope.now, by_insights=True)
    delay = 0 if raw else DELIVERY
    since = EARLIEST if question.window.since is None else question.window.since
    until = delivery_end(question.window, scope, delay) - 1
    return InsightsPlan(
        backend="insights",
        question=question,
        pushed=tuple(term for term in question.terms if term in asked.pushed),
        residual=tuple(term for term in question.terms if term not in asked.pushed),
        approximate=(),
        request=_command(asked.query, since, until, scope),
        estimate=(
            "$0.005 for each GB in the group and time range, in us-east-1; "
            "the terms do not make it less. Elsewhere the price differs."
        ),
        notes=(
            *group_notes(scope),
            RAW_NOTE if raw else NOTE,
            *known.notes,
            *known.losses,
            *narrowed_note("Insights", asked.narrowed),
        ),
        clipped=known.is_clipped,
        query=asked.query,
        since=since,
        until=until,
        log_group=identifier(scope.log_group),
        region=scope.region,
        delay=delay,
        now=scope.now,
    )


def _command(query: str, since: int, until: int, scope: Scope) -> str:
    options = [
        group_option(scope, by_arn="log-group-identifiers"),
        ("start-time", str(since)),
        ("end-time", str(until)),
        ("query-string", query),
    ]
    return aws_command("logs", "start-query", options, scope)


class _Asked(NamedTuple):
    """A query, and what it says of a question."""

    query: str
    pushed: tuple[Clause, ...]
    """What it says whole."""
    narrowed: tuple[Clause, ...]
    """What it says a part of."""


def _choose(question: Question, *, for_messages: bool) -> _Asked:
    """The clauses that fit into one query, most selective first, and that query."""
    pushed, narrowed = list[Clause](), list[Clause]()
    commands = [_HEAD]
    for clause in most_selective_first(question.terms):
        for written in ways(clause, for_messages=for_messages):
            longer = [*commands, f"filter {written.text}"]
            if len(_query(longer)) <= LONGEST:
                (pushed if written.is_whole else narrowed).append(clause)
                commands = longer
                break
    return _Asked(_query(commands), tuple(pushed), tuple(narrowed))


def _query(commands: list[str]) -> str:
    return " | ".join([*commands, _TAIL])
