"""The rows of a small answer are those that a table would have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.make import block, delivery, record
from tests.strategies import records
from trailview.events.record import Event, TimedDelivery
from trailview.search.export.rows import COLUMNS
from trailview.store.columns import Store
from trailview.store.few import FewRows
from trailview.store.rows import Rows
from trailview.store.view import View

_PLAIN = [name for name in COLUMNS if name not in ("time", "severity")]


def some(made: Sequence[Mapping[str, Any]]) -> list[TimedDelivery]:
    """Those of some records that can be kept, as they would be."""
    events = [delivery(one) for one in made]
    timed = [(Event(one).time, one) for one in events]
    return [TimedDelivery(time, one) for time, one in timed if time is not None and time >= 0]


def table(events: Sequence[TimedDelivery], *, descending: bool) -> tuple[View, list[bytes]]:
    """The same in a table, and the records of its rows."""
    held = Store()
    held.append(block(json.loads(event.delivery.raw) for event in events))
    view = View.of(held.snapshot(), np.arange(len(held), dtype=np.int32), "time", descending)
    raws = [held.delivery(view.key(position)) for position in range(len(view))]
    return view, [one.raw for one in raws if one is not None]


def told(rows: Rows) -> list[tuple[object, ...]]:
    return [
        (rows.time(at), rows.severity(at), *rows.texts(at, _PLAIN), rows.count(at))
        for at in range(len(rows))
    ]


_ids = st.sampled_from(
    [
        *(f"0000000{n}-0000-4000-8000-000000000000" for n in range(4)),
        "0000000A-0000-4000-8000-000000000000",
        "no uuid",
        None,
    ]
)
_members = st.tuples(st.integers(0, 2), _ids, st.sampled_from(["GetUser", "PutUser"]))


@given(st.lists(_members, max_size=8), st.booleans())
def test_rows_are_in_the_tables_order_each_once(
    made: list[tuple[int, str | None, str]], descending: bool
) -> None:
    events = some([record(second, eventID=name, eventName=event) for second, name, event in made])
    rows = FewRows(events, descending=descending)
    view, raws = table(events, descending=descending) if events else (FewRows([]), [])
    assert [rows.delivery(rows.key(at)).raw for at in range(len(rows))] == raws
    assert told(rows) == told(view)
    assert [rows.position(rows.key(at)) for at in range(len(rows))] == [*range(len(rows))]


@given(st.lists(records(), min_size=1, max_size=4))
def test_texts_are_those_of_the_table(made: list[dict[str, Any]]) -> None:
    numbered = [
        one | {"eventID": f"{n:08x}-0000-4000-8000-000000000000"} for n, one in enumerate(made)
    ]
    events = some(numbered)
    if not events:
        return
    rows, (view, _) = FewRows(events), table(events, descending=True)
    assert told(rows) == told(view)
    assert rows.varied == view.varied


def test_an_id_somewhere_else_in_the_record_is_not_taken_for_its_own() -> None:
    inner = {"eventID": "00000001-0000-4000-8000-000000000000"}
    twice = record(0, eventID="00000002-0000-4000-8000-000000000000", requestParameters=inner)
    events = some([twice, twice, record(1, eventID=inner["eventID"])])
    assert len(FewRows(events)) == 2
    assert len(FewRows(events).sorted("time", descending=False)) == 2


def test_another_order_is_the_same_rows() -> None:
    rows = FewRows(some([record(n) for n in range(5)]))
    assert rows.sorted("time", descending=True) is rows
    assert told(rows.sorted("time", descending=False)) == told(rows)[::-1]
