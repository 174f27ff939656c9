"""What event history is asked by a plan, look-up by look-up (`trailview.plans.coverage`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trailview.events.conditions import All, Condition, Fits, HasResourceType, Not
from trailview.events.meanings import DEFAULT_CATEGORY, TYPE
from trailview.events.pattern import exactly
from trailview.frozen import replace
from trailview.plans.coverage import Asked, Coverage, Request
from trailview.plans.history import DELIVERY, HistoryPlan, other_accounts
from trailview.plans.lookups import Lookup, may_be_root, requests
from trailview.plans.plan import Plan
from trailview.question.fields import FIELDS
from trailview.question.query import Window

SETTLED: Final = 15 * 60
"""Seconds after which an event counts as delivered for good. AWS documents no figure: it names
5 minutes as the average (`DELIVERY`), and 15 in its answers to frequent questions."""
_EVERYTHING: Final = Request("", All(()))
_APART: Final = "="
_SAME: Final = {
    field.lookup: field.text
    for field in FIELDS
    if field.lookup in ("EventId", "AccessKeyId", "Username", "EventName", "EventSource")
}
"""The text that is the same as an attribute, but for root's name."""
_NOT_ROOT: Final = Not(Fits(TYPE, exactly("Root")))


def _asked(plan: Plan) -> Asked | None:
    assert isinstance(plan, HistoryPlan)
    if plan.is_out_of_reach:
        return None
    return Asked(
        plan.region,
        "",
        DEFAULT_CATEGORY,
        tuple(Request(f"{key}{_APART}{value}", _finds(key, value)) for key, value in plan.lookups)
        or (_EVERYTHING,),
        plan.since,
        plan.until + 1,
        plan.delivered,
        plan.delivered + DELIVERY - SETTLED,
    )


def _finds(key: str, value: str) -> Condition | None:
    """What a look-up finds all of; None for an attribute that is not quite a field of ours.

    Whatever root does is found by `root` alone, also where records call it by the account's
    alias (`trailview.plans.lookups`).
    """
    if key == "ResourceType":
        return HasResourceType(exactly(value))
    text = _SAME.get(key)
    if text is None:
        return None
    named = Fits(text, exactly(value))
    return All((named, _NOT_ROOT)) if key == "Username" and may_be_root(value) else named


def _part(plan: Plan, since: int, until: int, asked: Sequence[Request]) -> Plan:
    assert isinstance(plan, HistoryPlan)
    texts = {request.text for request in asked}
    return replace(
        plan,
        question=replace(plan.question, window=Window(since, until)),
        since=since,
        until=until - 1,
        lookups=tuple(one for one in plan.lookups if _APART.join(one) in texts),
    )


def _calls(asked: Sequence[Request], seconds: int) -> int:
    keys = [request.text.partition(_APART)[0] for request in asked if request.text]
    return requests([Lookup(key, "") for key in keys], seconds)


def _lacks(plan: Plan, account: str) -> Sequence[tuple[str, str]]:
    return [("event history", text) for text in other_accounts(plan.question, account)]


COVERAGE: Final = Coverage(_asked, _part, _lacks, _calls, rate=2.0)
