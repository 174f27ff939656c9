"""The lists of a dossier, a row each: what an event adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from trailview.events.dossier.denials import denial_of
from trailview.events.dossier.differences import differences
from trailview.events.dossier.life import Deed, deed_of, deed_to, made_by
from trailview.events.dossier.topic import Asks, Kind, Topic
from trailview.events.issued import ISSUING, CalledBy, Issued, call_of, caller_of
from trailview.events.record import Event
from trailview.events.sentence import main_resource
from trailview.events.severity import reads_what_matters

Adds = tuple[tuple[str | None, ...], Asks]
"""The texts of a line, and what asks for its events."""


class Facts:
    """One event, with what several lists want to know of it."""

    def __init__(self, event: Event, topic: Topic) -> None:
        self.event = event
        self.caller: CalledBy = caller_of(event)
        self.name = event.text("eventName") or ""
        self.resource = main_resource(event)
        self.is_denied = event.says("denied")
        self._names = frozenset(topic.names)
        self._is_about_resource = topic.kind is Kind.RESOURCE

    @cached_property
    def issued(self) -> Issued | None:
        """The session or the key for a while that the call began."""
        if self.name not in ISSUING or self.event.is_failed:
            return None
        issued = call_of(self.event).issued
        return None if issued is None or issued.is_lasting else issued

    @cached_property
    def deed(self) -> Deed:
        """What it did: to the resource that the dossier is about, or to whatever it is about."""
        if self._is_about_resource:
            return deed_to(self.event, self._names)
        return deed_of(self.event)

    @cached_property
    def details(self) -> str:
        """What it made different."""
        made = [name for name in made_by(self.event) if name != self.resource]
        told = (f"made {', '.join(made)}",) if made else ()
        return "; ".join((*told, *differences(self.event, self.resource)))

    @property
    def who(self) -> str:
        """The caller, in few words."""
        return self.event.identity.actor or self.caller.arn or ""

    def asks(self, **fields: str | None) -> Asks:
        """What asks for events of the same; nothing where one of the texts is not there."""
        if not all(fields.values()):
            return ()
        return tuple(
            (name.rstrip("_").replace("_", "-"), (text or "",)) for name, text in fields.items()
        )


def _callers(facts: Facts) -> Iterator[Adds]:
    who = facts.caller
    asks = facts.asks(key=who.key) or facts.asks(principal=who.arn)
    yield (
        (facts.who, who.arn or who.principal_id, who.key),
        asks or facts.asks(principal_id=who.principal_id),
    )


def _places(facts: Facts) -> Iterator[Adds]:
    account, region = facts.event.account, facts.event.text("awsRegion")
    yield (account, region), facts.asks(account=account, region=region)


def _addresses(facts: Facts) -> Iterator[Adds]:
    address = facts.event.text("sourceIPAddress")
    yield (address,), facts.asks(ip=address)


def _agents(facts: Facts) -> Iterator[Adds]:
    agent = facts.event.text("userAgent")
    yield (agent,), facts.asks(agent=agent)


def _ways(facts: Facts) -> Iterator[Adds]:
    event = facts.event
    if event.says("console"):
        way, asks = "console", facts.asks(is_="console")
    elif event.says("service"):
        way, asks = "an AWS service", facts.asks(is_="service")
    else:
        way, asks = "programmatic", ()
    acting = event.acting
    mfa = "MFA" if event.has_mfa else "no MFA"
    yield (way, acting.what if acting else "", mfa), asks


def _sessions(facts: Facts) -> Iterator[Adds]:
    who = facts.caller
    if not (who.is_session or who.temporary_key):
        return
    asks = facts.asks(key=who.key) or facts.asks(principal_id=who.principal_id)
    mfa = "MFA" if who.mfa else ""
    yield (who.name, who.key, who.source_identity, mfa), asks


def _begun(facts: Facts) -> Iterator[Adds]:
    issued = facts.issued
    if issued is None:
        return
    what = issued.session_arn or issued.role_arn or issued.session_name
    yield (facts.name, what, issued.key), facts.asks(id=facts.event.text("eventID"))


def _done(deed: Deed) -> Callable[[Facts], Iterator[Adds]]:
    def adds(facts: Facts) -> Iterator[Adds]:
        if facts.deed is not deed or facts.issued is not None:
            return
        asks = facts.asks(event=facts.name, resource=facts.resource)
        yield (facts.name, facts.resource, facts.details), asks or facts.asks(event=facts.name)

    return adds


def _story(facts: Facts) -> Iterator[Adds]:
    deed = facts.deed
    if deed in (Deed.READ, Deed.TRIED):
        return
    asks = facts.asks(event=facts.name, principal=facts.caller.arn)
    yield (deed.value, facts.name, facts.who, facts.details), asks or facts.asks(event=facts.name)


def _readers(facts: Facts) -> Iterator[Adds]:
    if facts.deed is Deed.READ:
        yield (facts.who, facts.name), facts.asks(principal=facts.caller.arn, event=facts.name)


def _reads(facts: Facts) -> Iterator[Adds]:
    if not reads_what_matters(facts.name) or facts.event.is_failed or facts.issued is not None:
        return
    asks = facts.asks(event=facts.name, resource=facts.resource)
    yield (facts.name, facts.resource), asks or facts.asks(event=facts.name)


def _denials(facts: Facts) -> Iterator[Adds]:
    if not facts.is_denied:
        return
    denial = denial_of(facts.event)
    asks = facts.asks(event=facts.name, is_="denied")
    yield (denial.permission, denial.why, denial.policy_arn, facts.name), asks


def _errors(facts: Facts) -> Iterator[Adds]:
    if not facts.event.is_failed or facts.is_denied:
        return
    code = facts.event.text("errorCode")
    yield (code, facts.name), facts.asks(event=facts.name, error=code)


_ALL: Final = frozenset(Kind)
_CALLERS: Final = frozenset(kind for kind in Kind if kind is not Kind.RESOURCE)
_RESOURCES: Final = frozenset({Kind.RESOURCE})


@dataclass(frozen=True, slots=True)
class Section:
    """One list: of which dossiers it is a part, and what an event adds to it."""

    id: str
    title: str
    columns: tuple[str, ...]
    adds: Callable[[Facts], Iterator[Adds]]
    kinds: frozenset[Kind] = _ALL
    in_time: bool = False
    """Whether its order is that in which things happened, rather than how often."""
    is_story: bool = False
    """Whether each event is told, those that follow upon each other and are alike as one."""


SECTIONS: Final = (
    Section(
        "story",
        "What happened to it",
        ("what", "event", "by", "details"),
        _story,
        _RESOURCES,
        in_time=True,
        is_story=True,
    ),
    Section("readers", "Who read it", ("who", "event"), _readers, _RESOURCES),
    Section("callers", "Callers", ("who", "identity", "key"), _callers),
    Section("ways", "How", ("way", "who acts", "mfa"), _ways),
    Section("places", "Accounts and Regions", ("account", "region"), _places),
    Section("addresses", "Addresses", ("address",), _addresses),
    Section(
        "sessions",
        "Sessions",
        ("session", "key", "source identity", "mfa"),
        _sessions,
        _CALLERS,
        in_time=True,
    ),
    Section(
        "begun", "Sessions it began", ("event", "session", "key"), _begun, _CALLERS, in_time=True
    ),
    Section("made", "Made", ("event", "resource", "details"), _done(Deed.MADE), _CALLERS),
    Section("changed", "Changed", ("event", "resource", "details"), _done(Deed.CHANGED), _CALLERS),
    Section("deleted", "Deleted", ("event", "resource", "details"), _done(Deed.DELETED), _CALLERS),
    Section("reads", "Sensitive reads", ("event", "resource"), _reads, _CALLERS),
    Section("denials", "Denied", ("permission", "why", "policy", "event"), _denials),
    Section("errors", "Failed otherwise", ("error", "event"), _errors),
    Section("agents", "User agents", ("agent",), _agents),
)
"""All of them, in the order of the page."""
