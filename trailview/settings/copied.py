"""Texts that were too large for a clipboard, each in a file of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from trailview.settings.files import put
from trailview.settings.paths import COPIED, config_folder, make_private, unusable

_KEPT: Final = 20
"""Texts that are kept; older ones go."""


def keep(text: str, folder: Path | None = None) -> Path:
    """Write a text where only its owner can read it; the file. Raises SettingsError.

    It lies in a folder below the one of the settings, unless another is given.
    """
    folder = folder or config_folder() / COPIED
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    try:
        make_private(folder)
        put(path, text.encode("utf-8", "replace").decode("utf-8"))
        for old in sorted(folder.glob("*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
    return path
