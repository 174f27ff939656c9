"""The help: a page to scroll through and to search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.dialogs.help_page import HelpSection, drawn, narrowed


class HelpDialog(Dialog[None]):
    """All keys, and the question. Escape ends a search, and closes the page after that."""

    DEFAULT_CSS = """
    HelpDialog #frame { width: 100; max-width: 96%; height: 92%; max-height: 92%; }
    HelpDialog VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    HelpDialog Static { height: auto; }
    HelpDialog #keys { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search in the help", show=False),
        Binding("q,question_mark", "close", "Close", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]
    title_text = "Help"
    keys_text = "/ searches · ↑ ↓ PgUp PgDn scroll · Esc closes"

    def __init__(self, whole: Sequence[HelpSection]) -> None:
        super().__init__()
        self._whole = whole
        self._words = Input(placeholder="/ searches: words, in any order", compact=True)
        self._page = Static(drawn(whole))
        self._scroll = VerticalScroll(self._page)

    def contents(self) -> Sequence[Widget]:
        """The words to search for, and the page."""
        return self._words, self._scroll

    def on_mount(self) -> None:
        self._scroll.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._page.update(drawn(narrowed(self._whole, event.value)))
        self._scroll.scroll_home(animate=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._scroll.focus()

    def action_search(self) -> None:
        self._words.focus()

    def action_leave(self) -> None:
        if self._words.value or self._words.has_focus:
            self._words.value = ""
            self._scroll.focus()
        else:
            self.action_close()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        self._scroll.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        move = self._scroll.scroll_page_down if by > 0 else self._scroll.scroll_page_up
        move(animate=False)
