"""Columns say what the record says, whichever way it was decoded."""

from __future__ import annotations

import json
from array import array
from itertools import chain
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.make import block, delivery, record, store
from tests.strategies import records
from trailview.events.block import FLAGS, IDENTITY_COLUMNS, NO_TIME, TEXT_COLUMNS
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.head import Heads, trail_heads
from trailview.events.record import Delivery, Event
from trailview.question.fields import BY_NAME, FIELDS, IS_WORDS, find_field
from trailview.store.columns import Snapshot, Store
from trailview.store.kinds import KindWords


def snapshot_of(values: list[dict[str, Any]]) -> Snapshot:
    held = Store()
    for value in values:  # one by one, as duplicates would be folded
        held.append(block([value], Decoder(len(held))))
    return held.snapshot()


@given(records())
def test_columns_agree_with_the_fields_of_the_record(value: dict[str, Any]) -> None:
    snapshot = snapshot_of([value])
    event = Event(Delivery(json.dumps(value).encode()))
    for field in FIELDS:
        if field.name in ("is", "by", "readonly", "role", "id") or field.column is None:
            continue
        read = field.read(event)
        text = snapshot.text(0, field.column)
        assert text == (read[0] if read else None), field.name
    assert (snapshot.text(0, "role"), snapshot.text(0, "role-arn")) == (
        event.identity.role,
        event.identity.role_arn,
    )
    words_of_kinds = KindWords(snapshot, np.array([0], np.int32))
    assert words_of_kinds.at(0) == "".join(BY_NAME["by"].read(event))
    assert snapshot.text(0, "actor") == event.identity.actor
    assert snapshot.time(0) == event.time
    assert snapshot.event_id(0) == event.text("eventID")
    assert snapshot.severities[0] == event.severity
    words = find_field("is")
    assert words is not None
    assert {word for word in IS_WORDS if snapshot.flags[0] & FLAGS[word]} == set(words.read(event))


@given(records())
def test_a_file_of_records_decodes_as_each_record_alone(value: dict[str, Any]) -> None:
    data = json.dumps({"Records": [value, record(1)]}).encode()
    try:
        heads = [*chain.from_iterable(trail_heads(data))]
    except BROKEN:
        return  # an unusual record: the file is read record by record
    one = array("I", [0, 0]), array("I", [0, 1])
    together = Decoder().block(Heads(heads), *one)
    alone = Decoder().deliveries(
        [Delivery(json.dumps(value).encode()), Delivery(json.dumps(record(1)).encode())], 0
    )
    for name in (*TEXT_COLUMNS,):
        assert together.codes[name] == alone.codes[name]
        assert together.texts[name] == alone.texts[name]
    assert together.people == alone.people
    assert (together.times, together.flags, together.severities, together.ids) == (
        alone.times,
        alone.flags,
        alone.severities,
        alone.ids,
    )


UUID = "e47f4ae4-3453-483d-90c0-aeca124d398a"
MISTYPED = st.builds(
    lambda place, letter: UUID[:place] + letter + UUID[place + 1 :],
    st.integers(0, 35),
    st.sampled_from(["", "0", "a", "A", "g", "-", " ", "00", "\u0663"]),
)


@given(st.lists(st.one_of(st.none(), st.sampled_from([UUID, ""]), MISTYPED), max_size=3))
def test_every_event_id_is_kept_as_it_is_written(ids: list[str | None]) -> None:
    values = [record(number, eventID=text) for number, text in enumerate(ids)]
    snapshot = store(values).snapshot()
    assert [snapshot.event_id(row) for row in range(snapshot.count)] == ids


def test_ids_that_only_together_look_like_uuids_are_kept_apart() -> None:
    ids = [UUID[:-1], f"a{UUID}"]
    snapshot = store([record(1, eventID=ids[0]), record(2, eventID=ids[1])]).snapshot()
    assert [snapshot.event_id(row) for row in range(2)] == ids


@given(
    st.lists(
        st.sampled_from(
            [
                "2026-11-20T10:59:58Z",
                "2026-11-20 10:59:58Z",
                "2026-11-20T10:59:60Z",
                "2026-11-20T10:59:58.5Z",
                "2026-11-20T10:59:58+01:00",
                "20261120T105958Z",
                "2026-13-20T10:59:58Z",
                "1763812800",
                "yesterday",
                None,
            ]
        ),
        min_size=1,
        max_size=3,
    )
)
def test_times_in_every_form_are_those_of_the_record(texts: list[str | None]) -> None:
    values = [record(number, eventTime=text) for number, text in enumerate(texts)]
    expected = [Event(delivery(value)).time for value in values]
    times = block(values).times
    assert [None if time == NO_TIME else time for time in times] == expected


def test_each_text_and_identity_is_sent_once() -> None:
    decoder = Decoder()
    first = decoder.deliveries([Delivery(json.dumps(record(1)).encode())], 0)
    second = decoder.deliveries([Delivery(json.dumps(record(2)).encode())], 0)
    assert first.texts["event"] == ["DescribeInstances"]
    assert all(not texts for texts in second.texts.values())
    assert len(first.people) == 1
    assert not second.people
    assert first.identities == second.identities


def test_unusual_types_are_read_all_the_same() -> None:
    odd = record(
        1,
        eventTime=1_763_812_800,
        readOnly="false",
        errorCode=42,
        sourceIPAddress=["10.0.0.1"],
        recipientAccountId=111122223333,
        sessionCredentialFromConsole=True,
    )
    snapshot = snapshot_of([odd])
    assert snapshot.time(0) == 1_763_812_800
    assert snapshot.text(0, "error") == "42"
    assert snapshot.text(0, "ip") is None
    assert snapshot.text(0, "account") == "111122223333"
    assert snapshot.flags[0] & FLAGS["write"]
    assert snapshot.flags[0] & FLAGS["console"]


def test_no_time_is_before_all_others() -> None:
    block = Decoder().deliveries([Delivery(b"{}")], 0)
    assert block.times[0] == NO_TIME
    assert set(IDENTITY_COLUMNS) & set(TEXT_COLUMNS) == set()


def test_resource_shown_is_the_first_arn_else_the_most_telling_parameter() -> None:
    arn = {"ARN": "arn:aws:s3:::bucket/key", "type": "AWS::S3::Object"}
    shown = [
        snapshot_of([record(1, **members)]).text(0, "resource")
        for members in (
            {"resources": [{"type": "x"}, arn], "requestParameters": {"bucketName": "b"}},
            {"requestParameters": {"name": "n", "roleName": "Admin"}},
            {"requestParameters": {"bucketName": "", "keyId": "arn:aws:kms:eu:1:key/abc"}},
            {"requestParameters": ["a list"], "resources": "a text"},
        )
    ]
    assert shown == ["bucket/key", "Admin", "key/abc", None]
