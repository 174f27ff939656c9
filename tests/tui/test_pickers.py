"""Choosing profiles and Regions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from textual.widgets import OptionList

from tests.tui.fakes import press, shown
from tests.tui.test_login import Host, hosting
from trailview.plans.plan import ALL_REGIONS
from trailview.tui.dialogs.profiles import ProfilesDialog
from trailview.tui.dialogs.regions import RegionsDialog


@dataclass(frozen=True)
class Profile:
    """What the dialog looks at."""

    name: str
    kind: str = "SSO"
    region: str = "eu-central-1"
    account: str = "111122223333"
    readiness: str = "ready"
    detail: str = ""


PROFILES = [
    Profile("", "environment", readiness="ready"),
    Profile("dev"),
    Profile("prod", readiness="expired", detail="since 2026-11-23 13:00 UTC"),
    Profile("prod-admin", "MFA", "us-east-1", readiness="needs login"),
    Profile("audit", "keys"),
]
USED = {"prod": 2.0, "audit": 1.0}


def names(host: Host) -> list[str]:
    """The names in the list, as they show."""
    options = host.screen.query_one(OptionList).options
    return [str(option.prompt).removeprefix("● ").split()[0] for option in options]


async def test_those_used_last_come_first() -> None:
    async with hosting(ProfilesDialog(PROFILES, USED), (120, 30)) as (pilot, host):
        assert names(host) == ["prod", "audit", "(environment)", "dev", "prod-admin"]
        text = shown(pilot)
        for told in ("MFA", "us-east-1", "needs login", "since 2026-11-23", "111122223333"):
            assert told in text


async def test_typing_narrows_and_enter_takes_the_one_at_the_cursor() -> None:
    async with hosting(ProfilesDialog(PROFILES, USED)) as (pilot, host):
        await press(pilot, *"PROD")
        assert names(host) == ["prod", "prod-admin"]
        await press(pilot, "down", "enter")
        assert host.results == [("prod-admin",)]


@pytest.mark.parametrize(("typed", "left"), [("mfa", ["prod-admin"]), ("expired", ["prod"])])
async def test_kind_and_readiness_can_be_typed(typed: str, left: list[str]) -> None:
    async with hosting(ProfilesDialog(PROFILES, USED)) as (pilot, host):
        await press(pilot, *typed)
        assert names(host) == left


async def test_space_marks_several_across_what_was_typed() -> None:
    async with hosting(ProfilesDialog(PROFILES, {})) as (pilot, host):
        await press(pilot, *"audit", "space")
        await press(pilot, *["backspace"] * 5, *"dev", "space", "enter")
        assert host.results == [("dev", "audit")]


async def test_those_in_force_are_marked_and_can_be_unmarked() -> None:
    async with hosting(ProfilesDialog(PROFILES, {}, ["prod"])) as (pilot, host):
        assert "● prod" in shown(pilot)
        await press(pilot, "space", "up", "space", "enter")
        assert host.results == [("dev",)]


async def test_the_environment_is_an_empty_name() -> None:
    async with hosting(ProfilesDialog(PROFILES, {})) as (pilot, host):
        await press(pilot, "enter")
        assert host.results == [("",)]


async def test_nothing_is_chosen_from_nothing() -> None:
    async with hosting(ProfilesDialog(PROFILES, {})) as (pilot, host):
        await press(pilot, *"xyz", "space", "enter")
        assert host.results == []
        await press(pilot, "escape")
        assert host.results == [None]


async def test_problems_and_an_empty_list_are_told() -> None:
    problems = ["~/.aws/config cannot be\u202e read"]
    async with hosting(ProfilesDialog([], {}, problems=problems)) as (pilot, _):
        assert "no profile" in shown(pilot)
        assert "cannot be\\u202e read" in shown(pilot)


async def test_names_are_shown_and_not_obeyed() -> None:
    odd = [Profile("[bold]x[/]\x1b[31m", region="[red]")]
    async with hosting(ProfilesDialog(odd, {})) as (pilot, host):
        assert "[bold]x[/]␛[31m" in shown(pilot)
        await press(pilot, "enter")
        assert host.results == [(odd[0].name,)]


REGIONS = ["eu-central-1", "eu-west-1", "us-east-1"]


async def test_one_region_or_several() -> None:
    async with hosting(RegionsDialog(REGIONS, ["eu-west-1"])) as (pilot, host):
        await press(pilot, "down", "space", "enter")
        assert host.results == [("eu-west-1", "us-east-1")]


async def test_all_regions_are_one_choice() -> None:
    async with hosting(RegionsDialog(REGIONS, [], ["Not allowed to list them."])) as (pilot, host):
        assert "Not allowed to list them." in shown(pilot)
        await press(pilot, "space", "down", "space", "enter")
        assert host.results == [(ALL_REGIONS,)]


async def test_a_click_chooses() -> None:
    async with hosting(RegionsDialog(REGIONS)) as (pilot, host):
        await pilot.click(OptionList, offset=(3, 2))
        await pilot.pause()
        assert host.results == [("eu-west-1",)]
