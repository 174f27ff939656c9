"""Which look-ups a question becomes, and when reading everything takes fewer requests."""

from __future__ import annotations

import pytest

from trailview.plans.history import HistoryPlan, plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.question.write import format_terms

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-central-1")
DAY = 86_400


def made(text: str, seconds: int = DAY) -> HistoryPlan:
    return plan(Question(parse(text), Window(NOW - seconds, NOW)), SCOPE)


@pytest.mark.parametrize(
    ("text", "lookups", "part"),
    [
        ("event:X,Y", "EventName=X EventName=Y", "pushed"),
        ("(event:X or event:Y)", "EventName=X EventName=Y", "pushed"),
        ("(event:X or (user:Bob or key:AKIA1))", "EventName=X Username=Bob AccessKeyId=AKIA1",
         "pushed"),
        ("(event:X or event:X,Y)", "EventName=X EventName=Y", "pushed"),
        ("-(-event:X -event:Y)", "EventName=X EventName=Y", "pushed"),
        ("-(-event:X or error:*)", "EventName=X", "residual"),
        ("(event:X error:* or user:Bob)", "EventName=X Username=Bob", "residual"),
        ("(event:X user:Bob or event:Y)", "Username=Bob EventName=Y", "residual"),
        ("(service:iam,s3 or event:X)",
         "EventSource=iam.amazonaws.com EventSource=s3.amazonaws.com EventName=X", "pushed"),
        ("(resource:b or event:X)", "ResourceName=b EventName=X", "approximate"),
        ("(user:alice or event:X)", "Username=alice EventName=X", "approximate"),
        ("(user:alice type:IAMUser or event:X)", "Username=alice EventName=X", "residual"),
        ("(user:alice or event:X) -is:root", "Username=alice EventName=X", "pushed"),
        ("(event:X or error:*)", "", "residual"),
        ("(event:X or event:Y*)", "", "residual"),
        ("(event:X or event:~y)", "", "residual"),
        ("(event:X or event:/Y/)", "", "residual"),
        ("(event:X or is:write)", "", "residual"),
        ("-(event:X or event:Y)", "", "residual"),
        ("event:~x", "", "residual"),
        ("event:/x/", "", "residual"),
    ],
)  # fmt: skip
def test_alternatives_are_looked_up_each(text: str, lookups: str, part: str) -> None:
    found = made(text)
    assert " ".join("=".join(one) for one in found.lookups) == lookups
    (clause, *_) = parse(text)
    assert clause in getattr(found, part)
    narrowed = f"Narrowed by event history, settled here: {format_terms((clause,))}"
    assert (narrowed in found.notes) is (part == "residual" and bool(lookups))


def test_the_term_that_takes_the_fewest_requests_is_looked_up() -> None:
    assert made("service:iam (event:X or event:Y)").lookups == (
        ("EventName", "X"),
        ("EventName", "Y"),
    )
    assert made("event:X,Y key:AKIA1,AKIA2,AKIA3").lookups[0][0] == "AccessKeyId"


def test_a_short_time_range_is_read_whole_instead_and_the_plan_says_so() -> None:
    long, short = made("event:X,Y,Z", DAY), made("event:X,Y,Z", 600)
    assert len(long.lookups) == 3
    assert short.lookups == ()
    assert short.residual == parse("event:X,Y,Z")
    assert (
        "3 look-ups in about 36 requests, where reading everything takes about 400, assuming "
        "20,000 events a day, 3% of them for each EventName." in long.estimate
    )
    assert (
        "3 look-ups in about 3 requests would take no fewer than reading everything, about 3, "
        "assuming 20,000 events a day, 3% of them for each EventName: every event of the time "
        "range is read and checked here."
    ) in short.notes


def test_one_lookup_is_made_whatever_the_time_range() -> None:
    assert made("event:X", 1).lookups == (("EventName", "X"),)


def test_each_lookup_is_a_command_of_its_own() -> None:
    commands = made("event:X,Y").request.splitlines()
    assert [command.split("AttributeValue=")[1][0] for command in commands] == ["X", "Y"]
    assert all(command.startswith("aws cloudtrail lookup-events ") for command in commands)
