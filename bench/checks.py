"""Holds that what was measured is what was meant."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TypeVar

_T = TypeVar("_T")


class MismeasuredError(Exception):
    """What was measured is nothing, or something else than was meant."""


def counted(what: str, found: int, meant: int) -> None:
    """Hold that so many were found, and that it is not nothing. Raises MismeasuredError."""
    if meant <= 0 or found != meant:
        raise MismeasuredError(f"{what}: {found:,} where {meant:,} were meant")


def some(what: str, found: Sequence[_T]) -> Sequence[_T]:
    """Hold that something was found; it. Raises MismeasuredError."""
    if not found:
        raise MismeasuredError(f"{what}: nothing was measured")
    return found


def same(what: str, found: Set[str], meant: Set[str]) -> None:
    """Hold that an answer is the one that was meant, and not empty. Raises MismeasuredError."""
    if not meant or found != meant:
        raise MismeasuredError(
            f"{what}: {len(found):,} events where {len(meant):,} were meant, "
            f"{len(found - meant):,} of them others"
        )


def covers(what: str, found: Set[str], meant: Set[str]) -> None:
    """Hold that an answer has all that was meant, and maybe more. Raises MismeasuredError."""
    if not meant or not meant <= found:
        raise MismeasuredError(
            f"{what}: lacks {len(meant - found):,} of the {len(meant):,} events that were meant"
        )


def at_least(what: str, found: int, meant: int) -> None:
    """Hold that so many were found, or more, and not nothing. Raises MismeasuredError."""
    if meant <= 0 or found < meant:
        raise MismeasuredError(f"{what}: {found:,} where {meant:,} or more were meant")
