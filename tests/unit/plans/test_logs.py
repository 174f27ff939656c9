"""The filter pattern planner: the exact pattern of each kind of term, and the limits."""

from __future__ import annotations

import shlex

import pytest

from tests.aws_double.filter_pattern import parse_pattern
from trailview.plans.log_group.patterns import LONGEST, LogsPlan, plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.write import format_terms

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-central-1", log_group="trail")
ARN = "arn:aws:logs:x:1:log-group:g"
ISSUER = "$.userIdentity.sessionContext.sessionIssuer"


def made(text: str, window: Window = ALL_TIME, scope: Scope = SCOPE) -> LogsPlan:
    return plan(Question(parse(text), window), scope)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("", ""),
        ("event:X", '{ $.eventName = "X" }'),
        ("event:X,Y", '{ ($.eventName = "X") || ($.eventName = "Y") }'),
        ("event:Delete*", '{ $.eventName = "Delete*" }'),
        ("event:*Key", '{ $.eventName = "*Key*" }'),
        ("service:iam", '{ $.eventSource = "iam.amazonaws.com" }'),
        ("service:s3*", '{ $.eventSource = "s3*" }'),
        (
            "service:*express",
            '{ ($.eventSource = "*express*") || ($.eventSource = "*express.amazonaws.com*") }',
        ),
        (
            "-event:Get*,List*",
            "{ ($.eventName NOT EXISTS) || ($.eventName IS NULL) || "
            '(($.eventName != "Get*") && ($.eventName != "List*")) }',
        ),
        (
            "user:Alice",
            '{ ($.userIdentity.userName = "Alice") || ($.userIdentity.principalId = "*:Alice") }',
        ),
        (
            "user:root",
            '{ ($.userIdentity.userName = "root") || ($.userIdentity.principalId = "*:root") || '
            '($.userIdentity.type = "Root") }',
        ),
        ("role:Admin", f'{{ ({ISSUER}.type = "Role") && ({ISSUER}.userName = "Admin") }}'),
        ("role:arn:a*", f'{{ ({ISSUER}.type = "Role") && ({ISSUER}.arn = "arn:a*") }}'),
        (
            "error:*",
            '{ ($.errorCode = "*") || ($.errorCode < 0) || ($.errorCode >= 0) || '
            "($.errorCode IS TRUE) || ($.errorCode IS FALSE) }",
        ),
        (
            "-is:error",
            "{ ($.errorCode NOT EXISTS) || ($.errorCode IS NULL) || ($.errorCode = %^$%) }",
        ),
        (
            "is:write",
            "{ ($.readOnly NOT EXISTS) || ($.readOnly IS NULL) || ($.readOnly IS FALSE) || "
            '($.readOnly = "*") }',
        ),
        ("is:root", '{ $.userIdentity.type = "Root" }'),
        (
            "category:Management",
            '{ ($.eventCategory = "Management") || ($.eventCategory NOT EXISTS) || '
            "($.eventCategory IS NULL) || ($.eventCategory = %^$%) }",
        ),
        ("category:Data", '{ $.eventCategory = "Data" }'),
        ("ip:203.0.113.7", '{ $.sourceIPAddress = "203.0.113.7" }'),
        ("ip:203.0.113.0/24", '{ $.sourceIPAddress = "203.0.113.*" }'),
        ("ip:10.1.2.3/8", '{ $.sourceIPAddress = "10.*" }'),
        ("ip:203.0.113.7/32", '{ $.sourceIPAddress = "203.0.113.7" }'),
        (
            "resource-type:T",
            '{ ($.resources[*].type = "T") || ($.resources.type = "T") }',
        ),
        ("$.eventName:X", '{ $.eventName = "X" }'),
        (
            "$.responseElements.credentials.accessKeyId:ASIAX",
            '{ $.responseElements.credentials.accessKeyId = "ASIAX" }',
        ),
        ('$.sharedEventID:"1-2"', '{ $.sharedEventID = "1-2" }'),
        ("-$.eventName:X", '{ ($.eventName NOT EXISTS) || ($.eventName IS NULL) || '
         '($.eventName != "X") }'),
    ],
)  # fmt: skip
def test_patterns(text: str, pattern: str) -> None:
    found = made(text)
    assert found.pattern == pattern
    assert found.pushed == parse(text)
    assert found.residual == found.approximate == ()
    parse_pattern(pattern)


