"""Which columns the table shows, how wide, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import set_cell_size
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from trailview.tui.columns import ColumnChoice
from trailview.tui.dialogs.dialog import Dialog, KeyList

_NARROWEST: Final = 3
_WIDEST: Final = 200


class ColumnsDialog(Dialog[tuple[ColumnChoice, ...]]):
    """A list of columns; the result is the list as it was left with Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "show_or_hide", "Show or hide", show=False),
        Binding("left", "resize(-1)", "Narrower", show=False),
        Binding("right", "resize(1)", "Wider", show=False),
        Binding("shift+up,K", "shift(-1)", "Earlier", show=False),
        Binding("shift+down,J", "shift(1)", "Later", show=False),
    ]
    title_text = "Columns"
    keys_text = "Space shows · ← → width · Shift+↑↓ moves · Enter takes · Esc leaves"

    def __init__(self, choices: Sequence[ColumnChoice]) -> None:
        super().__init__()
        self._choices = list(choices)
        self._list = KeyList(*(Option(_row(choice)) for choice in choices))

    def contents(self) -> Sequence[Widget]:
        """The list of columns."""
        return (self._list,)

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(tuple(self._choices))

    def _put(self, index: int, choice: ColumnChoice) -> None:
        self._choices[index] = choice
        self._list.replace_option_prompt_at_index(index, _row(choice))

    def action_show_or_hide(self) -> None:
        at = self._list.highlighted or 0
        choice = self._choices[at]
        others = any(other.shown for other in self._choices if other is not choice)
        if others or not choice.shown:
            self._put(at, choice._replace(shown=not choice.shown))

    def action_resize(self, by: int) -> None:
        at = self._list.highlighted or 0
        choice = self._choices[at]
        width = min(max(choice.width + by, _NARROWEST), _WIDEST)
        self._put(at, choice._replace(width=width))

    def action_shift(self, by: int) -> None:
        at = self._list.highlighted or 0
        to = at + by
        if 0 <= to < len(self._choices):
            moved, other = self._choices[at], self._choices[to]
            self._put(to, moved)
            self._put(at, other)
            self._list.highlighted = to


def _row(choice: ColumnChoice) -> Content:
    mark = "✓" if choice.shown else " "
    title = set_cell_size(choice.title, 20)
    room = "" if choice.drawn or not choice.shown else " · no room for it now"
    return Content.assemble(f"{mark} {title} ", (f"{choice.width:>4} wide{room}", "dim"))
