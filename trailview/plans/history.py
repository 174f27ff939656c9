"""How event history answers a question: one term looked up, the rest by reading.

LookupEvents takes one attribute with one exact value, for one account and
Region, over the last 90 days (API reference of LookupEvents; CloudTrail user
guide, "Working with CloudTrail event history").

A lookup is exact where AWS's attribute is the same as our field. Three are not:

- `resource`: AWS's `ResourceName` lists what AWS found worth listing, while
  our field reads every parameter and result. It is always approximate.
- `readonly`, `is:read` and `is:write`: AWS's `ReadOnly` is what the record
  says, and a record may say nothing; it is judged by its event's name here.
- `user`: AWS's `Username` is the IAM user's or the session's name as ours is,
  but for root it is always `root`, where ours is the account alias if the
  record has one. `user:root` loses nothing. Any other name may be an alias if
  it is written like one; it is approximate then, unless the question leaves no
  room for root.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from trailview.events.meanings import DEFAULT_CATEGORY, READONLY_WORDS, ROOT, WORDS
from trailview.events.pattern import Pattern, ValueTest
from trailview.events.times import iso
from trailview.plans.global_events import (
    GLOBAL_EVENTS,
    GLOBAL_REGION,
    SIGN_IN,
    SIGN_IN_EVENT,
    SIGN_IN_REGIONS,
    is_of_usual_partition,
)
from trailview.plans.plan import ALL_REGIONS, Plan, Scope
from trailview.plans.raw import refuse_raw
from trailview.plans.selectivity import most_selective_first
from trailview.plans.shell import aws_command
from trailview.question.fields import Compare, find_field
from trailview.question.meaning import full_service
from trailview.question.predicate import value_test
from trailview.question.query import Question, Window
from trailview.question.terms import Term, every_term, single_terms
from trailview.question.write import format_terms

REACH: Final = 90 * 86_400
"""Seconds before now that event history goes back."""

_LONGEST: Final = 2000
_COUNT_DOUBLE: Final = re.compile(r"[_ ,\n]")
_SHORTHAND: Final = re.compile(r"[A-Za-z0-9_.:/@+-]+")
"""Values that the AWS CLI's `Key=value,Key=value` form takes as they are."""
_ALIAS: Final = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]")
"""What an account alias looks like (IAM API reference, CreateAccountAlias)."""
DELIVERY: Final = 5 * 60
"""Seconds that CloudTrail usually takes to deliver (user guide, "Getting and viewing your
CloudTrail log files"): how far event history is behind is not documented."""
_READ_ONLY: Final = ("readonly", "is")
_IS_READ_ONLY: Final = {
    word: said
    for word, condition in WORDS.items()
    for said, same in READONLY_WORDS.items()
    if condition == same
}
"""Words of `is` that mean a value of `readonly`, and that value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPlan(Plan):
    """What to ask LookupEvents."""

    attribute: tuple[str, str] | None
    """`AttributeKey` and `AttributeValue`; None reads every event of the span."""
    since: int
    """The first second asked for."""
    until: int
    """The last second asked for, as the API's span holds its end.

    Before `since`, nothing of the window is in reach, and nothing is to be asked.
    """
    region: str
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
    term, attribute = _lookup(question)
    is_exact = term is not None and _is_exact(term, question)
    since, until = _span(question.window, scope.now)
    beyond = (*_elsewhere(question, scope), *_before(question, scope))
    return HistoryPlan(
        backend="history",
        question=question,
        pushed=(term,) if term is not None and is_exact else (),
        residual=tuple(other for other in question.terms if other != term),
        approximate=(term,) if term is not None and not is_exact else (),
        request=_command(attribute, since, until, scope),
        estimate="At most 2 requests a second, 50 events each. No cost.",
        notes=(*beyond, *_notes(question, scope, term)),
        clipped=bool(beyond),
        beyond=beyond,
        attribute=attribute,
        since=since,
        until=until,
        region=scope.region,
        delivered=scope.now - DELIVERY,
    )


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


def _lookup(question: Question) -> tuple[Term | None, tuple[str, str] | None]:
    """The most selective term that can be looked up, and the attribute that asks for it."""
    for term in most_selective_first(question.terms):
        attribute = _attribute(term) if isinstance(term, Term) else None
        if isinstance(term, Term) and attribute is not None:
            return term, attribute
    return None, None


def _attribute(term: Term) -> tuple[str, str] | None:
    field = find_field(term.field)
    if field is None or term.negated or len(term.values) != 1:
        return None
    value, key = term.values[0], field.lookup
    if not isinstance(value, Pattern) or value.folds:
        return None
    text = full_service(value).literal if field.compare is Compare.SERVICE else value.literal
    if field.name == "is":
        text, key = _IS_READ_ONLY.get(text or ""), "ReadOnly"
    if text is None or key is None or not _can_be_sent(text):
        return None
    return key, text


def _can_be_sent(value: str) -> bool:
    return 1 <= len(value) + len(_COUNT_DOUBLE.findall(value)) <= _LONGEST


def _is_exact(term: Term, question: Question) -> bool:
    if term.field == "user":
        name = term.values[0].literal or ""
        return name == ROOT or not _ALIAS.fullmatch(name) or _leaves_out_root(question)
    return term.field not in ("resource", *_READ_ONLY)


def _leaves_out_root(question: Question) -> bool:
    """Whether another term already says that it was not root."""
    return any(
        (term.field == "type" and any(v.matches("Root") for v in term.values) is term.negated)
        or (term.field == "role" and not term.negated)
        or (term.field == "is" and term.negated and any(v.matches("root") for v in term.values))
        for term in single_terms(question.terms)
    )


def _span(window: Window, now: int) -> tuple[int, int]:
    """The first and last second to ask for: the window, as far as event history reaches."""
    earliest = now - REACH
    since = earliest if window.since is None else max(window.since, earliest)
    until = now if window.until is None else min(window.until - 1, now)
    return since, until


def _command(attribute: tuple[str, str] | None, since: int, until: int, scope: Scope) -> str:
    if until < since:
        return "(nothing is asked)"
    options = [("start-time", iso(since)), ("end-time", iso(until))]
    if attribute is not None:
        options.append(("lookup-attributes", _written(*attribute)))
    return aws_command("cloudtrail", "lookup-events", options, scope)


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


def _notes(question: Question, scope: Scope, looked_up: Term | None) -> Iterator[str]:
    if question.window.since is None:
        yield f"{_reach(scope)}."
    if looked_up is None:
        yield "No term can be looked up: every event of the time range is read and checked here."
    elif looked_up.field == "resource":
        yield (
            f"Event history knows of fewer resources than {_text(looked_up)} asks for: it finds "
            "those that AWS lists with an event, by the whole name, not in every parameter."
        )
    elif looked_up.field in _READ_ONLY:
        yield (
            f"Event history looks {_text(looked_up)} up by what records say: one that says "
            "nothing of it, which is judged by its event's name here, is missing."
        )
    elif looked_up.field == "user" and not _is_exact(looked_up, question):
        yield (
            f"If {_text(looked_up)} is the account's alias, root's events are missing: event "
            "history calls root `root`."
        )
    if any(term.field == "role" for term in every_term(question.terms)):
        yield "Event history cannot look up a role: that term is answered by reading."
    if any(_asks_for_other_categories(term) for term in every_term(question.terms)):
        yield "Event history holds management events only: no data or network activity events."
    yield from beside(question, scope.regions or (scope.region,)).notes


def _text(term: Term) -> str:
    return format_terms((term,))


def _asks_for_other_categories(term: Term) -> bool:
    if term.field != "category":
        return False
    return any(value.matches(DEFAULT_CATEGORY) for value in term.values) is term.negated


class Beside(NamedTuple):
    """What is asked beside the Regions named, and what to know about it."""

    region: str = ""
    """Empty where it need not be asked, or is asked anyway."""
    notes: tuple[str, ...] = ()


def beside(question: Question, regions: Sequence[str]) -> Beside:
    """Where the events of global services lie that a question is about.

    `regions` are those asked; an empty one is the profile's own, which is not
    known yet, and `all` stands for every one that is enabled.
    """
    services = _global_services(question)
    if not services or ALL_REGIONS in regions:
        return Beside()
    if not all(is_of_usual_partition(region) for region in regions if region):
        return Beside(
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
    if others and SIGN_IN in services and _test(question, "event")(SIGN_IN_EVENT):
        notes.append(f"Sign-ins may also be recorded in {', '.join(others)}: ask there as well.")
    return Beside(GLOBAL_REGION if is_added else "", tuple(notes))


def _global_services(question: Question) -> Sequence[str]:
    """Global services that a question names, by themselves or by their events."""
    named = {term.field for term in every_term(question.terms) if _is_narrowing(term)}
    if not named or not _test(question, "region")(GLOBAL_REGION):
        return ()
    is_service, is_event = _test(question, "service"), _test(question, "event")
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


def _test(question: Question, name: str) -> ValueTest:
    """Whether a value of a field fits every term about that field."""
    field = find_field(name)
    assert field is not None
    terms = [term for term in single_terms(question.terms) if term.field == name]
    tests = [(value_test(field, term), term.negated) for term in terms]
    return lambda value: all(test(value) is not negated for test, negated in tests)
