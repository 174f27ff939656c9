"""Records made anew from what is left of them."""

from __future__ import annotations

import json

import pytest

from tests.make import START, record
from trailview.events.rebuilt import rebuilt
from trailview.events.record import Event
from trailview.events.times import iso

ENTRY = {
    "EventId": "e-1",
    "EventName": "StopLogging",
    "EventSource": "cloudtrail.amazonaws.com",
    "EventTime": iso(START),
    "ReadOnly": "false",
    "Username": "mallory",
    "AccessKeyId": "AKIAMALLORY",
    "Resources": [{"ResourceName": "main"}],
}


@pytest.mark.parametrize("cut", range(0, 900, 7))
def test_wherever_it_is_cut_what_is_whole_of_it_is_kept(cut: int) -> None:
    whole = record(requestParameters={"a": ["b", {"c": 1.5}], 'quote"': "}{"})
    text = json.dumps(whole).encode()[:cut]
    made = rebuilt(text)
    if made is None:
        assert b'"eventSource": "ec2.amazonaws.com",' not in text, "what says the call is not whole"
        return
    tree = json.loads(made.raw)
    assert tree == {name: whole[name] for name in tree}
    assert made.note.startswith("Rebuilt from what is whole of its text")


def test_the_entry_says_what_the_text_does_not() -> None:
    made = rebuilt(
        b'{"eventVersion": "1.11", "sourceIPAddress": "192.0.2.1", "errorCode": "Acc', ENTRY
    )
    assert made is not None
    event = Event(made)
    assert (event.text("eventName"), event.time, event.read_only) == ("StopLogging", START, False)
    assert (event.identity.user, event.text("sourceIPAddress")) == ("mallory", "192.0.2.1")
    assert json.loads(made.resources) == ENTRY["Resources"]
    assert "its entry in event history" in made.note


def test_nothing_comes_of_nothing() -> None:
    assert rebuilt() is None
    assert rebuilt(b'{"eventVersion": "1.1') is None
