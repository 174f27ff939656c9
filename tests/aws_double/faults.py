"""What goes wrong on purpose: rules that say which calls fail, and how."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class Fault(Enum):
    """A way to fail."""

    THROTTLED = auto()
    FAILED = auto()
    """The service's own failure: HTTP 500."""
    DROPPED = auto()
    """The connection is closed and nothing answered."""
    EXPIRED = auto()
    """The caller's session has expired."""
    DENIED = auto()
    """The caller lacks the permission."""
    STALLED = auto()
    """The answer waits until `Faults.release`, or until the caller hangs up."""
    HTML = auto()
    """A page from something in between, as a proxy sends it: HTTP 502."""
    PORTAL = auto()
    """The login page of a network: HTTP 200."""
    REDIRECTED = auto()
    """The way to such a page: HTTP 302."""
    UNKNOWN = auto()
    """The page of a web server that knows no such path: HTTP 404."""
    EMPTY = auto()
    """HTTP 200 with an object that has no member, or no element."""
    BROKEN = auto()
    """HTTP 200 with the first half of the answer."""
    NO_OBJECT = auto()
    """HTTP 200 with JSON that is no object, or a document of another kind."""
    MISTYPED = auto()
    """HTTP 200 with a text where each member should be."""
    DRIPPING = auto()
    """The answer comes byte by byte, and does not come to an end before `Faults.release`."""


@dataclass(frozen=True)
class Rule:
    """Which calls a fault meets: all that every part of the rule fits."""

    fault: Fault
    operation: str | None = None
    """None fits every operation, as None does everywhere below."""
    calls: frozenset[int] | None = None
    """Which calls, counted from 1 for each operation since the double started."""
    chance: float = 1.0
    region: str | None = None


class Faults:
    """The rules in force. Safe to change while the double answers."""

    def __init__(self, rules: Iterable[Rule] = (), *, seed: int = 0) -> None:
        self._rules = list(rules)
        self._rng = random.Random(seed)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._released = threading.Event()
        self.stalled = threading.Event()
        """Set as soon as a call waits for `release`."""

    def add(self, rule: Rule) -> None:
        with self._lock:
            self._rules.append(rule)
        if rule.fault in (Fault.STALLED, Fault.DRIPPING):
            self._released.clear()

    def clear(self) -> None:
        """Forget all rules, and let stalled calls go on."""
        with self._lock:
            self._rules.clear()
        self.release()

    def release(self) -> None:
        """Let stalled calls be answered, those to come included."""
        self._released.set()

    def hold(self, seconds: float) -> bool:
        """Wait, but no longer than until released. True when released."""
        self.stalled.set()
        return self._released.wait(seconds)

    def of(self, operation: str, region: str) -> Fault | None:
        """The fault that meets the next call of an operation; counts the call."""
        with self._lock:
            self._counts[operation] += 1
            for rule in self._rules:
                if self._fits(rule, operation, region):
                    return rule.fault
        return None

    def _fits(self, rule: Rule, operation: str, region: str) -> bool:
        return (
            rule.operation in (None, operation)
            and rule.region in (None, region)
            and (rule.calls is None or self._counts[operation] in rule.calls)
            and (rule.chance >= 1 or self._rng.random() < rule.chance)
        )
