"""What the screen asks about a key or a principal beyond its own events, whoever answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.question.query import Window

if TYPE_CHECKING:
    from trailview.events.chain import Chain
    from trailview.events.dossier.topic import Topic
    from trailview.events.issued import Call
    from trailview.events.lookups import Missing
    from trailview.events.subject import Subject
    from trailview.events.tree import Branch
    from trailview.search.about.drive import About
    from trailview.search.progress import Progress
    from trailview.search.reading.records import Records
    from trailview.search.who.asking import Cost


class RowsAtHand(NamedTuple):
    """What is read already, and where more is to be had."""

    records: Records
    backend: str
    context: Context
    window: Window
    """What is asked about now."""
    progress: Progress | None = None
    """How far the present answer has come."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How long work is followed, allowed and stopped. Called from the thread that works."""

    allow: Callable[[Cost], bool]
    """Asked before more than a few calls are made, and before anything costs money."""
    told: Callable[[int], object]
    """Told how many calls have been made so far."""
    cancel: Cancel = field(default_factory=Cancel)
    found: Callable[[Chain], object] | None = None
    """Told of a chain as far as it goes by now, after each hop."""
    taken: Callable[[int, int], object] = lambda _taken, _of: None
    """Told how many of the events that a page is made from are taken, and how many there are."""


class Traced(NamedTuple):
    """A chain, and the calls that it took."""

    chain: Chain
    calls: int


class Grown(NamedTuple):
    """A tree, what it may lack, and the calls that it took."""

    root: Branch
    missing: tuple[Missing, ...]
    calls: int


class Told(NamedTuple):
    """A dossier, and the calls that it took."""

    about: About
    calls: int


class Origins(Protocol):
    """Goes from keys to whoever is behind them, and back. Blocks: not for the UI thread."""

    def chain(
        self, subject: Subject, seen: Call | None, at_hand: RowsAtHand, watch: Watch
    ) -> Traced:
        """The chain behind a subject; `seen` is the event that it is about, if one is.

        Raises TrailviewError.
        """
        ...

    def tree(self, subject: Subject, at_hand: RowsAtHand, watch: Watch) -> Grown:
        """All that leads back to a subject. Raises TrailviewError."""
        ...

    def about(self, topics: Sequence[Topic], at_hand: RowsAtHand, watch: Watch) -> Told:
        """The dossier of the first of several meanings that has events. Raises TrailviewError."""
        ...

    def close(self) -> None:
        """Stop, and let go of what was opened."""
        ...
