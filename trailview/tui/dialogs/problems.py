"""What could not be read, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets.option_list import Option

from trailview.events.text import counted, printable
from trailview.tui.dialogs.dialog import Dialog, KeyList, lines_of
from trailview.tui.messages import CopyAsked

_SHOWN = 1_000


class ProblemsDialog(Dialog[None]):
    """All problems of a search; `y` copies them."""

    DEFAULT_CSS = """
    ProblemsDialog #frame { width: 95%; }
    ProblemsDialog #notes { height: auto; color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", show=False)]
    keys_text = "y copies all · Esc closes"

    def __init__(self, problems: Sequence[object], notes: Sequence[str] = ()) -> None:
        """Each problem is shown as its text; `notes` stand below the list."""
        super().__init__()
        self._problems = problems
        self._notes = notes
        if notes:
            self.around += 1 + lines_of(notes)
        count = len(problems)
        self.title_text = counted(count, "problem")
        if count > _SHOWN:
            self.title_text += f", the first {_SHOWN:,} shown"

    def contents(self) -> Sequence[Widget]:
        """The problems, and notes below them."""
        shown = (Option(Content(printable(str(problem)))) for problem in self._problems[:_SHOWN])
        notes = Static(Content("\n".join(map(printable, self._notes))), id="notes")
        return (KeyList(*shown), notes) if self._notes else (KeyList(*shown),)

    def action_copy(self) -> None:
        self.post_message(CopyAsked("\n".join(map(str, self._problems)), "list of problems"))
