"""Records in the shape that CloudTrail documents, and terms that only hold for those."""

from __future__ import annotations

import copy
from typing import Any

from trailview.events.conditions import Path
from trailview.events.expressions import Expression
from trailview.plans.conditions import DOCUMENTED, FLAGS
from trailview.question.terms import Clause, Group


def asks_of_documented(clause: Clause) -> bool:
    """Whether it may ask for what is missing, or in a way that only a documented text answers."""
    if isinstance(clause, Group):
        return True
    return (
        clause.negated
        or clause.is_path
        or clause.field in ("category", "readonly", "is", "by")
        or any(isinstance(value, Expression) for value in clause.values)
    )


def documented(record: dict[str, Any]) -> dict[str, Any]:
    """The record without members that have no text where CloudTrail documents one."""
    made = copy.deepcopy(record)
    for path in DOCUMENTED:
        holder: Any = made
        for part in path[:-1]:
            holder = holder.get(part) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and not _is_documented(path, holder.get(path[-1])):
            del holder[path[-1]]
    return made


def _is_documented(path: Path, value: Any) -> bool:
    if value is None or (isinstance(value, bool) and path in FLAGS):
        return True
    return isinstance(value, str) and (path != ("readOnly",) or value in ("true", "false"))
