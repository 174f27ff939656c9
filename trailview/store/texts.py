"""The texts of a column, each kept once and known by its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.unsignedinteger]
"""Codes, in as few bytes as they take."""


class Texts:
    """A dictionary of texts that only grows: code 0 is absent, n the n-th text met."""

    def __init__(self) -> None:
        self.values: list[str | None] = [None]
        self._codes: dict[str | None, int] = {None: 0}

    def __len__(self) -> int:
        return len(self.values)

    def codes(self, texts: Sequence[str | None]) -> list[int]:
        """The code of each text; those that were not become known."""
        codes = self._codes
        found = [*map(codes.get, texts)]
        if None not in found:
            return found  # type: ignore[return-value]  # as there is no None
        for text in texts:
            if text is not None and text not in codes:
                codes[text] = len(self.values)
                self.values.append(text)
        return [*map(codes.__getitem__, texts)]

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
