"""The screen as it was looked at and found good, at the sizes that matter.

After a wanted change: `pytest tests/tui/test_snapshots.py --snapshot-update`,
and look at the pictures before they are committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any, Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.fakes import NOW, make_events, press, settle
from tests.tui.stored import StoredSession
from trailview.backends.base import Problem, Tally
from trailview.errors import DeniedError
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import State
from trailview.search.reading.state import ShardProgress, ShardState
from trailview.tui.app import TrailviewApp


class Compare(Protocol):
    """The `snap_compare` fixture of pytest-textual-snapshot, as far as it is used here."""

    def __call__(
        self,
        app: App[Any],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[Any]], Awaitable[None]],
    ) -> bool: ...


def an_app(question: str = "", problems: tuple[Problem, ...] = ()) -> TrailviewApp:
    session = StoredSession(make_events(80), duplicates=3, problems=problems)
    return TrailviewApp(session, Question(parse(question)), UTC, lambda: NOW)


def after(*keys: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """What to do before the picture is taken: press keys, each carried out wholly."""

    async def pressed(pilot: Pilot[int]) -> None:
        await settle(pilot)
        await press(pilot, *keys)
        for box in pilot.app.screen.query(Input):
            box.cursor_blink = False
        await pilot.pause()

    return pressed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids="{0[0]}x{0[1]}".format)
def test_main_screen(snap_compare: Compare, size: tuple[int, int]) -> None:
    app = an_app("-event:DescribeInstances")
    assert snap_compare(app, terminal_size=size, run_before=after("j", "j", "right", "right"))


def test_detail_below_the_table(snap_compare: Compare) -> None:
    keys = ("j", "enter", "j", "j")
    assert snap_compare(an_app(), terminal_size=(80, 24), run_before=after(*keys))


def test_detail_by_itself_with_a_fold(snap_compare: Compare) -> None:
    keys = ("enter", "z", *"jjjjjjjj", "space")
    assert snap_compare(an_app(), terminal_size=(80, 24), run_before=after(*keys))


def test_filters_with_active_terms_and_suggestions(snap_compare: Compare) -> None:
    keys = ("b", "b", "tab", "tab", "a")
    app = an_app("is:write -user:bob")
    assert snap_compare(app, terminal_size=(120, 40), run_before=after(*keys))


def test_question_that_is_not_understood(snap_compare: Compare) -> None:
    keys = ("slash", *"usr:", "enter")
    assert snap_compare(an_app(), terminal_size=(80, 24), run_before=after(*keys))


def test_help(snap_compare: Compare) -> None:
    keys = ("question_mark",)
    assert snap_compare(an_app(), terminal_size=(120, 40), run_before=after(*keys))


def test_columns_dialog(snap_compare: Compare) -> None:
    keys = ("c", "down", "down", "space", "right", "right")
    assert snap_compare(an_app(), terminal_size=(120, 40), run_before=after(*keys))


def test_progress(snap_compare: Compare) -> None:
    window = Window(NOW - 3600, NOW)
    half, tally = Window(NOW - 1800, NOW), Tally(records=2140, requests=43, throttled=2)
    denied = DeniedError("Permission denied", "A policy has to allow it.")
    shards = (
        ShardProgress("prod · eu-central-1", ShardState.READING, tally, half),
        ShardProgress("prod · us-west-2", ShardState.FAILED, Tally(requests=1), error=denied),
        ShardProgress("prod · us-east-1", ShardState.DONE, tally, window, added="us-east-1"),
    )
    note = "Global services are recorded in us-east-1: it is asked too."
    session = StoredSession(
        make_events(80), ("history",), state=State.READING, shards=shards, notes=(note,)
    )
    app = TrailviewApp(session, Question(window=window), UTC, lambda: NOW)
    assert snap_compare(app, terminal_size=(120, 30), run_before=after("L"))


def test_problems(snap_compare: Compare) -> None:
    problems = (
        Problem("/var/log/trail/a.json.gz", "byte 965, line 26", "it ends too early"),
        Problem("/var/log/trail/\x1b[2Jb.json", "", "[red]no[/red] JSON"),
    )
    app = an_app(problems=problems)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after("exclamation_mark"))
