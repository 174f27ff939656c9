"""The dialogs as they were looked at and found good, in a small terminal and in a roomy one.

After a wanted change: `pytest tests/tui/test_dialog_snapshots.py --snapshot-update`,
and look at the pictures before they are committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.tui.fakes import NOW, make_events, press, settle, shown, until
from tests.tui.stored import StoredSession
from tests.tui.test_identities import FakeIdentities
from tests.tui.test_login import Flow
from tests.tui.test_remembering import ENTRY
from tests.tui.test_setup import Site
from tests.tui.test_snapshots import Compare
from trailview.aws.credentials.profiles import Profile, ProfileKind, Readiness
from trailview.compose.settings import know_the_screen, remember
from trailview.context import Context
from trailview.errors import CredentialsError, DeniedError, Need, TrailviewError
from trailview.question.parse import parse
from trailview.question.query import UNTYPED, Question
from trailview.settings.memory import Memory
from trailview.settings.saved import Own
from trailview.setup.steps import Choice, Found
from trailview.tui.app import TrailviewApp
from trailview.tui.dialogs.login import CredentialsDialog, LoginDialog, MfaDialog
from trailview.tui.identities import Candidates
from trailview.tui.setup_app import SetupApp

SMALL: Final = (80, 24)
ROOMY: Final = (120, 40)
SIZES: Final = pytest.mark.parametrize("size", [SMALL, ROOMY], ids="{0[0]}x{0[1]}".format)
REGIONS: Final = (
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)

Act = Callable[[Pilot[Any]], Awaitable[None]]


class ManyIdentities(FakeIdentities):
    """Profiles of every kind, and the Regions of a usual account."""

    def profiles(self) -> Candidates:
        rows = (
            ("", ProfileKind.KEYS, "", Readiness.READY, ""),
            ("prod", ProfileKind.SSO, "417325089612", Readiness.NEEDS_LOGIN, ""),
            (
                "prod-admin",
                ProfileKind.MFA,
                "417325089612",
                Readiness.EXPIRED,
                "asks for an MFA code",
            ),
            ("staging", ProfileKind.KEYS, "860714235098", Readiness.READY, "expires 18:40"),
            (
                "with-a-name-that-goes-on-and-on",
                ProfileKind.PROCESS,
                "",
                Readiness.UNKNOWN,
                "vault-aws",
            ),
        )
        return Candidates(
            [
                Profile(name, kind, "eu-central-1", account, "config", readiness, detail)
                for name, kind, account, readiness, detail in rows
            ],
            ("~/.aws/config, line 7: [profile] has no name",),
        )

    def regions(self, context: Context, cancel: object) -> Candidates:
        return Candidates(REGIONS, ("Not permitted to ask which are enabled.",))


def an_app() -> TrailviewApp:
    session = StoredSession(make_events(80), backends=("history", "insights"))
    session.context = Context(("prod",), ("eu-central-1", "us-east-1"))
    memory = remember()
    memory.change({("profiles", "prod", "colour"): "red", ("keys", "events.sort"): "f4"})
    know_the_screen(memory)
    question = Question(parse("is:write -user:bob"))
    return TrailviewApp(session, question, UTC, lambda: NOW, memory, UNTYPED, ManyIdentities())


async def steady(pilot: Pilot[Any]) -> None:
    """Let no cursor blink."""
    for box in pilot.app.screen.query(Input):
        box.cursor_blink = False
    await pilot.pause()


def after(*keys: str) -> Act:
    """Press keys, each carried out wholly."""

    async def act(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, *keys)
        await steady(pilot)

    return act


def showing(dialog: Callable[[], Screen[Any]], wanted: str = "") -> Act:
    """Open a dialog, and wait for a text in it."""

    async def act(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        pilot.app.push_screen(dialog())
        await until(pilot, lambda: wanted in shown(pilot))
        await steady(pilot)

    return act


@pytest.fixture
def remembered() -> None:
    """Questions that were asked, and some that have names."""
    memory = Memory()
    asked = (
        ("is:root", "history", 0, "complete"),
        ("stats count(*) by eventName", "insights", 0, "complete"),
        ("user:ci-deploy -ip:192.0.2.17", "history", 1_204, "incomplete"),
        ("event:PutBucketPolicy", "athena", 2, "failed: Permission denied"),
        ("", "history", 18_930, "cancelled"),
    )
    for number, (text, backend, rows, outcome) in enumerate(asked):
        entry = replace(ENTRY, text=text, backend=backend, rows=rows, outcome=outcome)
        entry = replace(entry, place="prod · eu-central-1", raw=backend == "insights")
        memory.history.record(replace(entry, asked_at=NOW - 90_000 + number * 9_000))
    memory.history.pin(1, True)
    memory.saved.save(Own("break-glass", "role:BreakGlass", "In emergencies only.", "30d"))
    memory.saved.save(Own("calls", "stats count(*) by eventName", backend="insights"))


DIALOGS: Final[dict[str, Act]] = {
    "profiles": after("P", "down", "space", "down"),
    "profiles_narrowed": after("P", *"prod"),
    "regions": after("R", "down", "down"),
    "login": showing(lambda: LoginDialog("prod", Flow()), "ABCD-EFGH"),
    "mfa": showing(lambda: MfaDialog("Enter MFA code for arn:aws:iam::860714235098:mfa/alice")),
    "credentials": showing(
        lambda: CredentialsDialog(
            CredentialsError(
                "Credentials have expired",
                "Those of profile staging, in ~/.aws/credentials, are not accepted any more.",
                "Put new ones there, or choose another profile with P.",
                Need.OTHER,
                "staging",
            )
        )
    ),
    "history": after("h", "down"),
    "history_searched": after("h", "slash", *"ci-deploy"),
    "saved": after("S", "down"),
    "marks": after("m", "m", "M"),
    "marked_record": after("m", "M", "v"),
    "export": after("m", "e"),
    "parameters": after("S", *["down"] * 3, "enter", *"alice"),
    "settings": after("comma", *["down"] * 8),
    "settings_of_keys": after("comma", "end"),
    "setting": after("comma", "down", "down", "enter"),
    "setting_refused": after("comma", "down", "down", "enter", "f", "enter"),
}


@SIZES
@pytest.mark.parametrize("name", DIALOGS)
def test_dialog(snap_compare: Compare, remembered: None, name: str, size: tuple[int, int]) -> None:
    del remembered
    assert snap_compare(an_app(), terminal_size=size, run_before=DIALOGS[name])


DENIED: Final = DeniedError(
    "Permission denied",
    "prod may not do logs:DescribeLogGroups in eu-central-1.",
    "Ask for it: trailview doctor prints the statement.",
)
LOGIN: Final = CredentialsError(
    "Not logged in", "There is no login for profile prod.", "Log in: trailview login prod", Need.SSO
)


def one(name: str, detail: str = "") -> Found:
    return Found((Choice(name, name, detail),))


SETUPS: Final[dict[str, dict[str, Found | TrailviewError]]] = {
    "found": {
        "profile": one("prod", "SSO · eu-central-1 · ready"),
        "account": one("417325089612", "arn:aws:sts::417325089612:assumed-role/Audit/alice"),
        "region": Found((Choice("eu-central-1", "eu-central-1"), Choice("us-east-1", "us-east-1"))),
        "trail": one("org-trail", "of the organization · all Regions"),
        "log group": DENIED,
        "Athena table": Found(
            note="There is none: `trailview athena ddl` prints the statement that makes one."
        ),
    },
    "login": {"profile": one("prod", "SSO · eu-central-1 · needs login"), "account": LOGIN},
    "choice": {
        "profile": Found(
            (Choice("prod", "prod", "SSO"), Choice("staging", "staging", "keys")), is_clear=False
        )
    },
}


@SIZES
@pytest.mark.parametrize("name", SETUPS)
def test_setup(snap_compare: Compare, name: str, size: tuple[int, int]) -> None:
    app = SetupApp(Site(SETUPS[name]))
    run = after("enter") if name == "choice" else after()
    assert snap_compare(app, terminal_size=size, run_before=run)
