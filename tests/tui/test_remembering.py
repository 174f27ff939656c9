"""History, saved questions, settings: opened, used, and written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.fakes import (
    NOW,
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    until,
)
from trailview.question.query import Question, TimeRange, Window
from trailview.settings.history import Entry
from trailview.settings.memory import Memory
from trailview.settings.saved import Own
from trailview.tui.dialogs.history import HistoryDialog
from trailview.tui.dialogs.raw import RawDialog
from trailview.tui.dialogs.saved import SavedDialog

ENTRY = Entry(
    text="user:alice",
    raw=False,
    since="1h",
    until="",
    window_since=NOW - 7_200,
    window_until=None,
    backend="files",
    place="/var/log/trail",
    profile="",
    regions="",
    rows=12,
    seconds=1.5,
    bytes=2_048,
    outcome="complete",
    asked_at=NOW - 3_600,
)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


@pytest.fixture
def memory() -> Memory:
    """The same that the app reads."""
    return Memory()


def remember(memory: Memory, *texts: str) -> None:
    for text in texts:
        memory.history.record(replace(ENTRY, text=text))


def rows(pilot: Pilot[int]) -> list[str]:
    options = pilot.app.screen.query_one(OptionList).options
    return [str(option.prompt) for option in options]


async def typed(pilot: Pilot[int], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await settle(pilot)
    await press(pilot, "enter")


async def test_an_earlier_question_is_asked_again_from_a_new_now(
    session: FakeSession, memory: Memory
) -> None:
    remember(memory, "user:alice", "user:bob")
    async with running(session) as pilot:
        await press(pilot, "h")
        assert isinstance(pilot.app.screen, HistoryDialog)
        assert [row.split()[3:] for row in rows(pilot)] == [
            ["user:bob", "files", "·", "since", "1h"],
            ["user:alice", "files", "·", "since", "1h"],
        ]
        await press(pilot, "j")
        assert "/var/log/trail · since 1h · complete · 1.5 s · 2.0 kB" in shown(pilot)
        await press(pilot, "enter")
        question, _ = session.asked[-1]
        assert question.text == "user:alice"
        assert question.window.since == NOW - 3_600
        assert main_screen(pilot).questions.range_label() == "last 1h"


async def test_one_of_another_place_is_asked_here_and_says_so(
    session: FakeSession, memory: Memory
) -> None:
    memory.history.record(replace(ENTRY, backend="logs", place="prod [red]"))
    async with running(session) as pilot:
        await press(pilot, "h", "enter")
        assert session.asked_of[-1] == ("files", False)
        await until(pilot, lambda: "prod [red]" in shown(pilot))


async def test_a_raw_text_is_run_or_edited_where_it_is_understood(
    session: FakeSession, memory: Memory
) -> None:
    session.backends = ("files", "insights")
    memory.history.record(replace(ENTRY, raw=True, text="stats count(*)", backend="insights"))
    memory.history.record(replace(ENTRY, raw=True, text="SELECT 1", backend="athena"))
    async with running(session) as pilot:
        await press(pilot, "h", "enter")
        await until(pilot, lambda: "which cannot be asked here" in shown(pilot))
        await press(pilot, "h", "j", "enter")
        assert session.asked[-1][0].raw == "stats count(*)"
        assert session.asked[-1][0].window.since == NOW - 3_600
        assert session.asked_of[-1] == ("insights", False)
        await press(pilot, "h", "j", "e")
        assert isinstance(pilot.app.screen, RawDialog)
        assert "stats count(*)" in shown(pilot)


async def test_history_is_searched_pinned_and_deleted(session: FakeSession, memory: Memory) -> None:
    remember(memory, "user:alice", "user:bob", "is:root")
    async with running(session) as pilot:
        await press(pilot, "h", "slash", *"user", "enter")
        assert len(rows(pilot)) == 2
        await press(pilot, "down", "p")
        assert rows(pilot)[0].startswith("● ")
        assert "user:alice" in rows(pilot)[0]
        await press(pilot, "home", "d")
        assert len(rows(pilot)) == 1
        await press(pilot, "d")
        assert "None of them." in shown(pilot)
        await press(pilot, "d", "e", "p", "escape")
        assert pilot.app.screen is main_screen(pilot)
    assert [kept.entry.text for kept in memory.history.search()] == ["is:root"]


async def test_an_earlier_question_is_edited_before_it_is_asked(
    session: FakeSession, memory: Memory
) -> None:
    remember(memory, "user:alice")
    async with running(session) as pilot:
        await press(pilot, "h", "e")
        bar = main_screen(pilot).bar
        assert bar.is_editing
        assert bar.value == "user:alice"
        assert len(session.asked) == 1
        await press(pilot, *" is:write", "enter")
        assert session.asked[-1][0].text == "user:alice is:write"


async def test_what_was_asked_again_stands_there_once_with_its_range(
    session: FakeSession, memory: Memory
) -> None:
    for number in range(3):
        memory.history.record(
            replace(ENTRY, text="is:root", since="7d", asked_at=ENTRY.asked_at + number)
        )
    last = replace(ENTRY, text="is:root", since="1h", bytes=5_000_000)
    memory.history.record(replace(last, asked_at=ENTRY.asked_at + 3))
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: "is:root  3×" in shown(pilot))
        assert shown(pilot).count("is:root") == 2
        assert "since 7d" in shown(pilot)
        assert "5.0 MB" in shown(pilot)
        await press(pilot, "down", "d")
        await until(pilot, lambda: "3×" not in shown(pilot))
        assert [kept.entry.since for kept in memory.history.search()] == ["1h"]


async def test_saved_questions_are_searched(session: FakeSession, memory: Memory) -> None:
    memory.saved.save(Own("mine", "user:alice", "Because of the ticket."))
    async with running(session) as pilot:
        await press(pilot, "S")
        await until(pilot, lambda: "mine" in shown(pilot))
        await press(pilot, "slash", "enter")
        assert isinstance(pilot.app.focused, OptionList), "there are several to choose from"
        await press(pilot, "slash", *"ticket")
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await press(pilot, "enter")
        await until(pilot, lambda: main_screen(pilot).asked.question.text == "user:alice")


async def test_a_history_that_cannot_be_read_says_why(session: FakeSession, memory: Memory) -> None:
    memory.folder.mkdir()
    (memory.folder / "history.sqlite").write_text("no database" * 100)
    async with running(session) as pilot:
        await press(pilot, "h")
        assert "history.sqlite cannot be used" in shown(pilot).replace("\n", "")


async def test_a_saved_question_says_why_and_is_asked_about_its_usual_span(
    session: FakeSession,
) -> None:
    async with running(session, size=(120, 50)) as pilot:
        await press(pilot, "S")
        assert isinstance(pilot.app.screen, SavedDialog)
        place = next(at for at, row in enumerate(rows(pilot)) if row.split()[0] == "root")
        await press(pilot, *["j"] * place)
        assert "The root user is for emergencies." in shown(pilot)
        await press(pilot, "enter")
        question, _ = session.asked[-1]
        assert question.text == "is:root -is:service"
        assert question.window.since == NOW - 30 * 86_400
        assert session.spans[-1] == TimeRange("30d", from_last=UTC), "over files, if need be"
        await press(pilot, "r")
        assert session.spans[-1].from_last is UTC
        await press(pilot, "slash", *" ip:1*", "enter")
        assert session.asked[-1][0].text.endswith("ip:1*")
        assert session.spans[-1].from_last is UTC, "one term more is asked about the same time"


async def test_parameters_are_asked_for(session: FakeSession, memory: Memory) -> None:
    memory.saved.save(Own("two", "user:{who} ip:{address}"))
    async with running(session) as pilot:
        await press(pilot, "S", "enter")
        assert "user:{who} ip:{address}" in shown(pilot)
        await press(pilot, *"alice", "enter", *"203.0.113.0/99", "enter")
        assert len(session.asked) == 1, "a value that the language refuses is not asked"
        await press(pilot, "backspace", "backspace", *"24", "enter")
        assert session.asked[-1][0].text == "user:alice ip:203.0.113.0/24"


async def test_the_present_question_gets_a_name_and_loses_it(
    session: FakeSession, memory: Memory
) -> None:
    async with running(session) as pilot:
        await press(pilot, "S", "a")
        assert "There is no question to save." in shown(pilot)
        await press(pilot, "escape", "slash", *"user:alice", "enter", "S", "a")
        await typed(pilot, "mine")
        assert rows(pilot)[0].split() == ["●", "mine", "user:alice"]
        assert memory.saved.read()[0] == [Own("mine", "user:alice")]
        await press(pilot, "home", "d")
        assert memory.saved.read()[0] == []
        await press(pilot, "d")
        assert "This one comes with trailview." in shown(pilot)


async def test_a_raw_text_gets_a_name_and_is_run_where_it_is_understood(
    session: FakeSession, memory: Memory
) -> None:
    session.backends = ("files", "insights", "athena")
    text = "stats count(*) by {who}"
    memory.history.record(replace(ENTRY, raw=True, text=text, backend="insights"))
    memory.saved.save(Own("elsewhere", "{ $.a = 1 }", "Mine.", backend="logs"))
    memory.saved.save(Own("sql", "SELECT 1", since="7d", backend="athena"))
    async with running(session) as pilot:
        await press(pilot, "h", "enter", "S", "a")
        await typed(pilot, "counts")
        assert rows(pilot)[2].split(maxsplit=2) == ["●", "counts", f"insights: {text}"]
        await press(pilot, "home")
        assert "Mine. Raw text for logs." in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "for logs, which cannot be asked here" in shown(pilot))
        await press(pilot, "S", "j", "enter")
        assert session.asked[-1][0] == Question(raw="SELECT 1"), "SQL tells its time itself"
        assert session.asked_of[-1] == ("athena", False)
        await press(pilot, "S", "j", "j", "enter")
        assert session.asked[-1][0] == Question((), Window(NOW - 4 * 3600), text)
        assert session.asked_of[-1] == ("insights", False)
    assert memory.saved.read()[0][-1] == Own("counts", text, backend="insights")


async def test_what_the_settings_say_is_so_from_the_first_frame(
    session: FakeSession, memory: Memory
) -> None:
    memory.change(
        {
            ("display", "theme"): "dracula",
            ("columns", "shown"): ("actor", "time"),
            ("columns", "widths", "actor"): 40,
            ("keys", "table.down"): "J",
        }
    )
    async with running(session) as pilot:
        assert pilot.app.theme == "dracula"
        layout = main_screen(pilot).table.column_layout
        assert (layout[0].name, layout[0].width) == ("actor", 40)
        assert [c.name for c in layout] == ["actor", "time"]
        before = main_screen(pilot).table.position
        await press(pilot, "j")
        assert main_screen(pilot).table.position == before
        await press(pilot, "J")
        assert main_screen(pilot).table.position == before + 1


async def test_columns_and_theme_that_were_chosen_are_remembered(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "c", *["down"] * 3, "right", "right", "end", "space", "enter")
        pilot.app.theme = "nord"
        await settle(pilot)
    settings = Memory().settings
    assert settings.theme == "nord"
    assert settings.columns[-1] == "id"
    assert list(settings.widths) == ["event"]
    async with running(FakeSession(make_events(3))) as pilot:
        layout = main_screen(pilot).table.column_layout
        assert layout[-1].name == "id"
        await press(pilot, "c", *["down"] * (len(layout) - 1), "space", "enter")
    assert Memory().settings.columns == (), "the usual ones again"


async def test_what_is_wrong_in_the_settings_is_told_and_listed(
    session: FakeSession, memory: Memory
) -> None:
    memory.folder.mkdir()
    memory.path.write_text('[display]\ntheme = "[red]nrod"\n')
    async with running(session) as pilot:
        await until(pilot, lambda: "! lists settings not followed" in shown(pilot))
        await press(pilot, "exclamation_mark")
        assert "line 2: display.theme: '[red]nrod' is no theme." in rows(pilot)[0]
        await press(pilot, "escape", "c", "enter")
        await settle(pilot)
        assert memory.path.read_text().startswith('[display]\ntheme = "[red]nrod"\n')


async def test_what_cannot_be_written_is_an_error(session: FakeSession, memory: Memory) -> None:
    memory.folder.mkdir()
    memory.path.write_text("[broken")
    async with running(session) as pilot:
        pilot.app.theme = "nord"
        await settle(pilot)
        await until(pilot, lambda: "Mend it by hand first." in shown(pilot))
    assert Path(memory.path).read_text() == "[broken"
