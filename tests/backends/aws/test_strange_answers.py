"""What commands, setup and backends do where somebody else answers in AWS's place."""

from __future__ import annotations

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.site import OpenSite, Site, asking, read
from tests.backends.aws.test_setup import found, profiled
from tests.make import START, record
from trailview.aws.pacing import SHARED
from trailview.backends.base import Batch
from trailview.backends.history import HistoryBackend
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.cli.main import run
from trailview.compose.first_run import discovery
from trailview.errors import ServiceError
from trailview.plans import history
from trailview.plans.log_group import insights, patterns
from trailview.settings.config import Settings
from trailview.setup.steps import StepState

STRANGE = [Fault.PORTAL, Fault.REDIRECTED, Fault.EMPTY, Fault.BROKEN, Fault.NO_OBJECT]


QUESTION = asking("", START, START + 9)


def from_history(site: Site) -> list[Batch]:
    return read(HistoryBackend(site.access, site.pacing), history.plan(QUESTION, site.scope))


def from_logs(site: Site) -> list[Batch]:
    return read(LogsBackend(site.access, site.pacing), patterns.plan(QUESTION, site.scope))


def from_insights(site: Site) -> list[Batch]:
    return read(InsightsBackend(site.access, site.pacing), insights.plan(QUESTION, site.scope))


WAYS = {"LookupEvents": from_history, "FilterLogEvents": from_logs}
INSIGHTS = from_insights


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = open_site([record(n) for n in range(3)])
    monkeypatch.setattr(SHARED, "clock", made.pacing.clock)
    monkeypatch.setattr(SHARED, "_buckets", {})
    return made


@pytest.mark.parametrize("fault", STRANGE)
@pytest.mark.parametrize(
    "operation", ["LookupEvents", "FilterLogEvents", "StartQuery", "GetQueryResults"]
)
def test_no_backend_takes_it_for_an_answer(site: Site, fault: Fault, operation: str) -> None:
    site.fail(fault, operation)
    with pytest.raises(ServiceError, match="Answer is not from Cloud"):
        WAYS.get(operation, INSIGHTS)(site)


@pytest.mark.parametrize("fault", STRANGE)
def test_the_setup_says_what_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    profiled(site, monkeypatch)
    site.running.faults.add(Rule(fault))
    lines, _ = found(discovery(Settings(), "prod"))
    account = lines["account"]
    assert account.state is StepState.FAILED
    assert account.error is not None
    assert account.error.title == "Answer is not from STS"


@pytest.mark.parametrize("fault", STRANGE)
@pytest.mark.parametrize("command", [["doctor"], ["login"], ["athena", "ddl"]])
def test_commands_end_with_an_error_in_words(
    site: Site, capsys: pytest.CaptureFixture[str], fault: Fault, command: list[str]
) -> None:
    site.running.faults.add(Rule(fault))
    assert run(command) == 1
    said = capsys.readouterr().err
    assert any(line.startswith("trailview: Answer is not from") for line in said.splitlines())
    assert "AWS_ENDPOINT_URL has it asked at" in said
    assert "Traceback" not in said
