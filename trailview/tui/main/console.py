"""The event's page in the AWS console."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import TrailviewError
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Opens, Points, Runs, Says, Works

if TYPE_CHECKING:
    from trailview.tui.dialogs.link import Page


class ConsoleHost(Opens, Points, Runs, Says, Works, Protocol):
    """What this needs of the screen."""

    def now(self) -> int:
        """The moment, in seconds since 1970."""
        ...

    def copy(self, text: str, what: str) -> None:
        """Copy a text; `what` names it for the notice."""
        ...


class ConsoleController:
    """Opens the event's page where a browser could show itself; else shows and copies the link."""

    def __init__(self, host: ConsoleHost) -> None:
        self._host = host

    def go(self) -> None:
        """Open the page of the event at the cursor, or show its link."""
        host, key = self._host, self._host.table.cursor_key
        assert key is not None, "the command cannot be used"
        read, now = host.runner.reader(key), host.now()

        def find() -> Page | TrailviewError:
            from trailview.events.console import console_link
            from trailview.tui.browser import has_display, open_page
            from trailview.tui.dialogs.link import Page

            try:
                event = read()
            except TrailviewError as error:
                return error
            link = console_link(event, now)
            is_open = bool(link.url) and has_display() and open_page(link.url)
            return Page(link, event.account or "", is_open)

        host.work(find, self._found, group="console")

    def _found(self, page: Page | TrailviewError) -> None:
        host = self._host
        if isinstance(page, TrailviewError):
            host.show_error(page)
        elif not page.link.url:
            host.say(" ".join(page.link.notes))
        elif page.is_open:
            host.say(" ".join(("Opened in the browser.", *page.link.notes)))
        else:
            from trailview.tui.dialogs.link import LinkDialog

            host.copy(page.link.url, "console link")
            host.open(LinkDialog(page))

    def _has_event(self) -> bool:
        return self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.console",
            "o",
            "Console link",
            "Open the event in the AWS console; over SSH, show and copy the link.",
            EVENTS,
            go,
            When(_has_event, "There is no event at the cursor."),
            opens_later=True,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
