"""Where a raw text that was kept can be run."""

from __future__ import annotations

from trailview.tui.main.runner import ScreenSession


def where_refused(backend: str, session: ScreenSession) -> str:
    """Why a raw text for this backend cannot be run in a session; empty where it can."""
    if session.language(backend) is not None:
        return ""
    return f"Its text is for {backend}, which cannot be asked here."
