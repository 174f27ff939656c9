"""Groups, values in any case and expressions, as each service is asked for them."""

from __future__ import annotations

import pytest

from tests.aws_double.filter_pattern import parse_pattern
from tests.aws_double.insights_language import parse_query
from tests.unit.plans.duck import documented
from trailview.plans.athena import statement
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.log_group import insights, patterns
from trailview.plans.log_group.insights import InsightsPlan
from trailview.plans.log_group.patterns import LONGEST, LogsPlan
from trailview.plans.plan import Plan, Scope
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question
from trailview.question.write import format_terms

SCOPE = Scope(now=1_795_000_000, region="eu-central-1", log_group="g", table=documented())


def logs(text: str) -> LogsPlan:
    made = patterns.plan(Question(parse(text), ALL_TIME), SCOPE)
    assert len(made.pattern) <= LONGEST
    parse_pattern(made.pattern)
    return made


def by_insights(text: str) -> InsightsPlan:
    made = insights.plan(Question(parse(text), ALL_TIME), SCOPE)
    parse_query(made.query)
    return made


def athena(text: str) -> AthenaPlan:
    return statement.plan(Question(parse(text), ALL_TIME), SCOPE)


def check(made: Plan, text: str, *, is_pushed: bool, is_narrowed: bool) -> None:
    terms = parse(text)
    assert (made.pushed, made.residual) == ((terms, ()) if is_pushed else ((), terms))
    assert any("Narrowed by" in note for note in made.notes) is is_narrowed


@pytest.mark.parametrize(
    ("text", "pattern", "is_pushed"),
    [
        ("(event:A or event:B)", '{ ($.eventName = "A") || ($.eventName = "B") }', True),
        ("(event:A ip:10.0.0.1 or key:K)",
         '{ (($.sourceIPAddress = "10.0.0.1") && ($.eventName = "A")) || '
         '($.userIdentity.accessKeyId = "K") }', True),
        ("-(event:A or event:B)",
         '{ (($.eventName NOT EXISTS) || ($.eventName IS NULL) || ($.eventName != "A")) && '
         '(($.eventName NOT EXISTS) || ($.eventName IS NULL) || ($.eventName != "B")) }', True),
        ("event:~aB", "{ $.eventName = %^[Aa][Bb]$% }", True),
        ("event:~a,~b*", "{ $.eventName = %^[Aa]$|^[Bb]% }", True),
        ("(event:~a or event:~b)", "{ $.eventName = %^[Aa]$|^[Bb]$% }", True),
        ("event:/^Put[A-Z]+/", "{ $.eventName = %^Put[A-Z]+% }", False),
        ("event:/(?i)^put/", "{ $.eventName = %^[Pp][Uu][Tt]% }", False),
        ("event:/(Put|Get)Object/", '{ $.eventName = "*Object*" }', False),
        ("event:/a b|c.d/", "", False),
        ("(event:A resource:b or event:B)",
         '{ ($.eventName = "A") || ($.eventName = "B") }', False),
        ("(event:A or resource:b)", "", False),
        ("event:~ünï-a", "{ $.eventName = %-[Aa]$% }", False),
    ],
)  # fmt: skip
def test_filter_patterns(text: str, pattern: str, is_pushed: bool) -> None:
    made = logs(text)
    assert made.pattern == pattern
    check(made, text, is_pushed=is_pushed, is_narrowed=bool(pattern) and not is_pushed)


def test_a_pattern_has_two_expressions_and_the_third_is_checked_here() -> None:
    made = logs("event:~a agent:~b error:~c user:Bob")
    assert made.pattern.count("%") == 4
    assert format_terms(made.residual) == "event:~a"
    assert '"Bob"' in made.pattern


def test_what_is_too_long_for_a_pattern_is_asked_in_part() -> None:
    long = " or ".join(f"event:Name{n} error:e{n}" for n in range(20))
    made = logs(f"({long})")
    assert made.pushed == ()
    assert made.pattern.count("$.errorCode") == 20
    assert "Name" not in made.pattern


