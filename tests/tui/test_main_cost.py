"""What is asked before something costs, and what is said of records that were rebuilt."""

from __future__ import annotations

import pytest

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running
from trailview.errors import FullScanError, PlanError
from trailview.tui.dialogs.confirm import ConfirmDialog
from trailview.tui.main.copy_menu import CopyController

REFUSAL = FullScanError("Whole table would be read", "It reads [all] of it.", "--allow-full-scan")


@pytest.mark.asyncio
async def test_a_full_scan_is_asked_about_and_carried_out_when_wanted() -> None:
    session = FakeSession(make_events(3), backends=("athena",), refusal=REFUSAL)
    async with running(session) as pilot:
        assert isinstance(pilot.app.screen, ConfirmDialog)
        assert session.allowed == []
        await press(pilot, "down", "enter")
        question = session.asked[0][0]
        assert session.allowed == [(question, "athena")]
        assert session.asked_of == [("athena", False), ("athena", True)]
        assert len(main_screen(pilot).table.rows) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_full_scan_is_left_unless_it_is_chosen(key: str) -> None:
    session = FakeSession(make_events(3), backends=("athena",), refusal=REFUSAL)
    async with running(session) as pilot:
        await press(pilot, key)
        assert pilot.app.screen is main_screen(pilot)
        assert session.allowed == []
        assert len(session.asked) == 1


@pytest.mark.asyncio
async def test_the_detail_says_that_a_record_was_rebuilt() -> None:
    session = FakeSession(make_events(3), record_note="Rebuilt by Athena")
    async with running(session) as pilot:
        await press(pilot, "enter")
        detail = main_screen(pilot).detail
        lines = [detail.render_line(y).text.strip() for y in range(detail.size.height)]
        assert "Rebuilt by Athena" in lines


@pytest.mark.asyncio
async def test_what_cannot_be_planned_has_no_command_to_copy() -> None:
    session = FakeSession(make_events(3))
    async with running(session) as pilot:
        screen = main_screen(pilot)
        before = [offer.what for offer in screen.controller(CopyController).copies()]
        session.plan_error = PlanError("Not in this table", "It does not hold that.")
        assert [offer.what for offer in screen.controller(CopyController).copies()] == before[:-1]
        assert before[-1] == "equivalent command"
