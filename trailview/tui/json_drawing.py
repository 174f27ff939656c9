"""A line of a record in its colours: as one row, or wrapped into several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from trailview.events.secrets import hides_nothing, is_secret
from trailview.events.text import printable
from trailview.tui.json_lines import JsonLine, TokenKind, shown_value
from trailview.tui.json_view import JsonView
from trailview.tui.wrapping import chunks

MASK: Final = "•••••••• masked, v shows it"
_OPEN, _FOLDED = "▾ ", "▸ "
_STYLES: Final = {
    TokenKind.STRING: "string",
    TokenKind.NUMBER: "number",
    TokenKind.LITERAL: "literal",
}
_MOST_ROWS: Final = 400
"""Rows that one value takes at most; all of it can be copied."""


class JsonDrawing:
    """Draws lines of a view; `style` gives the style of a part by its name."""

    def __init__(self, view: JsonView, style: Callable[[str], Style]) -> None:
        self._view = view
        self._style = style
        self.revealed = False
        """Whether secrets show."""

    def is_masked(self, number: int) -> bool:
        """Whether the line's value is not shown."""
        document = self._view.document
        value = None if self.revealed else document.value(number)
        if value is None or hides_nothing(value):
            return False
        return is_secret(document.path(number))

    def row(self, number: int) -> list[Segment]:
        """The line as one row, however long."""
        text, name = self._value(number)
        return [*self._begin(number), Segment(text, self._style(name))]

    def height(self, number: int, width: int) -> int:
        """How many rows of `width` cells the line takes."""
        return len(self._wrapped(number, width))

    def wrapped_row(self, number: int, place: int, width: int) -> list[Segment]:
        """One of the rows of a line whose value is wrapped."""
        return self._wrapped(number, width)[place]

    def _wrapped(self, number: int, width: int) -> list[list[Segment]]:
        begin = self._begin(number)
        text, name = self._value(number)
        style = self._style(name)
        taken = sum(cell_len(segment.text) for segment in begin)
        if taken + len(text) <= width and text.isascii():
            return [[*begin, Segment(text, style)]]
        own_row = taken > width // 2
        margin = min(2 * self._view.document.line(number).depth + 4, width // 2)
        indent = margin if own_row else taken
        parts = chunks(text, max(1, width - indent))
        if len(parts) > _MOST_ROWS:
            parts = (*parts[:_MOST_ROWS], "… the rest is not shown; y copies all of it")
        rows = [[Segment(" " * indent), Segment(part, style)] for part in parts]
        return [begin, *rows] if own_row else [[*begin, rows[0][1]], *rows[1:]]

    def _begin(self, number: int) -> list[Segment]:
        """What stands before the value: indent, the sign of a fold, the member's name."""
        document, view = self._view.document, self._view
        line = document.line(number)
        opens = document.end(number) is not None
        marker = (_FOLDED if view.is_folded(number) else _OPEN) if opens else "  "
        segments = [Segment("  " * line.depth + marker, self._style("bracket"))]
        if line.key is not None:
            segments.append(Segment(printable(line.key), self._style("key")))
            segments.append(Segment(": ", self._style("bracket")))
        return segments

    def _value(self, number: int) -> tuple[str, str]:
        """The value as it is shown, and its part's name."""
        line = self._view.document.line(number)
        if self._view.is_folded(number):
            return self._folded(line, number), "bracket"
        if self.is_masked(number):
            return MASK, "secret"
        comma = "," if line.comma else ""
        return shown_value(line) + comma, _STYLES.get(line.kind, "bracket")

    def _folded(self, line: JsonLine, number: int) -> str:
        size = self._view.document.size(number)
        close = "}" if line.value == "{" else "]"
        text = f"{line.value}…{close} {size} {'member' if close == '}' else 'item'}"
        return text if size == 1 else f"{text}s"
