"""What is picked out of files comes whole, however much it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.backends.files.trails import Record, record
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import PartRead, Picking, ReadTask
from trailview.backends.files.worker import read_parts
from trailview.events.block import Block
from trailview.events.decode import Decoder
from trailview.events.head import delivered_head, plain_heads
from trailview.events.record import Delivery
from trailview.plans.files import pick_of
from trailview.plans.plan import Brings
from trailview.question.parse import parse
from trailview.question.query import Question

_MANY = 4_500
"""Events of which every third is picked, of each file."""


@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize("brings", [Brings.RECORDS, Brings.MATCHES])
def test_all_that_is_picked_comes_each_with_its_place(
    tmp_path: Path, brings: Brings, spaced: bool
) -> None:
    made = [_of("bob" if number % 3 else "alice", number) for number in range(_MANY)]
    expected, parts = [], []
    for part in range(4):
        path = tmp_path / f"{part}.json"
        separators = (", ", ": ") if spaced else (",", ":")
        path.write_text(json.dumps({"Records": made}, separators=separators))
        parts.append((part, Part(str(path))))
        expected += [(part, index) for index in range(0, _MANY, 3)]
    pick = pick_of(Question(parse("user:alice")), brings)
    assert pick is not None
    replies = [*read_parts(Decoder(), ReadTask(parts, picking=Picking(pick)))]
    blocks = [reply for reply in replies if isinstance(reply, Block)]
    assert [(p, i) for b in blocks for p, i in zip(b.parts, b.indexes, strict=True)] == expected
    assert sum(reply.records for reply in replies if isinstance(reply, PartRead)) == 4 * _MANY
    kept = [json.loads(b.inline[at].raw) for b in blocks for at in range(len(b)) if b.inline]
    is_with_records = brings is Brings.RECORDS
    assert kept == ([made[index] for _, index in expected] if is_with_records else [])


def _of(user: str, number: int) -> Record:
    return record(number, userIdentity={"type": "IAMUser", "userName": user})


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"eventName": None, "resources": [{"ARN": "arn:aws:s3:::one"}]},
        {"eventType": "AwsAggregatedEvent"},
        {"eventName": 5},
        {"resources": {"ARN": "arn:aws:s3:::one"}, "eventTime": 1_700_000_000},
    ],
)
def test_heads_of_many_records_are_those_of_each(odd: dict[str, object]) -> None:
    raws = [json.dumps(record(number)).encode() for number in range(3)]
    raws.insert(1, json.dumps(record(9, **odd)).encode())
    assert plain_heads(raws) == [delivered_head(Delivery(raw)) for raw in raws]
    assert plain_heads([]) == []
