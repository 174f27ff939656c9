"""Whose accounts profiles and access keys are, as STS tells the profiles at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError

if TYPE_CHECKING:
    from trailview.aws.asking import Asking, Caller

_T = TypeVar("_T")


class StsOwners:
    """Asks STS (`trailview.search.who.profiles.Owners`), once about each profile."""

    def __init__(
        self, names: Sequence[str], caller: Callable[[str], Caller], cancel: Cancel
    ) -> None:
        """`caller` gives who calls as a profile; `cancel` ends waiting for an answer."""
        self._names = names
        self._caller = caller
        self._cancel = cancel

    def of_profile(self, profile: str) -> str | None:
        """The account that a profile's calls are made in (sts:GetCallerIdentity)."""
        return _answer(self._caller(profile).find_account(self._cancel)) or None

    def of_key(self, key: str) -> str | None:
        """The account of a key of whatever account, as the first profile is told it.

        sts:GetAccessKeyInfo may be denied: then it is not known. (STS API reference,
        GetAccessKeyInfo, which tells it of temporary keys as well.)
        """
        asked = self._caller(self._names[0]).ask(
            "sts", "get_access_key_info", {"AccessKeyId": key}, self._cancel
        )
        answer = _answer(asked)
        return str(answer["Account"]) if answer else None


def _answer(asking: Asking[_T]) -> _T | None:
    """What comes of asking; None where it fails or is broken off."""
    from trailview.aws.asking import wait_for
    from trailview.aws.calls import Cancelled

    try:
        return wait_for(asking)
    except (Cancelled, TrailviewError):
        return None
