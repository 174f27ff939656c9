"""Random questions in random order, with restarts and other profiles between, over what is kept.

`TRAILVIEW_KEPT=EVENTS,QUESTIONS` in the environment makes it a longer run: `2000,200`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.aws_double.corpus import records_below
from tests.aws_double.derived import resources
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.s3 import results_bucket
from tests.aws_double.trails import Trail
from tests.backends.aws.kept import started, store, write_profiles
from tests.backends.aws.program import answered, ids_of
from tests.backends.aws.site import OpenSite
from tests.backends.aws.test_agreement import is_looked_up
from tests.questions import Record, grown_question, random_question
from tests.reference import reference_matches
from trailview.context import OptionValue
from trailview.demo.cast import ENVIRONMENTS
from trailview.demo.trail import write_trail
from trailview.events.times import seconds
from trailview.plans.plan import Brings, Plan
from trailview.plans.trail_files import USUAL_LATE
from trailview.question.query import Question, Window
from trailview.store.disk.inspect import verify

EVENTS, QUESTIONS = map(int, os.environ.get("TRAILVIEW_KEPT", "150,6").split(","))
NOW = 1_763_900_000
HOUR = 3_600
DAYS = 3


def a_question(dice: random.Random, records: Sequence[Record]) -> Question:
    """A question about some of the trail's time; many are about the same spans."""
    ask = dice.choice([random_question, grown_question])
    terms = ask(dice, records).terms if dice.random() < 0.8 else ()
    since = NOW - dice.randrange(DAYS * 24) * HOUR
    until = dice.choice([None, since + dice.randrange(1, 24) * HOUR])
    return Question(terms, Window(since, until))


def bounds(plan: Plan, held: Sequence[Record]) -> tuple[set[str], set[str]]:
    """What has to be found, and what may be: of an approximate look-up the service finds less."""
    question, least, most = plan.question, set[str](), set[str]()
    for record in held:
        listed: list[dict[str, Any]] = [
            {"ResourceName": name, "ResourceType": kind}
            for name, kind in (resources(record) if plan.backend == "history" else ())
        ]
        inside = question.window.holds(seconds(record["eventTime"]))
        if inside and reference_matches(question.terms, record, listed):
            most.add(record["eventID"])
            if not plan.approximate or is_looked_up(plan, record):
                least.add(record["eventID"])
    return least, most


def options(backend: str, trail: Trail, dice: random.Random) -> dict[str, OptionValue]:
    """What is said of where a trail's events are."""
    if backend != "athena":
        return {"log_group": trail.log_group}
    table = dice.choice(["cloudtrail_projected", "cloudtrail_console", "cloudtrail_regions"])
    output = f"s3://{results_bucket(trail.account, trail.region)}/out/"
    return {"athena_table": table, "athena_output": output, "allow_full_scan": 1}


@pytest.mark.parametrize("backend", ["history", "logs", "insights", "athena"])
def test_what_is_kept_and_what_is_asked_make_the_same_answer(
    open_site: OpenSite,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    backend: str,
) -> None:
    folder = tmp_path_factory.mktemp("trail")
    write_trail(folder, now=NOW, events=EVENTS, days=DAYS)
    records = records_below(folder)
    site = open_site(records, delay=600, duplicates=0.1)
    for fault in (Fault.THROTTLED, Fault.FAILED, Fault.DROPPED):
        site.running.faults.add(Rule(fault, chance=0.01))
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
    if backend == "athena":
        site.clock.advance(USUAL_LATE // 2)  # half of a day's files may still come
    here, there, *_ = ENVIRONMENTS
    write_profiles(first=here, second=here, other=there)
    trails = {trail.account: trail for trail in site.running.world.trails.all}
    accounts = {"first": here, "second": here, "other": there}
    dice, asked = random.Random(backend), 0
    past = [a_question(dice, records) for _ in range(max(QUESTIONS // 4, 2))]
    spared = 0
    while asked < QUESTIONS:
        profile = dice.choice([*accounts])
        account = accounts[profile]
        region = dice.choice(["eu-central-1", "us-east-1"])
        where = () if backend != "history" else (region,)
        told = options(backend, trails[account], dice)
        held = [
            r
            for r in records
            if r["recipientAccountId"] == account
            and (backend != "history" or r["awsRegion"] == region)
            and (backend != "history" or r["eventCategory"] == "Management")
        ]
        with started(site, monkeypatch, profile, *where, **told) as session:
            for _ in range(dice.randint(2, 4)):
                question = dice.choice(past) if dice.random() < 0.4 else a_question(dice, records)
                least, most = bounds(session.plan(question, backend), held)
                brings = dice.choice([*Brings])
                search = answered(session, question, backend, brings=brings)
                progress, found = search.progress, ids_of(search.progress)
                added = {shard.added for shard in progress.shards} - {""}
                assert progress.error is None
                assert len(found) == len(set(found))
                of_added = {
                    r["eventID"]
                    for r in records
                    if r["recipientAccountId"] == account and r["awsRegion"] in added
                }
                assert least <= set(found), question.text
                assert set(found) - of_added <= most, question.text
                spared += bool(progress.tally.kept) and not progress.tally.requests
                asked += 1
        site.clock.advance(dice.randrange(300))
    assert verify(store().database) == []
    assert spared or QUESTIONS < 50, "some questions must be answered without a call"
