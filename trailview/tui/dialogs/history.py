"""The questions asked in this and earlier sessions, to search and to ask again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from trailview.errors import SettingsError
from trailview.events.text import printable
from trailview.settings.history import Entry, History, Kept
from trailview.tui.dialogs.dialog import Dialog, KeyList


class Picked(NamedTuple):
    """An entry to ask again, or to edit before that."""

    entry: Entry
    edits: bool


class HistoryDialog(Dialog[Picked]):
    """A list that `/` narrows; the result is what to ask.

    The database is read and changed in a thread, and the list follows.
    """

    DEFAULT_CSS = """
    HistoryDialog #frame { width: 95%; }
    HistoryDialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    HistoryDialog #about { color: $text-muted; height: auto; margin-top: 1; }
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
        self._found: list[Kept] = []
        self._generation = 0
        """Which of the look-ups is the latest; what the others find is stale."""
        self._search = Input(placeholder="words of the question, backend, place or outcome")
        self._list = KeyList()
        self._about = Static(id="about")

    def contents(self) -> Sequence[Widget]:
        """What narrows the list, the list, and what is known of the entry at the cursor."""
        return (self._search, self._list, self._about)

    def on_mount(self) -> None:
        self._list.focus()
        self._load("")

    def _load(self, text: str, change: Callable[[], None] | None = None) -> None:
        """Change an entry, if that is asked for, and find those that `text` asks for."""
        self._generation += 1
        self._look(self._generation, text, change)

    @work(thread=True, group="history", exit_on_error=False)
    def _look(self, generation: int, text: str, change: Callable[[], None] | None) -> None:
        try:
            if change is not None:
                change()
            found = self._history.search(text)
        except SettingsError as error:
            self.app.call_from_thread(self._about.update, Content(printable(error.message)))
        else:
            self.app.call_from_thread(self._show, generation, found)

    def _show(self, generation: int, found: list[Kept]) -> None:
        if generation != self._generation or not self.is_attached:
            return
        at = self._list.highlighted or 0
        self._found = found
        self._list.set_options(Option(_row(kept, self._zone)) for kept in found)
        self._list.highlighted = min(at, len(found) - 1) if found else None
        if not found:
            is_searched = bool(self._search.value)
            self._about.update("None of them." if is_searched else "Nothing was asked so far.")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._load(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self._found):
            self._about.update(Content(printable(_about(self._found[event.option_index].entry))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(Picked(self._found[event.option_index].entry, edits=False))

    def _at_cursor(self) -> Kept | None:
        at = self._list.highlighted
        return None if at is None or at >= len(self._found) else self._found[at]

    def action_search(self) -> None:
        self._search.focus()

    def action_edit(self) -> None:
        kept = self._at_cursor()
        if kept is not None:
            self.dismiss(Picked(kept.entry, edits=True))

    def action_delete(self) -> None:
        kept = self._at_cursor()
        if kept is not None:
            self._load(self._search.value, lambda: self._history.delete(kept.number))

    def action_pin(self) -> None:
        kept = self._at_cursor()
        if kept is not None:
            self._load(self._search.value, lambda: self._history.pin(kept.number, not kept.pinned))


def _row(kept: Kept, zone: tzinfo) -> Content:
    entry = kept.entry
    asked = f"{datetime.fromtimestamp(entry.asked_at, zone):%m-%d %H:%M}"
    return Content.assemble(
        ("● " if kept.pinned else "  ", "bold"),
        (f"{asked}  {entry.rows:>7,}  ", "dim"),
        printable(entry.text) or "all events",
        (f"  {printable(entry.backend)}", "dim"),
    )


def _about(entry: Entry) -> str:
    span = " – ".join(filter(None, (entry.since, entry.until))) or "all time"
    parts = [entry.place, span, entry.outcome, f"{entry.seconds:.1f} s"]
    if entry.bytes:
        parts.append(f"{entry.bytes:,} bytes")
    return " · ".join(parts)
