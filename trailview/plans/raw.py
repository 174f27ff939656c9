"""Raw texts: a backend's own language, typed by hand and run as it is.

What is wrong with a text and can be known here is told before anything is
asked; what only the service can know is pointed at in the text all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from trailview.errors import QuestionError, ServiceError, TrailviewError, UsageError
from trailview.frozen import Frozen
from trailview.plans import typed
from trailview.question.query import Question


def _anything_goes(text: str) -> str | None:
    """Refuse nothing: only the service knows what is wrong."""
    del text
    return None


class Language(Frozen):
    """A backend's own language, as far as it is known before anything is asked."""

    text_name: str
    """What a text in it is called."""
    tells_own_time: bool = False
    """Whether a text says itself what time it is about: no time range is applied to it."""
    refusal: Callable[[str], str | None] = _anything_goes
    """Why a text is not run, in a few words; None for one that is."""


FILTER_PATTERN: Final = Language("filter pattern")
INSIGHTS_QUERY: Final = Language("Insights query")
SQL: Final = Language("SQL statement", tells_own_time=True, refusal=typed.refusal)

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


def refuse_raw(question: Question, backend: str, others: str = "") -> None:
    """Refuse a raw text where a backend has no language; `others` names those that have one.

    Raises UsageError.
    """
    if question.raw:
        hint = f"These have: {others}." if others else ""
        raise UsageError("No raw text here", f"{backend} has no language of its own.", hint)


def checked_raw(question: Question, language: Language) -> str:
    """The text as it is sent; empty for a question in the language of terms.

    Raises QuestionError for a text that is not sent: one with curly quotes,
    or SQL that does more than read.
    """
    text = question.raw
    if not text:
        return ""
    if not text.strip():
        raise QuestionError(text, 0, f"There is no {language.text_name} to run.")
    straight = straightened(text)
    if straight != text:
        at = next(n for n, (a, b) in enumerate(zip(text, straight, strict=True)) if a != b)
        raise QuestionError(text, at, f"{_CURLY_QUOTES}.", f"With straight ones:\n{straight}")
    if (refused := language.refusal(text)) is not None:
        raise QuestionError(text, 0, f"This is not run: {refused}.")
    return text


def pointed(error: ServiceError, text: str) -> TrailviewError:
    """The error, pointing into the raw text where the service says what is wrong in it."""
    if not text or error.at is None:
        return error
    line, characters = error.at
    start = sum(len(part) for part in text.splitlines(keepends=True)[:line])
    return QuestionError(text, min(start + characters, len(text)), error.message, error.hint)
