"""Raw texts: a backend's own language, typed by hand and run as it is.

What is wrong with a text and can be known here is told before anything is
asked; what only the service can know is pointed at in the text all the same.
"""

from __future__ import annotations

import re
from typing import Final

from trailview.errors import QuestionError, ServiceError, TrailviewError, UsageError
from trailview.plans import typed
from trailview.question.query import Question

LANGUAGES: Final = {
    "logs": "filter pattern",
    "insights": "Insights query",
    "athena": "SQL statement",
}
"""The backends that have a language of their own to type, and what a text in it is called."""

WITH_OWN_TIME: Final = ("athena",)
"""Backends whose texts say themselves what time they are about: no time range is applied."""

_CURLY_QUOTES: Final = "Quotes are curly, and the service knows straight ones only"
_QUOTED_OR_CURLY: Final = re.compile(r"""'[^']*'|"[^"]*"|[“”„‟‘’‚‛]""")


def straightened(text: str) -> str:
    """A text with curly quotes made straight, but for those within straight quotes."""
    return _QUOTED_OR_CURLY.sub(
        lambda match: match[0] if match[0][0] in "'\"" else typed.straighten(match[0]), text
    )


def has_curly_quotes(text: str) -> bool:
    """Whether there are quotes that a web page has made of straight ones."""
    return straightened(text) != text


def checked_raw(question: Question, backend: str) -> str:
    """The text as it is sent; empty for a question in the language of terms.

    Raises UsageError where the backend takes no such text, and QuestionError
    for a text that is not sent: one with curly quotes, or SQL that does more
    than read.
    """
    text = question.raw
    if not text:
        return ""
    if backend not in LANGUAGES:
        raise UsageError(
            "No raw text here",
            f"{backend} has no language of its own.",
            f"These have: {', '.join(LANGUAGES)}.",
        )
    if not text.strip():
        raise QuestionError(text, 0, f"There is no {LANGUAGES[backend]} to run.")
    straight = straightened(text)
    if straight != text:
        at = next(n for n, (a, b) in enumerate(zip(text, straight, strict=True)) if a != b)
        raise QuestionError(text, at, f"{_CURLY_QUOTES}.", f"With straight ones:\n{straight}")
    if backend == "athena" and (refused := typed.refusal(text)) is not None:
        raise QuestionError(text, 0, f"This is not run: {refused}.")
    return text


def pointed(error: ServiceError, text: str) -> TrailviewError:
    """The error, pointing into the raw text where the service says what is wrong in it."""
    if not text or error.at is None:
        return error
    line, characters = error.at
    start = sum(len(part) for part in text.splitlines(keepends=True)[:line])
    return QuestionError(text, min(start + characters, len(text)), error.message, error.hint)
