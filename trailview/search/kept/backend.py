"""A backend that asks what is kept first, and the service for the rest only.

It wraps a backend that knows nothing of it, and what it gives is what that would give:
what was kept comes first, then the gaps are read, newest first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from trailview.backends.base import (
    Backend,
    Batch,
    Cancel,
    Problem,
    RecordPlaces,
    Scanned,
    Tally,
    total_of,
)
from trailview.errors import ServiceError
from trailview.events.decode import Decoder
from trailview.events.record import Delivery
from trailview.plans.coverage import Asked, Coverage
from trailview.plans.gaps import GapToRead
from trailview.plans.plan import Plan
from trailview.question.query import Window
from trailview.question.terms import Clause
from trailview.search.kept.ahead import division_of, place_of
from trailview.search.kept.keeping import GapKeeper, Grown
from trailview.search.kept.owner import Owner
from trailview.search.kept.pieces import Piece, events_of, note_of, pieces_of
from trailview.store.disk.kept import DiskStore

_FIRST: Final = 200
_BULK: Final = 2_000
"""Events given at once: few at first, so that there is something to see."""
_NOTHING: Final = Tally()


class _At(NamedTuple):
    """Where a read has come to; given back as `resume`, it goes on there."""

    account: str
    pieces: tuple[Piece, ...]
    """What is kept and has not been given yet, newest first."""
    gaps: tuple[GapToRead, ...]
    """What has not been read whole; the first is being read."""
    read: Tally
    """What came before the first gap."""
    inner: object | None = None
    """Where the service's read of the first gap has come to."""
    inner_tally: Tally = _NOTHING
    reached: Window | None = None
    """What of the first gap has been read whole."""
    grown: Grown = Grown()
    notes: tuple[str, ...] = ()
    """What is to be told with the next batch."""
    lacks: tuple[Problem, ...] = ()
    """Why the question can have no answer here, as far as that is known before it is asked."""


class KeptBackend:
    """A backend with a store of what it has read (`trailview.backends.base.Backend`)."""

    def __init__(self, inner: Backend, coverage: Coverage, store: DiskStore, owner: Owner) -> None:
        """`inner` is asked for what is not kept; `owner` tells whose account it asks."""
        self.name = inner.name
        self._inner = inner
        self._coverage = coverage
        self._store = store
        self._owner = owner

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of what is kept, and then of what is not. Raises TrailviewError."""
        asked = None if plan.question.raw else self._coverage.asked(plan)
        at = resume if isinstance(resume, _At) else None
        if asked is not None and at is None and resume is None:
            at = self._begin(plan, asked, cancel)
        if asked is None or at is None:
            yield from self._inner.read(plan, cancel, resume)
            return
        yield from _KeptRead(self._inner, self._coverage, self._store, self._owner).read(
            plan, asked, at, cancel
        )

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Some records again. Raises SourceError."""
        return self._inner.records(part, indexes)

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records for terms that only the record can answer."""
        return self._inner.scan(places, terms, cancel)

    def close(self) -> None:
        """Let go of what the service's reader holds."""
        self._inner.close()

    def _begin(self, plan: Plan, asked: Asked, cancel: Cancel) -> _At | None:
        """Where a read begins; None where it is not known whose account is asked."""
        account = self._owner.known() or self._owner.find(asked.region, cancel)
        if not account:
            return None
        lots = self._store.lots(place_of(self.name, account, asked, self._owner.endpoint))
        division = division_of(plan, asked, lots, self._coverage)
        pieces, lost = pieces_of(self._store, division.taken)
        gone = [GapToRead(taken.since, taken.until, asked.requests) for taken in lost]
        used = {taken.number for taken in division.taken}
        self._store.used(sorted(used))
        is_all = not (division.gaps or gone)
        notes = [note_of(self._owner, account, is_all=is_all)] if used else []
        return _At(
            account,
            tuple(pieces),
            _newest_first((*division.gaps, *gone)),
            _NOTHING,
            notes=tuple(notes),
            lacks=tuple(
                Problem(where, "", why) for where, why in self._coverage.lacks(plan, account)
            ),
        )


def _newest_first(gaps: Iterable[GapToRead]) -> tuple[GapToRead, ...]:
    return tuple(sorted(gaps, key=lambda gap: -gap.until))


