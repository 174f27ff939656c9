"""Why nothing matched, in words: the same on the screen and on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from trailview.events.text import counted
from trailview.question.query import Window
from trailview.search.empty.why import Bound, MissingValue, Nearest, Proposal, Why

_NONE_HELD: Final = ("The source holds no events", "No event is in the files that can hold it")
_HELD: Final = ("The source holds", "The files that can hold it have")
"""What is said of all there is; and where not all was opened."""


class Told(NamedTuple):
    """Lines to show, one below the other."""

    what: tuple[str, ...]
    """What was asked, what there is, and which values occur nowhere."""
    proposals: tuple[str, ...]
    """What to ask in its place, as `Why.proposals` has them."""
    beyond: tuple[str, ...]
    """What could not be counted, and what cannot be held there."""


def told(why: Why, zone: tzinfo) -> Told:
    """The words; times are those of a zone."""
    what = [asked(why, zone), *_held(why, zone), *why.asked_more]
    what += [_lost(missing) for missing in why.missing]
    if why.alone:
        alone = ", ".join(f"{each.typed} {each.events:,}" for each in why.alone)
        what.append(f"No event has all of it, or all but one. By itself: {alone}.")
    return Told(tuple(what), tuple(map(_proposed, why.proposals)), tuple(_beyond(why)))


def asked(why: Why, zone: tzinfo) -> str:
    """That nothing matched what question, where."""
    question = why.question
    what = f" for {question.text}" if question.text else ""
    when = _span(question.window_of_events, zone)
    return f"0 match{what}{when and f', {when}'}, in {why.about.name} ({why.about.title})."


def _span(window: Window, zone: tzinfo) -> str:
    since, until = window.since, window.until
    if since is None:
        return "" if until is None else f"before {_time(until, zone)}"
    if until is None:
        return f"from {_time(since, zone)} on"
    return f"{_time(since, zone)} to {_time(until, zone)}"


def _time(seconds: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M:%S}"


def _held(why: Why, zone: tzinfo) -> Iterator[str]:
    extent = why.extent
    chosen = f" for {why.answered}" if why.answered else ""
    stopped = "" if why.is_complete else " It was not read to its end."
    if not extent.events:
        gave = "The service gave no event" if why.about.is_service else _NONE_HELD[why.unopened > 0]
        yield f"{gave}{chosen}.{stopped}"
        return
    events, records = counted(extent.events, "event"), counted(why.records, "record")
    when = ""
    if extent.first is not None and extent.last is not None:
        when = f", {_time(extent.first, zone)} to {_time(extent.last, zone)}"
    gave = "The service gave" if why.about.is_service else _HELD[why.unopened > 0]
    yield f"{gave} {events}{chosen}{when} ({records} read).{stopped}{_beside(why)}"


def _beside(why: Why) -> str:
    """On which side of the window all events lie, if on one."""
    window, extent = why.question.window_of_events, why.extent
    if window.since is not None and extent.last is not None and extent.last < window.since:
        return " All of it is from before the time that was asked for."
    if window.until is not None and extent.first is not None and extent.first >= window.until:
        return " All of it is from after the time that was asked for."
    return ""


def _lost(missing: MissingValue) -> str:
    near = "; ".join(map(_near, missing.nearest))
    return f"{missing.typed} {missing.says}{near and f'; {near}'}."


def _near(near: Nearest) -> str:
    times = "once" if near.events == 1 else f"{near.events:,} times"
    return f"{near.text} occurs {times} ({near.how}): {' or '.join(near.typed)}"


def _proposed(proposal: Proposal) -> str:
    if proposal.bound is Bound.UNKNOWN:
        return f"{proposal.change}: not counted"
    how = "" if proposal.bound is Bound.EXACT else f"{proposal.bound.value} "
    return f"{proposal.change}: {how}{proposal.events:,} match"


def _beyond(why: Why) -> Iterator[str]:
    if why.uncounted:
        names = ", ".join(why.uncounted)
        yield f"Not counted, as only each record can tell: {names}."
    if why.is_cut:
        yield "There are more values than were looked at for near ones."
    if why.about.lacks:
        yield f"Never in {why.about.name}: {why.about.lacks}."
    yield from why.about.notes
    if why.answered and why.about.charged_by:
        yield f"To ask more costs by the {why.about.charged_by}, so nothing more was asked."
