"""How a trail's bucket answers a question: by the objects that can hold it, read like files."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from trailview.errors import UsageError
from trailview.events.text import counted
from trailview.frozen import Frozen, replace
from trailview.plans.files import asked_of, command, pick_of
from trailview.plans.plan import Brings, Plan, Scope
from trailview.plans.raw import refuse_raw
from trailview.plans.trail_files import USUAL_LATE, notes_of, part_of
from trailview.question.query import Question

SCHEME: Final = "s3://"
_PATH: Final = re.compile(r"s3://([A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(.*))?", re.DOTALL)
LIST_PRICE: Final = 0.005 / 1000
GET_PRICE: Final = 0.0004 / 1000
"""US dollars for a request in us-east-1, S3 Standard ("Amazon S3 pricing"): an estimate elsewhere,
and without what data transfer out of AWS costs."""
_PRICES: Final = (
    "S3 charges about $0.005 per 1,000 lists and $0.0004 per 1,000 gets (us-east-1; an estimate, "
    "without data transfer)."
)
_LITTLE: Final = 50_000
"""Bytes up to which no figure is told."""
_WHOLE: Final = "Every object is read: a record can stand in any of them."

_LOOKED_INTO: Final = (
    "Of the objects that are left out, 3 at most are got too, to see whether names are true."
)


class BucketPath(NamedTuple):
    """Some objects of a bucket: those whose keys begin so."""

    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}"


def bucket_path(text: str) -> BucketPath:
    """What `s3://BUCKET/PREFIX` says. Raises UsageError where it is not that."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise UsageError("No such bucket", repr(text), "Buckets are written s3://BUCKET/PREFIX.")
    return BucketPath(match[1], match[2] or "")


class BucketPlan(Plan):
    """Which objects are read."""

    roots: tuple[BucketPath, ...] = ()
    """Where they are; none where the trail says it, which is asked first."""
    late: int = USUAL_LATE
    """Seconds after its event within which an object is taken to be delivered."""


def plan(question: Question, scope: Scope) -> BucketPlan:
    """The plan for the buckets that a scope's paths name; for the trail's, where there is none.

    Raises UsageError for a raw text, and for a path that is none.
    """
    refuse_raw(question, "bucket")
    roots = tuple(map(bucket_path, scope.paths))
    part = part_of(question, scope.late)
    notes = [note.replace("Files", "Objects") for note in notes_of(part, scope.late)]
    notes.append(_LOOKED_INTO if notes else _WHOLE)
    if not roots:
        notes.append("The bucket is that of the trail that DescribeTrails tells (--bucket-path).")
    notes += asked_of(question)
    begins = ["trailview", "query", "--backend", "bucket"]
    for root in roots:
        begins += ["--path", str(root)]
    return BucketPlan(
        backend="bucket",
        question=question,
        pushed=part.terms,
        residual=tuple(clause for clause in question.terms if clause not in part.terms),
        approximate=(),
        request=command(begins, question),
        estimate=_estimate(question, scope),
        notes=tuple(notes),
        roots=roots,
        late=scope.late,
    )


def picking(question: Question, brings: Brings, scope: Scope) -> BucketPlan | None:
    """The plan that brings only what may match; None where too little has to be in a record."""
    pick = pick_of(question, brings)
    return None if pick is None else replace(plan(question, scope), pick=pick)


def _estimate(question: Question, scope: Scope) -> str:
    """What is listed is known before anybody is asked; how many objects there are is not."""
    window = part_of(question, scope.late).window
    if window.since is None:
        return f"{_PRICES} How many objects there are is known once they are listed."
    return (
        f"{_PRICES} A list for each account and Region that can hold the answer, and one for each "
        "1,000 objects of a day where there are more; a get for each object that can."
    )


class BucketAhead(Frozen):
    """What is ahead of a read, as far as it is known before anybody is asked."""

    lists: int
    """How many have to be asked for, at least."""
    first_day: date | None
    """The day from whose objects on they are about; None where that cannot be said."""
    objects: int
    """Those that were listed before and are read, or looked into."""
    missing: int
    """How many of them are not here."""
    missing_bytes: int
    unlisted: int = 0
    """Folders of which nothing was listed before: what they hold is not known."""


def bucket_outlook(ahead: BucketAhead) -> str:
    """What is ahead of a question to a bucket, in one line."""
    if not ahead.lists and not ahead.missing:
        return "All of it is here already: nothing is asked."
    unlisted = counted(ahead.unlisted, "folder")
    unknown = f"what {unlisted} holds is known once it is listed"
    if ahead.unlisted > 1:
        unknown = f"what {unlisted} hold is known once they are listed"
    if not ahead.objects:
        return f"Nothing of it is here: {unknown}."
    asked = []
    if ahead.lists:
        since = f" (objects from {ahead.first_day} on)" if ahead.first_day else ""
        asked.append(f"{counted(ahead.lists, 'list')}{since}")
    if ahead.missing:
        size = f"{ahead.missing_bytes / 1e6:,.1f}" if ahead.missing_bytes > _LITTLE else "under 0.1"
        asked.append(f"{counted(ahead.missing, 'get')} ({size} MB)")
    share = int(100 * (ahead.objects - ahead.missing) / ahead.objects)
    what = "what was listed before" if ahead.lists else "it"
    return (
        f"{'At least' if ahead.unlisted else 'About'} {' and '.join(asked)}, "
        f"some ${cost(ahead.lists, ahead.missing):.6f}, newest first, "
        f"{share} % of {what} is here already{f'; {unknown}' if ahead.unlisted else ''}."
    )


def cost(lists: int, gets: int) -> float:
    """US dollars that so many requests are charged with, as an estimate."""
    return lists * LIST_PRICE + gets * GET_PRICE
