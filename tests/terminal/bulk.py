"""Folders of as many events as it takes to be still reading them while somebody types."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.make import record
from tests.trails import trail_file
from trailview.events.times import iso

_PER_FILE: Final = 20_000
_DAY: Final = 86_400
_ID, _TIME, _USER = "EVENT-ID", "EVENT-TIME", "svc-user"


def folder_of(folder: Path, records: Sequence[Mapping[str, Any]], rows: int, now: int) -> None:
    """Put these events into the newest file, and so many others of earlier days behind it."""
    trail_file(folder, records, _stamp(now))
    made = record(eventID=_ID, eventTime=_TIME, userAgent="aws-cli/2")
    made["userIdentity"] = {**made["userIdentity"], "userName": _USER}
    text = json.dumps(made, separators=(",", ":"))
    before, between, behind = text.partition(_TIME)[0], *_cut(text.partition(_TIME)[2])
    for number, first in enumerate(range(0, rows, _PER_FILE), 1):
        begin = now - (10 + number) * _DAY
        times = [iso(begin + second) for second in range(0, _DAY, 60)]
        lines = (
            f"{before}{times[at % len(times)]}{between}{number:08x}-0-4000-8000-{at:012x}{behind}"
            for at in range(min(_PER_FILE, rows - first))
        )
        whole = f'{{"Records":[{",".join(lines)}]}}'
        path = trail_file(folder, [], _stamp(begin + _DAY))
        path.write_bytes(gzip.compress(whole.encode(), 1, mtime=0))


def _cut(text: str) -> tuple[str, str]:
    before, _, behind = text.partition(_ID)
    return before, behind


def _stamp(moment: int) -> str:
    return time.strftime("%Y%m%dT%H%MZ", time.gmtime(moment))
