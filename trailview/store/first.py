"""The first rows on the screen, straight from the first block.

The store needs numpy, and importing that takes a quarter of the time to the
first frame. This does without: it shows one block, newest first, until the
store has taken over. Keys are those the store will give the same events.
"""

from __future__ import annotations

from collections.abc import Sequence

from trailview.events.block import (
    IDENTITY_COLUMNS,
    NO_TIME,
    TELLING_COLUMNS,
    Block,
    flag_words,
)
from trailview.events.severity import Severity
from trailview.events.who_acts import row_of_agent
from trailview.question.acting import KINDS
from trailview.store.rows import PLACES, shown


class FirstRows:
    """The events of one source's first block (`trailview.store.rows.Rows`)."""

    def __init__(self, block: Block) -> None:
        self._block = block
        seen: set[tuple[object, ...]] = set()
        kept = []
        for position in range(len(block)):
            mark = (
                block.ids[position * 16 : position * 16 + 16],
                block.odd_ids.get(position),
                block.times[position],
                *(block.codes[name][position] for name in TELLING_COLUMNS),
                block.contents[position],
            )
            is_nameless = position in block.odd_ids and not block.odd_ids[position]
            if is_nameless or mark not in seen:
                seen.add(mark)
                kept.append(position)
        tie = [block.ids[position * 16 : position * 16 + 3] for position in kept]
        self._kept = kept
        self._order = sorted(range(len(kept)), key=lambda key: (-block.times[kept[key]], tie[key]))

    def __len__(self) -> int:
        return len(self._order)

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        codes = self._block.codes
        return frozenset(name for name in PLACES if len({*codes[name]} - {0}) > 1)

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        return self._order[position]

    def count(self, position: int) -> int:  # noqa: ARG002  (here each row is one event)
        """How many events the row stands for."""
        return 1

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        return self._order.index(key) if 0 <= key < len(self._order) else None

    def place(self, position: int) -> int:
        """Where in the block the event at `position` is."""
        return self._kept[self._order[position]]

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        time = self._block.times[self.place(position)]
        return None if time == NO_TIME else time

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        return Severity(self._block.severities[self.place(position)])

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        place = self.place(position)
        return [self._text(place, name) for name in columns]

    def _kind(self, place: int) -> str:
        """Who acts, as the table tells it: what the settings add is there with the store."""
        row = row_of_agent(self._text(place, "agent"))
        words = (self._text(place, "acts"), row.kind.word if row else "")
        return max(filter(None, words), key=KINDS.__getitem__, default="")

    def _text(self, place: int, name: str) -> str:
        block = self._block
        if name == "note":
            return block.notes.get(place, "")
        if name == "is":
            return flag_words(block.flags[place])
        if name == "id":
            raw = block.ids[place * 16 : place * 16 + 16].hex()
            plain = f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
            return (block.odd_ids[place] or "") if place in block.odd_ids else plain
        if name == "by":
            return self._kind(place)
        if name in IDENTITY_COLUMNS:
            code = block.identities[place]
            value = getattr(block.people[code - 1], IDENTITY_COLUMNS[name]) if code else None
            return value or ""
        code = block.codes[name][place]
        text = block.texts[name][code - 1] if code else ""
        return shown(name, text)
