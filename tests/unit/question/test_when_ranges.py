"""Days by name, ranges and spans around a moment, across zones and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.errors import QuestionError
from trailview.question.query import Window
from trailview.question.when import parse_since, parse_when, window

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES = st.sampled_from([UTC, BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("Africa/Cairo")])
NOWS = st.integers(1_000_000_000, 2_000_000_000)
CLOCKS = st.times().map(lambda clock: clock.strftime("%H:%M"))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


NOW = at("2026-11-23T14:02:11+00:00")
"""A Monday."""


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("yesterday 22:00", BERLIN, "2026-11-22T22:00:00+01:00"),
        ("Yesterday  9:05:30", UTC, "2026-11-22T09:05:30+00:00"),
        ("today 9:00", NEW_YORK, "2026-11-23T09:00:00-05:00"),
        ("today 23:00", UTC, "2026-11-23T23:00:00+00:00"),
        ("mon 9:00", UTC, "2026-11-23T09:00:00+00:00"),
        ("mon 15:00", UTC, "2026-11-16T15:00:00+00:00"),
        ("mon 15:00", BERLIN, "2026-11-23T15:00:00+01:00"),
        ("Monday", UTC, "2026-11-23T00:00:00+00:00"),
        ("TUE 9:00", UTC, "2026-11-17T09:00:00+00:00"),
        ("sunday 00:00", UTC, "2026-11-22T00:00:00+00:00"),
        ("2026-11-23 22:00", BERLIN, "2026-11-23T22:00:00+01:00"),
        ("2026-11-23  9:00", BERLIN, "2026-11-23T09:00:00+01:00"),
        ("2026-11-23 22:00-03:00", BERLIN, "2026-11-23T22:00:00-03:00"),
    ],
)
def test_moments(text: str, zone: tzinfo, expected: str) -> None:
    assert parse_when(text, NOW, zone) == at(expected)
    assert window(text, None, NOW, zone) == Window(at(expected), None)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        # Skipped by the clocks: as far after the change as it says. Passed twice: the first.
        ("yesterday 02:30", "2026-03-30T12:00:00+02:00", "2026-03-29T03:30:00+02:00"),
        ("sun 02:30", "2026-03-30T12:00:00+02:00", "2026-03-29T03:30:00+02:00"),
        ("sun 02:30", "2026-10-26T12:00:00+01:00", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_days_on_which_the_clocks_change(text: str, now: str, expected: str) -> None:
    assert parse_when(text, at(now), BERLIN) == at(expected)


@pytest.mark.parametrize(
    ("text", "zone", "since", "until"),
    [
        ("9:00-10:30", UTC, "2026-11-23T09:00:00+00:00", "2026-11-23T10:30:00+00:00"),
        ("9:00 – 10:30", BERLIN, "2026-11-23T09:00:00+01:00", "2026-11-23T10:30:00+01:00"),
        ("14:00-15:00", UTC, "2026-11-23T14:00:00+00:00", "2026-11-23T15:00:00+00:00"),
        ("15:00-16:00", UTC, "2026-11-22T15:00:00+00:00", "2026-11-22T16:00:00+00:00"),
        ("22:00-02:00", UTC, "2026-11-22T22:00:00+00:00", "2026-11-23T02:00:00+00:00"),
        ("9:00-9:00", UTC, "2026-11-23T09:00:00+00:00", "2026-11-24T09:00:00+00:00"),
        ("yesterday 22:00-23:30", UTC, "2026-11-22T22:00:00+00:00", "2026-11-22T23:30:00+00:00"),
        ("fri 9:00-mon 9:00", UTC, "2026-11-20T09:00:00+00:00", "2026-11-23T09:00:00+00:00"),
        ("wed-fri", UTC, "2026-11-18T00:00:00+00:00", "2026-11-20T00:00:00+00:00"),
        ("yesterday-today", UTC, "2026-11-22T00:00:00+00:00", "2026-11-23T00:00:00+00:00"),
        ("9:00-now", UTC, "2026-11-23T09:00:00+00:00", "2026-11-23T14:02:11+00:00"),
        ("4h-2h", UTC, "2026-11-23T10:02:11+00:00", "2026-11-23T12:02:11+00:00"),
        ("2026-11-01 - 2026-11-03", UTC, "2026-11-01T00:00:00+00:00", "2026-11-03T00:00:00+00:00"),
        ("2026-11-01–2026-11-03", UTC, "2026-11-01T00:00:00+00:00", "2026-11-03T00:00:00+00:00"),
        ("2026-11-01 22:00 - 2:00", UTC, "2026-11-01T22:00:00+00:00", "2026-11-02T02:00:00+00:00"),
        # A time of day is in the zone of the beginning.
        (
            "2026-11-01T22:00+09:00 - 23:00",
            BERLIN,
            "2026-11-01T22:00:00+09:00",
            "2026-11-01T23:00:00+09:00",
        ),
        (
            "@2026-11-23T12:00±15m",
            BERLIN,
            "2026-11-23T11:45:00+01:00",
            "2026-11-23T12:15:00+01:00",
        ),
        ("@2026-11-23T12:00+-15m", UTC, "2026-11-23T11:45:00+00:00", "2026-11-23T12:15:00+00:00"),
        (
            "@2026-11-23T12:00+02:00+/-1h30m",
            UTC,
            "2026-11-23T10:30:00+02:00",
            "2026-11-23T13:30:00+02:00",
        ),
        ("@ 12:00 ± 5m", UTC, "2026-11-23T11:55:00+00:00", "2026-11-23T12:05:00+00:00"),
        ("@yesterday 22:00±1d", UTC, "2026-11-21T22:00:00+00:00", "2026-11-23T22:00:00+00:00"),
    ],
)
def test_ranges(text: str, zone: tzinfo, since: str, until: str) -> None:
    assert window(text, None, NOW, zone) == Window(at(since), at(until))


@pytest.mark.parametrize(
    ("text", "now", "since", "until"),
    [
        ("01:00-02:30", "2026-03-29T12:00", "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"),
        ("01:00-03:00", "2026-03-29T12:00", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"),
        ("sun 01:00-02:30", "2026-10-26T12:00", "2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),
        # From the first pass to the second.
        ("sun 02:50-02:10", "2026-10-26T12:00", "2026-10-25T02:50+02:00", "2026-10-25T02:10+01:00"),
    ],
)
def test_ranges_on_days_on_which_the_clocks_change(
    text: str, now: str, since: str, until: str
) -> None:
    seconds = int(datetime.fromisoformat(now).replace(tzinfo=BERLIN).timestamp())
    assert window(text, None, seconds, BERLIN) == Window(at(since), at(until))


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("yesterday 22", 10, "time of day"),
        ("yesterday noon", 10, "time of day"),
        ("yesterday22:00", 9, "time of day"),
        ("mon 25:00", 4, "hour from 00 to 23"),
        ("mon 9:00 sharp", 8, "end here"),
        ("now 9:00", 3, "end here"),
        ("moon 9:00", 0, "A time was expected"),
        ("9:00-", 5, "A time was expected"),
        ("9:00-later", 5, "A time was expected"),
        ("9:00-10:70", 8, "minute"),
        ("9:00-10:30-11:00", 10, "end here"),
        ("2h-4h", 3, "after the range's beginning"),
        ("now-now", 4, "after the range's beginning"),
        ("2026-11-03 - 2026-11-01", 13, "after the range's beginning"),
        ("@", 1, "±"),
        ("@12:00", 6, "±"),
        ("@±5m", 1, "A time was expected"),
        ("@12:00±", 7, "A number"),
        ("@12:00±5", 8, "A unit"),
        ("@12:00±0m", 7, "longer than nothing"),
        ("@noon±5m", 1, "A time was expected"),
        ("@12:00±9999999w", 7, "after 1970"),
        (" @12:61±5m", 5, "minute"),
    ],
)
def test_refused(text: str, column: int, told: str) -> None:
    with pytest.raises(QuestionError) as caught:
        window(text, None, NOW, UTC)
    assert (caught.value.text, caught.value.column) == (text, column)
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("since", "until", "column"),
    [("9:00-10:00", "11:00", 0), ("1h", "9:00-10:30", 4), ("1h", "@12:00±5m", 0)],
)
def test_both_ends_stand_in_the_beginning_alone(since: str, until: str, column: int) -> None:
    with pytest.raises(QuestionError) as caught:
        window(since, until, NOW, UTC)
    assert (caught.value.text, caught.value.column) == (until, column)


@given(NOWS, ZONES, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), CLOCKS)
def test_a_day_of_the_week_is_the_last_such(now: int, zone: tzinfo, day: str, clock: str) -> None:
    found = parse_when(f"{day} {clock}", now, zone)
    assert now - 7 * 86_400 - 3_600 < found <= now
    shown = datetime.fromtimestamp(found, zone)
    assert shown.strftime("%a").lower() == day
    # A time that the clocks skip is up to an hour later.
    assert shown.strftime("%H:%M") >= clock


@given(NOWS, ZONES, CLOCKS, CLOCKS)
def test_a_range_of_times_is_the_last_one_that_has_begun(
    now: int, zone: tzinfo, since: str, until: str
) -> None:
    start, end = parse_since(f"{since}-{until}", now, zone)
    assert start == parse_when(since, now, zone)
    assert end is not None
    assert start < end <= start + 25 * 3_600
    shown = datetime.fromtimestamp(end, zone)
    assert shown.strftime("%H:%M") == until or _is_skipped(shown, until)


def _is_skipped(shown: datetime, clock: str) -> bool:
    """Whether the clocks never show this time on the day."""
    hour, minute = map(int, clock.split(":"))
    written = shown.replace(hour=hour, minute=minute, fold=0)
    back = datetime.fromtimestamp(written.timestamp(), shown.tzinfo)
    return back.strftime("%H:%M") != clock and back == shown


@given(NOWS, ZONES, st.integers(1, 10_000))
def test_around_is_as_wide_before_as_after(now: int, zone: tzinfo, minutes: int) -> None:
    shown = datetime.fromtimestamp(now, zone).strftime("%Y-%m-%dT%H:%M:%S")
    middle = parse_when(shown, now, zone)
    width = int(timedelta(minutes=minutes).total_seconds())
    for sign in ("±", "+-"):
        text = f"@{shown}{sign}{minutes}m"
        assert parse_since(text, now, zone) == (middle - width, middle + width)


@given(st.text("@±+-– 012:9TZmonyesterday2026wh", max_size=20), NOWS, ZONES)
def test_whatever_is_typed_is_a_window_or_refused_with_a_place_in_it(
    text: str, now: int, zone: tzinfo
) -> None:
    column = 0
    try:
        span = window(text, None, now, zone)
    except QuestionError as error:
        column = error.column
    else:
        assert span.since is not None
        assert span.until is None or span.since < span.until
    assert 0 <= column <= len(text)
