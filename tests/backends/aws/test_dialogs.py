"""The screen's dialogs with what the way to AWS gives them."""

from __future__ import annotations

import pytest

from tests.aws_double.sso import Decision
from tests.backends.aws.identities import identities, sso_of
from tests.backends.aws.site import ACCOUNT, DoubleClock, Site
from tests.tui.fakes import press, shown, until
from tests.tui.test_login import hosting
from trailview.aws.credentials.profiles import find_profiles
from trailview.aws.credentials.sessions import Access
from trailview.compose.identities import AwsIdentities
from trailview.context import Context
from trailview.settings.config import ProfileSettings as Set
from trailview.settings.config import Settings
from trailview.tui.dialogs.login import LoginDialog
from trailview.tui.dialogs.profiles import ProfilesDialog

__all__ = ["identities"]


async def test_a_login_on_the_screen(identities: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "trailview.aws.credentials.login.Clock", lambda: DoubleClock(identities.clock)
    )
    sso_of(identities).usual = Decision.REFUSED
    settings = Settings(profiles={"prod": Set("prod", aws_profile="sso")})
    who = AwsIdentities(Context(), lambda: settings)
    async with hosting(LoginDialog("prod", who.login_flow("prod"))) as (pilot, host):
        await until(pilot, lambda: "Login was refused" in shown(pilot))
        sso_of(identities).usual = Decision.ALLOWED
        await pilot.press("r")
        await until(pilot, lambda: bool(host.results))
        assert host.results == [True]
    assert Access("sso").account() == ACCOUNT


async def test_a_profile_without_sso_says_so(identities: Site) -> None:
    flow = AwsIdentities(Context(), Settings).login_flow("oncall")
    async with hosting(LoginDialog("oncall", flow)) as (pilot, host):
        await until(pilot, lambda: "does not log in with SSO" in shown(pilot))
        await press(pilot, "escape")
        assert host.results == [None]
    assert identities.running.double.requests == []


async def test_the_profiles_there_are(identities: Site) -> None:
    found = find_profiles()
    async with hosting(ProfilesDialog(found.profiles, {}), (120, 30)) as (pilot, host):
        assert "needs login" in shown(pilot)
        await press(pilot, *"oncall", "enter")
        assert host.results == [("oncall",)]
    assert found.problems == ()
