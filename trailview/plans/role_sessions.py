"""How event history finds what sessions of a role did: by the calls that began them.

Event history cannot look up a role. With a call that begins a session it lists the role's ARN,
and a session's own calls have the session's name for their `Username`, also those that the
console or a service made with keys of their own, which no call returned. So there are two
steps: the calls that began sessions, in every Region where they may lie, from before the
window on; then one look-up for each name. Sessions that no such call began, as those of
instance profiles may be, are not found in this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

from trailview.events.conditions import All, AnyOf, Condition, Fits, Matches
from trailview.events.meanings import ROLE, ROLE_ARN
from trailview.events.pattern import Pattern, Value
from trailview.events.text import counted
from trailview.frozen import Frozen, replace
from trailview.plans.global_events import GLOBAL_REGION, is_of_usual_partition
from trailview.plans.lookups import A_DAY, PAGE, events_in, is_sendable, requests
from trailview.plans.plan import ALL_REGIONS, Scope
from trailview.question.meaning import meaning
from trailview.question.query import Question
from trailview.question.terms import Clause
from trailview.question.write import format_terms

BEGINNING: Final = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
"""Names of the calls that begin sessions of roles, and list the role."""
SWITCHING: Final = "SwitchRole"
"""The console's way to begin one, recorded as a call of the session itself."""
LONGEST: Final = 12 * 3600
"""Seconds that a role's session lasts at most (IAM user guide, "Methods to assume a role")."""
ALWAYS_READ: Final = 60
"""Requests up to which everything is read, which may lack nothing: half a minute's worth."""

_ROLE_BEGINS: Final = 0.005
"""The share of all events that begin sessions of one role."""
_BEGIN: Final = 0.03
"""The share of all events that begin sessions of whatever role, in each of the ways."""
_OWN: Final = 0.05
"""The share of all events that are by one role's sessions, or have a name of theirs."""
_NAMES_A_DAY: Final = 20


class Roles(NamedTuple):
    """The roles that a condition asks for; any of them."""

    names: tuple[Value, ...]
    arns: tuple[Value, ...]

    @property
    def whole_arns(self) -> tuple[str, ...]:
        """The ARNs, where nothing but whole ones is asked for; else none."""
        texts = [
            value.literal
            for value in self.arns
            if isinstance(value, Pattern) and not value.folds and value.literal is not None
        ]
        known = tuple(text for text in texts if is_sendable(text))
        return known if not self.names and len(known) == len(self.arns) else ()

    def wants(self, role_arn: str | None, session_arn: str | None) -> bool:
        """Whether a session is of one of them, as far as its ARNs tell: rather one too many."""
        told = role_arn or session_arn
        if told is None:
            return True
        parts = told.rpartition(":")[2].split("/")
        name = parts[-1] if role_arn else parts[1] if len(parts) > 1 else ""
        if any(value.matches(name) for value in self.names):
            return True
        return any(role_arn is None or value.matches(role_arn) for value in self.arns)


def roles_in(condition: Condition) -> Roles | None:
    """The roles of which one is behind all that a condition holds for; None where it may be none.

    Of what must all hold, the first part that tells is taken.
    """
    match condition:
        case Fits(text, values) if text in (ROLE, ROLE_ARN):
            return Roles(tuple(values), ()) if text == ROLE else Roles((), tuple(values))
        case Matches(text, expressions) if text in (ROLE, ROLE_ARN):
            return Roles(expressions, ()) if text == ROLE else Roles((), expressions)
        case AnyOf(parts) if parts:
            found = [roles_in(part) for part in parts]
            known = [roles for roles in found if roles is not None]
            if len(known) < len(found):
                return None
            names = (value for roles in known for value in roles.names)
            return Roles(tuple(names), tuple(value for roles in known for value in roles.arns))
        case All(parts):
            told = (roles_in(part) for part in parts)
            return next((roles for roles in told if roles is not None), None)
        case _:
            return None


