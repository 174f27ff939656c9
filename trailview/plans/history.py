"""How event history answers a question: one term looked up, the rest by reading.

LookupEvents takes one attribute with one exact value, for one account and
Region, over the last 90 days (API reference of LookupEvents; CloudTrail user
guide, "Working with CloudTrail event history"). Which look-ups find what a
term holds for is told by `lookups.py`. Several are made where they are taken
to need fewer requests than reading everything does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from trailview.events.meanings import DEFAULT_CATEGORY
from trailview.events.pattern import ValueTest
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.frozen import replace
from trailview.plans.global_events import (
    GLOBAL_EVENTS,
    GLOBAL_REGION,
    SIGN_IN,
    SIGN_IN_EVENT,
    SIGN_IN_REGIONS,
    is_of_usual_partition,
)
from trailview.plans.lookups import PAGE, FoundBy, assumed, lookups_for, requests
from trailview.plans.plan import ALL_REGIONS, Plan, Scope, narrowed_note
from trailview.plans.raw import refuse_raw
from trailview.plans.role_sessions import ThroughSessions, ways_through, worth_it
from trailview.plans.shell import aws_command
from trailview.question.fields import find_field
from trailview.question.meaning import meaning
from trailview.question.predicate import value_test
from trailview.question.query import Question, Window
from trailview.question.terms import Clause, Group, Term, every_term, single_terms
from trailview.question.write import format_terms

REACH: Final = 90 * 86_400
"""Seconds before now that event history goes back."""

_SHORTHAND: Final = re.compile(r"[A-Za-z0-9_.:/@+-]+")
"""Values that the AWS CLI's `Key=value,Key=value` form takes as they are."""
_BY_NAME: Final = ("Username", "SESSION")
"""Stands for one look-up of each session's name."""
DELIVERY: Final = 5 * 60
"""Seconds that CloudTrail usually takes to deliver (user guide, "Getting and viewing your
CloudTrail log files"): how far event history is behind is not documented."""


class HistoryPlan(Plan, kw_only=True):
    """What to ask LookupEvents."""

    lookups: tuple[tuple[str, str], ...]
    """The `AttributeKey` and `AttributeValue` of each look-up; none reads every event."""
    since: int
    """The first second asked for."""
    until: int
    """The last second asked for, as the API's span holds its end.

    Before `since`, nothing of the window is in reach, and nothing is to be asked.
    """
    region: str
    sessions: ThroughSessions | None = None
    """How the names of a role's sessions are found, to be looked up in place of `lookups`."""
    delivered: int
    """The second before which events are usually there, by the time of the plan."""

    @property
    def is_out_of_reach(self) -> bool:
        """Whether nothing of the window is in reach."""
        return self.until < self.since


def plan(question: Question, scope: Scope) -> HistoryPlan:
    """The plan for the event history of one account and Region, seen from `scope.now`.

    Raises UsageError for a raw text.
    """
    refuse_raw(question, "history")
    since, until = _span(question.window, scope.now)
    seconds = until - since + 1
    chosen, passed_over = _choose(question, seconds)
    ways = ways_through(question, scope, (since, until), scope.now - REACH)
    otherwise = requests(chosen.found.lookups if chosen else (), seconds)
    sessions = None if scope.read_all else worth_it(ways, otherwise)
    if sessions is None:
        pushed, approximate = _parts(chosen)
    else:
        chosen, pushed, approximate = None, (), (sessions.term,)
    beyond = (*_elsewhere(question, scope), *_before(question, scope))
    lookups = () if chosen is None else tuple(one[:2] for one in chosen.found.lookups)
    return HistoryPlan(
        backend="history",
        question=question,
        pushed=pushed,
        residual=tuple(t for t in question.terms if t not in (*pushed, *approximate)),
        approximate=approximate,
        request=_commands(lookups, since, until, scope, sessions),
        estimate=_estimate(chosen, seconds, sessions),
        notes=(
            *beyond,
            *([sessions.lacks] if sessions else [way.passed_over for way in ways]),
            *_notes(question, scope, chosen, passed_over, seconds, through=sessions is not None),
        ),
        clipped=bool(beyond),
        beyond=beyond,
        lookups=lookups,
        since=since,
        until=until,
        sessions=sessions,
        region=scope.region,
        delivered=scope.now - DELIVERY,
    )


class _Chosen(NamedTuple):
    """A term that is looked up, and how."""

    term: Clause
    found: FoundBy


def _choose(question: Question, seconds: int) -> tuple[_Chosen | None, _Chosen | None]:
    """The term whose look-ups take the fewest requests, over so many seconds; and where there is
    none, the best whose look-ups would take no fewer than reading everything does."""
    meant = [(term, meaning(term)) for term in question.terms]
    beside = [wanted for _, wanted in meant]
    tried = [(term, lookups_for(wanted, seconds, beside)) for term, wanted in meant]
    all_found = [_Chosen(term, found) for term, found in tried if found is not None]
    best = min(all_found, key=lambda one: one.found.cost(seconds), default=None)
    worth = [one for one in all_found if _is_worth(one.found, seconds)]
    return min(worth, key=lambda one: one.found.cost(seconds), default=None), best


