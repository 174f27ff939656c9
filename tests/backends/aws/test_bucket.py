"""A trail's bucket gives what its files would, and is asked for no more than can matter."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.backends.aws.buckets import BUCKET, answer, bucket_session, files_in, ids, objects_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.make import delivery, record
from tests.unit.plans.late_trail import HOUR, MIDDLE, LateTrail, random_question
from trailview.backends.bucket.names import LOOKED_INTO
from trailview.events.record import Event
from trailview.plans.plan import Brings
from trailview.question.parse import parse
from trailview.question.predicate import holds
from trailview.question.query import Question, Window

_QUESTIONS = int(os.environ.get("TRAILVIEW_PRUNING", "4"))
"""Random questions; `TRAILVIEW_PRUNING=300` asks more."""
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> tuple[LateTrail, Path]:
    made, folder = LateTrail(11), tmp_path_factory.mktemp("trail")
    made.write(folder)
    return made, folder


@pytest.fixture
def site(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, trail: tuple[LateTrail, Path]
) -> Site:
    """A double whose bucket has the trail."""
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    objects_of(opened).add(BUCKET, files_in(trail[1]))
    return opened


def expected(trail: LateTrail, question: Question) -> list[str]:
    hits = [Event(delivery(made)) for made in trail.records]
    hits = [event for event in hits if holds(question, event)]
    hits.sort(key=lambda event: (-(event.time or 0), event.text("eventID")))
    return [event.text("eventID") or "" for event in hits]


def test_random_questions_are_answered_as_if_every_object_were_read(
    site: Site, trail: tuple[LateTrail, Path]
) -> None:
    made, dice = trail[0], random.Random(5)
    for _ in range(_QUESTIONS):
        question, limit = random_question(dice), dice.choice((None, 1, 5, 20))
        brings = dice.choice((Brings.ALL, Brings.RECORDS))
        with bucket_session() as session:
            progress = answer(session, question, limit, brings)
            assert progress.error is None
            assert ids(progress, limit) == expected(made, question)[:limit], question
            assert not progress.problems
    assert len(site.asked("GetObject")) < _QUESTIONS * len(made.files)


def test_only_days_and_places_that_matter_are_listed_and_got(
    site: Site, trail: tuple[LateTrail, Path]
) -> None:
    made = trail[0]
    since = MIDDLE + DAY
    question = Question(parse("account:111122223333 region:us-east-1"), Window(since, since + DAY))
    with bucket_session("s3://company-trail/AWSLogs/") as session:
        progress = answer(session, question)
        assert ids(progress) == expected(made, question)
    asked = site.asked("ListObjectsV2")
    walked = [call for call in asked if "delimiter" not in call]
    (only,) = walked
    assert only["prefix"].endswith("/111122223333/CloudTrail/us-east-1/")
    assert only["start-after"].endswith("/us-east-1/2022/01/01/"), "fifteen minutes earlier"
    assert len(asked) == 4, "AWSLogs/, the account, its CloudTrail/, and the Region's objects"
    got = len(site.asked("GetObject"))
    assert progress.tally.files <= got <= progress.tally.files + LOOKED_INTO
    assert got < len(made.files) / 4
    assert progress.tally.requests == got + len(asked)
    assert progress.tally.cost == pytest.approx(len(asked) * 5e-6 + got * 4e-7)
    assert any("folders of other accounts and Regions" in note for note in progress.notes)


def test_a_second_question_of_the_same_range_asks_nobody(site: Site) -> None:
    window = Window(MIDDLE, MIDDLE + DAY)
    with bucket_session() as session:
        answer(session, Question(window=window))
        before = len(site.running.double.requests)
        assert len(answer(session, Question(parse("user:alice"), window)).rows)
        assert len(site.running.double.requests) == before
        answer(session, Question(window=Window(MIDDLE, MIDDLE + DAY - HOUR)))
        after = site.running.double.requests[before:]
    assert not after, "what was listed and got is kept"


def test_a_record_is_shown_without_getting_its_object_again(site: Site) -> None:
    with bucket_session() as session:
        search = session.ask(Question(window=Window(MIDDLE, MIDDLE + DAY)), lambda: None)
        assert search.wait(20)
        got = len(site.asked("GetObject"))
        (shown,) = search.reading.records.events(search.progress.rows, 1)
        assert shown.text("eventID") == ids(search.progress)[0]
        found = answer(session, Question(parse('"allOf"'), Window(MIDDLE, MIDDLE + DAY)))
        assert found.error is None
        assert len(site.asked("GetObject")) == got
