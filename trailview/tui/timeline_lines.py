"""The timeline as lines of cells: labels of time, and columns that tell by form what they count.

Reads are solid, writes dotted and errors thin, so that they are told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from math import ceil
from typing import Final

from trailview.events.text import counted
from trailview.frozen import Frozen
from trailview.search.timeline import Timeline
from trailview.store.buckets import (
    ERROR,
    KINDS,
    READ,
    WRITE,
    Buckets,
    Counts,
    floor_to,
    moment_of,
    next_step,
    nice_step,
)

TALL: Final = 7
"""Lines of the tall timeline: a heading, columns, and the axis below them."""
UNREAD: Final = "unread"
LABEL: Final = "label"
UNREAD_MARK: Final = "░"
FORMS: Final = {READ: "▁▂▃▄▅▆▇█", WRITE: "⣀⣤⣶⣿", ERROR: "╷╻│┃"}
"""How a column of each kind looks, from the lowest to the highest in a cell."""

_BARS: Final = TALL - 2
_EIGHTHS: Final = 8
_MARGIN: Final = 1
_TELLING: Final = 0.25
"""The share of a bucket from which the graver kind gives its column the form."""
_NOT_YET: Final = " not read yet "
_NOT: Final = " not read "
_MINUTE: Final = 60
_DAY: Final = 86_400
_BETWEEN: Final = 8
"""Buckets between two labels at least."""

Cell = tuple[str, str]
"""A character, and the name of what it is part of: a kind, `label`, `unread`, or nothing."""
_BLANK: Final[Cell] = (" ", "")


class Drawn(Frozen):
    """Lines of as many cells as are wide, and in which cell each bucket stands."""

    lines: tuple[tuple[Cell, ...], ...]
    columns: tuple[int, ...]


def room_for(width: int, *, is_tall: bool) -> int:
    """For how many buckets there is room in so many cells, with labels among or below them."""
    room = width - 2 * _MARGIN
    return max(1, room if is_tall else room - 8 * max(2, width // 30))


# Labels


def labels(
    buckets: Buckets, room: int, zone: tzinfo, now: int, *, are_below: bool
) -> dict[int, str]:
    """Texts for the buckets that have one: as many as fit among them in `room` cells.

    With `are_below` they stand below their buckets, and must not run into each other.
    """
    step = nice_step(buckets.step * _BETWEEN)
    while True:
        found = _labels(buckets, step, zone, now)
        taken = sum(len(text) + 2 for text in found.values())
        fits = _stand_apart(found) if are_below else taken <= room
        if fits or len(found) <= 1:
            return found
        step = next_step(step)


def _stand_apart(texts: dict[int, str]) -> bool:
    """Whether each text ends before the next one begins."""
    ends = [place + len(text) for place, text in texts.items()]
    return all(end < place for end, place in zip(ends, list(texts)[1:], strict=False))


def _labels(buckets: Buckets, step: int, zone: tzinfo, now: int) -> dict[int, str]:
    """The first bucket's, and those of the buckets in which a whole `step` begins."""
    found: dict[int, str] = {}
    before, last = moment_of(now, zone), -_BETWEEN
    time = buckets.start
    while time < buckets.end:
        place = (time - buckets.start) // buckets.step
        moment = moment_of(buckets.bounds(place)[0], zone)
        if moment is not None and place - last >= _BETWEEN:
            found[place] = _text(moment, before, step)
            before, last = moment, place
        time = floor_to(time, step, zone) + step
    return found


def _text(moment: datetime, before: datetime | None, step: int) -> str:
    """A moment, without what the one before says already."""
    clock = "" if step >= _DAY else f"{moment:%H:%M:%S}" if step % _MINUTE else f"{moment:%H:%M}"
    if before is not None and clock and moment.date() == before.date():
        return clock
    is_year_known = before is not None and moment.year == before.year
    day = f"{moment:%m-%d}" if is_year_known else f"{moment.year:04}-{moment:%m-%d}"
    return f"{day} {clock}".rstrip()


# One line


def one_line(timeline: Timeline, width: int, zone: tzinfo, now: int) -> Drawn:
    """The timeline in one line, labels among its columns."""
    buckets = timeline.buckets
    top = max((sum(counts) for counts in timeline.counts), default=0)
    room = width - 2 * _MARGIN - buckets.places
    before = _open_end(timeline, room)
    texts = labels(buckets, room - len(before), zone, now, are_below=False)
    cells = [_BLANK] * _MARGIN + [(each, UNREAD) for each in before]
    columns: list[int] = []
    drawn = [
        _column(counts, top, is_unread=unread)
        for counts, unread in zip(timeline.counts, timeline.unread, strict=True)
    ]
    for place, column in enumerate(drawn):
        is_amid_unread = place > 0 and drawn[place - 1][1] == column[1] == UNREAD
        if place in texts and not is_amid_unread:
            gap = " " if place else ""
            cells += [(each, LABEL) for each in f"{gap}{texts[place]} "]
        columns.append(len(cells))
        cells.append(column)
    cells = _noted(cells, _NOT_YET if timeline.goes_on else _NOT)
    return Drawn((_fitted(cells, width),), tuple(columns))