class ThroughSessions(Frozen):
    """How the calls that began sessions are looked up, and what both ways are taken to need."""

    term: Clause
    """What asks for the roles."""
    roles: Roles
    lookups: tuple[tuple[str, str], ...]
    """The `AttributeKey` and `AttributeValue` of each look-up of the first step."""
    since: int
    """The first second in which a session may have begun."""
    until: int
    """The last one."""
    is_cut: bool
    """Whether sessions may have begun before event history's reach."""
    regions: tuple[str, ...]
    """Where they may have begun; an empty one is the profile's own."""
    first: int
    """Requests that the first step takes, shared by as many as are asked."""
    everything: int
    """Requests that reading everything takes."""
    window_seconds: int

    @property
    def estimate(self) -> int:
        """Requests that both steps are taken to need."""
        days = self.window_seconds / 86_400
        return self.first + self.second(ceil(_NAMES_A_DAY * days))

    def second(self, names: int) -> int:
        """Requests that looking up so many names is taken to need."""
        return names + ceil(_OWN * self.everything)

    def measured(self, everything: int) -> ThroughSessions:
        """The same where it is known better how many requests reading everything takes."""
        first = ceil(self.first * everything / self.everything)
        return replace(self, first=first, everything=everything)

    @property
    def may_be_worth(self) -> bool:
        """Whether the first step is to be made, before it is known how many names there are."""
        return self.everything > ALWAYS_READ and self.first < self.everything

    def is_worth(self, names: int) -> bool:
        """Whether that is less than reading everything takes."""
        return names > 0 and self.second(names) < self.everything

    @property
    def said(self) -> str:
        """The term as it is written."""
        return format_terms((self.term,))

    @property
    def estimated(self) -> str:
        """What both ways are taken to need, where this one is taken."""
        return (
            f"About {counted(self.estimate, 'request')} through the names of sessions, "
            f"{self.first:,} of them for the calls that began these, where reading everything "
            f"takes about {self.everything:,}, {self.assumed}. Once the names are known, "
            "everything is read all the same if that takes less."
        )

    @property
    def passed_over(self) -> str:
        """The same, where it is not taken."""
        return (
            f"Through the names of sessions {self.said} would take about "
            f"{counted(self.estimate, 'request')}, and might lack some; reading every event takes "
            f"about {self.everything:,}, {self.assumed}."
        )

    @property
    def assumed(self) -> str:
        """What the requests are worked out from."""
        return (
            f"assuming {A_DAY:,} events a day, {_NAMES_A_DAY} names of sessions a day, and "
            f"{_OWN:.0%} of all events by them"
        )

    @property
    def lacks(self) -> str:
        """What is not found in this way."""
        where = f" of {', '.join(self.regions)}" if all(self.regions) else ""
        cut = " Sessions that began before the last 90 days are not found either." * self.is_cut
        return (
            f"{self.said} is looked up by the names of sessions: those that no call in event "
            f"history{where} began are not found, as sessions of instance profiles may be, and "
            f"those begun through STS in another Region.{cut} --read-all reads everything."
        )


def ways_through(
    question: Question, scope: Scope, span: tuple[int, int], earliest: int
) -> tuple[ThroughSessions, ...]:
    """How each clause that asks for a role can be answered through its sessions.

    `span` is the window's first and last second, `earliest` the first that event history
    holds.
    """
    asked = scope.asked or tuple(name for name in scope.regions if name != ALL_REGIONS)
    asked = asked or (scope.region,)
    is_usual = all(map(is_of_usual_partition, filter(None, asked)))
    regions = tuple(dict.fromkeys((*asked, *((GLOBAL_REGION,) if is_usual else ()))))
    roles = ((term, roles_in(meaning(term))) for term in question.terms)
    return tuple(
        _way(term, held, span, earliest, len(asked), regions)
        for term, held in roles
        if held is not None
    )


def _way(
    term: Clause,
    roles: Roles,
    span: tuple[int, int],
    earliest: int,
    asked: int,
    regions: tuple[str, ...],
) -> ThroughSessions:
    """One way; the first step is shared by as many Regions as are `asked`."""
    arns = roles.whole_arns
    lookups = [("ResourceName", arn) for arn in arns] or [("EventName", one) for one in BEGINNING]
    since = max(span[0] - LONGEST, earliest)
    share = _ROLE_BEGINS if arns else _BEGIN
    pages = max(1, ceil(share * events_in(span[1] - since + 1) / PAGE))
    seconds = span[1] - span[0] + 1
    return ThroughSessions(
        term,
        roles,
        (*lookups, ("EventName", SWITCHING)),
        since,
        span[1],
        span[0] - LONGEST < earliest,
        regions,
        ceil((len(lookups) * pages + 1) * len(regions) / asked),
        requests((), seconds),
        seconds,
    )


def worth_it(ways: Sequence[ThroughSessions], otherwise: int) -> ThroughSessions | None:
    """The best way, where it takes fewer requests than what may lack nothing, which would take
    some time."""
    best = min(ways, key=lambda way: way.estimate, default=None)
    if best is None or otherwise <= ALWAYS_READ or best.estimate >= otherwise:
        return None
    return best
