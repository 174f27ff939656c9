"""Why a target is missed, where it is: what was found by measuring, next to what is measured.

A reason is printed only where a run misses the target that it is about, and
the rows that it points at are rows of the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from typing import Final, NamedTuple

from bench.table import Result


class Reason(NamedTuple):
    """What stands in the way of a target."""

    of: str
    """The names of rows, as a pattern of `fnmatch`."""
    text: str


REASONS: Final = (
    Reason(
        "first events of *: time",
        "The floor is one widget without a question, settings or a reader. Beyond it, and of about"
        " the same size each: our own modules up to the frame, the styles and layout of nine panes"
        " in place of one, and the first files read by a process that shares the two cores.",
    ),
)


def reasons(results: Sequence[Result]) -> list[tuple[str, list[str]]]:
    """The reasons that apply, each with the names of the rows that miss their target.

    Rows for which there is none come last, under an empty text.
    """
    found: dict[str, list[str]] = {text: [] for text in (*(r.text for r in REASONS), "")}
    for row in results:
        if row.is_met is False:
            texts = (reason.text for reason in REASONS if fnmatch(row.what, reason.of))
            found[next(texts, "")].append(row.what)
    return [(text, names) for text, names in found.items() if names]
