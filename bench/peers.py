"""Other tools that answer the same questions over the same events: a row each."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.facts import MEMBER, TEXT, USER

Command = Callable[[str, Path, Path], list[str]]
"""From how a tool spells a question, the trail's folder and the file with a record a line."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, and how it is asked."""

    name: str
    program: str
    """The program that has to be there, or the Python package."""
    command: Command
    spelt: Mapping[str, str]
    """How it spells each question that it can answer."""
    is_exact: bool = True
    """Whether its answer is the same events: a search in the text finds others, too."""
    gives_events: bool = True
    """Whether it writes whole events, a line each."""
    is_to_be_beaten: bool = False
    """Whether the target is to be ahead of it."""


_JQ: Final = r"""into=$(mktemp -d) && export into && find "$1" -name '*.json.gz' -print0 |
xargs -0 -P 2 -n 16 sh -c 'gzip -dc "$@" | jq -c "$ASKED" > "$into/$$"' sh &&
find "$into" -type f -exec cat {} + && rm -r "$into" """
"""Each process writes a file of its own: their lines would run into each other."""
_GREP: Final = r"""find "$1" -name '*.json.gz' -print0 | xargs -0 gzip -dc | grep -aoE "$2" """
_ZGREP: Final = r"""find "$1" -name '*.json.gz' -print0 | xargs -0 zgrep -ahoE "$2" """


def _jq(spelt: str, folder: Path, lines: Path) -> list[str]:
    del lines
    asked = f".Records[] | select({spelt})"
    return ["env", f"ASKED={asked}", "sh", "-c", _JQ, "sh", str(folder)]


def _duckdb(spelt: str, folder: Path, lines: Path) -> list[str]:
    del lines
    return [sys.executable, "-m", "bench.duckdb_asking", str(folder), spelt]


def _grep(spelt: str, folder: Path, lines: Path) -> list[str]:
    del lines
    return ["sh", "-c", _GREP, "sh", str(folder), spelt]


def _zgrep(spelt: str, folder: Path, lines: Path) -> list[str]:
    del lines
    return ["sh", "-c", _ZGREP, "sh", str(folder), spelt]


def _lnav(spelt: str, folder: Path, lines: Path) -> list[str]:
    del folder
    return ["lnav", "-n", "-c", f":filter-in {spelt}", str(lines)]


_USER_TEXT: Final = '"userName":"alice"|"arn":"[^"]*/alice"'
PEERS: Final = (
    Peer(
        "DuckDB", "duckdb", _duckdb,
        {
            USER: "(r->>'$.userIdentity.userName') = 'alice'"
            " or (r->>'$.userIdentity.arn') like '%/alice'",
            TEXT: "r::varchar ilike '%alice%'",
            MEMBER: "(r->>'$.requestParameters.userName') is not null",
        },
        is_to_be_beaten=True,
    ),
    Peer(
        "jq, two processes", "jq", _jq,
        {
            USER: '.userIdentity | .userName == "alice" or ((.arn // "") | endswith("/alice"))',
            TEXT: 'tostring | test("alice"; "i")',
            MEMBER: ".requestParameters.userName? != null",
        },
    ),
    Peer(
        "gzip | grep", "grep", _grep, {USER: _USER_TEXT, TEXT: "[aA]lice"},
        is_exact=False, gives_events=False, is_to_be_beaten=True,
    ),
    Peer(
        "zgrep", "zgrep", _zgrep, {USER: _USER_TEXT, TEXT: "[aA]lice"},
        is_exact=False, gives_events=False,
    ),
    Peer("lnav, NDJSON", "lnav", _lnav, {USER: _USER_TEXT, TEXT: "[aA]lice"}, is_exact=False),
)  # fmt: skip


def version(peer: Peer) -> str | None:
    """What a tool says of itself; None where it is not installed."""
    if peer.program == "duckdb":
        try:
            return importlib.metadata.version("duckdb")
        except importlib.metadata.PackageNotFoundError:
            return None
    if shutil.which(peer.program) is None:
        return None
    asked = [peer.program, "-V" if peer.program == "lnav" else "--version"]
    told = subprocess.run(asked, check=False, capture_output=True, text=True)
    return (told.stdout or told.stderr).partition("\n")[0].strip()
