"""Counts by what events have in common, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from trailview.events.dossier.topic import Asks

MOST: Final = 10_000
"""Distinct values of one list that are told apart."""
_LONGEST: Final = 1_024
"""Characters of one value that are kept."""


class Seen(NamedTuple):
    """How often, and from when to when, in seconds since 1970; None where no event has a time."""

    events: int = 0
    first: int | None = None
    last: int | None = None

    def once_more(self, time: int | None) -> Seen:
        """With one event more."""
        if time is None:
            return self._replace(events=self.events + 1)
        first = time if self.first is None else min(self.first, time)
        last = time if self.last is None else max(self.last, time)
        return Seen(self.events + 1, first, last)


class Entry(NamedTuple):
    """One line of a list: its texts, as in the record, how often, and what asks for its events."""

    cells: tuple[str, ...]
    """Empty where the events do not tell."""
    seen: Seen
    asks: Asks = ()
    """Beside what the dossier's subject is asked for with; none where nothing asks for it."""


class Listing(NamedTuple):
    """A list of a dossier."""

    id: str
    """As programs have it."""
    title: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    uncounted: int = 0
    """Events whose values were left out, as there are more than are told apart."""


class Tallies:
    """Counts of one list while it grows."""

    def __init__(self, most: int = MOST, *, is_story: bool = False) -> None:
        """Told apart are `most` values; of a story also the seconds in which they were seen."""
        self._found: dict[tuple[int | None, tuple[str, ...]], tuple[Seen, Asks]] = {}
        self._most = most
        self._is_story = is_story
        self._uncounted = 0

    def add(self, cells: Iterable[str | None], asks: Asks, time: int | None) -> None:
        """One event with these texts."""
        texts = tuple((cell or "")[:_LONGEST] for cell in cells)
        key = (time if self._is_story else None, texts)
        known = self._found.get(key)
        if known is not None:
            self._found[key] = known[0].once_more(time), known[1]
        elif len(self._found) < self._most:
            self._found[key] = Seen().once_more(time), asks
        else:
            self._uncounted += 1

    def listing(self, id_: str, title: str, columns: tuple[str, ...], *, in_time: bool) -> Listing:
        """The list, the most frequent first; or by when each was first seen."""
        entries = [Entry(cells, seen, asks) for (_, cells), (seen, asks) in self._found.items()]
        if in_time:
            entries.sort(key=lambda entry: (entry.seen.first or 0, entry.cells))
        else:
            entries.sort(key=lambda entry: (-entry.seen.events, entry.seen.first or 0, entry.cells))
        told = _runs(entries) if self._is_story else entries
        return Listing(id_, title, columns, tuple(told), self._uncounted)


def _runs(entries: Iterable[Entry]) -> list[Entry]:
    """What happened several times with nothing in between, once."""
    found: list[Entry] = []
    for entry in entries:
        if found and found[-1].cells == entry.cells:
            before = found[-1].seen
            seen = Seen(before.events + entry.seen.events, before.first, entry.seen.last)
            found[-1] = entry._replace(seen=seen)
        else:
            found.append(entry)
    return found
