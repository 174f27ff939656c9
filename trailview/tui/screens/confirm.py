"""Something that costs, asked about before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.tui.screens.dialog import Dialog


class ConfirmDialog(Dialog[bool]):
    """The result is True where it shall be done. Not to do it is what Enter chooses first."""

    DEFAULT_CSS = """
    ConfirmDialog #frame { border: round $warning; }
    ConfirmDialog OptionList { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]
    keys_text = "Enter chooses · Esc leaves it"

    def __init__(self, title: str, message: str, do: str, leave: str = "Leave it") -> None:
        super().__init__()
        self.title_text = title
        self._message = message
        self._list = OptionList(Option(Content(leave)), Option(Content(do)))

    def contents(self) -> Sequence[Widget]:
        return Static(Content(printable(self._message))), self._list

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index == 1)

    def action_down(self) -> None:
        self._list.action_cursor_down()

    def action_up(self) -> None:
        self._list.action_cursor_up()
