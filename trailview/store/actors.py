"""Which terms ask for an actor: how one is named on the screen is made of several members."""

from __future__ import annotations

from typing import Final

import numpy as np

from trailview.events.pattern import Pattern
from trailview.question.terms import Term
from trailview.store.columns import Snapshot

_WAYS: Final = (
    ("user",),
    ("role", "user"),
    ("type", "user"),
    ("principal",),
    ("principal-id",),
)
"""Fields that may tell an actor from all others, the shortest to read first."""
_MOST: Final = 16
"""Values of one field that a term may name."""
_SERVICE: Final = "AWSService"
_INVOKED_BY: Final = "$.userIdentity.invokedBy"


def actor_terms(snapshot: Snapshot, actor: str) -> tuple[Term, ...]:
    """Terms that together hold for the events of an actor, and for none of another's.

    Empty where none do.
    """
    code = snapshot.texts["actor"].find(actor)
    if code is None:
        return ()
    is_theirs = snapshot.people["actor"] == code
    if not is_theirs.any():
        return ()
    for fields in _WAYS:
        codes = np.stack([snapshot.people[name] for name in fields], 1)
        theirs = np.unique(codes[is_theirs], axis=0)
        if not theirs.all() or len(theirs) > (_MOST if len(fields) == 1 else 1):
            continue
        others = codes[~is_theirs]
        if any((others == each).all(1).any() for each in theirs):
            continue
        return tuple(
            _term(name, [snapshot.texts[name].values[int(at)] or "" for at in theirs[:, place]])
            for place, name in enumerate(fields)
        )
    kinds = np.unique(snapshot.people["type"][is_theirs]).tolist()
    if [snapshot.texts["type"].values[kind] for kind in kinds] == [_SERVICE]:
        return _term("type", [_SERVICE]), _term(_INVOKED_BY, [actor])
    return ()


def _term(field: str, values: list[str]) -> Term:
    return Term(field, tuple(Pattern((value,)) for value in values))
