"""Runs of events that say the same."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.make import record, store
from trailview.store.folded import RUN, Folded, folded, several
from trailview.store.rows import no_rows
from trailview.store.view import View

EVENT = st.tuples(
    st.sampled_from(["A", "B"]), st.sampled_from(["203.0.113.1", "203.0.113.2"]), st.booleans()
)


@given(st.lists(EVENT, max_size=30))
def test_runs_are_what_follows_each_other_and_is_equal(made: list[tuple[str, str, bool]]) -> None:
    held = store(
        record(n, eventName=name, sourceIPAddress=ip, errorCode="X" if failed else None)
        for n, (name, ip, failed) in enumerate(made)
    )
    view = View.of(held.snapshot(), np.arange(len(held), dtype=np.int32))
    rows = folded(view)
    assert isinstance(rows, Folded)
    runs = [list(run) for _, run in groupby(range(len(view)), lambda at: view.texts(at, RUN))]
    assert [rows.count(at) for at in range(len(rows))] == [len(run) for run in runs]
    for at, run in enumerate(runs):
        assert rows.key(at) == view.key(run[0])
        assert {rows.position(view.key(place)) for place in run} == {at}
        assert rows.texts(at, ["event", "id"]) == view.texts(run[0], ["event", "id"])
        assert (rows.time(at), rows.severity(at)) == (view.time(run[0]), view.severity(run[0]))
    assert rows.position(10_000) is None
    assert rows.varied == view.varied


@given(st.lists(EVENT, max_size=30), st.booleans())
def test_runs_are_sorted_by_their_counts(
    made: list[tuple[str, str, bool]], most_first: bool
) -> None:
    held = store(
        record(n, eventName=name, sourceIPAddress=ip, errorCode="X" if failed else None)
        for n, (name, ip, failed) in enumerate(made)
    )
    view = View.of(held.snapshot(), np.arange(len(held), dtype=np.int32))
    plain, rows = Folded(view), Folded(view, most_first)
    counts = {plain.key(at): plain.count(at) for at in range(len(plain))}
    wanted = sorted(counts, key=lambda key: -counts[key] if most_first else counts[key])
    assert [rows.key(at) for at in range(len(rows))] == wanted, "equal ones as in the view"
    assert [rows.count(at) for at in range(len(rows))] == [counts[key] for key in wanted]
    for place in range(len(view)):
        at = rows.position(view.key(place))
        first = plain.position(view.key(place))
        assert at is not None
        assert first is not None
        assert rows.key(at) == plain.key(first)


def test_without_a_store_nothing_is_folded() -> None:
    rows = no_rows()
    assert folded(rows) is rows


REGIONS = st.lists(st.sampled_from(["us-east-1", "eu-west-1"]), min_size=1, max_size=8)
TOLD = ("region", "account", "agent", "severity", "is", "by", "id", "event", "time")


@given(REGIONS)
def test_a_run_tells_in_what_its_events_differ(regions: list[str]) -> None:
    held = store(record(n, awsRegion=region) for n, region in enumerate(regions))
    view = View.of(held.snapshot(), np.arange(len(held), dtype=np.int32))
    rows = folded(view)
    assert len(rows) == 1
    differ = {"region"} if len({*regions}) > 1 else set()
    differ |= {"id"} if len(regions) > 1 else set()
    assert several(rows, 0, TOLD) == differ
    assert several(view, 0, TOLD) == frozenset()
