"""What comes of looking at one thing that trailview needs in AWS."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """How a check ended."""

    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"
    UNTRIED = "untried"


class Check(NamedTuple):
    """One thing that was looked at."""

    backends: str
    """What needs it; empty for what everything needs."""
    what: str
    """The action, in IAM's words, or what else was looked at."""
    outcome: Outcome
    detail: str = ""
    """What was found."""
    advice: str = ""
    """What to do about it."""
    optional: bool = False
    """Whether trailview makes do without it."""

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.optional or self.outcome in (Outcome.OK, Outcome.UNTRIED)
