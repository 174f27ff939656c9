"""The way from question to question: each leads back to its event, and a line shows the steps."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, Protocol, TypeVar

from trailview.tui.commands import Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import GoTo, GoToEvent, Progressed, QuestionChanged, RowReached
from trailview.tui.main.host import Answers, Asks, Points, Says
from trailview.tui.main.spans import around
from trailview.tui.main.trail import Asked
from trailview.tui.positions import EventAt, position_of

if TYPE_CHECKING:
    from trailview.tui.widgets.way import WayLine

Value = TypeVar("Value")

_KEPT: Final = 200
"""Questions whose places and ways are remembered: as many as can be gone back to."""


class WayHost(Answers, Asks, Points, Says, Protocol):
    """What the way needs of the screen."""

    def add_line(self, line: WayLine) -> None:
        """Lay out a line above the panes."""
        ...

    def focus_front(self) -> None:
        """Move to the answer."""
        ...


class _Place(NamedTuple):
    """Where the cursor was in an answer."""

    event: EventAt
    line: int | None
    """On which line of the page."""
    key: tuple[int, int] | None = None
    """The reading that the event is of, and its key there; None where that is not known."""


class WayController:
    """Takes steps, and puts the cursor back where it was when they are taken back."""

    def __init__(self, host: WayHost) -> None:
        self._host = host
        self._at: Asked | None = None
        self._places: OrderedDict[Asked, _Place] = OrderedDict()
        self._ways: OrderedDict[Asked, tuple[str, ...]] = OrderedDict()
        self._wanted: _Place | None = None
        """Where the cursor is to be as soon as the answer has that event."""
        self._line: WayLine | None = None

    # Steps

    def _go(self, step: GoTo) -> None:
        before = self._host.asked
        way = self._ways.get(before, (_called(before),))
        target = None if step.event is None else _Place(step.event, self._host.table.cursor_line)
        error = self._host.ask(
            lambda questions: questions.put(step.question, step.span, before.backend)
        )
        if error is not None:
            self._host.show_error(error)
            return
        self._host.focus_front()
        if target is not None:
            self._wanted = target
        if self._host.asked != before:
            _keep(self._ways, self._host.asked, (*way, step.step))
            self._show_way()

    def _go_to_event(self, intent: GoToEvent) -> None:
        from trailview.search.who.questions import event

        wanted = intent.event
        position = self._position(wanted)
        if position is not None:
            self._host.table.move_to(position)
            self._host.focus_front()
            return
        span = around(wanted.time) if wanted.time is not None else None
        self._go(GoTo(event(wanted.id), span, f"event {wanted.id[:8]}", wanted))

    # Where the cursor was

    def _question_changed(self, _: QuestionChanged) -> None:
        """Begin at the top, or where the cursor was, there or in what was asked before."""
        now, before = self._host.asked, self._at
        self._at = now
        if before is not None and now != before and now == before._replace(order=now.order):
            return  # the rows are the same, and the table keeps its place
        place = self._place() or self._wanted
        if before not in (None, now) and place is not None:
            _keep(self._places, before, place)
        self._wanted = place if now == before else self._places.get(now) or place
        self._host.table.begin()
        self._show_way()

    def _place(self) -> _Place | None:
        """Where the cursor is; None until the user has moved it."""
        table, progress = self._host.table, self._host.progress
        line = table.cursor_line
        if line is None or table.cursor_key is None or progress is None:
            return None
        (event_id,) = table.rows.texts(table.position, ["id"])
        event = EventAt(event_id, table.rows.time(table.position))
        key = (progress.origin, table.cursor_key)
        return _Place(event, line, key)

    def _seek(self, _: Progressed | RowReached) -> None:
        """Put the cursor where it is to be, once the table shows that: runs come later."""
        wanted, progress, table = self._wanted, self._host.progress, self._host.table
        if wanted is None or progress is None:
            return
        if table.cursor_line is not None:  # it was moved since
            self._wanted = None
            return
        position = None
        if wanted.key is not None and wanted.key[0] == progress.origin:
            position = table.rows.position(wanted.key[1])
        if position is None:
            position = self._position(wanted.event)
        if position is not None or (progress.state.is_over and len(table.rows)):
            self._wanted = None
        if position is not None:
            table.move_to(position, wanted.line)

    def _position(self, event: EventAt) -> int | None:
        """Where the table has an event, by itself or in a run; None where it has not."""
        progress = self._host.progress
        if progress is None:
            return None
        found = position_of(progress.rows, event, self._host.asked.order)
        return None if found is None else self._host.table.rows.position(progress.rows.key(found))

    # The line

    def _show_way(self) -> None:
        way = self._ways.get(self._host.asked, ())
        if self._line is None:
            if not way:
                return
            from trailview.tui.widgets.way import WayLine

            self._line = WayLine(id="way")
            self._host.add_line(self._line)
        self._line.display = bool(way)
        self._line.steps = way

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(GoTo, _go),
        hears(GoToEvent, _go_to_event),
        hears(QuestionChanged, _question_changed),
        hears(Progressed, _seek),
        hears(RowReached, _seek),
    )


def _called(asked: Asked) -> str:
    """What the line calls a question that no step led to."""
    return asked.question.text or "all events"


def _keep(kept: OrderedDict[Asked, Value], asked: Asked, value: Value) -> None:
    kept[asked] = value
    kept.move_to_end(asked)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
