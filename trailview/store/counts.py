"""How many events have each value, or each pair of values, of one or two columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from trailview.events.severity import Severity
from trailview.store.acting import WORD_OF
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.kinds import kinds
from trailview.store.rows import shown

Numbers = npt.NDArray[np.int64]


def counts(
    snapshot: Snapshot, rows: RowNumbers, columns: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """For each combination of the columns' texts that occurs in `rows`, how often it does.

    Texts are those that the table shows; an absent one is empty.
    """
    found = [_column(snapshot, rows, name) for name in columns]
    keys = np.zeros(len(rows), np.int64)
    for numbers, texts in found:
        # Of each column there are fewer texts than 2**32, and of two columns never more than rows.
        keys = np.unique(keys * len(texts) + numbers, return_inverse=True)[1].astype(np.int64)
    _, first, numbers_of = np.unique(keys, return_index=True, return_counts=True)
    told: dict[tuple[str, ...], int] = {}
    for place, count in zip(first.tolist(), numbers_of.tolist(), strict=True):
        words = tuple(texts[int(numbers[place])] for numbers, texts in found)
        told[words] = told.get(words, 0) + count
    return told


def _column(snapshot: Snapshot, rows: RowNumbers, name: str) -> tuple[Numbers, Sequence[str]]:
    """For each row the number of its text, and all the texts."""
    if name == "by":
        return kinds(snapshot, rows).astype(np.int64), WORD_OF
    if name == "severity":
        labels = [severity.label for severity in sorted(Severity)]
        return snapshot.severities[rows].astype(np.int64), labels
    codes, texts = snapshot.column(name)
    return codes[rows].astype(np.int64), [shown(name, text) for text in texts.values[:]]
