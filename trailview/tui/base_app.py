"""What the app and the setup before it have in common: colours, Ctrl+C, and copying."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType

from trailview.errors import SettingsError
from trailview.events.text import counted, printable
from trailview.tui.lean_driver import lean_driver
from trailview.tui.messages import CopyAsked
from trailview.tui.themes import DEFAULT
from trailview.tui.typed_ahead import Hold, TypedAhead

if TYPE_CHECKING:
    from textual.driver import Driver

Result = TypeVar("Result")


class BaseApp(App[Result]):
    """An app in our colours."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DEFAULT)
        self.title = "trailview"
        self.wear(theme)
        self._is_ending = False
        self._runs_in: asyncio.AbstractEventLoop | None = None
        self._ahead = TypedAhead(self, self)

    def get_driver_class(self) -> type[Driver]:
        """What writes to the platform's terminal."""
        return lean_driver(super().get_driver_class())

    def on_load(self) -> None:
        self._runs_in = asyncio.get_running_loop()
        if self._is_ending:
            self.exit()

    # Keys

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._ahead.take(event)
        else:
            await super().on_event(event)

    async def take_key(self, event: events.Key | events.Paste) -> None:
        """Hand a key to what has the focus now."""
        await super().on_event(event)

    def awaits(self, event: events.Key | events.Paste) -> bool:  # noqa: ARG002 - for apps that do
        """Whether a key can do nothing yet, and will be able to before long."""
        return False

    def give_up_keys(self, number: int, why: str) -> None:
        """Tell that so many keys were dropped."""
        if number:
            self.notify(f"{counted(number, 'key')} dropped: {why}.", timeout=3, markup=False)

    def hold_keys(self) -> Hold:
        """Let keys wait for what a command opens once a thread has found it."""
        return self._ahead.hold()

    @property
    def is_carrying_out(self) -> bool:
        """Whether a key is being carried out, or waits."""
        return self._ahead.is_busy

    # Leaving

    def end(self) -> None:
        """Leave without a result, whatever is shown; from any thread or a signal's handler."""
        self._is_ending = True
        if self._runs_in is not None:
            with suppress(RuntimeError):  # it is over already
                self._runs_in.call_soon_threadsafe(self.exit)

    def wear(self, theme: str) -> None:
        """Take the colours of this name, or the usual ones where there are none."""
        self.theme = theme if theme in self.available_themes else DEFAULT.name

    def refresh_css(self, animate: bool = True) -> None:
        """Follow other colours; before there is a screen, have it begin with them."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    async def action_interrupt(self) -> None:
        """Leave what waits for the user, or else the program."""
        from trailview.tui.dialogs.dialog import Dialog

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
        if program is not None:
            self._say(f"Copied the {what} with {program}")
            return
        from trailview.tui.osc52 import sequence

        if sequence(text, os.environ) is None:
            self._keep(text, what)
        else:
            self.call_from_thread(self.copy_to_clipboard, text)
            self._say(f"Sent the {what} to the terminal's clipboard")

    def copy_to_clipboard(self, text: str) -> None:
        """Send a text to the terminal's clipboard, as what it runs in wants to be told."""
        from trailview.tui.osc52 import sequence

        self._clipboard = text
        written = sequence(text, os.environ)
        if written is not None and self._driver is not None:
            self._driver.write(written)

    def _keep(self, text: str, what: str) -> None:
        """Put what no terminal's clipboard takes into a file, and tell where it is."""
        from trailview.settings.copied import keep

        try:
            path = keep(text)
        except SettingsError as error:
            self._say(f"Not copied: {error.message}", 10)
        else:
            self._say(f"Too large for the terminal's clipboard: the {what} is in {path}", 10)

    def _say(self, notice: str, timeout: float = 3) -> None:
        self.call_from_thread(self.notify, printable(notice), timeout=timeout, markup=False)
