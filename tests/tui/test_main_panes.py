"""The layout at the sizes that matter, zoom, and leaving."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from tests.tui.fakes import (
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    until,
)
from trailview.question.query import TimeRange
from trailview.tui.main.layout import Layout, PaneChoices, arrange


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


@pytest.mark.parametrize(
    ("width", "choices", "layout"),
    [
        (80, PaneChoices(), Layout(False, True, False, False)),
        (99, PaneChoices(), Layout(False, True, False, False)),
        (119, PaneChoices(), Layout(False, True, False, False)),
        (119, PaneChoices(detail=True), Layout(False, True, True, False)),
        (120, PaneChoices(), Layout(True, True, True, False)),
        (159, PaneChoices(), Layout(True, True, True, False)),
        (160, PaneChoices(), Layout(True, True, True, True)),
        (80, PaneChoices(sidebar=True), Layout(True, True, False, False)),
        (200, PaneChoices(sidebar=False, detail=False), Layout(False, True, False, True)),
        (200, PaneChoices(zoomed="detail"), Layout(False, False, True, True)),
        (80, PaneChoices(zoomed="facets"), Layout(True, False, False, False)),
    ],
)
def test_what_shows_at_which_width(width: int, choices: PaneChoices, layout: Layout) -> None:
    assert arrange(width, choices) == layout


async def test_a_small_terminal_has_room_for_the_table_and_opens_the_rest(
    session: FakeSession,
) -> None:
    async with running(session, size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        assert screen.table.region == Region(0, 3, 80, 19)
        assert main_screen(pilot).filters is None, "what does not show is not made"
        await press(pilot, "enter")
        assert screen.detail.has_focus
        assert screen.detail.region.y > screen.table.region.y
        assert screen.detail.region.width == 80
        await press(pilot, "escape")
        assert screen.table.has_focus
        assert not screen.shows_detail
        await press(pilot, "b")
        assert screen.filters is not None
        assert screen.filters.has_focus_within
        await press(pilot, "escape")
        assert screen.table.has_focus
        assert screen.table.region.width == 80


async def test_below_from_120_columns_on_and_beside_from_160(session: FakeSession) -> None:
    async with running(session, size=(160, 50)) as pilot:
        screen = main_screen(pilot)
        assert screen.sidebar.region == Region(0, 3, 28, 45)
        assert screen.detail.region.x > screen.table.region.x
        assert screen.detail.event is session.events[0], "the first event is in the detail"
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert screen.sidebar.region == Region(0, 3, 28, 35)
        assert screen.detail.region.x == screen.table.region.x
        assert screen.detail.region.y > screen.table.region.y
        await pilot.resize_terminal(119, 40)
        await settle(pilot)
        assert not screen.shows_detail
        await press(pilot, "d")
        assert screen.detail.region.x == screen.table.region.x


async def test_zoom_and_the_order_of_panes(session: FakeSession) -> None:
    async with running(session, size=(200, 50)) as pilot:
        screen = main_screen(pilot)
        await press(pilot, "tab")
        assert screen.detail.has_focus
        await press(pilot, "z")
        assert screen.detail.region.width == 200
        await press(pilot, "escape")
        assert screen.detail.region.width < 200
        assert screen.detail.has_focus
        await press(pilot, "shift+tab", "shift+tab")
        assert screen.facets is not None
        assert screen.facets.has_focus
        await press(pilot, "shift+tab")
        assert screen.chips.has_focus
        await press(pilot, "b")
        assert screen.table.has_focus, "a hidden pane keeps no focus"


async def test_what_was_closed_and_opened_is_remembered(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        memory = main_screen(pilot).memory
        await press(pilot, "b")
        assert memory.settings.pane("sidebar") == "closed"
        assert memory.settings.pane("detail") == ""
        await press(pilot, "d")
        assert memory.settings.pane("detail") == "closed"
        await press(pilot, "b")
        assert memory.settings.pane("sidebar") == "", "as the size suggests"
        await press(pilot, "b")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await press(pilot, "d", "d")
        assert memory.settings.pane("sidebar") == "closed", "it was not touched"
        await press(pilot, "b", "b")
        assert memory.settings.pane("sidebar") == ""
        await press(pilot, "d")
        await pilot.resize_terminal(120, 40)
        await press(pilot, "d")
        assert memory.settings.pane("detail") == "closed"
    async with running(session, size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        assert screen.sidebar.display
        assert not screen.shows_detail


async def test_the_form_has_five_lines(session: FakeSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        filters = main_screen(pilot).filters
        assert filters is not None
        assert filters.region.height == 5


async def test_the_session_is_told_of_the_first_frame(session: FakeSession) -> None:
    async with running(session):
        assert session.is_painted


async def test_the_sentence_is_drawn_anew_for_another_width(session: FakeSession) -> None:
    async with running(session, size=(120, 30)) as pilot:
        await press(pilot, "b", "b")
        region = main_screen(pilot).detail.region
        drawn = [line[region.x : region.right] for line in shown(pilot).splitlines()[region.y :]]
        words = " ".join(" ".join(drawn[:5]).replace("│", "").split())
        sentence = "alice described instances thing-0 from 203.0.113.0 at 2026-11-23 13:59:02 UTC"
        assert sentence in words


async def test_a_question_asked_while_the_sidebar_is_being_made_shows_there_once_it_is(
    session: FakeSession,
) -> None:
    async with running(session, size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        await screen.run_command("pane.sidebar")
        screen.ask(lambda questions: questions.range(TimeRange("1h")))
        assert screen.filters is not None
        assert not screen.filters.is_ready
        await settle(pilot)
        assert "last 1h" in shown(pilot)
        assert screen.asked.range == TimeRange("1h"), "the form asks nothing by itself"


async def test_a_notice_that_is_given_again_stands_once(session: FakeSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        for _ in range(3):
            pilot.app.notify("No other pane shares its room.", timeout=600)
        pilot.app.notify("No problems so far.", timeout=600)
        await until(pilot, lambda: "No problems so far." in shown(pilot))
        assert shown(pilot).count("No other pane shares its room.") == 1
