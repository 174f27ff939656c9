"""JSON filter patterns, `{ $.eventName = "Delete*" && … }`: parsed and evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Final, NamedTuple, NoReturn, Protocol

from tests.aws_double.filter_values import (
    NUMBER,
    Number,
    PatternError,
    Quantity,
    Text,
    Value,
    regex_value,
    text_value,
)

MOST_REGEXES: Final = 2
MOST_WILDCARD_SELECTORS: Final = 3

_SPACE: Final = re.compile(r"\s*")
_TOKEN: Final = re.compile(
    r"""(?P<selector>\$\.?(?:[A-Za-z0-9_\-.*]|\[[^\]"]*\])*)
    | (?P<string>"[^"]*")
    | (?P<regex>%[^%]*%)
    | (?P<sign>&&|\|\||[()]|!=|<=|>=|=|<|>)
    | (?P<keyword>(?:IS|NOT|NULL|TRUE|FALSE|EXISTS)\b)
    | (?P<bare>[A-Za-z0-9_.*+\-]+)""",
    re.VERBOSE,
)
_STEP: Final = re.compile(
    r"""\.(?P<name>[A-Za-z0-9_\-]+) | \[(?P<index>[0-9]+)\] | (?P<any>\.\*|\[\*\])
    | \.\['(?P<quoted>[^']+)'\]""",
    re.VERBOSE,
)
_BARE_TEXT: Final = re.compile(r"[A-Za-z0-9_.*]+")
_PLAIN: Final = re.compile(r"[A-Za-z0-9]+")
_ORDERS: Final[dict[str, Callable[[float, float], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_WORDS: Final = {"NULL": None, "TRUE": True, "FALSE": False}


class Anything(NamedTuple):
    """`.*` (of an object) or `[*]` (of a list)."""

    kind: type


Step = str | int | Anything


@dataclass(frozen=True)
class Selector:
    """The way to a place in a record."""

    steps: tuple[Step, ...]

    def found(self, tree: object) -> Iterator[object]:
        """What stands there: nothing, one value, or with a wildcard any number of them."""
        values: list[object] = [tree]
        for step in self.steps:
            values = [inner for value in values for inner in _inside(value, step)]
        yield from values


class Condition(Protocol):
    """What a record has to fulfil."""

    def holds(self, tree: object) -> bool: ...


@dataclass(frozen=True)
class Equals:
    """`=` and `!=`. Neither holds for what is missing, null, a boolean, an object or a list."""

    selector: Selector
    value: Value
    wanted: bool

    def holds(self, tree: object) -> bool:
        return any(
            self.value.fits(found) == self.wanted
            for found in self.selector.found(tree)
            if isinstance(found, str)
        )


@dataclass(frozen=True)
class Compares:
    """`<`, `<=`, `>` and `>=`, for numbers only."""

    selector: Selector
    order: Callable[[float, float], bool]
    number: float

    def holds(self, tree: object) -> bool:
        return any(
            self.order(float(found), self.number)
            for found in self.selector.found(tree)
            if isinstance(found, Number)
        )


@dataclass(frozen=True)
class Is:
    """`IS NULL`, `IS TRUE` and `IS FALSE`. What is missing is not null."""

    selector: Selector
    word: bool | None

    def holds(self, tree: object) -> bool:
        return any(found is self.word for found in self.selector.found(tree))


@dataclass(frozen=True)
class Missing:
    """`NOT EXISTS`."""

    selector: Selector

    def holds(self, tree: object) -> bool:
        return not any(True for _ in self.selector.found(tree))


@dataclass(frozen=True)
class All:
    """`&&`."""

    parts: tuple[Condition, ...]

    def holds(self, tree: object) -> bool:
        return all(part.holds(tree) for part in self.parts)


@dataclass(frozen=True)
class Either:
    """`||`."""

    parts: tuple[Condition, ...]

    def holds(self, tree: object) -> bool:
        return any(part.holds(tree) for part in self.parts)


@dataclass(frozen=True)
class JsonPattern:
    """A pattern for messages that are JSON; others never match."""

    condition: Condition

    def matches(self, message: str) -> bool:
        if not _may_hold(self.condition, message):
            return False
        tree = _tree(message)
        return tree is not None and self.condition.holds(tree)


@lru_cache(maxsize=1 << 14)
def _tree(message: str) -> object:
    """What a message says; None where it is no JSON. One message is looked at for many patterns."""
    try:
        return json.loads(message, parse_int=Number, parse_float=Number)
    except ValueError:
        return None


def _may_hold(condition: Condition, message: str) -> bool:
    """Whether the message's text has what has to be there: most need not be parsed then."""
    match condition:
        case All(parts):
            return all(_may_hold(part, message) for part in parts)
        case Either(parts):
            return any(_may_hold(part, message) for part in parts)
        case Equals(_, Text(pieces), True):
            # JSON may write anything else in another way.
            return all(piece in message for piece in pieces if _PLAIN.fullmatch(piece))
        case _:
            return True


class Token(NamedTuple):
    """A word of a pattern, and where it begins."""

    kind: str
    text: str
    place: int


def parse_json(text: str) -> JsonPattern:
    """A pattern, braces included. Raises PatternError."""
    if not text.endswith("}"):
        raise PatternError("Invalid filter pattern: } is missing")
    try:
        return JsonPattern(_Parser(list(_tokens(text[1:-1]))).whole())
    except RecursionError:
        raise PatternError("Invalid filter pattern: nested too deep") from None


def _tokens(text: str) -> Iterator[Token]:
    place = _skip(text, 0)
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise PatternError(f"Invalid filter pattern at {text[place:]!r}")
        yield Token(match.lastgroup or "", match[0], place)
        place = _skip(text, match.end())
    yield Token("end", "the end", place)


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


class _Parser:
    """Reads the words from left to right; `()` before `&&` before `||`."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._regexes = 0
        self._wildcards = 0

    def whole(self) -> Condition:
        condition = self._either()
        if self._peek().kind != "end":
            self._fail()
        return condition

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._peek()
        if token.kind == "end":
            self._fail()
        self._next += 1
        return token

    def _takes(self, text: str) -> bool:
        """Whether a sign or keyword comes next; it is then taken."""
        token = self._peek()
        taken = token.kind in ("sign", "keyword") and token.text == text
        self._next += taken
        return taken

    def _fail(self) -> NoReturn:
        raise PatternError(f"Invalid filter pattern at {self._peek().text!r}")

    def _either(self) -> Condition:
        parts = [self._all()]
        while self._takes("||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._takes("&&"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Condition:
        if self._takes("("):
            inner = self._either()
            if not self._takes(")"):
                self._fail()
            return inner
        if self._peek().kind != "selector":
            self._fail()
        selector = self._selector(self._take().text)
        if self._takes("IS"):
            return self._is(selector)
        if self._takes("NOT"):
            if not self._takes("EXISTS"):
                self._fail()
            return Missing(selector)
        return self._compared(selector)

    def _selector(self, text: str) -> Selector:
        steps: list[Step] = []
        place = 1
        while place < len(text):
            match = _STEP.match(text, place)
            if match is None:
                raise PatternError(f"Invalid property selector {text!r}")
            steps.append(_step(match))
            place = match.end()
        wildcards = sum(isinstance(step, Anything) for step in steps)
        self._wildcards += wildcards
        if not text.startswith("$.") or wildcards > 1:
            raise PatternError(f"Invalid property selector {text!r}")
        if self._wildcards > MOST_WILDCARD_SELECTORS:
            raise PatternError(f"More than {MOST_WILDCARD_SELECTORS} wildcard selectors")
        return Selector(tuple(steps))

    def _is(self, selector: Selector) -> Condition:
        token = self._peek()
        if token.kind != "keyword" or token.text not in _WORDS:
            self._fail()
        return Is(selector, _WORDS[self._take().text])

    def _compared(self, selector: Selector) -> Condition:
        sign = self._peek().text
        if self._takes("=") or self._takes("!="):
            return Equals(selector, self._value(), sign == "=")
        if sign not in _ORDERS:
            self._fail()
        self._take()
        number = self._take()
        if number.kind != "bare" or not NUMBER.fullmatch(number.text):
            raise PatternError(f"Invalid character(s) in term '{number.text}'")
        return Compares(selector, _ORDERS[sign], float(number.text))

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "string":
            return text_value(token.text[1:-1])
        if token.kind == "regex":
            self._regexes += 1
            if self._regexes > MOST_REGEXES:
                raise PatternError(f"More than {MOST_REGEXES} regular expressions")
            return regex_value(token.text[1:-1])
        if token.kind == "bare" and NUMBER.fullmatch(token.text):
            return Quantity(token.text)
        if token.kind in ("bare", "keyword") and _BARE_TEXT.fullmatch(token.text):
            return text_value(token.text)
        raise PatternError(f"Invalid character(s) in term '{token.text}'")


def _step(match: re.Match[str]) -> Step:
    if match["any"]:
        return Anything(list if match["any"] == "[*]" else dict)
    if match["index"]:
        return int(match["index"])
    return match["name"] or match["quoted"]


def _inside(value: object, step: Step) -> list[object]:
    """What one step leads to."""
    if isinstance(value, dict):
        if isinstance(step, Anything):
            return list(value.values()) if step.kind is dict else []
        return [value[step]] if isinstance(step, str) and step in value else []
    if isinstance(value, list):
        if isinstance(step, Anything):
            return list(value) if step.kind is list else []
        return value[step : step + 1] if isinstance(step, int) else []
    return []
