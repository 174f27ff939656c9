"""Doubles of AWS for tests, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from tests.aws_double.clock import ManualClock
from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import running_double
from tests.aws_double.identities import Identities
from tests.aws_double.insights import Insights
from tests.aws_double.logs import Logs
from tests.aws_double.service import Services
from tests.aws_double.sts import Sts
from tests.aws_double.trails import Trails
from tests.backends.aws.site import REGION, DoubleClock, OpenSite, Site
from trailview.aws.pacing import Pacing
from trailview.aws.sessions import Access, Timeouts


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
        ) -> Site:
            corpus = Corpus(records, delay=delay, duplicates=duplicates)
            clock = ManualClock(corpus.latest + 1)
            trails = Trails.one_per_account(corpus, REGION)
            services = Services(
                json=(
                    CloudTrail(corpus, trails, clock, scan_budget=scan_budget),
                    Logs(corpus, trails, clock, scan_budget=scan_budget or 10_000),
                    Insights(corpus, trails, clock, shares=shares),
                ),
                xml=(Sts(Identities.one_per_account(corpus.accounts), clock),),
            )
            running = stack.enter_context(
                running_double(corpus, clock=clock, region=REGION, trails=trails, services=services)
            )
            for name, value in running.environment().items():
                monkeypatch.setenv(name, value)
            access = Access(timeouts=Timeouts(read=read_seconds))
            return Site(running, clock, access, Pacing(DoubleClock(clock)))

        yield opened
