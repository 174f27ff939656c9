"""What keys of a trail's objects tell: how a bucket is laid out (CloudTrail user guide, "Getting
and viewing your CloudTrail log files"). Pure.

`[PREFIX/]AWSLogs/[o-ORGANIZATION/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/NAME`
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from trailview.backends.files.log_names import can_be_log
from trailview.plans.trail_files import REGION, Outside, Pruning, Stretch, TrailFile, trail_file

_PLACE: Final = re.compile(
    r"(?:.*/)?AWSLogs/(?:o-[a-z0-9]+/)?(\d{12})/CloudTrail(?!-Digest/)[\w-]*/"
    rf"({REGION})/",
    re.ASCII | re.DOTALL,
)
_UPPER: Final = re.compile(
    r"(?:.*/)?AWSLogs/(?:(?:o-[a-z0-9]+/)?(?:(?P<account>\d{12})/(?P<kind>[\w-]+/)?)?)?",
    re.ASCII | re.DOTALL,
)
_DATED: Final = re.compile(r"(?:\d{4}/(?:\d\d/(?:\d\d/)?)?)?", re.ASCII)
_DAY: Final = re.compile(r"(\d{4})/(\d\d)/(\d\d)/", re.ASCII)
_KIND: Final = re.compile(r"CloudTrail(?!-Digest)[\w-]*/", re.ASCII)
DAY: Final = 24 * 3_600


class Place(NamedTuple):
    """The folder of an account and Region, or a folder of dates in it."""

    bucket: str
    account: str
    region: str
    region_folder: str
    """Up to the Region's slash."""
    top: str
    """What is read of it: the same, or longer."""


class TrailObject(NamedTuple):
    """One object. It never changes as long as its ETag is the same."""

    bucket: str
    key: str
    size: int
    """Bytes, as stored."""
    etag: str
    name: TrailFile | None
    """What its name tells; None where it is not as a trail's."""
    newest: int | None
    """When it was delivered at the latest, by its name or its folder; None where neither tells."""

    @property
    def uri(self) -> str:
        """As people write it."""
        return f"s3://{self.bucket}/{self.key}"


def place_of(bucket: str, prefix: str) -> Place | None:
    """The place that a prefix is, or lies in; None where it is none."""
    match = _PLACE.match(prefix)
    if match is None or not _DATED.fullmatch(prefix, match.end()):
        return None
    return Place(bucket, match[1], match[2], match[0], prefix)


class Level(NamedTuple):
    """A folder above those of Regions."""

    account: str
    """Empty above those of accounts."""
    is_foreign: bool
    """Whether it is of another service, or of digests."""


def level_of(prefix: str) -> Level | None:
    """Which folder of a trail a prefix is; None where it is none of a trail."""
    match = _UPPER.fullmatch(prefix)
    if match is None:
        return None
    kind = match["kind"] or ""
    return Level(match["account"] or "", bool(kind) and not _KIND.fullmatch(kind))


def object_of(bucket: str, key: str, size: int, etag: str) -> TrailObject | None:
    """An object that can hold events, as its key says; None for any other."""
    name = key.rpartition("/")[2]
    if not name or name.startswith(".") or not can_be_log(key):
        return None
    told = trail_file(name)
    newest = told.delivered if told is not None else _end_of_folder(key)
    return TrailObject(bucket, key, size, etag, told, newest)


def _end_of_folder(key: str) -> int | None:
    """When the day of its folder ends, where it lies in one of a trail."""
    day = day_in(key)
    return None if day is None else start_of(day) + DAY


def start_of(day: date) -> int:
    """When a day begins, in seconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def day_of(moment: int) -> date:
    """The day of a moment, in UTC as folders are."""
    return datetime.fromtimestamp(moment, UTC).date()


def day_in(key: str) -> date | None:
    """The day of the folder that a key lies in, or is; None for any other key."""
    match = _PLACE.match(key)
    day = None if match is None else _DAY.match(key, match.end())
    if day is None:
        return None
    try:
        return date(int(day[1]), int(day[2]), int(day[3]))
    except ValueError:
        return None


def day_folder(place: Place, day: date) -> str:
    """The folder of a day's objects; empty where it is none of those that are read."""
    folder = f"{place.region_folder}{day:%Y/%m/%d}/"
    if folder.startswith(place.top):
        return folder
    return place.top if place.top.startswith(folder) else ""


def behind_day(prefix: str) -> str:
    """The folder of the day behind that which a prefix is the folder of; empty for any other.

    Nothing of a trail lies between them.
    """
    match = _PLACE.match(prefix)
    day = None if match is None else _DAY.fullmatch(prefix, match.end())
    if match is None or day is None:
        return ""
    try:
        behind = date(int(day[1]), int(day[2]), int(day[3])) + timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    return f"{match[0]}{behind:%Y/%m/%d}/"


def first_key(place: Place, stretch: Stretch) -> str:
    """A key behind which all objects of a stretch of time are; empty for all of the place."""
    if stretch.after is None:
        return ""
    return f"{place.region_folder}{day_of(stretch.after):%Y/%m/%d}/"


def last_key(place: Place, stretch: Stretch) -> str:
    """A key before which all objects of a stretch of time are; empty for all of the place."""
    if stretch.before is None:
        return ""
    return f"{place.region_folder}{day_of(stretch.before):%Y/%m/%d}/\U0010ffff"


def behind(found: TrailObject, pruning: Pruning) -> str:
    """The key to go on behind, where what follows an object in its folder cannot hold an answer.

    Empty where the next one may. Names of one account and Region stand in the order of time, and
    no other name is between them.
    """
    if found.name is None:
        return ""
    account, region, _ = found.name
    folder, _, _ = found.key.rpartition("/")
    lead = f"{folder}/" if folder else ""
    why = pruning.outside(found.name)
    if why is Outside.BEFORE and pruning.after is not None:
        return lead + stamped(account, region, pruning.after)
    stretch = pruning.stretch(account, region)
    is_past = why is Outside.BEYOND or stretch is None
    return f"{lead}{account}_CloudTrail_{region}_~" if is_past else ""


def stamped(account: str, region: str, moment: int) -> str:
    """How names of files begin that are delivered in a minute, without what comes behind it."""
    return f"{account}_CloudTrail_{region}_{datetime.fromtimestamp(moment, UTC):%Y%m%dT%H%M}"


def days_between(first: date, last: date) -> list[date]:
    """All days from one to another, latest first."""
    return [last - timedelta(days=n) for n in range((last - first).days + 1)]
