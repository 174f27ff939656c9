"""Times as people type them, across zones and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.errors import QuestionError
from trailview.question.query import ALL_TIME, Window
from trailview.question.when import PRESETS, parse_when, window

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
CAIRO = ZoneInfo("Africa/Cairo")
KATHMANDU = ZoneInfo("Asia/Kathmandu")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


NOW = at("2026-11-23T14:02:11+00:00")


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("15m", 900),
        ("4h", 14_400),
        ("2d1h20m", 2 * 86_400 + 4_800),
        ("1w", 604_800),
        ("90s", 90),
        ("0m", 0),
        (" 36h ", 129_600),
        ("1w2d3h4m5s", 604_800 + 2 * 86_400 + 3 * 3_600 + 245),
    ],
)
def test_back_from_now(text: str, back: int) -> None:
    assert parse_when(text, NOW, BERLIN) == NOW - back


def test_presets_are_times() -> None:
    hours = [(NOW - parse_when(preset, NOW, UTC)) / 3_600 for preset in PRESETS]
    assert hours == [0.25, 1, 4, 24, 7 * 24, 30 * 24, 90 * 24]


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-11-01", UTC, "2026-11-01T00:00:00+00:00"),
        ("2026-11-01", BERLIN, "2026-11-01T00:00:00+01:00"),
        ("2026-11-01T13:10", NEW_YORK, "2026-11-01T13:10:00-05:00"),
        ("2026-11-01 13:10:59", KATHMANDU, "2026-11-01T13:10:59+05:45"),
        ("2026-11-01T13:10Z", BERLIN, "2026-11-01T13:10:00+00:00"),
        ("2026-11-01t13:10:05.999z", BERLIN, "2026-11-01T13:10:05+00:00"),
        ("2026-11-01T13:10+05:30", BERLIN, "2026-11-01T13:10:00+05:30"),
        ("2026-11-01T13:10:00-0800", BERLIN, "2026-11-01T13:10:00-08:00"),
        ("2026-11-01T13:10+01", UTC, "2026-11-01T13:10:00+01:00"),
        ("2026", BERLIN, "2026-01-01T00:00:00+01:00"),
        ("2026-07", BERLIN, "2026-07-01T00:00:00+02:00"),
        ("2024-02-29", UTC, "2024-02-29T00:00:00+00:00"),
        ("now", BERLIN, "2026-11-23T14:02:11+00:00"),
        ("Today", BERLIN, "2026-11-23T00:00:00+01:00"),
        ("yesterday", NEW_YORK, "2026-11-22T00:00:00-05:00"),
        ("14:02", UTC, "2026-11-23T14:02:00+00:00"),
        ("14:02:11", UTC, "2026-11-23T14:02:11+00:00"),
        ("14:02:12", UTC, "2026-11-22T14:02:12+00:00"),
        ("14:03", UTC, "2026-11-22T14:03:00+00:00"),
        ("9:05", BERLIN, "2026-11-23T09:05:00+01:00"),
        ("00:00", KATHMANDU, "2026-11-23T00:00:00+05:45"),
    ],
)
def test_moments(text: str, zone: ZoneInfo, expected: str) -> None:
    assert parse_when(text, NOW, zone) == at(expected)


@pytest.mark.parametrize(
    ("text", "now", "zone", "expected"),
    [
        # Skipped by the clocks: as far after the change as it says.
        ("2026-03-29T02:30", NOW, BERLIN, "2026-03-29T03:30:00+02:00"),
        # Passed twice: the first.
        ("2026-10-25T02:30", NOW, BERLIN, "2026-10-25T02:30:00+02:00"),
        # The last such time: the second pass once it is over, the first while it is not.
        ("02:30", at("2026-10-25T04:00:00+01:00"), BERLIN, "2026-10-25T02:30:00+01:00"),
        ("02:30", at("2026-10-25T02:10:00+01:00"), BERLIN, "2026-10-25T02:30:00+02:00"),
        ("02:30", at("2026-10-25T02:10:00+02:00"), BERLIN, "2026-10-24T02:30:00+02:00"),
        # A day on which there was no such time is passed over.
        ("02:30", at("2026-03-29T12:00:00+02:00"), BERLIN, "2026-03-28T02:30:00+01:00"),
        # Days of 23 and 25 hours.
        ("yesterday", at("2026-03-30T00:10:00+02:00"), BERLIN, "2026-03-29T00:00:00+01:00"),
        ("yesterday", at("2026-10-26T00:10:00+01:00"), BERLIN, "2026-10-25T00:00:00+02:00"),
        # A day that begins at 01:00.
        ("today", at("2024-04-26T12:00:00+03:00"), CAIRO, "2024-04-26T01:00:00+03:00"),
        # A duration is exact, whatever the clocks do.
        ("1d", at("2026-03-29T12:00:00+02:00"), BERLIN, "2026-03-28T11:00:00+01:00"),
    ],
)
def test_changes_of_the_clocks(text: str, now: int, zone: ZoneInfo, expected: str) -> None:
    assert parse_when(text, now, zone) == at(expected)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 0),
        ("  ", 2),
        ("soon", 0),
        (" tomorrow", 1),
        ("-15m", 0),
        ("15", 2),
        ("15x", 2),
        ("1h 20m", 2),
        ("20m1h", 4),
        ("1h1h", 3),
        ("2dh", 2),
        ("1969", 0),
        ("2026x", 4),
        ("2026-13", 5),
        ("2026-1", 4),
        ("2026-13-01", 5),
        ("2026-02-30", 8),
        ("1969-12-31", 0),
        ("2026-11-01T", 10),
        ("2026-11-01T24:00", 11),
        (" 2026-11-01T13:60", 15),
        ("2026-11-01T13:10:61", 17),
        ("2026-11-01T13:10+24:00", 17),
        ("2026-11-01T13:10 CET", 17),
        ("2026-11-01Z", 10),
        ("25:00", 0),
        ("13:61", 3),
        ("13:10Z", 5),
        ("9999999w", 0),
        ("1970-01-01T00:00+01:00", 0),
        ("２h", 0),
    ],
)
def test_refused(text: str, column: int) -> None:
    with pytest.raises(QuestionError) as caught:
        parse_when(text, NOW, UTC)
    assert (caught.value.text, caught.value.column) == (text, column)
    assert "2d1h20m" in caught.value.hint


@given(st.integers(1_000_000_000, 2_000_000_000), st.sampled_from([UTC, BERLIN, NEW_YORK, CAIRO]))
def test_a_time_of_day_is_the_last_one(now: int, zone: ZoneInfo) -> None:
    shown = datetime.fromtimestamp(now, zone).strftime("%H:%M:%S")
    assert parse_when(shown, now, zone) == now
    found = parse_when("13:10", now, zone)
    assert now - 90_000 < found <= now
    assert datetime.fromtimestamp(found, zone).strftime("%H:%M") == "13:10"


def test_window() -> None:
    assert window(None, None, NOW, UTC) == ALL_TIME
    assert window("4h", None, NOW, UTC) == Window(NOW - 14_400, None)
    assert window(None, "today", NOW, UTC) == Window(None, at("2026-11-23T00:00:00+00:00"))
    assert window("yesterday", "today", NOW, UTC) == Window(
        at("2026-11-22T00:00:00+00:00"), at("2026-11-23T00:00:00+00:00")
    )


@pytest.mark.parametrize(("since", "until"), [("1h", "1h"), ("1h", "2h"), ("now", "today")])
def test_an_empty_window_is_refused(since: str, until: str) -> None:
    with pytest.raises(QuestionError) as caught:
        window(since, until, NOW, UTC)
    assert caught.value.text == until
    assert since in caught.value.message


def test_a_window_says_which_side_is_not_understood() -> None:
    with pytest.raises(QuestionError) as caught:
        window("1h", "soon", NOW, UTC)
    assert caught.value.text == "soon"
