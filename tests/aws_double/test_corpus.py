"""The records of a double and their deliveries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.trails import Trail
from tests.make import START, record
from tests.trails import trail_file

RECORDS = [record(number) for number in range(200)]


def test_a_record_is_held_as_compact_json() -> None:
    (held,) = Corpus([record(7, userAgent="Ünïcode / 1")]).events
    assert json.loads(held.raw) == held.record
    assert b", " not in held.raw
    assert held.message.encode() == held.raw
    assert (held.time, held.account, held.region) == (START + 7, "111122223333", "eu-central-1")


@pytest.mark.parametrize(
    ("members", "time", "account"),
    [
        ({"recipientAccountId": None}, START, "111122223333"),
        ({"recipientAccountId": None, "userIdentity": "odd"}, START, ""),
        ({"eventTime": "soon"}, 0, "111122223333"),
        ({"eventTime": 7}, 0, "111122223333"),
        ({"eventTime": "2025-11-22T12:00:00"}, START, "111122223333"),
    ],
)
def test_odd_records_are_held_too(members: dict[str, Any], time: int, account: str) -> None:
    (held,) = Corpus([record(**members)]).events
    assert (held.time, held.account) == (time, account)


def test_deliveries_come_late_but_no_later_than_told() -> None:
    corpus = Corpus(RECORDS, delay=900, seed=1)
    delays = [delivered.at - delivered.held.time for delivered in corpus.deliveries]
    assert 0 <= min(delays) < 100
    assert 800 < max(delays) <= 900
    ordered = [(delivered.at, delivered.number) for delivered in corpus.deliveries]
    assert ordered == sorted(ordered)
    assert corpus.latest == ordered[-1][0]


def test_the_same_seed_gives_the_same_deliveries() -> None:
    def times(seed: int) -> list[int]:
        corpus = Corpus(RECORDS, delay=900, duplicates=0.1, seed=seed)
        return [delivered.at for delivered in corpus.deliveries]

    assert times(1) == times(1)
    assert times(1) != times(2)


def test_some_events_are_delivered_twice() -> None:
    corpus = Corpus(RECORDS, delay=60, duplicates=0.1, seed=1)
    assert len(corpus.events) == len(corpus.arrivals) == 200
    assert 205 < len(corpus.deliveries) < 240
    firsts = {held.event_id: at for at, held in corpus.arrivals}
    assert all(delivered.at >= firsts[delivered.held.event_id] for delivered in corpus.deliveries)


def test_a_record_given_twice_is_one_event_delivered_twice() -> None:
    corpus = Corpus([record(1), record(2), record(1), record(3, eventID=None)])
    assert [held.time - START for held in corpus.events] == [1, 2, 3]
    assert [delivered.held.time - START for delivered in corpus.deliveries] == [1, 1, 2, 3]


def test_records_are_read_from_a_folder(tmp_path: Path) -> None:
    trail_file(tmp_path, [record(1), record(2)], "20251122T1205Z")
    (tmp_path / "plain.json").write_text(json.dumps({"Records": [record(3)]}))
    (tmp_path / "digest.json").write_text(json.dumps({"digestS3Bucket": "b"}))
    assert Corpus(records_below(tmp_path)).events[2].time == START + 3


def test_a_trail_holds_its_accounts_events_or_everyones() -> None:
    corpus = Corpus([record(1), record(2, recipientAccountId="444455556666")])
    own = Trail("111122223333", "eu-central-1")
    everyones = Trail("111122223333", "eu-central-1", organization=True)
    assert [delivered.held.time - START for delivered in own.deliveries(corpus)] == [1]
    assert [delivered.held.time - START for delivered in everyones.deliveries(corpus)] == [1, 2]


def test_a_log_group_lacks_the_largest_events() -> None:
    corpus = Corpus([record(1), record(2, requestParameters={"text": "x" * 262_144})])
    trail = Trail("111122223333", "eu-central-1")
    assert len(list(trail.deliveries(corpus))) == 2
    assert [delivered.held.time - START for delivered in trail.logged(corpus)] == [1]
