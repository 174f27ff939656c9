"""What of a plan's answer is kept, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trailview.events.record import TimedDelivery
from trailview.plans.gaps import Taken
from trailview.search.kept.owner import Owner
from trailview.store.disk.kept import BlockAt, DiskStore


class Piece(NamedTuple):
    """A block that is to be given, and whose."""

    block: BlockAt
    taken: Taken

    @property
    def until(self) -> int:
        """The second behind the last of which it has events to give."""
        return min(self.taken.until, self.block.last + 1)


def pieces_of(store: DiskStore, spans: Sequence[Taken]) -> tuple[list[Piece], list[Taken]]:
    """The blocks of some spans, newest first; and the spans that have gone meanwhile."""
    pieces, gone = list[Piece](), list[Taken]()
    for taken in spans:
        blocks = store.blocks(taken.number, taken.since, taken.until)
        if blocks is None:
            gone.append(taken)
        else:
            pieces += [Piece(block, taken) for block in blocks]
    pieces.sort(key=lambda piece: -piece.until)
    return pieces, gone


def events_of(store: DiskStore, pieces: Sequence[Piece]) -> list[TimedDelivery] | None:
    """The events of blocks, as far as they are in the spans; None where one block has gone."""
    found = store.events([piece.block for piece in pieces])
    return None if found is None else [*_inside(pieces, found)]


def _inside(
    pieces: Sequence[Piece], found: Sequence[Sequence[TimedDelivery]]
) -> Iterator[TimedDelivery]:
    for piece, events in zip(pieces, found, strict=True):
        for event in events:
            if piece.taken.since <= event.time < piece.taken.until:
                yield event


def note_of(owner: Owner, account: str, *, is_all: bool) -> str:
    """That an answer is from what was kept, and whose that is."""
    how = "" if owner.proven == account else ", the profile's when it last asked"
    what = "It is" if is_all else "Some of it is"
    return f"{what} from what was kept on this machine for account {account}{how}."
