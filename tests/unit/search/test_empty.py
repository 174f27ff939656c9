"""Why nothing matched: what is near, what is too much, and what the counts claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.make import START, block, delivery, record
from trailview.events.pattern import Pattern
from trailview.events.record import Event
from trailview.question.parse import parse
from trailview.question.predicate import holds
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import Term
from trailview.search.empty.explain import ReadSoFar, explained
from trailview.search.empty.nearest import is_one_off
from trailview.search.empty.told import told
from trailview.search.empty.why import About, Bound, Why
from trailview.store.columns import Store

Record = dict[str, Any]


def identity(user: str, role: str = "") -> Record:
    """The identity of a user, or of a session that has this name."""
    if not role:
        return {"type": "IAMUser", "userName": user, "accessKeyId": f"AKIA{user.upper()}"}
    issuer = {"type": "Role", "userName": role, "arn": f"arn:aws:iam::111122223333:role/{role}"}
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLE:{user}",
        "sessionContext": {"sessionIssuer": issuer},
    }


TRAIL = [
    *(record(n, eventName="ConsoleLogin", eventSource="signin.amazonaws.com") for n in range(3)),
    record(3, userIdentity=identity("zoe@example.com", "Admin")),
    record(4, userIdentity=identity("deploy-1", "CI"), eventSource="iam.amazonaws.com"),
    record(5, userIdentity=identity("deploy-2", "CI"), errorCode="AccessDenied"),
    record(6, eventName="PutObject", requestParameters={"bucketName": "backup-2025"}),
]


def why_of(
    text: str,
    records: Sequence[Mapping[str, Any]] = TRAIL,
    window: Window = ALL_TIME,
    read: ReadSoFar | None = None,
) -> Why:
    store = Store()
    store.append(block(records))
    question = Question(parse(text), window)
    about = About("files", "logs/")
    why = Why(question, about, store.extent, len(records))
    return explained(why, store.snapshot(), ReadSoFar() if read is None else read)


def proposals(why: Why) -> list[tuple[str, int, Bound]]:
    return [(each.change, each.events, each.bound) for each in why.proposals]


@pytest.mark.parametrize(
    ("text", "lost", "near", "how"),
    [
        ("event:consolelogin", "event:consolelogin", "event:ConsoleLogin", "in other capitals"),
        ("event:consolelog*", "event:consolelog*", "event:ConsoleLogin", "in other capitals"),
        ("event:ConsolLogin", "event:ConsolLogin", "event:ConsoleLogin", "one letter off"),
        ("event:ConsoelLogin", "event:ConsoelLogin", "event:ConsoleLogin", "one letter off"),
        ("service:IAM", "service:IAM", "service:iam", "in other capitals"),
        ("service:signIN.amazonaws.com", None, "service:signin", "in other capitals"),
        ("service:sigin", "service:sigin", "service:signin", "one letter off"),
        ("service:ConsoleLogin", None, "event:ConsoleLogin", "as event"),
        ("role:alice", "role:alice", "user:alice", "as user"),
        ("user:Admin", "user:Admin", "role:Admin", "as role"),
        ("user:AKIAZZ,AKIAEXAMPLE", "user:AKIAEXAMPLE", "key:AKIAEXAMPLE", "as key"),
        ("user:zoe", "user:zoe", "user:zoe@example.com", "as a part"),
        ("user:deploy", "user:deploy", "user:*deploy*", "as a part of several"),
        (
            "user:arn:aws:iam::111122223333:role/CI",
            None,
            "role:arn:aws:iam::111122223333:role/CI",
            "as role",
        ),
        ("error:accessdenied", "error:accessdenied", "error:AccessDenied", "in other capitals"),
        ("region:eu-central-2", None, "region:eu-central-1", "one letter off"),
        ("consolelogn", "consolelogn", "event:ConsoleLogin", "one letter off"),
        ("resource:backup-2052", None, "resource:backup-2025", "one letter off"),
    ],
)
def test_a_value_that_occurs_nowhere_has_one_that_is_near(
    text: str, lost: str | None, near: str, how: str
) -> None:
    why = why_of(text)
    missing = next(each for each in why.missing if lost in (None, each.typed) and each.nearest)
    assert (near, how) in [(each.typed[0], each.how) for each in missing.nearest]
    assert any(near in each.change for each in why.proposals)


@pytest.mark.parametrize(
    "text", ["user:bob", "ip:203.0.113.8", "is:root", "id:x*", "-event:*", "user:*"]
)
def test_what_is_not_near_is_not_proposed(text: str) -> None:
    why = why_of(text)
    assert not any(missing.nearest for missing in why.missing)


def test_in_words() -> None:
    why = why_of("event:consolelogin user:alice", window=Window(START, START + 60))
    what, asked, _ = told(why, UTC)
    assert what == (
        "0 match for event:consolelogin user:alice, 2025-11-22 12:00:00 to 2025-11-22 12:01:00, "
        "in files (logs/).",
        "The source holds 7 events, 2025-11-22 12:00:00 to 2025-11-22 12:00:06 (7 records read).",
        "event:consolelogin occurs nowhere; ConsoleLogin occurs 3 times (in other capitals): "
        "event:ConsoleLogin or event:~consolelogin.",
    )
    assert asked == (
        "event:ConsoleLogin: 3 match",
        "without event:consolelogin: 4 match",
    )


def test_one_term_less_and_the_time_range() -> None:
    why = why_of("event:ConsoleLogin role:CI", window=Window(START, START + 6))
    assert proposals(why) == [
        ("without role:CI", 3, Bound.EXACT),
        ("without event:ConsoleLogin", 2, Bound.EXACT),
    ]
    why = why_of("event:PutObject", window=Window(START + 60, START + 90))
    assert proposals(why) == [("without the time range", 1, Bound.EXACT)]
    assert why.proposals[0].is_of_all_time
    assert "All of it is from before the time" in told(why, UTC).what[1]
    earlier = why_of("event:PutObject", window=Window(START - 60, START - 30))
    assert "All of it is from after the time" in told(earlier, UTC).what[1]


def test_where_no_single_part_is_too_much_each_is_counted() -> None:
    why = why_of("event:ConsoleLogin role:CI error:*", window=Window(START + 90))
    assert why.proposals == ()
    assert [(each.typed, each.events) for each in why.alone] == [
        ("event:ConsoleLogin", 3),
        ("role:CI", 2),
        ("error:*", 1),
        ("the time range", 0),
    ]
    assert "By itself: event:ConsoleLogin 3, role:CI 2" in told(why, UTC).what[-1]


def test_several_values_that_occur_nowhere_are_mended_together() -> None:
    why = why_of("event:consolelogin user:Alice error:Nope")
    assert proposals(why) == [
        ("event:ConsoleLogin user:alice, without error:Nope", 3, Bound.EXACT),
    ]
    assert why.proposals[0].question.text == "event:ConsoleLogin user:alice"


def test_what_only_records_tell_is_bounded_and_said() -> None:
    why = why_of("event:ConsoleLogin resource:nothing-like-it requestParameters")
    assert proposals(why) == [
        ("without event:ConsoleLogin", 7, Bound.AT_MOST),
        ("without resource:nothing-like-it", 3, Bound.AT_MOST),
        ("without requestParameters", 3, Bound.AT_MOST),
    ]
    words = told(why, UTC)
    assert words.proposals[1] == "without resource:nothing-like-it: at most 3 match"
    assert words.beyond == (
        "Not counted, as only each record can tell: resource:nothing-like-it, requestParameters.",
    )


def test_what_the_service_has_chosen_by_is_not_counted_here() -> None:
    pushed = parse("event:consolelogin")
    why = why_of(
        "event:consolelogin is:error", TRAIL[:2], read=ReadSoFar(pushed, is_in_window=True)
    )
    assert proposals(why) == [
        ("without is:error", 2, Bound.EXACT),
        ("event:ConsoleLogin", 0, Bound.UNKNOWN),
        ("without event:consolelogin", 0, Bound.UNKNOWN),
    ]
    assert [missing.typed for missing in why.missing] == ["is:error"]
    assert told(why, UTC).proposals[1] == "event:ConsoleLogin: not counted"
    page = why_of("user:Alice", read=ReadSoFar(is_in_window=True, is_all=False))
    assert proposals(page)[0] == ("user:alice", 4, Bound.AT_LEAST)
    assert page.missing[0].says == "occurs in none of these"


def test_a_source_without_events_says_so() -> None:
    why = why_of("event:ConsoleLogin", [])
    assert told(why, UTC).what[1] == "The source holds no events."
    assert why.proposals == ()


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("abcd", "abcd", False),
        ("abcd", "abxd", True),
        ("abcd", "abcde", True),
        ("abcd", "bcd", True),
        ("abcd", "abdc", True),
        ("abcd", "badc", False),
        ("abcd", "abce1", False),
        ("", "a", True),
    ],
)
def test_one_letter_off(one: str, other: str, is_near: bool) -> None:
    assert is_one_off(one, other) is is_one_off(other, one) is is_near


NAMES = ("ConsoleLogin", "consolelogin", "ConsolLogin", "PutObject", "Admin", "alice")
VALUES = st.sampled_from((*NAMES, "iam", "IAM", "x", "203.0.113.0/24", "s3.amazonaws.com"))


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Some records, of few names, so that many terms fit many of them."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        role = draw(st.sampled_from(("", "Admin", "alice")))
        made.append(
            record(
                number,
                eventName=draw(st.sampled_from(NAMES)),
                eventSource=draw(st.sampled_from(("iam", "s3"))) + ".amazonaws.com",
                errorCode=draw(st.sampled_from((None, "AccessDenied", "Admin"))),
                userIdentity=identity(draw(st.sampled_from(("alice", "Admin", "bob@x"))), role),
                requestParameters={"bucketName": draw(st.sampled_from(("alice", "backup")))},
            )
        )
    return made


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question, likely one that little fits."""
    fields = st.sampled_from(("event", "user", "role", "service", "error", "ip", "resource", ""))
    terms = [
        Term(
            draw(fields),
            tuple(Pattern((draw(VALUES),)) for _ in range(draw(st.integers(1, 2)))),
            draw(st.integers(0, 4)) == 0,
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    windows = (ALL_TIME, Window(START + 3), Window(START, START + 5), Window(START + 99))
    return Question(tuple(terms), draw(st.sampled_from(windows)))


@examples(300)
@given(records(), questions())
def test_a_proposal_has_as_many_events_as_it_claims(made: list[Record], asked: Question) -> None:
    store = Store()
    store.append(block(made))
    why = explained(Why(asked, About("files", "x")), store.snapshot(), ReadSoFar())
    events = [Event(delivery(each)) for each in made]
    for proposal in why.proposals:
        count = sum(holds(proposal.question, event) for event in events)
        if proposal.bound is Bound.EXACT:
            assert count == proposal.events > 0
        elif proposal.bound is Bound.AT_MOST:
            assert count <= proposal.events
        else:
            assert proposal.bound is Bound.UNKNOWN
    for near in (near for missing in why.missing for near in missing.nearest):
        count = sum(holds(Question(parse(near.typed[0])), event) for event in events)
        assert count >= near.events > 0


def test_a_group_is_one_part_of_the_question() -> None:
    why = why_of("event:ConsoleLogin (role:CI or error:AccessDenied) service:signin")
    assert proposals(why) == [
        ("without (role:CI or error:AccessDenied)", 3, Bound.EXACT),
    ]
    why = why_of("event:ConsoleLogin (event:Nope or is:error event:Neither)")
    assert proposals(why)[0][0] == "without (event:Nope or is:error event:Neither)"
    assert not why.missing
    why = why_of("(event:Nope or bucketName) -(user:alice or role:CI)")
    assert why.uncounted == ("(event:Nope or bucketName)",)


@pytest.mark.parametrize("text", ["event:/^Nope/", "event:~nope*", "by:service", "is:mfa"])
def test_other_kinds_of_values_that_occur_nowhere_are_told(text: str) -> None:
    assert [missing.typed for missing in why_of(text).missing] == [text]
