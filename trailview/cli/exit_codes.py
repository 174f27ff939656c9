"""What a command's exit code says (docs/COMMAND_LINE.md, "Exit codes")."""

from __future__ import annotations

from typing import Final

COMPLETE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
"""The command line or its question was not understood."""
INCOMPLETE: Final = 3
"""Something was not read or not understood: the answer may lack events."""
CREDENTIALS: Final = 4
HUNG_UP: Final = 129
"""By SIGHUP, or because the terminal has gone."""
INTERRUPTED: Final = 130
TERMINATED: Final = 143
"""By SIGTERM."""
