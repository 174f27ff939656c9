"""What all backends that read a service page by page have in common."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import msgspec

from trailview.aws.asking import Answer, Asking, Silence
from trailview.backends.base import Batch, Cancel, Problem, RecordPlaces, Scanned, Tally
from trailview.backends.plain import PlainTable
from trailview.errors import SourceError
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.rebuilt import rebuilt
from trailview.events.record import Delivery, decode
from trailview.question.query import Window
from trailview.question.terms import Clause

_T = TypeVar("_T")


class Inline:
    """The part of a backend that is asked for records again: these go along with their blocks."""

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Never asked, as the store keeps the records. Raises SourceError."""
        del indexes
        raise SourceError(
            "Record cannot be read", f"Page {part + 1} was not kept.", "Ask again to read it anew."
        )

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Never asked, as the store looks into the records that it keeps."""
        del places, terms, cancel
        return iter(())

    def close(self) -> None:
        """There is nothing to let go of: a read that ends leaves nothing behind."""


class Resume(NamedTuple):
    """Where to go on, and what was known there."""

    place: object
    """The backend's own."""
    covered: Window | None
    tally: Tally


class Pages:
    """The batches of one read: counts what was asked for and decodes what came."""

    def __init__(self, resume: object | None) -> None:
        """`resume` is that of an earlier read's batch, if this one goes on from there."""
        earlier = resume if isinstance(resume, Resume) else Resume(None, None, Tally())
        self.place = earlier.place
        """Behind what has been handed over; None at the beginning."""
        self.tally = earlier.tally
        self._covered = earlier.covered
        self._decoder = Decoder()
        self._notes: tuple[str, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self.look: Callable[[Sequence[Delivery]], tuple[Problem, ...]] = _nothing
        """Says what is to be told of the records of a page."""

    def answer(self, asking: Asking[Answer]) -> Generator[Batch, None, Answer]:
        """The answer to a call; batches tell of silence, and when it has to be made again."""
        answer = yield from self.follow(asking)
        self.tally = replace(self.tally, requests=self.tally.requests + 1)
        return answer

    def follow(self, asking: Asking[_T]) -> Generator[Batch, None, _T]:
        """What is found out by some calls, which count only where they have to be made again."""
        while True:
            try:
                news = next(asking)
            except StopIteration as end:
                self.tally = replace(self.tally, phase="", waiting=0.0, is_throttled=False)
                found: _T = end.value
                return found
            if isinstance(news, Silence):
                self.tally = replace(
                    self.tally, phase=str(news), waiting=news.seconds, is_throttled=False
                )
            else:
                self.tally = replace(
                    self.tally,
                    requests=self.tally.requests + 1,
                    throttled=self.tally.throttled + news.is_throttled,
                    phase=str(news),
                    waiting=news.since,
                    is_throttled=news.is_throttled,
                )
            yield self.progress()

    def progress(self) -> Batch:
        """A batch that only tells how far things are."""
        return Batch(self.tally, covered=self._covered, resume=self._resume())

    def tell(self, notes: Sequence[str], problems: Sequence[Problem]) -> None:
        """Have the next page tell what was found out about where is asked; a resumed read's
        first page has told it already."""
        if self.place is None:
            self._notes, self._problems = tuple(notes), tuple(problems)

    def batch(
        self,
        found: Sequence[Delivery],
        covered: Window | None,
        place: object,
        problems: Sequence[Problem] = (),
        plain: PlainTable | None = None,
    ) -> Batch:
        """The batch of one page, whose records go along with it; `place` is behind it."""
        page = self.tally.files
        self.tally = replace(self.tally, files=page + 1, records=self.tally.records + len(found))
        self.place, self._covered = place, covered
        block = self._decoder.deliveries(found, page, keep=True) if found else None
        told = (*self._problems, *problems, *self.look(found))
        notes, self._notes, self._problems = self._notes, (), ()
        return Batch(self.tally, block, told, covered, self._resume(), plain, notes=notes)

    def _resume(self) -> Resume | None:
        if self.place is None:
            return None
        return Resume(
            self.place,
            self._covered,
            replace(self.tally, phase="", waiting=0.0, is_throttled=False),
        )


def _nothing(found: Sequence[Delivery]) -> tuple[Problem, ...]:
    """Nothing is told of records."""
    del found
    return ()


def is_record(message: str) -> bool:
    """Whether a log event can be a record: others may write to a trail's log group too."""
    return message.lstrip().startswith("{")


def is_whole(raw: bytes) -> bool:
    """Whether a record's text is one JSON object, and neither cut nor broken."""
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except BROKEN:
        try:
            return isinstance(decode(raw), dict)
        except ValueError:
            return False
    return True


def remade(
    cut: bytes, time: int | None, where: str, position: str
) -> tuple[list[Delivery], Problem]:
    """What is whole of a record that came cut, if that makes an event; and the problem."""
    made = rebuilt(cut, time=time)
    kept = "only what is whole of it is shown" if made else "nothing of it can be shown"
    reason = f"its record is cut or broken after {len(cut):,} bytes: {kept}"
    return [made] if made else [], Problem(where, position, reason)


def no_records(log_group: str, number: int) -> tuple[Problem, ...]:
    """What to say about a page's log events that are no records."""
    if not number:
        return ()
    return (Problem(log_group, "", f"log events that are no CloudTrail records: {number:,}"),)
