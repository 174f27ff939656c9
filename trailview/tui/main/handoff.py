"""Findings that leave the terminal: marks or the answer, written into a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, NamedTuple, Protocol

from trailview.errors import OutputError, TrailviewError
from trailview.events.text import counted, printable
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import MarksChanged
from trailview.tui.main.found import how_found
from trailview.tui.main.host import Answers, Asks, Dates, Follows, Runs

if TYPE_CHECKING:
    from trailview.backends.base import Cancel
    from trailview.search.export.how import Export
    from trailview.search.export.watched import Watch
    from trailview.settings.marks import Book
    from trailview.tui.dialogs.export import ExportingDialog, Wish


class HandoffHost(Answers, Asks, Dates, Follows, Runs, Protocol):
    """What handing on needs of the screen."""

    def now(self) -> int:
        """The moment, in seconds since 1970."""
        ...


class _Offer(NamedTuple):
    """Something that can be written."""

    what: str
    write: Callable[[Export, BinaryIO, bool, Watch], int]
    """Writes it, masked or not; how many. Blocks. Raises TrailviewError, OSError, StoppedError."""


class HandoffController:
    """Asks what to write and where to, and writes it beside the screen."""

    def __init__(self, host: HandoffHost) -> None:
        self._host = host
        self._marks: MarksChanged | None = None

    def _marks_changed(self, fact: MarksChanged) -> None:
        self._marks = fact

    def choose(self) -> None:
        """Ask what to write, how, and where to."""
        from trailview.tui.dialogs.export import ExportDialog

        offers = self._offers()

        def chosen(wish: Wish | None) -> None:
            if wish is not None:
                self._write(offers[wish.what], wish)

        dialog = ExportDialog([offer.what for offer in offers], self._new_path)
        self._host.open(dialog, chosen)

    def _offers(self) -> list[_Offer]:
        """What can be written, marks first."""
        found = []
        marks, progress = self._marks, self._host.progress
        if marks is not None and marks.number:
            said = f"{counted(marks.number, 'marked event')} of “{marks.collection}”"
            found.append(_Offer(said, partial(self._write_marks, marks.settled)))
        if progress is not None and (len(progress.rows) or progress.plain is not None):
            state = "" if progress.state.is_over else ", as far as it is read"
            plain = progress.plain
            is_plain = plain is not None and not len(progress.rows)
            said = counted(len(plain), "row") if plain is not None and is_plain else ""
            said = said or counted(len(progress.rows), "event")
            found.append(_Offer(f"the answer: {said}{state}", self._answer_writer()))
        return found

    def _can_write(self) -> bool:
        progress = self._host.progress
        has_answer = progress is not None and (len(progress.rows) or progress.plain is not None)
        return bool(has_answer or (self._marks is not None and self._marks.number))

    def _new_path(self, ending: str) -> str:
        """A file of the present folder that is not there."""
        stem = f"trailview-{datetime.fromtimestamp(self._host.now(), self._host.zone):%Y%m%d-%H%M}"
        number, path = 1, Path(f"{stem}{ending}")
        while path.exists():
            number += 1
            path = Path(f"{stem}-{number}{ending}")
        return str(path)

    # Writing

    def _write(self, offer: _Offer, wish: Wish) -> None:
        from trailview.backends.base import Cancel

        host, cancel = self._host, Cancel()
        following = _Following(host, cancel)
        how = self._how(wish.format, following.notes)

        def work() -> str | TrailviewError:
            from trailview.search.export.files import whole_file
            from trailview.search.export.watched import StoppedError, Watch

            try:
                with whole_file(wish.path, replaces=False) as out:
                    count = offer.write(how, out, wish.redacts, Watch(cancel, following.told))
            except StoppedError:
                return "Stopped: nothing was written."
            except TrailviewError as error:
                return error
            except OSError as error:
                return OutputError("Cannot write", f"{wish.path}: {error.strerror or error}")
            masked = ", masked" if wish.redacts else ""
            return f"Wrote {counted(count, 'event')}{masked} to {wish.path}"

        def done(said: str | TrailviewError) -> None:
            following.end()
            if isinstance(said, TrailviewError):
                host.show_error(said)
            else:
                host.say(printable(" · ".join((said, *following.notes))))

        host.work(work, done, group="export", exclusive=False)

    def _how(self, name: str, notes: list[str]) -> Export:
        from trailview.search.export.how import Export

        zone = self._host.zone
        return Export(
            name,
            time_text=lambda time: f"{datetime.fromtimestamp(time, zone):%Y-%m-%d %H:%M:%S}",
            zone_name=str(zone),
            tell=notes.append,
            left_out=notes.append,
        )

    def _write_marks(
        self,
        settled: Callable[[], Book],
        how: Export,
        out: BinaryIO,
        redacts: bool,
        watch: Watch,
    ) -> int:
        from dataclasses import replace

        from trailview.search.export.watched import WatchedRecords, WatchedRows
        from trailview.search.handoff.marked import MarkedRows, heading_of_marks
        from trailview.search.handoff.writing import write_events

        book = settled()
        rows = MarkedRows(book.marks)
        heading = heading_of_marks(book.current, book.marks, self._host.now())
        how = replace(how, heading=heading)
        return write_events(
            WatchedRecords(rows, watch), WatchedRows(rows, watch), how, out, redacts=redacts
        )

    def _answer_writer(self) -> Callable[[Export, BinaryIO, bool, Watch], int]:
        """What writes the present answer, whatever is asked meanwhile."""
        host = self._host
        progress, origin = host.progress, how_found(host)
        assert progress is not None, "the command cannot be used"
        records, now = host.runner.records, host.now()

        def write(how: Export, out: BinaryIO, redacts: bool, watch: Watch) -> int:
            from dataclasses import replace

            from trailview.search.export.watched import WatchedRecords, WatchedRows
            from trailview.search.handoff.answers import heading_of_answer
            from trailview.search.handoff.writing import write_events, write_table

            how = replace(how, heading=heading_of_answer(progress, origin(), None, now))
            question = progress.question
            if progress.plain is not None and not len(progress.rows):
                return write_table(progress.plain, how, out, redacts=redacts, question=question)
            rows = WatchedRows(progress.rows, watch)
            watched = WatchedRecords(records, watch)
            return write_events(watched, rows, how, out, redacts=redacts, question=question)

        return write

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.export",
            "e",
            "Export and handoff",
            "Write the marked events or the answer into a file: a Markdown timeline, JSON, CSV, "
            "Parquet; masked where that is wanted.",
            EVENTS,
            choose,
            When(_can_write, "There is nothing to write: no event is marked, and none found."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(MarksChanged, _marks_changed),)


class _Following:
    """Shows how far an export is, where it takes long enough to be seen."""

    def __init__(self, host: HandoffHost, cancel: Cancel) -> None:
        self._host = host
        self._cancel = cancel
        self._dialog: ExportingDialog | None = None
        self._is_over = False
        self.notes: list[str] = []
        """What was not written as it was."""

    def told(self, steps: int) -> None:
        """So far it has come. Safe from any thread."""
        self._host.soon(lambda: self._show(steps))

    def _show(self, steps: int) -> None:
        from trailview.tui.dialogs.export import ExportingDialog

        if self._is_over:
            return
        if self._dialog is None:
            self._dialog = ExportingDialog(self._cancel.set)
            self._host.open(self._dialog)
        self._dialog.told(steps)

    def end(self) -> None:
        """It is over."""
        self._is_over = True
        if self._dialog is not None:
            self._dialog.dismiss(None)
