"""What of a bucket's objects is here already, by what was listed before: nobody is asked.

The very lists are gone through that a read asks for. Where one would be asked for, what an
earlier one has told in its place is taken, and what is new since then is not known.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeVar

from trailview.aws.calls import Stop
from trailview.backends.base import Cancel
from trailview.backends.bucket.crew import Crew, Waiting
from trailview.backends.bucket.find import find_all
from trailview.backends.bucket.gathered import Gathered
from trailview.backends.bucket.keys import TrailObject, day_in
from trailview.backends.bucket.lists import KeptLists, ListedSpan, Lists
from trailview.backends.bucket.names import LOOKED_INTO
from trailview.backends.bucket.requests import Listed, Page
from trailview.backends.bucket.rounds import Lister
from trailview.errors import SourceError
from trailview.plans.bucket import BucketAhead, BucketPath, BucketPlan
from trailview.plans.trail_files import Pruning, part_of

_T = TypeVar("_T")
_WHATEVER: Final = 0
"""As old as a list may be, where an old one is better than none."""


def ahead_of_bucket(
    plan: BucketPlan,
    roots: Sequence[BucketPath],
    lists: KeptLists,
    are_kept: Callable[[Sequence[TrailObject]], Sequence[bool]],
    now: int,
) -> BucketAhead:
    """What is ahead of a read of some prefixes at `now`, in seconds since 1970.

    `are_kept` tells of objects whether they are here. Blocks.
    """
    remembered, crew = _Remembered(lists), Crew()
    pruning = Pruning(part_of(plan.question, plan.late), plan.late)
    asked = Lists(remembered, _Unchanged(lists), Cancel(), pruning.before, now)
    objects: list[TrailObject] = []
    try:
        gathered, found = _waited(find_all(roots, pruning, crew, asked))
        for one in Lister(asked, crew, gathered).rounds(found):
            objects += () if one is None else one.objects
        objects += _looked_into(gathered, are_kept)
    except SourceError:  # there is nothing below a prefix, as far as is known
        pass
    finally:
        crew.close()
    here = are_kept(objects)
    missing = [one.size for one, is_here in zip(objects, here, strict=True) if not is_here]
    return BucketAhead(
        remembered.asked,
        remembered.first_day,
        len(objects),
        len(missing),
        sum(missing),
        remembered.unlisted,
    )


def _looked_into(
    gathered: Gathered, are_kept: Callable[[Sequence[TrailObject]], Sequence[bool]]
) -> Sequence[TrailObject]:
    """What is got of what is left out, to see whether names are true: where none of it is here."""
    some = gathered.left_out()
    return () if any(are_kept(some)) else some[:LOOKED_INTO]


def _waited(work: Waiting[_T]) -> _T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: _T = end.value
            return found


class _Remembered:
    """Answers with what earlier lists have told (`trailview.backends.bucket.lists.Pages`)."""

    def __init__(self, kept: KeptLists) -> None:
        self.asked = 0
        """How many lists would be asked for."""
        self.unlisted = 0
        """How many of them are about what was not listed before."""
        self.first_day: date | None = None
        """The first day whose objects they are about; None where one is about all, or none is."""
        self._is_about_all = False
        self._kept = kept
        self._lock = threading.Lock()

    def page(
        self, bucket: str, prefix: str, stop: Stop, *, folders: bool = False, after: str = "",
        token: str = "",
    ) -> Page:  # fmt: skip
        """All that was told before; it is the last page."""
        del stop, token
        if folders:
            found = self._kept.folders(bucket, prefix, _WHATEVER)
            self._count(is_known=found is not None)
            return Page((), (), "") if found is None else found._replace(token="")
        since = max(f"{after}\0" if after else prefix, prefix)
        entries, first = list[Listed](), since
        while (span := self._kept.span(bucket, since, _WHATEVER)) is not None:
            entries += [one for one in span.entries if since <= one.key]
            since = span.until
        self._count(is_known=since > first)
        self._note_day(day_in(max(after, prefix)))
        return Page(tuple(one for one in entries if one.key.startswith(prefix)), (), "")

    def _count(self, *, is_known: bool) -> None:
        with self._lock:
            self.asked += 1
            self.unlisted += not is_known

    def _note_day(self, day: date | None) -> None:
        with self._lock:
            self._is_about_all = self._is_about_all or day is None
            days = filter(None, (day, self.first_day))
            self.first_day = None if self._is_about_all else min(days, default=None)


class _Unchanged:
    """What is kept, to which nothing is added (`trailview.backends.bucket.lists.KeptLists`)."""

    def __init__(self, kept: KeptLists) -> None:
        self.span = kept.span
        self.folders = kept.folders

    def keep(self, bucket: str, spans: Sequence[ListedSpan]) -> None:
        """Do nothing."""

    def keep_folders(self, bucket: str, prefix: str, final_before: int, page: Page) -> None:
        """Do nothing."""
