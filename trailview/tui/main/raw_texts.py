"""Where a raw text that was kept can be run."""

from __future__ import annotations

from collections.abc import Sequence


def where_refused(backend: str, backends: Sequence[str]) -> str:
    """Why a raw text for this backend cannot be run where `backends` can be asked; or empty."""
    from trailview.plans.raw import LANGUAGES

    if backend in backends and backend in LANGUAGES:
        return ""
    return f"Its text is for {backend}, which cannot be asked here."
