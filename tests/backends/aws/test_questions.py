"""The same questions to all three backends, over a trail with late and double deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from tests.aws_double.corpus import records_below
from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.site import OpenSite, asking, read
from tests.questions import OF_EVERY_KIND
from tests.reference import reference_matches
from trailview.backends.base import Backend
from trailview.backends.history import HistoryBackend
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.demo.trail import write_trail
from trailview.events.record import Event
from trailview.events.times import seconds
from trailview.plans import history
from trailview.plans.log_group import insights, patterns
from trailview.plans.plan import Plan
from trailview.question.predicate import matches
from trailview.question.query import Question

NOW = 1_763_900_000
QUESTIONS = OF_EVERY_KIND


class Way(NamedTuple):
    backend: Callable[..., Backend]
    plan: Callable[..., Plan]


WAYS = {
    "history": Way(HistoryBackend, history.plan),
    "logs": Way(LogsBackend, patterns.plan),
    "insights": Way(InsightsBackend, insights.plan),
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Some thousand events of one account."""
    folder = tmp_path_factory.mktemp("trail")
    write_trail(folder, now=NOW, events=2_000)
    found = records_below(folder)
    accounts = Counter(record["recipientAccountId"] for record in found)
    ((account, _),) = accounts.most_common(1)
    return [record for record in found if record["recipientAccountId"] == account]


def is_held(record: Mapping[str, Any], name: str, region: str) -> bool:
    """Whether a backend can know of a record at all."""
    is_management = record.get("eventCategory", "Management") == "Management"
    return name != "history" or (is_management and record["awsRegion"] == region)


def answer(question: Question, backend: Backend, plan: Plan) -> set[str]:
    """The IDs of what a backend brings and the whole question holds for."""
    found = set()
    for batch in read(backend, plan):
        for delivery in batch.block.inline.values() if batch.block is not None else ():
            event = Event(delivery)
            if matches(question.terms, event) and question.window.holds(event.time):
                found.add(event.text("eventID") or "")
    return found


@pytest.mark.parametrize("name", WAYS)
def test_backends_answer_as_the_reference_does(
    open_site: OpenSite, records: list[dict[str, Any]], name: str
) -> None:
    site = open_site(records, delay=900, duplicates=0.1, scan_budget=400)
    for fault in (Fault.THROTTLED, Fault.FAILED, Fault.DROPPED):
        site.running.faults.add(Rule(fault, chance=0.02))
    way, since, until = WAYS[name], NOW - 5 * 86_400, NOW - 3_600
    silent = 0
    for text in QUESTIONS:
        question = asking(text, since, until)
        made = way.plan(question, site.scope)
        expected = {
            record["eventID"]
            for record in records
            if is_held(record, name, site.scope.region)
            and question.window.holds(seconds(record["eventTime"]))
            and reference_matches(question.terms, record)
        }
        assert answer(question, way.backend(site.access, site.pacing), made) == expected, text
        silent += not expected
    assert silent <= len(QUESTIONS) // 3
