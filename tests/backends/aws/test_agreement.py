"""The whole program gives the event IDs of the plain reference, whichever backend is asked.

`TRAILVIEW_AGREEMENT=EVENTS,QUESTIONS` in the environment makes it a longer run: `20000,300`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.derived import resources, username
from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.program import OpenProgram, answered, ids_of
from tests.backends.aws.site import REGION, OpenSite
from tests.questions import Record, grown_question, random_question
from tests.reference import reference_matches
from tests.trails import trail_file
from trailview.compose.files import open_files
from trailview.demo.cast import ENVIRONMENTS
from trailview.demo.trail import write_trail
from trailview.events.times import seconds
from trailview.plans.history import HistoryPlan, other_accounts
from trailview.plans.plan import ALL_REGIONS, Plan
from trailview.question.query import Question
from trailview.search.session import Session

EVENTS, QUESTIONS = map(int, os.environ.get("TRAILVIEW_AGREEMENT", "2000,40").split(","))
NOW = 1_763_900_000
DAY = 86_400
DELAY = 900
FAULTS = (Fault.THROTTLED, Fault.FAILED, Fault.DROPPED, Fault.HTML)


def is_recent_management(record: Record) -> bool:
    """What event history knows of."""
    return record["eventCategory"] == "Management" and age(record) < 90 * DAY


HOLDS: dict[str, Callable[[Record], bool]] = {
    "history": is_recent_management,
    "logs": lambda record: True,
    "insights": lambda record: True,
    "athena": lambda record: record["awsRegion"] == REGION,  # the table is of one
}
"""Which events of its account each service can know of."""


def age(record: Record) -> int:
    return NOW - (seconds(record["eventTime"]) or 0)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """Two accounts, some Regions, management and data events, some of them out of reach.

    None is so old that event history forgets it while the test asks.
    """
    folder = tmp_path_factory.mktemp("trail")
    write_trail(folder, now=NOW, events=EVENTS, days=110)
    return [record for record in records_below(folder) if not 80 * DAY < age(record) < 95 * DAY]


@pytest.fixture(scope="module")
def files(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The same trail as files, with events delivered twice there too."""
    folder = tmp_path_factory.mktemp("files")
    delivered = [at.held.record for at in Corpus(records, delay=DELAY, duplicates=0.1).deliveries]
    for start in range(0, len(delivered), 500):
        trail_file(folder, delivered[start : start + 500], f"20251101T{start // 500:04}Z")
    session = open_files([str(folder)])
    session.painted()
    yield session
    session.close()


def told(record: Record) -> list[dict[str, Any]]:
    """What event history lists beside a record."""
    return [{"ResourceName": name, "ResourceType": kind} for name, kind in resources(record)]


def expected(plan: Plan, held: Sequence[Record]) -> set[str]:
    """The IDs that the reference finds, among what the service finds in its own sense."""
    question = plan.question
    of_history = plan.backend == "history"
    return {
        record["eventID"]
        for record in held
        if question.window.holds(seconds(record["eventTime"]))
        and reference_matches(question.terms, record, told(record) if of_history else ())
        and (not plan.approximate or through_sessions(plan) or is_looked_up(plan, record))
    }


def through_sessions(plan: Plan) -> bool:
    """Whether a role is looked up by its sessions, which is to find what reading all finds."""
    return isinstance(plan, HistoryPlan) and plan.sessions is not None


def is_looked_up(plan: Plan, record: Record) -> bool:
    """Whether one of a plan's look-ups finds an event."""
    assert isinstance(plan, HistoryPlan)
    said: dict[str, set[Any]] = {
        "EventId": {record["eventID"]},
        "EventName": {record["eventName"]},
        "EventSource": {record["eventSource"]},
        "AccessKeyId": {record["userIdentity"].get("accessKeyId")},
        "Username": {username(record)},
        "ReadOnly": {str(record.get("readOnly")).lower()},
        "ResourceName": {resource["ResourceName"] for resource in told(record)},
        "ResourceType": {resource["ResourceType"] for resource in told(record)},
    }
    return any(value in said[key] for key, value in plan.lookups)


Ask = Callable[[random.Random, Sequence[Record]], Question]
ASKED: dict[str, Ask] = {
    "plain": partial(random_question, record_terms=True),
    "grown": grown_question,
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("account", ENVIRONMENTS)
@pytest.mark.parametrize("backend", HOLDS)
def test_a_service_answers_as_the_reference_does(
    open_site: OpenSite,
    open_program: OpenProgram,
    records: list[Record],
    backend: str,
    account: str,
    ask: Ask,
) -> None:
    site = open_site(records, delay=DELAY, duplicates=0.1, scan_budget=EVENTS // 4)
    for fault in FAULTS:
        site.running.faults.add(Rule(fault, chance=0.05 / len(FAULTS)))
    session = open_program(site, ALL_REGIONS, account=account)
    held = [r for r in records if r["recipientAccountId"] == account and HOLDS[backend](r)]
    dice = random.Random(f"{backend} {account}")
    hits = 0
    for _ in range(QUESTIONS // len(ENVIRONMENTS)):
        question = ask(dice, records)
        wanted = expected(session.plan(question, backend), held)
        session.allow(question, backend)
        progress = answered(session, question, backend).progress
        elsewhere = other_accounts(question, account) if backend == "history" else []
        assert progress.error is None
        assert [problem.reason for problem in progress.problems] == elsewhere
        found = ids_of(progress)
        assert len(found) == len(set(found))
        assert set(found) == wanted, question.text
        hits += bool(wanted)
    assert hits > QUESTIONS / 10, "many questions must be about something"
    assert {refused.code for refused in site.running.double.refusals} <= {
        "ThrottlingException",
        "InternalFailure",
        "InternalError",
        "RequestLimitExceeded",
        "SlowDown",
    }


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_files_answer_as_the_reference_does(
    files: Session, records: list[Record], ask: Ask
) -> None:
    dice = random.Random("files")
    for _ in range(QUESTIONS):
        question = ask(dice, records)
        progress = answered(files, question, "files").progress
        assert (progress.error, progress.problems) == (None, ())
        assert set(ids_of(progress)) == expected(files.plan(question, "files"), records), (
            question.text
        )
