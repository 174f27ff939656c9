"""Results as JSON: whole records, one a line, or in an array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from trailview.events.json_line import are_lines, is_valid, one_line
from trailview.events.text import counted, is_printable
from trailview.frozen import Frozen
from trailview.search.export.how import Export, Recorded
from trailview.store.rows import Rows

_BUFFER: Final = 1 << 16
"""Bytes that are written at once."""


class JsonWriter(Frozen):
    """Writes JSON (`trailview.search.export.how.Writer`)."""

    is_array: bool
    """Whether there are commas between the lines and brackets around them."""

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events' records. Raises SourceError, OSError."""
        found = ((event.raw, event.is_line) for event in records.events(rows, count))
        self._write(found, how, out)

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write an object of texts for each row. Raises OSError."""
        self.write_objects((dict(zip(columns, row, strict=True)) for row in rows), how, out)

    def write_objects(
        self, objects: Iterable[Mapping[str, object]], how: Export, out: BinaryIO
    ) -> None:
        """Write objects whose values JSON has. Raises OSError."""
        lines = (
            (json.dumps(made, ensure_ascii=False).encode("utf-8", "replace"), False)
            for made in objects
        )
        self._write(lines, how, out)

    def _write(self, texts: Iterable[tuple[bytes, bool]], how: Export, out: BinaryIO) -> None:
        """Write texts, each with whether it is known to be a line of JSON."""
        between, before = (b",\n", b"[\n") if self.is_array else (b"\n", b"")
        mended = 0
        for some, are_known in _buffers(texts):
            joined, lines = b"\n".join(some), some
            if not are_known and not are_lines(some, joined):
                lines, count = _mended(some)
                mended += count
            if how.is_terminal:
                lines = [*map(for_terminal, lines)]
            if self.is_array or lines is not some:
                joined = between.join(lines)
            out.write(before)
            out.write(joined)
            before = between
        if self.is_array:
            out.write(b"\n]\n" if before == between else b"[]\n")
        elif before:
            out.write(b"\n")
        if mended:
            how.tell(f"{counted(mended, 'record')} had to be repaired to be valid JSON")


def _buffers(texts: Iterable[tuple[bytes, bool]]) -> Iterator[tuple[list[bytes], bool]]:
    """As many texts as are written at once, and whether all are known to be lines of JSON."""
    some, size, are_known = list[bytes](), 0, True
    for text, is_known in texts:
        some.append(text)
        size += len(text)
        are_known = are_known and is_known
        if size > _BUFFER:
            yield some, are_known
            some, size, are_known = [], 0, True
    if some:
        yield some, are_known


def _mended(texts: Sequence[bytes]) -> tuple[list[bytes], int]:
    """The texts as lines of valid JSON, and how many had to be repaired for it."""
    from trailview.search.export.json_text import repaired  # most are valid

    lines = [*map(one_line, texts)]
    wrong = [place for place, line in enumerate(lines) if not is_valid(line)]
    for place in wrong:
        lines[place] = repaired(lines[place])
    return lines, len(wrong)


def for_terminal(json_text: bytes) -> bytes:
    """JSON that says the same, with characters a terminal acts on written as escapes."""
    text = json_text.decode("utf-8", "replace")
    if is_printable(text):
        return json_text
    return "".join(c if is_printable(c) else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n] << 8 | units[n + 1]:04x}" for n in range(0, len(units), 2))
