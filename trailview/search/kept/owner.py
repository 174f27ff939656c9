"""Whose account is asked: what is kept is never that of another."""

from __future__ import annotations

from typing import Protocol

from trailview.backends.base import Cancel


class Owner(Protocol):
    """Tells the account that a profile is of. Safe from any thread."""

    @property
    def proven(self) -> str:
        """The account, as STS has told it to this program; empty where it has not."""
        ...

    @property
    def endpoint(self) -> str:
        """Where its services are asked; empty for AWS itself."""
        ...

    def known(self) -> str:
        """The account, as far as it is known without a call; empty where it is not."""
        ...

    def find(self, region: str, cancel: Cancel) -> str:
        """The account, for which STS is asked in a Region; empty where it cannot tell.

        Raises TrailviewError for want of credentials.
        """
        ...

    def was_wrong(self) -> None:
        """What was known without a call is not so."""
        ...
