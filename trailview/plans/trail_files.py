"""Which of a trail's files can hold an answer, as their names tell. Pure.

A trail's file is named `ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHmmZ_….json.gz` after the account
and Region whose events it holds and the minute of its delivery; it "can contain records written
at any point before that time" (CloudTrail user guide, "CloudTrail log file examples").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple

from trailview.events.text import counted
from trailview.events.times import seconds
from trailview.frozen import Frozen
from trailview.question.query import Question, Window
from trailview.question.terms import Clause, Term, every_term

REGION: Final = r"[a-z]{2,4}(?:-[a-z]+)+-\d+"
"""How the names of Regions look in those of files and folders: `us-east-1`, `eusc-de-east-1`."""
_NAME: Final = re.compile(
    rf"(\d{{12}})_CloudTrail_({REGION})_(\d{{8}}T\d{{4}})Z_\w+\.json(?:\.gz)?", re.ASCII
)
_AHEAD: Final = 15 * 60
"""Seconds by which an event may be newer than its file's name, which is cut to minutes or to
five of them, written by another clock than the event."""
_HOUR: Final = 3_600
_UNITS: Final = {"m": 60, "h": _HOUR, "d": 24 * _HOUR}
_LATE: Final = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
USUAL_LATE: Final = 24 * _HOUR
"""Seconds after its event within which a file is taken to be delivered: usually it takes five
minutes, and nothing is guaranteed ("Getting and viewing your CloudTrail log files")."""
EVERY_FILE: Final = -1
"""In place of such a time: names leave out no file."""
_PLACES: Final = ("account", "region")
_PLACES_TOLD_FROM: Final = 1_640_995_200
"""Files delivered from 2022 on hold events of the Region they are named after. Before 22
November 2021, those of global services came with any Region's ("Global service events")."""


class TrailFile(NamedTuple):
    """What a file's name tells."""

    account: str
    region: str
    delivered: int
    """The minute of its delivery, in seconds since 1970."""

    @property
    def before(self) -> int:
        """The time that all its events lie before."""
        return self.delivered + _AHEAD


def trail_file(name: str) -> TrailFile | None:
    """What the name of a file tells, without its folders; None where it is not as a trail's."""
    match = _NAME.fullmatch(name)
    delivered = None if match is None else seconds(f"{match[3]}00Z")
    return None if match is None or delivered is None else TrailFile(match[1], match[2], delivered)


class Outside(Enum):
    """Why a file cannot hold an answer, as it is told after a number of files."""

    BEFORE = "delivered before the time range"
    BEYOND = "delivered later than {late} after it (events delivered as late as that are missing)"
    ELSEWHERE = "of other accounts or Regions by their names"


class Choice(Frozen):
    """Those of some files that can hold an answer, and why the others cannot."""

    places: tuple[int, ...]
    """Which they are, in the order of the files."""
    outside: Mapping[Outside, int] = {}
    """How many of the others are left out for what."""


def late_of(text: str) -> int:
    """How late files are taken to be delivered, as it is typed: `36h`, `all`. Raises ValueError."""
    if text == "all":
        return EVERY_FILE
    match = _LATE.fullmatch(text)
    late = int(match[1]) * _UNITS[match[2]] if match else 0
    if not late:
        raise ValueError(f"{text!r} is no time such as 36h or 3d, and not all")
    return late


def part_of(question: Question, late: int = USUAL_LATE) -> Question:
    """What of a question names of files can tell: its window, and what is said of places.

    The question about everything, where they tell nothing.
    """
    if late == EVERY_FILE:
        return Question()
    told = (clause for clause in question.terms if _is_of_place(clause))
    return Question(tuple(told), question.window_of_events)


def covers(read: Question, part: Question) -> bool:
    """Whether the files that are chosen for `read` are all that are for `part`."""
    wide, narrow = read.window, part.window
    is_since = wide.since is None or (narrow.since is not None and wide.since <= narrow.since)
    is_until = wide.until is None or (narrow.until is not None and narrow.until <= wide.until)
    return is_since and is_until and (not read.terms or {*read.terms} == {*part.terms})


def chosen(files: Sequence[TrailFile | None], question: Question, late: int = USUAL_LATE) -> Choice:
    """The files that can hold an event of a question; those whose name tells nothing always can.

    Where no file at all is of the accounts and Regions that are asked for, names are not taken
    for what tells them: records can have been given other numbers than their files.
    """
    pruning = Pruning(part_of(question, late), late)
    if not any(file is not None and pruning.may_be_of(file) for file in files):
        pruning = pruning.anywhere
    places, outside = list[int](), dict[Outside, int]()
    for place, file in enumerate(files):
        why = None if file is None else pruning.outside(file)
        if why is None:
            places.append(place)
        else:
            outside[why] = outside.get(why, 0) + 1
    return Choice(tuple(places), outside)


class Stretch(NamedTuple):
    """Some time of deliveries, in seconds since 1970; None where it has no end."""

    after: int | None
    """Later than that."""
    before: int | None
    """Earlier than that."""


