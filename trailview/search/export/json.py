"""Results as JSON: whole records, one a line, or in an array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from trailview.events.text import counted, is_printable
from trailview.search.export.how import Export, Recorded
from trailview.search.export.json_text import are_lines, is_valid, one_line, repaired
from trailview.store.rows import Rows

_BUFFER: Final = 1 << 16
"""Bytes that are written at once."""


@dataclass(frozen=True, slots=True)
class JsonWriter:
    """Writes JSON (`trailview.search.export.how.Writer`)."""

    is_array: bool
    """Whether there are commas between the lines and brackets around them."""

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events' records. Raises SourceError, OSError."""
        self._write((event.raw for event in records.events(rows, count)), how, out)

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
            json.dumps(made, ensure_ascii=False).encode("utf-8", "replace") for made in objects
        )
        self._write(lines, how, out)

    def _write(self, texts: Iterable[bytes], how: Export, out: BinaryIO) -> None:
        between, before = (b",\n", b"[\n") if self.is_array else (b"\n", b"")
        mended = 0
        for some in _buffers(texts):
            joined = b"\n".join(some)
            if self.is_array or how.is_terminal or not are_lines(some, joined):
                lines, count = _mended(some)
                mended += count
                joined = between.join(map(for_terminal, lines) if how.is_terminal else lines)
            out.write(before)
            out.write(joined)
            before = between
        if self.is_array:
            out.write(b"\n]\n" if before == between else b"[]\n")
        elif before:
            out.write(b"\n")
        if mended:
            how.tell(f"{counted(mended, 'record')} had to be repaired to be valid JSON")


def _mended(texts: Sequence[bytes]) -> tuple[list[bytes], int]:
    """The texts as lines of valid JSON, and how many had to be repaired for it."""
    lines = [*map(one_line, texts)]
    wrong = [place for place, line in enumerate(lines) if not is_valid(line)]
    for place in wrong:
        lines[place] = repaired(lines[place])
    return lines, len(wrong)


def _buffers(texts: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The texts, as many at a time as are written at once."""
    some, size = list[bytes](), 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size > _BUFFER:
            yield some
            some, size = [], 0
    if some:
        yield some


def for_terminal(json_text: bytes) -> bytes:
    """JSON that says the same, with characters a terminal acts on written as escapes."""
    text = json_text.decode("utf-8", "replace")
    if is_printable(text):
        return json_text
    return "".join(c if is_printable(c) else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n] << 8 | units[n + 1]:04x}" for n in range(0, len(units), 2))
