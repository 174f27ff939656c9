"""The times of many events at once, against the time of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.events.block import NO_TIME
from trailview.events.clock import times_of
from trailview.events.times import iso, seconds

ODD = (
    "",
    "x",
    "1969-12-31T23:59:59Z",
    "2025-06-15 20:00:00Z",
    "2025-06-15T20:00:00+",
    "2025-06-15T29:61:00Z",
    "2025-06-15T2A:00:00Z",
    "2025-06-15T20:00:0é",
    "2025-06-31T00:00:00Z",
)


def one_by_one(texts: list[str | None]) -> list[int]:
    """The time of each text, or `NO_TIME`."""
    return [NO_TIME if (time := seconds(text)) is None else time for text in texts]


@given(st.lists(st.integers(1_750_000_000, 1_750_100_000).map(iso), min_size=1, max_size=30))
def test_times_of_one_day_or_two_are_those_of_each(texts: list[str | None]) -> None:
    assert [*times_of(texts)] == one_by_one(texts)


@pytest.mark.parametrize("odd", [*ODD, None])
def test_an_odd_time_is_read_beside_others_and_alone(odd: str | None) -> None:
    for texts in ([odd], [iso(1_750_000_000), odd, iso(1_750_000_059)]):
        assert [*times_of(texts)] == one_by_one(texts)


@pytest.mark.parametrize("at", [5, 19, 21])
def test_times_that_only_together_look_like_times_are_read_each(at: int) -> None:
    both = f"{iso(1_750_000_000)},{iso(1_750_000_059)}"
    for texts in ([both], [both[:at], both[at + 1 :]]):
        assert [*times_of([iso(1_750_000_000), *texts])] == one_by_one([iso(1_750_000_000), *texts])
