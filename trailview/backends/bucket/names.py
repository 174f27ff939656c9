"""Whether the names of objects are to be believed: a few that they leave out are looked into.

Buckets that were filled from elsewhere can have names that say nothing of what objects hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from trailview.aws.calls import Stop
from trailview.backends.base import Problem
from trailview.backends.bucket.crew import Crew
from trailview.backends.bucket.gathered import Gathered
from trailview.backends.bucket.getting import fetched
from trailview.backends.bucket.keys import TrailObject
from trailview.backends.bucket.requests import Requests
from trailview.backends.bucket.shelf import Shelf
from trailview.backends.files.parts import Part
from trailview.backends.files.probe import holds_what_its_name_says
from trailview.errors import TrailviewError

LOOKED_INTO: Final = 3
"""Objects that are got for that, at most; those that are here already cost nothing."""
_MISLEADING: Final = (
    "it holds other events than its name says: objects that were left out by their names may "
    "hold answers. --late-by all reads every object."
)


class Names:
    """Looks into objects that one read leaves out."""

    def __init__(self, requests: Requests, shelf: Shelf, stop: Stop, late: int, most: int) -> None:
        """`late` is how late objects are taken to be delivered, in seconds; `most` to how many
        bytes one may inflate, 0 for what is usual."""
        self.looked_into = 0
        """How many have been."""
        self._requests = requests
        self._shelf = shelf
        self._stop = stop
        self._late = late
        self._most = most

    def check(self, gathered: Gathered, crew: Crew) -> Iterator[tuple[Problem, ...] | None]:
        """The problem, if there is one, once it is known; None while objects are waited for.

        Raises Cancelled.
        """
        some = self._some(gathered)
        self.looked_into += len(some)
        problems = yield from crew.all([partial(self._problem, one) for one in some])
        yield tuple(told for told in problems if told is not None)[:1]

    def _some(self, gathered: Gathered) -> Sequence[TrailObject]:
        """Those to look into: what is here, and where nothing is, the smallest of each reason."""
        wanted = LOOKED_INTO - self.looked_into
        if wanted <= 0:
            return ()
        candidates = gathered.left_out()
        here = list[TrailObject]()
        for one in candidates:
            if len(here) < wanted and self._shelf.take(one) is not None:
                self._shelf.leave(one)
                here.append(one)
        return here or candidates[:wanted]

    def _problem(self, found: TrailObject) -> Problem | None:
        """What is wrong with an object's name. One that cannot be read says nothing."""
        assert found.name is not None, "it was left out by its name"
        try:
            path = fetched(found, self._requests, self._shelf, self._stop)
        except TrailviewError:
            return None
        try:
            fits = holds_what_its_name_says(Part(path), found.name, self._late, self._most)
        finally:
            self._shelf.leave(found)
        return None if fits else Problem(found.uri, "", _MISLEADING)
