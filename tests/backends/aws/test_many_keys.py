"""A question of many keys, as a tree asks for its events: every backend gives the right rows."""

from __future__ import annotations

import random

import pytest

from tests.backends.aws.program import OpenProgram, answered, ids_of
from tests.backends.aws.site import REGION, OpenSite
from tests.make import START, record
from trailview.events.pattern import exactly
from trailview.question.query import Question, Window
from trailview.question.terms import Term

DICE = random.Random(4)
KEYS = [
    "ASIA" + "".join(DICE.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)) for _ in range(700)
]
RECORDS = [
    record(n, awsRegion=REGION, userIdentity={"type": "IAMUser", "accessKeyId": key})
    for n, key in enumerate(KEYS)
]


@pytest.mark.parametrize("number", [200, 500])
@pytest.mark.parametrize("backend", ["history", "logs", "insights", "athena"])
def test_the_rows_are_those_of_the_keys(
    open_site: OpenSite, open_program: OpenProgram, backend: str, number: int
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, log_group=site.running.world.trails.all[0].log_group)
    question = Question((Term("key", exactly(*KEYS[:number])),), Window(START - 60, START + 800))
    progress = answered(session, question, backend).progress
    assert sorted(ids_of(progress)) == sorted(one["eventID"] for one in RECORDS[:number])
    assert not progress.problems
    assert not progress.clipped
    if backend in ("insights", "athena") or number == 200:
        read = progress.tally.records
        assert backend == "history" or read <= number * 1.4, read
