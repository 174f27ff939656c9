"""Read a Logs Insights query: the commands and functions that trailview and its users need.

    query     := command { "|" command }
    command   := "fields" named, …  | "display" named, …  | "filter" or  | "limit" number
               | "sort" value ["asc"|"desc"], …  | "dedup" field, …
               | "stats" aggregate ["as" name], … ["by" named, …]
               | "parse" field (string "as" name, … | regex)
    or        := and { "or" and }        and := not { "and" not }        not := ["not"] test
    test      := "(" or ")" | yes-or-no function | value comparison
    comparison:= sign value | ["not"] "in" "[" literal, … "]" | ["not"] "like" (string | regex)
               | "=~" regex

Source: the CloudWatch Logs user guide, pages CWL_QuerySyntax-*. Not here:
arithmetic, `unnest`, `pattern`, `diff`, `anomaly`, `SOURCE` and the functions
that `FUNCTIONS` does not have; they are refused like any unknown word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from tests.aws_double.expressions import Expression, expression
from tests.aws_double.insights_functions import AGGREGATES, FUNCTIONS
from tests.aws_double.insights_query import (
    Aggregate,
    All,
    Among,
    AnyOf,
    Command,
    Comparison,
    Condition,
    Dedup,
    Display,
    Duration,
    FieldRef,
    Fields,
    Filter,
    FunctionCall,
    Like,
    Limit,
    Literal,
    Named,
    Not,
    Parse,
    Query,
    Sort,
    SortKey,
    Stats,
    Test,
    Value,
)
from tests.aws_double.insights_tokens import MalformedQueryError, Token, tokens

MAX_ROWS: Final = 100_000
"""The largest limit of a query."""
TIMESTAMP: Final = "@timestamp"
"""The field with a log event's own time."""

_COMPARISONS: Final = ("=", "!=", "<", "<=", ">", ">=")
_MILLISECONDS: Final = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
}
_NAMED_GROUP: Final = re.compile(r"\(\?<(?=[A-Za-z])")

Item = TypeVar("Item")


