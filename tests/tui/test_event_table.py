"""The event table: a cursor that stays on its event, and lines drawn only when they change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Any, ClassVar

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip

from tests.make import record, store
from trailview.search.progress import Order
from trailview.store.view import View
from trailview.tui.columns import ALL, DEFAULT
from trailview.tui.widgets.event_table import EventTable


def rows_of(records: Iterable[dict[str, Any]]) -> View:
    held = store(records)
    return View.of(held.snapshot(), np.arange(len(held), dtype=np.int32))


def some(numbers: Iterable[int]) -> View:
    """Events named after their number; the highest number is the newest."""
    return rows_of(record(n, eventName=f"Event{n}") for n in numbers)


class TableApp(App[None]):
    """The table, and the messages it posts."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.table = Drawn()
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_event_table_highlighted(self, message: EventTable.Highlighted) -> None:
        self.posted.append(message)

    def on_event_table_opened(self, message: EventTable.Opened) -> None:
        self.posted.append(message)

    def on_event_table_term_asked(self, message: EventTable.TermAsked) -> None:
        self.posted.append(message)

    def on_event_table_nothing(self, message: EventTable.Nothing) -> None:
        self.posted.append(message)

    def terms(self) -> list[tuple[str, str, bool]]:
        return [
            (m.field, m.text, m.negated) for m in self.posted if isinstance(m, EventTable.TermAsked)
        ]


class Drawn(EventTable):
    """Counts the lines it is asked to draw."""

    drawn: ClassVar[list[int]] = []

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


def screen(app: TableApp) -> list[str]:
    table = app.table
    return [EventTable.render_line(table, y).text.rstrip() for y in range(table.size.height)]


def current(app: TableApp) -> str:
    table = app.table
    return table.rows.texts(table.position, ["event"])[0]


async def test_rows_with_marks_and_a_header_that_says_the_day() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 6)):
        app.table.show(
            rows_of([record(1), record(2, eventName="DeleteTrail", readOnly=False, errorCode="X")])
        )
        header, first, second, *_ = screen(app)
        assert header.split()[0].startswith("2025-11-2")
        assert "▼" in header
        assert first.split()[:4] == ["12:00:02", "✗", "alice", "DeleteTrail"]
        assert second.split()[:4] == ["12:00:01", "·", "alice", "DescribeInstances"]


async def test_a_person_stands_out_by_name_and_a_machine_does_not() -> None:
    app = TableApp()
    person = "signin.amazonaws.com"
    async with app.run_test(size=(80, 6)):
        app.table.show(
            rows_of(
                [
                    record(1, userAgent=person),
                    record(2, userAgent="APN/1.0 HashiCorp/1.0 Terraform/1.9.8"),
                ]
            )
        )
        outstanding = [
            [
                s.text.strip()
                for s in EventTable.render_line(app.table, y)
                if s.style and s.style.bold
            ]
            for y in (1, 2)
        ]
        assert outstanding == [[], ["alice"]]


async def test_until_moved_the_cursor_follows_the_newest() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 6)) as pilot:
        app.table.show(some(range(5)))
        app.table.show(some(range(9)))
        await pilot.pause()
        assert current(app) == "Event8"
        keys = [m.position for m in app.posted if isinstance(m, EventTable.Highlighted)]
        assert keys == [0, 0]


async def test_the_cursor_stays_on_its_event_and_the_event_on_its_line() -> None:
    app = TableApp()
    held = store(record(n, eventName=f"Event{n}") for n in range(0, 60, 2))
    async with app.run_test(size=(80, 12)) as pilot:
        snapshot = held.snapshot()
        app.table.show(View.of(snapshot, np.arange(30, dtype=np.int32)))
        await pilot.press(*["j"] * 15)
        event, line = (
            current(app),
            next(y for y, text in enumerate(screen(app)) if current(app) in text.split()),
        )
        from tests.make import block

        held.append(block(record(n, eventName=f"Event{n}") for n in range(1, 60, 2)))
        later = View.of(held.snapshot(), np.arange(60, dtype=np.int32))
        app.table.show(later)
        assert current(app) == event
        assert event in screen(app)[line].split()


async def test_nothing_is_drawn_when_nothing_visible_changes() -> None:
    app = TableApp()
    held = store(record(n) for n in range(100, 160))
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.show(View.of(held.snapshot(), np.arange(60, dtype=np.int32)))
        await pilot.press(*["j"] * 5)
        await pilot.pause()
        from tests.make import block

        held.append(block(record(n) for n in range(40, 60)))
        Drawn.drawn.clear()
        app.table.show(View.of(held.snapshot(), np.arange(80, dtype=np.int32)))
        await pilot.pause()
        assert Drawn.drawn == []


async def test_times_of_another_day_have_all_lines_drawn_once() -> None:
    app = TableApp()
    day = 86_400
    held = store(record(n) for n in (*range(3 * day, 3 * day + 60), 2 * day, day))
    async with app.run_test(size=(80, 12)) as pilot:
        snapshot = held.snapshot()
        app.table.show(View.of(snapshot, np.arange(60, dtype=np.int32)))
        await pilot.pause()
        Drawn.drawn.clear()
        app.table.show(View.of(snapshot, np.arange(61, dtype=np.int32)))
        await pilot.pause()
        assert sorted(Drawn.drawn) == list(range(12))
        Drawn.drawn.clear()
        app.table.show(View.of(snapshot, np.arange(62, dtype=np.int32)))
        await pilot.pause()
        assert Drawn.drawn == []


