"""Whether the names of files are to be believed: a few that would be left out are looked into.

Trails that were made anonymous, moved in time or copied together have names that say nothing
of what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from trailview.backends.files.compression import MOST
from trailview.backends.files.containers import texts
from trailview.backends.files.parts import FoundParts, Part
from trailview.backends.files.shapes import shape_of
from trailview.events.broken import BROKEN
from trailview.events.record import Event
from trailview.plans.trail_files import EVERY_FILE, TrailFile

_LOOKED_INTO: Final = 3
_EVENTS: Final = 200
"""Events of a file that are looked at."""


def fits(
    found: FoundParts,
    names: Sequence[TrailFile | None],
    left_out: Sequence[int],
    late: int,
    most: int,
) -> bool:
    """Whether a few of the files `left_out` hold what their names say.

    `late` is how late files are taken to be delivered, in seconds; `most` to how many bytes a
    file may inflate, 0 for what is usual. A file that cannot be read says nothing.
    """
    return all(
        holds_what_its_name_says(found.parts(place)[0], name, late, most)
        for place in _some(found, left_out)
        if (name := names[place]) is not None
    )


def _some(found: FoundParts, places: Sequence[int]) -> Iterator[int]:
    """The smallest file of each stretch of them."""
    length = -(-len(places) // _LOOKED_INTO)
    for start in range(0, len(places), max(1, length)):
        yield min(places[start : start + length], key=lambda place: found.files[place].size)


def holds_what_its_name_says(part: Part, name: TrailFile, late: int, most: int) -> bool:
    """Whether the events of a file are of its name's account, Region and time.

    One that cannot be read says nothing against its name.
    """
    try:
        text = next(iter(texts(part, most or MOST)), None)
        deliveries = shape_of(text, part.path).deliveries if text is not None else []
    except (OSError, *BROKEN):
        return True
    events = [Event(delivery) for delivery in deliveries[:_EVENTS]]
    times = [event.time for event in events if event.time is not None]
    if any(time >= name.before for time in times):
        return False
    others = sum(
        event.account not in (None, name.account)
        or event.text("awsRegion") not in (None, name.region)
        for event in events
    )
    lates = sum(time < name.delivered - late for time in times) if late != EVERY_FILE else 0
    return max(others, lates) * 2 <= len(events)
