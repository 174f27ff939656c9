"""The timeline above the panes: drawn, moved in, narrowed to a span; and going to a time."""

from __future__ import annotations

from datetime import UTC

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from tests.tui.fakes import NOW, main_screen, make_events, press, running, settle, shown, until
from tests.tui.stored import StoredSession
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import State

SIZES = ((80, 24), (120, 40), (200, 50))
LINE = 2
"""Of the screen, behind the header and the bar."""


@pytest.fixture
def session() -> StoredSession:
    return StoredSession(make_events(30))


def line(pilot: Pilot[int]) -> str:
    return shown(pilot).splitlines()[LINE]


def heading(pilot: Pilot[int]) -> str:
    return line(pilot).split("█ read")[0].strip()


async def counted(pilot: Pilot[int]) -> None:
    await until(pilot, lambda: main_screen(pilot).timeline.timeline is not None)
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_one_line_of_columns_among_labels(
    session: StoredSession, size: tuple[int, int]
) -> None:
    async with running(session, size=size) as pilot:
        await counted(pilot)
        timeline = main_screen(pilot).timeline.timeline
        assert timeline is not None
        assert sum(map(sum, timeline.counts)) == 30
        assert timeline.buckets.places <= main_screen(pilot).timeline.room < size[0]
        first = timeline.buckets.start
        assert first <= (main_screen(pilot).table.rows.time(29) or 0)
        assert len(line(pilot)) <= size[0]
        assert any(char in line(pilot) for char in "▁▂▃▄▅▆▇█⣀⣤⣶⣿╷╻│┃")


async def test_what_was_not_read_yet_is_visibly_unread(session: StoredSession) -> None:
    session.state = State.READING
    window = Question(window=Window(NOW - 86_400, NOW))
    async with running(session, window, size=(120, 40)) as pilot:
        await counted(pilot)
        assert "░░ not read yet ░░" in line(pilot)
        (search,) = session.searches
        search.become(State.DONE)
        await until(pilot, lambda: "not read" not in line(pilot))


async def test_a_span_is_chosen_asked_about_and_taken_back(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await counted(pilot)
        screen = main_screen(pilot)
        await press(pilot, "t")
        await counted(pilot)
        assert screen.timeline.has_focus
        assert screen.timeline.size.height == 7
        assert "▲" in shown(pilot).splitlines()[LINE + 6]
        newest = screen.timeline.timeline
        await press(pilot, "end", "space", "less_than_sign", "less_than_sign")
        told = heading(pilot)
        assert told == "2026-11-23 13:58:30 – 13:59:15 · 1 read, 0 writes, 0 errors"
        before = screen.asked
        await press(pilot, "enter")
        await counted(pilot)
        asked = screen.asked.question.window
        assert newest is not None
        step = newest.buckets.step
        assert asked == Window(newest.buckets.end - 3 * step, newest.buckets.end)
        assert screen.table.has_focus
        assert 0 < len(screen.table.rows) < 30
        await press(pilot, "left_square_bracket")
        assert screen.asked == before


async def test_t_and_escape_make_it_one_line_again(session: StoredSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        await counted(pilot)
        screen = main_screen(pilot)
        for leave in ("t", "escape"):
            await press(pilot, "t")
            assert (screen.timeline.has_focus, screen.timeline.size.height) == (True, 7)
            await press(pilot, leave)
            assert screen.table.has_focus
            assert screen.timeline.size.height == 1


async def test_the_place_of_the_cursor_is_marked_and_nothing_else_is_drawn(
    session: StoredSession,
) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await counted(pilot)
        pane = main_screen(pilot).timeline
        marked = [place for place, (*_, is_marked) in enumerate(pane._painted[0]) if is_marked]
        assert marked == [pane._drawn.columns[-1]]
        await press(pilot, "G")
        marked = [place for place, (*_, is_marked) in enumerate(pane._painted[0]) if is_marked]
        assert marked == [pane._drawn.columns[0]]


async def test_another_question_shows_nothing_of_the_answer_before(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await counted(pilot)
        screen = main_screen(pilot)
        session.state = State.READING
        screen.ask(lambda questions: questions.add_all(parse("user:nobody")))
        await until(pilot, lambda: screen.progress is not None and not len(screen.progress.rows))
        await settle(pilot)
        assert len(screen.table.rows) == 0
        assert screen.detail.event is None
        timeline = screen.timeline.timeline
        assert timeline is None or not any(map(sum, timeline.counts))


@pytest.mark.parametrize(
    ("typed", "position"),
    [("row 17", 16), ("ROW 3", 2), ("row 1,000", 29), ("1970-02-01", 29), ("now", 0)],
)
async def test_going_to_a_row_or_a_time(session: StoredSession, typed: str, position: int) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "at", *typed, "enter")
        await until(pilot, lambda: main_screen(pilot).table.position == position)


async def test_going_to_what_is_not_understood_is_refused_with_a_reason(
    session: StoredSession,
) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "at", *"noon", "enter")
        assert "A time was expected." in shown(pilot)
        await press(pilot, "escape")
        assert main_screen(pilot).table.position == 0


async def test_the_status_line_says_on_which_row_the_cursor_is(session: StoredSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        assert shown(pilot).splitlines()[-2].rstrip().endswith("row 1/30")
        await press(pilot, "G")
        assert shown(pilot).splitlines()[-2].rstrip().endswith("row 30/30")
        assert shown(pilot).splitlines()[-2].startswith(" done")


async def test_what_says_the_same_is_not_drawn_again(
    session: StoredSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await counted(pilot)
        pane = main_screen(pilot).timeline
        timeline = pane.timeline
        assert timeline is not None
        drawn: list[Region] = []
        monkeypatch.setattr(pane, "refresh", lambda *regions: drawn.extend(regions))
        pane.show(timeline._replace(), UTC, NOW)
        pane.mark(timeline.buckets.end - 1)
        assert drawn == [], "neither the columns nor the bucket of the cursor have changed"
        (first, *others) = timeline.counts
        pane.show(timeline._replace(counts=((0, 0, first[0] + 1), *others)), UTC, NOW)
        x = pane._drawn.columns[0]
        assert drawn == [Region(x, 0, 1, 1)]
