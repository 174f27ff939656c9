"""Questions over what is loaded: filter, sort and facets, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Final

from bench.table import median
from trailview.question.fields import FIELDS
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME
from trailview.store.buckets import buckets_of
from trailview.store.columns import Snapshot
from trailview.store.facets import facet
from trailview.store.filter import Filter
from trailview.store.timeline import counted, span
from trailview.store.view import View

TERMS: Final = (
    *("user:alice", "event:Get*", "-service:s3", "is:error", "by:person", "ip:203.0.113.0/24"),
    *("event:~*accesskey*", "event:/^(Get|List).*Key/"),
)
GROUPS: Final = (
    "(user:alice or event:Get* or is:error)",
    "(user:alice event:Get* or -service:s3 is:write or ip:203.0.113.0/24 -region:us-*)",
)
"""Terms that are made of several; the target is for a group of three."""
SORTS: Final = ("event", "actor", "severity")
_REPEATS: Final = 5
_BUCKETS: Final = 180
"""About as many as a wide terminal has columns for."""


def _took(work: Callable[[], object]) -> float:
    def once() -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1e3

    return median(once() for _ in range(_REPEATS))


def timings(snapshot: Snapshot) -> Iterator[tuple[str, float, int]]:
    """What was done, the milliseconds it took as for a question asked afresh, and of how many rows.

    The rows are those found, those sorted, and those counted in the facets.
    """
    for kind, texts in (("filter", TERMS), ("filter group", GROUPS)):
        for text in texts:
            terms = parse(text)
            found = len(Filter(terms, ALL_TIME).rows(snapshot))
            took = _took(lambda terms=terms: Filter(terms, ALL_TIME).rows(snapshot))  # type: ignore[misc]  # the default holds the value
            yield f"{kind} {text}", took, found
    rows = Filter((), ALL_TIME).rows(snapshot)
    view = View.of(snapshot, rows)
    for column in SORTS:
        took = _took(lambda column=column: view.sorted(column, False))  # type: ignore[misc]  # the default holds the value
        yield f"sort by {column}", took, len(rows)
    yield "all facets and timeline", _took(lambda: _facets_and_timeline(snapshot)), len(rows)


def _facets_and_timeline(snapshot: Snapshot) -> None:
    """What the screen counts of an answer with every row."""
    for field in FIELDS:
        facet(snapshot, field.name)
    view = View.of(snapshot, Filter((), ALL_TIME).rows(snapshot))
    ends = span(view)
    assert ends is not None
    counts = counted(view, buckets_of(*ends, _BUCKETS, UTC))
    assert sum(map(sum, counts)) == len(view), "events that are in no bucket"
