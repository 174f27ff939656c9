"""The questions asked in this and earlier sessions, to search and to ask again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from trailview.events.text import printable
from trailview.search.reach import size
from trailview.settings.history import Entry, History, Kept
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.dialogs.told_list import ToldList


class Picked(NamedTuple):
    """An entry to ask again, or to edit before that."""

    entry: Entry
    edits: bool


class AskedBefore(NamedTuple):
    """A question as the list shows it: once, however often it was asked."""

    latest: Kept
    numbers: tuple[int, ...]
    """Of all its entries."""


class HistoryDialog(Dialog[Picked]):
    """A list that `/` narrows; the result is what to ask.

    The database is read and changed in a thread, and the list follows.
    """

    DEFAULT_CSS = """
    HistoryDialog #frame { width: 95%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", show=False),
        Binding("e", "edit", "Edit", show=False),
        Binding("d", "delete", "Delete", show=False),
        Binding("p", "pin", "Pin", show=False),
    ]
    title_text = "History"
    keys_text = "Enter asks · e edits · p pins · d deletes · / searches · Esc closes"
    around = 8

    def __init__(self, history: History, zone: tzinfo) -> None:
        super().__init__()
        self._history = history
        self._zone = zone
        self._generation = 0
        """Which of the look-ups is the latest; what the others find is stale."""
        self._search = Input(placeholder="words of the question, backend, place or outcome")
        self._list = ToldList[AskedBefore](
            lambda asked: _row(asked, self._zone), lambda asked: _about(asked.latest.entry)
        )

    def contents(self) -> Sequence[Widget]:
        """What narrows the list, the list, and what is known of the entry at the cursor."""
        return (self._search, self._list)

    def on_mount(self) -> None:
        self._list.enter()
        self._load("")

    def _load(self, text: str, change: Callable[[], None] | None = None) -> None:
        """Change an entry, if that is asked for, and find those that `text` asks for."""
        self._generation += 1
        self.load(
            partial(self._look, text, change),
            partial(self._show, self._generation),
            lambda error: self._list.tell(error.message),
        )

    def _look(self, text: str, change: Callable[[], None] | None) -> list[Kept]:
        if change is not None:
            change()
        return self._history.search(text)

    def _show(self, generation: int, found: list[Kept]) -> None:
        if generation != self._generation:
            return
        self._list.show(each_once(found))
        if not found:
            is_searched = bool(self._search.value)
            self._list.tell("None of them." if is_searched else "Nothing was asked so far.")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._load(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.enter()

    def on_told_list_chosen(self, message: ToldList.Chosen) -> None:
        message.stop()
        self._pick(edits=False)

    def _pick(self, *, edits: bool) -> None:
        asked = self._list.at_cursor
        if asked is not None:
            self.dismiss(Picked(asked.latest.entry, edits=edits))

    def action_search(self) -> None:
        self._search.focus()

    def action_edit(self) -> None:
        self._pick(edits=True)

    def action_delete(self) -> None:
        asked = self._list.at_cursor
        if asked is not None:
            self._load(self._search.value, lambda: self._delete(asked))

    def _delete(self, asked: AskedBefore) -> None:
        for number in asked.numbers:
            self._history.delete(number)

    def action_pin(self) -> None:
        asked = self._list.at_cursor
        if asked is not None:
            kept = asked.latest
            self._load(self._search.value, lambda: self._history.pin(kept.number, not kept.pinned))


def each_once(found: Sequence[Kept]) -> list[AskedBefore]:
    """Each question once, where it stands first, whenever else it was asked."""
    told: dict[tuple[object, ...], AskedBefore] = {}
    for kept in found:
        entry = kept.entry
        same = (entry.text, entry.raw, _range(entry), entry.backend, entry.place, entry.profile)
        before = told.get(same)
        numbers = (*before.numbers, kept.number) if before is not None else (kept.number,)
        told[same] = AskedBefore(kept if before is None else before.latest, numbers)
    return list(told.values())


def _row(asked_before: AskedBefore, zone: tzinfo) -> Content:
    kept = asked_before.latest
    entry = kept.entry
    asked = f"{datetime.fromtimestamp(entry.asked_at, zone):%m-%d %H:%M}"
    return Content.assemble(
        ("● " if kept.pinned else "  ", "bold"),
        (f"{asked}  {entry.rows:>7,}  ", "dim"),
        printable(entry.text) or "all events",
        (f"  {len(asked_before.numbers)}×" if len(asked_before.numbers) > 1 else "", "dim"),
        (f"  {printable(entry.backend)} · {_range(entry)}", "dim"),
    )


def _range(entry: Entry) -> str:
    """The time range as it was typed."""
    if entry.since and entry.until:
        return f"{entry.since} – {entry.until}"
    if entry.until:
        return f"until {entry.until}"
    return f"since {entry.since}" if entry.since else "all time"


def _about(entry: Entry) -> str:
    parts = [entry.place, _range(entry), entry.outcome, f"{entry.seconds:.1f} s"]
    if entry.bytes:
        parts.append(size(entry.bytes))
    return " · ".join(parts)
