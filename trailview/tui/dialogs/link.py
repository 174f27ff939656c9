"""A link that cannot be opened from here: shown whole, to be taken elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from trailview.events.console import ConsoleLink
from trailview.events.text import printable
from trailview.tui.dialogs.dialog import Dialog


class Page(NamedTuple):
    """The console's page of an event."""

    link: ConsoleLink
    account: str
    """As whom one has to be signed in to see it; empty where that is not told."""
    is_open: bool
    """Whether a browser has taken it."""


class LinkDialog(Dialog[None]):
    """The link, and what to know before it is followed."""

    DEFAULT_CSS = """
    LinkDialog #frame { width: 95%; }
    LinkDialog #notes { color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Close", show=False),
    ]
    title_text = "Console link"
    keys_text = "It was sent to the clipboard · Esc closes"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def contents(self) -> Sequence[Widget]:
        """The link and the notes."""
        account, link = self._page.account, self._page.link
        signed_in = f"Sign in to account {account} first." if account else ""
        notes = " ".join(filter(None, (signed_in, *link.notes)))
        return (Static(Content(link.url)), Static(Content(printable(notes)), id="notes"))
