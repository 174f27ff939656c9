"""What a text is compared with: an exact text, pieces with wildcards between, an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from trailview.events.expressions import Expression
from trailview.frozen import Frozen


def fold(text: str) -> str:
    """`text` in small letters, character by character; texts that fold alike are equal.

    Letters of ASCII fold among themselves, as do those beyond it.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_small, text))


@lru_cache(maxsize=4_096)
def _small(character: str) -> str:
    small = character.lower()
    is_alike = len(small) == 1 and small.isascii() is character.isascii()
    return small if is_alike else character


class Pattern(Frozen):
    """A value to compare with: literal pieces with `*` between them.

    `("alice",)` is the exact text `alice`, `("", "role", "")` is `*role*`,
    `("", "")` is `*` alone: present and not empty.
    """

    pieces: tuple[str, ...]
    folds: bool = False
    """Whether letters compare without regard to case. The pieces are folded then."""

    @property
    def literal(self) -> str | None:
        """The exact text, or None where the pattern has a wildcard."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def is_any(self) -> bool:
        """Whether the pattern is wildcards alone: any value that is not empty."""
        return len(self.pieces) > 1 and not any(self.pieces)

    def matches(self, value: str) -> bool:
        """Whether the whole of `value` fits, with `*` for any run of characters."""
        pieces = self.pieces
        if self.folds:
            value = fold(value)
        if len(pieces) == 1:
            return value == pieces[0]
        if self.is_any:
            return value != ""
        first, last = pieces[0], pieces[-1]
        if len(value) < len(first) + len(last):
            return False
        if not (value.startswith(first) and value.endswith(last)):
            return False
        at, end = len(first), len(value) - len(last)
        for piece in pieces[1:-1]:
            found = value.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True


Value = Pattern | Expression
"""What a question can compare a text with."""

ANY: Final = Pattern(("", ""))
"""Any text that is not empty."""

ValueTest = Callable[[str], bool]


def exactly(*texts: str) -> tuple[Pattern, ...]:
    """A pattern for each text, which fits that text alone."""
    return tuple(Pattern((text,)) for text in texts)


def in_any_case(*texts: str) -> tuple[Pattern, ...]:
    """A pattern for each text, which fits it in capitals or not."""
    return tuple(Pattern((fold(text),), folds=True) for text in texts)


def starting(*texts: str) -> tuple[Pattern, ...]:
    """A pattern for each text, which fits what begins with it."""
    return tuple(Pattern((text, "")) for text in texts)


def ending(*texts: str) -> tuple[Pattern, ...]:
    """A pattern for each text, which fits what ends with it."""
    return tuple(Pattern(("", text)) for text in texts)


def any_fits(values: Iterable[Value]) -> ValueTest:
    """The test of a text that holds where any of the values fits it."""
    whole: set[str] = set()
    tests: list[ValueTest] = []
    for value in values:
        if isinstance(value, Pattern) and value.literal is not None and not value.folds:
            whole.add(value.literal)
        else:
            tests.append(value.matches)
    if whole:
        tests.insert(0, frozenset(whole).__contains__)
    return any_holds(tests)


def any_holds(tests: Iterable[ValueTest]) -> ValueTest:
    """The test that holds where any of the tests does."""
    several = tuple(tests)
    if len(several) == 1:
        return several[0]
    return lambda value: any(test(value) for test in several)
