"""What all three backends do when calls fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.site import OpenSite, Site, asking, ids_of, read
from tests.make import START, record
from trailview.backends.base import Backend, Batch, Cancel
from trailview.backends.history import HistoryBackend
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.errors import CredentialsError, DeniedError, ServiceError, TrailviewError
from trailview.plans import history
from trailview.plans.log_group import insights, patterns
from trailview.plans.plan import Plan
from trailview.question.query import Question

RECORDS = [record(n) for n in range(150)]
IDS = {made["eventID"] for made in RECORDS}
QUESTION = asking("", START, START + 150)


class Way(NamedTuple):
    """A backend, and the call that brings its pages."""

    backend: Callable[..., Backend]
    plan: Callable[..., Plan]
    operation: str

    def read(self, site: Site, cancel: Cancel | None = None, after: object = None) -> list[Batch]:
        made = self.plan(QUESTION, site.scope)
        backend = self.backend(site.access, site.pacing)
        return list(backend.read(made, cancel or Cancel(), after))


WAYS = [
    Way(HistoryBackend, history.plan, "LookupEvents"),
    Way(LogsBackend, patterns.plan, "FilterLogEvents"),
    Way(InsightsBackend, insights.plan, "GetQueryResults"),
]
pytestmark = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.operation)


@pytest.mark.parametrize("fault", [Fault.FAILED, Fault.DROPPED, Fault.HTML, Fault.THROTTLED])
def test_a_passing_failure_is_told_and_outlasted(
    open_site: OpenSite, way: Way, fault: Fault
) -> None:
    site = open_site(RECORDS, scan_budget=60)
    site.fail(fault, way.operation, 1, 3)
    batches = way.read(site)
    assert ids_of(batches) == IDS
    told = [batch.tally.phase for batch in batches if "again in" in batch.tally.phase]
    assert len(told) == 2
    assert batches[-1].tally.throttled == (2 if fault is Fault.THROTTLED else 0)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.EXPIRED, CredentialsError),
        (Fault.DENIED, DeniedError),
        (Fault.FAILED, ServiceError),
        (Fault.DROPPED, ServiceError),
        (Fault.HTML, ServiceError),
    ],
)
def test_a_lasting_failure_is_an_error_and_can_be_gone_on_from(
    open_site: OpenSite, way: Way, fault: Fault, kind: type[TrailviewError]
) -> None:
    site = open_site(RECORDS, scan_budget=60)
    backend, made = way.backend(site.access, site.pacing), way.plan(QUESTION, site.scope)
    batches = backend.read(made, Cancel())
    kept = list(islice(batches, 2))  # the first of Insights brings no rows
    site.fail(fault, way.operation)
    with pytest.raises(TrailviewError) as caught:
        kept.extend(batches)
    assert type(caught.value) is kind
    assert caught.value.title
    assert caught.value.hint
    site.running.faults.clear()
    rest = read(backend, made, kept[-1].resume)
    assert ids_of([*kept, *rest]) == IDS
    assert rest[-1].tally.requests > kept[-1].tally.requests


def test_a_stalled_call_is_noticed_and_made_again(open_site: OpenSite, way: Way) -> None:
    site = open_site(RECORDS, read_seconds=0.3)
    site.fail(Fault.STALLED, way.operation, 1)
    batches = way.read(site)
    assert ids_of(batches) == IDS
    assert any("does not answer: again" in batch.tally.phase for batch in batches)


def test_a_stalled_call_can_be_cancelled_at_once(open_site: OpenSite, way: Way) -> None:
    site, cancel = open_site(RECORDS, read_seconds=60), Cancel()
    site.fail(Fault.STALLED, way.operation)
    finished = threading.Event()

    def run() -> None:
        way.read(site, cancel)
        finished.set()

    threading.Thread(target=run, daemon=True).start()
    while not site.asked(way.operation):
        cancel.wait(0.01)
    cancel.set()
    assert finished.wait(30)


def test_nothing_is_asked_when_cancelled_before(open_site: OpenSite, way: Way) -> None:
    site, cancel = open_site(RECORDS), Cancel()
    cancel.set()
    assert way.read(site, cancel) == []
    assert site.running.double.requests == []


def test_one_call_in_twenty_failing_changes_no_answer(open_site: OpenSite, way: Way) -> None:
    site = open_site(RECORDS, delay=600, duplicates=0.1, scan_budget=10)
    for fault in (Fault.THROTTLED, Fault.FAILED, Fault.DROPPED, Fault.HTML):
        site.running.faults.add(Rule(fault, chance=0.05))
    site.clock.advance(600)
    assert ids_of(way.read(site)) == IDS


def test_no_region_is_an_error_with_what_to_do(
    open_site: OpenSite, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    plan = way.plan(Question(), replace(site.scope, region=""))
    with pytest.raises(ServiceError, match="No region"):
        read(way.backend(site.access, site.pacing), plan)


def test_wrong_keys_are_a_matter_of_credentials(
    open_site: OpenSite, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY")
    with pytest.raises(CredentialsError, match="Credentials not accepted"):
        way.read(site)
