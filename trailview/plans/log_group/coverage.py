"""What a log group is asked by a plan, both ways (`trailview.plans.coverage`).

How much of a question is sent depends on what is found out of the group while it is
read, so an answer is kept for all that the question says: whatever of it was sent, no
event of which all holds is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from trailview.events.conditions import All
from trailview.plans.coverage import Asked, Coverage, Request
from trailview.plans.log_group.insights import InsightsPlan
from trailview.plans.log_group.patterns import LogsPlan
from trailview.plans.plan import Plan
from trailview.question.meaning import meaning
from trailview.question.query import Question, Window


def _of_patterns(plan: Plan) -> Asked | None:
    assert isinstance(plan, LogsPlan)
    return _asked(plan, plan.pattern, (plan.until_ms + 1) // 1000)


def _of_insights(plan: Plan) -> Asked | None:
    assert isinstance(plan, InsightsPlan)
    return _asked(plan, plan.query, plan.until + 1)


def _asked(plan: LogsPlan | InsightsPlan, sent: str, end: int) -> Asked | None:
    """What is asked until deliveries of the second `end`, which is not among them."""
    question, since = plan.question, plan.question.window.since
    if question.raw or since is None or not plan.log_group or plan.clipped:
        return None
    delivered = min(end, plan.now) - plan.delay
    until = question.window.until
    return Asked(
        plan.region,
        plan.log_group,
        "",
        (Request(_text(question, sent), All(tuple(map(meaning, question.terms)))),),
        since,
        end if until is None else until,
        end - plan.delay,
        delivered,
        is_as_noted=True,
    )


def _text(question: Question, sent: str) -> str:
    return f"{sent}\n{Question(question.terms).text}"


def _patterns_part(plan: Plan, since: int, until: int, asked: Sequence[Request]) -> Plan:
    del asked  # there is but one
    assert isinstance(plan, LogsPlan)
    return replace(
        plan,
        question=replace(plan.question, window=Window(since, until)),
        since_ms=since * 1000,
        until_ms=min(plan.until_ms, (until + plan.delay) * 1000 - 1),
    )


def _insights_part(plan: Plan, since: int, until: int, asked: Sequence[Request]) -> Plan:
    del asked  # there is but one
    assert isinstance(plan, InsightsPlan)
    return replace(
        plan,
        question=replace(plan.question, window=Window(since, until)),
        since=since,
        until=min(plan.until, until + plan.delay - 1),
    )


OF_PATTERNS: Final = Coverage(_of_patterns, _patterns_part)
OF_INSIGHTS: Final = Coverage(_of_insights, _insights_part)
