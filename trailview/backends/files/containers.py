"""What texts a file holds: itself, what it inflates to, or the files in an archive.

Archives and compression may be in each other. Archives are read file after
file, large lines of JSON in stretches, and nothing is inflated to more than
is allowed: so a small file cannot fill the memory.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple

from trailview.backends.files.compression import MOST, STARTS, inflate
from trailview.backends.files.damage import damage
from trailview.backends.files.findings import Flaw
from trailview.backends.files.json_lines import begins_with_json_line, stretches
from trailview.backends.files.log_names import can_be_log
from trailview.backends.files.parquet import PARQUET, parquet_lines
from trailview.backends.files.parts import Part
from trailview.backends.files.streams import inflating

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_MARK: Final = (257, b"ustar")
_PEEK: Final = 1 << 16
_SMALL: Final = 1 << 20
"""Stored bytes of a compressed file from which on is looked first whether a tar is in it."""
_STRETCH: Final = 64 << 20
"""Bytes of a compressed text of JSON lines that are read at once."""
_STORED: Final = 64 << 20
"""Stored bytes of a compressed file that are held at once."""
_RATIO: Final = 100
"""How many times its stored size a file may inflate to in all, beyond what one may anyway."""
_MAX_DEPTH: Final = 8
_OFFICE: Final = {
    "xl/workbook.xml": "an Excel workbook",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/MANIFEST.MF": "a Java archive",
}


class Text(NamedTuple):
    """One text of a file."""

    data: bytes
    flaws: list[Flaw]
    name: str = ""
    """What it is called inside the file; empty for the file itself."""
    looks_like: str = ""
    """What it is, where it is known to be nothing that is read."""
    columns: tuple[str, ...] = ()
    """The names of its columns, where it was made from a table."""
    skipped: int = 0
    """Files in the archive that were passed over for their names."""


class _Budget:
    """How much more a file may inflate to."""

    def __init__(self, most: int, stored: int) -> None:
        self.most = most
        """Bytes that one text may have."""
        self.left = max(most, stored * _RATIO)

    @property
    def next(self) -> int:
        """Bytes that the next text may have."""
        return min(self.most, self.left)

    def told(self, size: int | None = None) -> str:
        """That the limit was met, and what to do."""
        return (
            f"it inflates to more than {_megabytes(size or self.most)}: only so much was read;"
            " --inflate-limit reads more"
        )


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MB" if size >= 1 << 20 else f"{size:,} bytes"


def texts(part: Part, most: int = MOST) -> Iterator[Text]:
    """The texts of a part, in an order that is always the same. Bounded in memory.

    `most` is to how many bytes one text may inflate. What cannot be read is
    among the flaws. Raises OSError where the file cannot be opened or read.
    """
    with Path(part.path).open("rb") as file:
        head = file.read(_PEEK)
        if part.end >= 0 and not head.startswith(STARTS):
            file.seek(part.start)
            yield Text(file.read(part.end - part.start), [])
            return
        size = os.fstat(file.fileno()).st_size
        budget = _Budget(most, size)
        if head.startswith(STARTS):
            found = _compressed(file, head, size, budget)
            if part.end >= 0:
                found = (t._replace(data=t.data[part.start : part.end]) for t in found)
            yield from found
        elif head.startswith(_ZIP):
            yield from _zip(file, "", budget, 0)
        elif _is_tar(head):
            file.seek(0)
            yield from _tar(file, "", budget, 0)
        elif head.startswith(PARQUET):
            yield from _parquet(part.path, budget)
        else:
            yield Text(head + file.read() if len(head) == _PEEK else head, [])


def _rest(file: BinaryIO, size: int, most: int) -> bytes:
    """What follows in a file of this size, at most so many bytes.

    Room for all that are allowed is made before they are read, so they are
    asked for only where the size does not tell that there are fewer.
    """
    return file.read() if 0 < size <= most else file.read(most)


def _compressed(file: BinaryIO, head: bytes, size: int, budget: _Budget) -> Iterator[Text]:
    """The texts of a compressed file."""
    if size > _SMALL and _is_tar(inflate(head, _PEEK).text):
        file.seek(0)
        yield from _tar(inflating(file, head), "", budget, 0)
        return
    if size > _STORED:
        begin = inflate(head, _PEEK).text
        if begins_with_json_line(begin):
            yield from _in_stretches(file, head, budget)
            return
    data = head + _rest(file, size, max(_STORED, budget.most)) if len(head) == _PEEK else head
    text, flaws, is_cut = inflate(data, min(_STRETCH, budget.most))
    if is_cut and begins_with_json_line(text):
        del text
        yield from _in_stretches(file, data, budget)
        return
    if is_cut:
        del text
        text, flaws, is_cut = inflate(data, budget.next)
    del data
    budget.left -= len(text)
    if is_cut:
        flaws = [*flaws, ("", budget.told())]
    yield from _inside(text, "", budget, 1, flaws)


def _in_stretches(file: BinaryIO, head: bytes, budget: _Budget) -> Iterator[Text]:
    """The text of a large compressed file of JSON lines, so many bytes at a time."""
    file.seek(0)
    try:
        for stretch in stretches(inflating(file, head), _STRETCH):
            if len(stretch) > budget.left:
                yield Text(b"", [("", budget.told(max(budget.most, file.tell() * _RATIO)))])
                return
            budget.left -= len(stretch)
            yield Text(stretch, [])
    except damage() as error:
        yield Text(b"", [("", f"damaged data: {_reason(error)}")])


def _inside(
    data: bytes, name: str, budget: _Budget, depth: int, flaws: list[Flaw]
) -> Iterator[Text]:
    """The texts in a text that may be compressed or an archive itself."""
    if depth > _MAX_DEPTH:
        yield Text(b"", [*flaws, ("", f"packed more than {_MAX_DEPTH} times")], name)
    elif data.startswith(STARTS):
        text, found, is_cut = inflate(data, budget.next)
        budget.left -= len(text)
        found = [*flaws, *found, *([("", budget.told())] if is_cut else [])]
        yield from _inside(text, name, budget, depth + 1, found)
    elif data.startswith(_ZIP) or _is_tar(data):
        if flaws:
            yield Text(b"", flaws, name)
        inner = _zip if data.startswith(_ZIP) else _tar
        yield from inner(io.BytesIO(data), name, budget, depth + 1)
    elif data.startswith(PARQUET):
        yield from _parquet(io.BytesIO(data), budget, name)
    else:
        yield Text(data, flaws, name)


def _tar(file: IO[bytes], above: str, budget: _Budget, depth: int) -> Iterator[Text]:
    """The texts in a tar archive, file after file."""
    import tarfile  # not on the way to the first rows

    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    yield from _member(stream, member.name, above, budget, depth)
                if budget.left <= 0:
                    return
    except damage() as error:
        yield Text(b"", [("", f"damaged tar archive: {_reason(error)}")], above)


def _zip(file: IO[bytes], above: str, budget: _Budget, depth: int) -> Iterator[Text]:
    """The texts in a zip archive, file after file."""
    import zipfile  # not on the way to the first rows

    try:
        archive = zipfile.ZipFile(file)
        names = set(archive.namelist())
        members = archive.infolist()
    except damage() as error:
        yield Text(b"", [("", f"damaged zip archive: {_reason(error)}")], above)
        return
    for mark, kind in _OFFICE.items():
        if mark in names:
            yield Text(b"", [], above, kind)
            return
    for member in members:
        if member.is_dir():
            continue
        try:
            with archive.open(member) as stream:
                yield from _member(stream, member.filename, above, budget, depth)
        except damage() as error:
            name = _joined(above, member.filename)
            yield Text(b"", [("", f"it cannot be unpacked: {_reason(error)}")], name)
        if budget.left <= 0:
            return


def _member(
    stream: IO[bytes], name: str, above: str, budget: _Budget, depth: int
) -> Iterator[Text]:
    """The texts in one file of an archive."""
    full = _joined(above, name)
    base = name.rpartition("/")[2]
    if base.startswith(".") or not can_be_log(name):
        yield Text(b"", [], full, skipped=1)
        return
    room = budget.next
    pieces: list[bytes] = []
    size = 0
    flaws: list[Flaw] = []
    try:
        while size <= room and (piece := stream.read(min(1 << 20, room + 1 - size))):
            pieces.append(piece)
            size += len(piece)
    except damage() as error:
        flaws.append(("", f"it cannot be unpacked whole: {_reason(error)}"))
    data = b"".join(pieces)
    del pieces
    if size > room:
        data = data[:room]
        flaws.append(("", budget.told()))
    budget.left -= len(data)
    yield from _inside(data, full, budget, depth + 1, flaws)
    if budget.left <= 0:
        yield Text(b"", [("", f"all in all {budget.told()}")], above)


def _parquet(source: str | BinaryIO, budget: _Budget, name: str = "") -> Iterator[Text]:
    """The rows of a Parquet file, as lines of JSON."""
    from trailview.errors import MissingExtraError

    try:
        for columns, lines in parquet_lines(source, _STRETCH):
            budget.left -= len(lines)
            if budget.left < 0:
                yield Text(b"", [("", budget.told())], name)
                return
            yield Text(lines, [], name, columns=columns)
    except MissingExtraError as error:
        yield Text(b"", [("", f"{error.message} {error.hint}")], name)
    except damage() as error:
        yield Text(b"", [("", f"damaged Parquet data: {_reason(error)}")], name)


def _is_tar(head: bytes) -> bool:
    at, mark = _TAR_MARK
    return head[at : at + len(mark)] == mark


def _joined(above: str, name: str) -> str:
    return f"{above}/{name}" if above else name


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
