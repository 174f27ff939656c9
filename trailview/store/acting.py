"""Who acts, for columns: the larger of what credentials and programs tell, found once for each."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from trailview.events.acts import Kind
from trailview.events.who_acts import row_of_agent
from trailview.question.acting import KINDS
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.texts import Texts

KindCodes = npt.NDArray[np.uint8]
"""Kinds by number: 0 is none, and a larger one counts more."""

WORD_OF: Final[tuple[str, ...]] = ("", *(kind.word for kind in sorted(Kind)))
"""The word of each kind by its number; "" where nobody acts."""

_of_agents: Final[WeakKeyDictionary[Texts, KindCodes]] = WeakKeyDictionary()
"""What is known of the user agents of each store."""


def code_of(kind: Kind) -> int:
    """The number of a kind."""
    return kind + 1


def told_kinds(snapshot: Snapshot, rows: RowNumbers | None) -> KindCodes:
    """For each of `rows`, or of all where that is None, what the table tells of who acts."""
    of_text = np.array([_code(word) for word in snapshot.texts["acts"].values], np.uint8)
    identities = snapshot.identities if rows is None else snapshot.identities[rows]
    told = of_text[snapshot.people["acts"]][identities]
    of_agent = _kinds_of_agents(snapshot.texts["agent"])
    if of_agent.any():
        agents = snapshot.codes["agent"] if rows is None else snapshot.codes["agent"][rows]
        told = np.maximum(told, of_agent[agents])
    return told


def _code(word: str | None) -> int:
    return 0 if word is None else code_of(KINDS[word])


def _kinds_of_agents(agents: Texts) -> KindCodes:
    """For each user agent that is known, the kind it tells."""
    known = _of_agents.get(agents)
    done = 0 if known is None else len(known)
    values = agents.values[done:]
    if known is not None and not values:
        return known
    rows = (row_of_agent(text) for text in values)
    fresh = np.array([0 if row is None else code_of(row.kind) for row in rows], np.uint8)
    found = fresh if known is None else np.concatenate([known, fresh])
    _of_agents[agents] = found
    return found
