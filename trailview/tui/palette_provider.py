"""What the palette finds: rows by any of their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from textual.command import Hit, Hits, SimpleCommand, SimpleProvider
from textual.screen import Screen

_BY_WORDS: Final = 0.001
"""The score of what is found by words that are not in its name: behind what is."""


class PaletteRow(NamedTuple):
    """A line of the palette."""

    name: str
    do: Callable[[], Any]
    help: str
    found_by: str = ""
    """Words that it is found by as well, and that do not show."""


class RowsProvider(SimpleProvider):
    """Finds rows whose name is like what was typed, and those that have all words of it."""

    def __init__(self, screen: Screen[Any], rows: Sequence[PaletteRow]) -> None:
        super().__init__(screen, [SimpleCommand(row.name, row.do, row.help) for row in rows])
        self._rows = rows

    async def search(self, query: str) -> Hits:
        """The rows found, with how well each fits."""
        matcher, words = self.matcher(query), query.casefold().split()
        for row in self._rows:
            score = matcher.match(row.name)
            text = f"{row.name} {row.help} {row.found_by}".casefold()
            if score <= 0 and all(word in text for word in words):
                score = _BY_WORDS
            if score > 0:
                yield Hit(score, matcher.highlight(row.name), row.do, help=row.help)
