"""Which records a question holds for, field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailview.events.pattern import Pattern
from trailview.events.record import Delivery, Event
from trailview.question.fields import find_field
from trailview.question.parse import parse
from trailview.question.predicate import holds, matches, value_test
from trailview.question.query import Question, Window
from trailview.question.terms import FREE_TEXT, Term, single_terms

ISSUER = {"type": "Role", "userName": "Admin", "arn": "arn:aws:iam::1:role/team/Admin"}


def event(**members: Any) -> Event:
    return Event(Delivery(json.dumps(members).encode()))


def holds_for(text: str, made: Event) -> bool:
    return matches(parse(text), made)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("user:alice", "alice", True),
        ("user:alice", "Alice", False),
        ("user:al*", "al", True),
        ("user:*li*e", "alice", True),
        ("user:a*a", "a", False),
        ("user:a,b", "b", True),
        (r"user:a\*", "a*", True),
        (r"user:a\*", "ab", False),
        ("user:*", "", False),
        ('user:""', "", True),
        ('user:""', "x", False),
        ("service:iam", "iam.amazonaws.com", True),
        ("service:iam", "iam", False),
        ("service:iam.amazonaws.com", "iam.amazonaws.com", True),
        ("service:s3*", "s3express.amazonaws.com", True),
        ("service:*express", "s3express.amazonaws.com", True),
        ("service:*.amazonaws.com", "s3.amazonaws.com", True),
        ("service:s3.*", "s3express.amazonaws.com", False),
        ("service:custom.example.org", "custom.example.org", True),
        ('service:""', "", True),
        ("ip:203.0.113.0/24", "203.0.113.255", True),
        ("ip:203.0.113.77/24", "203.0.113.1", True),
        ("ip:203.0.113.0/24", "203.0.114.1", False),
        ("ip:203.0.113.0/24", "AWS Internal", False),
        ("ip:0.0.0.0/0", "::1", False),
        ("ip:::/0", "2001:db8::1", True),
        ("ip:2001:db8::/32", "2001:0db8:0:0::7", True),
        ("ip:203.0.113.*", "203.0.113.9", True),
        ("ip:cloudformation.amazonaws.com", "cloudformation.amazonaws.com", True),
        ('ip:"AWS Internal/3"', "AWS Internal/3", True),
        ("ip:10.0.0.0/8,203.0.113.7", "203.0.113.7", True),
        ("role:Admin", "Admin", True),
        ("role:*Admin", "arn:aws:iam::1:role/Admin", False),
        ("role:arn:*Admin", "arn:aws:iam::1:role/Admin", True),
        ("role:arn:*Admin,Reader", "Reader", True),
        ("role:*", "arn:aws:iam::1:role/Admin", False),
        ("resource:Admin", "arn:aws:iam::1:role/team/Admin", True),
        ("resource:team/Admin", "arn:aws:iam::1:role/team/Admin", True),
        ("resource:role/team/Admin", "arn:aws:iam::1:role/team/Admin", True),
        ("resource:dmin", "arn:aws:iam::1:role/team/Admin", False),
        ("resource:team", "arn:aws:iam::1:role/team/Admin", False),
        ("resource:team/*", "arn:aws:iam::1:role/team/Admin", True),
        ("resource:team*x", "arn:aws:iam::1:role/team/Admin", False),
        ("resource:*team*", "arn:aws:iam::1:role/team/Admin", True),
        ('resource:""', "bucket/", False),
        ('resource:""', "", True),
        ("is:w*", "write", True),
        ("readonly:true", "false", False),
    ],
)
def test_values(text: str, value: str, expected: bool) -> None:
    (term,) = single_terms(parse(text))
    field = find_field(term.field)
    assert field is not None
    assert value_test(field, term)(value) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user:alice", True),
        ("-user:alice", False),
        ("-user:bob", True),
        ("role:Admin", True),
        ("role:*dmin", True),
        ("role:team*", False),
        ("role:arn:aws:iam::1:role/team/*", True),
        ("error:*", False),
        ("-error:*", True),
        ("-error:AccessDenied", True),
        ("is:mfa is:write", True),
        ("is:read", False),
        ("service:iam -ip:*", True),
        ("category:Management", True),
        ("resource:bob", True),
        ("$.requestParameters.userName:bob", True),
        ("$.requestParameters.n:1.50", False),
        ("$.requestParameters.n:1.5", True),
        ("$.requestParameters.list[1]:y", True),
        ("$.requestParameters.list[2]:*", False),
        ("$.requestParameters.list:y", True),
        ("$.requestParameters.list:*", True),
        ("$.requestParameters.list.x:*", False),
        ("$.requestParameters[0]:*", False),
        ("$.requestParameters.none:*", False),
        ("-$.requestParameters.none:x", True),
        ("$.requestParameters.empty:*", False),
        ("$.requestParameters.yes:true", True),
        ("$.requestParameters['a.b']:c", True),
        ("STRASSE", True),
        ("username", True),
        ("bo", True),
        ("b*b", True),
        ("1.5", False),
        ("-nothing", True),
        ("nothing,bob", True),
    ],
)
def test_records(text: str, expected: bool) -> None:
    made = event(
        eventName="CreateUser",
        eventSource="iam.amazonaws.com",
        userIdentity={
            "type": "AssumedRole",
            "principalId": "AROA:alice",
            "sessionContext": {
                "sessionIssuer": ISSUER,
                "attributes": {"mfaAuthenticated": "true"},
            },
        },
        requestParameters={
            "userName": "bob",
            "n": 1.5,
            "list": ["x", "y"],
            "none": None,
            "empty": {},
            "yes": True,
            "a.b": "c",
            "street": "Lange Straße",
        },
    )
    assert holds_for(text, made) is expected


def test_numbers_compare_as_written() -> None:
    made = Event(Delivery(b'{"n": 1.50e3, "big": 123456789012345678901234567890}'))
    assert holds_for("$.n:1.50e3 $.big:123456789012345678901234567890", made)
    assert not holds_for("$.n:1500.0", made)


def test_event_historys_own_resources_count() -> None:
    found = b'[{"ResourceName": "arn:aws:s3:::b/key", "ResourceType": "AWS::S3::Object"}]'
    made = Event(Delivery(b"{}", resources=found))
    assert holds_for("resource:key resource-type:AWS::S3::Object", made)


@pytest.mark.parametrize("raw", [b"", b"no JSON", b"[1]", b"\xff", b'{"userIdentity": 3}'])
def test_what_is_no_record_has_no_fields(raw: bytes) -> None:
    made = Event(Delivery(raw))
    assert not holds_for("user:*", made)
    assert holds_for("-user:* -x1 -$.a.b:* -role:*", made)


def test_deep_records() -> None:
    deep = b'{"requestParameters":' + b'{"a":[' * 2_000 + b'"needle"' + b"]}" * 2_000 + b"}"
    made = Event(Delivery(deep))
    assert holds_for("NEEDLE resource:needle", made)
    assert not holds_for("haystack", made)


def test_a_hostile_value_takes_no_time() -> None:
    field = find_field("resource")
    assert field is not None
    (term,) = single_terms(parse("resource:a*b*c*z"))
    assert not value_test(field, term)("/a:b" * 50_000)


def test_the_window_counts_too() -> None:
    made = event(eventTime="2026-11-20T10:00:00Z", eventName="X")
    time = made.time
    assert time is not None
    asked = parse("event:X")
    assert holds(Question(asked, Window(time, time + 1)), made)
    assert not holds(Question(asked, Window(None, time)), made)
    assert not holds(Question(parse("event:Y"), Window(time, None)), made)
    assert not holds(Question(asked, Window(0, None)), event(eventName="X"))
    assert holds(Question(asked), event(eventName="X"))


def test_an_unknown_field_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nosuch"):
        matches((Term("nosuch", (Pattern(("x",)),)),), event())


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        ("Alice", b'{"a":["x",{"b":"say: aLICE!"}]}', True),
        ("alice", b'{"a":"alice","a":"bob"}', False),
        ("alice", b'{"alice":1,"alice":{}}', True),
        ("alice", b'{"a":"\\u0061lice"}', True),
        ("nalice", b'{"a":"\\nalice"}', False),
        ("path/to", b'{"a":"path\\/to"}', True),
        ("kelvin", b'{"a":"\xe2\x84\xaaelvin"}', True),
        ("rue", b'{"a":true}', False),
        ("rue", b'{"a":"True"}', True),
        ("se,false", b'{"a":[false,false]}', False),
        ("5e", b'{"a":1.5e9}', False),
        ("user", b'{"a":[true,null],"user":false}', True),
        ("a}", b'{"a":{"b":"a"}}', False),
        ("alice", b'["alice"]', False),
        ("alice", b'{"a":"alice",}', False),
        ("alice", b'{"a":"\xffalice"}', True),
        ("bob*n,alice", b'{"a":"Alice"}', True),
        ("alice,bob", b'{"a":"carol"}', False),
    ],
)
def test_free_text_is_looked_for_in_names_and_texts(text: str, raw: bytes, expected: bool) -> None:
    (term,) = single_terms(parse(text))
    assert term.field == FREE_TEXT
    assert matches((term,), Event(Delivery(raw))) is expected
