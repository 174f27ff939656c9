"""The text of a frame that is written lean from the start, where it need not be rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rich.color import ColorSystem
from textual.strip import Strip

from trailview.tui.lean_driver import FEW, RESET, LeanText, change, erased

_BLANKS: Final = re.compile(rf" {{{FEW},}}")
_MANY: Final = " " * FEW


def lean_text(
    parts: Iterable[tuple[int, int, Strip]], colours: ColorSystem, *, erases: bool
) -> LeanText | None:
    """Parts of lines, each behind its line and its first cell; None where one has a link.

    `erases` says whether the terminal erases in the colour that is set.
    """
    sent: list[str] = []
    before = RESET
    for y, x, strip in parts:
        sent.append(f"\x1b[{y + 1};{x + 1}H")
        for text, style, _ in strip:
            codes = RESET
            if style is not None:
                if style._link:
                    return None
                known = style._ansi
                codes = (Strip.render_ansi(style, colours) if known is None else known) or RESET
            if codes != before:
                sent.append(_change(before, codes))
                before = codes
            sent.append(_erased(text, codes) if erases and _MANY in text else text)
    return LeanText(f"{''.join(sent)}\x1b[{RESET}m")


def _change(before: str, after: str) -> str:
    return f"\x1b[{after}m" if RESET in (before, after) else change(before, after)


def _erased(text: str, codes: str) -> str:
    return _BLANKS.sub(lambda blanks: erased(blanks[0], codes), text)
