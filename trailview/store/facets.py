"""How often each value of a column occurs."""

from __future__ import annotations

import numpy as np

from trailview.events.block import flag_of
from trailview.question.fields import Compare, find_field
from trailview.store.acting import WORD_OF
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.kinds import kinds

_COLUMN_OF = {"resource": "resource"}
"""Fields that only the record answers, and the column that shows their main value."""


def facet(
    snapshot: Snapshot, field_name: str, rows: RowNumbers | None = None
) -> list[tuple[str, int]]:
    """Each value of a field with the number of events that have it, most frequent first.

    Of all events, or of `rows`. Empty for fields that no column holds.
    """
    field = find_field(field_name)
    if field is None:
        return []
    if field.name == "by":
        numbers = np.bincount(kinds(snapshot, rows), minlength=len(WORD_OF)).tolist()
        told = [(word, n) for word, n in zip(WORD_OF, numbers, strict=True) if word and n]
        return sorted(told, key=lambda one: -one[1])
    if field.compare is Compare.FLAG:
        flags = snapshot.flags if rows is None else snapshot.flags[rows]
        words = {word: flag_of(condition) for word, condition in field.meanings.items()}
        counted = [(word, int(np.count_nonzero(flags & bit))) for word, bit in words.items()]
        return sorted((c for c in counted if c[1]), key=lambda c: -c[1])
    column = field.column or _COLUMN_OF.get(field.name)
    if column is None or column == "id":
        return []
    texts = snapshot.texts[column]
    size = len(texts)
    if column in snapshot.people:
        identities = snapshot.identities if rows is None else snapshot.identities[rows]
        of_person = np.bincount(identities, minlength=len(snapshot.people[column]))
        counts = np.bincount(
            snapshot.people[column],
            weights=of_person[: len(snapshot.people[column])],
            minlength=size,
        ).astype(np.int64)
    else:
        codes = snapshot.codes[column] if rows is None else snapshot.codes[column][rows]
        counts = np.bincount(codes, minlength=size)
    counts[0] = 0
    return [
        (text, int(counts[code]))
        for code in np.argsort(-counts, kind="stable").tolist()
        if counts[code] and (text := texts.values[code])
    ]


def suggestions(
    snapshot: Snapshot, field_name: str, prefix: str, limit: int
) -> list[tuple[str, int]]:
    """Values that begin with `prefix`, then those that contain it, most frequent first."""
    wanted = prefix.casefold()
    begins, contains = [], []
    for text, count in facet(snapshot, field_name):
        folded = text.casefold()
        if folded.startswith(wanted):
            begins.append((text, count))
        elif wanted in folded:
            contains.append((text, count))
    return (begins + contains)[:limit]
