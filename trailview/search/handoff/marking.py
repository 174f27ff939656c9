"""Events and the marks on them."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from trailview.events.record import Event
from trailview.events.sentence import sentence
from trailview.events.times import iso
from trailview.settings.marks import Mark, MarkKey, Origin
from trailview.store.rows import Rows

_TELLING: Final = (
    "event",
    "actor",
    "key",
    "principal-id",
    "ip",
    "service",
    "region",
    "account",
    "error",
    "resource",
    "message",
    "agent",
)
"""Columns that tell events apart that have no ID."""


def key_of(rows: Rows, position: int) -> MarkKey:
    """What names the event in a row; events without an ID that look alike share it."""
    time = rows.time(position)
    (event_id,) = rows.texts(position, ["id"])
    if event_id:
        return MarkKey(event_id, "" if time is None else iso(time))
    said = json.dumps([time, *rows.texts(position, _TELLING)])
    return MarkKey("", hashlib.sha256(said.encode()).hexdigest()[:32])


def mark_of(key: MarkKey, event: Event, origin: Origin, now: int, about: str = "") -> Mark:
    """A mark on an event; `now` in seconds since 1970, `about` what is known of all its records."""
    delivery = event.delivery
    return Mark(
        id=key.id,
        told=key.told,
        record=delivery.raw.decode("utf-8", "replace"),
        marked_at=now,
        origin=origin,
        text=sentence(event, iso),
        time=event.time,
        resources=delivery.resources.decode("utf-8", "replace"),
        about=" ".join(filter(None, (delivery.note, about))),
    )
