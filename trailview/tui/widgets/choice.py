"""One of a few words, all in sight: the chosen one stands in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from trailview.events.text import printable


class Choice(Widget, can_focus=True):
    """Left and right choose, and so does a click; Enter takes what is chosen."""

    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; padding: 0 1; }
    Choice:focus { background: $boost; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "choose(-1)", "Previous", show=False),
        Binding("right,down,space", "choose(1)", "Next", show=False),
        Binding("enter", "take", "Take", show=False),
    ]

    class Changed(Message):
        """Another word is chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Taken(Message):
        """The choice is made."""

    def __init__(self, words: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        """The first word is chosen."""
        super().__init__(id=id)
        self._words = [printable(word) for word in words]
        self._chosen = 0

    @property
    def chosen(self) -> int:
        """Which of the words."""
        return self._chosen

    def choose(self, place: int) -> None:
        """Choose the word at a place; of none there is, the nearest."""
        place = max(0, min(place, len(self._words) - 1))
        if place != self._chosen:
            self._chosen = place
            self.refresh(layout=True)
            self.post_message(self.Changed(self))

    def render(self) -> Content:
        shown = (
            f"[{word}]" if place == self._chosen else f" {word} "
            for place, word in enumerate(self._words)
        )
        return Content(" ".join(shown))

    def action_choose(self, step: int) -> None:
        self.choose((self._chosen + step) % len(self._words))

    def action_take(self) -> None:
        self.post_message(self.Taken())

    def on_click(self, event: events.Click) -> None:
        end = 1
        for place, word in enumerate(self._words):
            end += len(word) + 3
            if event.x < end and event.y == 0:
                self.choose(place)
                return
