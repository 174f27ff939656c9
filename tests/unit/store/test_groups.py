"""Facets of matching rows, and two columns together, against plain counting."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest

from tests.make import delivery, record, store
from trailview.events.record import Event
from trailview.question.fields import find_field
from trailview.question.predicate import holds
from trailview.question.query import Question
from trailview.search.facets import FACETS, EventFacets, FacetsWanted
from trailview.store.columns import Snapshot
from trailview.store.groups import Groups, counted, largest
from trailview.store.view import View


def _identity(chance: random.Random) -> dict[str, Any]:
    name = chance.choice(["alice", "bob", "zoë", "x" * 40])
    if chance.random() < 0.4:
        return {"type": "IAMUser", "userName": name, "arn": f"arn:aws:iam::1:user/{name}"}
    if chance.random() < 0.2:
        return {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}
    role = chance.choice(["Admin", "Dev"])
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::1:assumed-role/{role}/{name}",
        "principalId": f"AROA{role}:{name}",
        "sessionContext": {"sessionIssuer": {"userName": role, "type": "Role"}},
    }


def _records(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [
        record(
            number,
            userIdentity=_identity(chance),
            eventName=chance.choice(["GetObject", "PutObject", "ListUsers", "", None]),
            eventSource=chance.choice(["s3.amazonaws.com", "iam.amazonaws.com", "odd"]),
            errorCode=chance.choice([None, None, "AccessDenied", "Throttling", ""]),
            sourceIPAddress=f"203.0.113.{chance.randrange(9)}",
            awsRegion=chance.choice(["us-east-1", "eu-west-1"]),
            userAgent=chance.choice(["aws-cli/2", "console.amazonaws.com", None]),
            requestParameters={"bucketName": f"b{chance.randrange(20)}"},
        )
        for number in range(120)
    ]


def _text(event: Event, name: str) -> str:
    """What a row shows in a column, read from the record alone."""
    if name == "actor":
        return event.identity.actor
    field = find_field(name)
    assert field is not None
    text = next(iter(field.read(event)), "")
    return text.removesuffix(".amazonaws.com") if name == "service" else text


def _plain(events: list[Event], *names: str) -> Counter[tuple[str, ...]]:
    told = (tuple(_text(event, name) for name in names) for event in events)
    return Counter(texts for texts in told if all(texts))


@pytest.mark.parametrize("seed", range(4))
def test_of_the_rows_that_match_as_plainly_counted(seed: int) -> None:
    records = _records(seed)
    events = [Event(delivery(each)) for each in records]
    snapshot = store(records).snapshot()
    chosen = sorted(random.Random(seed).sample(range(len(events)), 70))
    for rows in (chosen, list(range(len(events)))):
        groups = Groups(snapshot, np.array(rows, np.int32))
        mine = [events[row] for row in rows]
        for name in FACETS.keys() - {"resource"}:
            ranked = groups.ranked(name, 999)
            assert {(text,): number for text, number in ranked.values} == _plain(mine, name), name
            numbers = [number for _, number in ranked.values]
            assert numbers == sorted(numbers, reverse=True)
        for first, second in (("actor", "error"), ("event", "by"), ("by", "ip")):
            crossed = groups.crossed(first, second, 999, 999)
            told = {(one.text, other): n for one in crossed.values for other, n in one.among.values}
            assert told == _plain(mine, first, second)
            assert all(one.rows == sum(n for _, n in one.among.values) for one in crossed.values)


def test_of_the_resource_the_one_that_the_row_shows() -> None:
    snapshot = store(_records(1)).snapshot()
    every = np.arange(snapshot.count, dtype=np.int32)
    shown = Counter(text for row in every if (text := snapshot.text(int(row), "resource")))
    assert dict(Groups(snapshot, every).ranked("resource", 999).values) == shown


def test_the_most_frequent_and_how_many_there_are_besides() -> None:
    snapshot = store(_records(2)).snapshot()
    groups = Groups(snapshot, np.arange(snapshot.count, dtype=np.int32))
    every = groups.ranked("ip", 999).values
    assert groups.ranked("ip", 3) == (every[:3], len(every) - 3)
    assert groups.ranked("ip", 3, ("113.4",)).values == [one for one in every if "113.4" in one[0]]
    assert groups.ranked("actor", 9, ("ali", "adm")).values[0][0] == "Admin/alice"
    crossed = groups.crossed("actor", "error", 2, 1)
    assert len(crossed.values) == 2
    assert crossed.more > 0
    assert all(len(one.among.values) == 1 for one in crossed.values)


def test_crossed_with_words_of_either_text() -> None:
    snapshot = store(_records(3)).snapshot()
    groups = Groups(snapshot, np.arange(snapshot.count, dtype=np.int32))
    crossed = groups.crossed("actor", "error", 99, 99, ("alice", "denied"))
    assert {one.text for one in crossed.values} == {"alice", "Admin/alice", "Dev/alice"}
    assert {text for one in crossed.values for text, _ in one.among.values} == {"AccessDenied"}


def test_many_pairs_are_counted_like_few(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = store(_records(4)).snapshot()
    groups = Groups(snapshot, np.arange(snapshot.count, dtype=np.int32))
    few = groups.crossed("ip", "event", 99, 99)
    monkeypatch.setattr("trailview.store.groups._FEW", 0)
    assert groups.crossed("ip", "event", 99, 99) == few


def test_counting_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = store(_records(5)).snapshot()
    rows = np.arange(1, snapshot.count, dtype=np.int32)
    at_once = EventFacets(View.of(snapshot, rows)).groups(FacetsWanted())
    crossed = Groups(snapshot, rows).crossed("actor", "by", 99, 99)
    monkeypatch.setattr("trailview.store.groups._STRETCH", 7)
    assert EventFacets(View.of(snapshot, rows)).groups(FacetsWanted()) == at_once
    assert Groups(snapshot, rows).crossed("actor", "by", 99, 99) == crossed
    assert counted([np.array([1, 3]), np.array([], np.uint16)], 5).tolist() == [0, 1, 0, 1, 0]


def test_the_largest_in_order_and_the_first_of_equal_ones() -> None:
    numbers = np.array([2, 5, 2, 9, 2, 5])
    assert largest(numbers, 4).tolist() == [3, 1, 5, 0]
    assert largest(numbers, 99).tolist() == [3, 1, 5, 0, 2, 4]
    assert largest(numbers[:0], 3).tolist() == []


def _facets(snapshot: Snapshot) -> EventFacets:
    return EventFacets(View.of(snapshot, np.arange(snapshot.count, dtype=np.int32)))


@pytest.mark.parametrize("seed", range(3))
def test_the_terms_of_a_value_hold_for_just_the_rows_counted(seed: int) -> None:
    records = _records(seed)
    events = [Event(delivery(each)) for each in records]
    facets = _facets(store(records).snapshot())
    for group in facets.groups(FacetsWanted()):
        if group.name == "resource":
            continue  # a term asks for all resources that an event names
        for line in group.lines:
            terms = facets.terms(line.values)
            matching = sum(holds(Question(terms), event) for event in events)
            assert terms, line
            assert matching == line.rows or _is_odd(line.values), line


def test_the_terms_of_two_columns_hold_for_just_the_rows_counted() -> None:
    records = [each for each in _records(6) if each.get("errorCode") != ""]
    events = [Event(delivery(each)) for each in records]
    facets = _facets(store(records).snapshot())
    for crossed in (("actor", "error"), ("event", "by"), ("ip", "agent")):
        (group,) = facets.groups(FacetsWanted(crossed=crossed))
        assert {line.depth for line in group.lines} == {0, 1}
        for line in group.lines:
            matching = sum(holds(Question(facets.terms(line.values)), event) for event in events)
            assert matching == line.rows, line


def _is_odd(values: tuple[tuple[str, str | None], ...]) -> bool:
    """Whether it is a service that the language cannot name: one without a dot."""
    return values == (("service", "odd"),)


def test_an_actor_whom_no_term_tells_apart_has_none() -> None:
    records = [
        record(1, userIdentity={"type": "AWSAccount", "accountId": "1"}),
        record(2, userIdentity={"type": "AWSAccount", "accountId": "2"}),
    ]
    assert _facets(store(records).snapshot()).terms([("actor", "1")]) == ()
