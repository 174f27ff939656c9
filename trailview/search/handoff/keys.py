"""What names an event that is marked, read from a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailview.events.times import iso
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.settings.marks import MarkKey

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
    from trailview.settings.marks import MarkKey  # the table asks where there are marks

    time = rows.time(position)
    (event_id,) = rows.texts(position, ["id"])
    if event_id:
        return MarkKey(event_id, "" if time is None else iso(time))
    import hashlib  # not on the way to the first frame
    import json

    said = json.dumps([time, *rows.texts(position, _TELLING)])
    return MarkKey("", hashlib.sha256(said.encode()).hexdigest()[:32])
