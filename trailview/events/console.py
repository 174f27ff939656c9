"""Where the AWS console shows an event: the page of CloudTrail's event history.

The hosts are those of the pages "AWS Management Console" of the partitions' user guides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

from trailview.events.places import text_of
from trailview.events.record import Event

_HOSTS: Final = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
_OF_REGION: Final = (
    ("us-gov-", "aws-us-gov"),
    ("cn-", "aws-cn"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)
"""What the Regions of a partition begin with, but for those of `aws`."""
_REGION: Final = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}")
_PARTITION: Final = re.compile(r"arn:(aws(?:-[a-z]+)*):")
_KEPT_DAYS: Final = 90
_DAY: Final = 86_400


class ConsoleLink(NamedTuple):
    """An event's page in the console, and what to know before it is opened."""

    url: str = ""
    """Empty where there is no such page."""
    notes: tuple[str, ...] = ()
    """Why there is none; or what may keep the page from showing the event. Sentences."""


def console_link(event: Event, now: int | None = None) -> ConsoleLink:
    """The page of an event; at `now`, in seconds since 1970, it may be too old for it."""
    event_id, region = event.text("eventID") or "", event.text("awsRegion") or ""
    if not event_id:
        return ConsoleLink(notes=("The event has no ID, by which the console could find it.",))
    if not _REGION.fullmatch(region):
        said = f"{region!r} is no Region" if region else "The event names no Region"
        return ConsoleLink(notes=(f"{said} whose console could be opened.",))
    partition = _partition(event, region)
    host = _HOSTS.get(partition)
    if host is None:
        return ConsoleLink(notes=(f"The console of the partition {partition} is not known.",))
    page = f"cloudtrailv2/home?region={region}#/events/{quote(event_id, safe='')}"
    url = f"https://{host.format(region=region)}/{page}"
    return ConsoleLink(url, tuple(_doubts(event, now)))


def _partition(event: Event, region: str) -> str:
    """The partition: the Region tells it, else an ARN of the record."""
    for beginning, partition in _OF_REGION:
        if region.startswith(beginning):
            return partition
    arns = (event.identity.principal, *(text_of(item.get("ARN")) for item in event.resources))
    found = (_PARTITION.match(arn) for arn in arns if arn)
    return next((match[1] for match in found if match), "aws")


def _doubts(event: Event, now: int | None) -> Iterator[str]:
    category = event.text("eventCategory") or "Management"
    if category != "Management":
        yield f"Event history holds management events only, and this is of the category {category}."
    if now is not None and event.time is not None and now - event.time > _KEPT_DAYS * _DAY:
        yield f"Event history goes back {_KEPT_DAYS} days, and the event is older."
