"""What stands in the table where nothing matched: why, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from trailview.events.text import printable
from trailview.tui.messages import ProposalChosen


class _Words(Static):
    """Plain text, of which some lines can be clicked."""

    def action_propose(self, number: int) -> None:
        """Choose a proposal, as its digit does."""
        self.post_message(ProposalChosen(number))


class EmptyAnswer(VerticalScroll, can_focus=False):
    """Lies over the lines of an empty table, which keeps the focus; a proposal can be clicked."""

    DEFAULT_CSS = """
    EmptyAnswer { margin-top: 1; padding: 1 2; background: $background; }
    EmptyAnswer > _Words { width: 1fr; link-style: none; link-color: $text-accent; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._words = _Words(Text())

    def compose(self) -> Sequence[Static]:
        """The words alone."""
        return (self._words,)

    def show(
        self, what: Sequence[str], proposals: Sequence[str], beyond: Sequence[str], hint: str
    ) -> None:
        """Show lines of plain text: why, numbered proposals, what lies beyond, and which key
        tells more; an empty hint is left out."""
        text = Text("\n".join(map(printable, what)))
        for number, proposal in enumerate(proposals, 1):
            text.append("\n\n" if number == 1 else "\n")
            clicked = Style(meta={"@click": f"propose({number})"})
            text.append(f" {number}  {printable(proposal)}", clicked)
        if proposals:
            others = ", a digit any" if len(proposals) > 1 else ""
            text.append(f"\n    Enter asks the first{others}.", "dim")
        for line in beyond:
            text.append("\n\n" if line == beyond[0] else "\n").append(printable(line), "dim")
        if hint:
            text.append(f"\n\n{hint}")
        self._words.update(text)
