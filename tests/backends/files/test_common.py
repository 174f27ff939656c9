"""One member of all records, and the record around it: right, or not told at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import record, text, trail
from tests.examples import examples
from trailview.backends.files.common import members, records_around, trail_records
from trailview.events.broken import BROKEN

INNER = {"eventVersion": "1.08", "userIdentity": {"type": "IAMUser"}, "eventTime": "2026"}
"""What looks like a record, and is in one."""
COMMON: list[dict[str, Any]] = [
    record(1),
    record(2, requestParameters=None),
    record(3, requestParameters={"records": [INNER, INNER, {"a": INNER}]}),
    record(4, userIdentity={"type": "IAMUser", "made": [INNER], "in": INNER}),
    record(5, responseElements=[{}, INNER], additionalEventData="\u00e9\U0001f600"),
    record(6) | {"eventVersion": "1.00"},
    {name: record(7)[name] for name in reversed(record(7))},
    {name: value for name, value in record(8).items() if name != "requestParameters"},
]
SIMPLE = [COMMON[0], COMMON[1], COMMON[5], COMMON[7]]
"""In these is no other one, and they begin as those of trails do."""
OTHERS: list[dict[str, Any]] = [
    record(1, eventVersion="2.1"),
    record(2, eventVersion=1.08),
    record(3, userIdentity=None),
    record(4, userIdentity="alice"),
    {name: value for name, value in record(5).items() if name != "eventTime"},
    {name: value for name, value in record(6).items() if name != "userIdentity"},
    {"eventVersion": "1.08"},
    {},
]
NAMES = st.sampled_from(["requestParameters", "userIdentity", "eventName", "nothing"])
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": ")])


@examples(200)
@given(st.lists(st.sampled_from(COMMON), max_size=4), NAMES, SEPARATORS, SEPARATORS, st.booleans())
def test_members_of_common_records_and_what_is_around_them(
    made: list[dict[str, Any]], name: str, inside: Any, between: Any, is_cut: bool
) -> None:
    raws = [json.dumps(one, separators=inside, ensure_ascii=False).encode() for one in made]
    data = b'{"Records":[%b]}' % between[0].encode().join(raws) + (b"\n" if is_cut else b"")
    assert [*map(bytes, trail_records(data))] == raws
    values = members(data, name)
    assert values is not None
    assert [json.loads(bytes(value) or "0") for value in values] == [m.get(name, 0) for m in made]
    there = [(value, raw) for value, raw in zip(values, raws, strict=True) if bytes(value)]
    around = [records_around(data, [value]) for value, _ in there]
    assert all(found in (None, [raw]) for found, (_, raw) in zip(around, there, strict=True))
    told = records_around(data, [value for value, _ in there])
    assert told == (None if None in around else [raw for _, raw in there])
    are_compact = (inside, between) == ((",", ":"), (",", ":")) and not is_cut
    if are_compact and all(one in SIMPLE for one in made):
        assert None not in around


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", ["requestParameters", "userIdentity"])
@pytest.mark.parametrize("place", [0, 2])
def test_nothing_is_told_where_a_record_is_not_common(
    other: dict[str, Any], name: str, place: int
) -> None:
    made = [*COMMON[:place], other, *COMMON[place:]]
    try:
        told = members(trail([*map(text, made)]), name)
    except BROKEN:
        told = None
    assert told is None


@pytest.mark.parametrize("name", ["eventVersion", "eventTime"])
def test_what_makes_records_common_is_looked_for_in_another_way(name: str) -> None:
    assert members(trail([text(record(1))]), name) is None


@pytest.mark.parametrize("data", [b"", b"[]", b'{"Records":[1]}', b'{"Records":[{},]}', b"{}x"])
def test_what_is_no_trail_is_broken(data: bytes) -> None:
    with pytest.raises(BROKEN):
        members(data, "requestParameters")
