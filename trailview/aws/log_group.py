"""A log group, as CloudWatch Logs describes it (API reference, LogGroup and GetTransformer)."""

from __future__ import annotations

from typing import Final, NamedTuple

UNASKED: Final = ("?",)
"""Stands for a transformer that nobody has asked about."""


class LogGroup(NamedTuple):
    """A log group, as the service describes it."""

    name: str
    log_class: str = "STANDARD"
    """`STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY` …"""
    created: int | None = None
    """Seconds since 1970."""
    retention: int | None = None
    """Days for which it keeps events; None for ever."""
    is_masked: bool = False
    """Whether a data protection policy masks personal data in what is read."""
    transformer: tuple[str, ...] | None = UNASKED
    """The processors that change its events before Insights sees them; None where that is not
    known, `UNASKED` where nobody has asked."""
    is_of_telemetry: bool = False
    """Whether CloudWatch's telemetry rules deliver into it, without a trail."""
    has_data_events: bool = False
    """Whether these are data events, and no management events."""
