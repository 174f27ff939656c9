"""What has been found in a file so far: records, problems, and what was passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from trailview.backends.files.recognise import WHOLE
from trailview.events.record import Delivery

Flaw = tuple[str, str]
"""Where in the file, and what is wrong there."""

MAX_RECORD: Final = 32 << 20
"""Bytes that one record may have: CloudTrail's have 256 KB at most."""
_MAX_PROBLEMS: Final = 100
_NO_EVENT: Final = "it is no CloudTrail event"


class RecordGroup(NamedTuple):
    """What one member of a wrapping holds."""

    events: list[Delivery]
    scores: list[int]
    problems: list[Flaw]

    @property
    def score(self) -> int:
        """Of its records, the most members of CloudTrail's own that one has."""
        return max(self.scores, default=0)


class RecordFindings:
    """Collects the records of one file, in the order in which they stand there."""

    def __init__(self) -> None:
        self.events: list[Delivery] = []
        self.scores: list[int] = []
        """For each of the events, how many of CloudTrail's own members it has."""
        self.problems: list[Flaw] = []
        self.notes: list[str] = []
        """What is to be known of the file as a whole: how its dates were read."""
        self.lacks: tuple[str, ...] = ()
        """Fields that a table has no column for."""
        self.place = ""
        """Where in the file the reading is, as a person would look for it."""
        self.is_digest = False
        """Whether a digest file was seen instead of records."""
        self.is_trail = False
        """Whether a list or table that holds records, but has none now, was seen."""
        self._unreported = 0

    def add(self, delivery: Delivery, score: int = WHOLE) -> bool:
        """Collect a record with so many of its own members; False where it is too large."""
        if len(delivery.raw) > MAX_RECORD:
            self.report(self.place, f"a record of more than {MAX_RECORD >> 20} MB was left out")
            return False
        self.events.append(delivery)
        self.scores.append(score)
        return True

    def report(self, position: str, reason: str) -> None:
        """Note a problem; past the first hundred they are only counted."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append((position, reason))
        else:
            self._unreported += 1

    def report_strangers(self, places: Sequence[str]) -> None:
        """Note what stands among events and is none."""
        for place in places:
            self.report(place, _NO_EVENT)

    def all_problems(self) -> list[Flaw]:
        """The problems told one by one, and the number of those that were not."""
        if not self._unreported:
            return self.problems
        return [*self.problems, ("", f"{self._unreported} more problems of this kind")]

    def apart(self, take: Callable[[], object]) -> RecordGroup:
        """What `take` collects, kept apart from what was found before."""
        events, problems = len(self.events), len(self.problems)
        take()
        group = RecordGroup(self.events[events:], self.scores[events:], self.problems[problems:])
        del self.events[events:], self.scores[events:], self.problems[problems:]
        return group

    def put(self, group: RecordGroup) -> None:
        """Collect what was kept apart."""
        self.events += group.events
        self.scores += group.scores
        self.problems += group.problems
