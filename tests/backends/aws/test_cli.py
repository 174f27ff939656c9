"""`trailview login` and `trailview doctor` against a double of AWS."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.aws_double.athena_run import Execution
from tests.aws_double.faults import Fault
from tests.aws_double.sso import Decision
from tests.backends.aws.athena_site import OUTPUT, athena
from tests.backends.aws.identities import START_URL, configure, identities, sso_of, sts_of
from tests.backends.aws.site import ACCOUNT, REGION, DoubleClock, Site
from trailview.cli import exit_codes, main

__all__ = ["identities"]


def remember(text: str) -> None:
    """Write the settings."""
    folder = Path(os.environ["TRAILVIEW_CONFIG_DIR"])
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(dedent(text))


def site_runs(site: Site) -> list[Execution]:
    """Athena's queries so far."""
    return athena(site).executions


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
    monkeypatch.setattr(
        "trailview.aws.credentials.login.Clock", lambda: DoubleClock(identities.clock)
    )
    return identities


def test_login_shows_the_code_and_says_who_you_are(
    browser: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["login", "sso"]) == exit_codes.COMPLETE
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
    assert main.run(["login", "sso"]) == exit_codes.COMPLETE
    assert "█" in out.getvalue()


def test_a_login_that_is_refused_is_one_of_credentials(
    browser: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    sso_of(browser).usual = Decision.REFUSED
    assert main.run(["login", "sso"]) == exit_codes.CREDENTIALS
    assert "Login was refused" in capsys.readouterr().err


def test_login_with_keys_says_who_you_are(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["login"]) == exit_codes.COMPLETE
    assert f"arn:aws:iam::{ACCOUNT}:user/tester" in capsys.readouterr().out
    assert main.run(["login", "nope"]) == exit_codes.CREDENTIALS
    assert "No such profile" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("profile", "how"),
    [
        ("", "the environment has an access key"),
        ("keys", "profile keys has an access key"),
        ("role", "profile role takes a role that asks for no MFA code"),
        ("helper", "profile helper gets its credentials from a credential_process"),
        ("ours", "profile ours has an access key"),
    ],
)
def test_what_needs_no_login_says_so_and_who_you_are(
    identities: Site, capsys: pytest.CaptureFixture[str], profile: str, how: str
) -> None:
    remember('[profiles.ours]\naws_profile = "keys"\n')
    assert main.run(["login", *filter(None, [profile])]) == exit_codes.COMPLETE
    out = capsys.readouterr().out
    assert f"There is nothing to log in to: {how}.\nYou are arn:aws:" in out
    assert f"Account {ACCOUNT}\n" in out


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo no JSON", "printed something that is no JSON"),
        ("echo broken >&2; exit 7", "broken"),
        ("exec /no/such/helper", "not found"),
    ],
)
def test_a_credential_process_that_fails_is_explained(
    identities: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    told: str,
) -> None:
    configure(monkeypatch, f"[profile bad]\ncredential_process = sh -c '{script}'\n")
    assert main.run(["login", "bad"]) == exit_codes.CREDENTIALS
    err = capsys.readouterr().err
    assert "No credentials" in err
    assert told in err
    assert "profile bad" in err
    assert "by hand" in err


