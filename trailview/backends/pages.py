"""What all backends that read a service page by page have in common."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final, NamedTuple

from trailview.aws.asking import Answer, Setback
from trailview.backends.base import Batch, Cancel, Place, Problem, Scanned, Tally
from trailview.errors import SourceError
from trailview.events.decode import Decoder
from trailview.events.record import Delivery
from trailview.question.query import Term, Window

_SOURCES: Final = count()
"""Numbers for decoders: blocks of several reads may meet in one store."""

Asking = Generator[Setback, None, Answer]
"""A call on its way (`trailview.aws.asking.Caller.ask`)."""


class Inline:
    """The part of a backend that is asked for records again: these go along with their blocks."""

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Never asked, as the store keeps the records. Raises SourceError."""
        del indexes
        raise SourceError(
            "Record cannot be read", f"Page {part + 1} was not kept.", "Ask again to read it anew."
        )

    def scan(
        self, places: Sequence[Place], terms: tuple[Term, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Never asked, as the store looks into the records that it keeps."""
        del places, terms, cancel
        return iter(())

    def close(self) -> None:
        """There is nothing to let go of: a read that ends leaves nothing behind."""


class Resume(NamedTuple):
    """Where to go on: the backend's own place, and what had been counted there."""

    place: object
    tally: Tally


class Pages:
    """The batches of one read: counts what was asked for and decodes what came."""

    def __init__(self, resume: object | None) -> None:
        """`resume` is that of an earlier read's batch, if this one goes on from there."""
        earlier = resume if isinstance(resume, Resume) else Resume(None, Tally())
        self.place = earlier.place
        """Where an earlier read had come to; None at the beginning."""
        self.tally = earlier.tally
        self._decoder = Decoder(next(_SOURCES))

    def answer(self, asking: Asking) -> Generator[Batch, None, Answer]:
        """The answer to a call; a batch tells each time that it has to be made again."""
        while True:
            try:
                setback = next(asking)
            except StopIteration as end:
                self.tally = replace(self.tally, requests=self.tally.requests + 1, phase="")
                answer: Answer = end.value
                return answer
            self.tally = replace(
                self.tally,
                requests=self.tally.requests + 1,
                throttled=self.tally.throttled + setback.is_throttled,
                phase=f"{setback.reason}: again in {setback.seconds:.1f} s",
            )
            yield Batch(self.tally)

    def progress(self, place: object) -> Batch:
        """A batch that only tells how far things are."""
        return Batch(self.tally, resume=Resume(place, self.tally))

    def batch(
        self,
        found: Sequence[Delivery],
        covered: Window | None,
        place: object,
        problems: Sequence[Problem] = (),
    ) -> Batch:
        """The batch of one page, whose records go along with it; `place` is behind it."""
        page = self.tally.files
        self.tally = replace(self.tally, files=page + 1, records=self.tally.records + len(found))
        block = self._decoder.deliveries(found, page, keep=True) if found else None
        return Batch(self.tally, block, tuple(problems), covered, Resume(place, self.tally))


def is_record(message: str) -> bool:
    """Whether a log event can be a record: others may write to a trail's log group too."""
    return message.lstrip().startswith("{")


def no_records(log_group: str, number: int) -> tuple[Problem, ...]:
    """What to say about a page's log events that are no records."""
    if not number:
        return ()
    return (Problem(log_group, "", f"log events that are no CloudTrail records: {number:,}"),)
