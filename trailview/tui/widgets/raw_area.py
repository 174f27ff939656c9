"""Where a raw text is typed: several lines, and earlier texts behind the first and the last."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import TextArea


class RawArea(TextArea):
    """↑ in the first line recalls earlier texts, ↓ in the last one later ones."""

    DEFAULT_CSS = """
    RawArea, RawArea:focus { border: none; padding: 0 1; background: $boost; }
    """

    def __init__(self, text: str, earlier: Sequence[str]) -> None:
        """`earlier` are texts to recall, latest first."""
        super().__init__(text, show_line_numbers=False, highlight_cursor_line=False)
        self._earlier = earlier
        self._recalled = -1
        self._typed = text

    def on_mount(self) -> None:
        self.move_cursor(self.document.end)

    def replace_text(self, text: str) -> None:
        """Put another text in place of this one; Ctrl+Z takes it back."""
        self.replace(text, self.document.start, self.document.end)

    def point_at(self, offset: int) -> None:
        """Move to a character, counted from 0."""
        before = self.text[:offset]
        self.move_cursor((before.count("\n"), len(before.rpartition("\n")[2])))

    def action_cursor_up(self, select: bool = False) -> None:
        is_first = self.navigator.is_first_wrapped_line(self.cursor_location)
        if select or not is_first or not self._recall(self._recalled + 1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        is_last = self.navigator.is_last_wrapped_line(self.cursor_location)
        if select or not is_last or not self._recall(self._recalled - 1):
            super().action_cursor_down(select)

    def _recall(self, index: int) -> bool:
        """Show one of the earlier texts, or at -1 what was typed; False where there is none."""
        if not -1 <= index < len(self._earlier):
            return False
        if self._recalled < 0:
            self._typed = self.text
        self._recalled = index
        self.replace_text(self._earlier[index] if index >= 0 else self._typed)
        self.move_cursor(self.document.end)
        return True
