"""Why an answer is empty, on standard error: beside the answer, which has nothing in it."""

from __future__ import annotations

import sys
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from trailview.cli.answering import answered
from trailview.cli.said import say_all
from trailview.question.query import UNTYPED

if TYPE_CHECKING:
    from trailview.search.search import Search
    from trailview.search.session import Session

_FEW: Final = 100
"""Files that are read for nothing but to say why an answer is empty."""


def say_why_empty(session: Session, search: Search, zone: tzinfo, *, asks: bool) -> None:
    """Say why nothing matched, where nothing did.

    With `asks`, the service is asked more, or the files are read that were not opened; of few
    they are read in any case.
    """
    if not search.progress.is_empty:
        return
    unopened = search.progress.tally.unopened
    is_for_all = 0 < unopened <= (sys.maxsize if asks else _FEW)
    if is_for_all or search.reading.picks:
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
