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
    Reason(
        "*key, *: p95",
        "One key in twenty meets another program, a timer or the collector; the floor's own p95"
        " swings as far between runs.",
    ),
    Reason(
        "open, *",
        "Textual's own floor for showing a second widget is measured beside it, and is above three"
        " of its keys by itself: styles, a layout, and all of both widgets drawn.",
    ),
    Reason(
        "sort, *",
        "All rows change, so it is a page at the least, and the list it was chosen from has to go"
        " with it. Up to 100,000 rows the sorting itself is 2 ms of it; larger answers are sorted"
        " by a thread, so that keys go on.",
    ),
    Reason(
        "*hits: memory",
        "Three processes, each counted with the pages it shares with the others. A worker takes"
        " 29 MB before it has found anything, some 12 more with many hits, and the parent 39, of"
        " which numpy and what comes with it are 20.",
    ),
    Reason(
        "* hits",
        "The row beside it is what cannot be left out: a broken record has to be told also where"
        " it cannot match, so each text is seen to be whole JSON. Beyond that are three starts of"
        " Python (0.1 s), the search for signs and beginnings (0.1 s on each core), and what hits"
        " cost: decoding, packing, and one process that writes them.",
    ),
    Reason(
        "* events to a filterable table",
        "Of one worker's time a sixth is decompression and a third msgspec; the rest makes some"
        " twenty values a record, at a few nanoseconds each. Fewer need a compiled extension,"
        " which is not worth its wheels for a tenth (docs/ARCHITECTURE.md).",
    ),
    Reason(
        "scan of *",
        "It decompresses and splits all files again and looks into each record's text; finding"
        " the records of its hits costs as much as finding the hits.",
    ),
    Reason(
        "the same question in a new process, *",
        "What a new process needs beyond its start are 107 small modules, SQLite, and the records"
        " themselves: 35 ms of processor time, which is near the target.",
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
