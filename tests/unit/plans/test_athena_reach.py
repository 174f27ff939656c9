"""What of a window a table's projection cannot hold."""

from __future__ import annotations

import pytest

from tests.make import START
from trailview.events.times import seconds
from trailview.plans.athena.reach import held_by
from trailview.plans.athena.statement import AthenaPlan, plan
from trailview.plans.athena.table import Role, shape_of
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import Question, Window

DAY = 86_400
NOW = START + 3 * DAY


def planned(window: Window, text: str = "", **projection: str) -> AthenaPlan:
    """The plan for a table with these properties, which has a key for each."""
    keys = dict.fromkeys(name.partition(".")[0] for name in projection)
    metadata = {
        "Name": "t",
        "Columns": [{"Name": name} for name in ("eventtime", "eventname", "awsregion")],
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "Parameters": {
            "projection.enabled": "true",
            **{f"projection.{name}": value for name, value in projection.items()},
        },
    }
    return plan(Question(parse(text), window), Scope(now=NOW, table=shape_of(metadata)))


def dated(span: str, form: str = "yyyy/MM/dd") -> dict[str, str]:
    return {"timestamp.type": "date", "timestamp.format": form, "timestamp.range": span}


def told(made: AthenaPlan) -> list[str]:
    return [note for note in made.notes if "out of reach" in note or "no partition" in note]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("2020/01/01,NOW", "2020-01-01T00:00:00Z", None),
        ("2025/01/01,2025/11/20", "2025-01-01T00:00:00Z", "2025-11-21T00:00:00Z"),
        ("NOW-3YEARS,NOW", "-", None),
        ("NOW-30DAYS, NOW+1DAY", "-", "-"),
        ("garbage", None, None),
        ("2020/01/01", "2020-01-01T00:00:00Z", None),
        ("2020/99/99,NOW-1FORTNIGHT", None, None),
    ],
)
def test_ranges_are_read(span: str, first: str | None, last: str | None) -> None:
    metadata = {
        "Name": "t",
        "PartitionKeys": [{"Name": "timestamp", "Type": "string"}],
        "Parameters": {
            "projection.enabled": "true",
            **{f"projection.{name}": value for name, value in dated(span).items()},
        },
    }
    key = shape_of(metadata).partition(Role.DATE)
    assert key is not None
    for found, expected in zip(held_by(key, NOW), (first, last), strict=True):
        assert found is not None if expected == "-" else found == seconds(expected)


@pytest.mark.parametrize(
    ("window", "span", "said"),
    [
        (Window(START, START + DAY), "2020/01/01,NOW", ""),
        (Window(START, START + DAY), "2025/11/23,NOW", "from 2025-11-23T00:00:00Z on"),
        (Window(START, START + DAY), "2020/01/01,2025/11/21", "until 2025-11-22T00:00:00Z"),
        (Window(START, None), "2020/01/01,2025/11/22", "until 2025-11-23T00:00:00Z"),
        (Window(NOW - 40 * DAY, NOW), "NOW-1MONTH,NOW", "out of reach"),
        (Window(NOW - 20 * DAY, NOW), "NOW-1MONTH,NOW", ""),
    ],
)
def test_what_lies_outside_is_told_and_the_answer_is_not_complete(
    window: Window, span: str, said: str
) -> None:
    made = planned(window, **dated(span))
    assert made.clipped is bool(said)
    assert bool(told(made)) is bool(said)
    assert said in "".join(told(made))


def test_years_have_ranges_too() -> None:
    projection = {"year.type": "integer", "year.range": "2020,2024"}
    made = planned(Window(START, START + DAY), **projection)
    assert made.clipped
    assert "until 2025-01-01T00:00:00Z" in told(made)[0]


def test_a_region_that_is_not_among_the_values_is_told() -> None:
    projection = {**dated("2020/01/01,NOW"), "region.type": "enum", "region.values": "a-1,b-2"}
    made = planned(Window(START, START + DAY), "region:a-1,c-3", **projection)
    assert made.clipped
    assert "no partition for c-3" in told(made)[0]
    assert not planned(Window(START, START + DAY), "region:a-1", **projection).clipped


def test_rows_are_not_sorted_by_athena() -> None:
    assert "ORDER BY" not in planned(Window(START, NOW), **dated("2020/01/01,NOW")).sql
