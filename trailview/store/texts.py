"""The texts of a column, each kept once and known by its code."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.unsignedinteger]
"""Codes, in as few bytes as they take."""


class Texts:
    """A dictionary of texts that only grows: code 0 is absent, n the n-th text met."""

    def __init__(self) -> None:
        self.values: list[str | None] = [None]
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.values)

    def code(self, text: str | None) -> int:
        """The code of `text`, which becomes known if it was not."""
        if text is None:
            return 0
        found = self._codes.get(text)
        if found is None:
            found = self._codes[text] = len(self.values)
            self.values.append(text)
        return found

    def find(self, text: str) -> int | None:
        """The code of `text`, if it is known."""
        return self._codes.get(text)


class Translation:
    """What one decoder's codes are in a store's column."""

    def __init__(self) -> None:
        self._map = np.zeros(1, np.uint32)

    def extend(self, codes: Iterable[int]) -> None:
        """The store's codes for the decoder's next ones."""
        added = np.fromiter(codes, np.uint32)
        if len(added):
            self._map = np.concatenate([self._map, added])

    def __call__(self, codes: Codes) -> Codes:
        return self._map[codes]
