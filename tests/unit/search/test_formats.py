"""Each format is a row: what writes it, and the files' endings that mean it."""

from __future__ import annotations

import io

import pytest

from tests.fake_backend import FakeBackend
from tests.make import record
from tests.unit.search.test_search import session_over
from tests.unit.search.watch import Watch
from trailview.backends.plain import PlainTable
from trailview.cli.commands import parser
from trailview.question.query import Question
from trailview.search.export.export import export, export_plain
from trailview.search.export.formats import FORMATS, format_of
from trailview.search.export.how import Export

ENDINGS = {ending: row.name for row in FORMATS.values() for ending in row.endings}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_events_and_rows_and_can_be_asked_for(name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    assert parser().parse_args(["query", "", "--format", name]).format == name
    backend, events, plain = FakeBackend(), io.BytesIO(), io.BytesIO()
    with session_over(backend) as session:
        search = session.ask(Question(), Watch())
        backend.give([record(1), record(2)])
        backend.end()
        assert search.wait(60)
        rows = search.progress.rows
        assert export(search.reading.records, rows, Export(name, limit=1), events) == 1
    assert export_plain(PlainTable(("a",), (("1",), ("2",))), Export(name), plain) == 2
    for written in (events.getvalue(), plain.getvalue()):
        assert written
        assert written.startswith(b"PAR1") != FORMATS[name].is_text


@pytest.mark.parametrize(("ending", "name"), ENDINGS.items())
def test_an_ending_means_one_format_in_whatever_case(ending: str, name: str) -> None:
    assert [row.name for row in FORMATS.values() if ending in row.endings] == [name]
    assert format_of(ending.upper()).name == name


@pytest.mark.parametrize("ending", ["", ".txt", "json", ".tar.gz"])
def test_any_other_ending_means_the_table(ending: str) -> None:
    assert format_of(ending).name == "table"
