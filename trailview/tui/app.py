"""The app: a shell round the main screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from trailview.question.query import Question
from trailview.tui.messages import CopyAsked
from trailview.tui.runner import Session
from trailview.tui.screens.main import MainScreen
from trailview.tui.screens.trail import TimeRange
from trailview.tui.themes import DEFAULT


class TrailviewApp(App[int]):
    """Shows one session's events. `run()` returns the exit code."""

    CSS_PATH = "trailview.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        question: Question,
        zone: tzinfo,
        now: Callable[[], int],
        keymap: Mapping[str, str] | None = None,
        span: TimeRange | None = None,
    ) -> None:
        """The session must have been started.

        `zone` is the time zone of the display, `now` the clock in seconds
        since 1970, `keymap` the user's own keys by command id, `span` the
        question's window as it was typed.
        """
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DEFAULT)
        self.theme = DEFAULT.name
        self.title = "trailview"
        self._keys = dict(keymap or {})
        self._make_screen = partial(
            MainScreen, session, question, zone, now, self._keys, span or TimeRange()
        )

    def get_default_screen(self) -> Screen[None]:
        return self._make_screen()

    def on_mount(self) -> None:
        self.set_keymap(self._keys)

    async def action_quit(self) -> None:
        self.exit(0)

    def on_copy_asked(self, message: CopyAsked) -> None:
        message.stop()
        self._copy(message.text, message.what)

    @work(thread=True, group="copy", exit_on_error=False)
    def _copy(self, text: str, what: str) -> None:
        from trailview.tui.clipboard import copy_by_program

        program = copy_by_program(text)
        if program is None:
            self.call_from_thread(self.copy_to_clipboard, text)
            notice = f"Sent the {what} to the terminal's clipboard"
        else:
            notice = f"Copied the {what} with {program}"
        self.call_from_thread(self.notify, notice, timeout=3, markup=False)
