"""Wires what is kept on disk of buckets: objects behind a session's shelf, and lists."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from trailview.backends.bucket.keys import TrailObject
from trailview.backends.bucket.lists import KeptLists, ListedSpan, NoLists
from trailview.backends.bucket.requests import Listed, Page
from trailview.backends.bucket.shelf import SessionShelf, Shelf
from trailview.backends.bucket.target import TrailBucket
from trailview.compose.kept import disk_store, endpoint_of_profile
from trailview.plans.bucket import BucketPath
from trailview.store.disk.bucket_objects import BucketObjects, LostError
from trailview.store.disk.objects import Listing, Told, TrailKept

if TYPE_CHECKING:
    from trailview.compose.profile_way import ProfileWay

_MORE: Final = "more"
"""The token of a page that was cut: nobody goes on behind one that is kept."""
_TOLD_LATELY: Final = " That was asked within the last day."


class Keeping:
    """What is kept for the questions of one profile: objects, lists, where its trail delivers."""

    def __init__(
        self, shelf: Shelf, lists: KeptLists, kept: BucketObjects | None = None, profile: str = ""
    ) -> None:
        """`kept` is what lies on disk, and `profile` what the profile is known by there."""
        self.shelf = shelf
        self.lists = lists
        self._kept = kept
        self._profile = profile

    def known(self, region: str) -> dict[str, TrailBucket]:
        """Where the trail delivers that is seen from a Region, as far as it was told lately."""
        if self._kept is None or not self._profile:
            return {}
        found = self._kept.trail(self._profile, region)
        if found is None:
            return {}
        root = BucketPath(found.bucket, found.prefix)
        return {region: TrailBucket(root, f"{found.said}{_TOLD_LATELY}")}

    def close(self, known: Mapping[str, TrailBucket]) -> None:
        """Keep where trails deliver, and let go of what is not kept."""
        for region, made in known.items():
            if self._kept is not None and self._profile and not made.note.endswith(_TOLD_LATELY):
                told = TrailKept(made.root.bucket, made.root.prefix, made.note)
                self._kept.keep_trail(self._profile, region, told)
        self.shelf.close()


def for_session() -> Keeping:
    """Keeps what was got for as long as a session, and nothing else."""
    return Keeping(SessionShelf(), NoLists())


def beyond_session(way: ProfileWay) -> Keeping:
    """Keeps what a profile gets and is told on disk."""
    from trailview.aws.credentials.config import read_config
    from trailview.aws.credentials.environment import credential_source
    from trailview.aws.credentials.whose import fingerprint

    config = read_config()
    endpoint = endpoint_of_profile(way.profile, ("s3", "cloudtrail"), config)
    kept = BucketObjects(disk_store(), endpoint)
    profile = fingerprint(config, credential_source(way.profile))
    return Keeping(DiskShelf(SessionShelf(), kept), DiskLists(kept), kept, profile)


class DiskShelf:
    """A session's shelf that is filled from disk first (`trailview.backends.bucket.shelf.Shelf`).

    Workers read files, so an object that is kept is written to one.
    """

    def __init__(self, shelf: SessionShelf, kept: BucketObjects) -> None:
        self._shelf = shelf
        self._kept = kept
        self._lock = threading.Lock()
        self._from_disk: set[tuple[str, str, str]] = set()
        self._buckets: set[str] = set()

    @property
    def troubles(self) -> tuple[str, ...]:
        """What went wrong with what is kept, a sentence each."""
        return self._kept.troubles

    def take(self, found: TrailObject) -> str | None:
        """Its file, which stays until `leave`; None where it is not kept."""
        path = self._shelf.take(found)
        if path is not None:
            return path
        with self._lock:
            self._buckets.add(found.bucket)
        pieces = self._kept.find(found.bucket, found.key, found.etag) if found.etag else None
        if pieces is None:
            return None
        try:
            path = self._shelf.put(found, self._kept.pieces(pieces))
        except LostError:
            return None
        with self._lock:
            self._from_disk.add((found.bucket, found.key, found.etag))
        return path

    def put(self, found: TrailObject, pieces: Iterable[bytes]) -> str:
        """Keep it: its file, which stays until `leave`. Raises OSError, and what `pieces` does."""
        path = self._shelf.put(found, pieces)
        if found.etag:
            self._kept.keep(found.bucket, found.key, found.etag, path)
        return path

    def was_kept(self, found: TrailObject) -> bool:
        """Whether it was not got in this session."""
        return (found.bucket, found.key, found.etag) in self._from_disk

    def leave(self, found: TrailObject) -> None:
        """Nobody reads the file for now."""
        self._shelf.leave(found)

    def close(self) -> None:
        """Let go of what is not to be kept beyond this session."""
        with self._lock:
            buckets, self._buckets = self._buckets, set()
        self._kept.note_used(*sorted(buckets))
        self._shelf.close()


class DiskLists:
    """Lists on disk (`trailview.backends.bucket.lists.KeptLists`)."""

    def __init__(self, kept: BucketObjects) -> None:
        self._kept = kept

    def span(self, bucket: str, key: str, final: int) -> ListedSpan | None:
        """The longest stretch from a key on, of all that was delivered before `final`."""
        found = self._kept.listing(bucket, key, final)
        if found is None:
            return None
        entries = [Listed(*one) for one in found.told.entries]
        return ListedSpan(found.since, found.until, found.final_before, entries)

    def folders(self, bucket: str, prefix: str, final: int) -> Page | None:
        """What is in a folder, whole, as far as it was delivered before `final`."""
        told = self._kept.folders(bucket, prefix, final)
        if told is None:
            return None
        entries, more = tuple(Listed(*one) for one in told.entries), _MORE * told.is_cut
        return Page(entries, tuple(told.folders), more)

    def keep(self, bucket: str, spans: Sequence[ListedSpan]) -> None:
        """Keep what a list has told."""
        self._kept.keep_listings(
            bucket,
            [
                Listing(span.since, span.until, span.final_before, Told(_plain(span.entries)))
                for span in spans
            ],
        )

    def keep_folders(self, bucket: str, prefix: str, final_before: int, page: Page) -> None:
        """Keep what is in a folder."""
        told = Told(_plain(page.entries), page.folders, bool(page.token))
        self._kept.keep_listings(bucket, [Listing(prefix, prefix, final_before, told, True)])


def _plain(entries: Sequence[Listed]) -> Sequence[tuple[str, int, str]]:
    return [(one.key, one.size, one.etag) for one in entries]
