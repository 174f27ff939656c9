"""Switching profiles and Regions in place, and credentials that run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.tui.fakes import (
    NOW,
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    until,
)
from tests.tui.test_login import FakeCode
from tests.tui.test_remembering import ENTRY
from tests.tui.test_setup import Site, choices
from trailview.aws.credentials.profiles import Profile, ProfileKind, Readiness
from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import CredentialsError, Need, ServiceError, TrailviewError
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.progress import State
from trailview.settings.memory import Memory
from trailview.setup.steps import Flow, Found, Wanted
from trailview.tui.dialogs.login import CredentialsDialog, LoginDialog, MfaDialog
from trailview.tui.identities import Candidates, Discovering
from trailview.tui.main.facts import SwitchContext

PROD, STAGE = Context(("prod",)), Context(("stage",))


def profile(name: str) -> Profile:
    return Profile(
        name, ProfileKind.KEYS, "us-east-1", "123456789012", "config", Readiness.READY, ""
    )


@dataclass
class FakeIdentities:
    """Two profiles, three Regions, and a login that works."""

    error: TrailviewError | None = None
    """Why the Regions cannot be told."""
    logged_in: list[str] = field(default_factory=list)
    stranger: CredentialsError | None = None
    """Why it cannot be said whose accounts they are."""
    show: Callable[[Wanted], object] | None = None

    def profiles(self) -> Candidates:
        return Candidates((profile("prod"), profile("stage")))

    def regions(self, context: Context, cancel: Cancel) -> Candidates:
        if self.error is not None:
            raise self.error
        return Candidates(("eu-west-1", "us-east-1", "us-west-2"))

    def regions_named(self, context: Context) -> tuple[str, ...]:
        return context.regions

    def identify(self, context: Context) -> str:
        if self.stranger is not None:
            raise self.stranger
        return " + ".join(f"account of {name}" for name in context.profiles)

    def login_flow(self, profile: str) -> Flow:
        def flow(cancel: Cancel, came: Callable[[Any], None]) -> None:
            self.logged_in.append(profile)

        return flow

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        self.show = show

    def discovery(self) -> Discovering:
        return Site({"profile": Found(choices("stage"))})


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30), backends=("history", "logs"), context=PROD)


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
        assert "Shown here: prod · history · account of prod" in shown(pilot), (
            "and says whose events are on the screen"
        )
        await press(pilot, "r")
        assert session.asked_as == [PROD, STAGE]
        assert session.asked[-1][0].text == "user:bob"
        assert "Shown here" not in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert session.asked_as[-1] == PROD, "going back is going back to that profile"
        assert "account of prod" in shown(pilot)


async def test_a_profile_chosen_in_this_session_comes_first_whether_or_not_it_has_an_answer_yet(
    session: FakeSession,
) -> None:
    async with running(session, Question(parse("user:bob")), identities=FakeIdentities()) as pilot:
        screen = main_screen(pilot)
        screen.now = lambda: NOW + 60
        screen.tell(SwitchContext(STAGE))
        await press(pilot, "P")
        listed = pilot.app.screen.query_one(OptionList).options
        assert str(listed[0].prompt).removeprefix("● ").startswith("stage")


async def test_an_entry_kept_for_good_makes_no_profile_seem_older_than_it_is(
    session: FakeSession,
) -> None:
    history = Memory().history
    kept = history.record(replace(ENTRY, profile="prod", asked_at=NOW - 1_000))
    history.pin(kept, True)
    history.record(replace(ENTRY, profile="stage", asked_at=NOW - 100))
    history.record(replace(ENTRY, profile="prod", asked_at=NOW - 10))
    session.context = Context(("other",))
    async with running(session, identities=FakeIdentities()) as pilot:
        await press(pilot, "P")
        listed = pilot.app.screen.query_one(OptionList).options
        assert [str(option.prompt).split()[0] for option in listed] == ["prod", "stage"]


async def test_the_next_question_is_asked_as_the_profile_chosen(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await press(pilot, "P", *"stage", "enter", "B", "down", "enter")
        assert session.asked_as[-1] == STAGE
        assert session.asked_of[-1] == ("logs", False)


async def test_rows_of_several_profiles_show_their_accounts_on_a_narrow_screen(
    session: FakeSession,
) -> None:
    identities = FakeIdentities()
    async with running(session, size=(80, 24), identities=identities) as pilot:
        assert "Account" not in shown(pilot)
        main_screen(pilot).tell(SwitchContext(Context(("prod", "stage"))))
        await press(pilot, "r")
        await until(pilot, lambda: "Account" in shown(pilot))


async def test_the_header_has_the_colour_of_the_profile() -> None:
    places = {
        ("stage", "colour"): "green",
        ("prod", "colour"): "red",
        ("prod", "aws_profile"): "acme",
        ("dev", "log_group"): "x",
    }
    Memory().change({("profiles", *place): value for place, value in places.items()})
    backgrounds = []
    for name in ("prod", "acme", "dev", ""):
        session = FakeSession(make_events(3), context=Context((name,)))
        async with running(session) as pilot:
            backgrounds.append(main_screen(pilot).header.styles.background)
    assert backgrounds[0] == backgrounds[1] == Color.parse("red")
    assert backgrounds[2] == backgrounds[3] != backgrounds[0]


@pytest.mark.parametrize("width", [80, 200])
async def test_whose_events_are_shown_is_told_in_their_colour(width: int) -> None:
    long = "acme-production-administrator-on-call-with-a-very-long-name"
    session = FakeSession(make_events(30), backends=("history",), context=Context((long,)))
    Memory().change({("profiles", long, "colour"): "red", ("profiles", "stage", "colour"): "green"})
    async with running(session, identities=FakeIdentities(), size=(width, 24)) as pilot:
        screen = main_screen(pilot)
        await until(pilot, lambda: bool(screen.header.owner))
        assert screen.header.styles.background == Color.parse("red")
        await press(pilot, "P", *"stage", "enter")
        await until(pilot, lambda: screen.header.owner == "account of stage")
        assert screen.header.styles.background == Color.parse("green")
        assert screen.whose is not None
        assert screen.whose.styles.background == Color.parse("red")
        header, whose = shown(pilot).splitlines()[0], shown(pilot).splitlines()[2]
        assert "stage · history · account of stage" in header
        assert whose.startswith(" ▼ Shown here: acme-prod")
        assert whose.rstrip().endswith("r asks as above")
        if width > 80:
            assert f"{long} · history · account of {long}" in whose
        await press(pilot, "r")
        assert not screen.whose.display


async def test_the_setup_runs_again_and_what_it_settles_is_asked_next(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await run_setup(pilot)
        await until(pilot, lambda: "→ Keep this, and go on" in shown(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: Memory().settings.profile == "stage")
        assert session.asked_as == [PROD]
        await press(pilot, "r")
        assert session.asked_as[-1] == STAGE


async def test_a_setup_that_is_skipped_changes_nothing(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await run_setup(pilot)
        await press(pilot, "escape", "r")
        assert session.asked_as == [PROD, PROD]
    assert Memory().is_new


async def test_files_need_no_setup() -> None:
    async with running(FakeSession(make_events(3))) as pilot:
        await run_setup(pilot)
        assert "trailview config setup" in shown(pilot)


async def run_setup(pilot: Pilot[int]) -> None:
    await main_screen(pilot).run_command("program.setup")
    await settle(pilot)


async def test_regions_are_chosen_for_the_profile_in_force(session: FakeSession) -> None:
    async with running(session, identities=FakeIdentities()) as pilot:
        await press(pilot, "R", *"west-2", "enter", "r")
        assert session.asked_as[-1] == Context(("prod",), ("us-west-2",))


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


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_a_question_stays_paused_when_its_credentials_are_left_as_they_are(
    session: FakeSession, key: str
) -> None:
    session.refusal = CredentialsError("Expired", "They have expired.", "Log in.", Need.OTHER)
    async with running(session, identities=FakeIdentities()) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, CredentialsDialog))
        await press(pilot, key)
        assert pilot.app.screen is main_screen(pilot)
        assert len(session.asked) == 1
        await press(pilot, "ctrl+c")
        assert pilot.app.return_code == 0, "the next one ends the program"


async def test_the_account_is_named_as_soon_as_it_can_be(session: FakeSession) -> None:
    stranger = CredentialsError("Not logged in", "No token.", "Log in.", Need.SSO, "prod")
    identities = FakeIdentities(stranger=stranger)
    async with running(session, identities=identities) as pilot:
        await until(pilot, lambda: "Not logged in" in header(pilot))
        identities.stranger = None
        await press(pilot, "r")
        await until(pilot, lambda: "account of prod" in header(pilot))
        assert "Not logged in" not in header(pilot)


async def code_is_wanted(pilot: Pilot[int]) -> None:
    """Until the dialog for an MFA code is there, and drawn."""
    await until(pilot, lambda: isinstance(pilot.app.screen, MfaDialog))
    await until(pilot, lambda: "mfa/alice" in shown(pilot))


@pytest.mark.parametrize(
    ("keys", "answers"),
    [(["escape"], [None]), (["ctrl+c"], [None]), ([*"123456", "enter"], ["123456"])],
)
async def test_an_mfa_code_is_asked_for_on_the_screen(
    session: FakeSession, keys: list[str], answers: list[str | None]
) -> None:
    identities, code = FakeIdentities(), FakeCode()
    async with running(session, identities=identities) as pilot:
        assert identities.show is not None
        identities.show(code)
        await code_is_wanted(pilot)
        await press(pilot, *keys)
        assert code.answers == answers
        assert pilot.app.screen is main_screen(pilot)


async def test_an_escape_is_one_for_all_who_want_a_code_for_the_question(
    session: FakeSession,
) -> None:
    identities, code = FakeIdentities(), FakeCode()
    session.can_go_on, session.state = True, State.CANCELLED
    async with running(session, identities=identities) as pilot:
        assert identities.show is not None
        identities.show(code)
        await code_is_wanted(pilot)
        await press(pilot, "escape")
        identities.show(code)
        await until(pilot, lambda: code.answers == [None, None])
        assert pilot.app.screen is main_screen(pilot)
        await press(pilot, "full_stop")
        identities.show(code)
        await code_is_wanted(pilot)
        await press(pilot, *"123456", "enter")
        identities.show(code)
        await code_is_wanted(pilot)
        await until(pilot, lambda: "the last code was wrong or used up" in shown(pilot))
        await press(pilot, "escape")


async def test_a_code_can_be_asked_for_before_the_first_frame(session: FakeSession) -> None:
    identities = FakeIdentities()
    shown_first: list[object] = []
    ask = session.ask

    def asking(*args: Any, **named: Any) -> Any:
        shown_first.append(identities.show)
        return ask(*args, **named)

    session.ask = asking  # type: ignore[method-assign]  # to see what is there when it is asked
    async with running(session, identities=identities):
        assert shown_first[0] is not None
