"""What of a plan is here already, and what is left to ask: pure, by what is known to be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Final, NamedTuple

from trailview.events.conditions import AnyOf, Condition
from trailview.events.implication import implies
from trailview.events.text import counted
from trailview.plans.coverage import Asked, Coverage, Request

LONG: Final = 60
"""Seconds from which on it is told before a question starts how long it takes."""


class Held(NamedTuple):
    """Answers that are kept: those to some requests, over a span that was read whole."""

    number: int
    """Tells it from all others."""
    since: int
    until: int
    """The second behind the last that was read whole."""
    requests: Mapping[str, Condition | None]
    """By what was sent, what all is found of; None where that cannot be said."""
    bytes: int = 0


class Taken(NamedTuple):
    """A span that is answered by what is kept."""

    number: int
    """Whose."""
    since: int
    until: int


class GapToRead(NamedTuple):
    """A span of which some requests have to be asked."""

    since: int
    until: int
    requests: tuple[Request, ...]


class Division(NamedTuple):
    """A plan's span in two parts, each newest first."""

    taken: tuple[Taken, ...]
    """What is here; several may hold the answers to different requests over one span."""
    gaps: tuple[GapToRead, ...]


def divided(asked: Asked, wanted: Condition, there_is: Sequence[Held]) -> Division:
    """What is here of a plan, and what is not. `wanted` is what its whole question says."""
    useful = [one for one in there_is if one.since < asked.until and one.until > asked.since]
    whole, each = _uses(asked, wanted, useful)
    edges = {asked.since, asked.until}
    edges.update(
        edge
        for one in useful
        for edge in (one.since, one.until)
        if asked.since < edge < asked.until
    )
    times = sorted(edges, reverse=True)
    taken, gaps = list[Taken](), list[GapToRead]()
    for until, since in pairwise(times):
        spanning = [one for one in useful if one.since <= since and one.until >= until]
        chosen, missing = _chosen(asked, spanning, whole, each)
        _add_taken(taken, chosen, since, until)
        if missing:
            _add_gap(gaps, GapToRead(since, until, missing))
    return Division(tuple(taken), tuple(gaps))


def joined(division: Division, asked: Asked, weight: Callable[[int, int], int]) -> Division:
    """The division with gaps made one where reading them costs no more than each by itself.

    `weight` is what a span costs. What is here between them is read again with them.
    """
    gaps = list[GapToRead]()
    for gap in division.gaps:
        newer = gaps[-1] if gaps else None
        if (
            newer is not None
            and newer.requests == gap.requests == asked.requests
            and weight(gap.since, newer.until)
            <= weight(gap.since, gap.until) + weight(newer.since, newer.until)
        ):
            gaps[-1] = newer._replace(since=gap.since)
        else:
            gaps.append(gap)
    taken = tuple(
        one
        for one in division.taken
        if not any(gap.since <= one.since and one.until <= gap.until for gap in gaps)
    )
    return Division(taken, tuple(gaps))


def _uses(
    asked: Asked, wanted: Condition, useful: Sequence[Held]
) -> tuple[set[int], dict[str, set[int]]]:
    """Which of what is kept answers the whole question, and which each request."""
    known: dict[tuple[str, ...], tuple[bool, frozenset[str]]] = {}
    whole, each = set[int](), {request.text: set[int]() for request in asked.requests}
    for one in useful:
        key = tuple(sorted(one.requests))
        if key not in known:
            found = AnyOf(tuple(says for says in one.requests.values() if says is not None))
            known[key] = (
                implies(wanted, found),
                frozenset(
                    request.text
                    for request in asked.requests
                    if request.text in one.requests
                    or (request.finds is not None and implies(request.finds, found))
                ),
            )
        is_whole, texts = known[key]
        if is_whole:
            whole.add(one.number)
        for text in texts:
            each[text].add(one.number)
    return whole, each


def _chosen(
    asked: Asked, spanning: Sequence[Held], whole: set[int], each: Mapping[str, set[int]]
) -> tuple[list[int], tuple[Request, ...]]:
    """What to take for a span, the smallest first, and the requests that nothing is here of."""
    by_size = [one.number for one in sorted(spanning, key=lambda one: (one.bytes, one.number))]
    for number in by_size:
        if number in whole:
            return [number], ()
    chosen, missing = dict[int, None](), list[Request]()
    for request in asked.requests:
        found = next((number for number in by_size if number in each[request.text]), None)
        if found is None:
            missing.append(request)
        else:
            chosen[found] = None
    return [*chosen], tuple(missing)


def _add_taken(taken: list[Taken], chosen: Sequence[int], since: int, until: int) -> None:
    for number in chosen:
        before = next(
            (at for at, one in enumerate(taken) if one.number == number and one.since == until),
            None,
        )
        if before is None:
            taken.append(Taken(number, since, until))
        else:
            taken[before] = taken[before]._replace(since=since)


def _add_gap(gaps: list[GapToRead], gap: GapToRead) -> None:
    if gaps and gaps[-1].since == gap.until and gaps[-1].requests == gap.requests:
        gaps[-1] = gaps[-1]._replace(since=gap.since)
    else:
        gaps.append(gap)


class Ahead(NamedTuple):
    """What is ahead of one read: of one account in one Region."""

    seconds: int
    """The span that is asked."""
    missing: int
    """How much of it is not here, settled or not."""
    calls: int | None
    """About how many calls that takes; None where nobody knows."""
    rate: float
    """Calls a second."""


def ahead_of(asked: Asked, division: Division, coverage: Coverage) -> Ahead:
    """What is ahead of a plan's read."""
    missing = sum(gap.until - gap.since for gap in division.gaps)
    calls = None
    if coverage.calls is not None:
        calls = sum(coverage.calls(gap.requests, gap.until - gap.since) for gap in division.gaps)
    return Ahead(asked.until - asked.since, missing, calls, coverage.rate)


def takes_long(parts: Sequence[Ahead]) -> bool:
    """Whether it is worth to be told before it begins."""
    return _seconds(parts) >= LONG


def outlook(parts: Sequence[Ahead]) -> str:
    """What is ahead of a question, in one line; empty where nothing can be said of it.

    Each part has its own quota, so they are read side by side.
    """
    told = ", ".join(_outlook(parts)) if parts else ""
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _outlook(parts: Sequence[Ahead]) -> Iterator[str]:
    whole = sum(part.seconds for part in parts)
    missing = sum(part.missing for part in parts)
    if not missing:
        yield "all of it is here already: nothing is asked"
        return
    calls = [part.calls for part in parts if part.calls is not None]
    if len(calls) == len(parts):
        places = f" in {counted(len(parts), 'place')}" if len(parts) > 1 else ""
        yield f"about {counted(_rounded(sum(calls)), 'call')}{places}"
        yield f"some {_time(_seconds(parts))} at {parts[0].rate:g} a second each, newest first"
    yield f"{int(100 * (whole - missing) / whole)} % is here already"


def _seconds(parts: Sequence[Ahead]) -> int:
    return max((ceil(one.calls / one.rate) for one in parts if one.calls and one.rate), default=0)


def _rounded(number: int) -> int:
    """A number of which three digits are known."""
    return round(number, min(3 - len(str(number)), 0))


def _time(seconds: int) -> str:
    if seconds < 90:
        return counted(max(seconds, 1), "second")
    minutes = round(seconds / 60)
    return counted(minutes, "minute") if minutes < 90 else f"{minutes / 60:.1f} hours"
