"""A text as a QR code, drawn with characters."""

from __future__ import annotations

from typing import Final

_QUIET: Final = 2
"""Light modules around the code: scanners want to see where it ends. The standard's four
would take a small terminal's room, and two do."""
_BLOCKS: Final = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
"""By whether the upper and the lower module are dark."""


def qr_lines(text: str) -> list[str]:
    """Lines of half blocks, two modules high each: to be shown in black on white."""
    import segno

    matrix = segno.make(text, error="l", micro=False).matrix_iter(border=_QUIET)
    rows = [list(row) for row in matrix]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    return [
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
