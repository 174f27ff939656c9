"""The span of time a question is about, and the zone that times are shown in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.question.query import TimeRange
from trailview.tui import filter_messages
from trailview.tui.commands import PROGRAM, QUESTION, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import QuestionChanged, ShowZone, Started, ZoneChanged
from trailview.tui.main.host import Asks, Opens, Tells
from trailview.tui.main.questions import OWN_TIME, Questions
from trailview.tui.widgets.header import HeaderLine, clock_text

if TYPE_CHECKING:
    from trailview.tui.widgets.filters import Filters


class TimesHost(Asks, Opens, Tells, Protocol):
    """What times need of the screen."""

    @property
    def header(self) -> HeaderLine:
        """The line with the clock."""
        ...

    @property
    def filters(self) -> Filters | None:
        """The form, once it has been made."""
        ...

    @property
    def questions(self) -> Questions:
        """What understands spans of time, and knows the zone."""
        ...

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...

    def every_second(self, do: Callable[[], None]) -> None:
        """Do this again and again."""
        ...


class TimesController:
    """Asks about other spans, shows times in other zones, and keeps the clock."""

    def __init__(self, host: TimesHost) -> None:
        self._host = host
        self._given: tzinfo = host.questions.zone
        """The zone given at the start."""

    def _started(self, _: Started) -> None:
        self._tick()
        self._host.every_second(self._tick)

    def _tick(self) -> None:
        self._host.header.clock = clock_text(self._host.now(), self._host.questions.zone)

    # The span

    def choose_range(self) -> None:
        """Let the user choose or type a span."""
        from trailview.question.when import PRESETS
        from trailview.tui.dialogs.time_range import TimeRangeDialog

        def chosen(span: TimeRange | None) -> None:
            if span is not None:
                self._host.ask(lambda questions: questions.range(span))

        check = self._host.questions.window
        self._host.open(TimeRangeDialog(tuple(PRESETS), self._host.asked.range, check), chosen)

    def _takes_range(self) -> bool:
        return not self._host.questions.tells_its_time

    def _chosen(self, message: filter_messages.RangeChosen) -> None:
        span = TimeRange(message.since.strip(), message.until.strip())
        error = self._host.ask(lambda questions: questions.range(span))
        if error is not None and self._host.filters is not None:
            self._host.filters.refuse_range(f"{error.message} {error.hint}".strip())

    def _show(self, _: QuestionChanged | filter_messages.Ready) -> None:
        filters, asked = self._host.filters, self._host.asked
        if filters is not None and filters.is_ready:
            span = asked.range
            filters.show_range(span.since, span.until, bounded=not asked.is_all_time)

    # The zone

    def next_zone(self) -> None:
        """Show times in the next zone."""
        from trailview.tui.zones import next_zone

        zone = self._host.questions.zone
        self._show_in(ShowZone(next_zone(zone, self._given, self._host.now())))

    def _show_in(self, intent: ShowZone) -> None:
        self._host.ask(lambda questions: questions.show_in(intent.zone))
        self._tick()
        self._host.tell(ZoneChanged(intent.zone))

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.time",
            "T",
            "Time range",
            "Choose the span of time the question is about.",
            QUESTION,
            choose_range,
            When(_takes_range, OWN_TIME),
        ),
        Command(
            "program.zone",
            "u",
            "Time zone",
            "Show times in the next time zone: UTC, local, and the one given at the start.",
            PROGRAM,
            next_zone,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(filter_messages.RangeChosen, _chosen),
        hears(filter_messages.Ready, _show),
        hears(QuestionChanged, _show),
        hears(ShowZone, _show_in),
    )
