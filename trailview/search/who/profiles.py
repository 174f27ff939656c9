"""The profiles that event history can be asked as, and whose accounts they and keys are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from trailview.events.issued import Call


class Owners(Protocol):
    """Tells accounts. Both block, and give None where it cannot be told."""

    def of_profile(self, profile: str) -> str | None:
        """The account that a profile's calls are made in."""
        ...

    def of_key(self, key: str) -> str | None:
        """The account that an access key belongs to."""
        ...


class Unknown(NamedTuple):
    """Owners that are told by nobody."""

    def of_profile(self, profile: str) -> None:
        """Nothing."""

    def of_key(self, key: str) -> None:
        """Nothing."""


UNKNOWN: Final = Unknown()


class ProfilesAtHand:
    """The profiles at hand, and whose account each is, which their own events tell, or STS."""

    def __init__(
        self,
        names: Sequence[str],
        offered: Callable[[str], Sequence[str]],
        owners: Owners = UNKNOWN,
    ) -> None:
        """`offered` gives the names of profiles of an account that could be asked as well."""
        self.names = tuple(names)
        self.offered = offered
        self._owners = owners
        self._accounts: dict[str, str] = {}
        self._asked: set[str] = set()
        self._keys: dict[str, str | None] = {}

    def learn(self, profile: str, calls: Iterable[Call]) -> None:
        """Event history holds a profile's own account only."""
        for call in calls:
            if call.account:
                self._accounts[profile] = call.account

    def of(self, account: str | None, *, others: bool) -> tuple[str, ...]:
        """Those to ask about an account: its own, else those not known; with `others`, all."""
        if account is None:
            return self.names
        own = self._own(account)
        unknown = [name for name in self.names if name not in self._accounts]
        if not others:
            return tuple(own or unknown)
        return tuple(dict.fromkeys((*own, *unknown, *self.names)))

    def _own(self, account: str) -> list[str]:
        """The profiles of an account; STS is asked about one after the other, up to the first."""
        for name in self.names:
            is_known = name in self._accounts or name in self._asked
            if not is_known and account not in self._accounts.values():
                self._asked.add(name)
                found = self._owners.of_profile(name)
                if found is not None:
                    self._accounts[name] = found
        return [name for name in self.names if self._accounts.get(name) == account]

    def has(self, account: str) -> bool:
        """Whether a profile of the account is known."""
        return account in self._accounts.values()

    def has_owner(self, key: str) -> bool:
        """Whether it was asked already whose a key is."""
        return key in self._keys

    def owner(self, key: str) -> str | None:
        """The account of a key; None where it cannot be told. Blocks the first time."""
        if key not in self._keys:
            self._keys[key] = self._owners.of_key(key)
        return self._keys[key]
