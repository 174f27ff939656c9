"""The time zones that times can be shown in."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """The machine's own zone, with its changes between summer and winter time."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        """How far the zone is from UTC at this moment."""
        return timedelta(seconds=_local(moment).tm_gmtoff)

    def dst(self, moment: datetime | None, /) -> timedelta | None:  # noqa: ARG002 - datetime's own signature
        """Not told: the offset has it in already."""
        return None

    def tzname(self, moment: datetime | None, /) -> str:
        """The zone's abbreviation at this moment: CET, CEST."""
        return _local(moment).tm_zone

    def __str__(self) -> str:
        return "local time"

    def fromutc(self, moment: datetime, /) -> datetime:
        """This moment of UTC in the zone."""
        local = time.localtime(moment.replace(tzinfo=UTC).timestamp())
        return moment + timedelta(seconds=local.tm_gmtoff)


def _local(moment: datetime | None) -> time.struct_time:
    return time.localtime(None if moment is None else moment.replace(tzinfo=None).timestamp())


def zone_named(name: str) -> tzinfo:
    """The time zone of this name: UTC, local, or one like Europe/Berlin; UTC for any other."""
    if name == "local":
        return LocalZone()
    if name.upper() in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def next_zone(current: tzinfo, given: tzinfo, now: int) -> tzinfo:
    """The zone after `current` among UTC, the local one and the one given at the start.

    Zones that show the present time alike count as one.
    """
    zones: dict[tuple[object, object], tzinfo] = {}
    for zone in (UTC, given, LocalZone()):
        zones.setdefault(_face(zone, now), zone)
    faces = list(zones)
    at = faces.index(_face(current, now)) if _face(current, now) in zones else -1
    return zones[faces[(at + 1) % len(faces)]]


def _face(zone: tzinfo, now: int) -> tuple[object, object]:
    moment = datetime.fromtimestamp(now, zone)
    return moment.utcoffset(), moment.tzname()
