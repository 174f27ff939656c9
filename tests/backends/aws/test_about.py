"""Dossiers over services: the same as from files, with what each cannot hold told at the top."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.backends.aws.program import OpenProgram
from tests.backends.aws.site import REGION, OpenSite
from tests.make import START, delivery
from tests.sessions import Identity, Story, user
from tests.trails import trail_file
from trailview.compose.about import read_events
from trailview.compose.files import open_files
from trailview.events.dossier.gather import Dossier, Gathering
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.record import Event
from trailview.question.predicate import matches
from trailview.question.query import ALL_TIME, Window
from trailview.search.about.drive import About, Sources, about, question_of
from trailview.search.session import Session
from trailview.search.who.asking import Asking, Cost

ALICE, BOB = user("alice"), user("bob")
SERVICES = ("history", "logs", "insights", "athena")
SAID = (
    "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:CreateUser "
    "because no permissions boundary allows the iam:CreateUser action"
)
POLICY = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def story() -> tuple[Story, Identity]:
    """What alice did in a Region, by herself and in a session of hers, and bob besides."""
    made = Story()
    session = made.assume(ALICE, "Audit", "alice-x", region=REGION)
    of_it = {"requestParameters": {"bucketName": "logs", "policy": json.dumps(POLICY)}}
    for who in (ALICE, session, BOB):
        made.call(who, "CreateBucket", readOnly=False, requestParameters={"bucketName": "logs"})
        made.call(who, "PutBucketPolicy", readOnly=False, **of_it)
        made.call(who, "GetBucketPolicy", requestParameters={"bucketName": "logs"})
        made.call(who, "GetSecretValue", requestParameters={"secretId": "db"})
        made.call(who, "CreateUser", errorCode="AccessDenied", errorMessage=SAID)
        made.call(who, "ListBuckets", sourceIPAddress="198.51.100.1", userAgent="Boto3/1")
    return made, session


def told(session: Session, backend: str, topic: Topic, cost: Callable[[Cost], bool]) -> About:
    asking = Asking(session, backend, cost)
    window = Window(START, START + 86_400)
    read = partial(read_events, asking, None, window)
    return about([topic], Sources(read, None, asking.cancel, nothing))


def nothing(taken: int, of: int) -> None:
    """Nobody looks while it goes on."""


def allow(_: Cost) -> bool:
    return True


def told_by_records(topic: Topic) -> Dossier:
    """What the records themselves tell."""
    expected, terms = Gathering(topic), question_of(topic, ALL_TIME).terms
    for record in story()[0].records:
        event = Event(delivery(record))
        if matches(terms, event):
            expected.take(event)
    return expected.dossier()


TOPICS = (
    Topic(Kind.PRINCIPAL, ALICE["arn"]),
    Topic(Kind.KEY, story()[1]["accessKeyId"]),
    Topic(Kind.ROLE, "Audit"),
    Topic(Kind.ADDRESS, "198.51.100.1"),
)


@pytest.mark.parametrize("backend", SERVICES)
def test_a_services_dossier_is_what_the_records_tell(
    open_site: OpenSite, open_program: OpenProgram, backend: str
) -> None:
    session = open_program(open_site(story()[0].records))
    # Event history lists fewer resources than a record names.
    more = () if backend == "history" else (Topic(Kind.RESOURCE, "logs"),)
    for topic in (*TOPICS, *more):
        found, expected = told(session, backend, topic, allow), told_by_records(topic)
        assert expected.seen.events >= 3
        assert (found.dossier.seen, found.dossier.lists) == (expected.seen, expected.lists)
        assert (found.is_whole, found.coverage.backend) == (True, backend)
        assert found.coverage.lacks


def test_so_is_that_of_files(tmp_path: Path) -> None:
    trail_file(tmp_path, story()[0].records, "20251122T1205Z")
    session = open_files([str(tmp_path)])
    session.painted()
    try:
        for topic in TOPICS:
            found, expected = told(session, "files", topic, allow), told_by_records(topic)
            assert (found.dossier.seen, found.dossier.lists) == (expected.seen, expected.lists)
    finally:
        session.close()


def test_event_history_says_that_it_knows_of_fewer_resources(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    session = open_program(open_site(story()[0].records))
    found = told(session, "history", Topic(Kind.RESOURCE, "logs"), allow)
    assert any("knows of fewer resources" in note for note in found.coverage.notes)
    assert "data events" in found.coverage.lacks


def test_what_is_not_allowed_is_told_and_nobody_asked(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(story()[0].records)
    session, asked = open_program(site), list[Cost]()

    def no(cost: Cost) -> bool:
        asked.append(cost)
        return False

    asking = Asking(session, "insights", no, costs_money=True)
    topic = Topic(Kind.KEY, ALICE["accessKeyId"])
    read = partial(read_events, asking, None, ALL_TIME)
    found = about([topic], Sources(read, None, asking.cancel, nothing))
    assert not found.is_whole
    assert "Nothing was read: it costs money" in found.coverage.gaps[0]
    assert (len(asked), site.asked("StartQuery")) == (1, [])


def test_the_same_is_not_fetched_twice_in_a_session(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(story()[0].records)
    session, topic = open_program(site), Topic(Kind.KEY, ALICE["accessKeyId"])
    first = told(session, "history", topic, allow)
    calls = len(site.asked("LookupEvents"))
    assert told(session, "history", topic, allow).dossier == first.dossier
    assert len(site.asked("LookupEvents")) == calls > 0


def test_athena_says_what_its_table_cannot_tell(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    session = open_program(open_site(story()[0].records))
    found = told(session, "athena", Topic(Kind.ADDRESS, "198.51.100.1"), allow)
    assert "no column" in found.coverage.lacks
    assert found.coverage.notes