async def test_moving_the_cursor_draws_two_lines() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.show(some(range(100)))
        await pilot.press("j")
        await pilot.pause()
        Drawn.drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert sorted(set(Drawn.drawn)) == [2, 3]


async def test_every_way_of_moving() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 11)) as pilot:
        app.table.show(some(range(100)))
        for key, position in [
            ("pagedown", 9),
            ("ctrl+d", 13),
            ("ctrl+u", 9),
            ("pageup", 0),
            ("G", 99),
            ("k", 98),
            ("g", 0),
            ("k", 0),
            ("end", 99),
            ("home", 0),
        ]:
            await pilot.press(key)
            assert app.table.position == position
            assert current(app) in " ".join(screen(app))


async def test_enter_opens_and_clicks_select() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 11)) as pilot:
        app.table.show(some(range(5)))
        await pilot.click(EventTable, offset=(30, 3))
        assert app.table.position == 2
        await pilot.press("enter")
        assert isinstance(app.posted[-1], EventTable.Opened)


async def test_cells_become_terms_of_the_field_that_reads_them() -> None:
    app = TableApp()
    role = {
        "type": "AssumedRole",
        "principalId": "AROA:eve",
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Admin"}},
    }
    async with app.run_test(size=(200, 11)) as pilot:
        app.table.show(
            rows_of(
                [
                    record(1, userIdentity=role),
                    record(0, userIdentity={"type": "AWSAccount", "principalId": "AIDAX"}),
                ]
            )
        )
        await pilot.press(
            "plus", "right", "plus", "right", "plus", "right", "minus", "left", "plus"
        )
        await pilot.press("j", "plus")
        assert app.terms() == [
            ("is", "read", False),
            ("user", "eve", False),
            ("event", "DescribeInstances", True),
            ("user", "eve", False),
            ("principal-id", "AIDAX", False),
        ]
        assert isinstance(app.posted[1], EventTable.Nothing)


async def test_sorted_column_is_marked() -> None:
    app = TableApp()
    async with app.run_test(size=(160, 6)):
        app.table.show(some(range(3)))
        app.table.set_sort(Order("event", descending=False))
        assert "Event" in screen(app)[0]
        assert "▲" in screen(app)[0]
        assert "▼" not in screen(app)[0]


async def test_times_follow_the_zone() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 6)):
        app.table.show(some(range(1)))
        app.table.zone = timezone(timedelta(hours=5, minutes=30))
        assert screen(app)[1].startswith("17:30:00")


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
async def test_lines_are_as_wide_as_the_screen_whatever_the_text(width: int) -> None:
    app = TableApp()
    hostile = "[red]\x1b[31m漢字\u202e\u200b\x00" * 9
    async with app.run_test(size=(width, 4)):
        app.table.show(rows_of([record(1, eventName=hostile, sourceIPAddress=hostile)]))
        for y in range(4):
            strip = EventTable.render_line(app.table, y)
            assert strip.cell_length == width
            assert strip.text.isprintable()


async def test_wide_layouts_scroll_sideways_with_the_cell_cursor() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 5)) as pilot:
        app.table.show(some(range(2)))
        layout = (*DEFAULT, ALL["id"])
        app.table.set_layout(layout)
        await pilot.press(*["right"] * len(layout))
        assert "Event ID" in screen(app)[0]
        assert app.table.value == app.table.rows.texts(0, ["id"])[0]


async def test_an_empty_table_takes_every_key() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.press("j", "G", "plus", "enter", "left", "pagedown")
        assert app.table.cursor_key is None
        assert app.table.value is None
        assert not app.posted


async def test_columns_grow_with_what_is_scrolled_to_once_no_key_comes() -> None:
    app = TableApp()
    names = ["Short", *["Short"] * 20, "AVeryLongNameOfAnEventThatNobodyHasSeen"]
    async with app.run_test(size=(120, 6)) as pilot:
        app.table.show(rows_of(record(-n, eventName=name) for n, name in enumerate(names)))
        before = screen(app)[0].index("Resource")
        await pilot.press("G")
        assert screen(app)[0].index("Resource") == before, "not under the key"
        while screen(app)[0].index("Resource") == before:
            await pilot.pause(0.05)
        assert names[-1] in "".join(screen(app))


async def test_region_stays_where_there_are_several_and_a_service_is_named_once() -> None:
    app = TableApp()
    service = {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}
    made = [
        record(1, userIdentity=service, sourceIPAddress="ec2.amazonaws.com"),
        record(2, awsRegion="eu-west-1"),
    ]
    async with app.run_test(size=(80, 6)):
        app.table.show(rows_of(made[:1]))
        assert "region" not in app.table.drawn_columns
        assert "ec2.amazonaws.com" in screen(app)[1]
        app.table.show(rows_of(made))
        app.table.forget()
        app.table.show(rows_of(made))
        assert "region" in app.table.drawn_columns
    async with TableApp().run_test(size=(200, 6)) as pilot:
        assert isinstance(pilot.app, TableApp)
        pilot.app.table.show(rows_of(made[:1]))
        assert screen(pilot.app)[1].count("ec2.amazonaws.com") == 1
