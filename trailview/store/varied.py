"""Of which Regions and accounts there are several, so that a row has to say whose it is."""

from __future__ import annotations

import numpy as np

from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.rows import PLACES

_AT_ONCE = 65_536


class Varied:
    """What is known of the rows of a view, which gains rows and never loses one."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self.columns: frozenset[str] = frozenset()
        """Those of `PLACES` in which two values occur; an absent one is none."""

    def with_rows(self, snapshot: Snapshot, rows: RowNumbers) -> Varied:
        """What is known with more rows."""
        known = Varied()
        known._first = dict(self._first)
        known.columns = self.columns | {
            name
            for name in PLACES
            if name not in self.columns and known._varies(snapshot, rows, name)
        }
        return known

    def _varies(self, snapshot: Snapshot, rows: RowNumbers, name: str) -> bool:
        codes, texts = snapshot.column(name)
        for start in range(0, len(rows), _AT_ONCE):
            found = codes[rows[start : start + _AT_ONCE]]
            present = found[found != 0]
            if not len(present):
                continue
            first = self._first.setdefault(name, int(present[0]))
            if bool(np.any(present != first)):
                return True
            if len(texts) <= 2:
                return False
        return False
