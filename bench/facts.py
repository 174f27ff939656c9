"""What is true of a trail, found in its records in the plainest way.

Measurements are held to this: a program that has read something else, or
nothing, has not been measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.corpus import records
from bench.logs import files

DAY: Final = 86_400
Record = Mapping[str, Any]
USER, TEXT, MEMBER = "user", "text", "member"
"""The questions that are compared with other tools: of a user, for a free text, of a member."""


def _is_alice(record: Record) -> bool:
    who = record["userIdentity"]
    named: bool = who.get("userName") == "alice"
    return named or who.get("arn", "").endswith("/alice")


def _mentions(value: object) -> bool:
    if isinstance(value, dict):
        return any("alice" in key.casefold() or _mentions(each) for key, each in value.items())
    if isinstance(value, list):
        return any(map(_mentions, value))
    return isinstance(value, str) and "alice" in value.casefold()


def _names_user(record: Record) -> bool:
    asked = record.get("requestParameters")
    return isinstance(asked, dict) and bool(asked.get("userName"))


_HOLDS: Final[Mapping[str, Callable[[Record], bool]]] = {
    USER: _is_alice,
    TEXT: _mentions,
    MEMBER: _names_user,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the distinct events of one trail."""

    times: Mapping[str, int]
    """When each event was, in seconds since 1970, by its ID."""
    hits: Mapping[str, set[str]]
    """The IDs of the events that answer each question."""
    files: int

    @property
    def events(self) -> int:
        """How many there are."""
        return len(self.times)

    @property
    def window(self) -> tuple[int, int]:
        """The time that all lie within; its end excluded."""
        return min(self.times.values()), max(self.times.values()) + 1

    @property
    def middle_day(self) -> tuple[int, int]:
        """The whole day in the middle of that time; its end excluded."""
        begin = sum(self.window) // 2 // DAY * DAY
        return begin, begin + DAY

    def within(self, begin: int, end: int) -> set[str]:
        """The IDs of the events in a stretch of time; its end excluded."""
        return {event for event, time in self.times.items() if begin <= time < end}


@cache
def facts(folder: Path) -> Facts:
    """Read all of a trail, in this process."""
    times: dict[str, int] = {}
    hits: dict[str, set[str]] = {name: set() for name in _HOLDS}
    for raw in records(folder):
        record = msgspec.json.decode(raw)
        event = record["eventID"]
        times[event] = int(datetime.fromisoformat(record["eventTime"]).timestamp())
        for name, holds in _HOLDS.items():
            if holds(record):
                hits[name].add(event)
    return Facts(times, hits, len(files(folder)))
