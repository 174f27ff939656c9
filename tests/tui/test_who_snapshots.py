"""How a chain and the menu of pivots look, over the table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.fakes import NOW, make_events, settle
from tests.tui.stored import StoredSession
from trailview.question.query import Question
from trailview.tui.app import TrailviewApp
from trailview.tui.dialogs.pivots import PivotsDialog, PivotWay
from trailview.tui.dialogs.tree import TreeDialog, TreeRow

Compare = Callable[..., bool]
Act = Callable[[Pilot[Any]], Awaitable[None]]

ROWS: Final = (
    TreeRow(0, ("ASIA0000000000000001",), "event"),
    TreeRow(
        1,
        (
            "ASIA0000000000000001 · AssumeRole · 2026-11-23 12:02:00 · 203.0.113.7 · "
            "issued key seen",
            "role arn:aws:iam::444455556666:role/Read, session alice-x",
            "MFA, event 6df6d4a5-37a8-5cdb-9df8-de723a079ff3",
        ),
        "hop",
    ),
    TreeRow(2, ("IAMUser arn:aws:iam::111122223333:user/al\x1bice · issued key seen",), "origin"),
    TreeRow(0, ("missing: who in account 444455556666 made AssumeRole: it was stopped. …",)),
)
WAYS: Final = (
    PivotWay("only this value", "event:DeleteTrail", "16"),
    PivotWay("this key", "AKIAIOSFODNN7EXAMPLE", "1,204"),
    PivotWay("this person", "all that leads back to whoever is behind it", "w"),
    PivotWay("this resource", "org-\u202etrail", "…"),
)


def tree() -> Screen[Any]:
    """A chain that was found, and lacks something."""
    dialog = TreeDialog("Who is behind it", "Enter goes to the event · Esc closes", lambda: None)
    dialog.show(ROWS, "incomplete · 7 calls · 1 missing, told at the end")
    return dialog


def looking() -> Screen[Any]:
    """A chain that is being found out."""
    dialog = TreeDialog("Who is behind it", "Enter goes to the event · Esc closes", lambda: None)
    dialog.told(3)
    return dialog


def pivots() -> Screen[Any]:
    """The menu while it counts."""
    return PivotsDialog(WAYS, lambda: None)


def showing(dialog: Callable[[], Screen[Any]]) -> Act:
    """Open a dialog."""

    async def act(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        pilot.app.push_screen(dialog())
        await settle(pilot)

    return act


@pytest.mark.parametrize("size", [(80, 24), (160, 40)], ids=["80x24", "160x40"])
@pytest.mark.parametrize("dialog", [tree, looking, pivots])
def test_dialog(
    snap_compare: Compare, dialog: Callable[[], Screen[Any]], size: tuple[int, int]
) -> None:
    app = TrailviewApp(StoredSession(make_events(80)), Question(), UTC, lambda: NOW)
    assert snap_compare(app, terminal_size=size, run_before=showing(dialog))