def _parts(chosen: _Chosen | None) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """The terms that are pushed, and those that are approximate."""
    if chosen is None or (chosen.found.is_exact and not chosen.found.is_whole):
        return (), ()
    return ((chosen.term,), ()) if chosen.found.is_exact else ((), (chosen.term,))


def _is_worth(found: FoundBy, seconds: int) -> bool:
    """Whether look-ups take fewer requests than reading everything. One never takes more."""
    return len(found.lookups) == 1 or requests(found.lookups, seconds) < requests((), seconds)


def _estimate(chosen: _Chosen | None, seconds: int, sessions: ThroughSessions | None) -> str:
    told = "" if sessions is None else f"{sessions.estimated} "
    if chosen is not None and len(chosen.found.lookups) > 1:
        told = (
            f"{_in_requests(chosen.found, seconds)}, where reading everything takes about "
            f"{requests((), seconds):,}, {assumed(chosen.found.lookups)}. "
        )
    return f"{told}At most 2 requests a second, {PAGE} events each. No cost."


def _in_requests(found: FoundBy, seconds: int) -> str:
    needed = requests(found.lookups, seconds)
    return f"{len(found.lookups):,} look-ups in about {counted(needed, 'request')}"


def _elsewhere(question: Question, scope: Scope) -> tuple[str, ...]:
    """The Regions and accounts asked for that event history is not asked in.

    Where Regions are not known yet, nothing is told.
    """
    told = []
    asked = scope.regions or (scope.region,)
    if ALL_REGIONS not in asked and all(asked):
        also = beside(question, asked).region
        lacking = _not_among(question, "region", (*asked, also))
        if lacking:
            told.append(
                f"Event history is asked Region by Region: {', '.join(lacking)} is not asked. "
                "Name it with --region."
            )
    if scope.account:
        told += other_accounts(question, scope.account)
    return tuple(told)


def other_accounts(question: Question, account: str) -> list[str]:
    """What to say where accounts are asked for that event history is not asked in."""
    lacking = _not_among(question, "account", (account,))
    if not lacking:
        return []
    return [
        f"Event history is of one account, {account}: events of {', '.join(lacking)} are in its "
        "own. Ask with a profile of it."
    ]


def _not_among(question: Question, field: str, asked: Sequence[str]) -> list[str]:
    """The whole values that a term wants of a field, and that are not among those asked."""
    return [
        text
        for term in single_terms(question.terms)
        if term.field == field and not term.negated
        for value in term.values
        if (text := value.literal) is not None and text not in asked
    ]


def _span(window: Window, now: int) -> tuple[int, int]:
    """The first and last second to ask for: the window, as far as event history reaches."""
    earliest = now - REACH
    since = earliest if window.since is None else max(window.since, earliest)
    until = now if window.until is None else min(window.until - 1, now)
    return since, until


def _commands(
    lookups: Sequence[tuple[str, str]],
    since: int,
    until: int,
    scope: Scope,
    sessions: ThroughSessions | None,
) -> str:
    """One command for each look-up, a line each."""
    if until < since:
        return "(nothing is asked)"
    if sessions is not None:
        places = [replace(scope, region=region) for region in sessions.regions]
        looked_up, since_then = sessions.lookups, sessions.since
        begun = [_commands(looked_up, since_then, until, place, None) for place in places]
        return "\n".join((*begun, _commands([_BY_NAME], since, until, scope, None)))
    span = [("start-time", iso(since)), ("end-time", iso(until))]
    attributes = [("lookup-attributes", _written(*one)) for one in lookups]
    asked = [[*span, attribute] for attribute in attributes] or [span]
    return "\n".join(aws_command("cloudtrail", "lookup-events", one, scope) for one in asked)


def _written(key: str, value: str) -> str:
    """A lookup attribute in the AWS CLI's short form, or as JSON where that would misread it."""
    if _SHORTHAND.fullmatch(value):
        return f"AttributeKey={key},AttributeValue={value}"
    return json.dumps([{"AttributeKey": key, "AttributeValue": value}], ensure_ascii=False)


def _reach(scope: Scope) -> str:
    return f"Event history holds the last {REACH // 86_400} days, from {iso(scope.now - REACH)} on"


def _before(question: Question, scope: Scope) -> Iterator[str]:
    """That some of the window lies before what is held."""
    since = question.window.since
    if since is not None and since < scope.now - REACH:
        yield f"{_reach(scope)} only: what is asked before is out of reach."


