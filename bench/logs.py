"""A trail's log files. Imports nothing heavy, for programs whose start is part of the figure."""

from __future__ import annotations

import os
from pathlib import Path


def files(folder: str | Path) -> list[str]:
    """The paths of all log files below a folder, sorted."""
    return sorted(
        os.path.join(place, name)  # noqa: PTH118  (ten times as fast for ten thousand files)
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith(".json.gz")
    )
