"""The last line: the keys of the pane in use. A click on one is a press of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from trailview.frozen import Frozen

_GAP: Final = "  "
_BOLD: Final = Style(bold=True)


class KeyHint(Frozen):
    """A key, and what it does."""

    key: str
    """As Textual spells it."""
    shown: str
    word: str

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return cell_len(self.shown) + 1 + cell_len(self.word)


def fitting(hints: Sequence[KeyHint], last: KeyHint | None, room: int) -> list[KeyHint]:
    """The first of the hints, as many as there is room for, and always the last one."""
    kept = []
    left = room - (0 if last is None else last.width)
    for hint in hints:
        left -= hint.width + len(_GAP)
        if left < 0:
            break
        kept.append(hint)
    return kept if last is None else [*kept, last]


class KeysLine(Widget):
    """One line of keys, those of most use first."""

    DEFAULT_CSS = """
    KeysLine { height: 1; padding: 0 1; background: $surface; color: $foreground; }
    """

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._hints: Sequence[KeyHint] = ()
        self._last: KeyHint | None = None

    def show(self, hints: Sequence[KeyHint], last: KeyHint | None) -> None:
        """Show these keys; `last` has room whatever is left out."""
        if (hints, last) != (self._hints, self._last):
            self._hints, self._last = hints, last
            self.refresh()

    @property
    def _drawn(self) -> list[KeyHint]:
        return fitting(self._hints, self._last, self.content_size.width)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  (there is one)
        plain = self.rich_style
        bold = plain + _BOLD
        segments: list[Segment] = []
        for hint in self._drawn:
            segments += [Segment(_GAP, plain)] if segments else []
            segments += [Segment(hint.shown, bold), Segment(f" {hint.word}", plain)]
        return Strip(segments)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        start = 0
        for hint in self._drawn:
            if offset is not None and start <= offset.x < start + hint.width:
                self.post_message(self.Pressed(hint.key))
            start += hint.width + len(_GAP)
