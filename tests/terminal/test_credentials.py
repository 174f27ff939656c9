"""Credentials that are missing or run out, in the whole program, mended as a person would.

The way to AWS is a double of its services. The question pauses with its rows,
a dialog gets new credentials, and it goes on from where it stopped.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator

import pytest

from tests.aws_double.clock import Clock
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.sso import Decision
from tests.make import record
from tests.terminal.scene import ALIASES, LOGIN_URL, PAGE, Scene, address_of, login_code, playing
from tests.terminal.tmux import is_available
from trailview.demo.cast import PRODUCTION, STAGING
from trailview.events.times import iso

pytestmark = pytest.mark.terminal

EVENTS = 120
PAGES = -(-EVENTS // PAGE)
ALL_READ = f"window read · {EVENTS} match"


@pytest.fixture
def scene() -> Iterator[Scene]:
    """Two hours of events in one account, and none in the other."""
    if not is_available():
        pytest.skip("tmux is not installed")
    now = int(time.time())
    records = [
        record(n, eventTime=iso(now - 60 * n - 5), recipientAccountId=PRODUCTION)
        for n in range(EVENTS)
    ]
    before = record(EVENTS, eventTime=iso(now - 86_400), recipientAccountId=STAGING)
    with playing([*records, before], Clock()) as made:
        made.set({("profiles", "prod", "colour"): "red"})
        made.sso.interval = 1
        yield made


def pages(scene: Scene) -> list[object]:
    """The tokens of the pages that were answered, in order."""
    requests = [r for r in scene.running.double.requests if r.operation == "LookupEvents"]
    refused = [r for r in scene.running.double.refusals if r.operation == "LookupEvents"]
    assert len(requests) == PAGES + len(refused), "no page is fetched twice"
    return [request.body.get("NextToken") for request in requests]


def test_a_login_in_the_browser_is_offered_and_the_question_goes_on(scene: Scene) -> None:
    scene.hold_back()
    terminal = scene.open("--profile", "prod", "--since", "4h")
    scene.sso.decide(login_code(terminal), Decision.ALLOWED)

    scene.expire(terminal)
    code = login_code(terminal)
    what_was_read_stays = f"row 1/{2 * PAGE}", "DescribeInstances"
    terminal.wait_for(*what_was_read_stays, "Esc leaves the question paused")
    scene.sso.decide(code, Decision.ALLOWED)

    terminal.wait_for(ALL_READ, "SecurityAudit")
    assert len(set(pages(scene))) == PAGES
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_a_login_is_left_and_asked_for_again(scene: Scene) -> None:
    scene.hold_back()
    scene.sso.usual = Decision.ALLOWED
    terminal = scene.open("--profile", "prod", "--since", "4h", cols=80, rows=24)
    scene.expire(terminal)
    scene.sso.usual = Decision.PENDING
    login_code(terminal)
    terminal.keys("Escape")
    terminal.wait_for(f"row 1/{2 * PAGE}", ". reads on", lambda screen: "ABCD-" not in screen)
    terminal.keys(".")
    scene.sso.decide(login_code(terminal), Decision.ALLOWED)
    terminal.wait_for(ALL_READ)
    assert len(set(pages(scene))) == PAGES


def test_the_address_is_a_link_and_is_copied(scene: Scene) -> None:
    terminal = scene.open("--profile", "prod", "--since", "4h")
    sent = terminal.record()
    address = address_of(login_code(terminal))
    terminal.keys("y")
    terminal.wait_for("Sent the address to log in at")
    assert terminal.clipboard() == address
    output = sent.read_bytes()
    links = set(re.findall(rb"\x1b\]8;[^;]*;(https[^\x1b\x07]+)", output))
    assert {LOGIN_URL.encode(), address.encode()} <= links
    assert b"\x1b]52;c;" + base64.b64encode(address.encode()) in output


def test_an_mfa_code_is_asked_for_and_the_question_goes_on(scene: Scene) -> None:
    scene.sts.codes = {"222222"}
    scene.running.faults.add(Rule(Fault.STALLED, "LookupEvents", frozenset({2})))
    terminal = scene.open("--profile", "prod-admin", "--since", "4h", cols=80, rows=24)
    terminal.wait_for("mfa/alice")
    terminal.keys("Escape")
    terminal.wait_for("the question is paused", ". reads on")
    terminal.keys(".")
    terminal.wait_for("mfa/alice")
    terminal.type("111111")
    terminal.keys("Enter")
    terminal.wait_for("the last code was wrong")
    terminal.type("222222")
    terminal.keys("Enter")
    assert scene.running.faults.stalled.wait(60)
    terminal.wait_for(f"row 1/{PAGE}", "DescribeInstances")
    scene.running.faults.release()
    terminal.wait_for(ALL_READ)
    assert len(set(pages(scene))) == PAGES


def test_what_was_read_is_labelled_until_it_is_asked_anew(scene: Scene) -> None:
    scene.sso.usual = Decision.ALLOWED
    terminal = scene.open("--profile", "prod", "--since", "4h", cols=80, rows=24)
    terminal.wait_for(ALL_READ)
    terminal.keys("P")
    terminal.wait_for("Profiles")
    terminal.type("staging")
    terminal.keys("Enter")
    of_the_other = "Shown here: prod", "r asks as above", "DescribeInstances"
    terminal.wait_for(f"{STAGING} {ALIASES[STAGING]}", *of_the_other)
    terminal.keys("r")
    terminal.wait_for("window read · 0 match", lambda screen: "Shown here" not in screen)
