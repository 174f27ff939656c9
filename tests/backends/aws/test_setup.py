"""What the setup finds on a double of AWS, and the settings that come of it."""

from __future__ import annotations

import argparse
import stat
import time
import tomllib
from collections.abc import Sequence

import pytest

from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.faults import Fault
from tests.aws_double.sso import Decision
from tests.backends.aws.identities import configure, identities, sso_of, sts_of
from tests.backends.aws.site import ACCOUNT, REGION, Canned, DoubleClock, OpenSite, Site
from tests.make import record
from tests.tui.fakes import settle, shown, until
from trailview.aws.pacing import SHARED
from trailview.backends.base import Cancel
from trailview.cli import commands
from trailview.compose.aws import context_of, said_by
from trailview.compose.first_run import discovery, keep, take
from trailview.compose.settings import fill, remember
from trailview.context import Context
from trailview.errors import TrailviewError
from trailview.settings.config import Settings
from trailview.settings.memory import Memory
from trailview.setup.discovery import Discovery
from trailview.setup.steps import Answers, Line, Setup, StepState
from trailview.tui.setup_app import SetupApp

__all__ = ["identities"]

ELSEWHERE = "us-east-1"
KEYS = "aws_access_key_id = AKIA0000111122223333\naws_secret_access_key = loopback\n"
PROFILES = f"""
[profile prod]
{KEYS}region = {REGION}
[profile test]
{KEYS}
"""
TABLE = "default.cloudtrail_logs"


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double whose keys stand in profiles, and not in the environment."""
    return profiled(open_site([record(), record(1, awsRegion=ELSEWHERE)]), monkeypatch)


def profiled(site: Site, monkeypatch: pytest.MonkeyPatch, text: str = PROFILES) -> Site:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(SHARED, "clock", site.pacing.clock)
    monkeypatch.setattr(SHARED, "_buckets", {})
    configure(monkeypatch, text)
    return site


def looking(profile: str = "", region: str = "") -> Discovery:
    """What a setup looks with where nothing is set."""
    return discovery(Settings(), profile, region)


def found(discovery: Discovery) -> tuple[dict[str, Line], Answers]:
    """All that is found where nobody chooses: each step's line, and what is settled."""
    setup = Setup(discovery.steps())
    while (step := setup.begin_next()) is not None:
        try:
            setup.end(step, step.find(setup.answers, Cancel()))
        except TrailviewError as error:
            setup.end(step, error)
    return {step.name: setup.line(step) for step in setup.steps}, setup.answers


def values(line: Line) -> list[str]:
    return [choice.value for choice in line.found.choices]


def states(lines: dict[str, Line], names: Sequence[str]) -> list[StepState]:
    return [lines[name].state for name in names]


def test_all_there_is_is_found(site: Site) -> None:
    lines, answers = found(looking("prod"))
    trail = site.running.world.trails.all[0]
    assert answers == {
        "profile": "prod",
        "account": ACCOUNT,
        "region": REGION,
        "trail": trail.arn,
        "log_group": trail.log_group_arn,
        "athena_table": TABLE,
    }
    assert values(lines["region"]) == [REGION, ELSEWHERE]
    assert site.asked("StartQueryExecution") == site.asked("LookupEvents") == []


def test_what_was_found_is_what_the_next_start_asks(site: Site) -> None:
    memory = remember()
    assert memory.is_new
    _, answers = found(looking("prod"))
    keep(memory, answers)
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(memory.folder.stat().st_mode) == 0o700
    assert not memory.troubles
    group = site.running.world.trails.all[0].log_group_arn
    assert tomllib.loads(memory.path.read_text("utf-8")) == {
        "defaults": {"profile": "prod"},
        "profiles": {"prod": {"regions": [REGION], "log_group": group, "athena_table": TABLE}},
    }
    arguments, settings = arguments_of("browse"), remember().settings
    take(arguments, answers, settings)
    fill(arguments, settings)
    assert said_by(arguments) == Context(("prod",)), "the rest is kept for the profile"
    context = context_of(arguments, settings)
    assert context.regions == (REGION,)
    assert (context.text("log_group"), context.text("athena_table")) == (group, TABLE)


def test_of_several_profiles_none_is_asked_before_one_is_chosen(site: Site) -> None:
    lines, answers = found(looking())
    assert values(lines["profile"]) == ["prod", "test"]
    assert lines["profile"].state is StepState.OPEN
    assert answers == {}
    assert site.running.double.requests == []


def test_the_surroundings_profile_is_taken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    del site
    monkeypatch.setenv("AWS_PROFILE", "test")
    lines, answers = found(looking("", f"{ELSEWHERE},{REGION}"))
    assert values(lines["profile"]) == ["test", "prod"]
    assert (answers["profile"], answers["region"]) == ("test", ELSEWHERE)


def test_a_region_that_nothing_says_is_chosen(site: Site) -> None:
    lines, answers = found(looking("test", "all"))
    assert lines["region"].state is StepState.OPEN
    assert values(lines["region"]) == [REGION, ELSEWHERE]
    assert answers == {"profile": "test", "account": ACCOUNT}
    site.fail(Fault.DENIED, "DescribeRegions")
    site.fail(Fault.DENIED, "ListRegions")
    lines, _ = found(looking("test"))
    assert lines["region"].state is StepState.OPEN
    assert {REGION, ELSEWHERE} < set(values(lines["region"]))
    assert "may not all be enabled" in lines["region"].found.note


