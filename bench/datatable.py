"""Textual's own DataTable over N rows, to compare with: `python -m bench.datatable N`."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

SHOWN = "data row"
COLUMNS = ("Time", "!", "Event", "Actor", "Source IP", "Service", "Region", "Account")


class DataTableApp(App[None]):
    """The table, filled before it is shown."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        table = DataTable[str](cursor_type="row")
        table.add_columns(*COLUMNS)
        table.add_rows(
            (
                f"12:00:{number % 60:02}",
                "●",
                "DescribeInstances",
                f"{SHOWN} {number}",
                "203.0.113.7",
                "ec2",
                "eu-central-1",
                "111122223333",
            )
            for number in range(self._rows)
        )
        yield table

    def on_mount(self) -> None:
        self.animation_level = "none"


if __name__ == "__main__":
    DataTableApp(int(sys.argv[1])).run()
