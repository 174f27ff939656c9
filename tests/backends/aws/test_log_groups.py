"""What a log group lacks, masks or transforms reaches the answer; and a class that is read its
own way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.log_groups import GroupSettings
from tests.aws_double.logs import Logs
from tests.backends.aws.program import OpenProgram, answered
from tests.backends.aws.site import REGION, OpenSite, Site, asking, ids_of, pieces
from tests.make import START, record
from trailview.aws.groups import DATA, MANAGEMENT, group_of
from trailview.backends.base import Batch, Cancel
from trailview.backends.log_group.group import facts_of
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.errors import ServiceError
from trailview.plans.log_group import insights, patterns
from trailview.plans.log_group.facts import GroupFacts, what_to_know
from trailview.question.query import Question, Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(30)]
DAY = 86_400


def with_group(site: Site, settings: GroupSettings) -> Site:
    name = site.running.world.trails.all[0].log_group
    site.running.service(Logs).settings[name] = settings
    return site


def asked(site: Site, backend: str, question: Question) -> list[Batch]:
    if backend == "logs":
        plan = patterns.plan(question, site.scope)
        return list(LogsBackend(site.access, site.pacing).read(plan, Cancel()))
    made = insights.plan(question, site.scope)
    return list(InsightsBackend(site.access, site.pacing).read(made, Cancel()))


def losses(batches: list[Batch]) -> str:
    return " ".join(problem.reason for batch in batches for problem in batch.problems)


def notes(batches: list[Batch]) -> str:
    return " ".join(note for batch in batches for note in batch.notes)


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_a_window_before_the_group_was_made_is_told(open_site: OpenSite, backend: str) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(created=(START + 10) * 1000))
    assert "was made then. What is asked before is out of reach" in losses(
        asked(site, backend, asking("", START, START + 30))
    )
    site.access.log_groups.clear()
    assert losses(asked(site, backend, asking("", START + 10, START + 30))) == ""
    assert "holds nothing from before" in notes(asked(site, backend, asking()))


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_a_window_before_what_is_kept_is_told(open_site: OpenSite, backend: str) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(retention=7))
    assert "keeps 7 days" in losses(asked(site, backend, asking("", START - 8 * DAY, START)))
    assert losses(asked(site, backend, asking("", START - 6 * DAY, START))) == ""
    ended = asking("", START - 9 * DAY, START - 8 * DAY)
    assert "keeps 7 days" in losses(asked(site, backend, ended))


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_a_term_over_what_is_masked_is_told(open_site: OpenSite, backend: str) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(is_masked=True))
    span = (START, START + 30)
    told = losses(asked(site, backend, asking("ip:203.0.113.7 event:Describe1", *span)))
    assert "ip may be masked, and is then not found" in told
    batches = asked(site, backend, asking("event:Describe1", *span))
    assert losses(batches) == ""
    assert "masks personal data" in notes(batches)


def test_what_a_transformer_changes_is_told_of_insights(open_site: OpenSite) -> None:
    config: tuple[dict[str, Any], ...] = (
        {"parseJSON": {}},
        {"deleteKeys": {"withKeys": ["userIdentity"]}},
    )
    site = with_group(open_site(RECORDS), GroupSettings(transformer=config))
    span = asking("", START, START + 30)
    told = losses(asked(site, "insights", span))
    assert "as its transformer leaves them (parseJSON, deleteKeys)" in told
    assert losses(asked(site, "logs", span)) == "", "filter patterns see the originals"


def test_a_transformer_that_may_not_be_seen_is_a_note(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "GetTransformer")
    batches = asked(site, "insights", asking("", START, START + 30))
    assert losses(batches) == ""
    assert "logs:GetTransformer is denied" in notes(batches)


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_a_group_that_may_not_be_seen_is_a_note(open_site: OpenSite, backend: str) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "DescribeLogGroups")
    batches = asked(site, backend, asking("", START, START + 30))
    assert len(ids_of(batches)) == len(RECORDS)
    assert losses(batches) == ""
    assert "logs:DescribeLogGroups does not tell" in notes(batches)


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_infrequent_access_is_asked_through_insights_by_the_message(
    open_site: OpenSite, backend: str
) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(log_class="INFREQUENT_ACCESS"))
    question = asking("event:Describe1 ip:203.0.113.0/24 -user:bob", START, START + 30)
    batches = asked(site, backend, question)
    wanted = {r["eventID"] for r in RECORDS if r["eventName"] == "Describe1"}
    assert ids_of(batches) == wanted
    (query,) = site.asked("StartQuery")
    conditions = query["queryString"].split(" | ")[1:-2]
    assert conditions == [r'filter @message like /"eventName"\s*:\s*"?Describe1/']
    assert site.asked("FilterLogEvents") == []
    assert "Infrequent Access" in notes(batches)


def test_a_read_through_insights_can_be_gone_on_with(open_site: OpenSite) -> None:
    site = open_site(RECORDS, shares=())
    with_group(site, GroupSettings(log_class="INFREQUENT_ACCESS"))
    plan = patterns.plan(asking("", START, START + 30), site.scope)
    found = ids_of(pieces(LogsBackend(site.access, site.pacing), plan))
    assert found == {r["eventID"] for r in RECORDS}


def test_infrequent_access_takes_no_filter_pattern(open_site: OpenSite) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(log_class="INFREQUENT_ACCESS"))
    with pytest.raises(ServiceError, match="which only Insights reads"):
        asked(site, "logs", replace(asking("", START, START + 30), raw="{ $.eventName = * }"))


def test_the_program_tells_it_and_is_not_complete(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(retention=1))
    session = open_program(site, REGION)
    progress = answered(session, asking("", START - 3 * DAY, START + 30), "logs").progress
    assert [problem.where for problem in progress.problems] == [site.scope.log_group]
    assert len(progress.rows) == len(RECORDS)


def test_the_plan_says_what_an_earlier_question_has_found(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = with_group(open_site(RECORDS), GroupSettings(retention=1))
    session = open_program(site, REGION)
    question = asking("", START - 3 * DAY, START + 30)
    assert not session.plan(question, "logs").clipped
    answered(session, question, "logs")
    made = session.plan(question, "logs")
    assert made.clipped
    assert any("it keeps 1 day" in note for note in made.notes)


def test_it_is_asked_once(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    for _ in range(3):
        asked(site, "insights", asking("", START, START + 30))
    assert len(site.asked("DescribeLogGroups")) == len(site.asked("GetTransformer")) == 1


def test_a_plan_that_knows_the_group_says_it(open_site: OpenSite) -> None:
    scope = replace(open_site(RECORDS).scope, group=GroupFacts("main", retention=1))
    question = asking("", START - 3 * DAY, START)
    for made in (patterns.plan(question, scope), insights.plan(question, scope)):
        assert made.clipped
        assert any("main holds nothing from before" in note for note in made.notes)


def test_the_groups_of_telemetry_say_what_they_hold() -> None:
    question = Question(window=Window(START, START + 1))
    for name, what in ((MANAGEMENT, "management"), (DATA, "data")):
        facts = facts_of(group_of({"logGroupName": name}))
        known = what_to_know(facts, question, START, by_insights=False)
        assert f"has {what} events only" in known.notes[0]
        assert "copies of other accounts'" in known.notes[0]
