"""The timeline as cells: forms that tell kinds apart, labels, and what is unread."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import START
from trailview.search.timeline import Timeline
from trailview.store.buckets import ERROR, KINDS, READ, WRITE, Buckets, Counts, buckets_of
from trailview.tui.painted_lines import thumb
from trailview.tui.timeline_lines import (
    FORMS,
    TALL,
    Drawn,
    heading,
    labels,
    one_line,
    room_for,
    span_text,
    tall_lines,
    telling,
)
from trailview.tui.widgets.row_place import row_text

NOON = START - START % 86_400 + 43_200
counts = st.tuples(*[st.integers(0, 50)] * 3)


def of(made: list[Counts], step: int = 60, **changes: object) -> Timeline:
    buckets = Buckets(NOON, step, len(made))
    timeline = Timeline(buckets, tuple(made), (False,) * len(made))
    return timeline._replace(**changes)  # type: ignore[arg-type]  # members by their names


def text(drawn: Drawn, line: int = 0) -> str:
    return "".join(char for char, _ in drawn.lines[line])


def test_a_column_is_as_high_as_it_has_events_and_labels_stand_among_them() -> None:
    line = text(one_line(of([(n, 0, 0) for n in range(9)]), 40, UTC, NOON))
    assert line == " 12:00  ▁▂▃▄▅▆▇█".ljust(40)


def test_the_gravest_of_a_quarter_tells_how_a_column_looks() -> None:
    assert [telling(each) for each in [(9, 1, 0), (3, 1, 0), (3, 0, 1), (2, 1, 1)]] == [
        READ,
        WRITE,
        ERROR,
        ERROR,
    ]
    line = text(one_line(of([(8, 0, 0), (0, 8, 0), (0, 0, 8), (0, 0, 1)]), 40, UTC, NOON))
    assert line.split() == ["12:00", "█⣿┃╷"]


def test_forms_differ_by_kind_without_colour() -> None:
    every = [char for form in FORMS.values() for char in form]
    assert len(every) == len({*every})


@pytest.mark.parametrize(("goes_on", "note"), [(True, "not read yet"), (False, "not read")])
def test_what_is_unread_says_so_where_there_is_room(goes_on: bool, note: str) -> None:
    made = of([(0, 0, 0)] * 30 + [(1, 0, 0)] * 9, unread=(True,) * 39, goes_on=goes_on)
    line = text(one_line(made, 80, UTC, NOON))
    assert f"░ {note} ░" in line
    assert line.count("█") == 9, "what was found shows"
    before = text(one_line(made._replace(is_open=True), 120, UTC, NOON))
    assert before.startswith(f" ░░ {note} ░░ 12:00 ")


@given(st.lists(counts, min_size=1, max_size=190), st.sampled_from([80, 120, 200]))
def test_lines_are_as_wide_as_they_have_to_be(made: list[Counts], width: int) -> None:
    for is_tall, draw, height in ((False, one_line, 1), (True, tall_lines, TALL)):
        timeline = of(made[: room_for(width, is_tall=is_tall)])
        drawn = draw(timeline, width, UTC, NOON)
        assert [len(line) for line in drawn.lines] == [width] * height
        assert len(drawn.columns) == timeline.buckets.places
        assert max(drawn.columns) < width, "every bucket has its cell"


@given(st.lists(counts, min_size=1, max_size=30))
def test_a_tall_column_has_errors_below_and_reads_on_top(made: list[Counts]) -> None:
    drawn = tall_lines(of(made), 80, UTC, NOON)
    for x, each in zip(drawn.columns, made, strict=True):
        stack = [line[x][1] for line in reversed(drawn.lines[1:-1])]
        kinds = [KINDS.index(part) for part in stack if part]
        assert kinds == sorted(kinds, reverse=True)
        assert bool(kinds) == bool(sum(each))
        assert {kind for kind in kinds if not each[kind]} == set()


def test_the_heading_counts_what_is_chosen() -> None:
    made = of([(1, 0, 0), (1200, 2, 0), (0, 0, 1)], unread=(False, False, True), goes_on=True)
    assert heading(made, 1, 1, UTC).endswith(" 12:01 – 12:02 · 1,200 reads, 2 writes, 0 errors")
    assert heading(made, 0, 2, UTC).endswith("1,201 reads, 2 writes, 1 error · not read yet whole")


def test_spans_are_told_as_clocks_and_calendars_do() -> None:
    assert span_text(Buckets(NOON, 15, 9), 0, 0, UTC).endswith(" 12:00:00 – 12:00:15")
    days = span_text(Buckets(NOON - 43_200, 86_400, 9), 0, 1, UTC)
    assert len(days) == len("2026-11-01 – 2026-11-03")
    assert span_text(Buckets(10**15, 60, 1), 0, 0, UTC) == f"{10**15} – {10**15 + 60}"


@given(st.integers(0, 4 * 10**9), st.integers(0, 10**9), st.sampled_from([80, 120, 200]))
def test_labels_leave_room_for_all_columns(first: int, seconds: int, width: int) -> None:
    room = room_for(width, is_tall=False)
    buckets = buckets_of(first, first + seconds, room, UTC)
    texts = labels(buckets, width - 2 - buckets.places, UTC, NOON, are_below=False)
    assert 0 in texts
    taken = sum(len(each) + 2 for each in texts.values())
    assert taken <= width - 2 - buckets.places
    below = labels(buckets, width, UTC, NOON, are_below=True)
    cells = Counter(place + at for place, each in below.items() for at in range(len(each) + 1))
    assert max(cells.values()) == 1, "none runs into another"


@given(st.integers(1, 60), st.integers(0, 10_000), st.data())
def test_the_thumb_touches_an_end_only_where_that_shows(
    page: int, more: int, data: st.DataObject
) -> None:
    top = data.draw(st.integers(0, more))
    found = thumb(top, page, page + more)
    assert bool(found) == bool(more)
    if found and page > 3:
        assert 0 <= found.start < found.stop <= page
        length = len(found)
        assert (found.start == 0) == (top == 0) or page - length <= 1
        assert (found.stop == page) == (top == more) or page - length <= 1


def test_the_row_is_counted_from_one() -> None:
    assert row_text(0, 0) == ""
    assert row_text(2, 17) == "row 3/17  "
    assert len(row_text(0, 1_000_000)) == len(row_text(999_999, 1_000_000))
