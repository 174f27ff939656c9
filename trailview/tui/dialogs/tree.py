"""A chain or a tree beside the table, while it is found out and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import counted, printable
from trailview.tui.dialogs.dialog import Dialog, KeyList
from trailview.tui.wrapping import wrapped

_BESIDE: Final = 120
"""Columns from which the table can be seen beside it."""
_DEEPEST: Final = 8
"""Levels that are indented: sessions that chain go deeper, and have to be read all the same."""
_NARROWEST: Final = 20


class TreeRow(NamedTuple):
    """One line of the tree, with what is told below it. Texts as in the record."""

    depth: int
    lines: tuple[str, ...]
    what: object = None
    """What can be picked here; None where nothing can be."""
    is_heading: bool = False
    """Whether it names the rows below it."""


class PickedRow(NamedTuple):
    """What was picked, and for what."""

    what: object
    how: str
    """`open` for Enter, `all` for `=`, `tree` for `W`."""


class TreeDialog(Dialog[PickedRow]):
    """Rows to pick from. Escape stops what is under way, and closes the dialog after that."""

    DEFAULT_CSS = """
    TreeDialog { align: right top; background: $background 0%; }
    TreeDialog #frame { width: 60%; max-width: 100%; height: 100%; max-height: 100%; }
    TreeDialog.-whole #frame { width: 100%; }
    TreeDialog #state { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("equals_sign", "pick('all')", "All events", show=False),
        Binding("W", "pick('tree')", "What leads back", show=False),
    ]
    tallest = 1.0
    around = 7

    def __init__(self, title: str, keys: str, stop: Callable[[], object]) -> None:
        """`keys` is said below while there is something to pick; `stop` ends the work."""
        super().__init__()
        self.title_text = title
        self.keys_text = keys
        self._stop = stop
        self._rows: Sequence[TreeRow] = ()
        self._is_over = False
        self._list = KeyList()
        self._state = Static(Content("looking … · Esc stops"), id="state")

    def contents(self) -> Sequence[Widget]:
        """How far it is, and the rows."""
        return self._state, self._list

    def on_mount(self) -> None:
        self._list.focus()

    def on_unmount(self) -> None:
        self._stop()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < _BESIDE, "-whole")
        self.call_after_refresh(self._draw)

    def told(self, calls: int) -> None:
        """So many calls have been made so far."""
        if not self._is_over:
            self._say(f"looking … {counted(calls, 'call')} so far · Esc stops")

    def grow(self, rows: Sequence[TreeRow]) -> None:
        """What is known by now, while more is looked for."""
        if not self._is_over:
            self._rows = rows
            if self.is_mounted:
                self._draw()

    def taken(self, taken: int, of: int) -> None:
        """So many of the events that it is made from have been taken."""
        if not self._is_over:
            self._say(f"taking … {taken:,} of {counted(of, 'event')} · Esc stops")

    def show(self, rows: Sequence[TreeRow], state: str) -> None:
        """All that is to be told, and in a line what it took. `state` is plain."""
        self._rows, self._is_over = rows, True
        self._say(state)
        if self.is_mounted:
            self._draw()

    def _say(self, text: str) -> None:
        self._state.update(Content(printable(text)))

    def _draw(self) -> None:
        at, width = self._list.highlighted, max(self._list.size.width - 2, _NARROWEST)
        self._list.clear_options()
        self._list.add_options([Option(_drawn(row, width)) for row in self._rows])
        self._list.highlighted = at or (0 if self._rows else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_pick("open")

    def action_pick(self, how: str) -> None:
        """Leave with the row at the cursor."""
        at = self._list.highlighted
        if at is None:
            return
        what = self._rows[at].what
        if what is None:
            self.notify("There is nothing to go to from here.", timeout=3)
        else:
            self.dismiss(PickedRow(what, how))

    def action_leave(self) -> None:
        if self._is_over:
            self.dismiss(None)
            return
        self._stop()
        self._is_over = True
        self._say("stopping …")


def _drawn(row: TreeRow, width: int) -> Content:
    """A row with its indentation, wrapped so that it stays in its column."""
    indent = "   " * (min(row.depth, _DEEPEST) - 1)
    fronts = ("└─ ", "   ") if row.depth else ("", "")
    room = max(width - len(indent) - len(fronts[0]), _NARROWEST)
    parts = []
    for number, text in enumerate(row.lines):
        for part, line in enumerate(wrapped(printable(text), room)):
            front = fronts[bool(number or part)]
            style = "bold" if row.is_heading else "dim" if number else ""
            parts.append(Content.styled(f"{indent}{front}{line}", style))
    return Content("\n").join(parts)
