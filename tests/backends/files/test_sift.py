"""Records are found in the text of a file, and none is passed over that matches."""

from __future__ import annotations

import json
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import record, text, trail
from tests.examples import examples
from tests.strategies import records, terms_for
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import ScanTask
from trailview.backends.files.sift import sift
from trailview.backends.files.worker import scan_part
from trailview.events.broken import BROKEN
from trailview.events.record import Delivery, Event
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.terms import Clause
from trailview.question.write import format_terms


def matching(raws: list[bytes], terms: tuple[Clause, ...], indexes: list[int]) -> list[int]:
    """The records that match, each one looked at."""
    return [index for index in indexes if matches(terms, Event(Delivery(raws[index])))]


@examples(150)
@given(st.data(), st.lists(records(), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_what_is_sifted_out_are_records_that_do_not_match(
    data: st.DataObject, values: list[dict[str, Any]], ascii_only: bool, spaced: bool
) -> None:
    raws = [json.dumps(value, ensure_ascii=ascii_only).encode() for value in values]
    held = b'{"Records":[%b]}' % (b" , " if spaced else b",").join(raws)
    indexes = data.draw(st.lists(st.sampled_from(range(len(raws))), unique=True))
    for _ in range(4):
        told = data.draw(st.sampled_from(values))
        terms = tuple(data.draw(st.lists(terms_for(told), min_size=1, max_size=2)))
        try:
            left = dict(sift(held, terms, indexes))
        except BROKEN:
            return  # an unusual record: all are looked at
        assert all(raws[index] == raw for index, raw in left.items())
        assert set(matching(raws, terms, indexes)) <= set(left), format_terms(terms)


PLAIN = [text(record(number)) for number in range(6)]
ACCENTED = text(record(6)).replace(b"user-6", "\u212aay".encode())
ESCAPED = text(record(7)).replace(b"user-7", b"\\u0075ser-7\\u212a")
NAMELESS = text(record(8, requestParameters=None))
RECORDS = [*PLAIN, ACCENTED, ESCAPED, NAMELESS]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("user-3", [3, 6, 7]),
        ("USER-3", [3, 6, 7]),
        ("no-such-user", [6, 7]),
        ("00000000-0000-0000-0000-000000000003", [3, 6, 7]),
        ("resource:user-3", [3, 7]),
        ("resource:user-3 alice", [3, 7]),
        ("$.requestParameters.userName:*", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("$.requestParameters.userName:user-3", [3, 7]),
        ("$.requestParameters.userName:user-3,user-4", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("$.responseElements.userName:*", []),
        ("$.noSuchMember:*", []),
        ("-user-3", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("Records", [0, 6, 7]),
        ("]}", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("}]}", [6, 7, 8]),
    ],
)
def test_few_records_are_left(question: str, left: list[int]) -> None:
    indexes = range(len(RECORDS))
    assert [index for index, _ in sift(trail(RECORDS), parse(question), indexes)] == left


@pytest.mark.parametrize("question", ["user-3", "$.requestParameters.userName:user-3", "-user-3"])
def test_a_part_that_has_changed_is_scanned_as_it_is_now(tmp_path: Path, question: str) -> None:
    path = tmp_path / "changed.json"
    terms = parse(question)
    expected = matching(RECORDS, terms, [2, 3])
    for now in (trail(RECORDS), b"\n".join(RECORDS)):
        path.write_bytes(now)
        task = ScanTask(5, Part(str(path)), array("I", [2, 3, 99]), terms, is_plain=True)
        hits = scan_part(task)
        assert (hits.number, hits.looked_at, list(hits.indexes)) == (5, 3, expected)
