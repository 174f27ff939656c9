"""Questions over what is loaded: filter, sort and facets, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from bench.table import median
from trailview.question.fields import FIELDS
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME
from trailview.store.columns import Snapshot
from trailview.store.facets import facet
from trailview.store.filter import Filter
from trailview.store.view import View

TERMS: Final = (
    *("user:alice", "event:Get*", "-service:s3", "is:error", "by:person", "ip:203.0.113.0/24"),
    *("event:~*accesskey*", "event:/^(Get|List).*Key/"),
    "(user:alice or event:Get* or is:error)",
    "(user:alice event:Get* or -service:s3 is:write or ip:203.0.113.0/24 -region:us-*)",
)
SORTS: Final = ("event", "actor", "severity")
_REPEATS: Final = 5


def _took(work: Callable[[], object]) -> float:
    def once() -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1e3

    return median(once() for _ in range(_REPEATS))


def timings(snapshot: Snapshot) -> Iterator[tuple[str, float]]:
    """What was done, and the milliseconds it took, each as for a question asked afresh."""
    for text in TERMS:
        terms = parse(text)
        yield f"filter {text}", _took(lambda terms=terms: Filter(terms, ALL_TIME).rows(snapshot))  # type: ignore[misc]  # the default holds the value
    rows = Filter((), ALL_TIME).rows(snapshot)
    view = View.of(snapshot, rows)
    for column in SORTS:
        yield f"sort by {column}", _took(lambda column=column: view.sorted(column, False))  # type: ignore[misc]  # the default holds the value
    fields = [field.name for field in FIELDS]
    yield "all facets", _took(lambda: [facet(snapshot, name) for name in fields])
