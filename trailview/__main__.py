"""Entry point of `trailview` and `python -m trailview`."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

_YOUNG: Final = 150_000
"""Objects made between two collections: the first frame is there before the first one."""


def main() -> None:
    """Run the command line and exit with its code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads nobody uses
    gc.set_threshold(_YOUNG)  # imports and events make many objects, and little garbage
    from trailview.cli import standard
    from trailview.compose import ending

    standard.make_ready()
    from trailview.cli.main import run

    with ending.listening():
        code = run(sys.argv[1:])
    gc.freeze()  # the system takes all of it back: looking for garbage in it takes 10 ms
    sys.exit(code)


if __name__ == "__main__":
    main()
