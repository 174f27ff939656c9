"""What the app and the setup before it have in common: colours, Ctrl+C, and copying."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.console import RenderableType
from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.notifications import Notify
from textual.screen import Screen

from trailview.errors import SettingsError
from trailview.events.text import counted, printable
from trailview.tui.contrast import Shown, in_256, unchanged, variables_of
from trailview.tui.escape_keys import read_escapes
from trailview.tui.lean_driver import erases_in_colour, lean_driver
from trailview.tui.messages import CopyAsked
from trailview.tui.quiet import Quiet
from trailview.tui.themes import OURS, TERMINAL, has_few_colours, usual
from trailview.tui.typed_ahead import Hold, TypedAhead

if TYPE_CHECKING:
    from trailview.tui.lean_compositor import Painted

Result = TypeVar("Result")


class BaseApp(App[Result]):
    """An app in our colours."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(self, theme: str) -> None:
        """`theme` is the name of the colours; empty for the usual ones."""
        # Textual's way without colours keeps greys, of which a terminal may have none.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.animation_level = "none"
        for ours in OURS:
            self.register_theme(ours)
        self.title = "trailview"
        self.worn = ""
        """The theme of the settings, or what stands for it here."""
        self.wear(theme)
        self._is_ending = False
        self._runs_in: asyncio.AbstractEventLoop | None = None
        self._ahead = TypedAhead(self, self)
        self._quiet = Quiet(self._shown)

    def on_load(self) -> None:
        self._runs_in = asyncio.get_running_loop()
        if self._is_ending:
            self.exit()

    # Drawing

    @cached_property
    def painted(self) -> Painted:
        """What the terminal shows."""
        from trailview.tui.lean_compositor import Painted

        return Painted(erases=erases_in_colour())

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is not None and "painted" in vars(self):
            self.painted.prepare(renderable)
        super()._display(screen, renderable)

    @on(Driver.SignalResume)
    def _draw_anew(self) -> None:
        """Draw all: the terminal has been somebody else's, and shows nothing of it."""
        self.refresh()

    # Keys

    def get_driver_class(self) -> type[Driver]:
        """What speaks with the terminal, reading Escape as it is typed."""
        driver = super().get_driver_class()
        read_escapes(driver)
        return lean_driver(driver)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._ahead.take(event)
        else:
            await super().on_event(event)

    async def take_key(self, event: events.Key | events.Paste) -> bool:
        """Hand a key to what has the focus now; whether all that it does is done."""
        from trailview.tui.straight_keys import bound, is_done

        found = bound(self, event) if isinstance(event, events.Key) else None
        if found is None:
            await super().on_event(event)
            return False
        self.app_focus = True
        self.screen._clear_tooltip()
        for node, action in found:
            if await self.run_action(action, node):
                return is_done(node, action)
        return False

    def awaits(self, event: events.Key | events.Paste) -> bool:  # noqa: ARG002 - for apps that do
        """Whether a key can do nothing yet, and will be able to before long."""
        return False

    def give_up_keys(self, number: int, why: str) -> None:
        """Tell that so many keys were dropped."""
        if number:
            self.notify(f"{counted(number, 'key')} dropped: {why}.", timeout=3, markup=False)

    def hold_keys(self, *, is_there: bool = False) -> Hold:
        """Let keys wait for what a command opens once a thread has found it, or has opened."""
        return self._ahead.hold(is_there=is_there)

    def on_notify(self, event: Notify) -> None:
        """Have a notice take the place of one that says the same, so that none pile up."""
        for notice in list(self._notifications):
            if notice.message == event.notification.message:
                self._unnotify(notice, refresh=False)

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
        name = theme if theme in self.available_themes else usual(os.environ)
        self.worn = self.validate_theme(name)
        self.theme = name

    def search_themes(self) -> None:
        """List the themes, where more than one can be shown."""
        if self.has_few_colours:
            why = "This terminal shows no more than sixteen colours, and so no other theme."
            self.notify(why, timeout=3, markup=False)
        else:
            super().search_themes()

    @property
    def has_few_colours(self) -> bool:
        """Whether no theme can be shown but those made of the terminal's own colours."""
        return self.no_color or has_few_colours(self.console.color_system)

    @property
    def _shown(self) -> Shown:
        return in_256 if self.console.color_system == "256" else unchanged

    def validate_theme(self, name: str) -> str:
        """The theme that is shown where this one is asked for."""
        if self.available_themes[name].ansi or not self.has_few_colours:
            return name
        return TERMINAL.name

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables, what trailview writes with so that it can be read."""
        return super().get_css_variables() | variables_of(self.current_theme, self._shown)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What each line goes through on its way to the terminal."""
        return (self._quiet, *super().get_line_filters())

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
