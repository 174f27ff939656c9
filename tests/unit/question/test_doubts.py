"""Names that cannot occur are told of, with the nearest; what may occur never is."""

from __future__ import annotations

import pytest

from trailview.question.doubts import doubts
from trailview.question.parse import parse
from trailview.question.triage import LIBRARY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("event:consolelogin", "`consolelogin` is not known as an event; … `ConsoleLogin`."),
        ("event:DeletTrail", "`DeletTrail` is not known as an event; … `DeleteTrail`."),
        ("-event:DeletTrail", "`DeletTrail` is not known as an event; … `DeleteTrail`."),
        ("service:ima", "`ima` is not known as a service; … `iam`."),
        ("service:cloudtrial.amazonaws.com", "… as a service; … `cloudtrail`."),
        ("type:iamuser", "`iamuser` is not known as a type of identity; … `IAMUser`."),
        ("region:eu-wset-1", "`eu-wset-1` is not known as a Region; … `eu-west-1`."),
        ("event:Qqq*", "`Qqq*` is not known as an event: nothing that is known fits it."),
        ("event:~qqqq", "`qqqq` is not known as an event, nor is any name near it."),
        ("(user:x or (is:read event:DeletTrail))", "… as an event; … `DeleteTrail`."),
    ],
)
def test_names_that_cannot_occur(text: str, told: str) -> None:
    (found,) = doubts(parse(text))
    at = 0
    for part in told.split("…"):
        at = found.index(part.strip(), at)


@pytest.mark.parametrize(
    "text",
    [
        "event:ConsoleLogin",
        "event:~consolelogin",
        "event:Delete*,Put*",
        "event:*",
        'event:""',
        "event:/^qqq/",
        "event:GetFunction20150331v2",
        "service:iam",
        "service:iam.amazonaws.com",
        "service:s3*",
        "service:~IAM",
        "type:AssumedRole,*User",
        "region:us-*",
        "user:consolelogin qqqqq $.eventName:x",
        *(text.replace("{", "").replace("}", "") for _, text, _, _ in LIBRARY),
    ],
)
def test_names_that_may_occur(text: str) -> None:
    assert doubts(parse(text)) == ()


def test_what_is_being_typed_may_go_on() -> None:
    assert doubts(parse("event:DeleteTrai type:IAMU service:cloudtr"), unfinished=True) == ()
    assert len(doubts(parse("event:DeletTrai"), unfinished=True)) == 1


def test_the_same_is_told_once() -> None:
    assert len(doubts(parse("event:consolelogin -event:consolelogin"))) == 1
