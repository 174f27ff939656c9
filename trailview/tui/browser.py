"""Opening a page in a browser, where there is a screen that one could show itself on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

from trailview.tui.clipboard import is_remote

_DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window would be seen by whoever types: not over SSH, and not on a bare terminal."""
    if is_remote(environment):
        return False
    return sys.platform == "darwin" or any(environment.get(name) for name in _DISPLAYS)


def open_page(url: str) -> bool:
    """Open a page; whether a browser has taken it. Blocks.

    A browser that would take the terminal over (lynx, w3m) is not used.
    """
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser:
        return False  # it runs in the terminal, as BackgroundBrowser, its kin, does not
    try:
        return browser.open(url)
    except (OSError, webbrowser.Error):
        return False
