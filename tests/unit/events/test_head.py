"""A trail file is decoded in pieces as it is as a whole, or not at all."""

from __future__ import annotations

import json
from itertools import chain
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from trailview.events.broken import BROKEN
from trailview.events.head import Head, Heads, trail_heads

PLAIN: Final = '{"eventVersion":"1.11","eventName":"Plain"}'
NESTED: Final = '{"eventVersion":"1.11","eventName":"Nested","requestParameters":[%s,%s]}'
LOOKALIKES: Final = (
    PLAIN,
    '{"eventName":"NoVersion"}',
    NESTED % (PLAIN, PLAIN),
    json.dumps({"eventVersion": "1.08", "eventName": f"{PLAIN},{PLAIN}"}),
    '{"eventVersion":"1.11","eventName":"Ends with a bracket"}],"x":[{"eventVersion":"1"}',
    '{"eventVersion":"1.11"}],"Records":[{"eventVersion":"1.11","eventName":"Other list"}',
    '{"eventVersion":"1.11","eventName":"Ends too early"',
    '{"eventVersion":"1.11","eventName":3}',
)


@given(st.lists(st.sampled_from(LOOKALIKES), max_size=5), st.integers(1, 200))
def test_what_pieces_give_is_what_the_whole_holds(texts: list[str], piece: int) -> None:
    data = f'{{"Records":[{",".join(texts)}]}}'
    try:
        heads = [*chain.from_iterable(trail_heads(data.encode(), piece))]
    except BROKEN:
        assert set(texts) - {*LOOKALIKES[:2], LOOKALIKES[3]}, "plain records are read in pieces"
        return
    records = json.loads(data)["Records"]
    assert [head.eventName for head in heads] == [record.get("eventName") for record in records]


def test_each_piece_has_as_many_bytes_as_asked_or_a_record_more() -> None:
    data = f'{{"Records":[{",".join([PLAIN] * 10)}]}}'
    sizes = [len(heads) for heads in trail_heads(data.encode(), 4 * len(PLAIN))]
    assert sizes == [4, 4, 2]


def test_every_member_of_a_head_has_its_place_among_the_columns() -> None:
    assert Heads._fields == Head.__struct_fields__
