"""The statements run: none loses a record, and none without residual terms sends one too many."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.examples import examples
from tests.make import record
from tests.reference import Record, reference_matches
from tests.unit.plans.duck import answer, careful, database, documented, plain, tidy
from trailview.errors import PlanError
from trailview.events.record import Delivery, Event
from trailview.plans.athena.record import record_of
from trailview.plans.athena.statement import AthenaPlan, plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.query import Question, Window
from trailview.question.terms import Clause

SCOPE = Scope(table=documented())


def sent(made: duckdb.DuckDBPyConnection, planned: AthenaPlan) -> dict[str, bytes]:
    """The records that Athena would send, by event ID."""
    raws = [record_of(planned.columns, row) for row in answer(made, planned)]
    return {json.loads(raw)["eventID"]: raw for raw in raws}


def check(
    made: duckdb.DuckDBPyConnection, records: list[Record], terms: tuple[Clause, ...]
) -> None:
    """The plan's answer is that of the reference, for the records as they were."""
    planned = plan(Question(terms), SCOPE)
    found = sent(made, planned)
    right = {made["eventID"] for made in records if reference_matches(terms, made)}
    kept = {name for name, raw in found.items() if matches(terms, Event(Delivery(raw)))}
    assert kept == right, (terms, planned.sql)
    if not planned.residual:
        assert set(found) == right, (terms, planned.sql)


@examples(30)
@given(st.data())
def test_random_questions(data: st.DataObject) -> None:
    drawn = data.draw(st.lists(strategies.records(), min_size=12, max_size=24))
    records = [{**tidy(made), "eventID": f"e-{number}"} for number, made in enumerate(drawn)]
    made = database(records, data.draw(st.sampled_from([plain, careful])))
    for _ in range(10):
        about = data.draw(st.sampled_from(records))
        terms = tuple(data.draw(st.lists(strategies.terms_for(about), min_size=1, max_size=2)))
        try:
            check(made, records, terms)
        except PlanError:
            assert any("absent" in term.field for term in terms)


ADDRESSES = (
    "10.127.255.255", "10.128.0.0", "10.0.0.01", "10.0.0.256", "10.0.0.1 ", "10.0.0", "::1",
    "2001:db8::1", "2001:0DB8:0::1", "2001:db9::1", "AWS Internal", "10x0x0x1", "110.0.0.1",
)  # fmt: skip
SAID: tuple[dict[str, Any], ...] = (
    {"userName": "bob", "list": ["x", "y"], "empty": {}, "none": None, "yes": True, "n": 1.50},
    {"Path": "/team/a", "policy": json.dumps({"Resource": "arn:aws:s3:::b/k", "q": '"'})},
    {"name": "Lange Straße <a href='x'>", "a.b": "c", "zero": "", "text": "[x]"},
    {"0": "x", "n": 123456789012345678901234567890, "Kelvin": "K"},
)


@pytest.fixture(scope="module", params=[plain, careful])
def table(request: pytest.FixtureRequest) -> tuple[duckdb.DuckDBPyConnection, list[Record]]:
    made: list[dict[str, Any]] = [record(n, sourceIPAddress=ip) for n, ip in enumerate(ADDRESSES)]
    made += [record(100 + n, requestParameters=said) for n, said in enumerate(SAID)]
    made += [record(200 + n, responseElements=said) for n, said in enumerate(SAID)]
    records = [tidy(one) for one in made]
    return database(records, request.param), records


@pytest.mark.parametrize(
    "text",
    [
        "ip:10.0.0.0/9", "-ip:10.0.0.0/9", "ip:10.0.0.0/8,::1", "ip:0.0.0.0/0", "-ip:0.0.0.0/0",
        "ip:10.127.255.255/32", "ip:2001:db8::/32", "-ip:2001:db8::/32", "ip:::/0", "ip:::1/128",
        "ip:2000::/3", "resource:k", "resource:b/k", "resource:\\/team/a", "resource:bob",
        "resource:team*", "-resource:bob", "resource:*", 'resource:""', "resource:x'>",
        'resource:"\'x\'>"', "$.requestParameters.userName:bob", "$.requestParameters.list[1]:y",
        "-$.requestParameters.list[1]:y", "$.requestParameters.list:*",
        "-$.requestParameters.empty:*", "$.requestParameters.none:*", "-$.requestParameters.n:*",
        "$.requestParameters.n:1.5", "-$.requestParameters.n:1*", "$.requestParameters.yes:true",
        "-$.requestParameters.list:*x*", "$.requestParameters['a.b']:c", "$.requestParameters:*",
        '$.requestParameters.zero:""', "$.requestParameters.text:[*", "$.requestParameters[0]:x",
        "$.requestParameters.n:123456789012345678901234567890", "strasse", "STRASSE", "-strasse",
        "kelvin", "username", "policy", "href='x", r'"\""', "straße*href", "$.userIdentity:*",
        "$.userIdentity:x", "$.readOnly:true", "requestparameters", "-$.eventName.x:*", "$[0]:x",
        "$.resources[0].ARN:*", "-$.resources:*",
    ],
)  # fmt: skip
def test_questions(table: tuple[duckdb.DuckDBPyConnection, list[Record]], text: str) -> None:
    check(*table, parse(text))


@pytest.mark.parametrize(
    ("day", "found"), [("2026/11/19", 0), ("2026/11/20", 1), ("2026/11/21", 1), ("2026/11/22", 0)]
)
def test_deliveries_up_to_a_day_later_are_found(day: str, found: int) -> None:
    made = database([record(eventTime="2026-11-20T23:59:59Z")], day=day)
    window = Window(1_795_132_800, 1_795_219_200)
    assert window.holds(Event(Delivery(b'{"eventTime":"2026-11-20T23:59:59Z"}')).time)
    assert len(sent(made, plan(Question((), window), SCOPE))) == found


def test_rows_are_not_sorted_by_the_one_worker_that_would_have_to() -> None:
    made = database([record(2), record(7), record(5)])
    planned = plan(Question(()), SCOPE)
    assert "ORDER BY" not in planned.sql
    assert len(answer(made, planned)) == 3
