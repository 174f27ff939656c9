"""`trailview login` and `trailview doctor` against a double of AWS."""

from __future__ import annotations

import io
import json

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.sso import Decision
from tests.backends.aws.identities import START_URL, identities, sso_of, sts_of
from tests.backends.aws.site import ACCOUNT, REGION, DoubleClock, Site
from trailview import cli

__all__ = ["identities"]


class Terminal(io.StringIO):
    """Standard input with somebody at it, or output with somebody to read it."""

    def isatty(self) -> bool:
        return True


class Interrupting(Terminal):
    """Somebody presses Ctrl-C instead of typing."""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # as StringIO has it
        raise KeyboardInterrupt


@pytest.fixture
def browser(identities: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Somebody confirms every code at once, and nobody waits for it."""
    sso_of(identities).usual = Decision.ALLOWED
    monkeypatch.setattr("trailview.aws.login.Clock", lambda: DoubleClock(identities.clock))
    return identities


def test_login_shows_the_code_and_says_who_you_are(
    browser: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["login", "sso"]) == cli.COMPLETE
    out, err = capsys.readouterr()
    assert f"{START_URL}/device?user_code=ABCD-" in out
    assert "Logged in until 20" in out
    assert f"assumed-role/AWSReservedSSO_ReadOnly_0/tester\nAccount {ACCOUNT}\n" in out
    assert "█" not in out, "no picture where nobody looks"
    assert err == ""


def test_login_draws_the_code_for_a_terminal(
    browser: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    assert cli.run(["login", "sso"]) == cli.COMPLETE
    assert "█" in out.getvalue()


def test_a_login_that_is_refused_is_one_of_credentials(
    browser: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    sso_of(browser).usual = Decision.REFUSED
    assert cli.run(["login", "sso"]) == cli.CREDENTIALS
    assert "Login was refused" in capsys.readouterr().err


def test_login_with_keys_says_who_you_are(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["login"]) == cli.COMPLETE
    assert f"arn:aws:iam::{ACCOUNT}:user/tester" in capsys.readouterr().out
    assert cli.run(["login", "nope"]) == cli.CREDENTIALS
    assert "No such profile" in capsys.readouterr().err


def test_login_asks_for_codes_until_one_is_right(
    identities: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sts_of(identities).codes = {"222222"}
    monkeypatch.setattr("trailview.aws.asking._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("sys.stdin", Terminal("111111\n222222\n"))
    assert cli.run(["login", "oncall"]) == cli.COMPLETE
    out, err = capsys.readouterr()
    assert "assumed-role/Admin/" in out
    assert "Holds   until 2" in out
    assert err.count("Enter MFA code for") == 2
    assert "MFA code not accepted" in err
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert cli.run(["login", "oncall"]) == cli.COMPLETE, "it is kept for the next command"


def test_without_a_terminal_nobody_is_asked_for_a_code(
    identities: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert cli.run(["login", "oncall"]) == cli.CREDENTIALS
    assert cli.run(["doctor", "oncall"]) == cli.CREDENTIALS
    assert "trailview login oncall" in capsys.readouterr().err


def test_login_can_be_interrupted(identities: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Interrupting())
    assert cli.run(["login", "oncall"]) == cli.INTERRUPTED


def test_a_query_by_sso_says_how_to_log_in(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["query", "--backend", "history", "--profile", "sso", "--since", "4h"]
    assert cli.run(asked) == cli.CREDENTIALS
    assert "trailview login sso" in capsys.readouterr().err


def test_doctor_tells_what_works(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["doctor", "--region", REGION]) == cli.COMPLETE
    out = capsys.readouterr().out
    assert "✓ cloudtrail:LookupEvents\n" in out
    assert "✗" not in out
    assert "athena:StartQueryExecution and 3 more" in out


def test_doctor_tells_what_is_missing(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    identities.fail(Fault.DENIED, "LookupEvents")
    assert cli.run(["doctor"]) == cli.INCOMPLETE
    out = capsys.readouterr().out
    assert "✗ cloudtrail:LookupEvents" in out
    assert "→ A policy has to allow cloudtrail:LookupEvents" in out
    assert json.loads(out[out.index('{"Version"') :])["Statement"][0]["Sid"] == "History"


def test_doctor_for_programs(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    identities.fail(Fault.DENIED, "DescribeRegions")
    assert cli.run(["doctor", "--format", "json"]) == cli.INCOMPLETE
    document = json.loads(capsys.readouterr().out)
    outcomes = {check["what"]: check["outcome"] for check in document["checks"]}
    assert outcomes["ec2:DescribeRegions"] == "denied"
    assert outcomes["cloudtrail:LookupEvents"] == "ok"
    assert document["policy"]["Statement"][0]["Action"] == ["ec2:DescribeRegions"]
