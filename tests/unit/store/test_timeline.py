"""Events in buckets of time: as many as a plain count finds, of each kind."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import START, record, store
from trailview.store.buckets import KINDS, Buckets, buckets_of, floor_to, moment_of, nice_step
from trailview.store.timeline import counted, nearest, span
from trailview.store.view import View

BERLIN = ZoneInfo("Europe/Berlin")
NEXT_YEAR = START + 366 * 86_400

Made = tuple[int | None, bool, bool]
made_events = st.lists(
    st.tuples(st.none() | st.integers(0, 40), st.booleans(), st.booleans()), max_size=30
)


def view_of(made: list[Made], column: str = "time", descending: bool = True) -> View:
    """Events some seconds behind the start, which write or fail or do not."""
    records: list[dict[str, Any]] = []
    for number, (second, is_write, is_error) in enumerate(made):
        members: dict[str, Any] = {
            "eventID": f"{number:06x}00-0000-4000-8000-000000000000",
            "readOnly": not is_write,
            "eventName": "PutObject" if is_write else "GetObject",
            "eventTime": record(second or 0)["eventTime"] if second is not None else None,
        }
        if is_error:
            members["errorCode"] = "AccessDenied"
        records.append(record(second or 0, **members))
    snapshot = store(records).snapshot()
    return View.of(snapshot, np.arange(snapshot.count, dtype=np.int32), column, descending)


def kind_of(made: Made) -> int:
    _, is_write, is_error = made
    return KINDS.index("error" if is_error else "write" if is_write else "read")


@given(
    made_events,
    st.integers(-5, 30),
    st.integers(1, 20),
    st.integers(1, 12),
    st.sampled_from([("time", True), ("time", False), ("event", True)]),
)
def test_each_bucket_holds_what_a_plain_count_finds(
    made: list[Made], first: int, step: int, places: int, order: tuple[str, bool]
) -> None:
    buckets = Buckets(START + first, step, places)
    plain = Counter(
        (place, kind_of(each))
        for each in made
        if each[0] is not None and (place := buckets.place(START + each[0])) is not None
    )
    found = counted(view_of(made, *order), buckets)
    assert found == tuple(
        tuple(plain[place, kind] for kind in range(len(KINDS))) for place in range(places)
    )


@given(made_events)
def test_the_span_is_that_of_the_events_that_have_a_time(made: list[Made]) -> None:
    times = [START + second for second, *_ in made if second is not None]
    assert span(view_of(made)) == ((min(times), max(times)) if times else None)


@given(made_events, st.integers(-60, 60))
def test_no_event_is_nearer_than_the_nearest(made: list[Made], second: int) -> None:
    view = view_of(made)
    times = [START + at for at, *_ in made if at is not None]
    key = nearest(view, START + second)
    if key is None:
        assert not times
    else:
        time = view.snapshot.time(key)
        assert time is not None
        assert abs(time - START - second) == min(abs(at - START - second) for at in times)


@given(
    st.integers(0, NEXT_YEAR),
    st.integers(0, 10**9),
    st.integers(1, 300),
    st.sampled_from([UTC, BERLIN]),
)
def test_buckets_hold_all_seconds_and_are_no_more_than_wanted(
    first: int, seconds: int, most: int, zone: ZoneInfo
) -> None:
    last = first + seconds
    buckets = buckets_of(first, last, most, zone)
    assert 1 <= buckets.places <= most
    assert buckets.place(first) == 0
    assert buckets.place(last) == buckets.places - 1
    assert buckets.bounds(0)[0] == buckets.start == floor_to(first, buckets.step, zone)
    assert buckets.place(buckets.start - 1) is None
    assert buckets.place(buckets.end) is None


@pytest.mark.parametrize(
    ("seconds", "step"),
    [(0.2, 1), (61, 120), (140, 180), (5000, 7200), (86_400 * 300, 86_400 * 448)],
)
def test_steps_are_easy_to_tell(seconds: float, step: int) -> None:
    assert nice_step(seconds) == step


def test_days_begin_at_midnight_where_the_clocks_are() -> None:
    time = int(datetime(2026, 7, 14, 15, 30, tzinfo=BERLIN).timestamp())
    moment = moment_of(floor_to(time, 86_400, BERLIN), BERLIN)
    assert moment == datetime(2026, 7, 14, tzinfo=BERLIN)


def test_a_year_that_no_calendar_has_is_no_moment() -> None:
    assert moment_of(10**15, UTC) is None
    assert floor_to(10**15 + 7, 10, UTC) == 10**15


def test_without_events_there_is_nothing_to_count() -> None:
    assert counted(view_of([]), Buckets(START, 60, 3)) == ((0, 0, 0),) * 3
