"""Messages that belong to no single widget: facts from other threads, and copying."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from trailview.errors import TrailviewError
from trailview.events.record import Event

if TYPE_CHECKING:
    from trailview.setup.steps import Wanted
    from trailview.tui.completion import Completion


class SearchChanged(Message):
    """A search has come further. Carries no state: the newest is read when it is handled."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation
        """Which of the screen's searches; all but the latest are stale."""


class EventFetched(Message):
    """The record behind a row was read."""

    def __init__(self, origin: int, key: int, event: Event) -> None:
        super().__init__()
        self.origin = origin
        """The reading that the key is of."""
        self.key = key
        self.event = event


class EventFailed(Message):
    """The record behind a row could not be read."""

    def __init__(self, origin: int, key: int, error: TrailviewError) -> None:
        super().__init__()
        self.origin = origin
        self.key = key
        self.error = error


class Completed(Message):
    """Completions were found for what stood before the cursor."""

    def __init__(self, place: str, completion: Completion) -> None:
        super().__init__()
        self.place = place
        """Who asked: `bar` or `filters`."""
        self.completion = completion


class CodeWanted(Message):
    """A thread waits for an MFA code."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted


class CopyAsked(Message):
    """A text is to be copied; the app does it."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what
        """What it is, for the notice: `event ID`."""


class SettingsChanged(Message):
    """Settings were written, and are in force."""


class ProposalChosen(Message):
    """One of the questions proposed where nothing matched shall be asked."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        """Which, from 1."""


class JobDone(Message):
    """A job that ran in a thread is done."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self.then = then
        """What is to be done now, on the UI thread."""
