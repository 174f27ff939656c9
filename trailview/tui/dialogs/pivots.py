"""Where an event leads, with how many events are there, as they are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.tui.dialogs.dialog import Dialog, KeyList

_WHAT: Final = 24
_NUMBER: Final = 9


class PivotWay(NamedTuple):
    """One line of the menu."""

    what: str
    value: str
    """As in the record."""
    number: str
    """How many events were read of it, or what stands there until that is known."""


class PivotsDialog(Dialog[int]):
    """A list to choose from; the result is the index chosen."""

    DEFAULT_CSS = """
    PivotsDialog #frame { width: 90; }
    PivotsDialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    title_text = "Go on from here"
    keys_text = "Enter asks · Esc closes · numbers are of what was read"

    def __init__(self, ways: Sequence[PivotWay], stop: Callable[[], object]) -> None:
        """`stop` is called when nobody looks at the counts any more."""
        super().__init__()
        self._ways = list(ways)
        self._stop = stop
        self._list = KeyList(*(Option(_row(way)) for way in ways))

    def contents(self) -> Sequence[Widget]:
        """The list."""
        return (self._list,)

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = 0

    def on_unmount(self) -> None:
        self._stop()

    def counted(self, index: int, number: str) -> None:
        """It is known how many events a line leads to."""
        self._ways[index] = self._ways[index]._replace(number=number)
        self._list.replace_option_prompt_at_index(index, _row(self._ways[index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)


def _row(way: PivotWay) -> Content:
    number = way.number.rjust(_NUMBER), "bold"
    return Content.assemble(way.what.ljust(_WHAT), number, (f"  {printable(way.value)}", "dim"))
