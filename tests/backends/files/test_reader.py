"""Parts are read into blocks, in pieces and several at once, each record in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backends.files.trails import record, text, trail
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import PartRead
from trailview.backends.files.reader import Reader, read_part
from trailview.backends.files.shapes import read_shape
from trailview.events.decode import Decoder
from trailview.events.head import PIECE
from trailview.events.record import Event
from trailview.store.columns import Store

_PADDING = "x" * (PIECE // 20)


def _records(first: int, count: int, **members: object) -> list[bytes]:
    return [
        text(record(number, eventName=f"Event{number}", userAgent=f"agent {number}") | members)
        for number in range(first, first + count)
    ]


def _large(first: int, last: bytes) -> bytes:
    """A file of several pieces, the first ones plain."""
    return trail([*_records(first, 50, errorMessage=_PADDING), last])


FILES = {
    "small": trail(_records(1, 3)),
    "small too": trail(_records(11, 3)),
    "empty": trail([]),
    "large": _large(100, text(record(150))),
    "large, one without a name": _large(200, text(record(250, eventName=None))),
    "large, one of another type": _large(300, text(record(350, errorCode=7))),
    "large, cut": _large(400, text(record(450)))[:-50],
    "large, one that is no record": _large(500, b"{}"),
    "notifications": trail([text({"eventVersion": "2.1", "eventSource": "aws:s3"})]),
    "many": trail(_records(1_000, 2_000)),
    "many, in lines": b"\n".join(_records(5_000, 2_000)),
    "small at last": trail(_records(8_000, 3)),
}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("most", [1_024, 8_192])
def test_every_record_is_where_it_stands_in_its_part(tmp_path: Path, order: int, most: int) -> None:
    names = [*FILES][::order]
    for name in names:
        (tmp_path / name).write_bytes(FILES[name])
    reader, store = Reader(Decoder()), Store()
    reports: list[PartRead] = []
    for number, name in enumerate(names):
        reports += filter(None, read_part(reader, number, Part(str(tmp_path / name))))
        while reader.waiting >= most:
            block = reader.take(most)
            assert most // 10 < len(block) <= most
            store.append(block)
    while reader.waiting:
        store.append(reader.take(most))
    shapes = [read_shape(FILES[name], name) for name in names]
    assert [(r.number, r.records, r.skipped) for r in reports] == [
        (number, len(shape.deliveries), shape.kind != "events")
        for number, shape in enumerate(shapes)
    ]
    assert [len(r.problems) for r in reports] == [len(shape.problems) for shape in shapes]
    expected = [
        (number, index, event.text("eventName"), event.text("userAgent"), event.identity.user)
        for number, shape in enumerate(shapes)
        for index, event in enumerate(map(Event, shape.deliveries))
    ]
    held = store.snapshot()
    assert held.count == len(expected) == store.deliveries
    assert expected == [
        (
            int(held.parts[row]),
            int(held.indexes[row]),
            *(held.text(row, name) for name in ("event", "agent", "user")),
        )
        for row in range(held.count)
    ]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    [report] = filter(None, read_part(Reader(Decoder()), 3, Part(str(tmp_path / "gone"))))
    assert (report.number, report.records) == (3, 0)
    assert [problem.reason for problem in report.problems] == ["No such file or directory"]
