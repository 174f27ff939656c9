"""Which span an answer is shown for, and what of it is unread."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from tests.make import START
from tests.progress import changed, reading_state
from trailview.backends.base import Problem
from trailview.question.query import ALL_TIME, Question, Window
from trailview.search.progress import Progress, State
from trailview.search.timeline import is_unread, span_of, timeline
from trailview.store.extent import Extent
from trailview.store.rows import no_rows

END = START + 3600
HALF = START + 1800


def progress(window: Window = ALL_TIME, state: State = State.READING, **changes: Any) -> Progress:
    """What a service has told so far."""
    base = Progress(Question((), window), no_rows(), state, reading_state(is_of_service=True))
    return changed(base, **changes)


@pytest.mark.parametrize(
    ("window", "found", "span"),
    [
        (Window(START, END), None, (START, END - 1)),
        (Window(START, END), (START + 5, START + 6), (START, END - 1)),
        (Window(START), None, (START, END)),
        (Window(START), (START + 5, END + 7), (START, END + 7)),
        (ALL_TIME, (START + 5, START + 6), (START + 5, START + 6)),
        (ALL_TIME, None, None),
        (Window(None, END), (START, HALF), (START, END - 1)),
        (Window(None, END), None, None),
    ],
)
def test_the_window_is_shown_whole_and_what_is_open_ends_with_events(
    window: Window, found: tuple[int, int] | None, span: tuple[int, int] | None
) -> None:
    assert span_of(progress(window), found, END) == span


def test_of_files_an_open_end_is_that_of_their_last_event() -> None:
    read = progress(Window(START), is_of_service=False, extent=Extent(1, 0, START, HALF))
    assert span_of(read, None, END) == (START, HALF)


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"covered": None}, [True, True]),
        ({"covered": Window(HALF, END)}, [True, False]),
        ({"covered": Window(HALF + 5, END)}, [True, True]),
        ({"covered": Window(START, END), "state": State.DONE}, [False, False]),
        ({"covered": None, "state": State.DONE}, [False, False]),
        ({"covered": None, "state": State.DONE, "can_go_on": True}, [True, True]),
        ({"covered": Window(HALF, END), "state": State.DONE, "clipped": True}, [True, False]),
        ({"covered": Window(HALF, END), "state": State.CANCELLED}, [True, False]),
        ({"covered": Window(HALF, END), "state": State.FAILED}, [True, False]),
    ],
)
def test_what_was_not_read_whole_is_unread(changes: dict[str, Any], unread: list[bool]) -> None:
    told = progress(Window(START, END), **changes)
    assert [is_unread(told, START, HALF), is_unread(told, HALF, END)] == unread


def test_what_is_not_asked_for_has_nothing_to_be_read() -> None:
    told = progress(Window(START, END), covered=None)
    assert not is_unread(told, START - 60, START)
    assert not is_unread(told, END, END + 60)
    assert is_unread(told, None, START + 1)


def test_a_window_without_events_is_shown_and_is_unread_until_it_is_read() -> None:
    reading = timeline(progress(Window(START, END), covered=None), 60, UTC, END)
    assert reading is not None
    assert reading.buckets.places == 60
    assert all(reading.unread)
    assert reading.goes_on
    done = timeline(progress(Window(START, END), State.DONE), 60, UTC, END)
    assert done is not None
    assert not any(done.unread)


def test_a_part_that_could_not_be_read_leaves_all_unread() -> None:
    problems = (Problem("us-east-1", "", "no"),)
    told = progress(Window(START, END), State.DONE, can_go_on=True, problems=problems)
    assert is_unread(told, START, END)
