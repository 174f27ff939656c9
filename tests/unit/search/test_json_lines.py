"""Records are written as the same lines, however many are written at once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.events.record import Delivery, Event
from trailview.search.export.how import Export, Recorded
from trailview.search.export.json import JsonWriter
from trailview.store.rows import Rows

TEXTS = (
    b'{"a":1}', b'{"a":"\\n"}', b' {"a":1}', b'{"a":1} ', b'{"a":\n1}', b'{"a":1}\n{"b":2}',
    b'{"a":"\r"}', b'{"a":"\xff"}', b'{"a":"\xc3\xa9"}', b'{"a":"\x01"}', b'{"a":"\\ud800"}',
    b"1,2", b"[1", b"2]", b'{"a', b'":1}', b"",
)  # fmt: skip


class _Recorded:
    """Records that are nowhere else."""

    def __init__(self, raws: Sequence[bytes]) -> None:
        self._raws = raws

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        return (Event(Delivery(raw)) for raw in self._raws)


def _written(raws: Sequence[bytes], *, is_array: bool = False) -> tuple[bytes, list[str]]:
    out, told = io.BytesIO(), list[str]()
    records, rows = cast("Recorded", _Recorded(raws)), cast("Rows", ())
    JsonWriter(is_array).write_events(records, rows, len(raws), Export("x", tell=told.append), out)
    return out.getvalue(), told


@examples(300)
@given(st.lists(st.sampled_from(TEXTS), max_size=5))
def test_lines_are_those_of_each_record_alone(raws: list[bytes]) -> None:
    alone = [_written([raw]) for raw in raws]
    lines, told = _written(raws)
    assert lines == b"".join(line for line, _ in alone)
    assert len(told) <= 1
    assert sum(int(word.split()[0]) for word in told) == sum(len(word) for _, word in alone)
    array, _ = _written(raws, is_array=True)
    assert json.loads(array) == [json.loads(line) for line in lines.splitlines()]


@pytest.mark.parametrize("odd", [b"", b'{"a":\n2}', b'{"a'])
def test_one_odd_record_among_many_changes_nothing_for_the_others(odd: bytes) -> None:
    plain = [b'{"n":%d,"text":"%b"}' % (number, b"x" * 900) for number in range(300)]
    lines, _ = _written([*plain[:150], odd, *plain[150:]])
    written = lines.splitlines()
    assert [*written[:150], *written[151:]] == plain
