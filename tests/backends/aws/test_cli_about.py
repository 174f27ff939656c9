"""`trailview about` over services, as a command."""

from __future__ import annotations

import json

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import REGION, OpenSite
from tests.sessions import Story, user
from trailview.cli import exit_codes, main

ALICE = user("alice")
SPAN = ("--since", "2025-11-22T12:00", "--until", "2025-11-22T13:00", "--format", "json")


def story() -> Story:
    made = Story()
    session = made.assume(ALICE, "Audit", "alice-x", region=REGION)
    made.call(session, "ListBuckets")
    made.call(session, "PutBucketAcl", readOnly=False)
    return made


@pytest.mark.parametrize("backend", ["history", "logs"])
def test_a_session_and_who_is_behind_it(
    open_site: OpenSite,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    backend: str,
) -> None:
    made = story()
    in_the_doubles_time(open_site(made.records), monkeypatch)
    key = made.records[-1]["userIdentity"]["accessKeyId"]
    assert main.run(["about", key, "--backend", backend, *SPAN]) == exit_codes.COMPLETE
    page = json.loads(capfd.readouterr().out)
    assert (page["events"], page["incomplete"]) == (2, [])
    assert page["behind"]["origin"]["arn"] == ALICE["arn"]
    assert page["calls"][backend] > 0
    assert page["coverage"]["lacks"]


def test_what_would_cost_money_is_not_asked_unasked(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    site = open_site(story().records)
    in_the_doubles_time(site, monkeypatch)
    asked = ["about", ALICE["arn"], "--backend", "insights", *SPAN]
    assert main.run(asked) == exit_codes.INCOMPLETE
    out, err = capfd.readouterr()
    assert "it costs money" in json.loads(out)["incomplete"][0]
    assert "it costs money" in err
    assert site.asked("StartQuery") == []
    assert main.run([*asked, "--yes"]) == exit_codes.COMPLETE
    assert json.loads(capfd.readouterr().out)["events"] == 1


def test_what_fails_is_said_with_its_exit_code(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    site = open_site(story().records)
    in_the_doubles_time(site, monkeypatch)
    site.fail(Fault.DENIED, "LookupEvents")
    code = main.run(["about", ALICE["arn"], *SPAN])
    assert code in (exit_codes.FAILED, exit_codes.CREDENTIALS)
    assert "LookupEvents" in capfd.readouterr().err
