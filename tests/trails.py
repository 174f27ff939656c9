"""Folders of trail files for tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def trail_file(folder: Path, records: Sequence[Mapping[str, Any]], stamp: str) -> Path:
    """A trail file as CloudTrail lays it out; `stamp` is its delivery time, `YYYYMMDDTHHMMZ`."""
    account, region = "111122223333", "eu-central-1"
    place = folder / "AWSLogs" / account / "CloudTrail" / region
    place = place / stamp[:4] / stamp[4:6] / stamp[6:8]
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{account}_CloudTrail_{region}_{stamp}_0123456789abcdef.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"Records": list(records)}).encode(), mtime=0))
    return path


def placed_file(folder: Path, name: str, records: Sequence[Mapping[str, Any]]) -> Path:
    """A trail file of this name, in the day folder that the name tells; else in the folder."""
    words = name.split("_")
    place = folder
    if len(words) == 5:
        account, _, region, stamp, _ = words
        place = folder / "AWSLogs" / account / "CloudTrail" / region
        place = place / stamp[:4] / stamp[4:6] / stamp[6:8]
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"Records": list(records)}, separators=(",", ":")).encode()
    (place / name).write_bytes(gzip.compress(text, 1, mtime=0))
    return place / name
