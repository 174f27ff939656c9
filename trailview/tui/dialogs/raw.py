"""The editor for raw texts: a filter pattern, an Insights query or SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from trailview.errors import QuestionError
from trailview.events.text import printable
from trailview.plans.raw import Language, checked_raw, has_curly_quotes, straightened
from trailview.question.query import Question
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.widgets.raw_area import RawArea

_AROUND: Final = 30
"""Characters that are shown on both sides of what is wrong."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the editor when it was left."""

    text: str
    is_run: bool
    """Whether it is to be run; else it is kept for the next time."""


class RawDialog(Dialog[Typed]):
    """Edits a text for one backend. Nothing is run that is refused here."""

    DEFAULT_CSS = """
    RawDialog #frame { width: 95%; max-width: 140; }
    RawDialog RawArea { height: 12; max-height: 50vh; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "run", "Run", show=False, priority=True),
    ]
    keys_text = "Ctrl+r runs · ↑ ↓ earlier texts · Ctrl+z undoes · Esc leaves and keeps the text"

    def __init__(
        self,
        backend: str,
        language: Language,
        text: str,
        earlier: Sequence[str],
        error: QuestionError | None = None,
    ) -> None:
        """`error` is what is wrong with the text, where it has been run before."""
        super().__init__()
        name = language.text_name
        self.title_text = name if backend in name.lower() else f"{name} for {backend}"
        self._language = language
        self._error = error
        self._area = RawArea(text, earlier)
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """The editor, and why the last text was refused."""
        self._refusal.display = False
        return (self._area, self._refusal)

    def on_mount(self) -> None:
        self._area.focus()
        if self._error is not None:
            self.call_after_refresh(self._refuse, self._error)

    def on_text_area_changed(self) -> None:
        if self._error is None:
            self._refusal.display = False
        self._error = None

    def action_leave(self) -> None:
        self.dismiss(Typed(self._area.text, is_run=False))

    def action_run(self) -> None:
        text = self._area.text
        if has_curly_quotes(text):
            self._straighten(text)
            return
        try:
            if not checked_raw(Question(raw=text), self._language):
                raise QuestionError(text, 0, f"There is no {self._language.text_name} to run.")
        except QuestionError as error:
            self._refuse(error)
        else:
            self.dismiss(Typed(text, is_run=True))

    def _straighten(self, text: str) -> None:
        """Offer the text with straight quotes: it is not run before the user has seen it."""
        self._area.replace_text(straightened(text))
        self.call_after_refresh(
            self._say, "Curly quotes were made straight. Ctrl+r runs it so, Ctrl+z takes it back."
        )

    def _refuse(self, error: QuestionError) -> None:
        self._area.point_at(error.column)
        self._say("\n".join(filter(None, (_pointer(error), error.message, error.hint))))

    def _say(self, text: str) -> None:
        self._refusal.update(Content("\n".join(map(printable, text.split("\n")))))
        self._refusal.display = True


def _pointer(error: QuestionError) -> str:
    """What stands around the place that is wrong, with a caret below it."""
    before = printable(error.text[: error.column].rpartition("\n")[2])[-_AROUND:]
    after = printable(error.text[error.column :].partition("\n")[0])[:_AROUND]
    return f"{before}{after}\n{' ' * cell_len(before)}^" if before or after else ""
