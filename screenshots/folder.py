"""The folder that pictures are kept in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent

# A picture must look the same everywhere and ask no server for a font.
_FONTS: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def keep(name: str, svg: str) -> None:
    """Write a picture into the folder."""
    (_FOLDER / f"{name}.svg").write_text(_FONTS.sub("", svg), encoding="utf-8")
