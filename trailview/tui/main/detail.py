"""The event at the cursor, in the detail."""

from __future__ import annotations

from typing import ClassVar, Protocol

from trailview.events.text import printable
from trailview.tui.commands import Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import DetailAppeared, OpenDetail, Progressed, ZoneChanged
from trailview.tui.main.host import Answers, Dates, Draws, Opens, Points, Runs, Says, Tells
from trailview.tui.messages import EventFailed, EventFetched
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable


class DetailHost(Answers, Dates, Draws, Opens, Points, Runs, Says, Tells, Protocol):
    """What the detail needs of the screen."""

    @property
    def detail(self) -> EventDetail:
        """The pane."""
        ...

    @property
    def shows_detail(self) -> bool:
        """Whether the pane is on the screen."""
        ...


class DetailController:
    """Brings the event at the cursor into the detail, as long as that shows."""

    def __init__(self, host: DetailHost) -> None:
        self._host = host

    def _fetch(self, _: EventTable.Highlighted | DetailAppeared | None = None) -> None:
        key = self._host.table.cursor_key
        if self._host.shows_detail and key is not None:
            self._host.runner.fetch(key)

    def _progressed(self, _: Progressed) -> None:
        if self._host.table.cursor_key is None:
            self._host.detail.show(None)  # what it shows is not in the answer

    def _opened(self, _: EventTable.Opened) -> None:
        self._host.frames.hold()
        self._host.tell(OpenDetail())
        self._fetch()

    def _fetched(self, message: EventFetched) -> None:
        if self._is_at_cursor(message.origin, message.key):
            self._host.detail.show(message.event, self._host.zone, self._note)
        self._host.frames.release()

    def _failed(self, message: EventFailed) -> None:
        self._host.frames.release()
        if self._is_at_cursor(message.origin, message.key):
            self._host.show_error(message.error)

    def _is_at_cursor(self, origin: int, key: int) -> bool:
        """Whether a key, which means what its reading says, is that of the cursor's event."""
        progress = self._host.progress
        is_current = progress is not None and progress.origin == origin
        return is_current and key == self._host.table.cursor_key

    @property
    def _note(self) -> str:
        return "" if self._host.progress is None else self._host.progress.record_note

    def _zone_changed(self, fact: ZoneChanged) -> None:
        detail = self._host.detail
        if detail.event is not None:
            detail.show(detail.event, fact.zone, self._note)

    def _search(self, _: EventDetail.SearchAsked) -> None:
        from trailview.tui.dialogs.prompt import PromptDialog

        def typed(text: str | None) -> None:
            if text and not self._host.detail.search(text):
                self._host.say(f"“{printable(text)}” is not in this record.")

        self._host.open(PromptDialog("Search in the record"), typed)

    def _nothing(self, message: EventDetail.Nothing) -> None:
        self._host.say(message.why)

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(EventTable.Highlighted, _fetch),
        hears(EventTable.Opened, _opened),
        hears(DetailAppeared, _fetch),
        hears(Progressed, _progressed),
        hears(EventFetched, _fetched),
        hears(EventFailed, _failed),
        hears(EventDetail.SearchAsked, _search),
        hears(EventDetail.Nothing, _nothing),
        hears(ZoneChanged, _zone_changed),
    )
