"""A list to choose one or several entries from, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import printable


class PickerEntry(NamedTuple):
    """One line of the list."""

    name: str
    """What the result holds."""
    line: Content
    words: str
    """What typing is compared with."""


class _Narrowing(Input):
    """A line whose space bar is the list's."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != "space" and super().check_consume_key(key, character)


class Picker(Vertical):
    """Posts the name at the cursor; or those marked, once a mark has been set."""

    DEFAULT_CSS = """
    Picker { height: auto; }
    Picker OptionList { text-wrap: nowrap; text-overflow: ellipsis; margin-top: 1; }
    Picker #notes { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
        Binding("down", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Page up", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Page down", show=False, priority=True),
        Binding("space", "mark", "Mark", show=False, priority=True),
    ]

    class Chosen(Message):
        """Entries were chosen: at least one."""

        def __init__(self, names: tuple[str, ...]) -> None:
            super().__init__()
            self.names = names
            """In the order of the list."""

    def __init__(
        self,
        entries: Sequence[PickerEntry],
        marked: Sequence[str] = (),
        notes: Sequence[str] = (),
        *,
        marks: bool = True,
    ) -> None:
        """`marked` are the names in force; `notes` stand below the list.

        Without `marks` only one can be chosen.
        """
        super().__init__()
        self._has_set_marks = False
        self._marks = marks
        self._entries = entries
        self._marked = {entry.name for entry in entries if entry.name in marked}
        self._shown = list(entries)
        self._notes = "\n".join(map(printable, notes))
        self._input = _Narrowing(placeholder="narrow the list")
        self._list = OptionList()
        self._list.can_focus = False  # keys go to the input, and from there to the list

    def compose(self) -> ComposeResult:
        yield self._input
        yield self._list
        if self._notes:
            yield Static(Content(self._notes), id="notes")

    def on_mount(self) -> None:
        self._input.focus()
        self._narrow("")
        first = next((i for i, entry in enumerate(self._shown) if entry.name in self._marked), 0)
        self._list.highlighted = first if self._shown else None

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self._list.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)

    def action_move(self, how: str) -> None:
        getattr(self._list, f"action_{how}")()

    def action_mark(self) -> None:
        """Mark the entry at the cursor, or take its mark away."""
        at = self._list.highlighted
        if at is not None and self._marks:
            self._has_set_marks = True
            self._marked ^= {self._shown[at].name}
            self._list.replace_option_prompt_at_index(at, self._row(self._shown[at]))

    def _choose(self, at: int | None) -> None:
        marked = self._marked if self._has_set_marks else set[str]()
        names = tuple(entry.name for entry in self._entries if entry.name in marked)
        if not names and at is not None:
            names = (self._shown[at].name,)
        if names:
            self.post_message(self.Chosen(names))

    def _narrow(self, text: str) -> None:
        wanted = text.casefold()
        self._shown = [entry for entry in self._entries if wanted in entry.words.casefold()]
        self._list.clear_options()
        self._list.add_options([Option(self._row(entry)) for entry in self._shown])
        self._list.highlighted = 0 if self._shown else None

    def _row(self, entry: PickerEntry) -> Content:
        return Content.assemble("● " if entry.name in self._marked else "  ", entry.line)
