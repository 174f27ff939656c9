"""The files planner: every term pushed, and a command that asks the same."""

from __future__ import annotations

import shlex

import pytest

from trailview.plans.files import plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import Question, Window

LOGS = Scope(paths=("logs",))


def test_every_term_is_pushed() -> None:
    question = Question(parse("user:alice -event:Get* $.a:1 text"))
    made = plan(question, LOGS)
    assert made.pushed == question.terms
    assert made.residual == made.approximate == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("user:alice", None),
        ("resource:x request:y", "resource, request"),
        ("$.a:1 b", "$.a, free text"),
    ],
)
def test_says_which_terms_need_the_record(text: str, names: str | None) -> None:
    notes = " ".join(plan(Question(parse(text)), LOGS).notes)
    assert ("Looks into each record" in notes) is (names is not None)
    assert names is None or names in notes


@pytest.mark.parametrize("text", ["", "user:alice", "-user:alice", '"two words" agent:"it\'s"'])
def test_request_is_a_command_that_asks_the_same(text: str) -> None:
    question = Question(parse(text), Window(1_763_812_800, 1_763_812_900))
    words = shlex.split(plan(question, Scope(paths=("a b", "c"))).request)
    assert words[:2] == ["trailview", "query"]
    assert [words[n + 1] for n, word in enumerate(words) if word == "--path"] == ["a b", "c"]
    assert words[words.index("--since") + 1] == "2025-11-22T12:00:00Z"
    assert words[words.index("--until") + 1] == "2025-11-22T12:01:40Z"
    assert parse(words[-1] if text else "") == question.terms
    assert ("--" in words) is text.startswith("-")
