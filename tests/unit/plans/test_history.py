"""The event history planner: which term is looked up, in which span, and what is said."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import pytest

from trailview.events.pattern import Pattern as Value
from trailview.plans.history import REACH, HistoryPlan, plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import Term
from trailview.question.write import format_terms

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-central-1")
WINDOW = Window(NOW - 3600, NOW)


def made(text: str, window: Window = WINDOW, scope: Scope = SCOPE) -> HistoryPlan:
    return plan(Question(parse(text), window), scope)


@pytest.mark.parametrize(
    ("text", "attribute", "pushed"),
    [
        ("", None, ""),
        ("id:e-1 user:Alice", ("EventId", "e-1"), "id:e-1"),
        ("event:X key:AKIA1", ("AccessKeyId", "AKIA1"), "key:AKIA1"),
        ("event:X user:Alice", ("Username", "Alice"), "user:Alice"),
        ("service:iam event:X", ("EventName", "X"), "event:X"),
        ("resource:b event:X", ("EventName", "X"), "event:X"),
        ("is:write service:iam", ("EventSource", "iam.amazonaws.com"), "service:iam"),
        ("service:a.b.org", ("EventSource", "a.b.org"), "service:a.b.org"),
        ("service:s3 resource-type:T", ("ResourceType", "T"), "resource-type:T"),
        ("is:read,write", None, ""),
        ("is:root", None, ""),
        ("-event:X", None, ""),
        ("event:Get*", None, ""),
        ("event:*", None, ""),
        ('event:""', None, ""),
        ("role:Admin ip:1.2.3.4 free", None, ""),
        ("$.eventName:X", None, ""),
    ],
)
def test_the_most_selective_exact_term_is_looked_up(
    text: str, attribute: tuple[str, str] | None, pushed: str
) -> None:
    found = made(text)
    assert found.lookups == (() if attribute is None else (attribute,))
    assert format_terms(found.pushed) == pushed
    assert found.approximate == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("is:write", "false"), ("is:read region:x", "true"), ("readonly:true", "true")],
)
def test_what_a_record_may_not_say_is_looked_up_approximately(text: str, value: str) -> None:
    found = made(text)
    assert found.lookups == (("ReadOnly", value),)
    assert found.pushed == ()
    assert format_terms(found.approximate) == text.split()[0]
    assert any("judged by its event's name here, is missing" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "regions", "lacking"),
    [
        ("region:us-west-2", ("eu-central-1",), "us-west-2"),
        ("region:us-west-2,eu-central-1", ("eu-central-1",), "us-west-2"),
        ("region:us-west-2", ("all",), ""),
        ("region:us-west-2", ("us-west-2", "eu-central-1"), ""),
        ("region:us-*", ("eu-central-1",), ""),
        ("-region:us-west-2", ("eu-central-1",), ""),
        ("region:us-west-2", ("",), ""),
        ("region:us-east-1 service:iam", ("eu-central-1",), ""),
    ],
)
def test_a_region_that_is_not_asked_is_told(
    text: str, regions: tuple[str, ...], lacking: str
) -> None:
    found = made(text, scope=replace(SCOPE, region=regions[0], regions=regions))
    assert found.clipped is bool(lacking)
    assert f"{lacking} is not asked" in " ".join(found.notes) if lacking else True


def test_another_account_is_told_where_ones_own_is_known() -> None:
    scope = replace(SCOPE, account="111122223333")
    assert made("account:444455556666", scope=scope).clipped
    assert not made("account:111122223333", scope=scope).clipped


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("user:alice", False),
        ("user:root", True),
        ("user:Alice", True),
        ("user:a.b@example.org", True),
        ("user:al", True),
        ("user:a--b", True),
        ("user:alice -is:root", True),
        ("user:alice -type:Root", True),
        ("user:alice type:IAMUser", True),
        ("user:alice role:Admin", True),
        ("user:alice type:Root", False),
        ("user:alice type:*", False),
    ],
)
def test_a_user_is_exact_unless_it_may_be_the_alias_that_root_goes_by(
    text: str, is_exact: bool
) -> None:
    found = made(text)
    (term, *_) = parse(text)
    assert (found.pushed, found.approximate) == (((term,), ()) if is_exact else ((), (term,)))
    assert any("alias" in note for note in found.notes) is not is_exact


def test_a_resource_is_approximate_and_says_so() -> None:
    found = made("resource:my-bucket is:write")
    assert found.lookups == (("ResourceName", "my-bucket"),)
    assert format_terms(found.approximate) == "resource:my-bucket"
    assert format_terms(found.residual) == "is:write"
    assert any("fewer resources" in note for note in found.notes)


@pytest.mark.parametrize(
    ("value", "is_sent"), [("x" * 2000, True), ("x" * 2001, False), ("_ ,\n" * 250, True),
                           ("_" * 1001, False)]
)  # fmt: skip
def test_values_have_the_length_that_the_service_takes(value: str, is_sent: bool) -> None:
    question = Question((Term("event", (Value((value,)),)),), WINDOW)
    assert bool(plan(question, SCOPE).lookups) is is_sent


@pytest.mark.parametrize(
    ("window", "since", "until", "is_clipped", "said"),
    [
        (Window(NOW - 60, NOW), NOW - 60, NOW - 1, False, False),
        (Window(NOW - 60, NOW + 999), NOW - 60, NOW, False, False),
        (Window(NOW - 60, None), NOW - 60, NOW, False, False),
        (Window(None, NOW - 5), NOW - REACH, NOW - 6, False, True),
        (ALL_TIME, NOW - REACH, NOW, False, True),
        (Window(NOW - REACH, NOW), NOW - REACH, NOW - 1, False, False),
        (Window(NOW - REACH - 1, NOW), NOW - REACH, NOW - 1, True, True),
    ],
)
def test_the_span_is_what_event_history_reaches(
    window: Window, since: int, until: int, is_clipped: bool, said: bool
) -> None:
    found = made("event:X", window)
    assert (found.since, found.until, found.clipped) == (since, until, is_clipped)
    assert any("90 days" in note for note in found.notes) is said
    assert not found.is_out_of_reach


def test_a_window_out_of_reach_asks_nothing() -> None:
    found = made("event:X", Window(NOW - REACH - 100, NOW - REACH))
    assert found.is_out_of_reach
    assert found.clipped
    assert not found.request.startswith("aws")


@pytest.mark.parametrize(
    ("text", "said", "is_said"),
    [
        ("role:Admin", "cannot look up a role", True),
        ("event:X", "every event", False),
        ("-event:X", "every event", True),
        ("category:Data", "management events only", True),
        ("-category:Management", "management events only", True),
        ("category:Management,Data", "management events only", False),
        ("service:iam", "us-east-1", True),
        ("service:s*", "us-east-1", True),
        ("service:*", "us-east-1", False),
        ("-service:iam", "us-east-1", False),
        ("service:ec2", "us-east-1", False),
        ("event:ConsoleLogin", "us-east-1", True),
        ("is:console", "us-east-1", True),
        ("(event:RunInstances or event:StopInstances)", "us-east-1", False),
        ("(event:RunInstances or service:iam)", "us-east-1", True),
        ("(event:X (service:s3 or service:ec2,iam))", "us-east-1", False),
        ("-(event:X or service:iam)", "us-east-1", False),
        ("(event:ConsoleLogin or event:X)", "eu-north-1", True),
    ],
)
def test_notes(text: str, said: str, is_said: bool) -> None:
    assert any(said in note for note in made(text).notes) is is_said


def test_nothing_is_said_of_the_global_region_in_the_global_region() -> None:
    found = made("service:iam", scope=Scope(now=NOW, region="us-east-1"))
    assert not any("us-east-1" in note for note in found.notes)


def test_the_request_is_the_command_that_asks_the_same() -> None:
    scope = Scope(now=NOW, region="eu-central-1", profile="on call")
    words = shlex.split(made("event:X", scope=scope).request)
    assert words == [
        *("aws", "cloudtrail", "lookup-events"),
        *("--start-time", "2026-11-18T10:06:40Z", "--end-time", "2026-11-18T11:06:39Z"),
        *("--lookup-attributes", "AttributeKey=EventName,AttributeValue=X"),
        *("--region", "eu-central-1", "--profile", "on call"),
    ]


@pytest.mark.parametrize("value", ["a,b", "a=b", "it's", 'a"b', " x", "[S3]", "Ünï"])
def test_a_value_that_the_short_form_misreads_is_given_as_json(value: str) -> None:
    question = Question((Term("event", (Value((value,)),)),), WINDOW)
    words = shlex.split(plan(question, SCOPE).request)
    (entry,) = json.loads(words[words.index("--lookup-attributes") + 1])
    assert entry == {"AttributeKey": "EventName", "AttributeValue": value}
