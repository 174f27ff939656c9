"""What is read already, for chains and trees, and how their outcome is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import NamedTuple, Protocol

from trailview.events.text import counted
from trailview.search.progress import State
from trailview.tui.main.host import Answers, Asks, Dates, Follows, Points, Runs
from trailview.tui.origins import Origins, RowsAtHand
from trailview.tui.widgets.event_detail import EventDetail


class ReadsHost(Answers, Asks, Runs, Protocol):
    """Knows what has been read for the present answer."""


class LeadsHost(Follows, Points, ReadsHost, Protocol):
    """Knows what is at the cursor, and who finds out where it leads."""

    @property
    def origins(self) -> Origins | None:
        """Who finds out who is behind a key; None where nobody does."""
        ...

    @property
    def detail(self) -> EventDetail:
        """Where the cursor is while this has the focus."""
        ...


class TimedLeadsHost(Dates, LeadsHost, Protocol):
    """The same, where times are shown."""


class Read(NamedTuple):
    """What is read already, and what is to be known of it."""

    at_hand: RowsAtHand
    note: str
    """What it may lack; empty where nothing is known to be missing."""


def at_hand(host: ReadsHost) -> Read:
    """What is read now. There has to be an answer."""
    asked, progress = host.asked, host.progress
    notes = []
    if progress is not None and progress.state is State.READING:
        notes.append("what is asked is still being read")
    elif progress is not None and progress.can_go_on:
        notes.append("what is asked was not read to its end")
    if progress is not None and progress.tally.unopened:
        notes.append(
            f"{counted(progress.tally.unopened, 'file')} not opened, outside of what is asked"
        )
    if progress is not None and progress.problems:
        notes.append(f"{counted(len(progress.problems), 'problem')} in what was read")
    window = asked.question.window
    found = RowsAtHand(host.runner.records, asked.backend, asked.context, window, progress)
    return Read(found, ", ".join(notes))


def clock(zone: tzinfo) -> Callable[[int], str]:
    """How a time is written beside a chain."""
    return lambda time: datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S")


def ended(calls: int, note: str, missing: int) -> str:
    """How it ended, in a line: what it took, and whether it is whole."""
    state = "incomplete" if missing or note else "done"
    took = counted(calls, "call") if calls else ""
    lacks = f"{missing:,} missing, told at the end" if missing else ""
    return " · ".join(filter(None, (state, took, lacks, note)))
