"""The answer over time: counted while it comes, and narrowed to a span of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import ClassVar, NamedTuple, Protocol

from textual.widget import Widget

from trailview.search.progress import Order, Progress
from trailview.search.timeline import Timeline, timeline
from trailview.tui.commands import PANES, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    GoTo,
    Progressed,
    ProgressTold,
    QuestionChanged,
    RowReached,
    Started,
    ZoneChanged,
)
from trailview.tui.main.host import Asks, Points, Runs, Says, Tells, Works
from trailview.tui.main.questions import OWN_TIME, Questions
from trailview.tui.main.spans import between
from trailview.tui.main.trail import Asked
from trailview.tui.positions import EventAt
from trailview.tui.widgets.timeline import TimelinePane


class TimelineHost(Asks, Points, Runs, Says, Tells, Works, Protocol):
    """What the timeline needs of the screen."""

    @property
    def timeline(self) -> TimelinePane:
        """The lines above the panes."""
        ...

    @property
    def questions(self) -> Questions:
        """What is asked, and was."""
        ...

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...

    def set_focus(self, widget: Widget | None) -> None:
        """Move to a widget, at once."""
        ...

    def focus_front(self) -> None:
        """Move to the answer."""
        ...

    def every_second(self, do: Callable[[], None]) -> None:
        """Do this again and again."""
        ...


class _Wanted(NamedTuple):
    """What the timeline that is counted is of."""

    generation: int
    room: int
    zone: tzinfo


class _Found(NamedTuple):
    """What was counted, and how it is shown."""

    timeline: Timeline | None
    zone: tzinfo
    asked_at: int


class TimelineController:
    """Has the rows of the answer counted in a thread, at most once a second while they come."""

    def __init__(self, host: TimelineHost) -> None:
        self._host = host
        self._asked: Asked | None = None
        """What was asked when all was forgotten last, in the usual order."""
        self._asked_at = 0
        self._progress: Progress | None = None
        """How far the answer to that has come; None before it has begun."""
        self._has_counted = False
        """Whether anything of the present answer was counted."""
        self._is_counting = self._is_due = False
        self._found: _Found | None = None
        """What is to be shown with the next telling."""

    # Counting

    def _started(self, _: Started) -> None:
        self._asked_at = self._host.now()
        self._host.every_second(self._count_if_due)

    def _question_changed(self, _: QuestionChanged) -> None:
        """What is shown is of another answer, unless only its order or zone is another."""
        asked = self._host.asked._replace(order=Order())
        if asked == self._asked:
            return
        self._asked = asked
        self._asked_at = self._host.now()
        self._has_counted = self._is_due = False
        self._progress = self._found = None
        self._host.timeline.show(None, self._host.questions.zone, self._asked_at)

    def _progressed(self, fact: Progressed) -> None:
        self._progress = fact.progress
        if fact.is_reordered:
            return
        self._is_due = True
        if not self._has_counted or fact.progress.state.is_over:
            self._count()

    def _recount(self, _: ZoneChanged | TimelinePane.RoomChanged) -> None:
        self._count()

    def _count_if_due(self) -> None:
        if self._is_due:
            self._count()

    @property
    def _wanted(self) -> _Wanted:
        return _Wanted(
            self._host.runner.generation, self._host.timeline.room, self._host.questions.zone
        )

    def _count(self) -> None:
        """Count what is there now, unless counting goes on: then it is done again behind it."""
        progress = self._progress
        if progress is None:
            return
        self._is_due = True
        if self._is_counting:
            return
        self._is_counting, self._is_due = True, False
        wanted, asked_at = self._wanted, self._asked_at
        # A worker that is done is kept for a while: what it was handed is not, which is large.
        handed = [progress]

        def done(found: Timeline | None) -> None:
            self._is_counting = False
            if wanted != self._wanted:
                self._count()
                return
            self._found = _Found(found, wanted.zone, asked_at)
            if self._is_over or not self._has_counted:
                self._show()
            self._has_counted = True
            if self._is_due and self._is_over:
                self._count()

        self._host.work(
            lambda: timeline(handed.pop(), wanted.room, wanted.zone, asked_at),
            done,
            group="timeline",
            exclusive=False,
        )

    def _show(self, _: ProgressTold | None = None) -> None:
        found, self._found = self._found, None
        if found is not None:
            self._host.timeline.show(*found)

    @property
    def _is_over(self) -> bool:
        return self._progress is not None and self._progress.state.is_over

    def _row_reached(self, fact: RowReached) -> None:
        self._host.timeline.mark(fact.time)

    # What the user does in it

    def toggle(self) -> None:
        """Make it taller and move into it; from there, back to one line."""
        pane = self._host.timeline
        if pane.is_tall and pane.has_focus:
            self._left()
            return
        pane.is_tall = True
        self._host.set_focus(pane)

    def _left(self, _: TimelinePane.Left | None = None) -> None:
        self._host.focus_front()
        self._host.timeline.is_tall = False

    def _chosen(self, message: TimelinePane.SpanChosen) -> None:
        if self._host.questions.tells_its_time:
            self._host.say(OWN_TIME)
            return
        asked = self._host.asked
        span = between(message.first, message.last)
        event = self._event()
        if event is not None and not message.first <= (event.time or 0) <= message.last:
            event = None
        self._host.tell(GoTo(asked.question, span, message.text, event))

    def _event(self) -> EventAt | None:
        """The event at the table's cursor; None where there is none."""
        table = self._host.table
        if table.cursor_key is None:
            return None
        (event_id,) = table.rows.texts(table.position, ["id"])
        return EventAt(event_id, table.rows.time(table.position))

    def _has_answer(self) -> bool:
        return self._progress is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "pane.timeline",
            "t",
            "Timeline",
            "Move to the timeline, which grows taller, to choose a span; again makes it one line.",
            PANES,
            toggle,
            When(_has_answer, "Nothing has been asked yet."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(QuestionChanged, _question_changed),
        hears(Progressed, _progressed),
        hears(ProgressTold, _show),
        hears(ZoneChanged, _recount),
        hears(RowReached, _row_reached),
        hears(TimelinePane.RoomChanged, _recount),
        hears(TimelinePane.SpanChosen, _chosen),
        hears(TimelinePane.Left, _left),
    )