def test_many_names_are_one_expression() -> None:
    text = f"event:{','.join(f'Name{n}' for n in range(99))}"
    assert logs(text).pattern.startswith("{ $.eventName = %^Name0$|^Name1$|")
    check(logs(text), text, is_pushed=True, is_narrowed=False)
    assert logs(f"event:{','.join(f'Name{n}' for n in range(200))}").pattern == ""


@pytest.mark.parametrize(
    ("text", "asked", "is_pushed"),
    [
        ("(event:A or event:B user:C)",
         'eventName = "A" or ((userIdentity.userName = "C" or '
         'userIdentity.principalId like /^[^:]*:C$/) and eventName = "B")', True),
        ("-(event:A or event:B)",
         '(isblank(eventName) or eventName != "A") and (isblank(eventName) or eventName != "B")',
         True),
        ("event:~aB", "eventName like /^[Aa][Bb]$/", True),
        ("agent:/(?i)terra.*\\/1/",
         r"userAgent like /[Tt][Ee][Rr][Rr][Aa][^\n]*\x2f1/", False),
        ("agent:/\\bx(?-i:y)/", "userAgent like /x/ and userAgent like /y/", False),
        ("(event:A or free)",
         r"eventName = "'"A"'r" or @message like /(?i)free/ or @message like /[^ -~]|\\/", True),
        ("(event:A -resource:b or event:B)", 'eventName = "A" or eventName = "B"', False),
    ],
)  # fmt: skip
def test_insights(text: str, asked: str, is_pushed: bool) -> None:
    made = by_insights(text)
    assert f"| filter {asked} | sort" in made.query
    check(made, text, is_pushed=is_pushed, is_narrowed=not is_pushed)


@pytest.mark.parametrize(
    ("text", "asked", "is_pushed"),
    [
        ("(event:A or event:B user:~c*)", "(eventname = 'A' OR (eventname = 'B' AND lower(", True),
        ("-(event:A or event:B)", "NOT coalesce((eventname = 'A' OR eventname = 'B'), false)",
         True),
        ("event:~aB", "lower(eventname) = 'ab'", True),
        ("-event:~a_b*", "NOT coalesce(lower(eventname) LIKE 'a!_b%' ESCAPE '!', false)", True),
        ("event:~pick", "translate(eventname, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "
         "'abcdefghijklmnopqrstuvwxyz') = 'pick'", True),
        ("event:~ü", "eventname <> ''", False),
        ("event:/^it's/", "regexp_like(eventname, '^it''s')", False),
        ("resource-type:/Bucket/", "regexp_like(r.type, 'Bucket')", False),
        ("resource:/b.*c/", "r.arn LIKE '%b%'", False),
        ("(event:A or free)", "eventname = 'A' OR ", False),
    ],
)  # fmt: skip
def test_sql(text: str, asked: str, is_pushed: bool) -> None:
    made = athena(text)
    assert asked in made.sql
    check(made, text, is_pushed=is_pushed, is_narrowed=not is_pushed)


def test_an_expression_is_not_asked_the_other_way_round() -> None:
    assert "WHERE" not in athena("-event:/a/").sql
    assert logs("-event:/a/").pattern == ""
    assert "filter" not in by_insights("-event:/a/").query


def test_who_acts_is_asked_as_far_as_a_service_can_say() -> None:
    for made in (logs("by:person"), by_insights("by:person"), athena("by:person")):
        check(made, "by:person", is_pushed=False, is_narrowed=True)
    for made in (logs("by:service"), by_insights("by:service"), athena("by:service")):
        check(made, "by:service", is_pushed=True, is_narrowed=False)
    assert logs("(by:person or event:A)").residual == parse("(by:person or event:A)")


def test_why_a_path_is_not_asked_for_is_told() -> None:
    told = "$.requestParameters.a is checked here"
    assert any(told in note for note in logs("$.requestParameters.a:x event:A").notes)
    assert not any("is checked here" in note for note in logs("$.eventName:x").notes)
    assert by_insights("$.requestParameters.a:x").pushed
