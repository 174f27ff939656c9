"""Page tokens, which are good for the request they were given to and for no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any, Final

_LIFE_SECONDS: Final = 86_400


class Tokens:
    """The tokens that a service gave out. They last 24 hours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, tuple[str, float, Any]] = {}

    def give(self, parameters: Mapping[str, Any], place: Any, now: float) -> str:
        """A token for going on at a place with the same parameters."""
        with self._lock:
            token = f"token-{len(self._given) + 1:08d}"
            self._given[token] = (_key(parameters), now, place)
        return token

    def place(self, token: str, parameters: Mapping[str, Any], now: float) -> Any:
        """Where to go on. Raises KeyError for a token that is not for these parameters."""
        with self._lock:
            key, since, place = self._given[token]
        if key != _key(parameters) or now - since > _LIFE_SECONDS:
            raise KeyError(token)
        return place


def _key(parameters: Mapping[str, Any]) -> str:
    return json.dumps(parameters, sort_keys=True)
