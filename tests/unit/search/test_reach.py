"""What is said about how far the answer of a service reaches; and in the last line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from tests.make import START
from tests.progress import changed, reading_state
from trailview.backends.base import Problem, Tally
from trailview.backends.plain import PlainTable
from trailview.errors import CredentialsError
from trailview.events.text import counted
from trailview.question.query import Question, Window
from trailview.search.progress import Progress, State
from trailview.search.reach import clock, duration, price, reach_parts, size
from trailview.search.reading.shards import common
from trailview.search.reading.state import ShardProgress, ShardState
from trailview.store.extent import Extent
from trailview.store.rows import no_rows
from trailview.tui.widgets.status import fitted, status_parts

NOW = START + 3600
"""13:00 on the day of the tests' first event."""
HALF = Window(START + 1800, NOW)
READING = Progress(
    Question((), Window(START, NOW)),
    no_rows(),
    State.READING,
    reading_state(
        tally=Tally(records=2140, requests=20), covered=HALF, seconds=10.0, is_of_service=True
    ),
)

EXPIRED = CredentialsError("Expired", "They have expired.", "Log in.")


def line(**changes: Any) -> str:
    """The last line with all there is to say."""
    return fitted(status_parts(changed(READING, **changes), UTC, NOW), 500)


def test_while_reading_it_says_how_far_and_how_fast() -> None:
    assert line() == (
        "reading ▓▓▓▓▓░░░░░ 50% · ETA 0:10 · back to 12:30 · 0 match of 2,140 read · 2.0 req/s"
        " · Esc stops"
    )


def shard(share: float | None, **changes: Any) -> ShardProgress:
    """A part that has read so much of the window."""
    since = None if share is None else NOW - round(3600 * share)
    covered = None if since is None else Window(since, NOW)
    return replace(ShardProgress("", ShardState.READING, Tally(), covered), **changes)


@pytest.mark.parametrize(
    ("shares", "left"),
    [
        ((0.5, 0.9), "0:10"),
        ((0.9, 0.1, 1.0), "1:30"),
        ((0.5, None), None),
        ((0.5, 0.01), None),
        ((0.025, 1.0), "6:30"),
    ],
)
def test_the_slowest_part_tells_how_long_it_takes(
    shares: Sequence[float | None], left: str | None
) -> None:
    shards = [shard(share) for share in shares]
    covered = common([each.covered for each in shards])
    said = line(covered=covered, shards=tuple(shards))
    assert (f"ETA {left} " in said) if left else ("ETA" not in said)


@pytest.mark.parametrize(
    ("seconds", "text"), [(9, "0:09"), (60, "1:00"), (3599, "59:59"), (3900, "1:05:00")]
)
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_a_question_that_waits_for_credentials_says_so_and_how_it_goes_on() -> None:
    said = line(state=State.FAILED, error=EXPIRED, can_go_on=True)
    assert said == (
        "paused · needs credentials · read back to 12:30 · 0 match of 2,140 read · . reads on"
    )


def test_a_region_that_was_added_is_named() -> None:
    shards = (shard(0.5), shard(0.5, added="us-east-1"), shard(1.0, added="us-east-1"))
    assert "back to 12:30 · us-east-1 too · 0 match of " in line(shards=shards)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (
            1,
            "done · 1 file read · 1 event (1 duplicate folded) · 0 match · "
            "1 other file passed over",
        ),
        (
            2,
            "done · all 2 files read · 2 events (2 duplicates folded) · 0 match · "
            "2 other files passed over",
        ),
    ],
)
def test_one_is_not_several(count: int, said: str) -> None:
    tally = Tally(files=count, of_files=count, skipped=count)
    assert said == line(
        state=State.DONE, tally=tally, extent=Extent(count, count), is_of_service=False
    )
    going = line(tally=Tally(files=count), extent=Extent(count), is_of_service=False)
    assert going.startswith(
        f"reading · {counted(count, 'file')} read · {counted(count, 'event')} · "
    )


@pytest.mark.parametrize(("count", "said"), [(1, "1 row"), (2, "2 rows"), (0, "0 rows")])
def test_one_row_is_not_several(count: int, said: str) -> None:
    plain = PlainTable(("count",), (("7",),) * count)
    parts = reach_parts(changed(READING, question=Question(raw="x"), plain=plain), UTC, NOW)
    assert (5, said) in parts


def test_what_is_least_needed_goes_first_where_there_is_little_room() -> None:
    parts = status_parts(READING, UTC, NOW)
    assert (
        fitted(parts, 75)
        == "reading ▓▓▓▓▓░░░░░ 50% · ETA 0:10 · back to 12:30 · 2.0 req/s · Esc stops"
    )
    assert fitted(parts, 62) == "reading ▓▓▓▓▓░░░░░ 50% · ETA 0:10 · back to 12:30 · Esc stops"
    assert fitted(parts, 34) == "reading ▓▓▓▓▓░░░░░ 50% · ETA 0:10"
    assert fitted(parts, 1) == "reading ▓▓▓▓▓░░░░░ 50%"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"covered": None, "tally": Tally(phase="queued")}, "queued"),
        ({"state": State.CANCELLED}, "read back to 12:30"),
        ({"state": State.FAILED}, "read back to 12:30"),
        ({"state": State.FAILED, "error": EXPIRED}, "read back to 12:30"),
        ({"state": State.DONE}, "window read"),
        ({"state": State.DONE, "can_go_on": True}, "read back to 12:30"),
        ({"state": State.DONE, "can_go_on": True, "covered": None}, "read in part"),
        ({"state": State.DONE, "clipped": True}, "read back to 12:30, as far as it goes"),
        ({"state": State.DONE, "clipped": True, "covered": None}, "read, but clipped"),
    ],
)
def test_each_state_says_no_more_than_was_reached(changes: dict[str, Any], said: str) -> None:
    assert reach_parts(changed(READING, **changes), UTC, NOW)[0] == (2, said)


