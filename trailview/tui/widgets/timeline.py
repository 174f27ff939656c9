"""The timeline: one line above the panes, or several to move in and to choose a span from."""

from __future__ import annotations

from datetime import UTC, tzinfo
from itertools import groupby
from operator import itemgetter
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from trailview.search.timeline import Timeline
from trailview.store.buckets import KINDS
from trailview.tui.bare_lines import BareLines
from trailview.tui.part_styles import PartStyles
from trailview.tui.timeline_lines import (
    FORMS,
    LABEL,
    TALL,
    UNREAD,
    UNREAD_MARK,
    Cell,
    Drawn,
    heading,
    one_line,
    room_for,
    tall_lines,
)
from trailview.tui.wrapping import cut_cells

_HERE: Final = "▲"
"""Stands below the bucket of the event that the table's cursor is on."""
_PARTS: Final = (*KINDS, LABEL, UNREAD)

Place = tuple[str, str, bool]
"""A character, what it is part of, and whether it is marked."""


class TimelinePane(Widget):
    """Draws a `Timeline`, and only the cells of it that have changed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--marked",
        *(f"timeline--{part}" for part in _PARTS),
    }
    DEFAULT_CSS = f"""
    TimelinePane {{
        height: 1; background: $surface; color: $foreground;
        &.-tall {{ height: {TALL}; }}
        & .timeline--label {{ color: $text-muted; }}
        & .timeline--unread {{ color: $text-muted; }}
        & .timeline--read {{ color: $text-muted; }}
        & .timeline--write {{ color: $text-accent; }}
        & .timeline--error {{ color: $text-error; }}
        & .timeline--marked {{ text-style: reverse; }}
        &:focus .timeline--label {{ color: $text-accent; }}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign,left", "move(-1)", "Earlier", id="timeline.earlier"),
        Binding("greater_than_sign,right", "move(1)", "Later", id="timeline.later"),
        Binding("home", "edge(0)", "The beginning", id="timeline.first"),
        Binding("end", "edge(-1)", "The end", id="timeline.last"),
        Binding("space", "begin", "Begin a span here, or drop it", id="timeline.begin"),
        Binding("enter", "choose", "Ask about the span alone", id="timeline.choose"),
        Binding("escape", "leave", "Back to one line", show=False),
    ]

    class SpanChosen(Message):
        """The question is to be asked about a span of seconds alone, both ends in it."""

        def __init__(self, first: int, last: int, text: str) -> None:
            super().__init__()
            self.first = first
            self.last = last
            self.text = text
            """The span in words."""

    class Left(Message):
        """The user has done with it."""

    class RoomChanged(Message):
        """There is room for another number of buckets."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._styles_cache = BareLines()
        self._part_style = PartStyles(self, "timeline")
        self._looks: dict[tuple[str, bool], Style] = {}
        """The styles of cells by what they are part of, and whether they are marked."""
        self._timeline: Timeline | None = None
        self._zone: tzinfo = UTC
        self._now = 0
        self._drawn = Drawn((), ())
        self._plain: list[list[Place]] = []
        """What is drawn, where nothing is marked."""
        self._painted: list[list[Place]] = []
        self._at_table: int | None = None
        """The time of the event at the table's cursor."""
        self._cursor: int | None = None
        """A second of the bucket at the cursor of the timeline itself."""
        self._anchor: int | None = None
        """A second of the bucket with which a span was begun."""
        self._is_tall = False
        self.can_focus = False

    @property
    def timeline(self) -> Timeline | None:
        """What is shown."""
        return self._timeline

    @property
    def is_tall(self) -> bool:
        """Whether it has several lines, and can have the focus."""
        return self._is_tall

    @is_tall.setter
    def is_tall(self, is_tall: bool) -> None:
        if is_tall == self._is_tall:
            return
        self._is_tall = self.can_focus = is_tall
        self.set_class(is_tall, "-tall")
        self._anchor = None
        self._cursor = self._at_table if is_tall else None
        self._lay_out()
        self.post_message(self.RoomChanged())

    @property
    def room(self) -> int:
        """For how many buckets there is room."""
        return room_for(self.size.width, is_tall=self._is_tall)

    def show(self, timeline: Timeline | None, zone: tzinfo, now: int) -> None:
        """Show another timeline, in times of `zone`; None for none at all."""
        self._timeline, self._zone, self._now = timeline, zone, now
        self._lay_out()

    def mark(self, time: int | None) -> None:
        """Say when the event at the table's cursor was."""
        before, self._at_table = self._at_table, time
        buckets = None if self._timeline is None else self._timeline.buckets
        if buckets is not None and buckets.place(before) != buckets.place(time):
            self._draw()

    # Drawing

    def _lay_out(self) -> None:
        """Work out the cells anew, but for what is marked."""
        draw = tall_lines if self._is_tall else one_line
        if self._timeline is None or not self.size.width:
            self._drawn = Drawn((((" ", ""),) * self.size.width,) * self._height, ())
        else:
            self._drawn = draw(self._timeline, self.size.width, self._zone, self._now)
        self._plain = [[(char, part, False) for char, part in line] for line in self._drawn.lines]
        self._draw()

    @property
    def _height(self) -> int:
        return TALL if self._is_tall else 1

    def _draw(self) -> None:
        """Have those cells drawn that are not as they were."""
        before, self._painted = self._painted, self._cells()
        if [len(line) for line in before] != [len(line) for line in self._painted]:
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, self._painted, strict=True)):
            changed = [
                x for x, (one, other) in enumerate(zip(old, new, strict=True)) if one != other
            ]
            if changed:
                self.refresh(Region(changed[0], y, changed[-1] + 1 - changed[0], 1))

    def _cells(self) -> list[list[Place]]:
        lines = [line.copy() for line in self._plain]
        timeline = self._timeline
        if timeline is None or not self._drawn.columns:
            return lines
        here = self._column(timeline.buckets.place(self._at_table))
        if not self._is_tall:
            if here is not None:
                char, part, _ = lines[0][here]
                lines[0][here] = char, part, True
            return lines
        axis = lines[-1]
        if here is not None:
            axis[here] = _HERE, LABEL, False
        first, last = self._span
        for x in range(self._drawn.columns[first], self._drawn.columns[last] + 1):
            axis[x] = *axis[x][:2], True
        told = heading(timeline, first, last, self._zone)
        lines[0] = [(char, part, False) for char, part in _headed(told, self.size.width)]
        return lines

    def _column(self, place: int | None) -> int | None:
        """In which cell a bucket stands; None where it does not show."""
        columns = self._drawn.columns
        if place is None or place >= len(columns) or columns[place] >= self.size.width:
            return None
        return columns[place]

    def render_line(self, y: int) -> Strip:
        if y >= len(self._painted):
            return Strip.blank(self.size.width, self._part_style.plain)
        runs = groupby(self._painted[y], itemgetter(1, 2))
        segments = [
            Segment("".join([cell[0] for cell in run]), self._looks.get(look) or self._style(*look))
            for look, run in runs
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self._part_style.plain)

    def _style(self, part: str, is_marked: bool) -> Style:
        style = self._part_style(part) if part else self._part_style.plain
        if is_marked:
            style += self._part_style("marked", partial=True)
        self._looks[part, is_marked] = style
        return style

    def notify_style_update(self) -> None:
        """Forget the styles of before."""
        super().notify_style_update()
        self._part_style.forget()
        self._looks.clear()

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()
        self.post_message(self.RoomChanged())

    # Moving

    @property
    def _span(self) -> tuple[int, int]:
        """The first and the last bucket chosen: one alone, unless a span was begun."""
        assert self._timeline is not None, "there is nothing to move in"
        places = [self._place(self._cursor)]
        if self._anchor is not None:
            places.append(self._place(self._anchor))
        return min(places), max(places)

    def _place(self, time: int | None) -> int:
        """The bucket of a second, or the nearest; the last for None."""
        assert self._timeline is not None, "there is nothing to move in"
        buckets = self._timeline.buckets
        if time is None:
            return buckets.places - 1
        return max(0, min((time - buckets.start) // buckets.step, buckets.places - 1))

    def _go(self, place: int) -> None:
        assert self._timeline is not None, "there is nothing to move in"
        buckets = self._timeline.buckets
        self._cursor = buckets.bounds(max(0, min(place, buckets.places - 1)))[0]
        self._draw()

    def action_move(self, step: int) -> None:
        if self._timeline is not None:
            self._go(self._place(self._cursor) + step)

    def action_edge(self, place: int) -> None:
        if self._timeline is not None:
            self._go(place % self._timeline.buckets.places)

    def action_begin(self) -> None:
        """Begin a span at the cursor, or drop the one begun."""
        if self._timeline is None:
            return
        is_begun = self._anchor is not None
        self._anchor = None if is_begun else self._timeline.buckets.bounds(self._span[0])[0]
        self._draw()

    def action_choose(self) -> None:
        if self._timeline is None:
            return
        first, last = self._span
        buckets = self._timeline.buckets
        text = heading(self._timeline, first, last, self._zone).partition(" · ")[0]
        start, end = buckets.bounds(first)[0], buckets.bounds(last)[1]
        self._anchor = None
        self.post_message(self.SpanChosen(start, end - 1, text))

    def action_leave(self) -> None:
        if self._anchor is not None:
            self.action_begin()
        else:
            self.post_message(self.Left())


def _headed(told: str, width: int) -> list[Cell]:
    """A line with what is told at its left, and what the forms mean at its right."""
    legend: list[Cell] = []
    for kind, form in FORMS.items():
        legend += [(form[-1], KINDS[kind]), *((char, LABEL) for char in f" {KINDS[kind]}  ")]
    legend += [(UNREAD_MARK, UNREAD), *((char, LABEL) for char in " not read ")]
    room = width - 1 - len(legend)
    if len(told) > room - 2:
        legend, room = [], width - 1
    left = f" {cut_cells(told, room)}".ljust(width - len(legend))
    return [*((char, LABEL) for char in left), *legend][:width]
