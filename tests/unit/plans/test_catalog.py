"""Every backend that can be asked has a planner, and the command line knows it."""

from __future__ import annotations

from trailview.cli import options
from trailview.plans.catalog import BACKENDS, planner
from trailview.plans.plan import Scope
from trailview.question.query import Question


def test_each_planner_names_its_backend() -> None:
    made = [planner(name)(Question(), Scope(now=1_795_000_000)).backend for name in BACKENDS]
    assert tuple(made) == BACKENDS == options.BACKENDS
