"""Rows come out of a result object as Athena put them in, wherever it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trailview.backends.athena.result import Row, rows_of, whole_rows

_CELL = st.none() | st.text(st.sampled_from('a",\n\r 0ü'), max_size=6)
_ROWS = st.lists(st.tuples(_CELL, _CELL, _CELL).map(list), max_size=8)


def written(rows: list[Row]) -> bytes:
    """As Athena writes them: every text in quotes, nothing for NULL."""
    cells = [
        ["" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row]
        for row in rows
    ]
    return "".join(",".join(row) + "\n" for row in cells).encode()


@given(_ROWS, st.integers(1, 40))
def test_rows_are_read_in_parts_of_any_size(rows: list[Row], size: int) -> None:
    data, found, start, step = written(rows), list[Row](), 0, size
    while start < len(data):
        end = whole_rows(data[start : start + step])
        found += rows_of(data[start : start + end], 3)
        start += end
        step = size if end else step + size
    assert found == rows


def test_null_is_not_an_empty_text() -> None:
    assert list(rows_of(b'"",,"a""b"\n', 3)) == [["", None, 'a"b']]
    assert whole_rows(b'"a\n') == 0