def _open_end(timeline: Timeline, room: int) -> str:
    """What stands for the time before the first bucket, where that may not be read."""
    if not timeline.is_open:
        return ""
    note = _NOT_YET if timeline.goes_on else _NOT
    long = f"{UNREAD_MARK * 2}{note}{UNREAD_MARK * 2} "
    return long if len(long) + 16 <= room else f"{UNREAD_MARK * 2} "


def _column(counts: Counts, top: int, *, is_unread: bool) -> Cell:
    total = sum(counts)
    if not total:
        return (UNREAD_MARK, UNREAD) if is_unread else _BLANK
    kind = telling(counts)
    form = FORMS[kind]
    return form[max(1, -(-total * len(form) // top)) - 1], KINDS[kind]


def telling(counts: Counts) -> int:
    """The kind that a bucket is drawn as: the gravest that makes up a quarter of it."""
    least = sum(counts) * _TELLING
    return next((kind for kind in (ERROR, WRITE) if counts[kind] >= least), READ)


def _noted(cells: Sequence[Cell], note: str) -> list[Cell]:
    """The cells, with a note in the middle of the longest run of what is unread."""
    start = best = length = 0
    for place, (char, _) in enumerate([*cells, _BLANK]):
        if char == UNREAD_MARK:
            length += 1
            continue
        if length > best:
            best, start = length, place - length
        length = 0
    noted = list(cells)
    if best >= len(note) + 2:
        at = start + (best - len(note)) // 2
        noted[at : at + len(note)] = [(each, UNREAD) for each in note]
    return noted


def _fitted(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*cells[:width], *[_BLANK] * (width - len(cells)))


# Several lines


def tall_lines(timeline: Timeline, width: int, zone: tzinfo, now: int) -> Drawn:
    """The timeline's columns, errors below and reads on top, and the axis.

    The heading, which is the first line, is left empty.
    """
    buckets = timeline.buckets
    top = max((sum(counts) for counts in timeline.counts), default=0)
    stacks = [
        _stack(counts, top, is_unread=unread)
        for counts, unread in zip(timeline.counts, timeline.unread, strict=True)
    ]
    note = _NOT_YET if timeline.goes_on else _NOT
    lines = [(_BLANK,) * width]
    for height in range(_BARS - 1, -1, -1):
        cells = [_BLANK] * _MARGIN + [stack[height] for stack in stacks]
        lines.append(_fitted(_noted(cells, note) if height == _BARS // 2 else cells, width))
    axis = [_BLANK] * width
    for place, text in labels(buckets, width, zone, now, are_below=True).items():
        axis[_MARGIN + place : _MARGIN + place + len(text)] = [(each, LABEL) for each in text]
    lines.append(_fitted(axis, width))
    return Drawn(tuple(lines), tuple(range(_MARGIN, _MARGIN + buckets.places)))


def _stack(counts: Counts, top: int, *, is_unread: bool) -> list[Cell]:
    """A column's cells from the lowest on: of each kind that occurs one at least, if they do."""
    total = sum(counts)
    if not total:
        return [(UNREAD_MARK, UNREAD) if is_unread else _BLANK] * _BARS
    height = max(1, -(-total * _BARS * _EIGHTHS // top))
    cells = -(-height // _EIGHTHS)
    stack: list[Cell] = []
    for kind in (ERROR, WRITE, READ):
        # The graver kinds stand below in cells of their own, the last of them not quite full.
        filled = counts[kind] * height / total if kind != READ else height - len(stack) * _EIGHTHS
        while filled > 0 and len(stack) < cells:
            stack.append((_form(kind, min(filled, _EIGHTHS)), KINDS[kind]))
            filled -= _EIGHTHS
    return stack + [_BLANK] * (_BARS - len(stack))


def _form(kind: int, eighths: float) -> str:
    """A cell of a kind, filled up to so many eighths."""
    form = FORMS[kind]
    return form[ceil(eighths * len(form) / _EIGHTHS) - 1]


def heading(timeline: Timeline, first: int, last: int, zone: tzinfo) -> str:
    """What there is from one bucket to another, both included, in words."""
    inside = timeline.counts[first : last + 1]
    kinds = [
        counted(sum(counts[kind] for counts in inside), name) for kind, name in enumerate(KINDS)
    ]
    told = f"{span_text(timeline.buckets, first, last, zone)} · {', '.join(kinds)}"
    is_unread = any(timeline.unread[first : last + 1])
    note = _NOT_YET if timeline.goes_on else _NOT
    return f"{told} ·{note.rstrip()} whole" if is_unread else told


def span_text(buckets: Buckets, first: int, last: int, zone: tzinfo) -> str:
    """From when to when some buckets are, as a clock and a calendar show it."""
    start, end = buckets.bounds(first)[0], buckets.bounds(last)[1]
    one, other = moment_of(start, zone), moment_of(end, zone)
    if one is None or other is None:
        return f"{start} – {end}"
    seconds = ":%S" if buckets.step % _MINUTE else ""
    day = "%Y-%m-%d"
    if buckets.step >= _DAY and not (one.hour or one.minute):
        return f"{one:{day}} – {other:{day}}"
    until = f"%H:%M{seconds}" if one.date() == other.date() else f"{day} %H:%M{seconds}"
    return f"{one:{day} %H:%M{seconds}} – {other:{until}}"
