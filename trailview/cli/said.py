"""What commands say beside their results: on standard error, safe for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from trailview.events.text import printable


def say(message: str, hint: str = "") -> None:
    """Write a message, and what to do next, a line each; empty lines are left out."""
    for line in filter(None, (*message.split("\n"), *hint.split("\n"))):
        print(printable(line), file=sys.stderr)


def say_all(lines: Iterable[str]) -> None:
    """Write notes and troubles, each as one line that says who speaks."""
    for line in lines:
        print(f"trailview: {printable(line)}", file=sys.stderr)
