"""Lists of a bucket, asked for once: what an earlier list has told is taken from there.

What is delivered later than a day after it is not awaited any more: a list says all that was
delivered a day before it was made, and of a trail's folders of days those that have ended by
then are final.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from trailview.aws.calls import Stop
from trailview.backends.bucket.keys import DAY, behind_day, day_of, place_of
from trailview.backends.bucket.requests import Listed, Page

FINAL: Final = (1 << 62) - 1
"""For a list to which nothing can be added any more."""
_DELIVERED: Final = DAY
"""Seconds after its time by which an object is in a list: usually it is a minute."""
_LAST: Final = "\U0010ffff"
"""Behind all keys that begin with what stands before it."""


class ListedSpan(NamedTuple):
    """A stretch of a bucket's keys that was listed, and what is in it."""

    since: str
    """The first key that would be in it."""
    until: str
    """The first one behind it."""
    final_before: int
    """All that was delivered before is in it, in seconds since 1970; or `FINAL`."""
    entries: Sequence[Listed]


class KeptLists(Protocol):
    """Where lists are kept. Safe from any thread."""

    def span(self, bucket: str, key: str, final: int) -> ListedSpan | None:
        """The longest stretch from a key on, of all that was delivered before `final`."""
        ...

    def folders(self, bucket: str, prefix: str, final: int) -> Page | None:
        """What is in a folder, as far as it was delivered before `final`; or its first page, with
        a token."""
        ...

    def keep(self, bucket: str, spans: Sequence[ListedSpan]) -> None:
        """Keep what a list has told."""
        ...

    def keep_folders(self, bucket: str, prefix: str, final_before: int, page: Page) -> None:
        """Keep what is in a folder."""
        ...


class Pages(Protocol):
    """Who is asked for pages of a bucket's list (`requests.Requests`)."""

    def page(
        self, bucket: str, prefix: str, stop: Stop, *, folders: bool = False, after: str = "",
        token: str = "",
    ) -> Page:  # fmt: skip
        """A page of the objects whose keys begin so, behind a key or where a page has ended.

        Raises Cancelled, TrailviewError.
        """
        ...


class NoLists:
    """Keeps nothing (`KeptLists`)."""

    def span(self, bucket: str, key: str, final: int) -> ListedSpan | None:
        """Nothing."""
        del bucket, key, final
        return None

    def folders(self, bucket: str, prefix: str, final: int) -> Page | None:
        """Nothing."""
        del bucket, prefix, final
        return None

    def keep(self, bucket: str, spans: Sequence[ListedSpan]) -> None:
        """Do nothing."""

    def keep_folders(self, bucket: str, prefix: str, final_before: int, page: Page) -> None:
        """Do nothing."""


class Onward(NamedTuple):
    """Where a list goes on."""

    since: str
    """The first key that has not been told."""
    token: str = ""
    """S3's own name for that; empty where what is kept has ended."""


class KeysPage(NamedTuple):
    """Some objects, in the order of keys."""

    entries: list[Listed]
    onward: Onward | None
    """None where there is nothing more."""
    is_asked: bool
    """Whether S3 was asked for it."""


class Lists:
    """Lists for one read. Safe from any thread."""

    def __init__(
        self, requests: Pages, kept: KeptLists, stop: Stop, before: int | None, now: int
    ) -> None:
        """`before` is when all that matters was delivered, None where that is not known; `now`
        the moment at which lists are made, in seconds since 1970."""
        self._requests = requests
        self._kept = kept
        self._stop = stop
        self._final = FINAL if before is None else before
        self._delivered = now - _DELIVERED

    def folder(self, bucket: str, prefix: str) -> Page:
        """The first page of what is in a folder, objects and folders. Raises TrailviewError."""
        found = self._kept.folders(bucket, prefix, self._final)
        if found is not None:
            return found
        page = self._requests.page(bucket, prefix, self._stop, folders=True)
        self._kept_folder(bucket, prefix, page)
        return page

    def whole_folder(self, bucket: str, prefix: str) -> Page:
        """All that is in a folder. Raises Cancelled, TrailviewError."""
        found = self._kept.folders(bucket, prefix, self._final)
        if found is not None and not found.token:
            return found
        entries, folders, token = list[Listed](), list[str](), ""
        while True:
            page = self._requests.page(bucket, prefix, self._stop, folders=True, token=token)
            entries += page.entries
            folders += page.folders
            token = page.token
            if not token:
                break
        whole = Page(tuple(entries), tuple(folders), "")
        self._kept_folder(bucket, prefix, whole)
        return whole

    def _kept_folder(self, bucket: str, prefix: str, page: Page) -> None:
        if page.entries or page.folders:
            self._kept.keep_folders(bucket, prefix, self._delivered, page)

    def keys(
        self,
        bucket: str,
        prefix: str,
        *,
        end: str = "",
        after: str = "",
        onward: Onward | None = None,
    ) -> KeysPage:
        """A page of the objects whose keys begin so: behind a key, or where a page has ended.

        It may have some at `end` and behind. Raises Cancelled, TrailviewError.
        """
        since, token = onward or Onward(_behind(after) if after else prefix)
        since, last = max(since, prefix), prefix + _LAST
        while (kept := self._kept.span(bucket, since, self._final)) is not None:
            found = [one for one in kept.entries if since <= one.key < last]
            since, token = kept.until, ""
            is_all = since >= min(end or last, last)
            if found or is_all:
                return KeysPage(found, None if is_all else Onward(since), is_asked=False)
        after = "" if token or since == prefix else _before(since)
        page = self._requests.page(bucket, prefix, self._stop, after=after, token=token)
        if not page.token or not page.entries:
            self._keep(bucket, prefix, since, behind_day(prefix) or last, page.entries)
            return KeysPage([*page.entries], None, is_asked=True)
        until = _behind(page.entries[-1].key)
        self._keep(bucket, prefix, since, until, page.entries)
        return KeysPage([*page.entries], Onward(until, page.token), is_asked=True)

    def _keep(
        self, bucket: str, prefix: str, since: str, until: str, entries: Sequence[Listed]
    ) -> None:
        self._kept.keep(bucket, self._spans(bucket, prefix, since, until, entries))

    def _spans(
        self, bucket: str, prefix: str, since: str, until: str, entries: Sequence[Listed]
    ) -> list[ListedSpan]:
        """What a list has told, apart by whether anything can be added."""
        place = place_of(bucket, prefix)
        if place is None:
            return [ListedSpan(since, until, self._delivered, entries)]
        first = f"{place.region_folder}{day_of(self._delivered):%Y/%m/%d}/"
        cut = min(max(since, first), until)
        spans = [
            ListedSpan(since, cut, FINAL, [one for one in entries if one.key < cut]),
            ListedSpan(cut, until, self._delivered, [one for one in entries if one.key >= cut]),
        ]
        return [span for span in spans if span.since < span.until]


def _behind(key: str) -> str:
    """The first key that stands behind one."""
    return key + "\0"


def _before(since: str) -> str:
    """The key behind which S3 is asked for what stands at `since` and behind.

    A stretch ends with a key's own end, or with a slash or the last character there is: no
    object is called that.
    """
    return since.removesuffix("\0")
