"""A dossier as one page: its top, and its lists, each with its most telling lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from trailview.events.dossier.gather import Dossier
from trailview.events.dossier.tallies import Entry, Listing, Seen
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.text import counted
from trailview.search.about.covered import coverage_lines
from trailview.search.about.drive import About
from trailview.search.who.written import missing_text, origin_text

TimeText = Callable[[int], str]
TOP: Final = 20
"""Lines of a list that are shown unless more are asked for."""
_COUNTED: Final = ("events", "first", "last")
_ABSENT: Final = "-"


class PageLine(NamedTuple):
    """One line of a list. Texts as in the record: not made printable."""

    cells: tuple[str, ...]
    entry: Entry

    @property
    def told(self) -> tuple[str, str]:
        """Where there are no columns: what it is, and how often and when."""
        number, first, last, *texts = self.cells
        what = " · ".join(text for text in texts if text != _ABSENT) or _ABSENT
        times = first if first == last else f"{first} to {last}"
        return what, f"{number} {'event' if number == '1' else 'events'}, {times}"


class PageList(NamedTuple):
    """One list of the page."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[PageLine, ...]
    more: str
    """What is not shown of it; empty where all is."""


class Page(NamedTuple):
    """What is told of one thing."""

    title: str
    top: tuple[str, ...]
    """What it covers and is made from, and what is missing."""
    facts: tuple[str, ...]
    """When, how, and who is behind it."""
    lists: tuple[PageList, ...]


def page_of(about: About, time_text: TimeText, top: int = TOP) -> Page:
    """The page of a dossier, with `top` lines of each list."""
    dossier = about.dossier
    return Page(
        dossier.topic.title,
        (*coverage_lines(about.coverage, dossier, time_text), *missing_lines(about)),
        tuple(_facts(about, time_text)),
        tuple(_list(found, time_text, top) for found in dossier.lists),
    )


def missing_lines(about: About) -> list[str]:
    """What makes it incomplete, a line each."""
    behind = about.chain.missing if about.chain is not None else ()
    texts = (*about.coverage.gaps, *about.gaps, *map(missing_text, behind))
    return [f"incomplete: {text}" for text in texts]


def unknown_text(about: About, time_text: TimeText) -> str:
    """What was looked for where there is no event of it; empty where there is one."""
    if about.dossier.seen.events:
        return ""
    meant = " or ".join(topic.title for topic in (*about.looked_for, about.dossier.topic))
    coverage = about.coverage
    span = "all that was read"
    if coverage.first is not None and coverage.last is not None:
        span = f"what was read, {time_text(coverage.first)} to {time_text(coverage.last)}"
    return f"no event of {meant} in {span} ({coverage.backend}, {coverage.where})"


def _facts(about: About, time_text: TimeText) -> Iterator[str]:
    dossier = about.dossier
    unknown = unknown_text(about, time_text)
    if unknown:
        yield f"There is {unknown}."
        return
    seen = dossier.seen
    if seen.first is not None and seen.last is not None:
        yield (
            f"Seen: {counted(seen.events, 'event')}, from {time_text(seen.first)} to "
            + time_text(seen.last)
        )
    if about.looked_for:
        meant = " or ".join(topic.title for topic in about.looked_for)
        yield f"Taken for: {dossier.topic.title}. There is no event of {meant}."
    yield from _behind(about)
    yield f"Console: {_share(dossier.console, seen)}. MFA: {_share(dossier.mfa, seen)}."


def _behind(about: About) -> Iterator[str]:
    dossier, chain = about.dossier, about.chain
    if chain is not None:
        origin = "not known" if chain.origin is None else origin_text(chain.origin)
        hops = f", {counted(len(chain.hops), 'hop')} back" if chain.hops else ""
        yield f"Behind it: {origin}{hops}"
        yield from _several(dossier)
    elif dossier.latest is not None and not dossier.latest.caller.is_session:
        who = dossier.latest.caller
        yield f"Behind it: itself, {who.type or '?'} {who.arn or who.principal_id or '?'}"
        yield from _several(dossier)
    elif _is_role(dossier.topic):
        yield "Behind it: several, a session each. `who` with a session's key tells who began it."


def _several(dossier: Dossier) -> Iterator[str]:
    if dossier.topic.kind is Kind.USER and _callers(dossier) > 1:
        yield "That is of its latest event: there are several callers of that name."


def _is_role(topic: Topic) -> bool:
    return topic.kind is Kind.ROLE or (topic.kind is Kind.PRINCIPAL and ":role/" in topic.text)


def _callers(dossier: Dossier) -> int:
    lists = (found.entries for found in dossier.lists if found.id == "callers")
    return len({entry.cells[1] for entries in lists for entry in entries})


def _share(number: int, seen: Seen) -> str:
    if number in (0, seen.events):
        return "all of them" if number else "none"
    return f"{number:,} of {seen.events:,}"


def _list(found: Listing, time_text: TimeText, top: int) -> PageList:
    shown, rest = found.entries[:top], found.entries[top:]
    more = []
    if rest:
        more.append(f"and {len(rest):,} more, of {_events(rest)}")
    if found.uncounted:
        told = f"cut: {len(found.entries):,} are told apart"
        more.append(f"{told}, {counted(found.uncounted, 'event')} had others")
    lines = tuple(PageLine(_cells(entry, time_text), entry) for entry in shown)
    return PageList(found.title, (*_COUNTED, *found.columns), lines, "; ".join(more))


def _events(entries: tuple[Entry, ...]) -> str:
    return counted(sum(entry.seen.events for entry in entries), "event")


def _cells(entry: Entry, time_text: TimeText) -> tuple[str, ...]:
    times = (_ABSENT if time is None else time_text(time) for time in entry.seen[1:])
    return (f"{entry.seen.events:,}", *times, *(cell or _ABSENT for cell in entry.cells))
