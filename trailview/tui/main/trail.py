"""The questions asked in this session, to go back and forward through."""

from __future__ import annotations

from typing import Final, NamedTuple

from trailview.context import Context
from trailview.question.query import ALL_TIME, Question, TimeRange
from trailview.search.progress import Order

_KEPT: Final = 200


class Asked(NamedTuple):
    """A question as it was asked, and how its answer was ordered."""

    question: Question
    backend: str = ""
    """Where it was asked."""
    range: TimeRange = TimeRange()
    order: Order = Order()
    context: Context = Context()
    """As whom, and in which Regions, it was asked."""

    @property
    def is_all_time(self) -> bool:
        """Whether it is about no span in particular."""
        return self.question.window == ALL_TIME


class Trail:
    """Where the session has been; one place in it is now."""

    def __init__(self, first: Asked) -> None:
        self._asked = [first]
        self._at = 0
        self._drafts: list[str] = []
        self._raw_drafts: dict[str, str] = {}

    @property
    def now(self) -> Asked:
        """The question asked now."""
        return self._asked[self._at]

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to go back to."""
        return self._at == 0

    @property
    def is_latest(self) -> bool:
        """Whether there is nothing to go forward to."""
        return self._at + 1 == len(self._asked)

    def go(self, asked: Asked) -> None:
        """Ask something else: what lay ahead is forgotten. Asking the same stays in place."""
        if asked == self.now:
            return
        del self._asked[self._at + 1 :]
        self._asked.append(asked)
        del self._asked[:-_KEPT]
        self._at = len(self._asked) - 1

    def stay(self, asked: Asked) -> None:
        """Change what is asked now without leaving a step to go back to."""
        self._asked[self._at] = asked

    def back(self) -> Asked | None:
        """Go back to the question before; None at the first."""
        if self.is_first:
            return None
        self._at -= 1
        return self.now

    def forward(self) -> Asked | None:
        """Go forward to the question left by going back; None at the latest."""
        if self.is_latest:
            return None
        self._at += 1
        return self.now

    def keep_draft(self, text: str) -> None:
        """Remember a text that was typed and not asked."""
        if text.strip() and text not in self._drafts:
            self._drafts.append(text)

    def texts(self) -> list[str]:
        """What was typed in this session, latest first, each text once."""
        asked = [entry.question.text for entry in self._asked if not entry.question.raw]
        return [text for text in dict.fromkeys((*reversed(self._drafts), *reversed(asked))) if text]

    def keep_raw_draft(self, backend: str, text: str) -> None:
        """Remember the raw text that was left in the editor for a backend."""
        self._raw_drafts[backend] = text

    def raw_texts(self, backend: str) -> list[str]:
        """The raw texts run at a backend in this session, latest first, each once."""
        asked = [entry.question.raw for entry in self._asked if entry.backend == backend]
        return [text for text in dict.fromkeys(reversed(asked)) if text]

    def raw_draft(self, backend: str) -> str:
        """What was left in the editor for a backend; empty where nothing was."""
        return self._raw_drafts.get(backend, "")
