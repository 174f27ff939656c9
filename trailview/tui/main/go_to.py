"""Going to a time or a row of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Answers, Opens, Points, Says, Works
from trailview.tui.main.questions import Questions

if TYPE_CHECKING:
    from trailview.tui.destinations import Destination


class GoToHost(Answers, Opens, Points, Says, Works, Protocol):
    """What going to a place needs of the screen."""

    @property
    def questions(self) -> Questions:
        """What knows the zone."""
        ...

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...


class GoToController:
    """Puts the table's cursor on the event nearest to a time, or on a row."""

    def __init__(self, host: GoToHost) -> None:
        self._host = host

    def ask(self) -> None:
        """Ask where to."""
        from trailview.tui.destinations import destination
        from trailview.tui.dialogs.go_to import GoToDialog

        def understand(text: str) -> Destination:
            return destination(text, self._host.now(), self._host.questions.zone)

        self._host.open(GoToDialog(understand), self._go)

    def _go(self, place: Destination | None) -> None:
        progress = self._host.progress
        if place is None or progress is None:
            return
        if place.is_row:
            self._to_row(place.number)
            return
        from trailview.search.nearest import nearest

        def found(key: int | None) -> None:
            now, table = self._host.progress, self._host.table
            if now is None or now.question is not progress.question:
                return
            position = None if key is None else table.rows.position(key)
            if position is None:
                self._host.say("No event that is shown has a time.")
            else:
                table.move_to(position)

        self._host.work(lambda: nearest(progress.rows, place.number), found, group="nearest")

    def _to_row(self, number: int) -> None:
        of = len(self._host.table.rows)
        if number > of:
            self._host.say(f"There are {of:,} rows: this is the last.")
        self._host.table.move_to(min(number, of) - 1)

    def _has_rows(self) -> bool:
        return self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.go-to",
            "@",
            "Go to",
            "Go to the event nearest to a time, or to a row by its number.",
            EVENTS,
            ask,
            When(_has_rows, "There is no event to go to."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
