"""Lists a bucket's objects, those of the newest days first, and no more than can matter."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

from trailview.backends.bucket.crew import AT_ONCE, Crew
from trailview.backends.bucket.find import Found
from trailview.backends.bucket.gathered import Gathered
from trailview.backends.bucket.keys import (
    DAY,
    Place,
    TrailObject,
    behind,
    day_folder,
    day_of,
    days_between,
    first_key,
    last_key,
    object_of,
    start_of,
)
from trailview.backends.bucket.lists import Lists, Onward
from trailview.backends.bucket.requests import Listed
from trailview.plans.trail_files import Stretch

_FEW_DAYS: Final = 31
"""Days that are listed one by one; of more, it is asked first in which months there are any."""
_YEAR: Final = re.compile(r"(\d{4})/", re.ASCII)
_MONTH: Final = re.compile(r"(0[1-9]|1[0-2])/", re.ASCII)
_DECEMBER: Final = 12


class Round(NamedTuple):
    """Objects to get, newest first."""

    objects: list[TrailObject]
    floor: int | None
    """All that is listed later was delivered before; None where nothing is."""


class _Walked(NamedTuple):
    entries: list[Listed]
    is_whole: bool


Rounds = Generator[Round | None, None, None]
"""One round after the other; None while lists are waited for."""


class Lister:
    """Makes rounds of what was found."""

    def __init__(self, lists: Lists, crew: Crew, gathered: Gathered) -> None:
        self._lists = lists
        self._crew = crew
        self._gathered = gathered
        self._pruning = gathered.pruning

    def rounds(self, found: Found) -> Rounds:
        """All objects that can hold an answer. Raises Cancelled, TrailviewError.

        A place is listed from where the time range begins: most have no more than a page. Of
        the others, each day is listed by itself. Where there are no folders of days, all keys
        are walked before the first object is got, as they stand in the order of Regions.
        """
        probes = [partial(self._probe, place) for place in found.places]
        walks = [partial(self._walk, path.bucket, path.prefix, "", "", 0) for path in found.flat]
        answers = yield from self._crew.all([*probes, *walks])
        objects = [*found.loose]
        busy = []
        for place, walked in zip(found.places, answers, strict=False):
            if walked.is_whole:
                objects += self._gathered.take(place.bucket, walked.entries)
            else:
                busy.append(place)
        for path, walked in zip(found.flat, answers[len(found.places) :], strict=True):
            objects += self._gathered.take(path.bucket, walked.entries)
        objects.sort(key=_newest_first, reverse=True)
        if busy:
            objects = yield from self._days(busy, objects)
        yield Round(objects, None)

    def _days(
        self, busy: Sequence[Place], objects: list[TrailObject]
    ) -> Generator[Round | None, None, list[TrailObject]]:
        """Rounds of the days of some places; what is older than all of them."""
        days = yield from self._crew.all([partial(self._days_of, place) for place in busy])
        by_day: dict[date, list[Place]] = {}
        for place, own in zip(busy, days, strict=True):
            for day in own:
                by_day.setdefault(day, []).append(place)
        waiting: list[tuple[Place, str]] = []
        ordered = sorted(by_day, reverse=True)
        for number, day in enumerate(ordered):
            waiting += [(place, day_folder(place, day)) for place in by_day[day]]
            if number and len(waiting) < AT_ONCE and day != ordered[-1]:
                continue
            works = [
                partial(self._walk, place.bucket, folder, "", "", 0)
                for place, folder in waiting
                if folder
            ]
            answers = yield from self._crew.all(works)
            for (place, _), walked in zip([one for one in waiting if one[1]], answers, strict=True):
                objects += self._gathered.take(place.bucket, walked.entries)
            waiting = []
            objects.sort(key=_newest_first, reverse=True)
            floor = start_of(day)
            now = [one for one in objects if one.newest is None or one.newest >= floor]
            objects = objects[len(now) :]
            yield Round(now, floor)
        return objects

    def _probe(self, place: Place) -> _Walked:
        stretch = self._stretch(place)
        after, end = first_key(place, stretch), last_key(place, stretch)
        return self._walk(place.bucket, place.top, after, end, 1)

    def _stretch(self, place: Place) -> Stretch:
        found = self._pruning.stretch(place.account, place.region)
        return Stretch(self._pruning.after, self._pruning.before) if found is None else found

    def _walk(self, bucket: str, prefix: str, after: str, end: str, pages: int) -> _Walked:
        """The entries behind a key, up to the end; in so many pages at most, 0 for all.

        What cannot hold an answer is jumped over where it fills pages. Those that are kept do not
        count.
        """
        found: list[Listed] = []
        onward: Onward | None = None
        number = 0
        while True:
            page = self._lists.keys(bucket, prefix, end=end, after=after, onward=onward)
            number += page.is_asked
            found += [entry for entry in page.entries if not end or entry.key < end]
            onward, last = page.onward, page.entries[-1] if page.entries else None
            if onward is None or last is None or (end and last.key >= end):
                return _Walked(found, is_whole=True)
            if number and number == pages:
                return _Walked(found, is_whole=False)
            one = object_of(bucket, last.key, last.size, last.etag)
            after = "" if one is None else behind(one, self._pruning)
            onward = None if after >= onward.since else onward

    def _days_of(self, place: Place) -> list[date]:
        """The days of a place on which objects may have been delivered, latest first."""
        after, before = self._stretch(place)
        if after is not None and before is not None and before - after <= _FEW_DAYS * DAY:
            return days_between(day_of(after), day_of(before))
        first = date.min if after is None else day_of(after)
        last = date.max if before is None else day_of(before)
        days = []
        for year in self._below(place, "", _YEAR):
            if not first.year <= year <= last.year:
                continue
            for month in self._below(place, f"{year:04d}/", _MONTH):
                begins = date(year, month, 1)
                ends = _last_of(begins)
                if ends >= first and begins <= last:
                    days += days_between(max(begins, first), min(ends, last))
        return sorted(days, reverse=True)

    def _below(self, place: Place, folder: str, name: re.Pattern[str]) -> list[int]:
        """The numbers that folders of dates have, which are below one of a place."""
        top = f"{place.region_folder}{folder}"
        page = self._lists.whole_folder(place.bucket, top)
        matches = (name.fullmatch(path[len(top) :]) for path in page.folders)
        return [int(match[1]) for match in matches if match and int(match[1])]


def _last_of(begins: date) -> date:
    """The last day of a month."""
    if begins.month == _DECEMBER:
        return date(begins.year, _DECEMBER, 31)
    return date(begins.year, begins.month + 1, 1) - timedelta(days=1)


def _newest_first(found: TrailObject) -> tuple[bool, int]:
    """Those whose time nothing tells come first: nothing is sure before they are read."""
    return found.newest is None, found.newest or 0
