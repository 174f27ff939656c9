"""The history: what is recorded, found, kept and forgotten."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.errors import SettingsError
from trailview.settings.files import locked
from trailview.settings.history import IN_PASSING, Entry, History

DAY = 86_400
ENTRY = Entry(
    text="user:alice is:write",
    raw=False,
    since="4h",
    until="",
    window_since=1_700_000_000,
    window_until=None,
    backend="history",
    place="prod · us-east-1",
    profile="prod",
    regions="us-east-1,eu-west-1",
    rows=3,
    seconds=1.25,
    bytes=2_048,
    outcome="complete",
    asked_at=1_700_000_000,
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "trailview" / "history.sqlite")


def texts(history: History, search: str = "", limit: int = 100) -> list[str]:
    return [kept.entry.text for kept in history.search(search, limit)]


def test_all_of_an_entry_comes_back(history: History) -> None:
    other = replace(ENTRY, raw=True, window_since=None, window_until=7, until="now")
    assert history.search() == []
    assert not history.path.exists(), "looking does not create anything"
    history.record(ENTRY)
    history.record(other)
    assert [kept.entry for kept in history.search()] == [other, ENTRY]


def test_the_order_is_that_in_which_they_were_asked(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite", kept=2)
    for text, after in (("short", 60), ("long", 0), ("last", 90), ("longer", 30)):
        history.record(replace(ENTRY, text=text, asked_at=ENTRY.asked_at + after))
    assert [kept.entry.text for kept in history.search()] == ["last", "short"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["c 100%", "b_b", "a b"]),
        ("b", ["b_b", "a b"]),
        ("b a", ["b_b", "a b"]),
        ("b_", ["b_b"]),
        ("100%", ["c 100%"]),
        ("%", ["c 100%"]),
        ("\\", []),
        ("complete", ["c 100%", "b_b", "a b"]),
        ("' OR 1", []),
    ],
)
def test_every_word_has_to_occur(history: History, search: str, found: list[str]) -> None:
    for text in ("a b", "b_b", "c 100%"):
        history.record(replace(ENTRY, text=text, place="alpha"))
    assert texts(history, search) == found


def test_pinned_entries_come_first_and_stay_deleted_ones_go(history: History) -> None:
    first, second, third = (history.record(replace(ENTRY, text=text)) for text in "abc")
    history.pin(first, True)
    history.delete(second)
    assert texts(history) == ["a", "c"]
    assert texts(history, limit=1) == ["a"]
    history.pin(first, False)
    assert texts(history) == ["c", "a"]
    assert third > second


def test_too_many_and_too_old_ones_go_unless_they_are_pinned(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite", kept=3, days=10)
    pinned = history.record(replace(ENTRY, text="pinned"))
    history.pin(pinned, True)
    for number in range(5):
        history.record(replace(ENTRY, text=str(number)))
    assert texts(history) == ["pinned", "4", "3", "2"]
    history.record(replace(ENTRY, text="later", asked_at=ENTRY.asked_at + 10 * DAY))
    assert texts(history) == ["pinned", "later", "4", "3"]
    history.record(replace(ENTRY, text="last", asked_at=ENTRY.asked_at + 10 * DAY + 1))
    assert texts(history) == ["pinned", "last", "later"]


@given(st.text(max_size=20))
def test_any_text_can_be_recorded_and_searched(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.sqlite")
    history.record(replace(ENTRY, text=text))
    assert texts(history) == [text]
    assert texts(history, "".join(text.split("\0")[:1]).lower() if text.isascii() else "") == [text]


def test_the_file_is_private(history: History) -> None:
    number = history.record(ENTRY)
    with sqlite3.connect(history.path) as open_elsewhere:
        open_elsewhere.execute("SELECT * FROM question").fetchone()
        history.pin(number, True)
        names = {path.name for path in history.path.parent.iterdir()}
        assert {"history.sqlite", "history.sqlite-wal", "history.sqlite-shm"} <= names
        modes = {stat.S_IMODE(path.stat().st_mode) for path in history.path.parent.iterdir()}
    open_elsewhere.close()
    assert modes == {0o600}
    assert stat.S_IMODE(history.path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_no_history_is_an_error_and_stays(history: History) -> None:
    history.path.parent.mkdir()
    history.path.write_text("no database, but long enough to look at" * 30)
    with pytest.raises(SettingsError, match=r"history\.sqlite"):
        history.record(ENTRY)
    assert history.path.read_text().startswith("no database")


def test_one_of_a_newer_program_is_left_alone(history: History) -> None:
    history.record(ENTRY)
    with sqlite3.connect(history.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(SettingsError, match="newer"):
        History(history.path).record(ENTRY)


def test_a_history_that_another_program_holds_is_not_waited_for(history: History) -> None:
    history.record(ENTRY)
    with closing(sqlite3.connect(history.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SettingsError, match="holds the lock") as caught:
            history.record(ENTRY, IN_PASSING)
        assert str(history.path) in str(caught.value)
        other.execute("ROLLBACK")
    history.record(ENTRY, IN_PASSING)
    assert len(history.search()) == 2


def test_a_history_that_another_program_is_making_is_not_waited_for(history: History) -> None:
    with locked(history.path), pytest.raises(SettingsError, match="holds the lock") as caught:
        history.record(ENTRY, IN_PASSING)
    assert ".history.sqlite.lock" in str(caught.value)
    history.record(ENTRY, IN_PASSING)
    assert len(history.search()) == 1
