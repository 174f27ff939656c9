"""The planner of each backend, by the name that the command line has for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from trailview.plans import files, history
from trailview.plans.athena import documented
from trailview.plans.log_group import insights, patterns
from trailview.plans.plan import Plan, Scope
from trailview.question.query import Question

Planner = Callable[[Question, Scope], Plan]

_PLANNERS: Final[dict[str, Planner]] = {
    "history": history.plan,
    "logs": patterns.plan,
    "insights": insights.plan,
    "athena": documented.plan,
    "files": files.plan,
}
BACKENDS: Final = tuple(_PLANNERS)


def planner(backend: str) -> Planner:
    """How a backend plans. Raises KeyError for a name that is none of BACKENDS."""
    return _PLANNERS[backend]
