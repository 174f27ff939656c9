"""What cannot occur of a question that is being typed."""

from __future__ import annotations

from trailview.errors import QuestionError
from trailview.question.doubts import doubts
from trailview.question.parse import parse
from trailview.question.terms import Clause
from trailview.tui.completion import word_before


def doubted(text: str, cursor: int) -> tuple[str, ...]:
    """A sentence for each value that cannot occur; the one at the cursor may still go on.

    Can take some tens of milliseconds. A text that is not understood is not doubted.
    """
    start = cursor - len(word_before(text, cursor))
    before, at_cursor = _parsed(text[:start]), _parsed(text[start:])
    if before is None:  # a group begins there
        return doubts(_parsed(text) or (), unfinished=True)
    return (*doubts(before), *doubts(at_cursor or (), unfinished=True))


def _parsed(text: str) -> tuple[Clause, ...] | None:
    """The clauses of a text; None where it is not understood."""
    try:
        return parse(text)
    except QuestionError:
        return None
