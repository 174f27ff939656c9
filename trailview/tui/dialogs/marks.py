"""The marked events of a collection, to go to one, note something on it, or take its mark away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from trailview.events.text import counted, printable
from trailview.settings.mark_file import Kept, MarkFile
from trailview.settings.marks import Book, Change, Mark
from trailview.tui.dialogs.dialog import Dialog, ListDialog
from trailview.tui.dialogs.prompt import PromptDialog
from trailview.tui.dialogs.told_list import ToldList


class PickedMark(NamedTuple):
    """A mark to go to, or to show."""

    mark: Mark
    goes: bool
    """Whether to go to the event, and not just to show the record that was kept."""


class MarksDialog(Dialog[PickedMark]):
    """A list; the result is the mark to go to or to show. Changes are written in a thread."""

    DEFAULT_CSS = """
    MarksDialog #frame { width: 95%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "pick", "Show", show=False),
        Binding("n", "note", "Note", show=False),
        Binding("d", "remove", "Remove", show=False),
        Binding("c", "choose", "Collection", show=False),
        Binding("r", "rename", "Rename", show=False),
    ]
    title_text = "Marks"
    keys_text = (
        "Enter goes to it · v shows the record · n notes · d takes the mark away\n"
        "c other collections · r renames this one · Esc closes"
    )
    around = 11

    def __init__(self, marks: MarkFile, zone: tzinfo, changed: Callable[[Book], object]) -> None:
        """`changed` is told the marks each time they are read or written."""
        super().__init__()
        self._file = marks
        self._zone = zone
        self._tell_changed = changed
        self._book = Book()
        self._list = ToldList(lambda mark: _row(mark, self._zone), _about, lines=5)

    def contents(self) -> Sequence[Widget]:
        """The marks, and what is known of the one at the cursor."""
        return (self._list,)

    def on_mount(self) -> None:
        self._list.enter()
        self._run(self._file.read)

    def _change(self, change: Change) -> None:
        self._run(partial(self._file.change, change))

    def _run(self, job: Callable[[], Kept]) -> None:
        self.load(job, self._show, lambda error: self._list.tell(f"{error.message} {error.hint}"))

    def _show(self, kept: Kept) -> None:
        self._book = kept.book
        self._tell_changed(kept.book)
        marks = sorted(kept.book.marks, key=lambda mark: mark.time or 0)
        self._list.show(marks)
        name, count = printable(kept.book.current), counted(len(marks), "mark")
        self.query_one("#frame").border_title = Content(f"Marks · {name} · {count}")
        if not marks:
            self._list.tell(
                "Nothing is marked in this collection: m marks the event at the cursor."
            )
        for trouble in kept.troubles:
            self._list.tell(trouble)

    def on_told_list_chosen(self, message: ToldList.Chosen) -> None:
        message.stop()
        self._pick(goes=True)

    def _pick(self, *, goes: bool) -> None:
        mark = self._list.at_cursor
        if mark is not None:
            self.dismiss(PickedMark(mark, goes=goes))

    def action_pick(self) -> None:
        self._pick(goes=False)

    def action_note(self) -> None:
        mark = self._list.at_cursor
        if mark is None:
            return

        def typed(note: str | None) -> None:
            if note is not None:
                self._change(lambda book: book.noted(mark.key, note.strip()))

        self.app.push_screen(PromptDialog("Note on this event", mark.note), typed)

    def action_remove(self) -> None:
        mark = self._list.at_cursor
        if mark is not None:
            self._change(lambda book: book.without({mark.key}))

    def action_choose(self) -> None:
        names = list(self._book.collections)

        def chosen(index: int | None) -> None:
            if index is None:
                return
            if index < len(names):
                self._change(lambda book: book.using(names[index]))
            else:
                self.app.push_screen(PromptDialog("Name of the new collection"), named)

        def named(name: str | None) -> None:
            if name:
                self._change(lambda book: book.using(name))

        rows = [
            Content(f"{printable(name)}  {counted(len(marks), 'mark')}")
            for name, marks in self._book.collections.items()
        ]
        at = names.index(self._book.current) if self._book.current in names else 0
        self.app.push_screen(ListDialog("Collections", [*rows, Content("a new one …")], at), chosen)

    def action_rename(self) -> None:
        current = self._book.current

        def named(name: str | None) -> None:
            if name:
                self._change(lambda book: book.renamed(current, name))

        self.app.push_screen(PromptDialog("New name of the collection", current), named)


def _row(mark: Mark, zone: tzinfo) -> Content:
    when = "no time" if mark.time is None else _time(mark.time, zone)
    note = f"✎ {printable(mark.note)}  " if mark.note else ""
    return Content.assemble((f"{when}  ", "dim"), (note, "bold"), printable(mark.text))


def _time(time: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(time, zone):%Y-%m-%d %H:%M:%S}"


def _about(mark: Mark) -> str:
    """What an event was found with, and what is noted."""
    origin = mark.origin
    asked = f"{origin.question or 'all events'} · {origin.backend} · {origin.place}"
    parts = [mark.note, mark.text, f"Found with: {asked}"]
    return "\n".join(printable(part) for part in parts if part)
