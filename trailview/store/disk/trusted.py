"""Which of what is kept may be taken, by when it was read."""

from __future__ import annotations

from typing import Final, NamedTuple

AHEAD: Final = 300
"""Seconds by which clocks may differ: AWS takes no request of one that is further off."""


class Trusted(NamedTuple):
    """When what is taken was read, in seconds since 1970."""

    first: int
    """What was read before is too old."""
    last: int
    """What was read after that was so by a clock that was wrong: it is not known when it was,
    and so not how much had been delivered by then."""
