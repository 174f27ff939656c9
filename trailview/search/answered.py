"""A question that was put to a source, and what came of it: what a history keeps."""

from __future__ import annotations

from collections.abc import Callable

from trailview.frozen import Frozen
from trailview.question.query import Question, TimeRange
from trailview.search.progress import Progress, State
from trailview.search.source import Source


class Answered(Frozen, eq=False):
    """One question at its end, however it ended."""

    question: Question
    span: TimeRange
    """Its window as it was typed."""
    source: Source
    asked_at: int
    """In seconds since 1970."""
    seconds: float
    """From the question to its end."""
    progress: Progress

    @property
    def outcome(self) -> str:
        """`complete`, `incomplete`, `cancelled`, or `failed` with the error's title."""
        progress = self.progress
        if progress.state is State.FAILED:
            return f"failed: {progress.error.title}" if progress.error else "failed"
        if progress.state is State.CANCELLED:
            return "cancelled"
        return "incomplete" if progress.problems or progress.clipped else "complete"


Recorder = Callable[[Answered], None]
"""Is told of every question at its end, in the question's own thread."""
