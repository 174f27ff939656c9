"""The app: a shell round the main screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.settings.memory import Memory
from trailview.tui.identities import Identities
from trailview.tui.messages import CopyAsked, SettingsChanged
from trailview.tui.runner import Session
from trailview.tui.screens.main import MainScreen
from trailview.tui.themes import DEFAULT


class TrailviewApp(App[int]):
    """Shows one session's events. `run()` returns the exit code."""

    CSS_PATH = "trailview.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        question: Question,
        zone: tzinfo,
        now: Callable[[], int],
        memory: Memory | None = None,
        span: TimeRange = UNTYPED,
        identities: Identities | None = None,
    ) -> None:
        """The session must have been started.

        `zone` is the time zone of the display, `now` the clock in seconds
        since 1970, `memory` what is remembered (else the user's own is read),
        `span` the question's window as it was typed, `identities` who can ask
        where services are asked.
        """
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DEFAULT)
        self.title = "trailview"
        self._memory = memory or Memory()
        self._wear(self._memory.settings.theme)
        self._make_screen = partial(MainScreen, session, question, zone, now, self._memory, span)
        self._identities = identities

    def _wear(self, theme: str) -> None:
        self.theme = theme if theme in self.available_themes else DEFAULT.name

    def get_default_screen(self) -> Screen[None]:
        screen = self._make_screen()
        screen.identities = self._identities
        return screen

    def on_mount(self) -> None:
        self.set_keymap(self._memory.settings.keys)

    def on_settings_changed(self, message: SettingsChanged) -> None:
        """Follow what is set now, as far as it is the app's."""
        message.stop()
        settings = self._memory.settings
        self.set_keymap(settings.keys)
        self._wear(settings.theme)

    async def action_quit(self) -> None:
        self.exit(0)

    async def action_interrupt(self) -> None:
        """Leave what waits for the user, or else the program."""
        from trailview.tui.screens.dialog import Dialog

        screen = self.screen
        if isinstance(screen, Dialog) and screen.is_waited_for:
            screen.action_leave()
        else:
            await self.action_quit()

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
