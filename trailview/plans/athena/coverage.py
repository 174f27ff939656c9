"""What a table is asked by a plan (`trailview.plans.coverage`).

Kept is what all of a question's condition finds: how much of it SQL can say depends on the
table, and no event of which all holds is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from trailview.events.conditions import All
from trailview.plans.athena.partitions import delivery_days
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.athena.statement import plan as planned
from trailview.plans.athena.table import Role, TableShape
from trailview.plans.coverage import Asked, Coverage, Request
from trailview.plans.plan import Plan
from trailview.plans.trail_files import USUAL_LATE
from trailview.question.meaning import meaning
from trailview.question.query import Question, Window


def _asked(plan: Plan) -> Asked | None:
    assert isinstance(plan, AthenaPlan)
    question, now, table = plan.question, plan.scope.now, plan.shape
    since, until = question.window.since, question.window.until
    if question.raw or since is None or table is None or plan.clipped:
        return None
    if not (table.facts and plan.region and _is_final(plan, table)):
        return None
    end = now + 1 if until is None else until
    return Asked(
        plan.region,
        f"{table.database}.{table.name} {table.facts}",
        "",
        (Request(_text(plan), All(tuple(map(meaning, question.terms)))),),
        since,
        end,
        end,
        # A partition is a day of delivery, and the last that are read are of the day after.
        now - USUAL_LATE - plan.stale,
        is_as_noted=True,
    )


def _is_final(plan: AthenaPlan, table: TableShape) -> bool:
    """Whether no partition can be added to those that are read, or it can be seen that none is
    lacking; which the reader then notes."""
    is_projected = all(key.projection for key in table.partitions)
    return is_projected or (plan.listed is not None and plan.listed.is_countable)


def why_not_kept(plan: AthenaPlan) -> str:
    """Why nothing of an answer is kept though the table's rows are known; empty where it is."""
    table = plan.shape
    if table is None or not table.facts or _is_final(plan, table):
        return ""
    roles = [key.role.value for key in table.partitions if key.role in (Role.ACCOUNT, Role.REGION)]
    hint = f" It is where a question names each {' and '.join(roles)}." if roles else ""
    named = f"{table.database}.{table.name}"
    why = "partitions can be added to it for times that were read"
    return f"What {named} answers is not kept for later: {why}.{hint}"


def _text(plan: AthenaPlan) -> str:
    return f"{plan.said}\n{Question(plan.question.terms).text}"


def _part(plan: Plan, since: int, until: int, asked: Sequence[Request]) -> Plan:
    del asked  # there is but one
    assert isinstance(plan, AthenaPlan)
    question = replace(plan.question, window=Window(since, until))
    is_open = plan.question.window.until is None and until > plan.scope.now
    # Without the moment it is asked at, so that Athena knows a statement that it has run before.
    asks = replace(question, window=Window(since, None)) if is_open else question
    made = planned(asks, plan.scope)
    return replace(made, question=question, place=plan.place, stale=plan.stale)


def _reads(plan: Plan, since: int, until: int) -> int:
    """How many days of files a query over a part of the time reads, or whole tables."""
    assert isinstance(plan, AthenaPlan)
    table, now = plan.shape, plan.scope.now
    if table is None or not (table.partition(Role.DATE) or table.partition(Role.YEAR)):
        return 1
    today = datetime.fromtimestamp(now, UTC).date()
    return delivery_days(Window(since, until), now).until(today) or 1


COVERAGE: Final = Coverage(_asked, _part, weight=_reads)
