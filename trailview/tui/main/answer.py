"""The answer as it comes, and what ended it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import CredentialsError, FullScanError, QuestionError, TrailviewError
from trailview.search.progress import Progress
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    EditRaw,
    MendCredentials,
    Progressed,
    ProgressTold,
    RawRun,
    ShowRows,
    Started,
    ZoneChanged,
)
from trailview.tui.main.host import Asks, Dates, Opens, Runs, Says, Tells
from trailview.tui.messages import SearchChanged
from trailview.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from trailview.tui.identities import Identities


class AnswerHost(Asks, Dates, Opens, Runs, Says, Tells, Protocol):
    """What the answer needs of the screen."""

    @property
    def identities(self) -> Identities | None:
        """Who can mend credentials; None where only files are asked."""
        ...

    @property
    def status(self) -> StatusLine:
        """The line that says how far it has come."""
        ...

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...

    @property
    def shows_rows(self) -> bool:
        """Whether rows that are no events are in front."""
        ...

    def show_first_frame(self) -> None:
        """Draw the screen, if it has not been drawn yet."""
        ...


class AnswerController:
    """Takes each progress of the present search, tells it, and offers what mends an error."""

    def __init__(self, host: AnswerHost) -> None:
        self._host = host
        self.progress: Progress | None = None
        """How far the answer has come; None where nothing has been asked."""
        self._failure: TrailviewError | None = None
        """What was said last of why an answer ended."""
        self._wants_rows: bool | None = None
        """Whether rows that are no events are to show; None as the answer suggests."""

    def _started(self, _: Started) -> None:
        self._host.status.told = lambda: self._host.tell(ProgressTold())

    def _changed(self, message: SearchChanged) -> None:
        progress, before = self._host.runner.take(message.generation), self.progress
        if progress is None or progress is before:
            return
        is_another = before is not None and before.origin != progress.origin
        if is_another:
            self._wants_rows = None
        self.progress = progress
        is_reordered = before is not None and progress.is_reordered(before)
        self._host.tell(Progressed(progress, is_another, is_reordered))
        self._show_front(progress)
        if len(progress.rows) or progress.state.is_over:
            self._host.show_first_frame()
        self._host.status.show(progress, self._host.zone, self._host.now())
        if progress.error is not None and progress.error is not self._failure:
            self._failure = progress.error
            self._offer_mending(progress.error)

    def _zone_changed(self, fact: ZoneChanged) -> None:
        if self.progress is not None:
            self._host.status.show(self.progress, fact.zone, self._host.now())

    # Rows that are no events

    def _show_front(self, progress: Progress) -> None:
        """Show the events, or the rows that are none where there are no events."""
        wanted = self._wants_rows
        if wanted is None:
            wanted = not len(progress.rows)
        self._host.tell(ShowRows(progress.plain if wanted else None))

    def toggle_rows(self) -> None:
        """Show the events in place of the other rows, or these in place of the events."""
        assert self.progress is not None, "the command cannot be used before"
        self._wants_rows = not self._host.shows_rows
        self._show_front(self.progress)

    def _has_rows(self) -> bool:
        return self.progress is not None and self.progress.plain is not None

    # What ended it

    def _raw_run(self, _: RawRun) -> None:
        self._failure = None

    def _offer_mending(self, error: TrailviewError) -> None:
        """Say what ended the answer, and offer what can be done about it."""
        asked = self._host.asked
        if isinstance(error, CredentialsError) and self._host.identities is not None:
            self._host.tell(MendCredentials(error))
        elif isinstance(error, FullScanError):
            self._offer_full_scan(error)
        elif isinstance(error, QuestionError) and asked.question.raw:
            self._host.tell(EditRaw(asked.backend, error=error))
        else:
            self._host.show_error(error)

    def _offer_full_scan(self, error: FullScanError) -> None:
        from trailview.tui.dialogs.confirm import ConfirmDialog

        refused = self._host.asked

        def answered(is_wanted: bool | None) -> None:
            if is_wanted and self._host.asked == refused:
                self._host.ask(lambda questions: questions.at_any_cost())

        self._host.open(ConfirmDialog(error.title, error.message, "Scan it all"), answered)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.rows",
            "X",
            "Other rows",
            "Show the rows of a raw text's answer that are no events, or the events again.",
            EVENTS,
            toggle_rows,
            When(_has_rows, "Every row is an event."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(SearchChanged, _changed),
        hears(RawRun, _raw_run),
        hears(ZoneChanged, _zone_changed),
    )
