"""Programs that are killed while they keep what they read, and several that do so at once.

`TRAILVIEW_KILLS=300` in the environment makes it so many.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.kept_service import (
    RECORDS,
    FakeService,
    a_plan,
    answer,
    is_asked,
    wanted,
)
from tests.make import START
from trailview.events.record import Event
from trailview.store.disk.database import FILE
from trailview.store.disk.inspect import verify
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.packed import unpacked

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("TRAILVIEW_KILLS", "3"))


def begun(folder: Path, seed: str) -> subprocess.Popen[str]:
    """A program that keeps what it reads, and has begun to."""
    command = [sys.executable, "-m", "tests.kept_service", str(folder), seed]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "started\n"
    return program


def kill(program: subprocess.Popen[str]) -> None:
    assert program.poll() is None, "it must not have ended by itself"
    program.kill()
    program.communicate()


def check(folder: Path) -> int:
    """Whatever is said to be covered is there once, and nothing twice; how many lots there are."""
    with closing(DiskStore(folder)) as store:
        assert verify(store.database) == []
    with closing(sqlite3.connect(folder / FILE)) as database:
        lots = database.execute("SELECT id, since, until FROM lot WHERE since < until").fetchall()
        for lot, since, until in lots:
            asked = database.execute("SELECT text FROM request WHERE lot = ?", (lot,)).fetchall()
            lookups = [tuple(text.split("=", 1)) for (text,) in asked if text]
            blocks = database.execute("SELECT packed FROM block WHERE lot = ?", (lot,))
            found = [
                Event(event.delivery).text("eventID")
                for (data,) in blocks
                for event in unpacked(data)
                if since <= event.time < until
            ]
            expected = [
                made["eventID"]
                for number, made in enumerate(RECORDS)
                if since <= START + number < until and is_asked(number, lookups)
            ]
            assert sorted(found, key=str) == sorted(expected)
    return len(lots)


def test_nothing_is_lost_or_doubled_however_often_it_is_killed(tmp_path: Path) -> None:
    dice, kept = random.Random("kills"), 0
    for number in range(KILLS):
        program = begun(tmp_path, f"{number}")
        time.sleep(dice.random() * 0.3)  # not waiting for anything: the moment is what is tried
        kill(program)
        kept += check(tmp_path)
        made = a_plan(dice)
        with closing(DiskStore(tmp_path)) as store:
            assert answer(made, store) == wanted(made)
    assert kept


def test_two_programs_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    programs = [begun(tmp_path, name) for name in ("one", "two")]
    deadline = time.monotonic() + 1
    dice, asked = random.Random("third"), FakeService()
    while time.monotonic() < deadline:
        made = a_plan(dice)
        with closing(DiskStore(tmp_path)) as store:
            assert answer(made, store, asked) == wanted(made)
    for program in programs:
        kill(program)
    assert check(tmp_path)
