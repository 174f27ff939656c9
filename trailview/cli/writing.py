"""Where a command writes its results, and in which format."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from trailview.cli.said import say_all
from trailview.errors import UsageError
from trailview.search.export.files import whole_file
from trailview.search.export.formats import FORMATS, Format, format_of
from trailview.search.export.how import Export


def chosen_format(arguments: argparse.Namespace) -> Format:
    """The format that is named, or meant by the file's ending. Raises UsageError for a terminal."""
    ending = Path(arguments.output).suffix if arguments.output else ""
    chosen = FORMATS[arguments.format] if arguments.format else format_of(ending)
    if _is_terminal(arguments) and not chosen.is_text:
        raise UsageError(
            f"{chosen.name.capitalize()} is no text",
            "It would garble the terminal.",
            "Give --output FILE.",
        )
    return chosen


def how_to_write(
    arguments: argparse.Namespace,
    zone: tzinfo,
    columns: tuple[str, ...] = (),
    limit: int | None = None,
) -> Export:
    """How results are written; what is not written as it was is said. Raises UsageError."""
    is_terminal = _is_terminal(arguments)
    return Export(
        chosen_format(arguments).name,
        columns,
        limit,
        lambda time: datetime.fromtimestamp(time, zone).strftime("%Y-%m-%d %H:%M:%S"),
        zone_name=zone_name(zone),
        is_terminal=is_terminal,
        width=shutil.get_terminal_size().columns if is_terminal else None,
        tell=lambda told: say_all((told,)),
    )


def _is_terminal(arguments: argparse.Namespace) -> bool:
    return not arguments.output and sys.stdout.isatty()


def zone_name(zone: tzinfo) -> str:
    """What a time zone is called: `UTC`, `Europe/Berlin`."""
    return str(zone)


@contextmanager
def written_to(path: str | None) -> Iterator[BinaryIO]:
    """Standard output; or a file that appears when it is complete, and only then.

    Raises OutputError where it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    with whole_file(path) as file:
        yield file
