"""A damaged file costs its damaged part and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import record, text, trail
from trailview.backends.files.scan import scan
from trailview.backends.files.shapes import read_shape

RECORDS = [text(record(number)) for number in range(1, 8)]
TRAIL = trail(RECORDS)
LINES = b"\n".join(RECORDS)
LOOKUP = text({"Events": [{"CloudTrailEvent": raw.decode(), "EventId": "1"} for raw in RECORDS]})


def raws(data: bytes) -> list[bytes]:
    return [delivery.raw for delivery in read_shape(data, "file").deliveries]


def untouched(data: bytes, start: int, end: int) -> list[bytes]:
    """The records of a file that neither are in a stretch of it nor are next to it."""
    spans = [(data.index(raw), data.index(raw) + len(raw)) for raw in RECORDS]
    touched = {
        number for number, (first, last) in enumerate(spans) if first <= end and last >= start
    }
    near = {number + step for number in touched for step in (-1, 0, 1)}
    return [raw for number, raw in enumerate(RECORDS) if number not in near]


shapes = st.sampled_from([TRAIL, LINES])
splices = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b'{"', b'"}', b"\n", b"\0"]),
    st.text('{}[]",:\\ \n', max_size=12).map(str.encode),
)


@given(data=shapes, start=st.integers(0, len(TRAIL)), length=st.integers(0, 60), splice=splices)
def test_damage_anywhere_spares_the_records_elsewhere(
    data: bytes, start: int, length: int, splice: bytes
) -> None:
    start = min(start, len(data))
    end = min(start + length, len(data))
    found = raws(data[:start] + splice + data[end:])
    expected = untouched(data, start, end)
    assert [raw for raw in found if raw in expected] == expected


@given(data=shapes, cut=st.integers(0, len(TRAIL)), keeps_head=st.booleans())
def test_cutting_anywhere_keeps_every_complete_record(
    data: bytes, cut: int, keeps_head: bool
) -> None:
    rest = data[:cut] if keeps_head else data[cut:]
    complete = [raw for raw in RECORDS if raw in rest]
    assert raws(rest) == complete


@given(st.integers(0, len(LOOKUP)))
def test_a_truncated_lookup_keeps_every_complete_record(cut: int) -> None:
    quoted = [text(raw.decode())[1:-1] for raw in RECORDS]
    complete = [raw for raw, inside in zip(RECORDS, quoted, strict=True) if inside in LOOKUP[:cut]]
    assert raws(LOOKUP[:cut]) == complete


@given(st.one_of(st.binary(), st.text('{}[]":,\\ \nCloudTrailEvent0u').map(str.encode)))
def test_no_bytes_at_all_raise(data: bytes) -> None:
    first = read_shape(data, "x_CloudTrail_y.json")
    assert first == read_shape(data, "x_CloudTrail_y.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_objects_within_foreign_text_are_found_whole(value: object) -> None:
    raw = text({"a": value})
    found = scan(b'x "y" ' + raw + b"," + raw + b" }")
    assert found.objects == [(6, 6 + len(raw)), (7 + len(raw), 7 + 2 * len(raw))]


DAMAGED: dict[str, tuple[bytes, list[int], str]] = {
    "missing comma": (
        TRAIL.replace(b"},{" + RECORDS[1][1:], b"}{" + RECORDS[1][1:]),
        [1, 2, 3, 4, 5, 6, 7],
        f"byte {12 + len(RECORDS[0])}, line 1",
    ),
    "cut end": (TRAIL[:-200], [1, 2, 3, 4, 5, 6], f"byte {len(TRAIL) - 200}, line 1"),
    "cut begin": (TRAIL[100:], [2, 3, 4, 5, 6, 7], "byte 0, line 1"),
    "a lost quote": (TRAIL.replace(b'user-3"', b"user-3"), [1, 2, 4, 5, 6, 7], ""),
    "a lost brace": (TRAIL.replace(b'-000000000003"}', b'-000000000003"'), [1, 2, 4, 5, 6, 7], ""),
    "a broken line": (LINES.replace(b"user-3", b'"'), [1, 2, 4, 5, 6, 7], ""),
    "foreign lines": (LINES.replace(b"\n", b"\n-- more --\n", 1), [1, 2, 3, 4, 5, 6, 7], ""),
    "a prompt behind": (TRAIL + b"\nme@host:~$ ", [1, 2, 3, 4, 5, 6, 7], ""),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_reported_where_it_is(name: str) -> None:
    data, numbers, position = DAMAGED[name]
    shape = read_shape(data, "file")
    assert [delivery.raw for delivery in shape.deliveries] == [RECORDS[n - 1] for n in numbers]
    assert len(shape.problems) == 1
    assert position in ("", shape.problems[0][0])


def test_two_faults_in_different_records_are_two_problems() -> None:
    data = TRAIL.replace(b'user-2"', b"user-2").replace(b'user-5"', b"user-5")
    shape = read_shape(data, "file")
    assert len(shape.deliveries) == 5
    assert len(shape.problems) == 2


def test_a_record_with_escaped_quotes_is_found_in_a_broken_string() -> None:
    shown = record(1, additionalEventData={"LoginTo": "https://x/home"})
    quoted = (
        text(text(shown).decode()).replace(rb"x/home\"", b'x/home"').replace(rb",\"", b',\n\\"')
    )
    data = b'{"Events":[{"EventId":"1","CloudTrailEvent":' + quoted + b',"Resources":[]}]}'
    [raw] = raws(data)
    assert raw.replace(b"\n", b"") == text(shown)


def test_raw_newlines_in_a_lookup_are_let_through() -> None:
    quoted = text(RECORDS[0].decode()).replace(rb",\"", b',\n\\"')
    data = b'{"Events":[{"EventTime":1793538000.5,"CloudTrailEvent":' + quoted + b"}]}"
    shape = read_shape(data, "file")
    assert shape.problems == []
    [delivery] = shape.deliveries
    assert delivery.raw.replace(b"\n", b"") == RECORDS[0]
    assert delivery.time == 1_793_538_000


@pytest.mark.parametrize(
    "unit",
    [b'{"a":', b"[", b'{"', b"\0", b'{\\"', b'"', b'{"a":"\\x', b"{}", b'{"eventName":"{\\"'],
)
def test_floods_end_and_spare_what_follows_on_its_own_line(unit: bytes) -> None:
    flood = unit * (200_000 // len(unit))
    assert raws(flood + b"\n" + RECORDS[0] + b"\n" + RECORDS[1])[-1:] == [RECORDS[1]]
