"""The setup's screen: what it finds is accepted, chosen among, explained or skipped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.tui.fakes import press, settle, shown, until
from tests.tui.test_login import FakeCode, hosting
from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import CredentialsError, DeniedError, Need, TrailviewError
from trailview.settings.edit import Changes
from trailview.setup.steps import Answers, Choice, Flow, Found, Setup, Step, StepState, Wanted
from trailview.tui.dialogs.login import LoginDialog, MfaDialog
from trailview.tui.dialogs.setup import SetupDialog
from trailview.tui.setup_app import SetupApp

DENIED = DeniedError("Permission denied", "no logs:DescribeLogGroups", "Ask for it.")


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, name.upper(), f"about {name}") for name in names)


@dataclass
class Site:
    """What is found in each step, and what was looked for."""

    results: Mapping[str, Found | TrailviewError]
    needs: Mapping[str, str] = field(default_factory=dict)
    hanging: str = ""
    """A step that has no end until it is cancelled."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    hangs: threading.Event = field(default_factory=threading.Event)
    cancels: list[Cancel] = field(default_factory=list)
    logged_in: list[str] = field(default_factory=list)
    login_lasts: bool = False
    """Whether a login has no end until it is cancelled."""
    show: Callable[[Wanted], object] | None = None

    def steps(self) -> Sequence[Step]:
        return [
            Step(name, name.title(), self._finder(name), self.needs.get(name, ""))
            for name in self.results
        ]

    def _finder(self, name: str) -> Callable[[Answers, Cancel], Found]:
        def find(answers: Answers, cancel: Cancel) -> Found:
            self.asked.append((name, dict(answers)))
            self.cancels.append(cancel)
            while name == self.hanging and not cancel.is_set:
                self.hangs.set()
                cancel.wait(0.01)
            result = self.results[name]
            if isinstance(result, TrailviewError):
                raise result
            return result

        return find

    def login_flow(self, profile: str) -> Flow:
        def flow(cancel: Cancel, came: Callable[[Any], None]) -> None:
            self.logged_in.append(profile)
            while self.login_lasts and not cancel.is_set:
                cancel.wait(0.01)

        return flow

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        self.show = show

    def changes(self, answers: Answers) -> Changes:
        return {("defaults", "profile"): answers["profile"]}

    def context(self, answers: Answers) -> Context:
        return Context((answers["profile"],))


@pytest.fixture
def site() -> Site:
    return Site(
        {
            "profile": Found(choices("prod", "test")),
            "region": Found(choices("here")),
            "table": Found(note="There is none."),
        },
        {"region": "profile", "table": "region"},
    )


async def test_what_is_found_is_shown_and_accepted(site: Site) -> None:
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        text = shown(pilot)
        assert "✓ Profile       PROD  about prod  +1 more" in text
        assert "✓ Region        HERE" in text
        assert "– Table" in text
        assert "There is none." in text
        await press(pilot, "enter")
        assert host.results == [{"profile": "prod", "region": "here"}]
    assert site.asked == [
        ("profile", {}),
        ("region", {"profile": "prod"}),
        ("table", {"profile": "prod", "region": "here"}),
    ]


async def test_another_one_is_chosen_and_the_rest_looked_for_again(site: Site) -> None:
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        await press(pilot, "home", "enter", *"test", "enter")
        assert "✓ Profile       TEST" in shown(pilot)
        await press(pilot, "enter")
        assert host.results == [{"profile": "test", "region": "here"}]
    assert site.asked[3:] == [
        ("region", {"profile": "test"}),
        ("table", {"profile": "test", "region": "here"}),
    ]


async def test_what_is_not_clear_is_asked_before_anything_is_done_with_it(site: Site) -> None:
    site.results = {**site.results, "profile": Found(choices("a", "b"), is_clear=False)}
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        assert "? Profile       2 to choose from" in shown(pilot)
        assert site.asked == [("profile", {})]
        await press(pilot, "enter", "space", "down", "enter", "enter")
        assert host.results == [{"profile": "b", "region": "here"}]


async def test_leaving_the_list_changes_nothing(site: Site) -> None:
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        await press(pilot, "home", "enter", "escape", "end", "enter")
        assert host.results == [{"profile": "prod", "region": "here"}]


@pytest.mark.parametrize("hanging", ["profile", "region", "table"])
async def test_it_is_skipped_at_once_while_something_hangs(site: Site, hanging: str) -> None:
    site.hanging = hanging
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await until(pilot, site.hangs.is_set)
        assert "looking" in shown(pilot)
        await pilot.press("escape")
        assert host.results == [None]
    assert site.cancels[-1].is_set


@pytest.mark.parametrize("hanging", ["profile", "region", "table"])
async def test_the_program_is_left_at_once_while_something_hangs(site: Site, hanging: str) -> None:
    site.hanging = hanging
    app = SetupApp(site)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, site.hangs.is_set)
        await pilot.press("ctrl+c")
    assert app.return_value is None
    assert site.cancels[-1].is_set