def _notes(
    question: Question,
    scope: Scope,
    chosen: _Chosen | None,
    passed_over: _Chosen | None,
    seconds: int,
    *,
    through: bool,
) -> Iterator[str]:
    if question.window.since is None:
        yield f"{_reach(scope)}."
    if chosen is not None:
        yield from _of_lookups(chosen)
    elif through:
        yield "What the look-ups find is checked here."
    elif passed_over is not None:
        yield (
            f"{_in_requests(passed_over.found, seconds)} would take no fewer than reading "
            f"everything, about {requests((), seconds):,}, {assumed(passed_over.found.lookups)}: "
            "every event of the time range is read and checked here."
        )
    else:
        yield "No term can be looked up: every event of the time range is read and checked here."
    if not through and any(term.field == "role" for term in every_term(question.terms)):
        yield "Event history cannot look up a role: that term is answered by reading."
    if any(_asks_for_other_categories(term) for term in every_term(question.terms)):
        yield "Event history holds management events only: no data or network activity events."
    yield from beside(question, scope.regions or (scope.region,)).notes


def _of_lookups(chosen: _Chosen) -> Iterator[str]:
    said, found = _text(chosen.term), chosen.found
    loose = {lookup.key: lookup.value for lookup in found.lookups if not lookup.is_exact}
    if not found.is_whole:
        yield from narrowed_note("event history", (chosen.term,))
    if "ResourceName" in loose:
        yield (
            f"Event history knows of fewer resources than {said} asks for: it finds those that "
            "AWS lists with an event, by the whole name, not in every parameter."
        )
    if "ReadOnly" in loose:
        yield (
            f"Event history looks {said} up by what records say: one that says nothing of it, "
            "which is judged by its event's name here, is missing."
        )
    if "Username" in loose:
        yield (
            f"If a name in {said} is the account's alias, root's events are missing: event "
            "history calls root `root`."
        )


def _text(term: Clause) -> str:
    return format_terms((term,))


def _asks_for_other_categories(term: Term) -> bool:
    if term.field != "category":
        return False
    return any(value.matches(DEFAULT_CATEGORY) for value in term.values) is term.negated


class AddedRegion(NamedTuple):
    """What is asked beside the Regions named, and what to know about it."""

    region: str = ""
    """Empty where it need not be asked, or is asked anyway."""
    notes: tuple[str, ...] = ()


def beside(question: Question, regions: Sequence[str]) -> AddedRegion:
    """Where the events of global services lie that a question is about.

    `regions` are those asked; an empty one is the profile's own, which is not
    known yet, and `all` stands for every one that is enabled.
    """
    ways = [(terms, _global_services(terms)) for terms in _ways(question.terms)]
    services = {service for _, some in ways for service in some}
    if not services or ALL_REGIONS in regions:
        return AddedRegion()
    if not all(is_of_usual_partition(region) for region in regions if region):
        return AddedRegion(
            notes=(
                "Global services may be recorded in another Region of this partition: `all` "
                "asks every one.",
            )
        )
    notes = list[str]()
    is_added = GLOBAL_REGION not in regions
    if is_added:
        unless = "" if all(regions) else ", unless the profile is of another partition"
        notes.append(
            f"Global services and most sign-ins are recorded in {GLOBAL_REGION}: it is asked "
            f"too{unless}."
        )
    others = [region for region in SIGN_IN_REGIONS if region not in regions]
    if others and any(
        SIGN_IN in some and _test(terms, "event")(SIGN_IN_EVENT) for terms, some in ways
    ):
        notes.append(f"Sign-ins may also be recorded in {', '.join(others)}: ask there as well.")
    return AddedRegion(GLOBAL_REGION if is_added else "", tuple(notes))


def _ways(clauses: Iterable[Clause]) -> Iterator[tuple[Term, ...]]:
    """The terms that hold together in each way in which clauses can: by the alternatives of their
    groups, where no term beside these names a service or an event."""
    several = tuple(clauses)
    alone = single_terms(several)
    groups = [one for one in several if isinstance(one, Group) and not one.negated]
    if not groups or any(map(_is_narrowing, alone)):
        yield alone
        return
    for alternative in (clauses for group in groups for clauses in group.alternatives):
        for terms in _ways(alternative):
            yield (*alone, *terms)


def _global_services(terms: Sequence[Term]) -> Sequence[str]:
    """Global services that terms name, by themselves or by their events."""
    named = {term.field for term in terms if _is_narrowing(term)}
    if not named or not _test(terms, "region")(GLOBAL_REGION):
        return ()
    is_service, is_event = _test(terms, "service"), _test(terms, "event")
    return [
        service
        for service, events in GLOBAL_EVENTS.items()
        if is_service(service)
        and (any(map(is_event, events)) or ("service" in named and not events))
    ]


def _is_narrowing(term: Term) -> bool:
    if term.negated or any(value.is_any for value in term.values):
        return False
    return term.field in ("service", "event") or (
        term.field == "is" and any(value.matches("console") for value in term.values)
    )


def _test(terms: Sequence[Term], name: str) -> ValueTest:
    """Whether a value of a field fits every term about that field."""
    field = find_field(name)
    assert field is not None
    tests = [(value_test(field, term), term.negated) for term in terms if term.field == name]
    return lambda value: all(test(value) is not negated for test, negated in tests)
