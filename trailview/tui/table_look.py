"""How the event table looks: the component classes of its lines, and their colours.

What succeeded and did harm is loudest; what was refused is less so, and a refused read is
quiet. Marks say the same without colour.
"""

from __future__ import annotations

from typing import Final

from trailview.tui.cells import STYLE_NAMES

TABLE_CLASSES: Final = {
    "table--header",
    "table--cursor",
    "table--cell",
    "table--person",
    "table--thumb",
    *(f"table--{name}" for name in STYLE_NAMES.values()),
}
"""The parts of the table that a style sheet can name."""

TABLE_CSS: Final = """
EventTable {
    & .table--header { color: $text-muted; text-style: bold; background: $surface; }
    & .table--thumb { color: $text-muted; }
    & .table--cursor { background: $block-cursor-blurred-background; }
    & .table--cell { text-style: reverse; }
    & .table--person { color: $text-primary; text-style: bold; }
    & .table--read { color: $text-muted; }
    & .table--failed-read { color: $text-muted; text-style: italic; }
    & .table--write { color: $foreground; }
    & .table--sensitive { color: $text-accent; }
    & .table--destructive { color: $text-error; text-style: bold; }
    & .table--failed { color: $text-warning; }
    & .table--root { color: $text-error; text-style: bold underline; }
    &:focus .table--header { color: $background; background: $primary; }
    &:focus .table--cursor { background: $primary-muted; }
    &:ansi .table--cursor { text-style: bold underline; }
    &:focus:ansi .table--header {
        background: $background; color: $primary; text-style: bold reverse;
    }
    &:ansi:focus .table--cursor { text-style: reverse; }
    &:ansi .table--cell { text-style: bold underline; }
}
"""
"""Their colours, in those of the theme."""
