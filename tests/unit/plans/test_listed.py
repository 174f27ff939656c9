"""Partitions that are listed: how Glue is asked for them, and which days they are of."""

from __future__ import annotations

from datetime import date

import pytest

from tests.make import START
from trailview.plans.athena.listed import listed_partitions
from trailview.plans.athena.partitions import Days
from trailview.plans.athena.table import TableShape, shape_of
from trailview.question.query import ALL_TIME, Window

DAY = 86_400
WEEK = Window(START, START + 2 * DAY)
FIRST, LAST = date(2025, 11, 22), date(2025, 11, 24)


def table(keys: str, **properties: str) -> TableShape:
    """A table with keys, `name` or `name:type`."""
    parts = [key.partition(":") for key in keys.split()]
    listed = [{"Name": name, "Type": kind or "string"} for name, _, kind in parts]
    return shape_of({"Name": "t", "PartitionKeys": listed, "Parameters": properties})


@pytest.mark.parametrize(
    ("keys", "expression"),
    [
        ("dt", "dt IN ('2025/11/24', '2025-11-24', '20251124')"),
        ("dt:date", "dt >= DATE '2025-11-24' AND dt <= DATE '2025-11-24'"),
        ("year month day", "(year = '2025' AND month = '11' AND day = '24')"),
        ("year:int month:int", "(year = 2025 AND month = 11)"),
        ("region dt", "region = 'us-east-1' AND dt IN ('2025/11/24', '2025-11-24', '20251124')"),
    ],
)
def test_one_day_is_asked_for(keys: str, expression: str) -> None:
    listed = listed_partitions(table(keys), WEEK, 0, ["us-east-1"], [])
    assert listed is not None
    assert listed.last == LAST
    assert listed.of(Days(LAST, LAST)) == expression


def test_the_last_day_is_none_that_is_still_to_come() -> None:
    listed = listed_partitions(table("dt"), WEEK, START + DAY, [], [])
    assert listed is not None
    assert listed.last == date(2025, 11, 23)


@pytest.mark.parametrize(
    ("keys", "window", "properties"),
    [
        ("dt", ALL_TIME, {}),
        ("dt", Window(START, START + 60 * DAY), {}),
        ("dt", Window(None, START), {}),
        ("region", WEEK, {}),
        ("dt", WEEK, {"projection.enabled": "true", "projection.dt.type": "date"}),
    ],
)
def test_what_glue_cannot_be_asked_is_not_asked(
    keys: str, window: Window, properties: dict[str, str]
) -> None:
    assert listed_partitions(table(keys, **properties), window, 0, [], []) is None


@pytest.mark.parametrize(
    ("keys", "values", "day"),
    [
        ("dt", ["2025/11/24"], LAST),
        ("dt", ["2025-11-24-13"], LAST),
        ("region dt", ["us-east-1", "20251124"], LAST),
        ("year month day", ["2025", "2", "3"], date(2025, 2, 3)),
        ("year month", ["2024", "02"], date(2024, 2, 29)),
        ("year", ["2024"], date(2024, 12, 31)),
        ("year month day", ["2025", "any", "3"], None),
        ("year month day", ["2025", "13", "3"], None),
        ("dt", ["any"], None),
        ("dt", [], None),
    ],
)
def test_a_partitions_values_tell_its_last_day(
    keys: str, values: list[str], day: date | None
) -> None:
    listed = listed_partitions(table(keys), WEEK, 0, [], [])
    assert listed is not None
    assert listed.day_of(values) == day


@pytest.mark.parametrize(
    ("keys", "regions", "is_countable"),
    [
        ("dt", [], True),
        ("year month day", [], True),
        ("region dt", ["us-east-1"], True),
        ("region dt", [], False),
        ("account region dt", ["us-east-1"], False),
        ("dt hour", [], False),
        ("year:int month:int", [], False),
    ],
)
def test_of_days_and_named_places_it_can_be_told_that_none_is_lacking(
    keys: str, regions: list[str], is_countable: bool
) -> None:
    listed = listed_partitions(table(keys), WEEK, START + 9 * DAY, regions, [])
    assert listed is not None
    assert listed.is_countable is is_countable
    unknown = listed_partitions(table(keys), WEEK, 0, regions, [])
    assert unknown is not None
    assert not unknown.is_countable, "which days have come is not known"


@pytest.mark.parametrize(
    ("keys", "there", "lacking"),
    [
        ("dt", [["2025/11/22"], ["2025-11-23"], ["20251124"]], []),
        ("dt", [["2025/11/22"], ["2025/11/24"], ["2025/11/25"]], [23]),
        ("dt", [["2025-11-22-00"], ["2025-11-23"], ["2025-11-24"]], [22]),
        ("year month day", [["2025", "11", str(day)] for day in (22, 24)], [23]),
        ("region dt", [["us-east-1", f"2025/11/{day}"] for day in (22, 23, 24)], [22, 23, 24]),
        ("region dt", [[r, f"2025/11/{d}"] for d in (22, 23, 24) for r in ("a-1", "b-1")], []),
        ("dt", [], [22, 23, 24]),
    ],
)
def test_what_is_lacking_are_days_of_which_a_place_has_no_partition(
    keys: str, there: list[list[str]], lacking: list[int]
) -> None:
    window = Window(START, START + DAY)  # and the day after it
    listed = listed_partitions(table(keys), window, START + 9 * DAY, ["a-1", "b-1"], [])
    assert listed is not None
    assert listed.lacking(there) == [date(2025, 11, day) for day in lacking]
    today = listed_partitions(table(keys), window, START + DAY, ["a-1", "b-1"], [])
    assert today is not None
    assert date(2025, 11, 24) not in today.lacking(there), "that is still to come"
