"""Why an answer is empty, on standard error: beside the answer, which has nothing in it."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from trailview.cli.said import say_all

if TYPE_CHECKING:
    from trailview.search.search import Search


def say_why_empty(search: Search, zone: tzinfo, *, asks: bool) -> None:
    """Say why nothing matched, where nothing did; with `asks`, the service is asked more."""
    if not search.progress.is_empty:
        return
    from trailview.search.empty.told import told

    why = search.why_empty(asks=asks)
    words = told(why, zone)
    said = search.progress.notes  # they have been said of the answer
    say_all((*words.what, *words.proposals, *(line for line in words.beyond if line not in said)))
    if why.can_ask:
        say_all(("--explain-empty asks the service for more: two calls at most, free of charge.",))
