"""Events that are marked, across questions and from one session to the next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from trailview.errors import TrailviewError
from trailview.events.text import printable
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import FirstFrameShown, GoToEvent, MarksChanged
from trailview.tui.main.found import how_found
from trailview.tui.main.host import Answers, Asks, Dates, Follows, Points, Remembers, Runs
from trailview.tui.positions import EventAt

if TYPE_CHECKING:
    from trailview.events.record import Event
    from trailview.settings.mark_file import Kept
    from trailview.settings.marks import Book, Mark, MarkKey, Origin
    from trailview.tui.dialogs.marks import PickedMark


class MarksHost(Answers, Asks, Dates, Follows, Points, Remembers, Runs, Protocol):
    """What marks need of the screen."""

    def warn(self, text: str) -> None:
        """A notice of something wrong. `text` is plain."""
        ...

    def now(self) -> int:
        """The moment, in seconds since 1970."""
        ...


class _Marking(NamedTuple):
    """An event that is to be marked, and how it was found."""

    key: MarkKey
    read: Callable[[], Event]
    origin: Callable[[], Origin]
    about: str


class MarksController:
    """Marks events, draws the marks, and lists them."""

    def __init__(self, host: MarksHost) -> None:
        self._host = host
        self._keys: frozenset[MarkKey] = frozenset()
        """Events with a mark, as it is drawn: what is under way counts as done."""
        self._collection = ""
        self._changes: deque[Callable[[], Kept]] = deque()
        """Those that are under way, in the order of their keys."""
        self._changing = threading.Lock()

    # What is drawn

    def _load(self, _: FirstFrameShown) -> None:
        self._change(self._host.memory.marks.read)

    def _change(self, change: Callable[[], Kept]) -> None:
        """Carry out a change in a thread, after all that were asked for before."""
        self._changes.append(change)
        self._host.work(self._carry_out, self._carried_out, group="marks", exclusive=False)

    def _carry_out(self) -> list[Kept | TrailviewError]:
        """Carry out what is under way; what came of each. Blocks, in any thread."""
        outcomes: list[Kept | TrailviewError] = []
        with self._changing:
            while self._changes:
                try:
                    outcomes.append(self._changes.popleft()())
                except TrailviewError as error:
                    outcomes.append(error)
        return outcomes

    def _carried_out(self, outcomes: list[Kept | TrailviewError]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, TrailviewError):
                self._host.show_error(outcome)
            else:
                for trouble in outcome.troubles:
                    self._host.warn(trouble)
        kept = [one for one in outcomes if not isinstance(one, TrailviewError)]
        if self._changes:
            return  # what they come to is not known yet
        if kept and not isinstance(outcomes[-1], TrailviewError):
            self._show(kept[-1].book)
        elif outcomes:
            self._host.work(self._read, self._show, group="marks", exclusive=False)

    def _read(self) -> Book | None:
        try:
            return self._host.memory.marks.read().book
        except TrailviewError:
            return None  # it was told when it was tried before

    def _settled(self) -> Book:
        """All marks, once what is under way is written. Blocks. Raises SettingsError."""
        outcomes = self._carry_out()
        self._host.soon(lambda: self._carried_out(outcomes))
        return self._host.memory.marks.read().book

    def _show(self, book: Book | None) -> None:
        if book is not None:
            self._collection = book.current
        self._draw(frozenset(mark.key for mark in book.marks) if book is not None else frozenset())

    def _draw(self, keys: frozenset[MarkKey]) -> None:
        if keys != self._keys:
            self._keys = keys
            self._host.table.set_marked(keys)
        self._host.tell(MarksChanged(len(keys), self._collection, self._settled))

    # Marking

    def toggle(self) -> None:
        """Mark the event at the cursor, or take its mark away, and go to the next."""
        from trailview.search.handoff.keys import key_of

        table = self._host.table
        at = key_of(table.rows, table.position)
        if at in self._keys:
            self._draw(self._keys - {at})
            self._change(partial(self._host.memory.marks.change, lambda book: book.without({at})))
        else:
            self._draw(self._keys | {at})
            self._change(partial(self._mark, self._marking(at)))
        table.action_move(1)

    def _marking(self, at: MarkKey) -> _Marking:
        """What it takes to mark the event at the cursor: what is asked may change meanwhile."""
        host, key, progress = self._host, self._host.table.cursor_key, self._host.progress
        assert key is not None, "the command cannot be used"
        assert progress is not None, "there is a row, so something was asked"
        return _Marking(at, host.runner.reader(key), how_found(host), progress.record_note)

    def _mark(self, wanted: _Marking) -> Kept:
        """Read the event and keep it with its mark. Raises SourceError, SettingsError."""
        from trailview.search.handoff.marking import mark_of

        event = wanted.read()
        mark = mark_of(wanted.key, event, wanted.origin(), self._host.now(), wanted.about)
        return self._host.memory.marks.change(lambda book: book.with_mark(mark))

    def _has_event(self) -> bool:
        return self._host.table.cursor_key is not None

    # The list

    def show(self) -> None:
        """List the marks of the collection in use."""
        from trailview.tui.dialogs.marks import MarksDialog

        marks = self._host.memory.marks
        self._host.open(MarksDialog(marks, self._host.zone, self._listed), self._picked)

    def _listed(self, book: Book) -> None:
        """Follow what was changed in the list."""
        self._show(book)

    def _picked(self, picked: PickedMark | None) -> None:
        if picked is None:
            return
        mark = picked.mark
        is_here = mark.origin.backend == self._host.asked.backend
        if picked.goes and mark.id and is_here:
            self._host.tell(GoToEvent(EventAt(mark.id, mark.time)))
            return
        if picked.goes:
            where = mark.origin.place or mark.origin.backend
            self._host.say(f"Shown as it was kept: it was found in {printable(where)}.")
        self._show_record(mark)

    def _show_record(self, mark: Mark) -> None:
        from trailview.tui.dialogs.record import RecordDialog

        self._host.open(RecordDialog(mark, self._host.zone))

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.mark",
            "m",
            "Mark",
            "Mark the event, or take its mark away, and go to the next; marks are kept.",
            EVENTS,
            toggle,
            When(_has_event, "There is no event at the cursor."),
        ),
        Command(
            "events.marks",
            "M",
            "Marks",
            "List the marked events: go to one, note something on it, switch collections.",
            EVENTS,
            show,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(FirstFrameShown, _load),)
