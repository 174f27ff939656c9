"""Rows of the event table as text that fits their columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from trailview.events.acts import Kind
from trailview.events.severity import Severity
from trailview.events.text import printable
from trailview.search.progress import Order
from trailview.store.rows import COUNT, Rows
from trailview.tui.columns import GAP, Column
from trailview.tui.wrapping import CUTS, cut_cells

if TYPE_CHECKING:
    from trailview.settings.marks import MarkKey

SEVERAL: Final = "several"
"""Stands where the events of a run differ."""
NOTED: Final = "≈"
"""Stands before an event of which its detail says something, such as that it was rebuilt."""
MARKED: Final = "★"
"""Stands before an event that is marked."""
_REMEMBERED: Final = 2_000
_TO_SECONDS: Final = 19
"""Characters of a time as ISO 8601 has it, without fractions and the zone."""
_PERSON: Final = Kind.PERSON.word
STYLE_NAMES: Final = {
    Severity.READ: "read",
    Severity.FAILED_READ: "failed-read",
    Severity.WRITE: "write",
    Severity.SENSITIVE: "sensitive",
    Severity.DESTRUCTIVE: "destructive",
    Severity.FAILED: "failed",
    Severity.ROOT: "root",
}
"""The component class `table--NAME` that colours a row."""


class Span(Enum):
    """What of the date each row has to say, as the header says the rest.

    The values are where that begins in a time as ISO 8601 has it.
    """

    DAY = 11
    YEAR = 5
    EVER = 0

    @property
    def width(self) -> int:
        """The cells that its times take."""
        return {Span.DAY: 11, Span.YEAR: 14, Span.EVER: 19}[self]

    def title(self, moment: datetime) -> str:
        """What the time column is headed: the day or the year that all rows share."""
        return {Span.DAY: f"{moment:%Y-%m-%d}", Span.YEAR: f"{moment:%Y}", Span.EVER: "Time"}[self]


def span_of(first: int | None, last: int | None, zone: tzinfo) -> tuple[Span, str]:
    """How to write the times from `first` to `last`, and the time column's title."""
    if first is None or last is None:
        return Span.EVER, "Time"
    one, other = (datetime.fromtimestamp(time, zone) for time in (first, last))
    if one.date() == other.date():
        span = Span.DAY
    else:
        span = Span.YEAR if one.year == other.year else Span.EVER
    return span, span.title(one)


def span_of_rows(rows: Rows, order: Order, zone: tzinfo) -> tuple[Span, str]:
    """How to write the times of rows, and the time column's title; whole where not by time."""
    if not len(rows) or order.column != "time":
        return Span.EVER, "Time"
    return span_of(rows.time(0), rows.time(len(rows) - 1), zone)


@lru_cache(maxsize=4096)
def time_text(time: int | None, zone: tzinfo, span: Span) -> str:
    """A time (seconds since 1970) in `zone`; a dash for an event without one."""
    if time is None:
        return "-"
    return datetime.fromtimestamp(time, zone).isoformat(" ")[span.value : _TO_SECONDS]


@lru_cache(maxsize=4096)
def fitted(text: str, width: int, cut: Callable[[str, int], str] = cut_cells) -> str:
    """Text made printable and exactly `width` cells wide, cut with an ellipsis."""
    if len(text) <= width and text.isascii() and text.isprintable():
        return text.ljust(width)
    shown = cut(printable(text), width)
    return shown + " " * (width - cell_len(shown))


def shown_texts(rows: Rows, position: int, columns: Sequence[str]) -> dict[str, str]:
    """What a row shows in each column but time and mark, as far as there is room.

    An address is left out where the actor is that address, as a service's is its name. A run
    of events shows nothing of its first that does not hold of all.
    """
    names = [name for name in columns if name not in ("time", "severity")]
    *shown, note = rows.texts(position, [*names, "note"])
    texts = dict(zip(names, shown, strict=True))
    if note and "event" in texts:
        texts["event"] = f"{NOTED} {texts['event']}"
    if (count := rows.count(position)) > 1:
        texts |= dict.fromkeys(told_apart(rows, position, names), SEVERAL)
        if "event" in texts:
            texts["event"] = f"{count:,}× {texts['event']}"
    if "ip" in texts and texts["ip"] == texts.get("actor"):
        texts["ip"] = ""
    return texts