class Pruning:
    """Which files cannot hold an answer, told of one after the other."""

    def __init__(self, part: Question, late: int = USUAL_LATE) -> None:
        """`part` is what names can tell of a question (`part_of`)."""
        self._part = part
        self._late = late
        self._held = _Held(part.terms)
        since, until = part.window.since, part.window.until
        self.after = None if since is None or late == EVERY_FILE else since - _AHEAD
        """Files delivered then or before cannot; None where no time tells."""
        self.before = None if until is None or late == EVERY_FILE else until + late
        """Files delivered then or later cannot; None where no time tells."""

    @property
    def anywhere(self) -> Pruning:
        """The same of all accounts and Regions."""
        return Pruning(Question((), self._part.window), self._late)

    def may_be_of(self, file: TrailFile) -> bool:
        """Whether a file's account and Region are none that are left out."""
        return self._held.may_be_in(file)

    def stretch(self, account: str, region: str) -> Stretch | None:
        """When files of an account and Region are delivered that can hold an answer.

        None where none can, whenever it is delivered. An empty Region is not known yet.
        """
        whole = Stretch(self.after, self.before)
        recent = TrailFile(account, region, _PLACES_TOLD_FROM)
        if self._held.may_be_in(recent):
            return whole
        if self.after is not None and self.after >= _PLACES_TOLD_FROM:
            return None
        before = _PLACES_TOLD_FROM if self.before is None else self.before
        return whole._replace(before=min(before, _PLACES_TOLD_FROM))

    def outside(self, file: TrailFile) -> Outside | None:
        """Why a file cannot hold an answer; None where it can."""
        why = _outside(file, self._part.window, self._late)
        if why is None and not self._held.may_be_in(file):
            return Outside.ELSEWHERE
        return why


def told(choice: Choice, of_files: int, late: int = USUAL_LATE) -> str:
    """How many files are left out, and why; empty where none is."""
    if not choice.outside:
        return ""
    why = left_out(choice.outside, late)
    files = counted(of_files, "file")
    return f"{len(choice.places):,} of {files} can hold the answer; not opened: {why}"


def left_out(outside: Mapping[Outside, int], late: int = USUAL_LATE) -> str:
    """How many files are left out for what."""
    return ", ".join(
        f"{outside[one]:,} {one.value.format(late=hours(late))}"
        for one in Outside
        if one in outside
    )


def notes_of(part: Question, late: int = USUAL_LATE) -> Iterable[str]:
    """What a plan says of the files that it leaves out; nothing where it leaves out none."""
    window = part.window
    if window.since is not None:
        yield (
            "Files delivered before the time range are not opened: no event is newer than its file."
        )
    if window.until is not None:
        yield (
            f"Files delivered later than {hours(late)} after the time range are not opened: events "
            "delivered as late as that would be missing. --late-by says how late, or all."
        )
    if part.terms:
        yield (
            "Files of other accounts or Regions, as their names have them, are not opened; records "
            "that were edited afterwards can differ from that. --late-by all opens every file."
        )


def hours(late: int) -> str:
    """A time that deliveries may take, in words."""
    whole, rest = divmod(late, _HOUR)
    return counted(late // 60, "minute") if rest else counted(whole, "hour")


def _is_of_place(clause: Clause) -> bool:
    return any(term.field in _PLACES for term in every_term((clause,)))


def _outside(file: TrailFile, window: Window, late: int) -> Outside | None:
    if window.since is not None and file.before <= window.since:
        return Outside.BEFORE
    if window.until is not None and file.delivered - late >= window.until:
        return Outside.BEYOND
    return None


class _Held:
    """Whether clauses can hold for any event of an account and Region. Remembers what it found."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._known: dict[tuple[str, str, bool], bool] = {}

    def may_be_in(self, file: TrailFile) -> bool:
        """Whether a file can hold an event for which they do."""
        told = file.account, file.region, file.delivered >= _PLACES_TOLD_FROM
        if told not in self._known:
            self._known[told] = _all_hold(self._clauses, file) is not False
        return self._known[told]


def _all_hold(clauses: Iterable[Clause], file: TrailFile) -> bool | None:
    """Whether all hold for every event of a file; None where that is not known."""
    found = [_holds(clause, file) for clause in clauses]
    if False in found:
        return False
    return None if None in found else True


def _holds(clause: Clause, file: TrailFile) -> bool | None:
    """The same of one term or group."""
    if isinstance(clause, Term):
        found = _term_holds(clause, file)
    else:
        parts = [_all_hold(alternative, file) for alternative in clause.alternatives]
        found = True if True in parts else None if None in parts else False
    return (not found if clause.negated else found) if found is not None else None


def _term_holds(term: Term, file: TrailFile) -> bool | None:
    """What a file's name says of a term, if it were not negated."""
    if term.field not in _PLACES or file.delivered < _PLACES_TOLD_FROM:
        return None
    from trailview.question.fields import find_field  # not on the way to the first rows
    from trailview.question.predicate import value_test

    told, value = find_field(term.field), getattr(file, term.field)
    return value_test(told, term)(value) if told is not None and value else None
