"""A list of what is kept, and below it what is known of the entry at the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.tui.dialogs.dialog import KeyList

Entry = TypeVar("Entry")


class ToldList(Vertical, Generic[Entry]):
    """The cursor stays where it is when other entries are shown."""

    DEFAULT_CSS = """
    ToldList { height: auto; }
    ToldList OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    ToldList #about { color: $text-muted; height: auto; margin-top: 1; }
    """

    class Chosen(Message):
        """The entry at the cursor is wanted."""

    def __init__(
        self,
        row: Callable[[Entry], Content],
        about: Callable[[Entry], str],
        lines: int | None = None,
    ) -> None:
        """`row` makes an entry's line; `about` says what is known of it, in plain text.

        That has `lines`, or as many as it takes.
        """
        super().__init__()
        self._row = row
        self._tells = about
        self._entries: Sequence[Entry] = ()
        self._list = KeyList()
        self._about = Static(id="about")
        self._about.styles.height = lines

    def compose(self) -> ComposeResult:
        yield self._list
        yield self._about

    @property
    def entries(self) -> Sequence[Entry]:
        """Those that are shown."""
        return self._entries

    @property
    def at_cursor(self) -> Entry | None:
        """The entry at the cursor; None where there is none."""
        at = self._list.highlighted
        return None if at is None or at >= len(self._entries) else self._entries[at]

    def enter(self) -> None:
        """Move into the list."""
        self._list.focus()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these entries."""
        at = self._list.highlighted or 0
        self._entries = entries
        self._list.set_options(Option(self._row(entry)) for entry in entries)
        self._list.highlighted = min(at, len(entries) - 1) if entries else None

    def tell(self, text: str) -> None:
        """Say something in place of what is known of the entry. `text` is plain."""
        self._about.update(Content("\n".join(map(printable, text.split("\n")))))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self._entries):
            self.tell(self._tells(self._entries[event.option_index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen())
