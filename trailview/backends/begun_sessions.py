"""The names of sessions of roles, found by the calls that began them, for several Regions at once.

A session may be begun in one Region and act in others. So each Region's calls are looked at
once, by whichever reader comes to it first, and what they tell is good for all.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Caller
from trailview.aws.calls import Cancelled
from trailview.backends.base import Batch, Cancel
from trailview.backends.history_pages import At, Attribute, behind, parameters
from trailview.backends.pages import Pages, is_whole
from trailview.errors import CredentialsError, ServiceError, TrailviewError
from trailview.events.issued import call_of
from trailview.events.record import Delivery, Event
from trailview.plans.role_sessions import Roles, ThroughSessions

_LOOK: Final = 0.05
"""Seconds between two looks whether another reader has looked at a Region."""
_NAMED: Final = "AWS::STS::AssumedRole"
"""The type of the three names that a session has among the resources of the call that began it."""


class Begun(NamedTuple):
    """What is known of the sessions of some roles."""

    lookups: tuple[Attribute, ...] = ()
    """What finds their calls: their names, or the key of one that has no name."""
    is_given_up: bool = False
    """Whether finding them takes more than reading everything does."""
    failures: tuple[str, ...] = ()
    """Where they could not be looked for, and why."""

    def and_those(self, other: Begun) -> Begun:
        """Both together."""
        return Begun(
            tuple(dict.fromkeys((*self.lookups, *other.lookups))),
            self.is_given_up or other.is_given_up,
            (*self.failures, *other.failures),
        )


@dataclass(slots=True)
class _Entry:
    """One Region that a reader looks at, or has looked at."""

    done: threading.Event = field(default_factory=threading.Event)
    begun: Begun | None = None
    """None while it is not done, and where its reader has left it."""


class _Look(NamedTuple):
    """What is looked for, and how many calls it may take."""

    through: ThroughSessions
    most: int


class BegunSessions:
    """The sessions that the calls of each Region began. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, tuple[Attribute, ...]], _Entry] = {}

    def found(
        self, through: ThroughSessions, caller: Caller, pages: Pages, cancel: Cancel
    ) -> Generator[Batch, None, Begun]:
        """The sessions that there are; batches tell how far it is.

        Raises Cancelled, and CredentialsError.
        """
        own, before = caller.region, pages.tally.requests
        regions = dict.fromkeys((own, *(name or own for name in through.regions)))
        begun = Begun()
        for region in regions:
            there = caller if region == own else caller.elsewhere(region)
            look = _Look(through, through.everything - (pages.tally.requests - before))
            begun = begun.and_those((yield from self._of(look, there, pages, cancel)))
            if begun.is_given_up:
                break
        return begun

    def _of(
        self, look: _Look, caller: Caller, pages: Pages, cancel: Cancel
    ) -> Generator[Batch, None, Begun]:
        """Those of one Region; waits where another reader is looking at it."""
        key = (caller.region, look.through.lookups)
        while True:
            with self._lock:
                is_known = key in self._entries
                entry = self._entries.setdefault(key, _Entry())
            if not is_known:
                return (yield from self._looked(key, entry, look, caller, pages, cancel))
            while not entry.done.is_set():
                if cancel.wait(_LOOK):
                    raise Cancelled
                yield pages.progress()
            if entry.begun is not None:
                return entry.begun

    def _looked(
        self,
        key: tuple[str, tuple[Attribute, ...]],
        entry: _Entry,
        look: _Look,
        caller: Caller,
        pages: Pages,
        cancel: Cancel,
    ) -> Generator[Batch, None, Begun]:
        """Look at a Region; whoever leaves before the end leaves it to the next."""
        begun = None
        try:
            begun = yield from _begun_there(look, caller, pages, cancel)
        finally:
            if begun is None or begun.is_given_up:  # another reader may have more to spare
                with self._lock:
                    del self._entries[key]
            else:
                entry.begun = begun
            entry.done.set()
        return begun


def _begun_there(
    look: _Look, caller: Caller, pages: Pages, cancel: Cancel
) -> Generator[Batch, None, Begun]:
    through, calls = look.through, 0
    found: dict[Attribute, None] = {}
    try:
        for attribute in through.lookups:
            at = At(through.until)
            while not at.is_end:
                if calls > look.most or len(found) > through.everything:
                    return Begun(is_given_up=True)
                asked = parameters(through.since, at, attribute)
                try:
                    asking = caller.ask("cloudtrail", "lookup_events", asked, cancel)
                    answer = yield from pages.answer(asking)
                except ServiceError as error:
                    if error.code != "InvalidNextTokenException" or not at.token:
                        raise
                    at = at.without_token()
                    continue
                calls += 1
                for entry in answer.get("Events", ()):
                    found |= dict.fromkeys(_sessions(entry, through.roles))
                at = behind(at, answer)
                yield pages.progress()
    except CredentialsError:
        raise
    except TrailviewError as error:
        told = f"sessions begun in {caller.region} could not be looked for: {error.title}"
        return Begun(tuple(found), failures=(told,))
    return Begun(tuple(found))


def _sessions(entry: Mapping[str, Any], roles: Roles) -> list[Attribute]:
    """What finds the calls of the session that a call began, if it is of one of the roles."""
    raw = str(entry.get("CloudTrailEvent") or "").encode("utf-8", "replace")
    if not is_whole(raw):
        return _listed(entry)
    issued = call_of(Event(Delivery(raw))).issued
    if issued is None or not roles.wants(issued.role_arn, issued.session_arn):
        return []
    if issued.session_name:
        return [("Username", issued.session_name)]
    return [("AccessKeyId", issued.key)] if issued.key else []


def _listed(entry: Mapping[str, Any]) -> list[Attribute]:
    """The same of a call whose record is cut: what it lists, of whatever role."""
    names = [
        str(resource.get("ResourceName") or "")
        for resource in entry.get("Resources", ())
        if resource.get("ResourceType") == _NAMED
    ]
    return [("Username", name.partition(":")[2]) for name in names if name.startswith("AROA")]
