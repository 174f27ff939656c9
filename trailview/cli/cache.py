"""`trailview cache`: what is kept on disk of services, buckets and folders."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trailview.cli import exit_codes
from trailview.cli.said import say_all
from trailview.compose.files import folder_index
from trailview.compose.kept import disk_store, limits
from trailview.errors import TrailviewError
from trailview.events.text import counted, printable
from trailview.search.reach import size

if TYPE_CHECKING:
    from trailview.store.disk.database import Database
    from trailview.store.disk.inspect import BucketInfo, PlaceInfo


def run(arguments: argparse.Namespace) -> int:
    """Say what is kept, delete it, or check it; the exit code. Raises TrailviewError."""
    from trailview.store.disk.database import DamagedFileError, UnkeptError

    store = disk_store()
    actions = {"info": _info, "clear": _clear, "verify": _verify}
    try:
        return actions[arguments.action](store.database)
    except UnkeptError as error:
        raise _cannot(store.database, str(error)) from error
    except DamagedFileError as error:
        aside = store.set_aside(error)
        say_all(store.troubles)
        hint = "Events are fetched again when they are asked for." if aside else ""
        raise _cannot(store.database, f"it is damaged: {error}", hint) from error


def _info(database: Database) -> int:
    from trailview.store.disk.inspect import buckets, places

    at_most = limits()
    print(f"file      {printable(str(database.path))}")
    print(f"size      {size(database.bytes)} of {size(at_most.bytes)} at most")
    print(f"age       {counted(at_most.days, 'day')} at most")
    for place in places(database):
        print(printable(_line(place)))
    for bucket in buckets(database):
        print(printable(_bucket_line(bucket)))
    _info_of_folders()
    return exit_codes.COMPLETE


def _info_of_folders() -> None:
    from trailview.backends.files.index.inspect import roots

    folder = _folders()
    found = roots(folder)
    if not found:
        return
    print(f"folders   {printable(str(folder))}")
    whole = sum(root.bytes for root in found)
    print(f"size      {size(whole)} of {size(limits().bytes)} at most")
    for root in found:
        what = f"{counted(root.files, 'file')}, {counted(root.events, 'event')}"
        if not root.root:
            what = "of another version, or damaged"
        where = root.root or "other folders"
        print(printable(f"kept      {where}: {what}, {size(root.bytes)}"))


def _folders() -> Path:
    """Where the index of folders lies."""
    return Path(folder_index().folder)


def _line(place: PlaceInfo) -> str:
    where = " ".join(filter(None, (place.account, place.backend, place.region, place.held_in)))
    span = ""
    if place.since is not None and place.until is not None:
        first, last = (
            datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")
            for at in (place.since, place.until)
        )
        span = f", {first} to {last} UTC in {counted(place.spans, 'span')}"
    return f"kept      {where}: {counted(place.events, 'event')}, {size(place.bytes)}{span}"


def _bucket_line(bucket: BucketInfo) -> str:
    where = f" at {bucket.endpoint}" if bucket.endpoint else ""
    lists = counted(bucket.lists, "list")
    objects = counted(bucket.objects, "object")
    return f"kept      s3://{bucket.bucket}{where}: {objects}, {lists}, {size(bucket.bytes)}"


def _clear(database: Database) -> int:
    from trailview.backends.files.index.inspect import clear

    before, folder = database.bytes, _folders()
    database.remove()
    print(f"Deleted: {size(before)} of {database.path}")
    try:
        of_folders = clear(folder)
    except OSError as error:
        raise TrailviewError("Cache cannot be deleted", f"{folder}: {error.strerror}") from error
    if of_folders:
        print(f"Deleted: {size(of_folders)} of {folder}")
    return exit_codes.COMPLETE


def _verify(database: Database) -> int:
    from trailview.backends.files.index import inspect as index
    from trailview.store.disk.inspect import buckets, places, verify

    folder = _folders()
    found = [*verify(database), *index.verify(folder)]
    for problem in found:
        print(printable(problem))
    if found:
        print("`trailview cache clear` deletes it: what it held is then read again.")
        return exit_codes.FAILED
    events = sum(place.events for place in places(database))
    objects = sum(bucket.objects for bucket in buckets(database))
    of_folders = sum(root.events for root in index.roots(folder))
    of_buckets = f", {counted(objects, 'object')} of buckets" if objects else ""
    of_files = f", {counted(of_folders, 'event')} of folders" if of_folders else ""
    print(f"All is as it was written: {counted(events, 'event')}{of_buckets}{of_files}.")
    return exit_codes.COMPLETE


def _cannot(database: Database, why: str, hint: str = "") -> TrailviewError:
    return TrailviewError("Cache cannot be used", f"{database.path}: {why}", hint)
