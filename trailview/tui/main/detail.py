"""The event at the cursor, in the detail."""

from __future__ import annotations

from typing import ClassVar, Protocol

from trailview.events.record import Event
from trailview.events.text import printable
from trailview.tui.commands import Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    DetailAppeared,
    OpenDetail,
    Progressed,
    RowReached,
    ZoneChanged,
)
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
        self._shown: tuple[int, int] | None = None
        """The reading and the key of the event that the pane shows."""
        self._position = 0
        """Where the cursor was."""

    def _fetch(self, _: DetailAppeared | None = None) -> None:
        """Have the event at the cursor shown, if it is not."""
        key = self._host.table.cursor_key
        if self._host.shows_detail and key is not None and not self._show_at_hand():
            self._host.runner.fetch(key)

    def _highlighted(self, _: EventTable.Highlighted) -> None:
        self._fetch()
        self._read_ahead()

    def _row_reached(self, _: RowReached) -> None:
        """Show the event at the cursor in the same frame, where it has been read."""
        if self._host.shows_detail:
            self._show_at_hand()

    def _show_at_hand(self) -> bool:
        """Show the event at the cursor if it has been read; whether it shows."""
        key, progress = self._host.table.cursor_key, self._host.progress
        if key is None or progress is None:
            return False
        if self._shown == (progress.origin, key):
            return True
        event = self._host.runner.at_hand(key)
        if event is not None:
            self._show(event, key)
        return event is not None

    def _show(self, event: Event, key: int) -> None:
        progress = self._host.progress
        assert progress is not None, "its event was read"
        self._shown = progress.origin, key
        self._host.detail.show(event, self._host.zone, self._note)

    def _read_ahead(self) -> None:
        """Have at hand what is likely to be looked at next: the event itself, or those beside it.

        The one that the cursor moves towards comes first.
        """
        table = self._host.table
        before, self._position = self._position, table.position
        if not self._host.shows_detail:
            steps = [0]
        else:
            steps = [-1, 1] if table.position < before else [1, -1]
        places = [table.position + step for step in steps]
        rows = range(len(table.rows))
        self._host.runner.read_ahead([table.rows.key(at) for at in places if at in rows])

    def _progressed(self, _: Progressed) -> None:
        if self._host.table.cursor_key is None:
            self._shown = None
            self._host.detail.show(None)  # what it shows is not in the answer

    def _opened(self, _: EventTable.Opened) -> None:
        self._host.frames.hold()
        self._host.tell(OpenDetail())
        if self._show_at_hand():
            self._host.frames.draw_with(self._host.detail)
        else:
            self._fetch()

    def _fetched(self, message: EventFetched) -> None:
        if self._is_at_cursor(message.origin, message.key):
            self._show(message.event, message.key)
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
        hears(EventTable.Highlighted, _highlighted),
        hears(RowReached, _row_reached),
        hears(EventTable.Opened, _opened),
        hears(DetailAppeared, _fetch),
        hears(Progressed, _progressed),
        hears(EventFetched, _fetched),
        hears(EventFailed, _failed),
        hears(EventDetail.SearchAsked, _search),
        hears(EventDetail.Nothing, _nothing),
        hears(ZoneChanged, _zone_changed),
    )
