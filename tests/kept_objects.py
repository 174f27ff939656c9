"""A program that keeps objects of a bucket until it is killed: `python -m tests.kept_objects`."""

from __future__ import annotations

import random
import sys
import tempfile
from itertools import count
from pathlib import Path

from trailview.store.disk.bucket_objects import BucketObjects
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.objects import FINAL, Listing, Told

BUCKET = "company-trail"


def content(number: int) -> bytes:
    """The bytes of an object."""
    return random.Random(number).randbytes(3_000 + 97 * (number % 40))


def key(number: int) -> str:
    """The key of an object."""
    return f"AWSLogs/{number:06d}.json.gz"


def keep(kept: BucketObjects, number: int, folder: Path) -> None:
    """Keep an object, and then that it was listed."""
    path = folder / "object"
    path.write_bytes(content(number))
    kept.keep(BUCKET, key(number), f"e{number}", str(path))
    entries = [(key(number), len(content(number)), f"e{number}")]
    listed = Listing(key(number), key(number + 1), FINAL, Told(entries))
    kept.keep_listings(BUCKET, [listed])


def main() -> None:
    """Keep one after the other, below the folder and from the number on that are named."""
    kept = BucketObjects(DiskStore(Path(sys.argv[1])), "")
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as scratch:
        for number in count(int(sys.argv[2])):
            keep(kept, number, Path(scratch))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
