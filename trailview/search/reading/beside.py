"""What a reading tells beside events and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailview.backends.base import Batch, Passed
from trailview.events.text import counted

if TYPE_CHECKING:
    from trailview.store.columns import Store


class Beside:
    """Notes, what was passed over, and what tables do not say, as batches tell it."""

    def __init__(self) -> None:
        self.lacks: dict[str, str] = {}
        """Fields that some of the source has no column for, and where that is."""
        self.choice = ""
        """How much was left unread because it cannot hold what was asked for, and why."""
        self._notes: dict[str, None] = {}
        self._passed: dict[str, Passed] = {}

    def add(self, batch: Batch) -> None:
        """Keep what a batch tells."""
        self._notes.update(dict.fromkeys(batch.notes))
        self.choice = batch.choice
        for kind, files, where in batch.passed:
            before = self._passed.get(kind, Passed(kind, 0, where))
            self._passed[kind] = before._replace(files=before.files + files)
        for lack in batch.lacks:
            self.lacks.setdefault(lack.field, lack.where)

    def notes(self, store: Store | None) -> tuple[str, ...]:
        """What is to be known of what was read, and of single events in the store."""
        noted = store.noted() if store is not None else {}
        return (*self._notes, *(f"{counted(n, 'event')}: {note}" for note, n in noted.items()))

    @property
    def passed(self) -> tuple[Passed, ...]:
        """What was passed over because it holds no events, by kind; most files first."""
        kinds = [*self._passed.values()]
        return tuple(sorted(kinds, key=lambda kind: (-kind.files, kind.kind)))
