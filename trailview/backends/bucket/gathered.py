"""The objects of some pages of lists: those that can hold an answer, and why others cannot."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from typing import Final

from trailview.backends.base import Passed
from trailview.backends.bucket.keys import TrailObject, object_of
from trailview.backends.bucket.requests import Listed
from trailview.backends.files.log_names import kind_of_name
from trailview.plans.trail_files import Outside, Pruning

_LEFT_OUT: Final = 100
"""Objects that are known by name, of those left out for one reason."""


class Gathered:
    """What has been listed. One read has one; it is added to by the thread that reads."""

    def __init__(self, pruning: Pruning) -> None:
        self.pruning = pruning
        self.listed = 0
        """Objects that may be logs by their names."""
        self.wanted = 0
        """Those of them that can hold an answer."""
        self.outside: Counter[Outside] = Counter()
        """How many cannot, for what."""
        self.places_left_out = 0
        """Folders of accounts and Regions that were not listed, as they hold no answer."""
        self._left_out: dict[Outside, list[TrailObject]] = {}
        """Some of them, the smallest."""
        self.skipped = 0
        """Objects that are no logs by their names, and folders of other services."""
        self._passed: dict[str, Passed] = {}
        self._seen: set[tuple[str, str]] | None = None

    def count_each_once(self) -> None:
        """Several places that may overlap are read: an object of both comes once."""
        self._seen = set()

    def pass_over(self, kind: str, where: str) -> None:
        """Something is left out: a file of a kind, or a folder."""
        self.skipped += 1
        before = self._passed.get(kind, Passed(kind, 0, where))
        self._passed[kind] = before._replace(files=before.files + 1)

    def passed(self) -> tuple[Passed, ...]:
        """What was passed over since this was asked last, by kind."""
        passed, self._passed = tuple(self._passed.values()), {}
        return passed

    def take(self, bucket: str, entries: Iterable[Listed]) -> list[TrailObject]:
        """Those of some entries that can hold an answer."""
        found = []
        for key, size, etag in entries:
            if key.endswith("/") or not self._is_new(bucket, key):
                continue  # what consoles make in place of a folder
            one = object_of(bucket, key, size, etag)
            if one is None:
                self.pass_over(kind_of_name(key), f"s3://{bucket}/{key}")
                continue
            self.listed += 1
            why = None if one.name is None else self.pruning.outside(one.name)
            if why is None:
                self.wanted += 1
                found.append(one)
            else:
                self.outside[why] += 1
                self._note_left_out(why, one)
        return found

    def _note_left_out(self, why: Outside, one: TrailObject) -> None:
        some = self._left_out.setdefault(why, [])
        if len(some) < _LEFT_OUT or one.size < some[-1].size:
            insort(some, one, key=_size)
            del some[_LEFT_OUT:]

    def left_out(self) -> list[TrailObject]:
        """Some of the objects that cannot hold an answer by their names: the smallest, of each
        reason in turn."""
        turns = zip_longest(*self._left_out.values())
        return [one for turn in turns for one in turn if one is not None]

    def _is_new(self, bucket: str, key: str) -> bool:
        if self._seen is None:
            return True
        before = len(self._seen)
        self._seen.add((bucket, key))
        return len(self._seen) > before


def _size(one: TrailObject) -> int:
    return one.size
