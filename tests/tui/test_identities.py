"""Switching profiles and Regions in place, and credentials that run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, shown, until
from trailview.aws.profiles import Kind, Profile, Readiness
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, Need, ServiceError, TrailviewError
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.source import Standing
from trailview.tui.identities import Choice, Flow, Wanted
from trailview.tui.screens.login import CredentialsDialog, LoginDialog, MfaDialog

PROD, STAGE = Standing(("prod",)), Standing(("stage",))


def profile(name: str) -> Profile:
    return Profile(name, Kind.KEYS, "us-east-1", "123456789012", "config", Readiness.READY, "")


@dataclass
class FakeIdentities:
    """Two profiles, three Regions, and a login that works."""

    error: TrailviewError | None = None
    """Why the Regions cannot be told."""
    logged_in: list[str] = field(default_factory=list)
    stranger: CredentialsError | None = None
    """Why it cannot be said whose accounts they are."""
    show: Callable[[Wanted], object] | None = None

    def profiles(self) -> Choice:
        return Choice((profile("prod"), profile("stage")))

    def regions(self, standing: Standing, cancel: Cancel) -> Choice:
        if self.error is not None:
            raise self.error
        return Choice(("eu-west-1", "us-east-1", "us-west-2"))

    def regions_named(self, standing: Standing) -> tuple[str, ...]:
        return standing.regions

    def identify(self, standing: Standing) -> str:
        if self.stranger is not None:
            raise self.stranger
        return " + ".join(f"account of {name}" for name in standing.profiles)

    def login_flow(self, profile: str) -> Flow:
        def flow(cancel: Cancel, came: Callable[[Any], None]) -> None:
            self.logged_in.append(profile)

        return flow

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        self.show = show


@dataclass
class FakeCode:
    """A thread that waits for a code."""

    text: str = "MFA code for arn:aws:iam::123456789012:mfa/alice"
    answers: list[str | None] = field(default_factory=list)

    def answer(self, code: str) -> None:
        self.answers.append(code)

    def cancel(self) -> None:
        self.answers.append(None)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30), backends=("history", "logs"), standing=PROD)


def header(pilot: Pilot[int]) -> str:
    return shown(pilot).splitlines()[0]


async def test_another_profile_is_chosen_and_asked_only_on_request(session: FakeSession) -> None:
    question = Question(parse("user:bob"))
    async with running(session, question, identities=FakeIdentities()) as pilot:
        await until(pilot, lambda: "account of prod" in shown(pilot))
        rows = main_screen(pilot).table.rows
        await press(pilot, "P", *"stage", "enter")
        assert session.asked_as == [PROD], "choosing asks nobody"
        assert main_screen(pilot).table.rows is rows
        await until(pilot, lambda: "account of stage" in shown(pilot))
        assert "shown: prod" in shown(pilot), "and says whose events are on the screen"
        await press(pilot, "r")
        assert session.asked_as == [PROD, STAGE]
        assert session.asked[-1][0].text == "user:bob"
        assert "shown:" not in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert session.asked_as[-1] == PROD, "going back is going back to that profile"
        assert "account of prod" in shown(pilot)


async def test_the_next_question_is_asked_as_the_profile_chosen(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await press(pilot, "P", *"stage", "enter", "B", "down", "enter")
        assert session.asked_as[-1] == STAGE
        assert session.asked_of[-1] == ("logs", False)


async def test_regions_are_chosen_for_the_profile_in_force(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await press(pilot, "R", *"west-2", "enter", "r")
        assert session.asked_as[-1] == Standing(("prod",), ("us-west-2",))


async def test_regions_that_cannot_be_told_are_an_error(session: FakeSession) -> None:
    identities = FakeIdentities(error=ServiceError("Not reachable", "No answer.", "Try again."))
    async with running(session, identities=identities) as pilot:
        await press(pilot, "R")
        await until(pilot, lambda: "Not reachable" in shown(pilot))


async def test_files_have_no_profile() -> None:
    async with running(FakeSession(make_events(3))) as pilot:
        await press(pilot, "P")
        assert pilot.app.screen is main_screen(pilot)
        assert "belong to no profile" in shown(pilot)


@pytest.mark.parametrize(
    ("need", "dialog"), [(Need.SSO, LoginDialog), (Need.OTHER, CredentialsDialog)]
)
async def test_credentials_that_run_out_are_mended_and_the_question_goes_on(
    session: FakeSession, need: Need, dialog: type[object]
) -> None:
    identities = FakeIdentities()
    session.refusal = CredentialsError("Expired", "They have expired.", "Log in.", need, "prod")
    session.can_go_on = True
    async with running(session, identities=identities) as pilot:
        if need is Need.SSO:
            await until(pilot, lambda: identities.logged_in == ["prod"])
        else:
            await until(pilot, lambda: isinstance(pilot.app.screen, dialog))
            session.refusal = None
            await press(pilot, "r")
        await until(pilot, lambda: len(session.asked_of) > 1)
        assert session.asked_of[1] == ("history", True), "it goes on where it stopped"
        assert session.asked[1][0] == session.asked[0][0]


async def test_the_account_is_named_as_soon_as_it_can_be(session: FakeSession) -> None:
    stranger = CredentialsError("Not logged in", "No token.", "Log in.", Need.SSO, "prod")
    identities = FakeIdentities(stranger=stranger)
    async with running(session, identities=identities) as pilot:
        await until(pilot, lambda: "Not logged in" in header(pilot))
        identities.stranger = None
        await press(pilot, "r")
        await until(pilot, lambda: "account of prod" in header(pilot))
        assert "Not logged in" not in header(pilot)


@pytest.mark.parametrize(
    ("keys", "answers"), [(["escape"], [None]), ([*"123456", "enter"], ["123456"])]
)
async def test_an_mfa_code_is_asked_for_on_the_screen(
    session: FakeSession, keys: list[str], answers: list[str | None]
) -> None:
    identities, code = FakeIdentities(), FakeCode()
    async with running(session, identities=identities) as pilot:
        assert identities.show is not None
        identities.show(code)
        await until(pilot, lambda: isinstance(pilot.app.screen, MfaDialog))
        assert "mfa/alice" in shown(pilot)
        await press(pilot, *keys)
        assert code.answers == answers
        assert pilot.app.screen is main_screen(pilot)
