"""The whole program, ended by a signal while services work for it."""

from __future__ import annotations

import signal
import time

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.aws_double.insights import Insights
from tests.backends.aws.athena_site import OUTPUT, athena, with_athena
from tests.backends.aws.site import OpenSite, Site
from tests.make import START, record
from tests.processes import has_ended, headless, on_screen, wait_until
from trailview.cli import exit_codes
from trailview.compose.ending import LONGEST
from trailview.events.times import iso
from trailview.settings.memory import Memory

RECORDS = [record(n) for n in range(20)]
SPAN = ("--since", iso(START), "--until", iso(START + 200))
ENDS = [
    (signal.SIGTERM, exit_codes.TERMINATED, "terminated"),
    (signal.SIGHUP, exit_codes.HUNG_UP, "hung up"),
    (signal.SIGINT, exit_codes.INTERRUPTED, "interrupted"),
]
BACKENDS = {
    "insights": (),
    "athena": ("--athena-output", OUTPUT, "--allow-full-scan"),
}
LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""The alternate screen is left, the cursor shown; mouse and pasting are as they were."""


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """Services whose queries do not end by themselves."""
    made = open_site(RECORDS, shares=(0.0,) * 100_000)
    with_athena(made, steps=("RUNNING",) * 100_000)
    return made


def running(site: Site, backend: str) -> int:
    """How many queries go on costing money."""
    return len(insights(site).running if backend == "insights" else athena(site).running)


def stopped(site: Site, backend: str) -> int:
    """How many queries somebody has stopped."""
    return len(insights(site).stopped if backend == "insights" else athena(site).stopped)


def insights(site: Site) -> Insights:
    return next(s for s in site.running.double.services.json if isinstance(s, Insights))


@pytest.mark.parametrize(("number", "code", "word"), ENDS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_signal_stops_the_query_and_exits_with_its_code(
    site: Site, backend: str, number: int, code: int, word: str
) -> None:
    words = ("query", "is:read", "--backend", backend, *BACKENDS[backend], *SPAN)
    with headless(*words) as process:
        wait_until(lambda: running(site, backend), "a query runs")
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (code, "")
        assert err.splitlines()[-1] == f"trailview: {word}"
        assert has_ended(process.pid)
    assert (running(site, backend), stopped(site, backend)) == (0, 1)


def test_a_second_signal_ends_at_once(site: Site) -> None:
    site.running.faults.add(Rule(Fault.STALLED, "StopQuery"))
    with headless("query", "is:read", "--backend", "insights", *SPAN) as process:
        wait_until(lambda: running(site, "insights"), "a query runs")
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: site.asked("StopQuery"), "it is being stopped")

        def is_over() -> bool:
            process.send_signal(signal.SIGTERM)
            return process.poll() is not None

        wait_until(is_over, "it ends")
        assert process.returncode == -signal.SIGTERM
    site.running.faults.release()


@pytest.mark.parametrize(("number", "code", "word"), ENDS[:2])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_signal_on_the_screen_gives_the_terminal_back(
    site: Site, backend: str, number: int, code: int, word: str
) -> None:
    Memory().begin()  # no setup comes first
    words = ("browse", "is:read", "--backend", backend, *BACKENDS[backend], *SPAN)
    with on_screen(*words) as screen:
        wait_until(lambda: running(site, backend), "a query runs")
        screen.wait_for("is:read")
        screen.process.send_signal(number)
        assert screen.process.wait(20) == code
        screen.wait_for(f"trailview: {word}")
        assert all(sequence in screen.sent for sequence in LEFT)
        assert screen.attributes() == screen.before
        assert has_ended(screen.process.pid)
    assert (running(site, backend), stopped(site, backend)) == (0, 1)


def test_a_service_that_hangs_holds_the_screen_up_no_longer_than_that(site: Site) -> None:
    site.fail(Fault.STALLED, "GetCallerIdentity")
    with on_screen("config", "setup") as screen:
        wait_until(lambda: site.asked("GetCallerIdentity"), "somebody is waited for")
        began = time.monotonic()
        screen.process.send_signal(signal.SIGTERM)
        wait_until(lambda: b"\x1b[?1049l" in screen.sent, "the screen is left")
        assert screen.attributes() == screen.before
        assert screen.process.wait(20) == exit_codes.TERMINATED
        assert time.monotonic() - began < LONGEST + 5
    site.running.faults.release()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_terminal_that_is_closed_stops_the_query(site: Site, backend: str) -> None:
    Memory().begin()  # no setup comes first
    words = ("browse", "is:read", "--backend", backend, *BACKENDS[backend], *SPAN)
    with on_screen(*words) as screen:
        wait_until(lambda: running(site, backend), "a query runs")
        screen.wait_for("is:read")
        screen.close()
        assert screen.process.wait(20) == exit_codes.HUNG_UP
        assert has_ended(screen.process.pid)
    assert (running(site, backend), stopped(site, backend)) == (0, 1)
