"""trailview with a clock and a cursor that stand still, to take pictures of.

`python -m screenshots.still SECONDS …`: the seconds are those since 1970, and
what follows is a command line of trailview's.
"""

from __future__ import annotations

import sys
import time

from textual.widgets import Input

from trailview.cli.main import run

if __name__ == "__main__":
    moment = float(sys.argv[1])
    time.time = lambda: moment
    Input.cursor_blink = False  # type: ignore[assignment]  # what its own property would return
    sys.exit(run(sys.argv[2:]))