@pytest.mark.parametrize("state", [State.READING, State.CANCELLED, State.FAILED])
def test_nothing_is_said_of_a_reach_that_is_not_known(state: State) -> None:
    parts = reach_parts(changed(READING, state=state, covered=None), UTC, NOW)
    assert [text for _, text in parts] == ["0 match of 2,140 read"]


THROTTLED = Tally(records=5, waiting=2.0, is_throttled=True, phase="Throttled: again in 2.0 s")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "reading ▓▓▓▓▓░░░░░ 50%"),
        ({"covered": None}, "reading"),
        ({"tally": THROTTLED}, "throttled ▓▓▓▓▓░░░░░ 50%"),
        ({"tally": Tally(waiting=9.0, phase="no answer for 9 s")}, "reading ▓▓▓▓▓░░░░░ 50%"),
        ({"state": State.SCANNING}, "searching"),
        ({"state": State.SCANNING, "scanned": 3, "to_scan": 9}, "searching ▓▓▓░░░░░░░ 33%"),
        ({"state": State.CANCELLED}, "stopped by you"),
        ({"state": State.CANCELLED, "can_go_on": True}, "stopped by you, . reads on"),
        ({"state": State.FAILED}, "failed"),
        ({"state": State.FAILED, "error": EXPIRED}, "paused"),
        ({"state": State.DONE}, "done"),
        ({"state": State.DONE, "clipped": True}, "incomplete"),
        ({"state": State.DONE, "can_go_on": True}, "incomplete"),
        ({"state": State.DONE, "problems": (Problem("a", "", "b"),)}, "incomplete"),
    ],
)
def test_the_word_for_its_state_comes_first(changes: dict[str, Any], said: str) -> None:
    assert status_parts(changed(READING, **changes), UTC, NOW)[0] == (0, said)


def test_it_is_throttled_where_no_part_is_read() -> None:
    refused = shard(0.5, tally=THROTTLED)
    over = shard(1.0, state=ShardState.DONE)
    assert line(shards=(refused, over), tally=THROTTLED).startswith("throttled ")
    assert line(shards=(refused, shard(0.7)), tally=THROTTLED).startswith("reading ")


def files_read(done: int, **tally: Any) -> str:
    """What is said while files are read."""
    whole = Tally(files=done, of_files=91, **tally)
    return line(is_of_service=False, tally=whole, covered=None)


def test_files_that_are_searched_still_are_not_said_to_be_read() -> None:
    assert files_read(91) == "searching · all 91 files read · Esc stops"


def test_files_have_a_share_a_time_and_a_pace() -> None:
    told = files_read(30, bytes=25, of_bytes=100, records=5_000)
    assert told.startswith("reading ▓▓░░░░░░░░ 25% · ETA 0:30 · 30 of 91 files")
    assert told.endswith(" · 500 events/s · Esc stops")
    assert files_read(0) == "reading ░░░░░░░░░░ 0% · 0 of 91 files · Esc stops"


def test_throttling_and_cost_are_said_also_at_the_end() -> None:
    tally = Tally(records=5, requests=9, throttled=2, bytes=3_400_000_000, cost=0.017)
    assert line(tally=tally, state=State.DONE) == (
        "done · window read · 0 match of 5 read · throttled 2 × · 3.4 GB scanned, $0.02"
    )


def test_problems_and_how_to_go_on_are_said() -> None:
    problems = (Problem("us-east-1", "Access denied", "no"),)
    said = line(state=State.DONE, can_go_on=True, covered=None, problems=problems)
    assert said == "incomplete · read in part · 0 match of 2,140 read · 1 problem (!) · . reads on"


def test_a_service_that_has_said_nothing_yet_reads_no_files() -> None:
    assert line(covered=None, tally=Tally(), seconds=0.0) == "reading · Esc stops"


def test_no_share_is_said_of_a_window_without_a_beginning() -> None:
    assert changed(READING, question=Question()).share is None
    assert changed(READING, covered=Window(START - 9, NOW)).share == 1.0
    assert changed(READING, covered=Window(None, NOW)).share is None


def test_times_of_other_days_have_their_date() -> None:
    assert clock(START, UTC, NOW) == "12:00"
    assert clock(START - 86_400, UTC, NOW) == "11-21 12:00"
    assert clock(START - 366 * 86_400, UTC, NOW) == "2024-11-21 12:00"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_340_000, "12.3 MB"), (10**15, "1000.0 TB")],
)
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("dollars", "text"), [(0, "$0.00"), (0.004, "under $0.01"), (0.01, "$0.01"), (12.5, "$12.50")]
)
def test_prices(dollars: float, text: str) -> None:
    assert price(dollars) == text
