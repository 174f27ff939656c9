"""The records that a double holds, and when a trail delivered each of them."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True, eq=False)
class Held:
    """One event."""

    record: Mapping[str, Any]
    raw: bytes
    """The record as compact JSON."""
    time: int
    """`eventTime` in seconds since 1970; 0 where the record has none."""
    account: str
    """`recipientAccountId`, else the caller's own; empty where there is neither."""
    region: str
    """`awsRegion`; empty where the record has none."""

    @property
    def event_id(self) -> str:
        return _text(self.record.get("eventID"))

    @cached_property
    def message(self) -> str:
        """The record as a log event has it."""
        return self.raw.decode()


@dataclass(frozen=True, eq=False)
class Delivered:
    """An event as one delivery of a trail brought it."""

    held: Held
    at: int
    """Seconds since 1970."""
    number: int
    """Distinct among all deliveries; grows with `at`."""


class Corpus:
    """A frozen list of records.

    `delay` is how many seconds a delivery comes after its event at most, and
    `duplicates` the share of events that are delivered twice; both are drawn
    with `seed`. A record whose `eventID` another one has is one more delivery
    of that event, as it is in trail files.
    """

    def __init__(
        self,
        records: Iterable[Mapping[str, Any]],
        *,
        delay: int = 0,
        duplicates: float = 0.0,
        seed: int = 0,
    ) -> None:
        rng = random.Random(seed)
        by_id: dict[object, Held] = {}
        given = [by_id.setdefault(held.event_id or held, held) for held in map(_held, records)]
        self.events: tuple[Held, ...] = tuple(by_id.values())
        """Each event once, in the order given."""
        twice = [held for held in self.events if rng.random() < duplicates]
        arrivals = [(held.time + rng.randint(0, delay), held) for held in (*given, *twice)]
        arrivals.sort(key=lambda arrival: arrival[0])
        self.deliveries: tuple[Delivered, ...] = tuple(
            Delivered(held, at, number) for number, (at, held) in enumerate(arrivals)
        )
        """What a trail delivered, duplicates included, earliest delivery first."""

    @cached_property
    def arrivals(self) -> tuple[tuple[int, Held], ...]:
        """Each event once with the time of its first delivery, earliest delivery first."""
        first: dict[int, tuple[int, Held]] = {}
        for delivered in self.deliveries:
            first.setdefault(id(delivered.held), (delivered.at, delivered.held))
        return tuple(first.values())

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        return tuple(sorted({held.account for held in self.events if held.account}))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        return tuple(sorted({held.region for held in self.events if held.region}))

    @property
    def latest(self) -> int:
        """When the last delivery was made, in seconds since 1970; 0 where there is none."""
        return self.deliveries[-1].at if self.deliveries else 0


def records_below(folder: Path) -> list[dict[str, Any]]:
    """The records of every `.json` and `.json.gz` file of a trail below a folder."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.rglob("*.json*")):
        data = path.read_bytes()
        value = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        if isinstance(value, dict):
            found += value.get("Records", [])
    return found


def _held(record: Mapping[str, Any]) -> Held:
    raw = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    identity = record.get("userIdentity")
    owner = identity.get("accountId") if isinstance(identity, dict) else None
    account = _text(record.get("recipientAccountId")) or _text(owner)
    return Held(
        record, raw, _seconds(record.get("eventTime")), account, _text(record.get("awsRegion"))
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> int:
    try:
        time = datetime.fromisoformat(_text(value))
    except ValueError:
        return 0
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
