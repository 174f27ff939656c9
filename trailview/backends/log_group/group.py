"""The log group that a plan is about, and who to ask for it."""

from __future__ import annotations

from typing import Final

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop
from trailview.aws.credentials.sessions import Access
from trailview.aws.discover import log_group, region_of
from trailview.aws.groups import describe_group, with_transformer
from trailview.aws.log_group import LogGroup
from trailview.aws.pacing import Pacing
from trailview.backends.base import Problem
from trailview.backends.log_group.masked import MaskedFields
from trailview.backends.pages import Pages
from trailview.plans.log_group.facts import GroupFacts, Known, what_to_know
from trailview.plans.log_group.insights import InsightsPlan
from trailview.plans.log_group.patterns import LogsPlan
from trailview.question.query import Question


def find_group(
    access: Access, pacing: Pacing, region: str, group: str, stop: Stop
) -> Asking[tuple[Caller, str]]:
    """The plan's `group`, or else the one that the account's trail writes to; and its caller.

    A group that is named by its ARN is asked in the region that this says.
    Raises Cancelled, and TrailviewError where there is no group.
    """
    caller = Caller(access, region, pacing)
    found = group or (yield from log_group(caller, stop))
    home = region_of(found)
    return (Caller(access, home, pacing) if home and home != region else caller), found


def find_facts(
    caller: Caller, group: str, stop: Stop, *, by_insights: bool = False
) -> Asking[GroupFacts | None]:
    """What a question has to know of the group; None where it may not be looked at.

    What transforms it is only asked for where it is asked by Insights. Raises
    Cancelled, and TrailviewError.
    """
    found = yield from describe_group(caller, group, stop)
    if found is None:
        return None
    if by_insights:
        found = yield from with_transformer(caller, group, found, stop)
    return facts_of(found)


def known_facts(access: Access, region: str, group: str) -> GroupFacts | None:
    """What earlier questions have found out of the group; nobody is asked.

    An empty `group` is the one that the account's trail writes to, an empty
    `region` the profile's own.
    """
    for (place, name), found in list(access.log_groups.items()):
        if found is not None and group in ("", name) and region in ("", place):
            return facts_of(found)
    return None


def facts_of(group: LogGroup) -> GroupFacts:
    """A log group as a plan knows it."""
    return GroupFacts(*group)


def known_of(
    facts: GroupFacts | None, plan: LogsPlan | InsightsPlan, *, by_insights: bool
) -> Known:
    """What the group's facts mean for a plan's question, at the moment that it was made."""
    return what_to_know(facts, plan.question, plan.now, by_insights=by_insights)


def tell(
    pages: Pages, group: str, facts: GroupFacts | None, known: Known, question: Question
) -> None:
    """Have the answer say what is known of the group, and why events may be missing from it."""
    pages.look = MaskedFields(group, question, facts)
    if facts is None:
        pages.tell((_UNKNOWN.format(group=group),), ())
        return
    pages.tell(known.notes, [Problem(facts.name, "", loss) for loss in known.losses])


_UNKNOWN: Final = (
    "What {group} keeps, masks or transforms is not known: logs:DescribeLogGroups does not tell."
)
"""Said of a group that may not be looked at, or is another account's."""
