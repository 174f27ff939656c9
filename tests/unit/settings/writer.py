"""A program that remembers and says so, for tests that run several and kill them.

`python -m tests.unit.settings.writer FOLDER NAME FIRST COUNT` records
questions and sets widths in turn, and prints each number once it is kept.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tests.unit.settings.test_history import ENTRY
from trailview.settings.memory import Memory


def main(folder: str, name: str, first: str, count: str) -> None:
    """Write, and tell each write after it."""
    memory = Memory(Path(folder))
    for number in range(int(first), int(first) + int(count)):
        memory.history.record(replace(ENTRY, text=f"{name}:{number}"))
        memory.change({("profiles", f"{name}{number}", "log_group"): "x"})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
