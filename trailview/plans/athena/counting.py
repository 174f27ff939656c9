"""A statement that counts: what another one selects, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trailview.plans.athena.columns import Columns
from trailview.plans.athena.conditions import expression
from trailview.plans.athena.sql import identifier, literal
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.counting import COUNT, is_settled, texts_of
from trailview.plans.plan import Plan


def counted(plan: Plan, by: Sequence[str]) -> AthenaPlan | None:
    """The plan that counts what `plan` selects; None where that could not be the same.

    An event that was delivered twice is one event, as it is in what is read.
    Raises PlanError for what the table does not hold.
    """
    assert isinstance(plan, AthenaPlan)
    texts = texts_of(by)
    if texts is None or plan.shape is None or not is_settled(plan):
        return None
    columns = Columns(plan.shape)
    groups = [
        f"coalesce({expression(text, columns)}, {literal('')}) AS {identifier(name)}"
        for name, text in zip(by, texts, strict=True)
    ]
    event_id = f"nullif({columns.text('eventID')}, {literal('')})"
    count = f"count(DISTINCT {event_id}) + count(*) - count({event_id}) AS {identifier(COUNT)}"
    places = ", ".join(str(n) for n, _ in enumerate(by, 1))
    sql = f"SELECT {', '.join([*groups, count])}\n{plan.rows}\nGROUP BY {places}"
    asked = replace(plan.question, raw=sql, terms=())
    return replace(plan, question=asked, sql=sql, columns=(), pushed=())
