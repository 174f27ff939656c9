"""Which events are here already, held against a set of Python's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trailview.store.seen import Seen

HIGHEST = 2**64 - 1
NUMBERS = st.one_of(
    st.integers(1, HIGHEST),
    st.integers(1, 5),
    st.integers(HIGHEST - 5, HIGHEST),  # they want the last place, and go round
)


@settings(max_examples=30)
@given(st.lists(st.lists(NUMBERS, max_size=40), max_size=6))
def test_a_number_is_new_once(batches: list[list[int]]) -> None:
    seen, known = Seen(), set[int]()
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(number not in known)
            known.add(number)
        assert seen.add(np.array(batch, np.uint64)).tolist() == expected


def test_what_is_known_stays_known_as_the_set_grows() -> None:
    seen, random = Seen(), np.random.default_rng(1)
    numbers = np.unique(random.integers(1, HIGHEST, 40_000, np.uint64))
    random.shuffle(numbers)
    assert all(seen.add(some).all() for some in np.array_split(numbers, 7))
    assert not seen.add(numbers).any()
