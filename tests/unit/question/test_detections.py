"""Detection rules as questions: each finds the record made for it, and not its near miss."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reference import reference_matches
from tests.unit.question.detections import DETECTIONS, NOT_EXPRESSIBLE, Detection
from trailview.events.record import Delivery, Event
from trailview.question.hints import hints_of
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.write import format_terms


def test_each_rule_is_there_once() -> None:
    rules = [*NOT_EXPRESSIBLE, *(row.rule for row in DETECTIONS)]
    assert len(set(rules)) == len(rules) == 57
    assert len(DETECTIONS) == 55


@pytest.mark.parametrize("row", DETECTIONS, ids=lambda row: row.rule)
def test_a_rule_finds_its_record(row: Detection) -> None:
    asked = parse(row.question)
    assert parse(format_terms(asked)) == asked

    def found(value: dict[str, Any]) -> bool:
        made = Event(Delivery(json.dumps(value).encode()))
        holds = matches(asked, made)
        assert holds is reference_matches(asked, value)
        assert hints_of(asked).may_hold(made.raw) or not holds
        return holds

    assert found(row.found)
    assert not found(row.missed)