def test_login_by_another_name_logs_the_aws_profile_in(
    browser: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    remember('[defaults]\nprofile = "prod"\n[profiles.prod]\naws_profile = "sso"\n')
    sso_of(browser).usual = Decision.REFUSED
    assert main.run(["login", "prod"]) == exit_codes.CREDENTIALS
    asked = ["query", "--backend", "history", "--profile", "prod", "--since", "4h"]
    assert main.run(asked) == exit_codes.CREDENTIALS
    err = capsys.readouterr().err
    assert "trailview login prod" in err
    assert "no event yet" not in err, "there is no answer to say it of"
    sso_of(browser).usual = Decision.ALLOWED
    assert main.run(["login", "prod"]) == exit_codes.COMPLETE
    assert "AWSReservedSSO_ReadOnly" in capsys.readouterr().out
    assert main.run(["doctor", "prod"]) == exit_codes.COMPLETE
    assert main.run(["athena", "ddl", "--profile", "prod"]) == exit_codes.COMPLETE


def test_a_profile_that_is_not_there_is_named_as_it_was_typed(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    remember('[profiles.prod]\naws_profile = "gone"\ncolour = "rde"\n')
    for command in (["login", "prod"], ["doctor", "prod"], ["athena", "ddl", "--profile", "prod"]):
        assert main.run(command) == exit_codes.CREDENTIALS
        err = capsys.readouterr().err
        assert "There is no profile prod (AWS profile gone)." in err
        assert "config.toml, line 3: " in err, "what is not followed is told"


def test_login_asks_for_codes_until_one_is_right(
    identities: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sts_of(identities).codes = {"222222"}
    monkeypatch.setattr("trailview.aws.asking._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("sys.stdin", Terminal("111111\n222222\n"))
    assert main.run(["login", "oncall"]) == exit_codes.COMPLETE
    out, err = capsys.readouterr()
    assert "assumed-role/Admin/" in out
    assert "Holds   until 2" in out
    assert err.count("Enter MFA code for") == 2
    assert "MFA code not accepted" in err
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main.run(["login", "oncall"]) == exit_codes.COMPLETE, "it is kept for the next command"


def test_without_a_terminal_nobody_is_asked_for_a_code(
    identities: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert main.run(["login", "oncall"]) == exit_codes.CREDENTIALS
    assert main.run(["doctor", "oncall"]) == exit_codes.CREDENTIALS
    assert "trailview login oncall" in capsys.readouterr().err


def test_login_can_be_interrupted(identities: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Interrupting())
    assert main.run(["login", "oncall"]) == exit_codes.INTERRUPTED


def test_a_query_by_sso_says_how_to_log_in(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["query", "--backend", "history", "--profile", "sso", "--since", "4h"]
    assert main.run(asked) == exit_codes.CREDENTIALS
    assert "trailview login sso" in capsys.readouterr().err


def test_doctor_tells_what_works(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["doctor", "--region", REGION]) == exit_codes.COMPLETE
    out = capsys.readouterr().out
    assert re.search(f"✓ cloudtrail:LookupEvents +no event in {REGION} in the last 90 days\n", out)
    assert "✗" not in out
    assert "– athena:GetQueryExecution and 2 more" in out
    assert site_runs(identities) == []


def test_doctor_asks_what_is_set_for_the_profile(
    identities: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    group = identities.running.world.trails.all[0].log_group_arn
    remember(f"""
        [profiles.ours]
        aws_profile = "keys"
        regions = ["{REGION}"]
        log_group = "{group}"
        athena_table = "default.cloudtrail_regions"
        athena_output = "{OUTPUT}"
    """)
    identities.fail(Fault.DENIED, "GetTable")
    assert (
        main.run(["doctor", "ours", "--athena-table", "cloudtrail_console"])
        == exit_codes.INCOMPLETE
    )
    out = capsys.readouterr().out
    assert "table default.cloudtrail_console " in out
    assert "A policy has to allow glue:GetTable to profile ours (AWS profile keys)." in out
    (run,) = site_runs(identities)
    assert (run.state, (run.output or "").startswith(OUTPUT)) == ("SUCCEEDED", True)
    assert {x["logGroupIdentifier"] for x in identities.asked("FilterLogEvents")} == {group}


def test_doctor_tells_what_is_missing(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    identities.fail(Fault.DENIED, "LookupEvents")
    assert main.run(["doctor"]) == exit_codes.INCOMPLETE
    out = capsys.readouterr().out
    assert "✗ cloudtrail:LookupEvents" in out
    assert "→ A policy has to allow cloudtrail:LookupEvents" in out
    assert json.loads(out[out.index('{"Version"') :])["Statement"][0]["Sid"] == "History"


def test_doctor_for_programs(identities: Site, capsys: pytest.CaptureFixture[str]) -> None:
    identities.fail(Fault.DENIED, "DescribeRegions")
    assert main.run(["doctor", "--format", "json"]) == exit_codes.COMPLETE, "it makes do without"
    document = json.loads(capsys.readouterr().out)
    checks = {check["what"]: check for check in document["checks"]}
    denied = checks["ec2:DescribeRegions"]
    assert denied.keys() == {"backends", "what", "outcome", "detail", "advice", "optional"}
    assert (denied["outcome"], denied["optional"]) == ("denied", True)
    assert checks["account:ListRegions"]["outcome"] == "ok"
    assert document["policy"]["Statement"][0]["Action"] == ["ec2:DescribeRegions"]