@dataclass(slots=True)
class _KeptRead:
    """One stretch of a read, to its end or until nobody wants more."""

    inner: Backend
    coverage: Coverage
    store: DiskStore
    owner: Owner
    told: set[str] = field(default_factory=set)
    """What of the store's troubles has been told."""
    decoder: Decoder = field(default_factory=Decoder)

    def read(self, plan: Plan, asked: Asked, at: _At, cancel: Cancel) -> Iterator[Batch]:
        """Batches from a place on. Raises TrailviewError."""
        if at.notes and not at.pieces:
            yield self._batch(asked, at._replace(notes=()), None, at.notes)
            at = at._replace(notes=())
        while at.pieces and not cancel.is_set:
            at, batch = self._given(asked, at)
            if batch is not None:
                yield batch
        number = 1
        while at.gaps and not cancel.is_set:
            at = yield from self._gap(plan, asked, at, number, cancel)
            number += 1
            if not cancel.is_set:
                at = _behind_gap(at)
                yield self._batch(asked, at, None, ())

    def _given(self, asked: Asked, at: _At) -> tuple[_At, Batch | None]:
        """Give the newest of what is kept; where it has gone meanwhile, it becomes a gap."""
        count, events = 0, 0
        most = _FIRST if not at.read.kept else _BULK
        while count < len(at.pieces) and (not count or events < most):
            events += at.pieces[count].block.events
            count += 1
        given, left = at.pieces[:count], at.pieces[count:]
        found = events_of(self.store, given)
        if found is None:
            return self._lost(asked, at), None
        inside = [event.delivery for event in found]
        read = replace(
            at.read, records=at.read.records + len(inside), kept=at.read.kept + len(inside)
        )
        after = at._replace(pieces=left, read=read, notes=())
        return after, self._batch(asked, after, inside, at.notes)

    def _lost(self, asked: Asked, at: _At) -> _At:
        """What is left of all that is kept has to be read anew."""
        spans = dict.fromkeys((piece.taken.since, piece.taken.until) for piece in at.pieces)
        gaps = [GapToRead(since, until, asked.requests) for since, until in spans]
        return at._replace(pieces=(), gaps=_newest_first((*at.gaps, *gaps)))

    def _gap(
        self, plan: Plan, asked: Asked, at: _At, number: int, cancel: Cancel
    ) -> Generator[Batch, None, _At]:
        """Read the first gap from where it has come to; the place at its end.

        Its texts have codes of their own: `number` tells them from those of others.
        """
        gap = at.gaps[0]
        place = place_of(self.inner.name, at.account, asked, self.owner.endpoint)
        keeper = GapKeeper(self.store, place, asked, gap, at.lacks)
        part = self.coverage.part(plan, gap.since, gap.until, gap.requests)
        for batch in self.inner.read(part, cancel, at.inner):
            grown = at.grown
            if batch.block is not None or batch.covered != at.reached:
                self._check_owner(at.account)
                is_proven = self.owner.proven == at.account
                grown = keeper.took(grown, batch) if is_proven else grown._replace(is_at_end=True)
            elif batch.problems:
                grown = grown._replace(is_at_end=True)
            at = at._replace(
                inner=batch.resume, inner_tally=batch.tally, reached=batch.covered, grown=grown
            )
            if batch.block is not None:
                batch.block.source += number
            told = self._batch(asked, at, None, batch.notes)
            yield replace(
                batch, tally=told.tally, covered=told.covered, resume=at, notes=told.notes
            )
        if not cancel.is_set:
            keeper.finished(at.grown)
        return at

    def _check_owner(self, account: str) -> None:
        """Raises ServiceError where the service has answered for another account."""
        proven = self.owner.proven
        if proven and proven != account:
            self.owner.was_wrong()
            raise ServiceError(
                "Profile is of another account",
                f"It is of {proven} now, and what was kept is of {account}.",
                "Ask again: nothing of the other account is shown then.",
            )

    def _batch(
        self, asked: Asked, at: _At, found: Sequence[Delivery] | None, notes: tuple[str, ...]
    ) -> Batch:
        """A batch of what is kept, or of nothing, with what is known at this place."""
        fresh = [f"Cache: {text}" for text in self.store.troubles if text not in self.told]
        self.told.update(self.store.troubles)
        block = self.decoder.deliveries(found, 0, keep=True) if found else None
        tally = total_of((at.read, at.inner_tally)) if at.inner_tally != _NOTHING else at.read
        covered = _covered(asked, at)
        return Batch(tally, block, at.lacks, covered, at, notes=(*notes, *fresh))


def _behind_gap(at: _At) -> _At:
    """The place behind the first gap, which has been read."""
    read = total_of((at.read, at.inner_tally))
    return at._replace(
        gaps=at.gaps[1:],
        read=replace(read, phase="", waiting=0.0),
        inner=None,
        inner_tally=_NOTHING,
        reached=None,
        grown=Grown(),
    )


def _covered(asked: Asked, at: _At) -> Window | None:
    """What has been given and read whole, back from the end of what is asked."""
    left = [gap.until for gap in at.gaps[1:]]
    if at.pieces:  # newest first
        left.append(at.pieces[0].until)
    if at.gaps:
        left.append(_left_of(at.gaps[0], at.reached, asked.delivered))
    since = max(left, default=asked.since)
    if since >= asked.until:
        return None
    # What may not have been delivered yet is read, and not covered.
    return Window(since, max(since, min(asked.until, asked.delivered)))


def _left_of(gap: GapToRead, reached: Window | None, delivered: int) -> int:
    """The second before which some of a gap has not been read."""
    if reached is None or reached.since is None or reached.until is None:
        return gap.until
    return reached.since if reached.until >= min(gap.until, delivered) else gap.until
