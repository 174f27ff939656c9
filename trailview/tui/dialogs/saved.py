"""Questions with names: those that come along, and the user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from trailview.events.text import printable
from trailview.question.saved import Saved, collection
from trailview.settings.saved import Own, Shelf
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.dialogs.prompt import PromptDialog
from trailview.tui.dialogs.told_list import ToldList


class _Kept(NamedTuple):
    """What the file holds, with what comes with trailview."""

    questions: list[Saved]
    complaint: str
    """What in it is not understood; empty where all is."""


class SavedDialog(Dialog[Saved]):
    """A list with why one asks; the result is the question chosen, or the only one found."""

    DEFAULT_CSS = """
    SavedDialog #frame { width: 95%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", show=False),
        Binding("a", "add", "Save", show=False),
        Binding("d", "delete", "Delete", show=False),
    ]
    title_text = "Saved questions"
    keys_text = "Enter asks · / searches · a saves the present one · d deletes yours · Esc closes"
    around = 11

    def __init__(self, shelf: Shelf, present: Own) -> None:
        """`present` is the question that can be saved, without a name."""
        super().__init__()
        self._shelf = shelf
        self._present = present
        self._questions: list[Saved] = []
        self._width = 0
        """Characters of the longest name that is shown."""
        self._search = Input(placeholder="words of the name, the question, or why one asks it")
        self._list = ToldList(lambda saved: _row(saved, self._width), _about, lines=4)

    def contents(self) -> Sequence[Widget]:
        """What narrows the list, the questions, and why one asks the one at the cursor."""
        return (self._search, self._list)

    def on_mount(self) -> None:
        self._list.enter()
        self._load()

    def _load(self, change: Callable[[], None] | None = None) -> None:
        """Change the user's own, if that is asked for, and show all there are."""
        self.load(
            partial(self._read, change), self._show, lambda error: self._list.tell(error.message)
        )

    def _read(self, change: Callable[[], None] | None) -> _Kept:
        if change is not None:
            change()
        own, complaints = self._shelf.read()
        questions = sorted(collection(own).values(), key=lambda saved: not saved.is_own)
        return _Kept(questions, str(complaints[0]) if complaints else "")

    def _show(self, kept: _Kept) -> None:
        self._questions = kept.questions
        self._narrow()
        if kept.complaint:
            self._list.tell(kept.complaint)

    def _narrow(self) -> None:
        words = self._search.value.casefold().split()
        shown = [s for s in self._questions if all(word in _searched(s) for word in words)]
        self._width = max((len(saved.name) for saved in shown), default=0)
        self._list.show(shown)
        if not shown:
            self._list.tell("None of them.")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if len(self._list.entries) == 1:
            self.dismiss(self._list.entries[0])
        else:
            self._list.enter()

    def action_search(self) -> None:
        self._search.focus()

    def on_told_list_chosen(self, message: ToldList.Chosen) -> None:
        message.stop()
        self.dismiss(self._list.at_cursor)

    def action_add(self) -> None:
        if not self._present.text:
            self._list.tell("There is no question to save.")
            return

        def named(name: str | None) -> None:
            if name and name.strip():
                own = self._present._replace(name=name.strip())
                self._load(lambda: self._shelf.save(own))

        self.app.push_screen(PromptDialog("Save the present question as"), named)

    def action_delete(self) -> None:
        saved = self._list.at_cursor
        if saved is None:
            return
        if saved.is_own:
            self._load(lambda: self._shelf.delete(saved.name))
        else:
            self._list.tell(
                "This one comes with trailview. Your own of the same name takes its place."
            )


def _searched(saved: Saved) -> str:
    """Where words are looked for."""
    return f"{saved.name} {saved.text} {saved.backend} {saved.why}".casefold()


def _row(saved: Saved, width: int) -> Content:
    mark = "● " if saved.is_own else "  "
    text = f"{saved.backend}: {saved.text}" if saved.backend else saved.text
    return Content.assemble(
        mark, printable(saved.name).ljust(width), (f"  {printable(text)}", "dim")
    )


def _about(saved: Saved) -> str:
    """Why one asks it, and what there is to know before it is asked."""
    language = f"Raw text for {saved.backend}." if saved.backend else ""
    span = f"Time range: {saved.since}." if saved.since else ""
    return " ".join(filter(None, (saved.why, language, span)))
