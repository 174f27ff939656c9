"""Records that are kept compressed come out as they were."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.events.packed import PackedRecords
from trailview.events.record import Delivery
from trailview.store.raw import RawBlocks

DELIVERIES = st.builds(
    Delivery,
    st.binary(max_size=40),
    st.none() | st.integers(-(2**40), 2**40),
    st.sampled_from([b"", b"[]"]),
    st.sampled_from(["", "rebuilt"]),
)


@examples(100)
@given(st.lists(DELIVERIES, max_size=6))
def test_records_are_the_same_before_and_after(deliveries: list[Delivery]) -> None:
    sent = pickle.dumps(PackedRecords.of(deliveries), protocol=5)
    packed = pickle.loads(sent)
    assert len(packed) == len(deliveries)
    assert [packed[place] for place in packed] == deliveries
    for place in (-1, len(deliveries)):
        with pytest.raises(KeyError):
            packed[place]


def test_packed_ones_and_others_have_numbers_in_the_order_in_which_they_came() -> None:
    blocks, each = RawBlocks(), [Delivery(b"%d" % number, number) for number in range(3_000)]
    assert blocks.add(PackedRecords.of(each[:5])) == 0
    assert blocks.append(each[5:2_990]) == 5
    assert blocks.add(PackedRecords.of(each[2_990:])) == 2_990
    numbers = [2_999, 0, 4, 5, 1_004, 1_005, 2_989, 2_990, 0]
    assert blocks.many(numbers) == [each[number] for number in numbers]
    assert [blocks.get(number) for number in numbers] == [each[number] for number in numbers]
    with pytest.raises(IndexError):
        blocks.get(3_000)


@pytest.mark.parametrize(
    ("raws", "are_lines"),
    [
        ([b'{"a":1}', b"{}"], True),
        ([b'{"a":"\xc3\xa9"}'], True),
        ([b'{"a":"\xff"}', b"{}"], False),
        ([b"{}", b'{"a":\n1}'], False),
        ([b'{"a":\r1}'], False),
    ],
)
def test_json_is_known_to_be_on_lines_where_it_is(raws: list[bytes], are_lines: bool) -> None:
    deliveries, blocks = [*map(Delivery, raws)], RawBlocks()
    blocks.add(PackedRecords.of(deliveries, are_json=True))
    assert blocks.are_lines == are_lines
    blocks.append(deliveries)  # of these nothing is known
    assert not blocks.are_lines
