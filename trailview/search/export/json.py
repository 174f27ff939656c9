"""Results as JSON: whole records, one a line, or in an array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Final

from trailview.events.json_line import is_valid, one_line
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
        separator, mended = b"[\n" if self.is_array else b"", 0
        waiting = bytearray()
        for text, is_line in texts:
            line = text if is_line else one_line(text)
            if not is_line and not is_valid(line):
                from trailview.search.export.json_text import repaired  # most are valid

                line = repaired(line)
                mended += 1
            waiting += separator
            waiting += for_terminal(line) if how.is_terminal else line
            if len(waiting) > _BUFFER:
                out.write(waiting)
                waiting = bytearray()
            separator = b",\n" if self.is_array else b"\n"
        out.write(waiting)
        if self.is_array:
            out.write(b"[]\n" if separator == b"[\n" else b"\n]\n")
        elif separator:
            out.write(b"\n")
        if mended:
            how.tell(f"{counted(mended, 'record')} had to be repaired to be valid JSON")


def for_terminal(json_text: bytes) -> bytes:
    """JSON that says the same, with characters a terminal acts on written as escapes."""
    text = json_text.decode("utf-8", "replace")
    if is_printable(text):
        return json_text
    return "".join(c if is_printable(c) else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n] << 8 | units[n + 1]:04x}" for n in range(0, len(units), 2))
