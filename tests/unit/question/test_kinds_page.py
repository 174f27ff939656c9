"""docs/QUERY.md tells of every row of the table of kinds, as the program has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trailview.events.acts import PERSON, ROWS, ActRow

PAGE = (Path(__file__).parents[3] / "docs" / "QUERY.md").read_text(encoding="utf-8")
HEAD = "| who acts | kind | told by | source |\n| --- | --- | --- | --- |\n"


def cell(row: ActRow) -> str:
    """What tells the row, as a cell of a table."""
    return "; ".join(signs(row)).replace("|", r"\|") or "see above"


def signs(row: ActRow) -> Iterator[str]:
    """What tells the row, kind of sign by kind of sign."""
    for what, texts in (
        ("user agent", row.agents),
        ("session", row.sessions),
        ("provider", row.providers),
        ("role's path", row.paths),
        ("member", row.members),
    ):
        if texts:
            yield f"{what} {', '.join(f'`{text}`' for text in texts)}"


def line(row: ActRow) -> str:
    """The row as a line of a table."""
    source = row.source.replace("|", r"\|")
    return f"| {row.what} | {row.kind.word} | {cell(row)} | {source} |\n"


def test_the_table_of_kinds_is_that_of_the_program() -> None:
    table = HEAD + "".join(line(row) for row in ROWS if row is not PERSON)
    assert table in PAGE, table
