"""The escape sequence by which a terminal sets its user's clipboard: OSC 52.

Terminal multiplexers keep it to themselves unless it is wrapped: tmux passes on what stands in
a DCS string that begins with `tmux;`, GNU screen what stands in DCS strings, each of which has to
be short.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 74_994
"""Characters of base64 that a sequence has at most: the least that terminals in use take."""
_CHUNK: Final = 240
"""Characters in a DCS string for GNU screen, whose buffer holds 256 in its oldest versions."""
_SHORT: Final = 700
"""Characters that GNU screen takes as one sequence, and drops: longer ones it would show."""


def sequence(text: str, environment: Mapping[str, str]) -> str | None:
    """What to write to a terminal, so that its clipboard has a text; None of too long a one."""
    encoded = b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(encoded) > LONGEST:
        return None
    plain = f"\x1b]52;c;{encoded}\x07"
    term = environment.get("TERM", "")
    if environment.get("TMUX") or term.startswith("tmux"):
        # tmux takes the plain one where its own clipboard is on, else passes the other one on.
        return plain + _for_tmux(plain)
    if environment.get("STY"):
        return _for_screen(plain)
    if term.startswith("screen"):
        # Over SSH nothing tells GNU screen from a tmux that calls itself so.
        return (plain if len(plain) < _SHORT else "") + _for_screen(plain)
    return plain


def _for_tmux(plain: str) -> str:
    doubled = plain.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


def _for_screen(plain: str) -> str:
    chunks = (plain[at : at + _CHUNK] for at in range(0, len(plain), _CHUNK))
    return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
