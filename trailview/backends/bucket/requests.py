"""The two requests that a bucket is asked: a page of its objects, and bytes of one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller, Setback, Silence, wait_for
from trailview.aws.calls import Stop
from trailview.aws.failures.bucket import explained
from trailview.backends.base import Tally
from trailview.backends.bucket.keys import TrailObject
from trailview.errors import ServiceError, TrailviewError
from trailview.events.text import counted
from trailview.plans.bucket import cost

_PIECE: Final = 8 << 20
"""Bytes of an object that are got at once: so many are in memory for each request under way."""


class Listed(NamedTuple):
    """An entry of a bucket's list."""

    key: str
    size: int
    etag: str


class Page(NamedTuple):
    """A page of a bucket's list, in the order of keys."""

    entries: tuple[Listed, ...]
    folders: tuple[str, ...]
    """What keys begin with up to the next slash, where that was asked for."""
    token: str
    """Where the next page goes on; empty on the last."""


class Requests:
    """Asks S3 in the name of one profile, and counts what it asks. Safe from any thread."""

    def __init__(self, caller: Caller, *, pays: bool) -> None:
        """`pays` is whether the requester of a bucket of others pays."""
        self._pays: dict[str, Any] = {"RequestPayer": "requester"} if pays else {}
        self._caller = caller.telling(self._hear)
        self._lock = threading.Lock()
        self._lists = self._gets = self._throttled = 0
        self._news: Setback | Silence | None = None

    def counted(self, tally: Tally) -> Tally:
        """A tally with the requests that were made, and how it stands with those under way."""
        with self._lock:
            lists, gets, news = self._lists, self._gets, self._news
            told = replace(
                tally,
                requests=lists + gets,
                throttled=self._throttled,
                cost=cost(lists, gets),
            )
        if news is None:
            return replace(told, phase="", waiting=0.0, is_throttled=False)
        return replace(
            told,
            phase=str(news),
            waiting=news.seconds if isinstance(news, Silence) else news.since,
            is_throttled=not isinstance(news, Silence) and news.is_throttled,
        )

    def told(self) -> str:
        """How many requests were made, and about what they are charged with."""
        with self._lock:
            lists, gets = self._lists, self._gets
        asked = f"{counted(lists, 'list')} and {counted(gets, 'get')}"
        return f"S3: {asked}, about ${cost(lists, gets):.6f} (us-east-1)"

    def page(
        self, bucket: str, prefix: str, stop: Stop, *, folders: bool = False, after: str = "",
        token: str = "",
    ) -> Page:  # fmt: skip
        """A page of the objects whose keys begin so, behind a key or where a page has ended.

        It has something in it, unless nothing is left. Raises Cancelled, TrailviewError.
        """
        asked = {"Bucket": bucket, "Prefix": prefix, **self._pays}
        if folders:
            asked["Delimiter"] = "/"
        if token:
            asked["ContinuationToken"] = token
        elif after:
            asked["StartAfter"] = after
        where = f"s3://{bucket}/{prefix}"
        while True:
            answer = self._ask("list_objects_v2", dict(asked), where, stop)
            entries = tuple(
                Listed(entry["Key"], int(entry.get("Size", 0)), str(entry.get("ETag", "")))
                for entry in answer.get("Contents", ())
            )
            below = tuple(entry["Prefix"] for entry in answer.get("CommonPrefixes", ()))
            more = answer.get("NextContinuationToken", "") if answer.get("IsTruncated") else ""
            if entries or below or not more:
                return Page(entries, below, more)
            if more == asked.get("ContinuationToken"):
                raise ServiceError("List without an end", f"{where}: S3 gives an empty page again.")
            # A page with nothing in it is not the last one where it says that there are more.
            asked["ContinuationToken"] = more
            asked.pop("StartAfter", None)

    def pieces(self, found: TrailObject, stop: Stop) -> Iterator[bytes]:
        """The bytes of an object, some at a time. Raises Cancelled, TrailviewError.

        One that has changed since it was listed is refused.
        """
        asked = {"Bucket": found.bucket, "Key": found.key, **self._pays}
        if found.etag:
            asked["IfMatch"] = found.etag
        for start in range(0, found.size, _PIECE):
            asked["Range"] = f"bytes={start}-{min(start + _PIECE, found.size) - 1}"
            answer = self._ask("get_object", dict(asked), found.uri, stop)
            yield answer["Body"]

    def _ask(self, operation: str, asked: dict[str, Any], where: str, stop: Stop) -> Answer:
        is_list = operation == "list_objects_v2"
        with self._lock:
            self._lists += is_list
            self._gets += not is_list
        try:
            answer = wait_for(self._caller.ask("s3", operation, asked, stop))
        except TrailviewError as error:
            raise explained(error, where, pays=bool(self._pays)) from error
        with self._lock:
            self._news = None
        return answer

    def _hear(self, service: str, news: Setback | Silence) -> None:
        """A request takes long, or has to be made again."""
        del service
        with self._lock:
            self._news = news
            if isinstance(news, Setback):
                self._throttled += news.is_throttled
