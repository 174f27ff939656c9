"""Dossiers driven: what is taken for what, what is stopped, and what a page's lines ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.aws_double.corpus import records_below
from tests.make import START, delivery, record
from trailview.backends.base import Cancel
from trailview.demo.trail import write_trail
from trailview.events.dossier.gather import Gathering
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.record import Event
from trailview.events.sentence import main_resource
from trailview.question.predicate import matches
from trailview.search.about.covered import Coverage
from trailview.search.about.drive import ReadEvents, Sources, about, terms_of


@pytest.mark.parametrize("kind", [Kind.USER, Kind.ROLE, Kind.ADDRESS, Kind.RESOURCE])
def test_each_line_asks_for_its_events(kind: Kind, tmp_path: Path) -> None:
    write_trail(tmp_path, now=START, events=600, days=20)
    events = [Event(delivery(one)) for one in records_below(tmp_path)]
    texts = {
        Kind.USER: next(filter(None, (event.identity.user for event in events))),
        Kind.ROLE: next(filter(None, (event.identity.role for event in events))),
        Kind.ADDRESS: next(filter(None, (event.text("sourceIPAddress") for event in events))),
        Kind.RESOURCE: next(filter(None, (main_resource(event) for event in events))),
    }
    topic = Topic(kind, texts[kind])
    own = [event for event in events if matches(terms_of(topic.asks), event)]
    gathering = Gathering(topic)
    for event in own:
        gathering.take(event)
    dossier = gathering.dossier()
    lines = [entry for found in dossier.lists for entry in found.entries]
    assert dossier.seen.events == len(own) > 0
    for entry in lines:
        found = [event for event in own if matches(terms_of(entry.asks), event)]
        assert len(found) >= entry.seen.events, entry


def read_from(records: Sequence[Mapping[str, Any]]) -> Callable[[Topic], ReadEvents]:
    """What reads the events of a thing from records, each time once."""
    events = [Event(delivery(one)) for one in records]

    def read(topic: Topic) -> ReadEvents:
        own = [event for event in events if matches(terms_of(topic.asks), event)]
        gaps = () if own else (f"no {topic.title}",)
        return ReadEvents(len(own), iter(own), Coverage("files", "here", "", gaps=gaps))

    return read


def nothing(taken: int, of: int) -> None:
    """Nobody looks while it goes on."""


def test_the_first_meaning_with_events_is_taken_and_what_others_lacked_is_kept() -> None:
    sources = Sources(read_from([record()]), None, Cancel(), nothing)
    found = about((Topic(Kind.ROLE, "alice"), Topic(Kind.USER, "alice")), sources)
    assert (found.dossier.topic.kind, found.dossier.seen.events) == (Kind.USER, 1)
    assert [topic.kind for topic in found.looked_for] == [Kind.ROLE]
    assert found.gaps == ("no role alice",)


def test_an_event_of_nobody_is_its_own_dossier() -> None:
    made = record(userIdentity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"})
    sources = Sources(read_from([made]), None, Cancel(), nothing)
    found = about((Topic(Kind.EVENT, made["eventID"]),), sources)
    assert (found.dossier.topic.kind, found.dossier.seen.events) == (Kind.EVENT, 1)
    assert found.is_whole


def test_stopped_it_is_made_of_what_is_there() -> None:
    cancel = Cancel()
    records = [record(number) for number in range(1_500)]
    sources = Sources(read_from(records), None, cancel, lambda taken, of: cancel.set())
    found = about((Topic(Kind.USER, "alice"),), sources)
    assert found.dossier.seen.events == 1_000
    assert found.gaps == ("Made from 1,000 of its 1,500 events only.",)
    assert not found.is_whole
