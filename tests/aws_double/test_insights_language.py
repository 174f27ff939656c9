"""What Logs Insights queries mean to the double."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.aws_double.insights_evaluation import Answer, LogEvent, evaluate, matches
from tests.aws_double.insights_language import parse_query
from tests.aws_double.insights_tokens import MalformedQueryError
from tests.make import record

NOON = 1_795_450_973_798
"""2026-11-23 16:22:53.798"""


def event(number: int = 0, **members: Any) -> LogEvent:
    return LogEvent(NOON + number * 1000, json.dumps(members), pointer=f"p{number}")


def answer(query: str, *events: LogEvent) -> Answer:
    return evaluate(parse_query(query), events)


def rows(query: str, *events: LogEvent) -> list[dict[str, str]]:
    """What a query shows, without the column that every log event has."""
    return [
        {name: text for name, text in row if name != "@ptr"} for row in answer(query, *events).rows
    ]


ALICE = event(
    eventName="RunInstances",
    readOnly=False,
    sourceIPAddress="203.0.113.7",
    userIdentity={"userName": "Alice", "arn": "arn:aws:iam::111122223333:user/Alice"},
    requestParameters={
        "maxResults": 50,
        "x-amz-acl": "private",
        "note": "",
        "tags": [],
        "no": None,
    },
    resources=[{"ARN": "arn:aws:s3:::first"}, {"ARN": "arn:aws:s3:::second"}],
)


@pytest.mark.parametrize(
    "condition",
    [
        'userIdentity.userName = "Alice"',
        "userIdentity.userName = 'Alice'",
        'userIdentity.userName in ["Bob", "Alice"]',
        'userIdentity.userName not in ["Bob"]',
        'userIdentity.userName != "alice"',
        'userIdentity.userName > "Al" and userIdentity.userName <= "Alice"',
        'eventName like "Instances"',
        "eventName like /^Run[A-Z]/",
        "eventName like /(?i)^run/",
        "eventName =~ /Instances$/",
        "eventName not like /Describe/",
        r"userIdentity.arn like /user\/Alice/",
        "readOnly = 0",
        "requestParameters.maxResults >= 50 and requestParameters.maxResults < 50.5",
        'requestParameters.`x-amz-acl` = "private"',
        '`requestParameters.x-amz-acl` = "private"',
        'resources.1.ARN = "arn:aws:s3:::second"',
        "ispresent(eventName) and isPresent(requestParameters.note)",
        "not ispresent(errorCode)",
        "isblank(requestParameters.note) and isblank(errorCode) and isempty(requestParameters.no)",
        "not ispresent(requestParameters.tags)",
        'isIpInSubnet(sourceIPAddress, "203.0.113.0/24")',
        'isIpv4InSubnet(sourceIPAddress, "203.0.113.7/32")',
        'not isIpv6InSubnet(sourceIPAddress, "2001:db8::/32")',
        'strcontains(eventName, "Inst")',
        'tolower(eventName) = "runinstances"',
        'eventName = "Nope" or eventName = "RunInstances" and readOnly = 0',
        'not (eventName = "Nope" or readOnly = 1)',
        'errorCode = "x" or eventName = "RunInstances"',
        '@message like "113.7" # the source',
        "@timestamp = 1795450973798",
        'coalesce(errorCode, eventName) = "RunInstances" AND strlen(eventName) = 12',
    ],
)
def test_condition_holds(condition: str) -> None:
    assert matches(parse_query(f"fields @message | filter {condition}"), ALICE)


@pytest.mark.parametrize(
    "condition",
    [
        'userIdentity.userName = "alice"',
        'eventName like "instances"',
        '(eventName = "Nope" or eventName = "RunInstances") and readOnly = 1',
        'isIpInSubnet(userIdentity.userName, "0.0.0.0/0")',
        'isIpInSubnet(sourceIPAddress, "203.0.113.0/24x")',
        "ispresent(requestParameters.no)",
        "ispresent(requestParameters)",
        "ispresent(eventname)",
    ],
)
def test_condition_does_not_hold(condition: str) -> None:
    assert not matches(parse_query(f"filter {condition}"), ALICE)


@pytest.mark.parametrize(
    "condition",
    [
        'errorCode = "AccessDenied"',
        "errorCode < 5",
        'errorCode in ["AccessDenied"]',
        'errorCode like "Denied"',
        'strcontains(errorCode, "Denied")',
        'isIpInSubnet(errorCode, "10.0.0.0/8")',
        'readOnly = "false"',
        'readOnly = "0"',
        "readOnly = false",
        "eventName = 12",
        'errorCode = "x" and eventName = "RunInstances"',
        'errorCode = "x" or eventName = "Nope"',
    ],
)
def test_neither_what_is_unknown_nor_its_opposite_holds(condition: str) -> None:
    assert not matches(parse_query(f"filter {condition}"), ALICE)
    assert not matches(parse_query(f"filter not ({condition})"), ALICE)


@given(st.text(st.characters(exclude_characters='"\\\n', exclude_categories=["Cs"])))
def test_a_quoted_text_is_that_text(text: str) -> None:
    query = parse_query(f'filter eventName = "{text}"')
    assert matches(query, event(eventName=text))
    assert not matches(query, event(eventName=text + "x"))


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("", 0),
        ("fields", 6),
        ("fields @message |", 17),
        ("find x", 0),
        ("fields a b", 9),
        ("filter a", 8),
        ("filter a = ", 11),
        ("filter = 1", 7),
        ("filter a == 1", 10),
        ("filter a = 1 and", 16),
        ("filter (a = 1", 13),
        ("filter a in []", 13),
        ("filter a in (1)", 12),
        ("filter a in [b]", 13),
        ("filter a like b", 14),
        ("filter a like /[/", 14),
        ('filter a = "b', 11),
        (r'filter a = "b\"c"', 11),
        ("filter foo-bar = 1", 10),
        ("filter tolower(a)", 17),
        ("filter nope(a) = 1", 7),
        ("filter isIpInSubnet(a)", 7),
        ("limit 0", 6),
        ("limit 100001", 6),
        ("limit 1.5", 6),
        ("sort", 4),
        ("stats nope(a)", 6),
        ("stats max()", 10),
        ("dedup a | fields b", 10),
        ('parse a "x*y*" as one', 21),
        ("parse a /(x)/", 8),
        ("filter a = “b”", 11),
    ],
)
def test_what_is_malformed_is_refused_where_it_is(query: str, at: int) -> None:
    with pytest.raises(MalformedQueryError) as refused:
        parse_query(query)
    assert refused.value.start == at


THREE = (
    event(0, eventName="Get", size=10, user="bob"),
    event(1, eventName="Put", size=9, user="alice"),
    event(2, eventName="Get", size=100),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields size", [{"size": "100"}, {"size": "9"}, {"size": "10"}]),
        ("fields size | fields user | sort size", [
            {"size": "9", "user": "alice"}, {"size": "10", "user": "bob"}, {"size": "100"},
        ]),
        ("fields size | display user | sort user asc", [{"user": "alice"}, {"user": "bob"}, {}]),
        ("fields size | sort user desc, size", [{"size": "10"}, {"size": "9"}, {"size": "100"}]),
        ("fields size | sort eventName, size desc", [
            {"size": "100"}, {"size": "10"}, {"size": "9"},
        ]),
        ("fields size | limit 1", [{"size": "100"}]),
        ("fields size | dedup eventName", [{"size": "100"}, {"size": "9"}]),
        ("fields size | dedup user | limit 2", [{"size": "100"}, {"size": "9"}]),
        ("fields toupper(user) as who | sort who", [{"who": "ALICE"}, {"who": "BOB"}, {}]),
        ("filter size > 9 | fields concat(eventName, '-', size) as c", [
            {"c": "Get-100"}, {"c": "Get-10"},
        ]),
        ("stats count(*)", [{"count(*)": "3"}]),
        ("filter size > 1000 | stats count() as n", [{"n": "0"}]),
        ("stats count(*) as n, max(size), count(user) as users by eventName | sort n desc", [
            {"eventName": "Get", "n": "2", "max(size)": "100", "users": "1"},
            {"eventName": "Put", "n": "1", "max(size)": "9", "users": "1"},
        ]),
        ("stats sum(size) as s, avg(size) as a, min(size) as m by bin(2s) as at | sort at", [
            {"at": "2026-11-23 16:22:52.000", "s": "10", "a": "10", "m": "10"},
            {"at": "2026-11-23 16:22:54.000", "s": "109", "a": "54.5", "m": "9"},
        ]),
        ("stats earliest(size) as e, latest(size) as l, count_distinct(eventName) as d", [
            {"e": "10", "l": "100", "d": "2"},
        ]),
        ('parse @message \'"user": "*"\' as who | filter ispresent(who) | display who', [
            {"who": "alice"}, {"who": "bob"},
        ]),
        ("parse eventName /(?<first>.)(?<rest>.*)/ | limit 1 | display first, rest", [
            {"first": "G", "rest": "et"},
        ]),
    ],
)  # fmt: skip
def test_command(query: str, expected: list[dict[str, str]]) -> None:
    assert rows(query, *THREE) == expected


def test_without_fields_a_row_has_time_and_message() -> None:
    [row] = answer("filter size = 9", *THREE).rows
    assert row == [
        ("@timestamp", "2026-11-23 16:22:54.798"),
        ("@message", THREE[1].message),
        ("@ptr", "p1"),
    ]


def test_how_many_matched_is_counted_before_the_limit() -> None:
    found = answer("filter eventName = 'Get' | limit 1", *THREE)
    assert (len(found.rows), found.matched) == (1, 2)


def test_only_200_fields_are_discovered() -> None:
    many = event(**{f"f{number}": number for number in range(250)})
    assert matches(parse_query("filter f199 = 199"), many)
    assert not matches(parse_query("filter ispresent(f200)"), many)


def test_a_message_that_is_no_json_has_no_fields_of_its_own() -> None:
    plain = LogEvent(NOON, "not json")
    assert rows('filter @message like "json" | fields @message, eventName', plain) == [
        {"@message": "not json"}
    ]


def test_the_documented_cloudtrail_example() -> None:
    query = (
        'fields @timestamp, @message | filter userIdentity.userName = "alice" and '
        'eventName in ["RunInstances"] | sort @timestamp desc | limit 200'
    )
    events = [
        LogEvent(NOON + number, json.dumps(record(number, eventName=name)))
        for number, name in enumerate(["RunInstances", "Get", "RunInstances"])
    ]
    assert [row["@timestamp"] for row in rows(query, *events)] == [
        "2026-11-23 16:22:53.800",
        "2026-11-23 16:22:53.798",
    ]
