"""Sending a frame in fewer bytes, over a line that may be slow.

Textual sets all colours of each run of text and resets them behind it, and writes blanks out.
Of a row whose name stands out that is half of what a key sends. Here a run that follows another
without a gap gets what differs, by the codes of ECMA-48 for "Select graphic rendition", and a
stretch of blanks is erased where the terminal erases in the colour that is set, as terminfo's
`bce` says of those named here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from textual._ansi_sequences import SYNC_END, SYNC_START

if TYPE_CHECKING:
    from textual.driver import Driver

RESET: Final = "0"
FEW: Final = 16
"""Blanks that are written: erasing them and going on behind them takes ten bytes."""
_CHANGE: Final = re.compile(
    r"(?:\x1b\[0m(?P<moves>(?:\n|\x1b\[[0-9]+;[0-9]+H)*))?\x1b\[(?P<codes>[0-9;]+)m"
)
"""Colours that are set, with the reset before them where only the cursor moves in between."""
_CHANGE_OR_BLANKS: Final = re.compile(rf"{_CHANGE.pattern}|(?P<blanks> {{{FEW},}})")
_ERASE_IN_COLOUR: Final = (
    "xterm",
    "tmux",
    "alacritty",
    "foot",
    "ghostty",
    "kitty",
    "rxvt",
    "wezterm",
)
"""How the names of terminals begin that do."""
_STRING: Final = "\x1b]"
"""Begins what is no text on the screen: it is left alone."""
_ENDS: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
}
"""What ends each attribute; the first two end together."""
_UNSEEN: Final = frozenset("123")
"""Attributes that blanks do not show."""
_RGB: Final = r"8;(?:5;[0-9]+|2;[0-9]+;[0-9]+;[0-9]+)"
_CODE: Final = re.compile(
    rf"(?:(?P<text>3{_RGB}|3[0-79]|9[0-7])|(?P<ground>4{_RGB}|4[0-79]|10[0-7])"
    r"|(?P<attribute>[1-9])|[0-9]+)(?:;|\Z)"
)
_UNKNOWN: Final = ""
"""The codes of a look that is not known."""


class _Look(NamedTuple):
    """What codes come to, set from nothing."""

    attributes: tuple[str, ...]
    text: str
    """The code of the text's colour; that of the terminal's own where none is set."""
    ground: str


class Colours:
    """What was set last, as far as it is known."""

    def __init__(self) -> None:
        self._codes = RESET

    def __call__(self, found: re.Match[str]) -> str:
        """What to send in place of the colours, or the blanks, found."""
        before, moves, codes = self._codes, found[1], found[2]
        if codes is None:
            return erased(found[0], before)
        if moves is None:
            is_whole = codes == RESET or before == RESET
            self._codes = codes if is_whole else _UNKNOWN
            return found[0]
        self._codes = codes
        return f"{moves}{change(before, codes)}"


class LeanText(str):
    """What is sent as it is; it begins and ends without colours."""

    __slots__ = ()

    def __add__(self, other: str) -> Self:
        """The same with something behind it that sets no colours."""
        return type(self)(str.__add__(self, other))


def lean(output: str, *, erases: bool) -> str:
    """Output that has the same on the screen in the end; it has to begin without colours.

    `erases` says whether the terminal erases in the colour that is set.
    """
    if _STRING in output:
        return output
    return (_CHANGE_OR_BLANKS if erases else _CHANGE).sub(Colours(), output)


def erases_in_colour(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal erases in the colour that is set; GNU screen does not by itself."""
    name = environment.get("TERM", "")
    return name.startswith(_ERASE_IN_COLOUR) and "STY" not in environment


@lru_cache(maxsize=4096)
def erased(blanks: str, codes: str) -> str:
    """Blanks in a look, erased; written where something of it would show on them."""
    look = _look(codes)
    if look is None or not _UNSEEN.issuperset(look.attributes):
        return blanks
    return f"\x1b[{len(blanks)}X\x1b[{len(blanks)}C"


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """What makes one look, as the codes that set it, another; nothing where they are the same."""
    one, other = _look(before), _look(after)
    anew = f"\x1b[{RESET};{after}m"
    if one is None or other is None:
        return anew
    ended = {_ENDS[each] for each in one.attributes if each not in other.attributes}
    lasting = {each for each in one.attributes if _ENDS[each] not in ended}
    codes = [*sorted(ended), *(each for each in other.attributes if each not in lasting)]
    codes += [new for old, new in zip(one[1:], other[1:], strict=True) if old != new]
    return min(f"\x1b[{';'.join(codes)}m" if codes else "", anew, key=len)


@lru_cache(maxsize=4096)
def _look(codes: str) -> _Look | None:
    """The look that codes set; None where there is one among them that is not known here."""
    attributes, text, ground = [], "39", "49"
    for code in _CODE.finditer(codes):
        if code["attribute"]:
            attributes.append(code["attribute"])
        elif code["text"]:
            text = code["text"]
        elif code["ground"]:
            ground = code["ground"]
        else:
            return None
    return _Look(tuple(attributes), text, ground) if codes else None


def lean_driver(driver: type[Driver]) -> type[Driver]:
    """A driver that sends what another one does, in fewer bytes."""

    class Lean(driver):  # type: ignore[valid-type,misc]  # which driver is the platform's
        """Looks at each frame on its own: it ends, as it begins, without colours."""

        _erases = erases_in_colour()
        _frame: list[str] | None = None
        """What there is of a frame that has begun: it goes out as one piece."""

        def write(self, data: str) -> None:
            if data == SYNC_START and self._frame is None:
                self._frame = [data]
                return
            if not isinstance(data, LeanText):
                data = lean(data, erases=self._erases)
            if self._frame is None:
                super().write(data)
            elif data == SYNC_END:
                frame, self._frame = self._frame, None
                super().write("".join([*frame, data]))
            else:
                self._frame.append(data)

        def stop_application_mode(self) -> None:
            self._frame = None  # a signal came amid it: all is drawn anew if we go on
            super().stop_application_mode()

    return Lean
