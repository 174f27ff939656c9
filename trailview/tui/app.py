"""The app: a shell round the main screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen

from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.settings.memory import Memory
from trailview.tui.base_app import BaseApp
from trailview.tui.main.controller import Controller
from trailview.tui.main.facts import ThemeChosen
from trailview.tui.main.runner import ScreenSession
from trailview.tui.main.screen import MainScreen
from trailview.tui.messages import SettingsChanged

if TYPE_CHECKING:
    from trailview.tui.identities import Identities
    from trailview.tui.origins import Origins


class TrailviewApp(BaseApp[int]):
    """Shows one session's events. `run()` returns the exit code."""

    CSS_PATH = "trailview.tcss"

    def __init__(
        self,
        session: ScreenSession,
        question: Question,
        zone: tzinfo,
        now: Callable[[], int],
        memory: Memory | None = None,
        span: TimeRange = UNTYPED,
        identities: Identities | None = None,
        origins: Origins | None = None,
        controllers: Sequence[Callable[[MainScreen], Controller]] | None = None,
    ) -> None:
        """The session must have been started.

        `zone` is the time zone of the display, `now` the clock in seconds
        since 1970, `memory` what is remembered (else the user's own is read),
        `span` the question's window as it was typed, `identities` who can ask
        where services are asked, `origins` who finds out who is behind a key,
        `controllers` what the main screen is made of, if not of all there are.
        """
        self._memory = memory or Memory()
        super().__init__(self._memory.settings.theme)
        self._make_screen = partial(
            MainScreen,
            session,
            question,
            zone,
            now,
            self._memory,
            span,
            identities,
            origins,
            controllers,
        )

    def get_default_screen(self) -> Screen[None]:
        """The main screen, made when the app begins."""
        return self._make_screen()

    def awaits(self, event: events.Key | events.Paste) -> bool:
        """Whether a key can do nothing before the first row of what was just asked."""
        screen = self.screen
        if not isinstance(event, events.Key) or not isinstance(screen, MainScreen):
            return False
        return screen.awaits(event.key)

    def on_mount(self) -> None:
        self.set_keymap(self._memory.settings.keys)

    def watch_theme(self, name: str) -> None:
        """Tell the main screen of colours that somebody has chosen."""
        screen = next(iter(self.screen_stack), None) if self.is_running else None
        if name != self.worn and isinstance(screen, MainScreen):
            screen.tell(ThemeChosen(name))

    def on_settings_changed(self, message: SettingsChanged) -> None:
        """Follow what is set now, as far as it is the app's."""
        message.stop()
        settings = self._memory.settings
        self.set_keymap(settings.keys)
        self.wear(settings.theme)

    async def action_quit(self) -> None:
        self.exit(0)
