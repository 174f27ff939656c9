"""A role asked of event history: when its sessions are looked up, and what is said of it."""

from __future__ import annotations

import pytest

from trailview.plans.history import REACH, HistoryPlan, plan
from trailview.plans.plan import Scope
from trailview.plans.role_sessions import ALWAYS_READ, LONGEST, Roles, roles_in
from trailview.question.meaning import meaning
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.question.write import format_terms

NOW = 1_795_000_000
ADMIN = "arn:aws:iam::111122223333:role/Admin"
DEEP = "arn:aws:iam::111122223333:role/teams/Deep"
SCOPE = Scope(now=NOW, region="eu-central-1")
WEEK = Window(NOW - 7 * 86_400, NOW)


def made(text: str, window: Window = WEEK, scope: Scope = SCOPE) -> HistoryPlan:
    return plan(Question(parse(text), window), scope)


def roles(text: str) -> Roles | None:
    (clause,) = parse(text)
    return roles_in(meaning(clause))


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("role:Admin", True),
        (f"role:{ADMIN}", True),
        ("role:Ad* is:write", True),
        ("role:/^Ad/", True),
        ("(role:Admin or role:Deep)", True),
        ("(role:Admin event:X or role:Deep)", True),
        ("role:Admin ip:1.2.3.4", True),
        ("-role:Admin", False),
        ("(role:Admin or ip:1.2.3.4)", False),
        ("role:Admin user:Alice", False),
        ("role:Admin event:X", False),
        (f"role:{ADMIN} key:ASIA1", False),
        ("ip:1.2.3.4", False),
    ],
)
def test_sessions_are_looked_up_where_that_takes_fewer_requests(text: str, through: bool) -> None:
    found = made(text)
    assert (found.sessions is not None) is through
    if found.sessions is not None:
        assert found.lookups == ()
        assert found.approximate == (found.sessions.term,)
        assert "role" in format_terms(found.approximate)
        assert any("--read-all" in note for note in found.notes)
        assert not found.clipped  # the reader tells whether it comes to that


def test_a_short_time_is_read_whole_and_both_costs_are_told() -> None:
    found = made("role:Admin", Window(NOW - 3600, NOW))
    assert found.sessions is None
    (note,) = (note for note in found.notes if "Through the names of sessions" in note)
    assert "reading every event takes about 17" in note


def test_both_costs_are_told_where_sessions_are_looked_up() -> None:
    found = made("role:Admin")
    assert found.sessions is not None
    assert f"About {found.sessions.estimate:,} requests" in found.estimate
    assert "reading everything takes about 2,800" in found.estimate


def test_reading_everything_can_be_asked_for() -> None:
    found = made("role:Admin", scope=Scope(now=NOW, region="eu-central-1", read_all=True))
    assert found.sessions is None
    assert found.residual == found.question.terms


def test_sessions_may_have_begun_before_the_window_and_elsewhere() -> None:
    scope = Scope(now=NOW, region="eu-central-1", asked=("eu-central-1", "eu-west-1"))
    sessions = made("role:Admin", scope=scope).sessions
    assert sessions is not None
    assert sessions.since == NOW - 7 * 86_400 - LONGEST
    assert sessions.until == NOW - 1
    assert sessions.regions == ("eu-central-1", "eu-west-1", "us-east-1")
    assert not sessions.is_cut


def test_what_began_before_event_history_is_said_to_be_missing() -> None:
    sessions = made("role:Admin", Window(NOW - REACH, NOW)).sessions
    assert sessions is not None
    assert sessions.since == NOW - REACH
    assert "before the last 90 days" in sessions.lacks


def test_another_partition_has_no_us_east_1() -> None:
    sessions = made("role:Admin", scope=Scope(now=NOW, region="cn-north-1")).sessions
    assert sessions is not None
    assert sessions.regions == ("cn-north-1",)


def test_whole_arns_are_looked_up_and_names_by_the_calls() -> None:
    by_arn, by_name = made(f"role:{ADMIN},{DEEP}").sessions, made("role:Admin").sessions
    assert by_arn is not None
    assert by_name is not None
    assert by_arn.lookups[:2] == (("ResourceName", ADMIN), ("ResourceName", DEEP))
    assert {key for key, _ in by_name.lookups} == {"EventName"}
    assert by_arn.first < by_name.first
    assert made(f"role:{ADMIN},Deep").request.count("ResourceName") == 0


def test_the_request_shows_both_steps() -> None:
    lines = made(f"role:{ADMIN}").request.splitlines()
    assert [line.partition("AttributeKey=")[2].split(",")[0] for line in lines] == [
        *("ResourceName", "EventName", "ResourceName", "EventName"),  # in two Regions
        "Username",
    ]


@pytest.mark.parametrize(
    ("text", "role_arn", "session_arn", "is_wanted"),
    [
        ("role:Admin", ADMIN, None, True),
        ("role:Deep", DEEP, None, True),
        ("role:teams", DEEP, None, False),
        (f"role:{ADMIN}", ADMIN, None, True),
        (f"role:{ADMIN}", DEEP, None, False),
        ("role:Admin", None, "arn:aws:sts::111122223333:assumed-role/Admin/alice", True),
        ("role:alice", None, "arn:aws:sts::111122223333:assumed-role/Admin/alice", False),
        (f"role:{ADMIN}", None, "arn:aws:sts::111122223333:assumed-role/Other/alice", True),
        ("role:Admin", None, None, True),
        ("role:~aDMIN", ADMIN, None, True),
        ("role:/^arn:.*Deep$/", DEEP, None, True),
    ],
)
def test_a_session_is_rather_one_too_many(
    text: str, role_arn: str | None, session_arn: str | None, is_wanted: bool
) -> None:
    found = roles(text)
    assert found is not None
    assert found.wants(role_arn, session_arn) is is_wanted


def test_it_is_settled_by_what_there_is() -> None:
    sessions = made(f"role:{ADMIN}").sessions
    assert sessions is not None
    assert not sessions.measured(ALWAYS_READ).may_be_worth
    busy = sessions.measured(1_000)
    assert busy.may_be_worth
    assert busy.first < sessions.first
    assert busy.is_worth(900)
    assert not busy.is_worth(990)
    assert not busy.is_worth(0)
