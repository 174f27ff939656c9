"""Copying over SSH, through tmux and GNU screen, and where a text is too large; browsers."""

from __future__ import annotations

import re
import webbrowser
from base64 import b64decode
from pathlib import Path

import pytest

from tests.tui.fakes import FakeSession, make_events, running, settle, shown
from trailview.settings import copied
from trailview.tui import clipboard
from trailview.tui.browser import has_display, open_page
from trailview.tui.clipboard import desktop_program
from trailview.tui.messages import CopyAsked
from trailview.tui.osc52 import LONGEST, sequence


def text_of(plain: str) -> str:
    """What a terminal makes of a sequence."""
    found = re.fullmatch(r"\x1b\]52;c;([^\x07]*)\x07", plain)
    assert found is not None
    return b64decode(found[1]).decode()


def test_a_plain_terminal_gets_the_sequence_itself() -> None:
    assert text_of(sequence("héllo\ud800", {}) or "") == "héllo?"


@pytest.mark.parametrize("environment", [{"TMUX": "/tmp/x"}, {"TERM": "tmux-256color"}])
def test_tmux_gets_it_plain_and_to_pass_on(environment: dict[str, str]) -> None:
    made = sequence("x" * 2_000, environment) or ""
    plain, wrapped = made[: made.index("\x1bP")], made[made.index("\x1bP") :]
    assert text_of(plain) == "x" * 2_000
    assert wrapped.startswith("\x1bPtmux;")
    assert wrapped.endswith("\x1b\\")
    inside = wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inside.replace("\x1b\x1b", "\x1b") == plain


def test_screen_gets_chunks_and_never_a_long_plain_one() -> None:
    made = sequence("x" * 2_000, {"STY": "1.a", "TERM": "screen"}) or ""
    chunks = re.findall(r"\x1bP(.*?)\x1b\\", made, re.DOTALL)
    assert "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks) == made
    assert max(map(len, chunks)) <= 256
    assert text_of("".join(chunks)) == "x" * 2_000


def test_what_only_calls_itself_screen_gets_short_ones_both_ways() -> None:
    assert (sequence("id", {"TERM": "screen-256color"}) or "").startswith("\x1b]52;c;")
    assert (sequence("x" * 2_000, {"TERM": "screen"}) or "").startswith("\x1bP\x1b]52;c;")


def test_too_large_a_text_has_no_sequence() -> None:
    assert sequence("x" * (LONGEST // 4 * 3), {}) is not None
    assert sequence("x" * LONGEST, {}) is None


def test_over_ssh_no_desktop_program_and_no_browser_is_used() -> None:
    there = {"SSH_TTY": "/dev/pts/1", "DISPLAY": ":10", "WAYLAND_DISPLAY": "w"}
    assert desktop_program(there, lambda name: name) is None
    assert not has_display(there)
    assert has_display({"DISPLAY": ":0"})


def test_a_browser_of_the_terminal_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert not open_page("https://example.com")


async def test_what_is_too_large_goes_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy_by_program", lambda text: None)
    text = "é" * 80_000
    async with running(FakeSession(make_events(1)), size=(200, 40)) as pilot:
        pilot.app.screen.post_message(CopyAsked(text, "event as JSON"))
        await settle(pilot)
        assert "Too large for the terminal's clipboard" in shown(pilot)
        assert pilot.app.clipboard == ""


def test_the_file_is_private_and_old_ones_go(tmp_path: Path) -> None:
    paths = [copied.keep(f"text {n}\ud800", tmp_path / "copied") for n in range(25)]
    left = sorted((tmp_path / "copied").glob("*.txt"))
    assert left == paths[5:]
    assert left[-1].read_text() == "text 24?"
    assert left[-1].stat().st_mode & 0o777 == 0o600
