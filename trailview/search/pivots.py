"""From one event to those that have something in common with it, and how many were read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from trailview.backends.base import Cancel
from trailview.events.issued import Call, call_of
from trailview.events.record import Event
from trailview.events.sentence import main_resource
from trailview.question.query import Question
from trailview.question.terms import Term
from trailview.search.who.questions import SHARED, term

if TYPE_CHECKING:
    from trailview.search.reading.records import Records


class Pivot(NamedTuple):
    """Somewhere to go from an event: the events that have this in common with it."""

    what: str
    value: str
    """As in the record: not made printable."""
    terms: tuple[Term, ...]


def _session(_: Event, call: Call) -> str | None:
    return call.caller.principal_id if call.caller.is_session else None


_SAME: Final[tuple[tuple[str, str, Callable[[Event, Call], str | None]], ...]] = (
    ("this key", "key", lambda _, call: call.caller.key),
    ("this session", "principal-id", _session),
    ("this address", "ip", lambda _, call: call.ip),
    ("this resource", "resource", lambda event, _: main_resource(event)),
    ("this request", "request", lambda _, call: call.request_id),
    ("the other account's side", SHARED, lambda _, call: call.shared_id),
)
"""What it is, the field or path that asks for it, and how an event tells it."""


def pivots_of(event: Event) -> list[Pivot]:
    """Where an event leads, as far as it tells."""
    call = call_of(event)
    told = [(what, field, tell(event, call)) for what, field, tell in _SAME]
    found = [Pivot(what, value, (term(field, value),)) for what, field, value in told if value]
    return [*found, *_by_others(call)]


def _by_others(call: Call) -> list[Pivot]:
    """The same event, by whoever is not its caller."""
    name, who = call.name, call.caller
    own = ("user", who.name) if who.name else ("principal-id", who.principal_id)
    if name is None or own[1] is None:
        return []
    others = Term(own[0], term(own[0], own[1]).values, negated=True)
    return [Pivot("same event by others", name, (term("event", name), others))]


def count(records: Records, question: Question, cancel: Cancel) -> int:
    """How many of the events read a question holds for; fewer where it was stopped.

    Can read files: not for the UI thread. Raises SourceError.
    """
    from trailview.store.filter import Filter

    snapshot = records.wait_for_store().snapshot()
    wanted = Filter(question.terms, question.window)
    rows = wanted.rows(snapshot)
    if not wanted.record_terms:
        return len(rows)
    looked = records.matching(wanted.record_terms, snapshot, rows, cancel)
    return sum(len(found.rows) for found in looked)


def takes_records(question: Question) -> bool:
    """Whether counting means looking into records, rather than into columns alone."""
    from trailview.store.narrowing import needs_record

    return any(map(needs_record, question.terms))
