"""What a table of events shows, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from trailview.events.severity import Severity

PLACES: Final = ("region", "account")
"""The columns that say where an event belongs."""


COUNT: Final = "count"
"""What rows can be sorted by besides their columns: how many events each stands for."""


_SERVICE: Final = ".amazonaws.com"


def shown(column: str, text: str | None) -> str:
    """A column's text as the table shows it: a service by its short name, nothing for None."""
    if text is None:
        return ""
    return text.removesuffix(_SERVICE) if column == "service" else text


class Rows(Protocol):
    """An immutable, ordered list of events, addressed by position.

    A `key` names an event for as long as it is loaded, wherever it stands.
    Texts are as in the record, unsafe ones included: whoever shows them makes
    them printable.
    """

    def __len__(self) -> int: ...

    @property
    def varied(self) -> frozenset[str]:
        """Of `region` and `account`, those in which more than one value occurs."""
        ...

    def key(self, position: int) -> int:
        """The key of the event at `position`."""
        ...

    def count(self, position: int) -> int:
        """How many events the row stands for: one, unless runs of them are folded."""
        ...

    def position(self, key: int) -> int | None:
        """Where the event stands; None where it is not among the rows."""
        ...

    def time(self, position: int) -> int | None:
        """Seconds since 1970; None for an event without a usable time."""
        ...

    def severity(self, position: int) -> Severity:
        """How much the event matters."""
        ...

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent.

        Columns: `event`, `actor`, `ip`, `service` (without `.amazonaws.com`), `region`,
        `account`, `error`, `resource`, `message`, `is` (its words),
        `note` (what is to be known of it), and the fields that have a
        column (`user`, `role`, `key`, `principal`, `type`, `agent`, `id` …).
        """
        ...


class NoRows:
    """No event at all (`Rows`)."""

    def __len__(self) -> int:
        return 0

    @property
    def varied(self) -> frozenset[str]:
        """No column has more than one value."""
        return frozenset()

    def key(self, position: int) -> int:
        """Raises IndexError."""
        raise IndexError(position)

    def count(self, position: int) -> int:
        """Raises IndexError."""
        raise IndexError(position)

    def position(self, key: int) -> int | None:
        """No event stands here."""
        del key
        return None

    def time(self, position: int) -> int | None:
        """Raises IndexError."""
        raise IndexError(position)

    def severity(self, position: int) -> Severity:
        """Raises IndexError."""
        raise IndexError(position)

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """Raises IndexError."""
        raise IndexError((position, columns))


def no_rows() -> Rows:
    """No event at all."""
    return NoRows()