@pytest.mark.parametrize(
    "text",
    [
        "free",
        "resource:b",
        "-resource-type:T",
        "resource-type:*",
        r"event:a\*b",
        r"event:a\"b",
        r"event:a\\b",
        "event:Ünï",
        "event:100%",
        'error:""',
        "event:X,Ünï",
        "ip:203.0.113.0/25",
        "ip:0.0.0.0/0",
        "ip:2001:db8::/32",
        "-ip:203.0.113.0/24",
        "$.requestParameters.a:*",
        "-$.requestParameters.a:x",
        "$['a b'].c:x",
        "$.a['it\\'s']:x",
        "$[0]:x",
        "$.requestParameters.a-b[0].c:x",
        "$.a.b:5",
        "readonly:true,false",
        "is:read,write",
    ],
)
def test_what_the_grammar_cannot_say_is_checked_here(text: str) -> None:
    found = made(text)
    assert (found.pattern, found.pushed, found.residual) == ("", (), parse(text))


def test_the_most_selective_terms_go_first() -> None:
    found = made("-event:Get* is:denied service:iam id:e-1")
    places = [found.pattern.index(x) for x in ("eventID", "eventSource", "errorCode", "eventName")]
    assert places == sorted(places)
    assert found.pushed == parse("-event:Get* is:denied service:iam id:e-1")


def test_what_does_not_fit_is_left_and_less_is_tried() -> None:
    long = "agent:" + ",".join(f"{'x' * 40}{n}" for n in range(30))
    found = made(f"{long} event:X")
    assert found.pattern == '{ $.eventName = "X" }'
    assert format_terms(found.residual) == long
    assert len(made(" ".join(f"event:{'y' * 90}{n}" for n in range(20))).pattern) <= LONGEST


def test_no_more_regexes_and_wildcard_selectors_than_the_service_takes() -> None:
    assert len(made("-is:error is:console -message:*").pushed) == 2
    assert len(made("resource-type:T,U resource-type:V,W").pushed) == 1


@pytest.mark.parametrize(
    ("window", "since", "until", "newest_first"),
    [
        (Window(NOW - 60, NOW), (NOW - 60) * 1000, (NOW + 1800) * 1000 - 1, True),
        (Window(NOW - 60, None), (NOW - 60) * 1000, (NOW + 1800) * 1000 - 1, True),
        (Window(1_700_000_000, NOW), 1_700_000_000_000, (NOW + 1800) * 1000 - 1, False),
        (ALL_TIME, None, (NOW + 1800) * 1000 - 1, False),
    ],
)
def test_the_span_is_that_of_delivery(
    window: Window, since: int | None, until: int, newest_first: bool
) -> None:
    found = made("event:X", window)
    assert (found.since_ms, found.until_ms, found.newest_first) == (since, until, newest_first)
    assert any("oldest first" in note for note in found.notes) is not newest_first


@pytest.mark.parametrize(
    ("group", "option", "value"),
    [
        ("trail", "--log-group-name", "trail"),
        (
            "arn:aws:logs:x:1:log-group:g:*",
            "--log-group-identifier",
            "arn:aws:logs:x:1:log-group:g",
        ),
        ("", "--log-group-name", "LOG-GROUP"),
    ],
)
def test_the_request_names_the_group(group: str, option: str, value: str) -> None:
    found = made("event:X", scope=Scope(now=NOW, log_group=group))
    words = shlex.split(found.request)
    assert words[words.index(option) + 1] == value
    assert words[words.index("--filter-pattern") + 1] == found.pattern
    assert "--start-time" not in words
    assert any("not known yet" in note for note in found.notes) is (group == "")


def test_a_group_that_looks_like_an_option_is_none() -> None:
    words = shlex.split(made("", scope=Scope(now=NOW, log_group="-g")).request)
    assert "--log-group-name=-g" in words
    assert "--filter-pattern" not in words
