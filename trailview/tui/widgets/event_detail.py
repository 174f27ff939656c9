"""The detail pane: an event in one sentence, then its record as JSON.

Draws only the lines that show. What it holds grows with the record, what it
draws does not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from trailview.events.record import Event
from trailview.events.text import printable
from trailview.tui.part_styles import LineWidget
from trailview.tui.wrapping import cut_cells, filled, wrapped

if TYPE_CHECKING:
    from trailview.tui.edged_lines import EdgedLines
    from trailview.tui.json_drawing import JsonDrawing
    from trailview.tui.json_view import JsonView
    from trailview.tui.json_window import JsonWindow

_WORD: Final = 10
"""Cells for the word before what matters."""
_EACH: Final = 2
"""Lines for each of what matters; the record has all of it."""


class EventDetail(LineWidget, can_focus=True):
    """Shows one event. Keys fold, search, and turn values into terms."""

    PREFIX = "detail"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "detail--sentence",
        "detail--failed",
        "detail--note",
        "detail--key",
        "detail--string",
        "detail--number",
        "detail--literal",
        "detail--bracket",
        "detail--secret",
        "detail--cursor",
        "detail--match",
        "detail--path",
    }

    DEFAULT_CSS = """
    EventDetail {
        & .detail--sentence { text-style: bold; }
        & .detail--failed { color: $text-error; text-style: bold; }
        & .detail--note { color: $text-warning; text-style: italic; }
        & .detail--key { color: $text-primary; }
        & .detail--string { color: $text-success; }
        & .detail--number { color: $text-accent; }
        & .detail--literal { color: $text-warning; }
        & .detail--bracket { color: $text-muted; }
        & .detail--secret { color: $text-muted; text-style: italic; }
        & .detail--cursor { background: $block-cursor-blurred-background; }
        & .detail--match { text-style: underline; }
        & .detail--path { color: $text-muted; }
        &:focus .detail--cursor { background: $primary-muted; }
        &:focus .detail--path { text-style: reverse; }
        &:ansi .detail--cursor { text-style: bold; }
        &:ansi:focus .detail--cursor { text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next line", id="detail.down"),
        Binding("up,k", "move(-1)", "Previous line", id="detail.up"),
        Binding("pagedown", "page(1)", "Page down", id="detail.page-down"),
        Binding("pageup", "page(-1)", "Page up", id="detail.page-up"),
        Binding("ctrl+d", "page(0.5)", "Half a page down", id="detail.half-down"),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", id="detail.half-up"),
        Binding("g,home", "top", "First line", id="detail.top"),
        Binding("G,end", "bottom", "Last line", id="detail.bottom"),
        Binding("space,enter", "toggle_fold", "Fold or unfold", id="detail.toggle"),
        Binding("left", "fold(True)", "Fold", id="detail.fold"),
        Binding("right", "fold(False)", "Unfold", id="detail.unfold"),
        Binding("Z", "fold_all", "Fold or unfold all", id="detail.fold-all"),
        Binding("less_than_sign", "pan(-1)", "Scroll left", id="detail.left"),
        Binding("greater_than_sign", "pan(1)", "Scroll right", id="detail.right"),
        Binding("l", "wrap", "Wrap long values", id="detail.wrap"),
        Binding("v", "reveal", "Show masked values", id="detail.reveal"),
        Binding("ctrl+f", "ask_search", "Search in the record", id="detail.search"),
        Binding("n", "next_match(1)", "Next match", id="detail.next"),
        Binding("N", "next_match(-1)", "Previous match", id="detail.previous"),
        Binding("plus", "term(False)", "Only events with this value", id="detail.add"),
        Binding("minus", "term(True)", "No events with this value", id="detail.exclude"),
    ]

    class TermAsked(Message):
        """The value at the cursor shall be asked for, or left out."""

        def __init__(self, path: str, value: str, negated: bool) -> None:
            super().__init__()
            self.path = path
            """As a question takes it: `$.a.b[0]`."""
            self.value = value
            self.negated = negated

    class SearchAsked(Message):
        """A text to search for shall be typed in."""

    class Nothing(Message):
        """A key had nothing to act on; `why` says so."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._event: Event | None = None
        self._clock: Callable[[int], str] = _clock(UTC)
        self._left = 0
        self._header: list[tuple[str, str]] = []
        self._needle = ""
        self._note = ""
        self._is_pressed = False
        """Whether the mouse was pressed on what is shown, not on the edge."""

    # What draws records is made for the first one: no event shows in the first frame.

    @cached_property
    def _view(self) -> JsonView:
        from trailview.tui.json_view import JsonView

        return JsonView()

    @cached_property
    def _drawing(self) -> JsonDrawing:
        from trailview.tui.json_drawing import JsonDrawing

        return JsonDrawing(self._view, self._style)

    @cached_property
    def _window(self) -> JsonWindow:
        from trailview.tui.json_window import JsonWindow

        return JsonWindow(self._view, lambda number: self._drawing.height(number, self._room.width))

    @cached_property
    def _lines(self) -> EdgedLines:
        from trailview.tui.edged_lines import EdgedLines

        return EdgedLines()

    def show(self, event: Event | None, zone: tzinfo = UTC, note: str = "") -> None:
        """Show an event, or nothing; times in `zone`; `note` says what is special
        about it, beside what its own delivery tells."""
        self._clock, self._styles_cache = _clock(zone), self._lines
        if event is not self._event:
            self._drawing.revealed = False
            self._left = 0
            if event is not None:
                from trailview.tui.json_lines import Document

                self._view.open(Document(event.raw))
                self._view.search(self._needle)
        self._event = event
        own = "" if event is None else event.delivery.note
        self._note = " ".join(filter(None, (note, own)))
        self._make_header()
        if event is not None:
            self._scroll_to_cursor()
        self.refresh()

    @property
    def event(self) -> Event | None:
        """The event shown."""
        return self._event

    @property
    def path(self) -> str:
        """The path of the cursor, as a question takes it."""
        from trailview.tui.json_paths import written

        return "" if self._event is None else written(self._view.path)

    @property
    def value(self) -> str | None:
        """The value at the cursor as text; None on brackets and masked values."""
        if self._event is None or self._drawing.is_masked(self._view.line):
            return None
        return self._view.value

    def search(self, text: str) -> int:
        """Mark a text in keys and values and go to the first place that has it; how many do."""
        self._needle = text
        found = self._view.search(text)
        if found and not self._view.is_match(self._view.line):
            self._view.next_match(1)
        self._after_move()
        self.refresh()
        return found

    # -- what is drawn

    def _make_header(self) -> None:
        self.fitted = size = self.size
        event, width = self._event, max(10, size.width - 1)
        self._header = []
        if event is None:
            return
        from trailview.events.essentials import essentials
        from trailview.events.sentence import sentence

        style = "failed" if event.is_failed else "sentence"
        text = printable(sentence(event, self._clock))
        first = f"{event.severity.mark} "
        for number, line in enumerate(wrapped(text, width - len(first))):
            self._header.append(((first if number == 0 else "  ") + line, style))
        self._header += [(line, "note") for line in wrapped(printable(self._note), width)]
        for word, said in essentials(event):
            lines = wrapped(printable(said), width - _WORD)
            kept = [*lines[: _EACH - 1], " ".join(lines[_EACH - 1 :])]
            for number, line in enumerate(filter(None, kept)):
                begin = f"  {word}" if number == 0 else ""
                self._header.append(
                    (begin.ljust(_WORD) + cut_cells(line, width - _WORD), "essential")
                )
        self._header.append(("", "sentence"))

    def _shown_header(self) -> list[tuple[str, str]]:
        return self._header[: max(1, self._room.height // 2)]

    @property
    def _room(self) -> Size:
        """Its size, without asking Textual for it: that looks for the widget on the screen."""
        return self.fitted or self.size

    def resized(self) -> None:
        """Fit the lines into what room there is now."""
        self._make_header()
        if self._event is not None:
            self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        width, height = self._room
        if self._event is None:
            return Strip.blank(width, self._style.plain)
        header = self._shown_header()
        if y < len(header):
            text, name = header[y]
            if name == "essential":
                parts = [
                    Segment(text[:_WORD], self._style("bracket")),
                    Segment(text[_WORD:], self._style.plain),
                ]
                return filled(parts, width, self._style.plain)
            return filled([Segment(text, self._style(name))], width, self._style.plain)
        if y == height - 1:
            path = cut_cells(printable(self.path), width)
            return filled([Segment(path, self._style("path"))], width, self._style.plain)
        rows = self._window.rows()
        if y - len(header) >= len(rows):
            return Strip.blank(width, self._style.plain)
        return self._json_strip(*rows[y - len(header)], width)

    def _json_strip(self, place: int, row: int, width: int) -> Strip:
        number = self._view.visible[place]
        if self._window.wraps:
            segments = self._drawing.wrapped_row(number, row, width)
        else:
            segments = self._drawing.row(number)
        background = None
        if place == self._view.cursor:
            partial = self._style("cursor", partial=True)
            background = Style(bgcolor=partial.bgcolor, bold=partial.bold, reverse=partial.reverse)
        if self._view.is_match(number):
            background = (background or Style()) + Style(underline=True)
        if background is not None:
            segments = [
                Segment(text, (style or Style()) + background) for text, style, _ in segments
            ]
        fill = self._style.plain if background is None else self._style.plain + background
        if self._left:
            segments = [*Strip(segments).crop(self._left, self._left + width)]
        return filled(segments, width, fill)

    # -- moving

    def _scroll_to_cursor(self) -> None:
        self._window.room = max(1, self._room.height - len(self._shown_header()) - 1)
        self._window.follow()

    def _after_move(self) -> None:
        self._scroll_to_cursor()
        self.refresh()

    def action_move(self, step: int) -> None:
        self._window.move(step)
        self.refresh()

    def action_page(self, pages: float) -> None:
        self.action_move(int(pages * max(1, self._window.room - 1)))

    def action_top(self) -> None:
        self._view.move_to(0)
        self._after_move()

    def action_bottom(self) -> None:
        self._view.move_to(len(self._view.visible) - 1)
        self._after_move()

    def action_pan(self, step: int) -> None:
        lines = [self._view.visible[place] for place, _ in self._window.rows()]
        widest = max(
            (cell_len(self._view.document.shown(number)) for number in lines),
            default=0,
        )
        room = self.size.width // 2
        self._left = max(0, min(self._left + step * room, widest + 40 - room))
        self.refresh()

    def action_wrap(self) -> None:
        self._window.wraps = not self._window.wraps
        self._left = 0
        self._after_move()

    # -- folding, search, values

    def action_toggle_fold(self) -> None:
        if self._view.toggle():
            self._after_move()

    def action_fold(self, folded: bool) -> None:
        if self._view.fold(folded):
            self._after_move()

    def action_fold_all(self) -> None:
        self._view.fold_all()
        self._after_move()

    def action_reveal(self) -> None:
        self._drawing.revealed = not self._drawing.revealed
        self.refresh()

    def action_ask_search(self) -> None:
        self.post_message(self.SearchAsked())

    def action_next_match(self, step: int) -> None:
        if self._view.next_match(step):
            self._after_move()
        elif not self._needle:
            self.post_message(self.SearchAsked())
        else:
            self.post_message(self.Nothing(f"“{self._needle}” is not in this record."))

    def action_term(self, negated: bool) -> None:
        value = self.value
        if value is None or not self._view.path:
            self.post_message(self.Nothing("There is no single value at the cursor."))
        else:
            self.post_message(self.TermAsked(self.path, value, negated))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._is_pressed = event.get_content_offset(self) is not None

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None or not self._is_pressed:
            return  # its edge was clicked, or was dragged from there
        rows, row = self._window.rows(), at.y - len(self._shown_header())
        if self._event is not None and 0 <= row < len(rows):
            place, _ = rows[row]
            again = place == self._view.cursor
            self._view.move_to(place)
            if again:
                self._view.toggle()
            self._after_move()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)


def _clock(zone: tzinfo) -> Callable[[int], str]:
    def text(time: int) -> str:
        return datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S %Z").strip()

    return text
