"""Regions and accounts of which there are several among some rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.make import record, store
from trailview.store.view import View

PLACE = st.tuples(st.sampled_from(["us-east-1", "eu-west-1", None]), st.sampled_from(["1", "2"]))


@given(st.lists(PLACE, min_size=1, max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_view_knows_what_varies_however_it_grew(
    places: list[tuple[str | None, str]], first: int, last: int
) -> None:
    held = store(
        record(n, awsRegion=region, recipientAccountId=account)
        for n, (region, account) in enumerate(places)
    )
    snapshot, rows = held.snapshot(), np.arange(len(held), dtype=np.int32)
    view = View.of(snapshot, rows[first:last]).with_rows(snapshot, rows[:first])
    told = [places[int(row)] for row in (*rows[first:last], *rows[:first])]
    several = {
        name
        for at, name in enumerate(("region", "account"))
        if len({place[at] for place in told} - {None}) > 1
    }
    assert view.varied == several
