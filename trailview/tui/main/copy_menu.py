"""Copying what is at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import PlanError, TrailviewError
from trailview.tui.commands import EVENTS, Command
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Answers, Asks, Opens, Points, Runs, Says, Works
from trailview.tui.widgets.event_detail import EventDetail

if TYPE_CHECKING:
    from trailview.events.record import Event
    from trailview.tui.main.copies import Copy
    from trailview.tui.widgets.plain_rows import PlainRows


class CopyHost(Answers, Asks, Opens, Points, Runs, Says, Works, Protocol):
    """What copying needs of the screen."""

    @property
    def detail(self) -> EventDetail:
        """Where the cursor is while this has the focus."""
        ...

    @property
    def rows(self) -> PlainRows | None:
        """Where the cursor is while rows that are no events show."""
        ...

    @property
    def shows_rows(self) -> bool:
        """Whether rows that are no events are in front."""
        ...

    def copy(self, text: str, what: str) -> None:
        """Copy a text; `what` names it for the notice."""
        ...


class CopyController:
    """Lists what can be copied where the cursor is, and copies it."""

    def __init__(self, host: CopyHost) -> None:
        self._host = host

    def copies(self, event: Event | None = None) -> list[Copy]:
        """What can be copied now; of the event at the cursor more, where it is read."""
        from trailview.tui.main import copies

        host = self._host
        found: list[Copy] = []
        position, progress = host.table.position, host.progress
        if progress is not None and progress.plain is not None:
            found += copies.of_rows(progress.plain)
        rows = host.table.rows
        if position < len(rows) and not host.shows_rows:
            key = rows.key(position)
            columns = [column.name for column in host.table.column_layout]
            read = host.runner.event
            found += copies.of_event(rows, position, columns, lambda: read(key))
            found += [] if event is None else copies.of_record(event)
        value = self._value_at_cursor()
        if value:
            found.insert(min(1, len(found)), copies.Copy("value at the cursor", value))
        if host.detail.has_focus and host.detail.path:
            found.insert(min(2, len(found)), copies.Copy("path at the cursor", host.detail.path))
        asked = host.asked
        try:
            plan = host.session.plan(asked.question, asked.backend, asked.context)
        except PlanError:
            return found + copies.of_question(asked.question, None)
        return found + copies.of_question(asked.question, plan)

    def _value_at_cursor(self) -> str:
        host = self._host
        if host.rows is not None and host.shows_rows:
            return host.rows.value
        return (host.detail.value if host.detail.has_focus else host.table.value) or ""

    def choose(self) -> None:
        """List what can be copied."""
        host, key = self._host, self._host.table.cursor_key
        if key is None or host.shows_rows:
            self._offer(self.copies())
            return

        def read() -> Event | None:
            try:
                return host.runner.event(key)
            except TrailviewError:
                return None  # what the columns have can be copied all the same

        host.work(read, lambda event: self._offer(self.copies(event)), group="copy")

    def _offer(self, offered: list[Copy]) -> None:
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        def chosen(index: int | None) -> None:
            if index is not None:
                self._copy(offered[index])

        rows = [Content.assemble(copy.what.ljust(20), (copy.preview, "dim")) for copy in offered]
        self._host.open(ListDialog("Copy", rows), chosen)

    def _copy(self, copy: Copy) -> None:
        def read() -> str | TrailviewError:
            try:
                return copy.text if copy.read is None else copy.read()
            except TrailviewError as error:
                return error

        def done(made: str | TrailviewError) -> None:
            if isinstance(made, TrailviewError):
                self._host.show_error(made)
            else:
                self._host.copy(made, copy.what)

        self._host.work(read, done, group="copy")

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.copy",
            "y",
            "Copy",
            "Copy the event, one of its values, the question, or the command that asks it.",
            EVENTS,
            choose,
            opens_later=True,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
