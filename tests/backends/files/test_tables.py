"""Tables of events, however their columns are named and their values written."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import text
from trailview.backends.files.athena_text import read_struct
from trailview.backends.files.shapes import Shape, read_shape
from trailview.events.record import Event
from trailview.events.spelling import MEMBERS, path_of

IDENTITY = {
    "type": "AssumedRole",
    "principalId": "AROA1:eve",
    "arn": "arn:aws:sts::111122223333:assumed-role/ops/eve",
    "accountId": "111122223333",
    "accessKeyId": "ASIAEXAMPLE",
    "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "ops"}},
}
RECORD: dict[str, object] = {
    "eventVersion": "1.08",
    "userIdentity": IDENTITY,
    "eventTime": "2026-11-01T13:00:00Z",
    "eventSource": "s3.amazonaws.com",
    "eventName": "PutObject",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "192.0.2.9",
    "eventID": "22222222-0000-0000-0000-000000000000",
}


def table(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def told(shape: Shape) -> list[tuple[object, ...]]:
    """What the events of a text say of who did what, and when."""
    return [
        (
            event.identity.user,
            event.identity.role,
            event.identity.key,
            event.time,
            *map(event.text, ("eventName", "eventSource", "awsRegion", "eventID")),
        )
        for event in map(Event, shape.deliveries)
    ]


EXPECTED = told(read_shape(text(RECORD), "file"))
SPELLINGS = {
    "lower": str.lower,
    "upper": str.upper,
    "snake": lambda name: re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower(),
    "spaces": lambda name: re.sub("(?<=[a-z])(?=[A-Z])", " ", name),
}


def struct(value: object) -> str:
    """A value as Athena writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name.lower()}={struct(v)}" for name, v in value.items()) + "}"
    return "null" if value is None else str(value)


@pytest.mark.parametrize("write", [json.dumps, repr, struct], ids=["JSON", "Python", "Athena"])
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_an_identity_in_a_cell_is_read(write, spell, delimiter) -> None:  # type: ignore[no-untyped-def]  # three tables of functions
    cells = [write(v) if isinstance(v, dict) else str(v) for v in RECORD.values()]
    shape = read_shape(table([[*map(spell, RECORD)], cells], delimiter), "file")
    assert told(shape) == EXPECTED
    assert shape.problems == []
    assert "Rebuilt from the columns of a table" in shape.deliveries[0].note


def flat(value: object, above: str = "", joint: str = ".") -> dict[str, str]:
    if not isinstance(value, dict):
        return {above: str(value)}
    return {
        name: cell
        for key, inner in value.items()
        for name, cell in flat(inner, f"{above}{joint}{key}" if above else key, joint).items()
    }


@pytest.mark.parametrize("spell", [str, *SPELLINGS.values()])
@pytest.mark.parametrize("joint", [".", "_", "__", "", "/"])
def test_columns_of_single_members_are_put_together(joint, spell) -> None:  # type: ignore[no-untyped-def]  # a table of functions
    cells = {spell(name): cell for name, cell in flat(RECORD, joint=joint).items()}
    assert told(read_shape(table([[*cells], [*cells.values()]]), "file")) == EXPECTED
    assert told(read_shape(text(cells) + b"\n", "file")) == EXPECTED


@given(st.sampled_from(MEMBERS), st.randoms(use_true_random=False))
def test_a_member_is_known_in_any_spelling(member: str, random) -> None:  # type: ignore[no-untyped-def]  # Hypothesis's own random
    spelt = "".join(
        random.choice(["", "_", " ", "-"]) + random.choice([c.lower(), c.upper()]) for c in member
    )
    assert path_of(spelt) == (member,)


def test_rows_apart_from_their_columns() -> None:
    names = [{"name": name} for name in RECORD]
    kusto = {"tables": [{"columns": names, "rows": [[*RECORD.values()]]}]}
    lake = {"QueryResultRows": [[{name: struct(value)} for name, value in RECORD.items()]]}
    row = [{"VarCharValue": name.lower()} for name in RECORD]
    values = [{"VarCharValue": struct(value)} for value in RECORD.values()]
    athena = {"ResultSet": {"Rows": [{"Data": row}, {"Data": values}]}}
    for form in (kusto, lake, athena):
        assert told(read_shape(text(form), "file")) == EXPECTED


TITLES = ["Event name", "Event source", "Event time", "User name"]


def times(*texts: str) -> tuple[list[int | None], Shape]:
    rows = [["x", "iam.amazonaws.com", written, "alice"] for written in texts]
    shape = read_shape(table([TITLES, *rows]), "file")
    return [Event(delivery).time for delivery in shape.deliveries], shape


def test_the_whole_column_decides_what_a_date_in_numbers_means() -> None:
    found, shape = times("1/11/2026 13:00", "31/10/2026 13:00")
    assert found == [1_793_538_000, 1_793_451_600]
    assert (shape.notes, shape.deliveries[0].note.count("day")) == ([], 0)


def test_a_guess_about_dates_is_stated() -> None:
    found, shape = times("11/1/2026 13:00", "11/2/2026 1:00 PM")
    assert found == [1_793_538_000, 1_793_624_400]
    assert "month/day" in shape.notes[0]
    assert "month/day" in shape.deliveries[0].note
    assert "time" in shape.lacks


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-01, 01:00:00 PM",
        "November 01, 2026, 15:00:00 (UTC+02:00)",
        "Sun, 01 Nov 2026 08:00:00 EST",
        "01/Nov/2026:13:00:00 +0000",
        "46327.541666666664",
        "1793538000",
    ],
)
def test_times_as_consoles_and_spreadsheets_write_them(written: str) -> None:
    assert times(written)[0] == [1_793_538_000]


def test_a_row_that_is_no_event_is_told_with_its_line() -> None:
    data = table([["when", "log"], ["x", json.dumps(RECORD)], ["y", "started"]])
    shape = read_shape(data, "file")
    assert told(shape) == EXPECTED
    assert [position for position, _ in shape.problems] == ["line 3"]


def test_a_table_says_what_its_columns_lack() -> None:
    assert "error" in read_shape(table([TITLES, ["x", "y", "z", "alice"]]), "file").lacks


@given(st.text('{}[]=, abc"', max_size=40))
def test_no_struct_raises(written: str) -> None:
    value = read_struct("{" + written + "}")
    assert value is None or isinstance(value, dict)
