"""The last line: drawn when there is news, and of it only what has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.progress import changed
from tests.tui.fakes import NOW
from trailview.backends.base import Tally
from trailview.question.query import Question
from trailview.search.last_event import CountedBack
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ReadingState
from trailview.store.extent import Extent
from trailview.store.rows import no_rows
from trailview.tui.widgets.status import StatusLine, changed_cells, status_parts


def reading(files: int, state: State = State.READING) -> Progress:
    return Progress(
        Question(), no_rows(), state, ReadingState(tally=Tally(files=files, of_files=99))
    )


class Line(StatusLine):
    """Notes which of its cells are drawn again."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[tuple[Region, ...]] = []

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Line:
        if hasattr(self, "drawn"):
            self.drawn.append(regions)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    @property
    def text(self) -> str:
        return self.render().plain.rstrip()


class Screen(App[None]):
    def compose(self) -> ComposeResult:
        yield Line()


@pytest.mark.asyncio
async def test_while_counts_grow_it_is_drawn_now_and_then_and_the_end_is_told_at_once() -> None:
    async with Screen().run_test(size=(100, 5)) as pilot:
        line = pilot.app.query_one(Line)
        line.show(reading(1), UTC, NOW)
        assert line.text.startswith(" reading ░░░░░░░░░░ 1% · 1 of 99 files")
        line.drawn.clear()
        line.show(reading(2), UTC, NOW)
        line.show(reading(3), UTC, NOW)
        assert ("1 of 99 files" in line.text, line.drawn) == (True, [])
        while "3 of 99 files" not in line.text:
            await pilot.pause(0.01)
        assert line.drawn == [(Region(20, 0, 6, 1),)]
        line.show(reading(99, State.DONE), UTC, NOW)
        assert line.text.startswith(" done · all 99 files read")


@pytest.mark.asyncio
async def test_what_says_the_same_is_not_drawn_again() -> None:
    async with Screen().run_test(size=(100, 5)) as pilot:
        line = pilot.app.query_one(Line)
        line.show(reading(1), UTC, NOW)
        line.drawn.clear()
        line.show(changed(reading(1), seconds=5.0), UTC, NOW)
        line.show(replace(reading(2), state=State.CANCELLED), UTC, NOW)
        assert len(line.drawn) == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_cells_outside_of_those_that_changed_are_the_same(before: str, after: str) -> None:
    start, count = changed_cells(before, after)
    if cell_len(before) == len(before) and cell_len(after) == len(after):
        width = max(len(before), len(after))
        one, other = before.ljust(width), after.ljust(width)
        assert one[:start] == other[:start]
        assert one[start + count :] == other[start + count :]
    else:
        assert (start, count) == (0, max(cell_len(before), cell_len(after)))


def test_a_span_that_is_counted_back_says_from_when() -> None:
    counted = CountedBack(Question(), "24h is counted back from …", is_moved=True)
    done = reading(99, State.DONE)
    over = replace(done, counted=counted, reading=replace(done.reading, extent=Extent(1, last=NOW)))
    told = [text for _, text in status_parts(over, UTC, NOW + 10**7)]
    assert any(text.startswith("back from ") for text in told)
    assert over.notes == ("24h is counted back from …",)
    assert not any("back" in text for _, text in status_parts(done, UTC, NOW))