def told_apart(rows: Rows, position: int, columns: Sequence[str]) -> Collection[str]:
    """Those of some columns in which the events that a row stands for differ."""
    if rows.count(position) < 2:
        return ()
    from trailview.store.folded import several

    return several(rows, position, columns)


def row_parts(
    rows: Rows,
    position: int,
    columns: Sequence[tuple[Column, int]],
    zone: tzinfo,
    span: Span,
    *,
    is_marked: bool = False,
) -> tuple[str, ...]:
    """One row's text column by column: each as wide as its column, behind a gap but for the first.

    A mark stands in the gap before the event, where it takes no room from a text; at the
    beginning where the event is not shown or is the first.
    """
    names = [column.name for column, _ in columns]
    texts = shown_texts(rows, position, names)
    texts["time"] = time_text(rows.time(position), zone, span)
    texts["severity"] = rows.severity(position).mark
    parts = [
        fitted(texts[column.name], width, CUTS.get(column.name, cut_cells))
        for column, width in columns
    ]
    parts[1:] = [" " * GAP + part for part in parts[1:]]
    if is_marked and parts:
        at = names.index("event") if "event" in names else 0
        kept = parts[at][GAP:] if at else fitted(parts[at], columns[0][1] - 1)
        parts[at] = f"{MARKED:>{GAP if at else 1}}{kept}"
    return tuple(parts)


class Line(NamedTuple):
    """One row as it is drawn."""

    parts: tuple[str, ...]
    """Its text column by column, with the gaps: see `row_parts`."""
    style: str
    """The component class that colours it, without `table--`."""
    by_person: bool
    """Whether a person acts, whose name stands out."""


class Lines:
    """Rows as lines, remembered by event as long as columns, zone and span stay the same."""

    def __init__(self) -> None:
        self._lines: dict[tuple[int, int], Line] = {}
        self._marked: frozenset[MarkKey] = frozenset()

    def set_marked(self, keys: frozenset[MarkKey]) -> None:
        """Draw a mark before these events."""
        self._marked = keys
        self.clear()

    def clear(self) -> None:
        """Forget all, as anything but the rows has changed."""
        self._lines.clear()

    def line(
        self,
        rows: Rows,
        position: int,
        columns: Sequence[tuple[Column, int]],
        zone: tzinfo,
        span: Span,
    ) -> Line:
        """What `row_parts` says, and how it looks, worked out once."""
        key = rows.key(position), rows.count(position)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            is_marked = bool(self._marked) and self._is_marked(rows, position)
            found = self._lines[key] = Line(
                row_parts(rows, position, columns, zone, span, is_marked=is_marked),
                STYLE_NAMES[rows.severity(position)],
                rows.texts(position, ["by"]) == [_PERSON],
            )
        return found

    def _is_marked(self, rows: Rows, position: int) -> bool:
        from trailview.search.handoff.keys import key_of

        return key_of(rows, position) in self._marked


def cell_text(rows: Rows, position: int, column: str, zone: tzinfo) -> str:
    """The whole text of one cell, as it is copied; empty where it stands for several."""
    if told_apart(rows, position, [column]):
        return ""
    if column == "severity":
        return rows.severity(position).label
    if column == "time":
        return time_text(rows.time(position), zone, Span.EVER)
    return rows.texts(position, [column])[0]


def header_line(columns: Sequence[tuple[Column, int]], order: Order) -> str:
    """The columns' titles, the one that rows are sorted by with an arrow.

    The number of a run's events stands in the column of their name, with `×` behind it.
    """
    titles = []
    arrow = "▼" if order.descending else "▲"
    marked = {order.column: arrow} if order.column != COUNT else {"event": f"×{arrow}"}
    for column, width in columns:
        title = column.title
        if mark := marked.get(column.name):
            title = f"{title[: max(width - len(mark), 0)]}{mark}"
        titles.append(fitted(title, width))
    return (" " * GAP).join(titles)
