"""What could not be read, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.tui.messages import CopyAsked
from trailview.tui.screens.dialog import Dialog

_SHOWN = 1_000


class ProblemsDialog(Dialog[None]):
    """All problems of a search; `y` copies them."""

    DEFAULT_CSS = """
    ProblemsDialog #frame { width: 95%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", show=False)]
    keys_text = "y copies all · Esc closes"

    def __init__(self, problems: Sequence[object]) -> None:
        """Each problem is shown as its text."""
        super().__init__()
        self._problems = problems
        count = len(problems)
        self.title_text = "1 problem" if count == 1 else f"{count:,} problems"
        if count > _SHOWN:
            self.title_text += f", the first {_SHOWN:,} shown"

    def contents(self) -> Sequence[Widget]:
        return (
            OptionList(
                *(Option(Content(printable(str(problem)))) for problem in self._problems[:_SHOWN])
            ),
        )

    def action_copy(self) -> None:
        self.post_message(CopyAsked("\n".join(map(str, self._problems)), "list of problems"))
