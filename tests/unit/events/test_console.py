"""The console's page of an event, in the partition and the Region that have it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.make import START, delivery, record
from trailview.events.console import ConsoleLink, console_link
from trailview.events.record import Event

_DAY = 86_400


def link(now: int | None = None, **members: Any) -> ConsoleLink:
    return console_link(Event(delivery(record(**members))), now)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-central-1", "eu-central-1.console.aws.amazon.com"),
        ("us-gov-west-1", "console.amazonaws-us-gov.com"),
        ("cn-north-1", "console.amazonaws.cn"),
    ],
)
def test_each_partition_has_its_host(region: str, host: str) -> None:
    made = link(awsRegion=region, eventID="11111111-2222-4333-8444-555555555555")
    assert made.url == (
        f"https://{host}/cloudtrailv2/home?region={region}"
        "#/events/11111111-2222-4333-8444-555555555555"
    )
    assert not made.notes


@pytest.mark.parametrize(
    ("region", "partition"),
    [("us-iso-east-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"), ("eusc-de-east-1", "aws-eusc")],
)
def test_a_partition_whose_console_is_not_known_is_told(region: str, partition: str) -> None:
    made = link(awsRegion=region)
    assert not made.url
    assert partition in made.notes[0]


def test_an_arn_tells_a_partition_that_the_region_does_not() -> None:
    identity = {"type": "IAMUser", "arn": "arn:aws-new:iam::111122223333:user/a"}
    assert "aws-new" in link(userIdentity=identity).notes[0]


@pytest.mark.parametrize("region", ["evil.com/?", "eu-central-1.evil.com", "", "EU-CENTRAL-1", "a"])
def test_what_is_no_region_gives_no_link(region: str) -> None:
    made = link(awsRegion=region)
    assert not made.url
    assert made.notes


def test_an_id_is_escaped_and_one_is_needed() -> None:
    assert link(eventID='a/b?c#d"><x').url.endswith("#/events/a%2Fb%3Fc%23d%22%3E%3Cx")
    assert not link(eventID=None).url


def test_what_event_history_does_not_hold_is_told() -> None:
    assert "category Data" in link(eventCategory="Data").notes[0]
    assert not link(START + 90 * _DAY).notes
    assert "90 days" in link(START + 91 * _DAY).notes[0]
