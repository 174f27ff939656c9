"""What a question comes to, wherever it is asked: of a record, of columns, and of backends.

As a program it asks a question with another table of meanings than the product's:
`python -m tests.answers OLD NEW QUESTION RECORD` puts NEW in the place of OLD
in the source of `events/meanings.py`, and prints the answers as JSON.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

TABLE = "trailview.events.meanings"
ROOT = Path(__file__).parent.parent


class Answers(NamedTuple):
    """One term's answer in each language, and whether it holds for a record."""

    of_record: bool
    of_columns: bool
    pattern: str
    insights: str
    sql: str


def answers(text: str, record: dict[str, Any]) -> Answers:
    """What the one term in `text` comes to.

    The product is imported here, as `_change` has to come first.
    """
    from tests.make import delivery, store
    from trailview.compose.services import row_of
    from trailview.events.record import Event
    from trailview.plans.athena.documented import assumed_table
    from trailview.plans.log_group.insights import InsightsPlan
    from trailview.plans.log_group.patterns import LogsPlan
    from trailview.plans.plan import Scope
    from trailview.question.parse import parse
    from trailview.question.predicate import matches
    from trailview.question.query import ALL_TIME, Question
    from trailview.store.filter import Filter

    terms = parse(text)
    scope = Scope(table=assumed_table())
    logs = row_of("logs").planner(Question(terms), scope)
    insights = row_of("insights").planner(Question(terms), scope)
    athena = row_of("athena").planner(Question(terms), scope)
    assert isinstance(logs, LogsPlan)
    assert isinstance(insights, InsightsPlan)
    return Answers(
        of_record=matches(terms, Event(delivery(record))),
        of_columns=len(Filter(terms, ALL_TIME).rows(store([record]).snapshot())) == 1,
        pattern=logs.pattern,
        insights=insights.query,
        sql=athena.request,
    )


def answers_with(old: str, new: str, text: str, record: dict[str, Any]) -> Answers:
    """The same in a program of its own, whose table of meanings has `new` where it had `old`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.answers", old, new, text, json.dumps(record)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Answers(*json.loads(done.stdout))


def _change(old: str, new: str) -> None:
    spec = importlib.util.find_spec(TABLE)
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text("utf-8")
    assert old in source, old
    module = ModuleType(TABLE)
    sys.modules[TABLE] = module
    exec(compile(source.replace(old, new), spec.origin, "exec"), module.__dict__)


if __name__ == "__main__":
    _change(sys.argv[1], sys.argv[2])
    json.dump(answers(sys.argv[3], json.loads(sys.argv[4])), sys.stdout)
