"""Trails to measure on: synthetic ones, made once and kept in `build/`."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from bench.logs import files

_HOME: Final = Path(__file__).parent.parent / "build" / "bench"
NOW: Final = 1_790_000_000
"""When the trails end: a fixed moment, so that they are always the same."""


class _Trail(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="Records")


class Corpus:
    """Trails by their number of events."""

    def __init__(self, given: Mapping[int, Path]) -> None:
        """`given` are folders to use instead of synthetic ones."""
        self._given = given

    def trail(self, events: int) -> Path:
        """A folder with a trail of so many events, as CloudTrail lays it out."""
        if events in self._given:
            return self._given[events]
        folder = _HOME / f"trail-{events}"
        if not folder.exists():
            from trailview.demo.trail import write_trail

            draft = _draft(folder)
            write_trail(draft, now=NOW, events=events)
            draft.rename(folder)
        return folder

    def lines(self, events: int) -> Path:
        """The same trail as one file with a record a line, for tools that read that."""
        folder = self.trail(events)
        file = _HOME / f"{folder.name}.ndjson"
        if not file.exists():
            draft = _draft(file)
            with draft.open("wb") as out:
                for record in records(folder):
                    out.write(record)
                    out.write(b"\n")
            draft.rename(file)
        return file


def _draft(path: Path) -> Path:
    """Where to write it until it is whole."""
    draft = path.with_name(f"{path.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    return draft


def records(folder: Path) -> Iterator[bytes]:
    """A trail's raw records, file by file."""
    for path in files(folder):
        data = gzip.decompress(Path(path).read_bytes())
        for record in msgspec.json.decode(data, type=_Trail).records:
            yield bytes(record)
