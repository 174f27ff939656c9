"""Makes the pictures in this folder from the demo trail: `make screenshots`.

The real app runs over the real demo trail with a clock that stands still, so
that a picture changes only when the screen does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from textual.pilot import Pilot
from textual.widgets import Input, Static

from screenshots.folder import keep
from trailview.compose.files import open_demo
from trailview.compose.origins import origins_of
from trailview.demo.story import ATTACKER
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.question.when import window
from trailview.settings.memory import Memory
from trailview.tui.app import TrailviewApp
from trailview.tui.dialogs.tree import TreeDialog
from trailview.tui.main.screen import MainScreen

NOW: Final = 1_795_442_531
"""2026-11-23T14:02:11Z: the moment the demo trail ends at."""
PATIENCE: Final = 60
"""Seconds after which a state that is waited for counts as missed."""


class Stage:
    """The running app, and what a picture does with it before it is taken."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot

    @property
    def screen(self) -> MainScreen:
        """The main screen, also while a dialog lies over it."""
        screen = self._pilot.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for a state. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await self._pilot.pause(0.02)

    async def settle(self) -> None:
        """Wait until nothing is under way any more."""
        for _ in range(2):
            await self._pilot.pause()
            await self._pilot.app.workers.wait_for_complete()
        await self._pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type into the input in use."""
        await self.press(*text)

    @property
    def is_looking(self) -> bool:
        """Whether a chain is being found out, or not begun."""
        top = self._pilot.app.screen
        states = top.query("#state").results(Static) if isinstance(top, TreeDialog) else ()
        return all("looking" in str(state.content) for state in states)

    async def hold_still(self) -> None:
        """Let no cursor blink."""
        for box in self._pilot.app.screen.query(Input):
            box.cursor_blink = False
        await self.settle()

    async def answered(self) -> None:
        """Wait until the answer is whole."""
        await self.until(
            lambda: self.screen.progress is not None and self.screen.progress.state.is_over
        )
        await self.settle()

    async def go_to(self, event: str) -> None:
        """Move the cursor to the newest event of this name, and its detail with it."""
        assert self.screen.progress is not None
        rows = self.screen.progress.rows
        names = (rows.texts(position, ["event"])[0] for position in range(len(rows)))
        place = next(position for position, name in enumerate(names) if name == event)
        await self.press("g", *["j"] * place)
        if self.screen.shows_detail:
            await self.until(
                lambda: (
                    (shown := self.screen.detail.event) is not None
                    and shown.text("eventName") == event
                )
            )
            await self.settle()


class Picture(NamedTuple):
    """One file of the folder, and how it comes about."""

    name: str
    size: tuple[int, int]
    """Columns and rows."""
    question: str
    pose: Callable[[Stage], Awaitable[None]]
    theme: str = ""
    """The colours; empty for those trailview starts with."""


async def _main(stage: Stage) -> None:
    await stage.go_to("GetSecretValue")


async def _changes(stage: Stage) -> None:
    await stage.press("j", "j")


async def _incident(stage: Stage) -> None:
    await stage.press("b")
    await stage.go_to("PutBucketPolicy")


async def _narrow(stage: Stage) -> None:
    await stage.go_to("AttachUserPolicy")


async def _filters(stage: Stage) -> None:
    await stage.press("d", "b", "b", "tab", "tab")
    await stage.type("ci")


async def _help(stage: Stage) -> None:
    await stage.press("question_mark")


async def _columns(stage: Stage) -> None:
    await stage.press("c", "down", "down")


async def _crossed(stage: Stage) -> None:
    await stage.press("asterisk")


async def _timeline(stage: Stage) -> None:
    await stage.press("t", "less_than_sign", "less_than_sign", "less_than_sign", "space")
    await stage.press("less_than_sign")


async def _chain(stage: Stage) -> None:
    await stage.go_to("PutBucketPolicy")
    await stage.press("w")
    await stage.until(lambda: not stage.is_looking)


async def _marks(stage: Stage) -> None:
    await stage.press("m", "m", "m", "m", "M")


PICTURES: Final = (
    Picture("main", (160, 45), "", _main),
    Picture("incident", (160, 45), f"ip:{ATTACKER} -event:GetObject,ConsoleLogin", _incident),
    Picture("narrow", (80, 24), f"ip:{ATTACKER} -event:GetObject,ConsoleLogin", _narrow),
    Picture("filters", (120, 32), "is:write -is:service -event:PutObject", _filters),
    Picture("help", (100, 40), "", _help),
    Picture("columns", (120, 32), "is:denied", _columns),
    Picture("denied-by-principal", (120, 32), "is:denied", _crossed),
    Picture("timeline", (120, 32), "is:write", _timeline),
    Picture("chain", (120, 32), f"ip:{ATTACKER}", _chain),
    Picture("marks", (120, 32), f"ip:{ATTACKER} -event:GetObject,ConsoleLogin", _marks),
    *(
        Picture(f"{columns}x{rows}-{name}", (columns, rows), "by:person is:write", _changes, theme)
        for columns, rows in ((80, 24), (120, 40), (200, 50))
        for name, theme in (("dark", ""), ("light", "trailview-light"))
    ),
)


@asynccontextmanager
async def staged(question: str, size: tuple[int, int]) -> AsyncIterator[Stage]:
    """The app over the demo trail, its answer whole."""
    asked = Question(parse(question), window(None, None, NOW, UTC))
    session = open_demo(now=NOW)
    session.start()
    try:
        with TemporaryDirectory() as folder:  # each picture begins with nothing remembered
            memory = Memory(Path(folder))
            with closing(origins_of(memory)) as origins:
                app = TrailviewApp(session, asked, UTC, lambda: NOW, memory, origins=origins)
                async with app.run_test(size=size) as pilot:
                    stage = Stage(pilot)
                    await stage.answered()
                    yield stage
    finally:
        session.close()


async def take(picture: Picture) -> str:
    """The picture as SVG."""
    async with staged(picture.question, picture.size) as stage:
        if picture.theme:
            stage.screen.app.theme = picture.theme
        await picture.pose(stage)
        await stage.hold_still()
        return stage.screen.app.export_screenshot(title="trailview")


async def make(pictures: Sequence[Picture]) -> None:
    """Write pictures into the folder, in all colours whatever the terminal has."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in ("NO_COLOR", "COLORFGBG"):
        os.environ.pop(name, None)
    for picture in pictures:
        keep(picture.name, await take(picture))


if __name__ == "__main__":
    asyncio.run(make(PICTURES))
