"""What is written down: the records themselves, and tables that are safe to look at."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_backend import FakeBackend
from tests.make import START, record
from tests.strategies import records
from trailview.events.json_line import one_line
from trailview.events.text import is_printable
from trailview.plans.plan import Plan
from trailview.question.query import Question
from trailview.search.export.export import export
from trailview.search.export.how import Export
from trailview.search.export.json import for_terminal
from trailview.search.export.rows import COLUMNS
from trailview.search.session import Session
from trailview.search.source import whole_source
from trailview.store.rows import Rows

HOSTILE = "=1+1\x1b[31m\u202e\u200b\x9b\u2028end"


def no_plan(question: Question) -> Plan:
    return Plan("files", question, (), (), (), "", "")


class Loaded:
    """A session that has read some records, and its rows."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        backend = FakeBackend()
        self.session = Session(whole_source(backend, "test", no_plan))
        self.session.painted()
        self.session.start()
        search = self.session.ask(Question(), lambda: None)
        backend.give(found)
        backend.end()
        assert search.wait(60)
        self.records = search.reading.records
        self.rows: Rows = search.progress.rows

    def written(self, how: Export) -> bytes:
        out = io.BytesIO()
        export(self.records, self.rows, how, out)
        return out.getvalue()

    def close(self) -> None:
        self.session.close()


@pytest.fixture
def hostile() -> Iterator[Loaded]:
    loaded = Loaded(
        [
            record(1, userAgent=HOSTILE, eventName=HOSTILE),
            record(2, requestParameters={"text": HOSTILE, "plain": "Grüße"}),
        ]
    )
    yield loaded
    loaded.close()


@pytest.mark.parametrize("format_name", ["table", "ndjson", "json", "csv"])
def test_nothing_a_terminal_would_act_on(hostile: Loaded, format_name: str) -> None:
    how = Export(format_name, COLUMNS if format_name == "csv" else (), is_terminal=True, width=80)
    text = hostile.written(how).decode()
    assert all(is_printable(line) for line in text.replace("\r\n", "\n").split("\n"))


@pytest.mark.parametrize("format_name", ["ndjson", "json"])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_records_say_the_same_everywhere(
    hostile: Loaded, format_name: str, is_terminal: bool
) -> None:
    text = hostile.written(Export(format_name, is_terminal=is_terminal))
    found = json.loads(text) if format_name == "json" else list(map(json.loads, text.splitlines()))
    assert [value["eventName"] for value in found] == ["DescribeInstances", HOSTILE]
    assert found[0]["requestParameters"] == {"text": HOSTILE, "plain": "Grüße"}


def test_ndjson_is_the_records_as_they_were_written() -> None:
    found = [record(n, zed=1.0, text="é") for n in range(3)]
    loaded = Loaded(found)
    lines = loaded.written(Export("ndjson", limit=2)).splitlines()
    loaded.close()
    assert lines == [json.dumps(found[n]).encode() for n in (2, 1)]


def test_csv_reads_back_and_is_no_formula(hostile: Loaded) -> None:
    text = hostile.written(Export("csv", ("time", "event", "severity"))).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [
        ["time", "event", "severity"],
        ["2025-11-22T12:00:02Z", "DescribeInstances", "routine read"],
        ["2025-11-22T12:00:01Z", f"'{HOSTILE}", "routine read"],
    ]


def test_table_is_aligned_and_fits(hostile: Loaded) -> None:
    lines = hostile.written(Export("table", is_terminal=True, width=60)).decode().splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 60 for line in lines)
    columns = ("time", "actor", "region")
    whole = hostile.written(Export("table", columns)).decode().splitlines()
    assert [line.split() for line in whole] == [
        ["TIME", "ACTOR", "REGION"],
        ["2025-11-22T12:00:02Z", "alice", "eu-central-1"],
        ["2025-11-22T12:00:01Z", "alice", "eu-central-1"],
    ]


def test_a_long_cell_of_a_table_is_cut_where_there_is_no_terminal() -> None:
    held = Loaded([record(0, errorCode="AccessDenied", errorMessage="no" * 100, eventName="Get")])
    columns = ("message", "event")
    header, row = held.written(Export("table", columns)).decode().splitlines()
    assert row == f"{'no' * 39}n…  Get"
    assert header.index("EVENT") == row.index("Get") == 82
    assert "no" * 100 in held.written(Export("csv", columns)).decode()
    held.close()


@pytest.mark.parametrize(
    ("format_name", "expected"), [("json", b"[]\n"), ("ndjson", b""), ("csv", b"id\r\n")]
)
def test_no_events_at_all(format_name: str, expected: bytes) -> None:
    loaded = Loaded([])
    assert loaded.written(Export(format_name, ("id",))) == expected
    loaded.close()


def test_parquet_holds_columns_and_records(hostile: Loaded) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(hostile.written(Export("parquet"))))
    assert table.column_names == [*COLUMNS, "record"]
    assert [time.timestamp() for time in table["time"].to_pylist()] == [START + 2, START + 1]
    assert table["error"].to_pylist() == [None, None]
    assert json.loads(table["record"][1].as_py())["userAgent"] == HOSTILE


@given(records(), st.sampled_from([None, 0, 2]))
def test_one_line_keeps_every_value(value: Any, indent: int | None) -> None:
    raw = json.dumps(value, indent=indent).encode()
    line = one_line(raw)
    assert b"\n" not in line
    assert json.loads(line) == value
    assert json.loads(for_terminal(line)) == value


def test_one_line_of_broken_strings() -> None:
    assert one_line(b'{"a": "x\ny",\r\n "b": 1}') == b'{"a": "x\\ny", "b": 1}'
