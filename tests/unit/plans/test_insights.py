"""The Logs Insights planner: the exact condition of each kind of term, and the limits."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from tests.aws_double.insights_evaluation import LogEvent, matches
from tests.aws_double.insights_language import parse_query
from tests.make import record
from trailview.plans.log_group.insights import EARLIEST, LONGEST, InsightsPlan, plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question, Window

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-central-1", log_group="trail")
HEAD = "fields @timestamp, @message"
TAIL = "sort @timestamp desc | limit 100000"


def made(text: str, window: Window = ALL_TIME, scope: Scope = SCOPE) -> InsightsPlan:
    return plan(Question(parse(text), window), scope)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("", []),
        ("event:X", ['eventName = "X"']),
        ("is:root event:X", ['eventName = "X"', 'userIdentity.type = "Root"']),
        ("event:X,Y*", ['eventName = "X" or eventName like /^Y/']),
        ("event:*Key*", ["eventName like /Key/"]),
        ("event:G*k*y", [r"eventName like /^G[\s\S]*k[\s\S]*y$/"]),
        ('agent:"a/b (c)*"', [r"userAgent like /^a\x2fb \(c\)/"]),
        (r"agent:a\"b", ["userAgent = 'a\"b'"]),
        (r'''agent:"a\"b'c"''', ["""userAgent like /^a"b'c$/"""]),
        (r"agent:a\\b", [r"userAgent like /^a\\b$/"]),
        ("service:iam", ['eventSource = "iam.amazonaws.com"']),
        ("-event:X,Y", ['isblank(eventName) or (eventName != "X" and eventName != "Y")']),
        ("-event:Get*", ["isblank(eventName) or not (eventName like /^Get/)"]),
        (
            "-event:*x",
            [r"isblank(eventName) or eventName like /\n/ or not (eventName like /x$/)"],
        ),
        (
            "user:Alice",
            ['userIdentity.userName = "Alice" or userIdentity.principalId like /^[^:]*:Alice$/'],
        ),
        ("error:*", ["ispresent(errorCode)"]),
        ("-error:*", ["isblank(errorCode)"]),
        ("ip:203.0.113.7/25", ['isIpInSubnet(sourceIPAddress, "203.0.113.0/25")']),
        ("id:e-1", [r'@message like /"eventID"\s*:\s*"?e-1/']),
        (
            "category:Management",
            [
                r'@message like /"eventCategory"\s*:\s*"?Management/ '
                "or isblank(eventCategory)"
            ],
        ),
        (
            "is:write",
            [r'@message like /"readOnly"\s*:\s*("?[Ff]|null)/ or isblank(readOnly)'],
        ),
        ("resource:arn:aws:s3:::b/key", ["@message like /arn:aws:s3:::b.*key/"]),
        ("resource-type:A::B", [r'@message like /"type"\s*:\s*"?A::B/']),
        ("$.requestParameters.a.b:x*", [r'@message like /"b"\s*:\s*("?x|[\[{].*x)/']),
        ("$.a.b[0]:x", [r'@message like /"b"\s*:\s*.*x/']),
        ("$.a.b:*", [r'@message like /"b"\s*:\s*/']),
        ("Free*text", [r"@message like /(?i)free.*text/ or @message like /[^ -~]|\\/"]),
    ],
)
def test_conditions(text: str, conditions: list[str]) -> None:
    found = made(text)
    assert found.query == " | ".join([HEAD, *(f"filter {x}" for x in conditions), TAIL])
    assert (found.pushed, found.residual, found.approximate) == (parse(text), (), ())
    parse_query(found.query)


@pytest.mark.parametrize(
    "text",
    [
        "-free",
        "Ünï",
        "-resource:b",
        "resource:*",
        'resource:"Ü"',
        "-ip:203.0.113.0/24",
        "-$.requestParameters.a:x",
        'error:""',
        "is:read,write",
        '"tab\there"',
    ],
)
def test_what_the_language_cannot_say_is_checked_here(text: str) -> None:
    found = made(text)
    assert found.query == f"{HEAD} | {TAIL}"
    assert (found.pushed, found.residual) == ((), parse(text))


def test_what_does_not_fit_is_left() -> None:
    long = "agent:" + ",".join(f"{'x' * 400}{n}" for n in range(30))
    found = made(f"{long} event:X")
    assert found.pushed == parse("event:X")
    assert found.residual == parse(long)
    assert len(found.query) <= LONGEST


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("id:e-1", {"eventID": "e-1"}),
        ("is:write", {"readOnly": False}),
        ("account:444455556666", {"recipientAccountId": "444455556666"}),
        ("is:console", {"eventType": "AwsConsoleSignIn"}),
        ("is:mfa", {"additionalEventData": {"MFAUsed": "Yes"}}),
        ("-category:Data", {"eventCategory": "Management"}),
        ("category:Data", {"eventCategory": "Data"}),
        ("resource-type:AWS::S3::Bucket", {"resources": [{"type": "AWS::S3::Bucket"}]}),
        ("$.requestParameters.deep[299].k:v299", {}),
    ],
)
def test_what_stands_behind_many_parameters_is_found(text: str, behind: dict[str, Any]) -> None:
    many = {"deep": [{"k": f"v{n}"} for n in range(300)]}
    removed: dict[str, Any] = dict.fromkeys(behind)
    long = {**record(requestParameters=many, **removed), **behind}
    found = made(text)
    assert matches(parse_query(found.query), LogEvent(0, json.dumps(long)))
    assert found.residual == ()


@pytest.mark.parametrize(
    ("window", "since", "until"),
    [
        (Window(NOW - 60, NOW), NOW - 60, NOW + 1799),
        (Window(None, NOW), EARLIEST, NOW + 1799),
        (ALL_TIME, EARLIEST, NOW + 1799),
    ],
)
def test_the_span_is_that_of_delivery(window: Window, since: int, until: int) -> None:
    found = made("event:X", window)
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize(
    ("group", "option", "value"),
    [
        ("trail", "--log-group-name", "trail"),
        ("arn:aws:logs:x:1:log-group:g", "--log-group-identifiers", "arn:aws:logs:x:1:log-group:g"),
    ],
)
def test_the_request_is_the_command_that_starts_it(group: str, option: str, value: str) -> None:
    found = made("agent:it's", Window(NOW - 60, NOW), Scope(now=NOW, log_group=group))
    assert shlex.split(found.request) == [
        *("aws", "logs", "start-query", option, value),
        *("--start-time", str(NOW - 60), "--end-time", str(NOW + 1799)),
        *("--query-string", found.query),
    ]
    assert "$0.005" in found.estimate
