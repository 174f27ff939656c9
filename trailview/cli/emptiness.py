"""Why an answer is empty, on standard error: beside the answer, which has nothing in it."""

from __future__ import annotations

import sys
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from trailview.cli.answering import answered
from trailview.cli.said import say_all
from trailview.events.text import counted
from trailview.question.query import UNTYPED

if TYPE_CHECKING:
    from trailview.search.search import Search
    from trailview.search.session import Session

_FEW: Final = 100
"""Files that are read for nothing but to say why an answer is empty."""
MOST_READ_AGAIN: Final = 32 << 20
"""Bytes of files, as stored, that are read once more for that: it takes about a second."""


def say_why_empty(session: Session, search: Search, zone: tzinfo, *, asks: bool) -> None:
    """Say why nothing matched, where nothing did.

    With `asks`, the service is asked more, or the files are read that were not opened; of few
    they are read in any case. What was only searched for texts is read once more, if it is
    little.
    """
    if not search.progress.is_empty:
        return
    tally, picks = search.progress.tally, search.reading.picks
    if tally.bytes > MOST_READ_AGAIN and picks and not asks:
        from trailview.search.empty.told import asked

        files = counted(tally.files, "file")
        say_all(
            (
                asked(search.why_empty(), zone),
                f"--explain-empty reads {files} once more, to say why.",
            )
        )
        return
    is_for_all = 0 < tally.unopened <= (sys.maxsize if asks else _FEW)
    if is_for_all or picks:
        search = answered(session, search.question, zone, UNTYPED, explains=True, of_all=is_for_all)
    from trailview.search.empty.told import told

    why = search.why_empty(asks=asks)
    words = told(why, zone)
    said = search.progress.notes  # they have been said of the answer
    say_all((*words.what, *words.proposals, *(line for line in words.beyond if line not in said)))
    if why.unopened:
        say_all(("--explain-empty reads the files that were not opened, to say more.",))
    if why.can_ask:
        say_all(("--explain-empty asks the service for more: two calls at most, free of charge.",))
