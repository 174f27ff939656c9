"""Entry point of `trailview` and `python -m trailview`."""

from __future__ import annotations

import gc
import sys
from typing import Final

_YOUNG: Final = 50_000
"""Objects made between two collections; Python's 700 cost a tenth of the start."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(_YOUNG)  # imports and events make many objects, and little garbage
    from trailview.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
