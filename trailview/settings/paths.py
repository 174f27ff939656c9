"""Where what is remembered lies, and what is kept: two folders, which nobody else can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from trailview.errors import SettingsError

FOLDER_VARIABLE: Final = "TRAILVIEW_CONFIG_DIR"
CONFIG: Final = "config.toml"
SAVED: Final = "saved.toml"
HISTORY: Final = "history.sqlite"
CACHE_VARIABLE: Final = "TRAILVIEW_CACHE_DIR"
MARKS: Final = "marks.json"
COPIED: Final = "copied"


def config_folder() -> Path:
    """The folder of `TRAILVIEW_CONFIG_DIR`, else the one the platform keeps settings in."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("trailview")


def cache_folder() -> Path:
    """The folder of `TRAILVIEW_CACHE_DIR`, else the one the platform keeps caches in."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("trailview")


def make_private(folder: Path) -> None:
    """Create the folder where there is none. One that exists keeps its mode. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def unusable(path: Path, error: Exception, what: str = "cannot be written") -> SettingsError:
    """The error for a file that the system does not let us use."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return SettingsError(
        "Not remembered",
        f"{path} {what}: {reason}",
        f"{FOLDER_VARIABLE} names another folder for it.",
    )
