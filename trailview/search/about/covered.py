"""What a dossier is made from, and what it does not cover: told at its top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from trailview.events.dossier.gather import Dossier
from trailview.events.lookups import Gap
from trailview.events.text import counted
from trailview.question.query import ALL_TIME, Window
from trailview.search.progress import Progress, State

_MOST: Final = 20
"""Problems that are told one by one."""
_DATA: Final = (
    "No data event is among them: a trail has those (objects and items read and written, functions "
    "invoked) only where it was told to record them."
)
TimeText = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked and read for a dossier."""

    backend: str
    where: str
    """Paths, or profile and Region."""
    lacks: str
    """What the backend cannot hold, in one line."""
    window: Window = ALL_TIME
    read_back_to: int | None = None
    """From when on all was read, in seconds since 1970; None where that is not known."""
    first: int | None = None
    """The earliest event that was read, whether it is one of the dossier's or not."""
    last: int | None = None
    read: int = 0
    """Events read."""
    notes: tuple[str, ...] = ()
    """What is to be known, and does not make it incomplete."""
    gaps: tuple[str, ...] = ()
    """What was not read, and might have been."""

    @property
    def is_whole(self) -> bool:
        """Whether all was read that was asked for."""
        return not self.gaps


def coverage_of(
    progress: Progress, backend: str, where: str, lacks: str, window: Window
) -> Coverage:
    """What an answer covers."""
    covered = progress.covered
    return Coverage(
        backend,
        where,
        lacks,
        window,
        covered.since if covered is not None else None,
        progress.first,
        progress.last,
        progress.tally.records,
        tuple(filter(None, (*progress.notes, progress.record_note))),
        tuple(_gaps(progress)),
    )


def _gaps(progress: Progress) -> Iterator[str]:
    if not progress.state.is_over:
        yield "It is still being read: what comes later is not among them."
    elif progress.state is State.CANCELLED:
        yield "Reading was stopped before its end."
    elif progress.can_go_on and progress.error is None:
        yield "It was not read to its end."
    if progress.error is not None:
        yield f"{progress.error.title}: {progress.error.message}"
    if progress.clipped:
        yield "Some of the time asked about is out of reach of what was asked."
    problems = progress.problems
    yield from (f"Not read: {problem}" for problem in problems[:_MOST])
    if len(problems) > _MOST:
        yield f"and {counted(len(problems) - _MOST, 'more problem')}"


def refused(gap: Gap, backend: str, where: str, lacks: str, window: Window) -> Coverage:
    """The coverage of what was not asked."""
    told = f"Nothing was read: {gap.why}. To have it: {gap.find}."
    return Coverage(backend, where, lacks, window, gaps=(told,))


def coverage_lines(coverage: Coverage, dossier: Dossier, time_text: TimeText) -> list[str]:
    """The top of the page, a line each."""
    window = coverage.window
    span = "all the time that it holds" if window.is_all else _span(window, time_text)
    lines = [f"Asked: {coverage.backend}, {coverage.where}, {span}"]
    made = f"Made from {counted(dossier.seen.events, 'event')} of {coverage.read:,} read"
    if coverage.first is not None and coverage.last is not None:
        made += f", which lie from {time_text(coverage.first)} to {time_text(coverage.last)}"
    lines += [f"{made}.", f"Not held there: {coverage.lacks}."]
    if not coverage.is_whole and coverage.read_back_to is not None:
        lines.append(f"Read whole back to {time_text(coverage.read_back_to)} only.")
    if not dossier.data_events:
        lines.append(_DATA)
    if dossier.others:
        others = counted(dossier.others, "event")
        lines.append(f"Left out: {others} about another resource that is called alike.")
    if dossier.untimed:
        lines.append(f"{counted(dossier.untimed, 'event')} without a usable time.")
    return [*lines, *coverage.notes]


def _span(window: Window, time_text: TimeText) -> str:
    since = "the beginning" if window.since is None else time_text(window.since)
    until = "now" if window.until is None else time_text(window.until)
    return f"from {since} to {until}"
