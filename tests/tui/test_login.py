"""The dialogs that get new credentials."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.tui.fakes import press, settle, shown, until
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, TrailviewError
from trailview.tui.dialogs.login import Code, CredentialsDialog, LoginDialog, MfaDialog
from trailview.tui.messages import CopyAsked
from trailview.tui.qr_code import qr_lines

URL = "https://d-1234567890.awsapps.com/start/#/device"


class Shown(NamedTuple):
    """A code as the service gives it."""

    url: str = URL
    complete_url: str = f"{URL}?user_code=ABCD-EFGH"
    code: str = "ABCD-EFGH"
    expires_at: float = 1_795_442_531.0


@dataclass
class Flow:
    """A login that a test drives."""

    code: Code = field(default_factory=Shown)
    errors: list[TrailviewError | None] = field(default_factory=lambda: [None])
    """What each try ends with."""
    go_on: threading.Event = field(default_factory=threading.Event)
    cancels: list[Cancel] = field(default_factory=list)

    def __call__(self, cancel: Cancel, came: Callable[[Code], None]) -> None:
        self.cancels.append(cancel)
        came(self.code)
        while not self.go_on.wait(0.01):
            if cancel.is_set:
                return
        self.go_on.clear()
        error = self.errors.pop(0)
        if error is not None:
            raise error


@dataclass
class FakeCode:
    """A thread that waits for a code."""

    text: str = "MFA code for arn:aws:iam::123456789012:mfa/alice"
    answers: list[str | None] = field(default_factory=list)

    def answer(self, code: str) -> None:
        self.answers.append(code)

    def cancel(self) -> None:
        self.answers.append(None)


class Host(App[int]):
    """An app that has nothing but one dialog."""

    def __init__(self, dialog: Screen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[object] = []
        self.copied: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.results.append)

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.copied.append(message.text)


@asynccontextmanager
async def hosting(
    dialog: Screen[Any], size: tuple[int, int] = (100, 40)
) -> AsyncIterator[tuple[Pilot[int], Host]]:
    host = Host(dialog)
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot, host


@pytest.fixture
def flow() -> Flow:
    return Flow()


async def test_the_code_is_shown_with_its_addresses_and_drawn(flow: Flow) -> None:
    async with hosting(LoginDialog("prod", flow)) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        text = shown(pilot)
        assert "Log in: prod" in text
        assert "14:02 UTC" in text
        for line in qr_lines(flow.code.complete_url):
            assert line in text
        flow.go_on.set()
        await until(pilot, lambda: bool(host.results))
        assert host.results == [True]


async def test_addresses_are_links(flow: Flow) -> None:
    async with hosting(LoginDialog("prod", flow)) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        strips = host.screen._compositor.render_strips()
        links = {s.style.link for strip in strips for s in strip if s.style and s.style.link}
        assert links == {flow.code.url, flow.code.complete_url}
        await press(pilot, "escape")


@pytest.mark.parametrize("url", ["https://a\x1b]8;;\x07", "javascript:alert(1)", "https://a\u202e"])
async def test_an_address_that_could_do_harm_is_no_link(flow: Flow, url: str) -> None:
    flow.code = Shown(url, url)
    async with hosting(LoginDialog("", flow)) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        strips = host.screen._compositor.render_strips()
        assert not any(s.style and s.style.link for strip in strips for s in strip)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown(pilot))
        await press(pilot, "escape")


async def test_y_copies_the_whole_address(flow: Flow) -> None:
    async with hosting(LoginDialog("prod", flow)) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: bool(host.copied))
        assert host.copied == [flow.code.complete_url]
        await press(pilot, "escape")


async def test_escape_gives_up_at_once(flow: Flow) -> None:
    async with hosting(LoginDialog("prod", flow)) as (pilot, host):
        await until(pilot, lambda: bool(flow.cancels))
        await pilot.press("escape")
        await until(pilot, lambda: bool(host.results))
        assert host.results == [None]
        assert flow.cancels[0].is_set
        await settle(pilot)


async def test_a_failure_is_explained_and_can_be_tried_again(flow: Flow) -> None:
    flow.errors = [CredentialsError("Login was refused", "https://acme", "Ask for it."), None]
    async with hosting(LoginDialog("prod", flow)) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        await pilot.press("r")
        assert len(flow.cancels) == 1, "there is nothing to try again yet"
        flow.go_on.set()
        await until(pilot, lambda: "Login was refused" in shown(pilot))
        assert "Ask for it." in shown(pilot)
        assert "ABCD-EFGH" not in shown(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        flow.go_on.set()
        await until(pilot, lambda: bool(host.results))
        assert host.results == [True]


@pytest.mark.parametrize(
    ("size", "is_drawn"), [((80, 24), True), ((80, 16), False), ((60, 40), False)]
)
async def test_the_picture_is_whole_or_not_there(
    flow: Flow, size: tuple[int, int], is_drawn: bool
) -> None:
    async with hosting(LoginDialog("prod", flow), size) as (pilot, host):
        await until(pilot, lambda: "ABCD-EFGH" in shown(pilot))
        await pilot.pause()
        text = shown(pilot)
        assert all(line in text for line in qr_lines(flow.code.complete_url)) == is_drawn
        assert host.screen.query_one("#code", Static).display == is_drawn
        assert "Esc" in text
        await press(pilot, "escape")


async def test_six_digits_are_taken(flow: Flow) -> None:
    async with hosting(MfaDialog("Enter MFA code for alice\u202e")) as (pilot, host):
        assert "code for alice\\u202e" in shown(pilot)
        await press(pilot, "1", "2", "x", "3", "enter")
        assert "6 digits" in shown(pilot)
        assert host.results == []
        await press(pilot, "4", "5", "6", "7", "enter")
        assert host.results == ["123456"]


async def test_digits_can_be_hidden_and_escape_leaves(flow: Flow) -> None:
    async with hosting(MfaDialog("whose", masked=True)) as (pilot, host):
        await press(pilot, "7", "8")
        assert "78" not in shown(pilot)
        assert "••" in shown(pilot)
        await press(pilot, "escape")
        assert host.results == [None]


@pytest.mark.parametrize(("key", "result"), [("r", True), ("enter", True), ("escape", None)])
async def test_credentials_to_mend_are_explained(key: str, result: bool | None) -> None:
    error = CredentialsError("Half a key pair", "secret is missing", "Give both.")
    async with hosting(CredentialsDialog(error)) as (pilot, host):
        text = shown(pilot)
        assert all(part in text for part in (error.title, error.message, error.hint))
        await pilot.press("y")
        await until(pilot, lambda: bool(host.copied))
        assert host.copied == [str(error)]
        await press(pilot, key)
        assert host.results == [result]