def parse_query(text: str) -> Query:
    """What a query means. Raises MalformedQueryError where the service would not understand it."""
    return _Reader(text).query()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0

    def query(self) -> Query:
        commands = [self._command()]
        while self._take("|"):
            if isinstance(commands[-1], Dedup) and not self._next.says("limit"):
                self._fail("limit, the only command after dedup")
            commands.append(self._command())
        if self._next.kind != "end":
            self._fail("the end or |")
        return Query(tuple(commands))

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> bool:
        if self._next.says(*texts):
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            self._fail(text)

    def _take_kind(self, *kinds: str) -> Token | None:
        token = self._next
        if token.kind not in kinds:
            return None
        self._at += 1
        return token

    def _need_kind(self, kind: str) -> str:
        token = self._take_kind(kind)
        if token is None:
            self._fail(f"a {kind}")
        return token.text

    def _fail(self, expected: str) -> NoReturn:
        token = self._next
        found = self._text[token.start : token.end] or "the end"
        raise MalformedQueryError(f"expected {expected}, found {found}", token.start, token.end)

    def _list(self, item: Callable[[], Item]) -> tuple[Item, ...]:
        found = [item()]
        while self._take(","):
            found.append(item())
        return tuple(found)

    def _command(self) -> Command:
        readers: dict[str, Callable[[], Command]] = {
            "fields": lambda: Fields(self._list(self._named)),
            "display": lambda: Display(self._list(self._named)),
            "filter": lambda: Filter(self._either()),
            "sort": lambda: Sort(self._list(self._sort_key)),
            "limit": self._limit,
            "stats": self._stats,
            "dedup": lambda: Dedup(self._list(self._field)),
            "parse": self._parse,
        }
        token = self._take_kind("word")
        if token is None or token.text.lower() not in readers:
            self._at -= token is not None
            self._fail("a command")
        return readers[token.text.lower()]()

    def _limit(self) -> Limit:
        text = self._need_kind("number")
        if not text.isdigit() or not 1 <= int(text) <= MAX_ROWS:
            self._at -= 1
            self._fail(f"a limit from 1 to {MAX_ROWS}")
        return Limit(int(text))

    def _stats(self) -> Stats:
        aggregates = self._list(self._aggregate)
        return Stats(aggregates, self._list(self._named) if self._take("by") else ())

    def _aggregate(self) -> Aggregate:
        start = self._next.start
        function = self._need_kind("word").lower()
        if function not in AGGREGATES:
            self._at -= 1
            self._fail("an aggregate function")
        self._need("(")
        argument = None
        if function != "count" or not (self._take("*") or self._next.says(")")):
            argument = self._value()
        self._need(")")
        return Aggregate(function, argument, self._name_for(start))

    def _named(self) -> Named:
        start = self._next.start
        value = self._value()
        if isinstance(value, FieldRef) and not self._next.says("as"):
            return Named(value, value.name)
        return Named(value, self._name_for(start))

    def _name_for(self, start: int) -> str:
        """The name after `as`; else what was read since `start`, as it is written."""
        written = self._text[start : self._tokens[self._at - 1].end]
        return self._field().name if self._take("as") else written

    def _sort_key(self) -> SortKey:
        value = self._value()
        if self._take("desc"):
            return SortKey(value, descending=True)
        self._take("asc")
        return SortKey(value, descending=False)

    def _field(self) -> FieldRef:
        token = self._take_kind("word", "field")
        if token is None:
            self._fail("a field")
        return FieldRef(token.text)

    def _parse(self) -> Parse:
        source = self._field()
        if self._next.kind == "regex":
            pattern = self._regex(re.compile)
            if not pattern.groupindex or len(pattern.groupindex) < pattern.groups:
                self._at -= 1
                self._fail("a pattern whose groups have names")
            return Parse(source, pattern, tuple(pattern.groupindex))
        glob = self._need_kind("string")
        self._need("as")
        names = tuple(field.name for field in self._list(self._field))
        if len(names) != glob.count("*"):
            self._fail("a name for each *")
        pieces = [re.escape(piece) for piece in glob.split("*")]
        pieces[-1] += "" if pieces[-1] else "$"
        return Parse(source, re.compile("(.*?)".join(pieces), re.DOTALL), names)

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._opposite()]
        while self._take("and"):
            parts.append(self._opposite())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _opposite(self) -> Condition:
        return Not(self._opposite()) if self._take("not") else self._test()

    def _test(self) -> Condition:
        if self._take("("):
            inner = self._either()
            self._need(")")
            return inner
        value = self._value()
        for sign in _COMPARISONS:
            if self._take(sign):
                return Comparison(sign, value, self._value())
        if isinstance(value, FunctionCall) and FUNCTIONS[value.name].is_test:
            return Test(value)
        return self._membership(value)

    def _membership(self, value: Value) -> Condition:
        if self._take("=~"):
            return Like(value, self._regex(expression))
        negated = self._take("not")
        found: Condition
        if self._take("in"):
            self._need("[")
            found = Among(value, self._list(self._literal))
            self._need("]")
        elif self._take("like"):
            found = Like(value, self._like_pattern())
        else:
            self._fail("a comparison")
        return Not(found) if negated else found

    def _like_pattern(self) -> Expression:
        if self._next.kind == "regex":
            return self._regex(expression)
        return expression(re.escape(self._need_kind("string")))

    def _regex(self, compiled: Callable[[str], Item]) -> Item:
        token = self._next
        text = _NAMED_GROUP.sub("(?P<", self._need_kind("regex"))
        try:
            return compiled(text)
        except re.error as error:
            message = f"invalid regular expression: {error}"
            raise MalformedQueryError(message, token.start, token.end) from None

    def _value(self) -> Value:
        token = self._next
        if token.kind in ("string", "number"):
            return self._literal()
        if token.kind == "duration":
            return self._duration()
        name = self._field()
        if token.kind == "word" and self._take("("):
            return self._call(token)
        return name

    def _literal(self) -> Literal:
        token = self._take_kind("string", "number")
        if token is None:
            self._fail("a string or number")
        if token.kind == "string":
            return Literal(token.text)
        return Literal(float(token.text) if "." in token.text else int(token.text))

    def _duration(self) -> Duration:
        text = self._need_kind("duration")
        number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
        return Duration(int(number) * _MILLISECONDS[text[len(number) :]])

    def _call(self, name: Token) -> FunctionCall:
        function = FUNCTIONS.get(name.text.lower())
        if function is None:
            raise MalformedQueryError(f"unknown function {name.text}", name.start, name.end)
        arguments = () if self._next.says(")") else self._list(self._value)
        self._need(")")
        if not function.least <= len(arguments) <= function.most:
            message = f"wrong number of arguments for {name.text}"
            raise MalformedQueryError(message, name.start, self._next.start)
        if name.text.lower() == "bin":
            return FunctionCall("datefloor", (FieldRef(TIMESTAMP), *arguments))
        return FunctionCall(name.text.lower(), arguments)
