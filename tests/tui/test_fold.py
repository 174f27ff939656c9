"""Runs of the same call as one row, on the screen."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from tests.make import record
from tests.trails import trail_file
from tests.tui.fakes import main_screen, press, running, settle, shown, until
from trailview.compose.files import open_files
from trailview.search.progress import Order
from trailview.tui.widgets.event_table import EventTable

BURIED = 20


def rows(pilot: Pilot[int]) -> int:
    return len(main_screen(pilot).table.rows)


async def test_runs_fold_and_the_cursor_stays_on_its_event(tmp_path: Path) -> None:
    records = [record(n) for n in range(40)]
    records[BURIED] = record(BURIED, eventName="DeleteTrail", readOnly=False)
    trail_file(tmp_path, records, "20251122T1205Z")
    session = open_files([str(tmp_path)])
    session.start()
    try:
        async with running(session, size=(120, 40)) as pilot:
            await until(pilot, lambda: rows(pilot) == len(records))
            await press(pilot, "G")
            await press(pilot, "v")
            await until(pilot, lambda: rows(pilot) == 3)
            table = main_screen(pilot).table
            assert [table.rows.count(at) for at in range(3)] == [19, 1, 20]
            assert table.position == 2, "the run that has the event"
            assert shown(pilot).splitlines()[-2].rstrip().endswith("row 3/3"), (
                "rows are counted as they show"
            )
            await press(pilot, "k")
            assert table.rows.texts(table.position, ["event"]) == ["DeleteTrail"]
            await until(pilot, lambda: "20× DescribeInstances" in table.render_line(3).text)
            await press(pilot, "s", "end", "enter")
            await until(pilot, lambda: table.rows.count(0) == 20)
            assert [table.rows.count(at) for at in range(3)] == [20, 19, 1]
            assert "Event" in table.render_line(0).text
            assert "×▼" in table.render_line(0).text
            assert table.position == 2, "still on its event"
            await press(pilot, "s", "home", "enter")
            await until(pilot, lambda: table.rows.count(0) == 19)
            assert "×" not in table.render_line(0).text
            assert table.position == 1
            for _ in range(3):
                table.post_message(EventTable.SortAsked("event"))
                await settle(pilot)
            await until(pilot, lambda: table.rows.count(0) == 20)
            assert "×▼" in table.render_line(0).text, "the third click sorts by counts"
            assert main_screen(pilot).asked.order == Order(), "equal ones newest first"
            await press(pilot, "s", "home", "enter")
            await until(pilot, lambda: table.rows.count(0) == 19)
            await press(pilot, "j", "v")
            await until(pilot, lambda: rows(pilot) == len(records))
            await settle(pilot)
            assert table.position == BURIED, "the first event of the run, by itself again"
    finally:
        session.close()


async def test_a_run_is_drawn_again_where_its_first_event_stays(tmp_path: Path) -> None:
    trail_file(tmp_path, [record(n) for n in range(3)], "20251122T1205Z")
    session = open_files([str(tmp_path)])
    session.start()
    try:
        async with running(session, size=(120, 40)) as pilot:
            await until(pilot, lambda: rows(pilot) == 3)
            await press(pilot, "v")
            await until(pilot, lambda: "3× DescribeInstances" in shown(pilot))
            await press(pilot, "v")
            await until(pilot, lambda: rows(pilot) == 3 and "3×" not in shown(pilot))
    finally:
        session.close()


async def test_a_run_claims_nothing_that_does_not_hold_of_all_its_events(tmp_path: Path) -> None:
    regions = ("us-east-1", "eu-west-1")
    trail_file(tmp_path, [record(n, awsRegion=regions[n % 2]) for n in range(6)], "20251122T1205Z")
    session = open_files([str(tmp_path)])
    session.start()
    try:
        async with running(session, size=(160, 30)) as pilot:
            await until(pilot, lambda: rows(pilot) == 6)
            await press(pilot, "v")
            table = main_screen(pilot).table
            await until(pilot, lambda: "6× " in table.render_line(1).text)
            line = table.render_line(1).text
            assert "several" in line
            assert not any(region in line for region in regions)
            await press(pilot, *["right"] * table.drawn_columns.index("region"))
            assert table.value == ""
            await press(pilot, "plus")
            assert "The events of this run differ in that" in shown(pilot)
            assert main_screen(pilot).asked.question.text == ""
    finally:
        session.close()
