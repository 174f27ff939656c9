"""What a bucket has below a prefix: folders of accounts and Regions, and objects in no such one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from trailview.backends.bucket.crew import Crew, Waiting
from trailview.backends.bucket.gathered import Gathered
from trailview.backends.bucket.keys import Place, TrailObject, level_of, place_of
from trailview.backends.bucket.lists import Lists
from trailview.backends.bucket.requests import Page
from trailview.errors import SourceError
from trailview.plans.bucket import BucketPath
from trailview.plans.trail_files import Pruning

_DEPTH: Final = 3
"""How many folders deep a trail's are looked for among others."""
_FOLDERS: Final = 50
"""Folders of one kind that are looked into; where there are more, keys are walked instead."""


@dataclass(slots=True)
class Found:
    """What there is to list."""

    places: list[Place] = field(default_factory=list)
    flat: list[BucketPath] = field(default_factory=list)
    """Where keys have to be walked, one after the other."""
    loose: list[TrailObject] = field(default_factory=list)
    """Objects that were met on the way to folders."""


class Finder:
    """Goes down from prefixes to the folders of accounts and Regions, level by level."""

    def __init__(self, lists: Lists, crew: Crew, gathered: Gathered) -> None:
        self._lists = lists
        self._crew = crew
        self._gathered = gathered

    def find(self, roots: Sequence[BucketPath]) -> Waiting[Found]:
        """What there is below some prefixes.

        Where no place at all is of the accounts and Regions that are asked for, their names
        are not taken for what tells them, as with files. Raises Cancelled, TrailviewError,
        SourceError where there is nothing below a prefix.
        """
        found = Found()
        answers = yield from self._crew.all([partial(self._page, root) for root in roots])
        level: list[tuple[BucketPath, int]] = []
        for root, page in zip(roots, answers, strict=True):
            if not (page.entries or page.folders):
                raise SourceError(
                    "Nothing there",
                    f"No object's key begins with {root}",
                    "Check the prefix: it is the trail's own, or ends with AWSLogs/.",
                )
            place = place_of(root.bucket, root.prefix)
            if place is not None:
                found.places.append(place)
            else:
                self._below(root, 0, page, found, level)
        while level:
            works = [partial(self._page, path) for path, _ in level]
            answers = yield from self._crew.all(works)
            above, level = level, []
            for (path, depth), page in zip(above, answers, strict=True):
                self._below(path, depth, page, found, level)
        return found

    def _page(self, path: BucketPath) -> Page:
        """What is in a folder: all of it in a trail's, of any other the first page."""
        if level_of(path.prefix) is not None and path.prefix:
            return self._lists.whole_folder(path.bucket, path.prefix)
        return self._lists.folder(path.bucket, path.prefix)

    def _below(
        self,
        path: BucketPath,
        depth: int,
        page: Page,
        found: Found,
        below: list[tuple[BucketPath, int]],
    ) -> None:
        are_others = sum(map(_is_other, page.folders))
        if page.token or depth >= _DEPTH or are_others > _FOLDERS:
            found.flat.append(path)
            return
        found.loose += self._gathered.take(path.bucket, page.entries)
        for folder in page.folders:
            self._sort_out(BucketPath(path.bucket, folder), depth, found, below)

    def _sort_out(
        self, path: BucketPath, depth: int, found: Found, below: list[tuple[BucketPath, int]]
    ) -> None:
        """See what a folder is: a place, one to look into, one to walk, or none of a trail."""
        place, level = place_of(path.bucket, path.prefix), level_of(path.prefix)
        pruning = self._gathered.pruning
        if place is not None:
            if pruning.stretch(place.account, place.region) is None:
                self._gathered.places_left_out += 1
            else:
                found.places.append(place)
        elif level is None:
            below.append((path, depth + 1))
        elif level.is_foreign:
            kind = "folder of digests" if "Digest" in path.prefix else "folder of another service"
            self._gathered.pass_over(kind, str(path))
        elif level.account and pruning.stretch(level.account, "") is None:
            self._gathered.places_left_out += 1
        else:
            below.append((path, depth))


def find_all(
    roots: Sequence[BucketPath], pruning: Pruning, crew: Crew, lists: Lists
) -> Waiting[tuple[Gathered, Found]]:
    """What there is to list. Where no place is one of those that are asked for, all places.

    Raises as `Finder.find` does.
    """
    gathered = Gathered(pruning)
    found = yield from Finder(lists, crew, gathered).find(roots)
    if gathered.places_left_out and not (found.places or found.flat or found.loose):
        gathered = Gathered(pruning.anywhere)
        found = yield from Finder(lists, crew, gathered).find(roots)
    if len(roots) > 1:
        gathered.count_each_once()
    return gathered, found


def _is_other(folder: str) -> bool:
    """Whether a folder is none of a trail."""
    return level_of(folder) is None and place_of("", folder) is None
