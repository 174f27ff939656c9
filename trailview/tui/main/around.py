"""What happened around the event at the cursor."""

from __future__ import annotations

from typing import ClassVar, Final, Protocol

from trailview.question.query import Question
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears
from trailview.tui.main.facts import GoTo
from trailview.tui.main.host import Asks, Opens, Points, Tells
from trailview.tui.main.spans import around
from trailview.tui.positions import EventAt

_MINUTES: Final = (5, 15, 60)


class AroundHost(Asks, Opens, Points, Tells, Protocol):
    """What this needs of the screen."""


class AroundController:
    """Asks for some minutes before and after an event, with the cursor on it still."""

    def __init__(self, host: AroundHost) -> None:
        self._host = host

    def choose(self) -> None:
        """List how many minutes, and whether the terms are dropped."""
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        event, time = self._event()
        asked = self._host.asked.question
        ways = [(minutes, False) for minutes in _MINUTES]
        ways += [(minutes, True) for minutes in _MINUTES if asked.terms]

        def chosen(index: int | None) -> None:
            if index is None:
                return
            minutes, keeps = ways[index]
            terms = asked.terms if keeps else ()
            span = around(time, minutes * 60)
            self._host.tell(GoTo(Question(terms), span, f"±{minutes} min", event))

        rows = [
            Content(f"±{minutes:>2} min  {'the same terms' if keeps else 'all events'}")
            for minutes, keeps in ways
        ]
        self._host.open(ListDialog("Around this event", rows), chosen)

    def _event(self) -> tuple[EventAt, int]:
        """The event at the cursor, and its time."""
        table = self._host.table
        time = table.rows.time(table.position)
        assert time is not None, "the command cannot be used"
        return EventAt(table.rows.texts(table.position, ["id"])[0], time), time

    def _has_time(self) -> bool:
        table = self._host.table
        return table.cursor_key is not None and table.rows.time(table.position) is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.around",
            "a",
            "Around",
            "Ask what happened minutes before and after the event, which the cursor stays on.",
            EVENTS,
            choose,
            When(_has_time, "There is no event at the cursor that has a time."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
