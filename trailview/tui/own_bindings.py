"""Bindings of one screen, beside those of its class.

Textual offers bindings of a class only; where it keeps those of an instance is not
part of its public interface.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.binding import Binding, BindingsMap
from textual.screen import Screen


def bind(screen: Screen[Any], bindings: Iterable[Binding]) -> None:
    """Let these bindings take the place of the class's for the same keys."""
    own = BindingsMap(bindings).key_to_bindings
    screen._bindings = BindingsMap.from_keys(screen._bindings.key_to_bindings | own)
