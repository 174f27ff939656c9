"""What a log group is beside its events: its class, and what it keeps, masks and transforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MADE: Final = 1_600_000_000_000


@dataclass(frozen=True)
class GroupSettings:
    """What DescribeLogGroups and GetTransformer tell of a group."""

    log_class: str = "STANDARD"
    created: int = MADE
    """Milliseconds since 1970."""
    retention: int | None = None
    """Days."""
    is_masked: bool = False
    is_masked_by_account: bool = False
    """Whether a policy of the account masks, and none of its own."""
    transformer: tuple[Mapping[str, Any], ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """Its members in DescribeLogGroups' list."""
        made: dict[str, Any] = {"creationTime": self.created, "logGroupClass": self.log_class}
        if self.retention is not None:
            made["retentionInDays"] = self.retention
        if self.is_masked:
            made["dataProtectionStatus"] = "ACTIVATED"
        if self.is_masked_by_account:
            made["inheritedProperties"] = ["ACCOUNT_DATA_PROTECTION"]
        return made
