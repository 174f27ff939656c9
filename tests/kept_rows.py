"""All that the columns of a store say, to compare."""

from __future__ import annotations

from trailview.events.block import IDENTITY_COLUMNS, NO_TIME, TEXT_COLUMNS
from trailview.store.columns import Store


def rows_of(store: Store) -> list[tuple[object, ...]]:
    """A row for each event, in an order of their own."""
    seen = store.snapshot()
    rows = []
    for at in range(seen.count):
        time = int(seen.times[at])
        texts = [seen.texts[name].values[int(seen.codes[name][at])] for name in TEXT_COLUMNS]
        person = int(seen.identities[at])
        who = [seen.texts[name].values[int(seen.people[name][person])] for name in IDENTITY_COLUMNS]
        rows.append(
            (
                None if time == NO_TIME else time,
                *texts,
                *who,
                int(seen.flags[at]),
                int(seen.severities[at]),
                tuple(seen.ids[at].tolist()),
                seen.odd_ids.get(at),
                seen.notes.get(at),
                int(seen.indexes[at]),
            )
        )
    return sorted(rows, key=repr)
