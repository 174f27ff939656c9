"""By which column, and in which direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from trailview.search.progress import Order
from trailview.tui.dialogs.dialog import Dialog, KeyList


class SortDialog(Dialog[Order]):
    """A list of columns; the result is the order chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", "Other direction", show=False),
    ]
    DEFAULT_CSS = "SortDialog { background: transparent; }"
    dims = False  # the columns that it is about stay in sight
    title_text = "Sort by"
    keys_text = "Enter sorts · Space turns the direction · Esc closes"

    def __init__(self, columns: Sequence[tuple[str, str]], order: Order) -> None:
        super().__init__()
        self._columns = columns
        self._order = order
        self._descending = order.descending
        self._list = KeyList(*(Option(self._row(name, title)) for name, title in columns))

    def _row(self, name: str, title: str) -> Content:
        direction = "descending ▼" if self._descending else "ascending ▲"
        mark = "●" if name == self._order.column else " "
        return Content.assemble(f"{mark} {title.ljust(20)}", (direction, "dim"))

    def contents(self) -> Sequence[Widget]:
        """The columns."""
        return (self._list,)

    def on_mount(self) -> None:
        self._list.focus()
        names = [name for name, _ in self._columns]
        self._list.highlighted = (
            names.index(self._order.column) if self._order.column in names else 0
        )

    def action_turn(self) -> None:
        self._descending = not self._descending
        for index, (name, title) in enumerate(self._columns):
            self._list.replace_option_prompt_at_index(index, self._row(name, title))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(Order(self._columns[event.option_index][0], self._descending))
