"""Many keys in one question: what each service is asked, and that nothing is left out."""

from __future__ import annotations

import random
import re

import pytest

from trailview.events.evaluate import holds_in
from trailview.events.pattern import exactly
from trailview.plans.history import plan as history_plan
from trailview.plans.log_group.insights import LONGEST as LONGEST_QUERY
from trailview.plans.log_group.insights import plan as insights_plan
from trailview.plans.log_group.patterns import LONGEST
from trailview.plans.log_group.patterns import plan as logs_plan
from trailview.plans.plan import Scope
from trailview.plans.tails import by_tails
from trailview.question.meaning import meaning
from trailview.question.query import Question, Window
from trailview.question.terms import Term

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-west-1", log_group="trail")
WEEK = Window(NOW - 7 * 86_400, NOW)


def keys(number: int, seed: int = 1) -> list[str]:
    dice = random.Random(seed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return ["ASIA" + "".join(dice.choices(letters, k=16)) for _ in range(number)]


def asked(number: int) -> Question:
    return Question((Term("key", exactly(*keys(number))),), WEEK)


def regexes(text: str, opening: str, closing: str) -> list[re.Pattern[str]]:
    return [re.compile(one) for one in re.findall(f"{opening}(.*?){closing}", text)]


@pytest.mark.parametrize("number", [50, 100, 200, 230])
def test_a_filter_pattern_finds_every_key_and_few_others(number: int) -> None:
    made = logs_plan(asked(number), SCOPE)
    assert len(made.pattern) <= LONGEST
    (regex,) = regexes(made.pattern, "%", "%")
    assert all(map(regex.search, keys(number)))
    others = keys(2_000, seed=2)
    assert sum(map(bool, map(regex.search, others))) < len(others) * 0.2
    assert any("Narrowed by the filter pattern" in note for note in made.notes)
    assert made.pushed == ()


@pytest.mark.parametrize("number", [250, 500, 1_500])
def test_an_insights_query_finds_every_key_and_few_others(number: int) -> None:
    made = insights_plan(asked(number), SCOPE)
    assert len(made.query) <= LONGEST_QUERY
    (regex,) = regexes(made.query, "/", "/")
    assert all(map(regex.search, keys(number)))
    others = keys(2_000, seed=2)
    assert sum(map(bool, map(regex.search, others))) < len(others) * 0.1
    assert made.pushed == ()


def test_few_keys_are_asked_for_whole() -> None:
    assert logs_plan(asked(5), SCOPE).pushed == asked(5).terms
    assert insights_plan(asked(50), SCOPE).pushed == asked(50).terms


def test_more_than_there_is_room_for_are_checked_here() -> None:
    made = logs_plan(asked(500), SCOPE)
    assert made.pattern == ""
    assert made.residual == asked(500).terms


def test_a_tail_that_all_begin_with_is_made_longer() -> None:
    some = [*keys(20), "ASIA0000000000000ASI"]
    (*_, weakest) = by_tails(meaning(Term("key", exactly(*some))))
    text = str(weakest)
    assert "'ASI'" not in text


def test_each_weaker_condition_holds_for_each_key() -> None:
    (term,) = asked(40).terms
    weaker = list(by_tails(meaning(term)))
    assert len(weaker) == 4
    for condition in weaker:
        holds = holds_in(condition)
        assert all(holds({"userIdentity": {"accessKeyId": key}}.get) for key in keys(40))


def test_event_history_counts_what_a_temporary_key_can_do() -> None:
    made = history_plan(asked(500), SCOPE)
    assert len(made.lookups) == 500
    assert "12 hours" in made.estimate
    lasting = Question((Term("key", exactly(*(f"AKIA{n:016d}" for n in range(500)))),), WEEK)
    assert history_plan(lasting, SCOPE).lookups == ()
