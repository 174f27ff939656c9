"""What a plan asks of a service, so that what it has answered once need not be asked again.

Events do not change once they were delivered. So an answer is known by where it was
asked, what exactly was asked there, and the span of time that was read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from trailview.events.conditions import Condition
from trailview.frozen import Frozen
from trailview.plans.plan import Plan


class Request(NamedTuple):
    """One thing that is asked of a service, beside where and for which time."""

    text: str
    """What is sent: of two requests with one text the answers are the same."""
    finds: Condition | None
    """Every event for which this holds is in the answer; None where that cannot be said,
    as the service means something else by it than a question does."""


class Asked(Frozen):
    """What a plan asks, and for which time, in seconds since 1970."""

    region: str
    held_in: str
    """The log group; empty where the account and Region say it all."""
    category: str
    """The category of events that there can be; empty for whatever a trail records."""
    requests: tuple[Request, ...]
    """All of them together are the plan's answer."""
    since: int
    until: int
    """The second behind the last that is asked for."""
    delivered: int
    """The second before which a read counts as whole."""
    settled: int
    """The second before which nothing more is awaited: what is older is kept for good."""
    is_as_noted: bool = False
    """Whether what is told beside events may mean something else for another question: it is
    then not kept."""


def _nothing_lacks(plan: Plan, account: str) -> Sequence[tuple[str, str]]:
    del plan, account
    return ()


class Coverage(NamedTuple):
    """How a backend's answers are kept: a member of its row."""

    asked: Callable[[Plan], Asked | None]
    """What a plan asks; None for one whose answer cannot be kept."""
    part: Callable[[Plan, int, int, Sequence[Request]], Plan]
    """The same plan for a part of its time, `since` and the second behind it, and some of its
    requests."""
    lacks: Callable[[Plan, str], Sequence[tuple[str, str]]] = _nothing_lacks
    """Where, and why, events that a plan asks for cannot be there in an account; as the backend
    itself tells it."""
    calls: Callable[[Sequence[Request], int], int] | None = None
    """About how many calls requests over so many seconds take; None where nobody knows."""
    rate: float = 0.0
    """Calls a second of one account and Region."""
    weight: Callable[[Plan, int, int], int] | None = None
    """What reading a part of its time costs, `since` and the second behind it, in whatever unit:
    gaps are read as one where that costs no more than each by itself. None where it is the
    events that cost, so that nothing is gained by reading some again."""