async def test_what_hangs_does_not_keep_from_accepting_the_rest(site: Site) -> None:
    site.hanging = "table"
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await until(pilot, site.hangs.is_set)
        await pilot.press("enter")
        assert host.results == [{"profile": "prod", "region": "here"}]


async def test_a_failure_is_explained_and_what_needs_it_is_not_looked_for(site: Site) -> None:
    found = site.results["region"]
    site.results = {**site.results, "region": DENIED, "other": Found(choices("x"))}
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        text = shown(pilot)
        assert "✗ Region        Permission denied" in text
        assert "no logs:DescribeLogGroups Ask for it." in text
        assert "· Table" in text
        assert "✓ Other" in text
        site.results = {**site.results, "region": found}
        await press(pilot, "r")
        assert "✓ Region        HERE" in shown(pilot)
        await press(pilot, "enter")
        assert host.results == [{"profile": "prod", "region": "here", "other": "x"}]


async def test_a_login_that_is_needed_is_got_and_it_goes_on(site: Site) -> None:
    found = site.results["region"]
    expired = CredentialsError("Login needed", "prod", "trailview login prod", Need.SSO, "prod")
    site.results = {**site.results, "profile": Found(choices("prod")), "region": expired}
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        assert "Login needed  Enter logs in" in shown(pilot)
        site.results = {**site.results, "region": found}
        await press(pilot, "enter")
        await until(pilot, lambda: "✓ Region        HERE" in shown(pilot))
        assert site.logged_in == ["prod"]
        await press(pilot, "enter")
        assert host.results == [{"profile": "prod", "region": "here"}]


async def test_a_login_can_be_left_and_the_setup_skipped(site: Site) -> None:
    expired = CredentialsError("Login needed", "prod", "trailview login prod", Need.SSO, "prod")
    site.results = {"profile": expired}
    site.login_lasts = True
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LoginDialog))
        await until(pilot, lambda: "Esc goes back to the setup" in shown(pilot))
        await press(pilot, "escape")
        assert "trailview login prod" in shown(pilot)
        await press(pilot, "escape")
        assert host.results == [None]


async def test_a_code_that_is_needed_is_asked_for(site: Site) -> None:
    code = FakeCode()
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        assert site.show is not None
        site.show(code)
        await until(pilot, lambda: isinstance(pilot.app.screen, MfaDialog))
        await press(pilot, *"123456", "enter")
        site.show(code)
        await until(pilot, lambda: isinstance(pilot.app.screen, MfaDialog))
        await press(pilot, "escape")
        assert code.answers == ["123456", None]
        assert host.results == []


async def test_with_nothing_settled_there_is_nothing_to_accept() -> None:
    site = Site({"profile": DENIED})
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, host):
        await settle(pilot)
        await press(pilot, "enter")
        assert host.results == []
        await press(pilot, "escape")
        assert host.results == [None]


async def test_what_aws_says_is_made_printable() -> None:
    site = Site({"trail": Found((Choice("x", "[red]a\x1b[2Jb", "d\u202e"),), "[/]n\x07")})
    async with hosting(SetupDialog(site), (80, 24)) as (pilot, _):
        await settle(pilot)
        text = shown(pilot)
        assert "[red]a" in text
        assert "[/]n" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.parametrize(
    ("key", "result"),
    [("enter", {"profile": "prod", "region": "here"}), ("escape", {}), ("ctrl+c", None)],
)
async def test_the_app_tells_accepting_skipping_and_quitting_apart(
    site: Site, key: str, result: object
) -> None:
    app = SetupApp(site, "no-such-theme")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
    assert app.return_value == result


def test_a_choice_keeps_what_is_before_it_and_forgets_what_is_behind(site: Site) -> None:
    setup = Setup(site.steps())
    first, second, third = setup.steps
    for _ in setup.steps:
        step = setup.begin_next()
        assert step is not None
        setup.end(step, Found(choices("a", "b")))
    setup.take(second, Choice("b", "B"))
    assert setup.answers == {"profile": "a", "region": "b"}
    assert setup.line(third).state is StepState.WAITING
    setup.retry()
    assert setup.answers == {"profile": "a", "region": "b"}, "nothing has failed"
    assert setup.begin_next() is third
    assert setup.is_looking
    assert setup.line(first).taken == Choice("a", "A", "about a")


@pytest.mark.parametrize(("names", "first"), [(("a", "b"), "region"), (("a",), "profile")])
def test_what_a_failure_may_come_from_is_looked_for_again(
    site: Site, names: Sequence[str], first: str
) -> None:
    setup = Setup(site.steps())
    results: list[Found | TrailviewError] = [Found(choices(*names)), DENIED]
    for result in results:
        step = setup.begin_next()
        assert step is not None
        setup.end(step, result)
    setup.retry()
    again = setup.begin_next()
    assert again is not None
    assert again.name == first
