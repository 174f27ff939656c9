"""Marks made of events."""

from __future__ import annotations

from trailview.events.record import Event
from trailview.events.sentence import sentence
from trailview.events.times import iso
from trailview.settings.marks import Mark, MarkKey, Origin


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
