"""The events behind rows, as a chain needs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trailview.events.issued import Call, call_of
from trailview.store.view import View

if TYPE_CHECKING:
    from trailview.search.reading.records import Records
    from trailview.store.columns import Snapshot


def calls_at(records: Records, snapshot: Snapshot, keys: Sequence[int]) -> list[Call]:
    """The calls behind some rows, in that order, read in bulk.

    Reads files: not for the UI thread. Raises SourceError.
    """
    import numpy as np

    view = View.of(snapshot, np.array(keys, np.int32))
    found = {
        view.key(position): call_of(event) for position, event in enumerate(records.events(view))
    }
    return [found[key] for key in keys]
