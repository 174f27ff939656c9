"""Several programs at once, and programs that are killed: nothing that was kept is lost."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from trailview.settings.history import History
from trailview.settings.memory import Memory


def start(folder: Path, name: str, first: int, count: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.unit.settings.writer", str(folder), name]
    return subprocess.Popen([*words, str(first), str(count)], stdout=subprocess.PIPE, text=True)


def kept(folder: Path) -> tuple[set[str], set[str]]:
    """The questions in the history, and the profiles in the settings."""
    memory = Memory(folder)
    assert memory.troubles == []
    questions = [found.entry.text for found in memory.history.search(limit=10_000)]
    assert len(questions) == len(set(questions))
    return set(questions), set(memory.settings.profiles)


def test_two_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [start(tmp_path, name, 0, 25) for name in "ab"]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    questions, profiles = kept(tmp_path)
    assert questions == {f"{name}:{number}" for name in "ab" for number in range(25)}
    assert profiles == {f"{name}{number}" for name in "ab" for number in range(25)}


def test_kills_lose_nothing_that_was_told_and_break_nothing(tmp_path: Path) -> None:
    chance = random.Random(4)
    told: set[int] = set()
    number = 0
    while len(told) < 100:
        with start(tmp_path, "k", number, 1_000) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randint(8, 24)):
                number = int(writer.stdout.readline())
                told.add(number)
            # Somewhere in the middle of what comes next.
            History(tmp_path / "history.sqlite").search(limit=chance.randint(1, 200))
            writer.kill()
            told |= {number := int(line) for line in writer.stdout.read().split()}
        # What was under way may have been kept without being told.
        number += 10
    questions, profiles = kept(tmp_path)
    assert {f"k:{each}" for each in told} <= questions
    assert {f"k{each}" for each in told} <= profiles
    drafts = [path.name for path in tmp_path.iterdir() if path.name.startswith(".config.toml.")]
    assert len(drafts) < 30, "a draft that was never finished does no harm"
