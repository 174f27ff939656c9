"""What a dossier's lines ask for: the events that they are made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws_double.corpus import records_below
from tests.make import START, delivery
from trailview.demo.trail import write_trail
from trailview.events.dossier.gather import Gathering
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.record import Event
from trailview.events.sentence import main_resource
from trailview.question.predicate import matches
from trailview.search.about.drive import terms_of


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
