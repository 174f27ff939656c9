"""Untrusted text in Markdown: it is read as it stands, and does nothing.

Escapes are those of CommonMark 0.31 and of GitHub's dialect, which also makes links of bare
addresses, tables of pipes, formulas of dollar signs, and tells people whose names stand behind `@`.
"""

from __future__ import annotations

import re
from typing import Final

from trailview.events.text import printable

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ACTS: Final = re.compile(r"[\\`*_\[\]|~!#$&<>@]|(?<=:)/|(?<=www)\.", re.IGNORECASE)
_BEGINS_BLOCK: Final = re.compile(r"\A([-+=]|\d+(?=[.)]))")
_TICKS: Final = re.compile("`+")
_LONGEST: Final = 4_000
"""Characters of one text that are written; longer ones are cut, and say so."""


def plain(text: str) -> str:
    """Text within a paragraph, on one line."""
    shown = _ACTS.sub(_escaped, _cut(printable(text)).strip())
    return _BEGINS_BLOCK.sub(_without_block, shown)


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "@":
        return "`@`"  # a backslash would not keep GitHub from telling somebody
    return _ENTITIES.get(sign, f"\\{sign}")


def _without_block(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def code(text: str, *, is_in_table: bool = False) -> str:
    """Text as code on one line; empty for none."""
    shown = _cut(printable(text))
    if not shown.strip():
        return "` `" if shown else ""
    fence = "`" * (1 + max(map(len, _TICKS.findall(shown)), default=0))
    if shown[0] in "` " or shown[-1] in "` ":
        shown = f" {shown} "
    if is_in_table:
        shown = shown.replace("|", "\\|")
    return f"{fence}{shown}{fence}"


def block(text: str) -> str:
    """Text of several lines as a block of code."""
    lines = [printable(line) for line in text.split("\n")]
    ticks = max((len(found) for line in lines for found in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, ticks + 1)
    return "\n".join([f"{fence}sh", *lines, fence])


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"
