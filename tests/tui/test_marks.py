"""Marks on the screen: set by a key, kept in a file, drawn in the table, listed and noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.make import record
from tests.trails import trail_file
from tests.tui.fakes import (
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    type_question,
    until,
)
from trailview.compose.files import open_files
from trailview.compose.settings import remember
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.settings.marks import Book
from trailview.tui import browser, clipboard
from trailview.tui.cells import MARKED


def book() -> Book:
    """The marks as they lie in the file."""
    return remember().marks.read().book


def marked_lines(pilot: Pilot[int]) -> list[str]:
    """The lines of the table that show a mark."""
    return [line for line in shown(pilot).splitlines() if MARKED in line]


async def test_a_key_marks_and_moves_on_and_again_takes_it_away() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        await press(pilot, "m", "m")
        assert [mark.id[-1] for mark in book().marks] == ["0", "1"]
        assert main_screen(pilot).table.position == 2
        assert len(marked_lines(pilot)) == 2
        await press(pilot, "k", "m")
        assert [mark.id[-1] for mark in book().marks] == ["0"]
        assert len(marked_lines(pilot)) == 1


async def test_keys_typed_in_one_burst_are_carried_out_in_order() -> None:
    async with running(FakeSession(make_events(6))) as pilot:
        await pilot.press("m", "m", "m", "k", "m", "m", "m")
        await settle(pilot)
        await until(pilot, lambda: len(book().marks) == 4)
        assert [mark.id[-1] for mark in book().marks] == ["0", "1", "3", "4"]
        assert len(marked_lines(pilot)) == 4


async def test_a_mark_survives_another_question_and_a_restart() -> None:
    session = FakeSession(make_events(6))
    async with running(session) as pilot:
        await press(pilot, "j", "m")
        await type_question(pilot, "event:DeleteTrail")
        await press(pilot, "enter")
        assert len(marked_lines(pilot)) == 1
    async with running(session, Question(parse("user:bob"))) as pilot:
        await settle(pilot)
        assert len(marked_lines(pilot)) == 1
    (mark,) = book().marks
    assert mark.origin.question == ""
    assert mark.origin.backend == "files"
    assert mark.origin.command.startswith("trailview query")
    assert mark.origin.read[0] == "complete: all of it was read"
    assert json.loads(mark.record)["eventName"] == "DeleteTrail"


async def test_events_without_an_id_are_known_by_what_their_columns_say() -> None:
    events = make_events(3)
    for event in events:
        del event.tree["eventID"]  # type: ignore[attr-defined]  # it is a dict
    async with running(FakeSession(events)) as pilot:
        await press(pilot, "j", "m")
        assert [bool(mark.id) for mark in book().marks] == [False]
        assert len(marked_lines(pilot)) == 1


async def test_an_event_that_cannot_be_read_is_not_marked_and_told() -> None:
    async with running(FakeSession(make_events(3), unreadable=frozenset({0}))) as pilot:
        await press(pilot, "m")
        assert "File not readable" in shown(pilot)
        await press(pilot, "escape")
        assert not marked_lines(pilot)
        assert not book().marks


async def test_the_list_goes_to_an_event_notes_and_takes_marks_away() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        await press(pilot, "j", "j", "m", "m", "g", "M")
        assert "Marks · marks · 2 marks" in shown(pilot)
        await press(pilot, "n", *"why", "enter")
        assert book().marks[1].note == "why"
        await press(pilot, "enter")
        assert main_screen(pilot).table.position == 3
        await press(pilot, "M", "d")
        assert len(book().marks) == 1
        await press(pilot, "escape")
        assert len(marked_lines(pilot)) == 1


async def test_collections_are_made_switched_and_renamed() -> None:
    async with running(FakeSession(make_events(5))) as pilot:
        await press(pilot, "m", "M", "c", "j", "enter", *"leak", "enter")
        assert book().current == "leak"
        assert "Marks · leak · 0 marks" in shown(pilot)
        await press(pilot, "r", "x", "enter", "escape")
        assert book().current == "x"
        assert not marked_lines(pilot)
        await press(pilot, "m")
        assert {name: len(marks) for name, marks in book().collections.items()} == {
            "marks": 1,
            "x": 1,
        }


async def test_the_record_that_was_kept_can_be_shown() -> None:
    async with running(FakeSession(make_events(2))) as pilot:
        await press(pilot, "m", "M", "v")
        assert 'eventName: "DescribeInstances"' in shown(pilot)


async def test_five_marked_events_as_markdown_take_seven_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(FakeSession(make_events(9))) as pilot:
        await press(pilot, *"mmmmm", "e", "enter")
        await until(pilot, lambda: bool(list(tmp_path.glob("*.md"))))
    (written,) = tmp_path.glob("*.md")
    text = written.read_text()
    assert text.startswith("# marks: 5 marked events")
    assert text.count("\n- event ID: ") == 5
    assert "trailview query" in text
    assert "complete: all of it was read" in text


async def test_a_file_is_never_overwritten_and_the_format_follows_its_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("mine")
    async with running(FakeSession(make_events(3))) as pilot:
        await press(pilot, "e", "ctrl+a", "ctrl+k", *"a.csv", "enter")
        assert "not overwritten" in shown(pilot)
        await press(pilot, "backspace", "backspace", "backspace", "backspace", *"b.csv", "enter")
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert (tmp_path / "ab.csv").read_text().startswith("time,severity,event")


async def test_what_is_written_can_be_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(FakeSession(make_events(3))) as pilot:
        await press(pilot, "m", "m", "e", "ctrl+r", "enter")
        await until(pilot, lambda: bool(list(tmp_path.glob("*.md"))))
    (written,) = tmp_path.glob("*.md")
    text = written.read_text()
    assert "user-1" in text
    assert "alice" not in text
    assert "123456789012" not in text


async def test_the_console_link_is_copied_and_shown_where_no_browser_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clipboard, "copy_by_program", lambda text: None)
    monkeypatch.setattr(browser, "has_display", lambda: False)
    async with running(FakeSession(make_events(1))) as pilot:
        await press(pilot, "o")
        assert pilot.app.clipboard.endswith("#/events/00000000-0000-4000-8000-000000000000")
        assert "Sign in to account 123456789012" in shown(pilot)


async def test_the_answer_is_written_while_the_screen_goes_on(tmp_path: Path) -> None:
    trail_file(tmp_path / "logs", [record(1), record(2)], "20251122T1205Z")
    session = open_files([str(tmp_path / "logs")])
    session.start()
    try:
        async with running(session) as pilot:
            screen = main_screen(pilot)
            await until(
                pilot, lambda: screen.progress is not None and screen.progress.state.is_over
            )
            await settle(pilot)
            await press(pilot, "e")
            assert "the answer: 2 events" in shown(pilot)
            pilot.app.screen.query_one(Input).value = str(tmp_path / "a.ndjson")
            await press(pilot, "ctrl+r", "enter")
            await until(pilot, (tmp_path / "a.ndjson").exists)
    finally:
        session.close()
    lines = (tmp_path / "a.ndjson").read_text().splitlines()
    assert [json.loads(line)["userIdentity"]["userName"] for line in lines] == ["user-1"] * 2


async def test_marks_of_a_burst_are_in_what_is_written_right_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(FakeSession(make_events(9))) as pilot:
        await pilot.press("m", "m", "m", "e")
        await until(pilot, lambda: "3 marked events of" in shown(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: bool(list(tmp_path.glob("*.md"))))
    (written,) = tmp_path.glob("*.md")
    assert written.read_text().startswith("# marks: 3 marked events")