def test_keys_in_the_environment_are_used_and_nothing_is_set_for_them(
    open_site: OpenSite,
) -> None:
    open_site([record()])
    lines, answers = found(looking())
    assert lines["profile"].state is StepState.FOUND
    assert answers["athena_table"] == TABLE
    memory = Memory()
    keep(memory, answers)
    assert tomllib.loads(memory.path.read_text("utf-8")) == {}
    assert not memory.is_new
    arguments = arguments_of("browse", "--log-group", "mine")
    take(arguments, answers, memory.settings)
    assert (arguments.profile, arguments.region) == ("", REGION)
    assert (arguments.log_group, arguments.athena_table) == ("mine", TABLE)


@pytest.mark.parametrize(
    ("operations", "name"),
    [
        (("DescribeTrails",), "trail"),
        (("DescribeTrails", "DescribeLogGroups"), "log_group"),
        (("ListDatabases",), "athena_table"),
    ],
)
def test_what_is_denied_is_explained_and_the_rest_is_found(
    site: Site, operations: Sequence[str], name: str
) -> None:
    for operation in operations:
        site.fail(Fault.DENIED, operation)
    lines, answers = found(looking("prod"))
    error = lines[name].error
    assert error is not None
    assert error.hint
    assert lines[name].state is StepState.FAILED
    others = {"region", "log_group", "athena_table"} - {name}
    assert others <= answers.keys()
    assert name not in {place[-1] for place in looking("prod").changes(answers)}


def test_without_a_trail_that_is_told(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    profiled(open_site([record()], canned=canned), monkeypatch)
    lines, answers = found(looking("prod"))
    assert lines["trail"].state is StepState.NOTHING
    assert "event history" in lines["trail"].found.note
    assert "log_group" in answers, "it is known by its name"


def test_without_credentials_there_is_nothing_to_look_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, "")
    lines, answers = found(looking())
    assert lines["account"].error is not None
    assert lines["account"].error.hint
    assert states(lines, ["region", "trail", "athena_table"]) == [StepState.WAITING] * 3
    assert answers == {"profile": ""}
    assert site.running.double.requests == []


async def test_skipping_does_not_wait_for_a_call_that_hangs(site: Site) -> None:
    site.fail(Fault.STALLED, "GetCallerIdentity")
    app = SetupApp(looking("prod"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, site.running.faults.stalled.is_set)
        assert "looking" in shown(pilot)
        began = time.monotonic()
        await pilot.press("escape")
        await settle(pilot)
        assert time.monotonic() - began < 3
    assert app.return_value == {}
    site.running.faults.clear()


async def test_a_login_is_got_from_within(
    identities: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(
        "trailview.aws.credentials.login.Clock", lambda: DoubleClock(identities.clock)
    )
    sso_of(identities).usual = Decision.ALLOWED
    app = SetupApp(looking("sso"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Enter logs in" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "✓ Log group" in shown(pilot))
        await settle(pilot)
        await pilot.press("enter")
    assert app.return_value is not None
    assert (app.return_value["account"], app.return_value["region"]) == (ACCOUNT, REGION)


async def test_a_code_is_asked_for_within(identities: Site) -> None:
    sts_of(identities).codes = {"222222"}
    app = SetupApp(looking("oncall"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "mfa/alice" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "No MFA code  Enter tries again" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "mfa/alice" in shown(pilot))
        await pilot.press(*"222222", "enter")
        await until(pilot, lambda: "✓ Log group" in shown(pilot))
        await pilot.press("ctrl+c")
    assert app.return_value is None


def test_skipping_is_remembered_and_sets_nothing() -> None:
    memory = Memory()
    keep(memory, {})
    assert not memory.is_new
    assert not memory.troubles
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600
    assert tomllib.loads(memory.path.read_text("utf-8")) == {}


def test_what_the_user_has_set_and_said_stays() -> None:
    memory = Memory()
    memory.folder.mkdir()
    text = '# mine\n[profiles.prod]\ncolour = "red" # careful\nregions = ["x"]\n'
    memory.path.write_text(text)
    keep(memory, {"profile": "prod", "region": REGION})
    after = memory.path.read_text("utf-8")
    assert "# mine\n" in after
    assert 'colour = "red" # careful\n' in after
    assert f'regions = ["{REGION}"]' in after


def test_a_folder_that_cannot_be_written_is_told_and_nothing_more() -> None:
    memory = Memory()
    memory.folder.write_text("no folder")
    keep(memory, {"profile": "prod"})
    assert len(memory.troubles) == 1


def arguments_of(*words: str) -> argparse.Namespace:
    return commands.parser().parse_args(words)


@pytest.mark.parametrize(
    ("variable", "words", "profile"),
    [
        ("", ("browse",), "prod"),
        ("", ("query",), "prod"),
        ("", ("browse", "--profile", "test"), "test"),
        ("AWS_PROFILE", ("browse",), ""),
        ("AWS_ACCESS_KEY_ID", ("query",), ""),
    ],
)
def test_the_profile_set_is_the_last_to_be_taken(
    monkeypatch: pytest.MonkeyPatch, variable: str, words: Sequence[str], profile: str
) -> None:
    memory = Memory()
    memory.change({("defaults", "profile"): "prod"})
    if variable:
        monkeypatch.setenv(variable, "x")
    arguments = arguments_of(*words)
    fill(arguments, memory.settings)
    assert arguments.profile == profile
