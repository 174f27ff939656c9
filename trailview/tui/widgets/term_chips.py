"""The active terms of the question, each removable."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from trailview.events.text import printable
from trailview.question.terms import Clause

_CROSS = " ✕"


class TermChips(Widget, can_focus=True):
    """One line for each term or group.

    Delete, Backspace, Enter or a click on ✕ removes it; `o` adds an alternative to it.
    """

    DEFAULT_CSS = """
    TermChips { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next term", show=False),
        Binding("up,k", "move(-1)", "Previous term", show=False),
        Binding("delete,backspace,enter", "remove", "Remove the term", show=False),
        Binding("o", "alternative", "Add an alternative to the term", show=False),
    ]

    terms: reactive[tuple[Clause, ...]] = reactive(tuple, layout=True)
    cursor = reactive(0)

    class Removed(Message):
        """A term is to be taken out of the question."""

        def __init__(self, term: Clause) -> None:
            super().__init__()
            self.term = term

    class AlternativeAsked(Message):
        """Another term is to be enough in place of this one."""

        def __init__(self, term: Clause, label: str) -> None:
            super().__init__()
            self.term = term
            self.label = label

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._labels: list[str] = []

    def show(self, labelled: list[tuple[Clause, str]]) -> None:
        """Show these terms, each with its text."""
        before, self._labels = self._labels, [printable(label) for _, label in labelled]
        self.terms = tuple(term for term, _ in labelled)
        self.cursor = min(self.cursor, max(len(labelled) - 1, 0))
        if self._labels != before:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own signature
        return max(len(self._labels), 1)

    def render(self) -> Text:
        if not self._labels:
            return Text("none: all events", style="dim")
        width = self.size.width
        text = Text(no_wrap=True, overflow="ellipsis")
        for index, label in enumerate(self._labels):
            room = max(width - cell_len(_CROSS), 1)
            if cell_len(label) > room:
                label = set_cell_size(label, room - 1) + "…"
            line = set_cell_size(label, room) + _CROSS
            chosen = self.has_focus and index == self.cursor
            text.append(line, "reverse" if chosen else "")
            if index + 1 < len(self._labels):
                text.append("\n")
        return text

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self.terms):
            return
        self.cursor = offset.y
        if offset.x >= self.size.width - 2:
            self.action_remove()

    def action_move(self, by: int) -> None:
        self.cursor = min(max(self.cursor + by, 0), max(len(self.terms) - 1, 0))

    def action_remove(self) -> None:
        if self.terms:
            self.post_message(self.Removed(self.terms[self.cursor]))

    def action_alternative(self) -> None:
        if self.terms:
            term, label = self.terms[self.cursor], self._labels[self.cursor]
            self.post_message(self.AlternativeAsked(term, label))
