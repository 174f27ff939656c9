"""Which partitions a window, Regions and accounts come to, in each scheme of keys."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.plans.duck import metadata
from trailview.errors import PlanError
from trailview.events.times import seconds
from trailview.plans.athena.partitions import narrow
from trailview.plans.athena.table import TableShape, shape_of
from trailview.question.query import ALL_TIME, Window

ENUMS = {
    "projection.enabled": "true",
    "projection.account.type": "enum",
    "projection.account.values": "1, 2,3",
    "projection.region.type": "enum",
    "projection.region.values": "us-east-1,eu-west-1",
    "projection.date.type": "date",
    "projection.date.format": "yyyy-MM-dd-HH",
}
CALENDAR = ("region", "year", "month", "day")


def window(since: str | None, until: str | None) -> Window:
    return Window(*(seconds(f"{t}Z") if t else None for t in (since, until)))


def table(*keys: str, properties: dict[str, str] | None = None, **types: str) -> TableShape:
    found: dict[str, Any] = metadata(keys, properties)
    for key in found["PartitionKeys"]:
        key["Type"] = types.get(key["Name"], "string")
    return shape_of(found)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-11-20T10:00:00", "2026-11-20T11:00:00", [">= '2026/11/20'", "<= '2026/11/21'"]),
        ("2026-11-20T00:00:00", "2026-11-21T00:00:00", [">= '2026/11/20'", "<= '2026/11/21'"]),
        ("2026-12-31T10:00:00", "2027-01-01T00:00:01", [">= '2026/12/31'", "<= '2027/01/02'"]),
        ("2026-11-20T10:00:00", None, [">= '2026/11/20'"]),
        (None, "2026-11-20T10:00:00", ["<= '2026/11/21'"]),
    ],
)
def test_days_of_delivery(since: str | None, until: str | None, expected: list[str]) -> None:
    found = narrow(table("timestamp"), window(since, until), 0, (), ())
    assert found.conditions == [f'"timestamp" {text}' for text in expected]


def test_days_that_have_not_come_do_not_count() -> None:
    asked = window("2026-11-18T10:00:00", "2026-11-20T10:00:00")
    now = seconds("2026-11-20T10:00:00Z")
    assert now is not None
    assert narrow(table("timestamp"), asked, now, (), ()).days == 3
    assert narrow(table("timestamp"), asked, now + 864_000, (), ()).days == 4
    assert narrow(table("timestamp"), Window(asked.since, None), now, (), ()).days == 3
    assert narrow(table("timestamp"), asked, 0, (), ()).days == 4


def test_accounts_regions_and_a_date_in_its_own_format() -> None:
    shape = table("account", "region", "date", properties=ENUMS)
    assert shape.scheme == "account/region/date"
    found = narrow(shape, window("2026-11-20T10:00:00", "2026-11-20T11:00:00"), 0, ("x",), ())
    assert found.conditions == [
        "region = 'x'",
        "\"date\" >= '2026-11-20-00'",
        "\"date\" <= '2026-11-21-23'",
    ]
    assert found.partitions == 2 * 1 * 3


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (
            "2026-11-08T10:00:00",
            "2026-11-09T11:00:00",
            "(year = '2026' AND month = '11' AND day IN ('08', '8', '09', '9', '10'))",
        ),
        (
            "2025-12-31T10:00:00",
            "2027-01-01T00:00:00",
            "(year = '2026' OR (year = '2025' AND month = '12' AND day = '31') OR "
            "(year = '2027' AND month IN ('01', '1') AND day IN ('01', '1')))",
        ),
        (
            "2026-02-01T00:00:00",
            "2026-02-28T00:00:00",
            "(year = '2026' AND month IN ('02', '2'))",
        ),
        ("2026-02-01T00:00:00", None, "year >= '2026'"),
        (None, "2026-02-01T00:00:00", "year <= '2026'"),
    ],
)
def test_years_months_and_days(since: str | None, until: str | None, expected: str) -> None:
    assert narrow(table(*CALENDAR), window(since, until), 0, (), ()).conditions == [expected]


def test_numbers_are_written_as_numbers() -> None:
    shape = table(*CALENDAR, year="int", month="int", day="int")
    found = narrow(shape, window("2026-11-08T10:00:00", "2026-11-09T11:00:00"), 0, ("x",), ())
    assert found.conditions == [
        "region = 'x'",
        "(year = 2026 AND month = 11 AND day IN (8, 9, 10))",
    ]


@examples(40)
@given(st.integers(0, 900), st.integers(1, 900))
def test_the_calendar_holds_just_the_days(start: int, length: int) -> None:
    since = 1_700_000_000 + start * 86_400
    asked = Window(since, since + length * 86_400)
    (test,) = narrow(table("year", "month", "day"), asked, 0, (), ()).conditions
    found = duckdb.execute(
        "SELECT count(*), min(d), max(d) FROM (SELECT d, strftime(d, '%Y') AS year, "
        "strftime(d, '%m') AS month, strftime(d, '%d') AS day FROM (SELECT unnest(generate_series("
        f"DATE '2023-01-01', DATE '2029-01-01', INTERVAL 1 DAY)) AS d)) WHERE {test}"
    ).fetchone()
    assert found is not None
    count, first, last = found
    assert asked.until is not None
    assert count == (last - first).days + 1
    assert first.timestamp() == since // 86_400 * 86_400
    assert last.timestamp() == (asked.until - 1) // 86_400 * 86_400 + 86_400


@pytest.mark.parametrize(
    ("kind", "format_", "expected"),
    [
        ("string", "dd/MM/yyyy", []),
        ("string", "MM/yyyy", []),
        ("string", "yyyy/dd", []),
        ("string", "yyyyMMdd", ["dt >= '20261120'", "dt <= '20261121'"]),
        ("string", "yyyy-MM-dd'T'HH", ["dt >= '2026-11-20T00'", "dt <= '2026-11-21T23'"]),
        ("date", "yyyy-MM-dd", ["dt >= DATE '2026-11-20'", "dt <= DATE '2026-11-21'"]),
        ("bigint", "yyyyMMdd", []),
    ],
)
def test_date_formats(kind: str, format_: str, expected: list[str]) -> None:
    properties = {
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.format": format_,
    }
    asked = window("2026-11-20T10:00:00", "2026-11-20T11:00:00")
    found = narrow(table("dt", properties=properties, dt=kind), asked, 0, (), ())
    assert found.conditions == expected


@pytest.mark.parametrize("day", ["2026/11/20", "2026-11-21", "20261120", "2026/11/20/05"])
def test_listed_dates_are_told_by_their_digits(day: str) -> None:
    asked = window("2026-11-20T10:00:00", "2026-11-20T11:00:00")
    test = " AND ".join(narrow(table("dt", properties={}), asked, 0, (), ()).conditions)
    for value, expected in ((day, True), (day.replace("11", "12"), False)):
        assert duckdb.execute(f"SELECT {test} FROM (SELECT '{value}' AS dt)").fetchone() == (
            expected,
        )


def test_injected_keys_have_to_be_given() -> None:
    properties = {**ENUMS, "projection.account.type": "injected"}
    shape = table("account", "region", "date", properties=properties)
    with pytest.raises(PlanError, match="account"):
        narrow(shape, ALL_TIME, 0, (), ())
    found = narrow(shape, ALL_TIME, 0, (), ("111122223333",))
    assert found.conditions == ["account = '111122223333'"]
    odd = table("x", properties={"projection.enabled": "true", "projection.x.type": "injected"})
    with pytest.raises(PlanError, match="`x`"):
        narrow(odd, ALL_TIME, 0, ("r",), ("a",))


def test_all_time_needs_no_days() -> None:
    assert narrow(table("timestamp"), ALL_TIME, 1_763_812_800, (), ()).conditions == []
