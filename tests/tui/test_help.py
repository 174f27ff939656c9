"""The help: it fits, it can be searched, and it has the keys of everything."""

from __future__ import annotations

import pytest
from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, shown
from trailview.tui.commands import Command, Offered
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.dialogs.help_page import drawn, narrowed, sections
from trailview.tui.dialogs.own_keys import dialog_keys
from trailview.tui.main.commands import COMMANDS

WHOLE = sections(
    [Offered(command) for command in COMMANDS],
    {},
    [("In the table", [("j,down", "Next row")])],
    dialog_keys(),
)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(5))


def text_at(width: int, words: str = "") -> list[str]:
    """The lines of the page on a terminal so wide."""
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(drawn(narrowed(WHOLE, words)))
    return capture.get().splitlines()


@pytest.mark.parametrize("width", [72, 94])
def test_nothing_is_cut_however_narrow_it_is(width: int) -> None:
    lines = text_at(width)
    assert all(len(line.rstrip()) <= width for line in lines)
    together = "".join("".join(lines).split())
    for section in WHOLE:
        for row in section.rows:
            assert "".join(row.right.split())[-8:] in together
    assert "…" not in "".join(text_at(94, "In the table"))


def test_words_are_found_in_any_order_case_and_place() -> None:
    (found,) = narrowed(WHOLE, "saved DIALOGS searches")
    assert [row.left for row in found.rows] == ["Saved questions"]
    assert narrowed(WHOLE, "") == tuple(WHOLE)
    assert narrowed(WHOLE, "mark zebra") == ()
    assert "Nothing here has all of these words." in "".join(text_at(60, "zebra"))


def test_a_command_is_found_by_its_key() -> None:
    def found(words: str) -> set[str]:
        return {row.left for section in narrowed(WHOLE, words) for row in section.rows}

    by_id = {command.id: command for command in COMMANDS}
    pivot: Command = by_id["events.pivot"]
    assert pivot.keys in found(pivot.title)


def has_page(pilot: Pilot[int]) -> bool:
    return isinstance(pilot.app.screen, HelpDialog)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_it_is_searched_and_left(session: FakeSession, size: tuple[int, int]) -> None:
    async with running(session, size=size) as pilot:
        await press(pilot, "question_mark")
        assert "/ searches" in shown(pilot)
        await press(pilot, "slash", *"masks")
        assert "Export and handoff" in shown(pilot), "a dialog has its own keys"
        assert "Quit" not in shown(pilot)
        await press(pilot, "enter", "escape")
        assert has_page(pilot)
        assert pilot.app.screen.query_one(Input).value == ""
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


async def test_it_scrolls_to_its_end_and_closes_by_its_key(session: FakeSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        await press(pilot, "question_mark", *["pagedown"] * 40)
        assert "address" in shown(pilot), "the fields come last"
        await press(pilot, "k", "j", "question_mark")
        assert not has_page(pilot)


async def test_the_second_escape_of_a_search_closes(session: FakeSession) -> None:
    async with running(session) as pilot:
        await press(pilot, "question_mark", "slash", "escape")
        assert has_page(pilot)
        await press(pilot, "escape")
        assert not has_page(pilot)
