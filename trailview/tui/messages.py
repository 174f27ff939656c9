"""Messages that belong to no single widget: facts from other threads, and copying."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from trailview.errors import TrailviewError
from trailview.events.record import Event
from trailview.setup.steps import Wanted
from trailview.tui.completion import Completion


@dataclass
class SearchChanged(Message):
    """A search has come further. Carries no state: the newest is read when it is handled."""

    generation: int
    """Which of the screen's searches; all but the latest are stale."""


@dataclass
class EventFetched(Message):
    """The record behind a row was read."""

    origin: int
    """The reading that the key is of."""
    key: int
    event: Event


@dataclass
class EventFailed(Message):
    """The record behind a row could not be read."""

    origin: int
    key: int
    error: TrailviewError


@dataclass
class Completed(Message):
    """Completions were found for what stood before the cursor."""

    place: str
    """Who asked: `bar` or `filters`."""
    completion: Completion


@dataclass
class CodeWanted(Message):
    """A thread waits for an MFA code."""

    wanted: Wanted


@dataclass
class CopyAsked(Message):
    """A text is to be copied; the app does it."""

    text: str
    what: str
    """What it is, for the notice: `event ID`."""


@dataclass
class SettingsChanged(Message):
    """Settings were written, and are in force."""


@dataclass
class NotRemembered(Message):
    """Something could not be read from, or written to, what is remembered."""

    error: TrailviewError
