"""What a chain has to know next, and what came of asking for it.

A chain asks for calls in words that any source can answer in its own way; what
the source could not look at comes back with the calls that it found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from trailview.events.issued import LONGEST, Call, CalledBy


@dataclass(frozen=True, slots=True)
class Issuers:
    """The calls that may have issued a key or begun a session."""

    key: str | None
    session: CalledBy | None
    """Who used it, as their calls tell; None where only the key is known."""
    used_at: int | None
    """When it was used: nothing that came later issued it. None where that is not known."""
    account: str | None
    """Whose the session is; its account has a record of the call."""
    region: str | None = None
    """Where to look first: the Region of what is known already."""

    @property
    def created(self) -> int | None:
        """When the credentials were issued, where their calls tell."""
        return self.session.created if self.session else None

    @property
    def since(self) -> int | None:
        """From when on it can have been issued; None where that is not known."""
        if self.created is not None:
            return self.created - 2
        return None if self.used_at is None else self.used_at - LONGEST

    @property
    def until(self) -> int | None:
        """The second behind the last in which it can have been issued."""
        if self.created is not None:
            return self.created + 3
        return None if self.used_at is None else self.used_at + 1


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The record of the same call in the caller's own account."""

    call: Call
    account: str | None
    """The caller's account."""


@dataclass(frozen=True, slots=True)
class CallsBy:
    """The latest call with a key, or of a principal: any one tells who it is."""

    key: str | None = None
    arn: str | None = None
    name: str | None = None
    """What event history calls a caller of that ARN."""


@dataclass(frozen=True, slots=True)
class EventOf:
    """The event with an ID."""

    id: str


Lookup = Issuers | OtherSide | CallsBy | EventOf


class Missing(NamedTuple):
    """Something that was not found, and what would find it."""

    what: str
    why: str
    find: str
    key: str | None = None
    account: str | None = None
    regions: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    backend: str = ""
    """Where it was looked for."""
    profile: str = ""
    """The one that would find it, where one is known."""


class Gap(NamedTuple):
    """Somewhere a look-up was not answered, or not all of it, and what would mend that."""

    why: str
    find: str
    account: str | None = None
    regions: tuple[str, ...] = ()
    backend: str = ""
    profile: str = ""


class Answer(NamedTuple):
    """What came of a look-up."""

    calls: tuple[Call, ...] = ()
    gaps: tuple[Gap, ...] = ()


NOTHING = Answer()


def missing(what: str, look: Lookup, gaps: tuple[Gap, ...]) -> tuple[Missing, ...]:
    """What a look-up did not find, once for each place where it may still be."""
    key = getattr(look, "key", None)
    since = look.since if isinstance(look, Issuers) else None
    until = look.until if isinstance(look, Issuers) else None
    if isinstance(look, OtherSide) and look.call.time is not None:
        key = look.call.issued.key if look.call.issued else None
        since, until = look.call.time, look.call.time + 1
    account = None if isinstance(look, CallsBy | EventOf) else look.account
    unsaid = Gap("nothing that was read has it", "ask another source, or a longer time")
    return tuple(
        Missing(
            what,
            gap.why,
            gap.find,
            key,
            gap.account or account,
            gap.regions,
            since,
            until,
            gap.backend,
            gap.profile,
        )
        for gap in gaps or (unsaid,)
    )
