"""`trailview history`: the questions that were asked."""

from __future__ import annotations

import argparse
import dataclasses
import json
from datetime import datetime, tzinfo
from typing import Any

from trailview.cli import exit_codes
from trailview.cli.asked import zone_of
from trailview.cli.said import say_all
from trailview.compose.settings import remember
from trailview.events.text import printable
from trailview.events.times import iso
from trailview.settings.history import Kept


def run(arguments: argparse.Namespace) -> int:
    """List questions, as rows or as JSON; the exit code."""
    memory = remember()
    say_all(memory.troubles)
    found = memory.history.search(arguments.search, arguments.limit)
    if arguments.format == "json":
        print(json.dumps([_as_json(kept) for kept in found], indent=2))
    else:
        zone = zone_of(memory.settings.time_zone)
        for kept in found:
            print(printable(_as_row(kept, zone)))
    return exit_codes.COMPLETE


def _as_json(kept: Kept) -> dict[str, Any]:
    made = dataclasses.asdict(kept.entry) | {"pinned": kept.pinned}
    for name in ("asked_at", "window_since", "window_until"):
        made[name] = None if made[name] is None else iso(made[name])
    return made


def _as_row(kept: Kept, zone: tzinfo) -> str:
    entry = kept.entry
    pin = "*" if kept.pinned else " "
    asked = f"{datetime.fromtimestamp(entry.asked_at, zone):%Y-%m-%d %H:%M}"
    place = f"{entry.backend} · {entry.place}"
    return f"{pin} {asked}  {entry.rows:>9,} {entry.outcome:<10}  {place}  {entry.text}"
