"""How a command follows work of several questions: how far it is, what it may spend, its times."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from trailview.events.text import counted, printable
from trailview.search.who.asking import UNASKED, Cost

if TYPE_CHECKING:
    from trailview.events.chain import Chain
    from trailview.search.progress import Progress


def allow(arguments: argparse.Namespace) -> Callable[[Cost], bool]:
    """Whether something may be spent: what was said, else what somebody answers."""

    def allowed(cost: Cost) -> bool:
        if arguments.yes:
            return True
        says = cost.says or f"It takes more than {counted(max(cost.calls, UNASKED), 'call')}."
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        print(f"\r\x1b[K{printable(says)} Go on? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return allowed


def show(progress: Progress) -> None:
    """Say how far the reading is, where that can be seen."""
    if sys.stderr.isatty():
        tally = progress.tally
        line = f"{counted(tally.records, 'event')} read"
        print(f"\r\x1b[K{line}\r", end="", file=sys.stderr, flush=True)


def show_taken(taken: int, of: int) -> None:
    """Say how many events something is made from so far, where that can be seen."""
    if sys.stderr.isatty():
        line = f"{taken:,} of {counted(of, 'event')} taken"
        print(f"\r\x1b[K{line}\r", end="", file=sys.stderr, flush=True)


def show_hops(calls: Callable[[], dict[str, int]], chain: Chain) -> None:
    """Say how far the chain goes by now, in the same place."""
    if sys.stderr.isatty():
        key = chain.hops[-1].key or chain.hops[-1].session_arn or ""
        made = counted(sum(calls().values()), "call")
        line = printable(f"{counted(len(chain.hops), 'hop')} found, {made}: {key}")
        print(f"\r\x1b[K{line}\r", end="", file=sys.stderr, flush=True)


def clear_line() -> None:
    """Take away what `show` has written."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def clock(zone: tzinfo) -> Callable[[int], str]:
    """How a time is written, in a zone."""
    return lambda time: datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S")
