"""When the setup comes: before the first look at AWS on a terminal, and when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from trailview.cli import exit_codes, main
from trailview.compose import app
from trailview.settings.memory import Memory
from trailview.setup.steps import Answers


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened on the screen, in order; there is a terminal."""
    found: list[str] = []

    def screen(session: Any, *_: object, **__: object) -> int:
        found.append(session.title(session.backends[0]))
        session.close()
        return 0

    monkeypatch.setattr(app, "has_terminal", lambda: True)
    monkeypatch.setattr(app, "run_tui", screen)
    return found


def setting_up(monkeypatch: pytest.MonkeyPatch, opened: list[str], answers: Answers | None) -> None:
    """Let the setup's screen end with these answers."""

    def run(_: object) -> Answers | None:
        opened.append("setup")
        return answers

    monkeypatch.setattr("trailview.tui.setup_app.SetupApp.run", run)


def test_it_comes_first_and_the_screen_follows_what_was_found(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting_up(monkeypatch, opened, {"profile": "prod", "region": "eu-west-1"})
    assert main.run([]) == 0
    assert main.run([]) == 0
    assert opened == ["setup", "prod · eu-west-1", "prod · eu-west-1"]


def test_it_does_not_come_again_once_it_was_skipped(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting_up(monkeypatch, opened, {})
    assert main.run(["--region", "eu-west-1"]) == 0
    assert main.run(["--region", "eu-west-1"]) == 0
    assert opened == ["setup", *["environment · eu-west-1"] * 2]


def test_quitting_it_opens_nothing_and_it_comes_again(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting_up(monkeypatch, opened, None)
    assert main.run([]) == main.run([]) == 0
    assert opened == ["setup", "setup"]
    assert Memory().is_new


@pytest.mark.parametrize("words", [["demo"], ["open", "."], ["query", "--path", "."]])
def test_other_commands_do_not_show_it(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, words: Sequence[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setting_up(monkeypatch, opened, {})
    main.run(words)
    assert "setup" not in opened


def test_without_a_terminal_it_does_not_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([]) == exit_codes.USAGE
    assert "No terminal" in capsys.readouterr().err
    assert Memory().is_new


def test_it_comes_again_when_it_is_asked_for(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Memory().begin()
    setting_up(monkeypatch, opened, {"profile": "prod"})
    assert main.run(["config", "setup"]) == 0
    assert opened == ["setup"]
    assert str(Memory().path) in capsys.readouterr().out
    assert Memory().settings.profile == "prod"


def test_asked_for_without_a_terminal_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["config", "setup"]) == exit_codes.USAGE
    assert "config edit" in capsys.readouterr().err
