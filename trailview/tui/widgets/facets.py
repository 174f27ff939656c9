"""The facets of the answer: values with counts and bars, each of which can be asked for.

Draws the lines that show, and of those only the ones that change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from trailview.events.text import printable
from trailview.search.facets import FacetGroup
from trailview.tui import facet_messages
from trailview.tui.facet_lines import LineKind, ShownLine, shown_lines, written
from trailview.tui.wrapping import cut_cells

_TITLE: Final = 1
"""Lines above the facets: of what they are, and what was typed."""
_COLUMN: Final = 38
"""Cells from which facets stand beside each other."""
_GAP: Final = 2
_COMMANDS: Final = frozenset("+-=*")
"""What is never typed into the words."""
_LARGE: Final = "f"
"""Not typed as the first letter: its command makes the facets large."""


class FacetsPane(Widget, can_focus=True):
    """Shows facets with a cursor on one value. Typing narrows them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "facets--head",
        "facets--title",
        "facets--value",
        "facets--bar",
        "facets--count",
        "facets--cursor",
    }
    DEFAULT_CSS = """
    FacetsPane {
        height: 1fr; min-height: 6;
        & .facets--head { color: $text-muted; }
        & .facets--title { color: $text-muted; text-style: bold; }
        & .facets--value { color: $foreground; }
        & .facets--bar { color: $text-primary; }
        & .facets--count { color: $foreground; }
        & .facets--cursor { background: $block-cursor-blurred-background; }
        &:focus .facets--head { color: $text-accent; text-style: bold; }
        &:focus .facets--cursor { text-style: reverse; }
        &:ansi .facets--cursor { text-style: bold; }
        &:ansi:focus .facets--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next value", id="facets.down"),
        Binding("up", "move(-1)", "Previous value", id="facets.up"),
        Binding("pagedown", "page(1)", "Page down", id="facets.page-down"),
        Binding("pageup", "page(-1)", "Page up", id="facets.page-up"),
        Binding("home", "end(0)", "First value", id="facets.top"),
        Binding("end", "end(-1)", "Last value", id="facets.bottom"),
        Binding("left", "facet(-1)", "Facet before", id="facets.previous"),
        Binding("right", "facet(1)", "Next facet", id="facets.next"),
        Binding("enter,plus", "ask('add')", "Only rows with this value", id="facets.add"),
        Binding("minus", "ask('exclude')", "No rows with this value", id="facets.exclude"),
        Binding("equals_sign", "ask('only')", "Ask for this value alone", id="facets.only"),
        Binding("backspace", "rub_out", "Take back the last letter typed", id="facets.rub-out"),
        Binding("escape", "clear", "Show all values again", show=False),
    ]

    ValuesChosen = facet_messages.ValuesChosen
    ValuesNarrowed = facet_messages.ValuesNarrowed
    ValuesLeft = facet_messages.ValuesLeft

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.is_special = False
        """Whether something is to end when the user leaves: `ValuesLeft` is sent then."""
        self._groups: tuple[FacetGroup, ...] = ()
        self._head = ""
        self._typed = ""
        self._opened: set[str] = set()
        self._lines: list[ShownLine] = []
        self._at = self._top = 0
        self._wanted = ""
        """The facet that the cursor is to be in, once there are facets."""
        self._is_waiting = True
        self._ahead: list[Callable[[], None]] = []
        """What was typed before there was what it is about."""
        self._painted: list[str] = []

    # What is shown

    def show(self, groups: Sequence[FacetGroup], head: str, words: tuple[str, ...] = ()) -> None:
        """Show these, which have the words; the cursor stays on its value while that is there.

        `head` is plain. What was typed ahead is done now, if these are what was waited for.
        """
        self._groups, self._head = tuple(groups), head
        self._is_waiting = words != self.words
        self._lay_out()
        while self._ahead and not self._is_waiting:
            self._ahead.pop(0)()

    def wait(self, head: str | None = None) -> None:
        """Keep the keys that are pressed from now on for what is shown next."""
        self._is_waiting = True
        if head is not None:
            self._head = head
            self._refresh_changed()

    def forget(self) -> None:
        """Show nothing, and no words: what comes next is of something else.

        The cursor will be in the facet of the same name.
        """
        self._wanted = self.facet or self._wanted
        self._typed, self._opened, self._groups = "", set(), ()
        self._at = self._top = 0
        self._lay_out()
        self.wait("")

    @property
    def facet(self) -> str:
        """The name of the facet at the cursor; empty where there is none."""
        return self._lines[self._at].group.name if self._at < len(self._lines) else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What was typed, folded."""
        return tuple(self._typed.casefold().split())

    def _lay_out(self) -> None:
        place = self._lines[self._at].place if self._at < len(self._lines) else None
        self._lines = shown_lines(self._groups, self._page, self._opened)
        places = [line.place for line in self._lines]
        if place in places:
            self._at = places.index(place)
        elif self._wanted and self._lines:
            titles = [line.group.name for line in self._lines]
            self._at = titles.index(self._wanted) if self._wanted in titles else 0
        self._wanted = "" if self._lines else self._wanted
        self._settle(1)
        self._refresh_changed()

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        """Draw all again: the colours have changed."""
        super().notify_style_update()
        self._painted = []

    # Drawing

    @property
    def _columns(self) -> int:
        return max(1, (self.size.width + _GAP) // (_COLUMN + _GAP))

    @property
    def _width(self) -> int:
        """Of one column, in cells."""
        return max((self.size.width + _GAP) // self._columns - _GAP, 1)

    @property
    def _rows(self) -> int:
        return max(self.size.height - _TITLE, 1)

    @property
    def _page(self) -> int:
        return self._rows * self._columns

    def _title(self) -> str:
        if not self._typed:
            return self._head
        typed = f"“{printable(self._typed)}”"
        return f"{typed} of {self._head}" if self._groups else f"{typed} is in no value"

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < _TITLE:
            style = self.get_component_rich_style("facets--head")
            text = cut_cells(self._title(), width)
            return Strip([Segment(text, style)]).adjust_cell_length(width, style)
        segments: list[Segment] = []
        for column in range(self._columns):
            index = self._top + column * self._rows + y - _TITLE
            if index < len(self._lines):
                segments += self._segments(index)
                segments.append(Segment(" " * _GAP, self.rich_style))
            else:
                segments.append(Segment(" " * (self._width + _GAP), self.rich_style))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments(self, index: int) -> list[Segment]:
        line = self._lines[index]
        text, bar, count = written(line, self._width)
        name = "value" if line.kind is LineKind.VALUE else "title"
        styles = [self.get_component_rich_style(f"facets--{each}") for each in (name, "bar")]
        if index == self._at and line.is_stop:
            cursor = self.get_component_rich_style("facets--cursor", partial=True)
            styles = [style + cursor for style in styles]
        parts = ((text, styles[0]), (bar, styles[1]), (count, styles[0]))
        return [Segment(part, style) for part, style in parts if part]

    def _refresh_changed(self) -> None:
        """Draw again the lines whose text, or whose cursor, has changed."""
        now = [self._title(), *(self._drawn(y) for y in range(self._rows))]
        before, self._painted = self._painted, now
        if len(before) != len(now):
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, now, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _drawn(self, y: int) -> str:
        """All that a line of the pane shows, the cursor too."""
        found = range(self._top + y, min(len(self._lines), self._top + self._page), self._rows)
        marks = (("▶" if index == self._at else " ", self._lines[index]) for index in found)
        return "".join(mark + "".join(written(line, self._width)) for mark, line in marks)

    # The cursor

    def _settle(self, step: int) -> None:
        """Put the cursor on a line where it stops, looking that way first, and show it."""
        if not self._lines:
            self._at = self._top = 0
            return
        last = len(self._lines) - 1
        self._at = max(0, min(self._at, last))
        ahead = range(self._at, last + 1) if step > 0 else range(self._at, -1, -1)
        behind = range(self._at, -1, -1) if step > 0 else range(self._at, last + 1)
        stops = (at for way in (ahead, behind) for at in way if self._lines[at].is_stop)
        self._at = next(stops, 0)
        self._top = max(0, min(self._top, len(self._lines) - self._page))
        if self._at < self._top + 1:
            is_first = not any(line.is_stop for line in self._lines[: self._at])
            self._top = 0 if is_first else max(self._at - 1, 0)
        self._top = max(self._top, self._at - self._page + 1)

    def move_to(self, at: int, step: int = 1) -> None:
        """Put the cursor on a line; `step` is the way to look on where it cannot stop there."""
        self._at = at
        self._settle(step)
        self._refresh_changed()

    def _in_turn(self, do: Callable[[], None]) -> None:
        """Do this now, or once there is what it is about."""
        if self._is_waiting:
            self._ahead.append(do)
        else:
            do()

    def action_move(self, step: int) -> None:
        self._in_turn(lambda: self.move_to(self._at + step, step))

    def action_page(self, step: int) -> None:
        self._in_turn(lambda: self.move_to(self._at + step * max(self._page - 2, 1), step))

    def action_end(self, at: int) -> None:
        self._in_turn(lambda: self.move_to(at % max(len(self._lines), 1), 1 if at == 0 else -1))

    def action_facet(self, step: int) -> None:
        self._in_turn(lambda: self._to_facet(step))

    def _to_facet(self, step: int) -> None:
        """Go to the first value of the facet before or behind."""
        titles = [at for at, line in enumerate(self._lines) if line.kind is LineKind.TITLE]
        mine = sum(title <= self._at for title in titles) - 1
        if 0 <= mine + step < len(titles):
            self.move_to(titles[mine + step])

    # Asking

    def action_ask(self, how: str) -> None:
        self._in_turn(lambda: self._ask(how))

    def _ask(self, how: str) -> None:
        line = self._lines[self._at] if self._at < len(self._lines) else None
        if line is None or not line.is_stop:
            return
        if line.value is not None:
            self.post_message(self.ValuesChosen(line.value.values, how))
        else:
            self._opened.add(line.group.name)
            self._lay_out()

    # Typing

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """What is typed: a letter or a digit to begin with, then all but the keys that ask."""
        del key
        if character is None or len(character) != 1 or character in _COMMANDS:
            return False
        if self._typed:
            return character.isprintable()
        return character.isalnum() and character != _LARGE

    def on_key(self, event: events.Key) -> None:
        if event.character is not None and self.check_consume_key(event.key, event.character):
            event.stop()
            character = event.character
            if self._ahead:
                self._ahead.append(lambda: self._type(self._typed + character))
            else:
                self._type(self._typed + character)

    def _type(self, text: str) -> None:
        self._typed = text
        self.wait()
        self._refresh_changed()
        self.post_message(self.ValuesNarrowed(self.words))

    def action_rub_out(self) -> None:
        if self._typed:
            self._type(self._typed[:-1])

    def action_clear(self) -> None:
        if self._typed:
            self._type("")
        elif self.is_special:
            self.wait()
            self.post_message(self.ValuesLeft())
        else:
            raise SkipAction

    def on_focus(self) -> None:
        self.refresh()

    on_blur = on_focus

    # The mouse

    def on_click(self, event: events.Click) -> None:
        column, y = event.x // (self._width + _GAP), event.y - _TITLE
        at = self._top + column * self._rows + y
        if y < 0 or at >= len(self._lines) or not self._lines[at].is_stop:
            return
        if at == self._at:
            self._ask("add")
        else:
            self.move_to(at)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)
