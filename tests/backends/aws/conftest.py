"""Doubles of AWS for tests, over real HTTP."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from tests.aws_double.clock import ManualClock
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import running_double
from tests.aws_double.insights import Insights
from tests.aws_double.s3 import results_bucket
from tests.aws_double.trails import Trail, Trails
from tests.backends.aws.program import OpenProgram, in_the_doubles_time
from tests.backends.aws.site import REGION, Canned, DoubleClock, OpenSite, Site
from trailview.aws.credentials.sessions import Access, Timeouts
from trailview.aws.pacing import Pacing
from trailview.compose.aws import open_session
from trailview.context import Context
from trailview.search.session import Session


def of_all(corpus: Corpus) -> Trails:
    """One trail of the first account, with the events of all."""
    return Trails([Trail(corpus.accounts[0], REGION, organization=True)])


@pytest.fixture
def open_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSite]:
    """Doubles that answer until the test ends."""
    with ExitStack() as stack:

        def opened(
            records: Iterable[Mapping[str, Any]],
            *,
            delay: int = 0,
            duplicates: float = 0.0,
            read_seconds: float = 5.0,
            shares: Sequence[float] = (0.0, 0.5),
            scan_budget: int | None = None,
            disabled: Collection[str] = (),
            canned: Canned | None = None,
            organization: bool = False,
        ) -> Site:
            corpus = Corpus(records, delay=delay, duplicates=duplicates)
            clock = ManualClock(corpus.latest + 1)
            running = stack.enter_context(
                running_double(
                    corpus,
                    clock=clock,
                    region=REGION,
                    trails=of_all(corpus) if organization else None,
                    disabled=disabled,
                    scan_budget=scan_budget,
                )
            )
            trails, usual = running.world.trails, running.double.services
            own = (*((canned,) if canned else ()), Insights(corpus, trails, clock, shares=shares))
            running.double.services = replace(usual, json=(*own, *usual.json))
            for name, value in running.environment().items():
                monkeypatch.setenv(name, value)
            access = Access(timeouts=Timeouts(read=read_seconds))
            return Site(running, clock, access, Pacing(DoubleClock(clock)))

        yield opened


@pytest.fixture
def open_program(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenProgram]:
    """Sessions that are closed, before their doubles are, when the test ends."""
    del open_site
    with ExitStack() as stack:

        def opened(
            site: Site,
            *regions: str,
            account: str | None = None,
            log_group: str = "",
            read_all: bool = False,
        ) -> Session:
            in_the_doubles_time(site, monkeypatch)
            monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
            monkeypatch.setattr("trailview.aws.athena.query._STEP", 0.01)
            for name, value in site.running.environment(account).items():
                monkeypatch.setenv(name, value)
            owner = account or site.running.world.corpus.accounts[0]
            output = f"s3://{results_bucket(owner, REGION)}/answers/"
            options: dict[str, str | int] = {
                "log_group": log_group,
                "athena_output": output,
                "read_all": read_all,
            }
            session = open_session(Context(regions=regions).told(options), "history")
            stack.callback(session.close)
            session.painted()
            return session

        yield opened
