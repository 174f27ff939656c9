"""Files that are whole or not there, and exports that are stopped."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tests.make import delivery, record
from trailview.backends.base import Cancel
from trailview.errors import OutputError
from trailview.search.export.export import export
from trailview.search.export.files import whole_file
from trailview.search.export.how import Export
from trailview.search.export.watched import StoppedError, Watch, WatchedRecords, WatchedRows
from trailview.search.handoff.marked import MarkedRows
from trailview.settings.marks import Mark, Origin


def rows_of(count: int) -> MarkedRows:
    raws = (delivery(record(n)).raw.decode() for n in range(count))
    return MarkedRows([Mark(str(n), "", raw, n, Origin(), time=n) for n, raw in enumerate(raws)])


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("mine")
    with pytest.raises(OutputError, match="there already"), whole_file(str(target), replaces=False):
        pass
    assert target.read_text() == "mine"
    assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208  (names are enough)


def test_not_even_one_that_appears_meanwhile(tmp_path: Path) -> None:
    target = tmp_path / "a"

    def written_meanwhile() -> None:
        with whole_file(str(target), replaces=False) as out:
            out.write(b"ours")
            target.write_text("mine")

    with pytest.raises(OutputError, match="there already"):
        written_meanwhile()
    assert target.read_text() == "mine"
    assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208  (names are enough)


def test_a_file_without_links_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with whole_file(str(tmp_path / "a"), replaces=False) as out:
        out.write(b"ours")
    assert (tmp_path / "a").read_bytes() == b"ours"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with (
        pytest.raises(OutputError, match="there already"),
        whole_file(str(tmp_path / "a"), replaces=False),
    ):
        pass


@pytest.mark.parametrize("name", ["markdown", "ndjson", "csv"])
def test_an_export_that_is_stopped_leaves_nothing(tmp_path: Path, name: str) -> None:
    cancel, rows = Cancel(), rows_of(3)
    watch = Watch(cancel, lambda steps: None)
    cancel.set()
    with pytest.raises(StoppedError), whole_file(str(tmp_path / "a"), replaces=False) as out:
        export(WatchedRecords(rows, watch), WatchedRows(rows, watch), Export(name), out)
    assert not list(tmp_path.iterdir())


def test_an_export_that_is_followed_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailview.search.export.watched._PAUSE", -1)
    told: list[int] = []
    rows, watch = rows_of(3), Watch(Cancel(), told.append)
    plain, watched = io.BytesIO(), io.BytesIO()
    export(rows, rows, Export("csv"), plain)
    export(WatchedRecords(rows, watch), WatchedRows(rows, watch), Export("csv"), watched)
    assert plain.getvalue() == watched.getvalue()
    assert told == [1, 2, 3]
