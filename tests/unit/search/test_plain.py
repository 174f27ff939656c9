"""Rows without a record: collected beside the events, and written in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC

import pyarrow.parquet as pq
import pytest

from tests.make import START, delivery, record
from trailview.backends.base import Batch, Cancel, Tally
from trailview.backends.pages import Inline
from trailview.backends.plain import PlainTable, plain_table, plain_table_of
from trailview.events.decode import Decoder
from trailview.plans.plan import Plan
from trailview.question.query import Question, Window
from trailview.search.export.export import export_plain, plain_text
from trailview.search.export.how import Export
from trailview.search.progress import Progress, State
from trailview.search.reach import reach_parts
from trailview.search.session import Session
from trailview.search.source import Shard, Source

TABLE = PlainTable(("event", "n"), (("=A\x1b[31m", "2"), ("B, or\nC", "")))


def written(how: Export, table: PlainTable = TABLE) -> bytes:
    out = io.BytesIO()
    assert export_plain(table, how, out) == min(len(table), how.limit or len(table))
    return out.getvalue()


def test_rows_may_have_other_columns_than_those_before() -> None:
    first = plain_table([{"a": "1", "b": "2"}, {"c": "3", "a": "4"}])
    assert first is not None
    assert first.columns == ("a", "b", "c")
    assert first.rows == (("1", "2", ""), ("4", "", "3"))
    joined = first.joined(PlainTable(("d", "a"), (("5", "6"),)))
    assert joined.columns == ("a", "b", "c", "d")
    assert joined.rows == (("1", "2", "", ""), ("4", "", "3", ""), ("6", "", "", "5"))
    assert plain_table([]) is None


def test_columns_of_one_name_and_cells_without_a_column_are_kept() -> None:
    table = plain_table_of(("a", "a"), (("1", "2"), ("3",), ("4", "5", "6")))
    assert table is not None
    assert table.columns == ("a", "a (2)", "column")
    assert table.rows == (("1", "2", ""), ("3", "", ""), ("4", "5", "6"))
    empty = plain_table_of(("a",), ())
    assert empty is not None
    assert (empty.columns, len(empty)) == (("a",), 0)
    assert plain_table_of((), ()) is None


def test_table_is_aligned_and_harmless() -> None:
    lines = written(Export("table")).decode().splitlines()
    assert lines == ["event    n", "=A␛[31m  2", "B, or␊C"]


def test_csv_guards_against_formulas_and_limits() -> None:
    rows = list(csv.reader(io.StringIO(written(Export("csv", limit=1)).decode())))
    assert rows == [["event", "n"], ["'=A\x1b[31m", "2"]]


def test_json_has_an_object_for_each_row() -> None:
    expected = [{"event": "=A\x1b[31m", "n": "2"}, {"event": "B, or\nC", "n": ""}]
    assert json.loads(written(Export("json"))) == expected
    assert [json.loads(line) for line in written(Export("ndjson")).splitlines()] == expected
    assert json.loads(plain_text(TABLE, "json")) == expected
    assert b"\x1b" not in written(Export("ndjson", is_terminal=True))


def test_columns_can_be_chosen() -> None:
    assert written(Export("csv", ("n",))) == b'n\r\n2\r\n""\r\n'


def test_parquet_has_columns_of_text() -> None:
    table = pq.read_table(io.BytesIO(written(Export("parquet"))))
    assert table.to_pydict() == {"event": ["=A\x1b[31m", "B, or\nC"], "n": ["2", None]}


class RowsBackend(Inline):
    """A service that has one event and some rows for an answer to anything."""

    name = "insights"

    def __init__(self, records: Sequence[dict[str, object]]) -> None:
        self._records = records

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        found = [delivery(made) for made in self._records]
        block = Decoder().deliveries(found, 0, keep=True) if found else None
        yield Batch(Tally(requests=1), block, plain=PlainTable(("a",), (("1",),)))
        yield Batch(Tally(requests=2), plain=PlainTable(("b",), (("2",),)))


def answer(records: Sequence[dict[str, object]], question: Question) -> Progress:
    backend = RowsBackend(records)
    plan = Plan("insights", question, (), (), (), "", "")
    source = Source("insights", "", lambda _: plan, lambda _, __: [Shard(plan, backend)])
    session = Session(source)
    session.painted()
    try:
        search = session.ask(question, lambda: None)
        assert search.wait(60)
        return search.progress
    finally:
        session.close()


@pytest.mark.parametrize(
    ("records", "said"),
    [([], "2 rows"), ([record(0), record(1)], "2 events, 2 rows without a record")],
)
def test_rows_are_collected_beside_events_of_any_time(
    records: Sequence[dict[str, object]], said: str
) -> None:
    """Events outside the window are there too: the service has been asked as it was typed."""
    progress = answer(records, Question(window=Window(START - 9, START), raw="stats count(*)"))
    assert progress.state is State.DONE
    assert len(progress.rows) == len(records)
    assert progress.plain is not None
    assert progress.plain.columns == ("a", "b")
    assert progress.plain.rows == (("1", ""), ("", "2"))
    assert said in [text for _, text in reach_parts(progress, UTC, START)]


@pytest.mark.parametrize(
    ("cells", "descending", "sorted_cells"),
    [
        (["9", "100", "", "20"], True, ["100", "20", "9", ""]),
        (["9", "100", "", "20"], False, ["9", "20", "100", ""]),
        (["9", "100", "x", "20"], False, ["100", "20", "9", "x"]),
        (["2", "nan", "1"], False, ["1", "2", "nan"]),
        (["", ""], True, ["", ""]),
    ],
)
def test_rows_are_sorted_by_size_where_all_are_numbers(
    cells: list[str], descending: bool, sorted_cells: list[str]
) -> None:
    table = PlainTable(("n",), tuple((cell,) for cell in cells))
    assert [row[0] for row in table.by("n", descending=descending).rows] == sorted_cells


def test_equal_rows_stay_as_they_were_in_either_direction() -> None:
    table = PlainTable(("n", "m"), (("1", "a"), ("1", "b"), ("2", "c")))
    assert [row[1] for row in table.by("n", descending=True).rows] == ["c", "a", "b"]
    assert [row[1] for row in table.by("n", descending=False).rows] == ["a", "b", "c"]
