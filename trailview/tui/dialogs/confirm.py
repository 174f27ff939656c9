"""Something that costs, asked about before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.tui.dialogs.dialog import Dialog, KeyList


class ConfirmDialog(Dialog[bool]):
    """The result is True where it shall be done. Not to do it is what Enter chooses first."""

    DEFAULT_CSS = """
    ConfirmDialog #frame { border: round $text-warning; }
    ConfirmDialog OptionList { margin-top: 1; }
    """
    keys_text = "Enter chooses · Esc leaves it"

    def __init__(self, title: str, message: str, do: str, leave: str = "Leave it") -> None:
        super().__init__()
        self.title_text = title
        self._message = message
        self._list = KeyList(Option(Content(leave)), Option(Content(do)))

    def contents(self) -> Sequence[Widget]:
        """What it costs, and the two ways on."""
        return Static(Content(printable(self._message))), self._list

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index == 1)
