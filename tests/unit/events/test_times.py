"""Times in every form that records and envelopes use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.events.times import iso, seconds

NOON = 1_763_812_800  # 2025-11-22T12:00:00Z


@pytest.mark.parametrize(
    "value",
    [
        "2025-11-22T12:00:00Z",
        "2025-11-22 12:00:00",
        "2025-11-22 12:00:00Z",
        "2025-11-22 12:00:00.000000000",
        "2025-11-22T12:00:00.987Z",
        "20251122T120000Z",
        "2025-11-22T14:00:00+02:00",
        "2025-11-22 23:00:00+11:00",
        "2025-11-22T05:30:00-0630",
        NOON,
        float(NOON) + 0.5,
        NOON * 1000,
        str(NOON),
        f"{NOON}.0",
    ],
)
def test_forms(value: object) -> None:
    assert seconds(value) == NOON


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "foo",
        True,
        [],
        {},
        "2025-13-45T99:99:99Z",
        "2025-02-30T00:00:00Z",
        float("nan"),
        float("inf"),
        -1,
        12,
        "٢٠٢٥-١١-٢٢T١٢:٠٠:٠٠Z",
        10**30,
        "9" * 400,
    ],
)
def test_no_time(value: object) -> None:
    assert seconds(value) is None


@given(st.integers(946_684_800, 4_102_444_799))
def test_iso_reads_back(time: int) -> None:
    assert seconds(iso(time)) == time
