"""Commands over a folder that was opened before give the same, and the cache tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backends.files.test_index import write
from trailview.backends.files.index_known import Index
from trailview.cli import exit_codes, main
from trailview.compose import files
from trailview.question.query import ALL_TIME, Question
from trailview.search.progress import Progress
from trailview.search.session import Session
from trailview.settings.config import Settings
from trailview.settings.paths import CONFIG, config_folder


def opened(folder: Path) -> Progress:
    """What the screen has of a folder, which it keeps however little it is."""
    index = files.folder_index(writes=True)._replace(least=0, quiet=0)
    session = files.open_files([str(folder)], index=index)
    try:
        session.painted()
        search = session.ask(Question((), ALL_TIME), lambda: None)
        assert search.wait(20)
        return search.progress
    finally:
        session.close()


def test_every_screen_over_files_keeps_what_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write(folder / "a.json.gz", range(40))
    made, kept = files.folder_index, list[int]()

    def small(*, writes: bool = False, settings: Settings | None = None) -> Index:
        return made(writes=writes, settings=settings)._replace(least=0, quiet=0)

    def shown(session: Session, question: Question, *rest: object, **more: object) -> int:
        del rest, more
        session.painted()
        search = session.ask(question, lambda: None)
        assert search.wait(20)
        kept.append(search.progress.tally.kept)
        session.close()
        return exit_codes.COMPLETE

    monkeypatch.setattr(files, "folder_index", small)
    monkeypatch.setattr("trailview.compose.app.run_tui", shown)
    settings = config_folder() / CONFIG
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f'[profiles.lab]\nbackend = "files"\npaths = ["{folder}"]\n')
    for words in (["browse", "--profile", "lab"], ["open", str(folder)]):
        for extra in (["--no-cache"], [], []):
            assert main.run([*words, *extra]) == exit_codes.COMPLETE
        assert main.run(["cache", "clear"]) == exit_codes.COMPLETE
    assert kept == [0, 0, 40] * 2


def test_commands_take_what_the_screen_has_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(3):
        write(folder / f"{number}.json.gz", range(number * 40, number * 40 + 40))
    assert opened(folder).tally.kept == 0
    assert opened(folder).tally.kept == 120
    told = []
    for words in (
        ["count", "--by", "event"],
        ["query", "--format", "ndjson"],
        ["query", "event:E3 user-3*", "--format", "ndjson"],
        ["query", "$.requestParameters.userName:user-7", "--format", "csv"],
    ):
        for extra in ([], ["--no-cache"]):
            assert main.run([*words, "--path", str(folder), *extra]) == exit_codes.COMPLETE
            told.append(capsys.readouterr().out)
    assert told[0::2] == told[1::2]
    assert all(told)
    assert main.run(["cache", "info"]) == exit_codes.COMPLETE
    assert f"kept      {folder}: 3 files, 120 events" in capsys.readouterr().out
    assert main.run(["cache", "verify"]) == exit_codes.COMPLETE
    assert "120 events of folders" in capsys.readouterr().out
    assert main.run(["cache", "clear"]) == exit_codes.COMPLETE
    assert "folders" in capsys.readouterr().out
    assert opened(folder).tally.kept == 0
