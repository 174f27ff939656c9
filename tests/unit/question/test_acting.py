"""The field `by`: the table of kinds, and what the settings add, alike in records and columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.make import delivery, record
from trailview.errors import QuestionError, UsageError
from trailview.events.decode import Decoder
from trailview.events.meanings import WORDS
from trailview.events.record import Event
from trailview.plans.conditions import condition
from trailview.question.acting import put_in_force
from trailview.question.fields import BY_NAME
from trailview.question.own_kinds import own_kind, put_terms_in_force
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.query import ALL_TIME
from trailview.store.columns import Snapshot, Store
from trailview.store.facets import facet
from trailview.store.filter import Filter
from trailview.store.narrowing import needs_record
from trailview.store.view import View

CLI = "aws-cli/2.31.4 md/awscrt#0.27.6"


def session(name: str, role: str) -> dict[str, object]:
    issuer = {"type": "Role", "arn": f"arn:aws:iam::1:role/{role}", "userName": role}
    return {
        "type": "AssumedRole",
        "principalId": f"AROA:{name}",
        "sessionContext": {"sessionIssuer": issuer},
    }


USER = {"type": "IAMUser", "userName": "alice"}
RECORDS = [
    record(0, userIdentity=USER, userAgent=CLI),
    record(1, userIdentity=USER, userAgent="APN/1.0 HashiCorp/1.0 Terraform/1.9.8"),
    record(2, userIdentity=session("i-0a1b2c3d", "web"), userAgent=CLI),
    record(3, userIdentity=session("i-0a1b2c3d", "web"), userAgent="OpenTofu/1.8"),
    record(4, userIdentity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
    record(5, userIdentity=session("nightly", "ci-prod"), userAgent=CLI),
    record(6, userIdentity={**USER, "invokedBy": "ssm.amazonaws.com"}, userAgent="terraform/1.9"),
    record(7, userIdentity=None, userAgent=None),
]
TABLE = ["person", "automation", "workload", "automation", "service", "person", "service", ""]


@pytest.fixture(autouse=True)
def _nothing_left_in_force() -> Iterator[None]:
    yield
    put_in_force(())


def snapshot() -> Snapshot:
    store = Store()
    store.append(Decoder().deliveries([delivery(one) for one in RECORDS], 0, keep=True))
    return store.snapshot()


def in_columns(text: str) -> list[int]:
    terms = parse(text)
    assert not any(map(needs_record, terms))
    return [int(row) for row in Filter(terms, ALL_TIME).rows(snapshot())]


def in_records(text: str) -> list[int]:
    terms = parse(text)
    return [n for n, one in enumerate(RECORDS) if matches(terms, Event(delivery(one)))]


def check(told: list[str]) -> None:
    """Records, filter, facets, cells and sorting all say the same."""
    read = BY_NAME["by"].read
    assert ["".join(read(Event(delivery(one)))) for one in RECORDS] == told
    for word in ("person", "workload", "automation", "service"):
        having = [n for n, kind in enumerate(told) if kind == word]
        lacking = [n for n, kind in enumerate(told) if kind != word]
        assert in_records(f"by:{word}") == in_columns(f"by:{word}") == having
        assert in_records(f"-by:{word}") == in_columns(f"-by:{word}") == lacking
    some = [n for n, kind in enumerate(told) if kind in ("person", "workload")]
    assert in_records("by:person,workload") == in_columns("by:person,workload") == some
    assert in_records("by:*") == in_columns("by:*") == [n for n, kind in enumerate(told) if kind]
    assert dict(facet(snapshot(), "by")) == {w: told.count(w) for w in set(told) if w}
    rows = np.arange(len(RECORDS), dtype=np.int32)
    assert dict(facet(snapshot(), "by", rows[:2]))[told[0]] >= 1
    for descending in (False, True):
        view = View.of(snapshot(), rows, "by", descending)
        shown = [view.texts(place, ["by"])[0] for place in range(len(view))]
        order = ["person", "workload", "automation", "service"]
        kinds = [order.index(word) for word in shown if word]
        assert kinds == sorted(kinds, reverse=descending)
        assert (shown[-1] == "") is ("" in told)


def test_the_table_tells() -> None:
    check(TABLE)


def test_the_settings_add_to_it() -> None:
    put_terms_in_force(
        [("automation", "role:ci-*"), ("workload", "(user:~ALICE event:* or key:/^x$/)")]
    )
    check(
        ["workload", "automation", "workload", "automation", "service", "automation", "service", ""]
    )


def test_of_own_terms_the_larger_kind_counts_and_never_above_a_service() -> None:
    put_terms_in_force([("workload", "event:*"), ("automation", "-user:alice")])
    check(["workload"] + ["automation"] * 3 + ["service", "automation", "service", "automation"])


def test_is_service_and_by_service_are_one() -> None:
    for one in RECORDS:
        event = Event(delivery(one))
        assert matches(parse("by:service"), event) is matches(parse("is:service"), event)


@pytest.mark.parametrize("text", ["", "hello", "resource:x", "$.a:b", "by:person"])
def test_own_terms_are_about_columns(text: str) -> None:
    with pytest.raises(UsageError):
        own_kind("automation", text)


def test_own_terms_are_understood() -> None:
    with pytest.raises(QuestionError):
        own_kind("automation", "rle:ci-*")


def test_services_are_told_of_services_and_no_more() -> None:
    (service,), (person,), (other,) = map(parse, ("by:service", "by:person", "-by:service"))
    assert condition(service) == WORDS["service"]
    assert condition(person) == condition(other)
    assert person != other
    assert condition(parse("by:automation,service")[0]) is None
    assert condition(parse("-by:person")[0]) is None
