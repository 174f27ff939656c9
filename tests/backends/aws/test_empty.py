"""Why a service's answer is empty: what is told without a call, and by two at most."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.program import OpenProgram, answered, in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.make import START, record
from trailview.cli import exit_codes, main
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.empty.told import told
from trailview.search.empty.why import Bound, Why

RECORDS = [
    *(record(n, eventName="ConsoleLogin", awsRegion="us-east-1") for n in range(3)),
    *(record(n, eventName="RunInstances", awsRegion="us-east-1") for n in range(3, 120)),
]
WINDOW = Window(START, START + 200)


def asked(site: Site) -> int:
    """How many calls there have been, to whichever service."""
    return len(site.running.double.requests)


def lines(why: Why) -> str:
    words = told(why, UTC)
    return "\n".join((*words.what, *words.proposals, *words.beyond))


def test_event_history_tells_what_it_knows_without_a_call(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, "us-east-1")
    search = answered(session, Question(parse("event:consolelogin user:bob"), WINDOW), "history")
    before = asked(site)
    why = search.why_empty()
    assert asked(site) == before
    assert why.can_ask
    assert why.answered == "user:bob"
    assert ("event:ConsoleLogin", Bound.UNKNOWN) in [(p.change, p.bound) for p in why.proposals]
    told_all = lines(why)
    assert "The service gave no event for user:bob." in told_all
    assert "event:ConsoleLogin: not counted" in told_all
    assert "Never in history: data events" in told_all


def test_event_history_is_asked_twice_at_most(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, "us-east-1")
    search = answered(session, Question(parse("event:consolelogin"), WINDOW), "history")
    before = asked(site)
    why = search.why_empty(asks=True)
    assert asked(site) == before + 2
    newest, known = site.asked("LookupEvents")[-2:]
    assert "LookupAttributes" not in newest
    assert known["LookupAttributes"] == [
        {"AttributeKey": "EventName", "AttributeValue": "ConsoleLogin"}
    ]
    assert not why.can_ask, "all has been asked"
    best = why.proposals[0]
    assert (best.change, best.events, best.bound) == ("event:ConsoleLogin", 3, Bound.AT_LEAST)
    assert len(answered(session, best.question, "history").progress.rows) == 3
    assert "Asked once more in us-east-1, without event:consolelogin: the first page has 50" in (
        lines(why)
    )


def test_what_is_left_over_of_a_page_counts_as_at_least_so_many(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, "us-east-1")
    search = answered(session, Question(parse("user:Alice event:RunInstances"), WINDOW), "history")
    why = search.why_empty(asks=True)
    (spelled,) = [p for p in why.proposals if p.change == "user:alice"]
    assert (spelled.events, spelled.bound) == (50, Bound.AT_LEAST)
    assert len(answered(session, spelled.question, "history").progress.rows) == 117


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.DENIED])
def test_a_call_that_is_refused_is_not_made_again(
    open_site: OpenSite, open_program: OpenProgram, fault: Fault
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, "us-east-1")
    search = answered(session, Question(parse("event:Nonsense"), WINDOW), "history")
    before = asked(site)
    site.fail(fault, "LookupEvents")
    why = search.why_empty(asks=True)
    assert asked(site) - before in (1, 2)
    assert why.asked_more
    assert why.proposals == (), "nothing is claimed that nobody has said"


def test_logs_are_asked_for_one_page(open_site: OpenSite, open_program: OpenProgram) -> None:
    site = open_site(RECORDS)
    session = open_program(site, log_group=site.scope.log_group)
    search = answered(session, Question(parse("event:consolelogin"), WINDOW), "logs")
    assert search.progress.is_empty, search.progress.error
    before = asked(site)
    why = search.why_empty(asks=True)
    assert asked(site) - before in (1, 2)
    best = why.proposals[0]
    assert best.change == "event:ConsoleLogin"
    assert best.events == 3


@pytest.mark.parametrize("backend", ["insights", "athena"])
def test_what_costs_is_not_asked(
    open_site: OpenSite, open_program: OpenProgram, backend: str
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, log_group=site.scope.log_group)
    search = answered(session, Question(parse("event:consolelogin"), WINDOW), backend)
    assert search.progress.is_empty, search.progress.error
    before = asked(site)
    why = search.why_empty(asks=True)
    assert asked(site) == before
    assert not why.can_ask
    assert "costs by the byte scanned, so nothing more was asked" in lines(why)
    assert why.proposals[0].change == "event:ConsoleLogin"


@pytest.mark.parametrize("wants_more", [False, True])
def test_the_command_line_asks_when_it_is_told_to(
    open_site: OpenSite,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    wants_more: bool,
) -> None:
    site = open_site(RECORDS)
    in_the_doubles_time(site, monkeypatch)
    question = ["query", "event:consolelogin", "--region", "us-east-1", "--format", "ndjson"]
    span = ["--since", "2025-11-22T12:00Z", "--until", "2025-11-22T12:01Z"]
    more = ["--explain-empty"] if wants_more else []
    assert main.run([*question, *span, *more]) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    assert out == ""
    assert len(site.asked("LookupEvents")) == (3 if wants_more else 1)
    assert ("event:ConsoleLogin: at least 3 match" in err) is wants_more
    assert ("--explain-empty asks the service" in err) is not wants_more
