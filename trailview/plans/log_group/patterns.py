"""How a CloudWatch log group answers a question through a filter pattern.

The grammar is that of the CloudWatch Logs user guide, "Filter pattern syntax",
for JSON: it has `NOT EXISTS` and no `EXISTS`, `*` is a wildcard also inside
quotes, and no escape is documented. So a value with `*`, a quote, a backslash,
`%` or anything but printable ASCII is not pushed. `!=` on a member that is not
there is not documented either: that it may be missing is always said too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from trailview.events.conditions import (
    EACH,
    AfterColon,
    All,
    AnyOf,
    Condition,
    Fits,
    Flag,
    Member,
    Network,
    Not,
    Path,
    Within,
)
from trailview.events.pattern import Pattern
from trailview.plans.conditions import FLAGS, condition
from trailview.plans.log_group.facts import what_to_know
from trailview.plans.log_group.group import (
    DELIVERY,
    NOTE,
    RAW_NOTE,
    delivery_end,
    group_notes,
    group_option,
    identifier,
)
from trailview.plans.log_group.joined import (
    Expression,
    InexpressibleError,
    either_case,
    join,
    text_of,
)
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import FILTER_PATTERN, checked_raw
from trailview.plans.selectivity import most_selective_first
from trailview.plans.shell import aws_command
from trailview.plans.texts import booleans, may_be_number, whole_number
from trailview.question.query import Question
from trailview.question.terms import Clause

LONGEST: Final = 1024
MOST_REGEXES: Final = 2
MOST_WILDCARD_SELECTORS: Final = 3
NEWEST_FIRST_FROM: Final = 1_704_067_200
"""2024-01-01: FilterLogEvents goes backwards only from a start at or after it (API reference)."""

_QUOTABLE: Final = re.compile(r"""[ !#$&'()+,./0-9:;<=>?@A-Z[\]^_`a-z{|}~-]*""")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_DOTTED_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_IN_REGEX: Final = re.compile(r"[A-Za-z0-9_#=@/;,-]*")
_ESCAPED_IN_REGEX: Final = re.compile(r"[.+]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsPlan(Plan):
    """What to ask FilterLogEvents."""

    pattern: str
    """The filter pattern; empty for every event."""
    since_ms: int | None
    """The first millisecond of delivery; None from the group's beginning."""
    until_ms: int
    """The last millisecond of delivery."""
    newest_first: bool
    """Whether the API can read the span backwards."""
    log_group: str
    """The group's name, or its ARN without `:*`; empty where it is not known yet."""
    region: str
    delay: int = DELIVERY
    """Seconds that the span was made longer by; 0 where it is asked about deliveries."""
    now: int = 0
    """The moment that it was made at, in seconds since 1970."""


def plan(question: Question, scope: Scope) -> LogsPlan:
    """The plan for the log group of a scope. Raises QuestionError for a raw text that is wrong."""
    raw = checked_raw(question, FILTER_PATTERN)
    pushed, pattern = (frozenset[Clause](), raw) if raw else _choose(question)
    delay = 0 if raw else DELIVERY
    window = question.window
    since_ms = None if window.since is None else window.since * 1000
    until_ms = delivery_end(window, scope, delay) * 1000 - 1
    newest_first = window.since is not None and window.since >= NEWEST_FIRST_FROM
    known = what_to_know(scope.group, question, scope.now, by_insights=False)
    notes = [*group_notes(scope), RAW_NOTE if raw else NOTE, *known.notes, *known.losses]
    if not newest_first:
        notes.append(
            "Reads oldest first: backwards only works for a time range within 2024 or later."
        )
    return LogsPlan(
        backend="logs",
        question=question,
        pushed=tuple(term for term in question.terms if term in pushed),
        residual=tuple(term for term in question.terms if term not in pushed),
        approximate=(),
        request=_command(pattern, since_ms, until_ms, scope),
        estimate="5 to 25 requests a second, up to 10,000 events or 1 MB each. No cost.",
        notes=tuple(notes),
        clipped=known.is_clipped,
        pattern=pattern,
        since_ms=since_ms,
        until_ms=until_ms,
        newest_first=newest_first,
        log_group=identifier(scope.log_group),
        region=scope.region,
        delay=delay,
        now=scope.now,
    )


def _command(pattern: str, since_ms: int | None, until_ms: int, scope: Scope) -> str:
    options = [
        group_option(scope, by_arn="log-group-identifier"),
        ("start-time", "" if since_ms is None else str(since_ms)),
        ("end-time", str(until_ms)),
        ("filter-pattern", pattern),
    ]
    return aws_command("logs", "filter-log-events", options, scope)


def _choose(question: Question) -> tuple[frozenset[Clause], str]:
    """The terms that fit into one pattern, most selective first, and that pattern."""
    pushed: list[Clause] = []
    pattern, parts, regexes, wildcards = "", list[Expression](), 0, 0
    for term in most_selective_first(question.terms):
        written = write(term)
        if written is None:
            continue
        longer = in_braces(join("&&", [*parts, written.expression]))
        if (
            len(longer) <= LONGEST
            and regexes + written.regexes <= MOST_REGEXES
            and wildcards + written.wildcards <= MOST_WILDCARD_SELECTORS
        ):
            pushed.append(term)
            pattern = longer
            parts.append(written.expression)
            regexes += written.regexes
            wildcards += written.wildcards
    return frozenset(pushed), pattern


def in_braces(expression: Expression) -> str:
    """A whole pattern."""
    return f"{{ {text_of(expression, wrap_all=True)} }}"


@dataclass(frozen=True, slots=True)
class Written:
    """A term in the pattern's language."""

    expression: Expression
    regexes: int
    wildcards: int
    """How many of its selectors have `[*]`."""


def write(term: Clause) -> Written | None:
    """The term in the pattern's language; None where the grammar has no way."""
    return say(condition(term))


def say(wanted: Condition | None) -> Written | None:
    """A condition of `plans/conditions.py` as a pattern; None where the grammar has no way."""
    if wanted is None:
        return None
    writer = _Writer()
    try:
        expression = writer.write(wanted)
    except InexpressibleError:
        return None
    if writer.regexes > MOST_REGEXES or writer.wildcards > MOST_WILDCARD_SELECTORS:
        return None
    return Written(expression, writer.regexes, writer.wildcards)


class _Writer:
    """Writes one condition, and counts what the service limits."""

    def __init__(self) -> None:
        self.regexes = 0
        self.wildcards = 0

    def write(self, wanted: Condition) -> Expression:
        """The condition as an expression. Raises InexpressibleError."""
        match wanted:
            case All(parts):
                return join("&&", map(self.write, parts))
            case AnyOf(parts):
                return join("||", map(self.write, parts))
            case Fits(Member(path), values):
                plain = [self._fits(path, value) for value in values if not value.folds]
                return join("||", [*plain, *self._folded(path, "=", values)])
            case Fits(AfterColon(Member(path)), values):
                return join("||", [self._fits_after_colon(path, value) for value in values])
            case Not(Fits(Member(path), values)):
                return self._misses(path, values)
            case Not(Fits(AfterColon(Member(path)), values)):
                names = "|".join(f"^[^:]*:{_regex_of(value)}$" for value in values)
                return self._or_missing(path, f"{self._selector(path)} != {self._regex(names)}")
            case Within(Member(path), network):
                return f"{self._selector(path)} = {_quoted(_dotted(network))}"
            case Flag(Member(path), value, _):
                said = f"{self._selector(path)} IS {str(value).upper()}"
                return self._or_missing(path, said, f'{self._selector(path)} = "*"')
            case _:
                raise InexpressibleError  # no selector finds an object, a list, or any member

    def _fits(self, path: Path, value: Pattern) -> Expression:
        selector = self._selector(path)
        found = [f"{selector} = {_quoted(_loose(value))}"]
        if number := whole_number(value):
            found.append(f"{selector} = {number}")
        elif may_be_number(value):
            found += [f"{selector} < 0", f"{selector} >= 0"]
        found += [f"{selector} IS {str(flag).upper()}" for flag in booleans(value)]
        self.wildcards += len(found) * (EACH in path)
        return join("||", found)

    def _fits_after_colon(self, path: Path, value: Pattern) -> Expression:
        if value.folds:
            return f"{self._selector(path)} = {self._regex(f'^[^:]*:{_regex_of(value)}$')}"
        after = _loose(value).pieces
        fitting = Pattern(("", f":{after[0]}", *after[1:]))
        return f"{self._selector(path)} = {_quoted(fitting)}"

    def _misses(self, path: Path, values: tuple[Pattern, ...]) -> Expression:
        selector = self._selector(path)
        if any(value.is_any for value in values):
            return self._or_missing(path, f"{selector} = {self._regex('^$')}")
        plain = [f"{selector} != {_quoted(value)}" for value in values if not value.folds]
        misses: list[Expression] = [join("&&", [*plain, *self._folded(path, "!=", values)])]
        if path in FLAGS:
            fitting = {flag for value in values for flag in booleans(value)}
            misses += [f"{selector} IS {str(x).upper()}" for x in (True, False) if x not in fitting]
        return self._or_missing(path, *misses)

    def _folded(self, path: Path, operator: str, values: tuple[Pattern, ...]) -> list[Expression]:
        """One comparison with all values that do not regard capitals; none where there are none."""
        folded = "|".join(f"^{_regex_of(value)}$" for value in values if value.folds)
        if not folded:
            return []
        self.wildcards += EACH in path
        return [f"{self._selector(path)} {operator} {self._regex(folded)}"]

    def _or_missing(self, path: Path, *conditions: Expression) -> Expression:
        selector = self._selector(path)
        return join("||", [f"{selector} NOT EXISTS", f"{selector} IS NULL", *conditions])

    def _regex(self, expression: str) -> str:
        self.regexes += 1
        return f"%{expression}%"

    def _selector(self, path: Path) -> str:
        if not path or not isinstance(path[0], str) or not _NAME.fullmatch(path[0]):
            raise InexpressibleError
        return "$" + "".join(map(_step, path))


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return "[*]" if part == EACH else f"[{part}]"
    if _NAME.fullmatch(part):
        return f".{part}"
    if _DOTTED_NAME.fullmatch(part):
        return f".['{part}']"
    raise InexpressibleError


def _quoted(value: Pattern) -> str:
    if not all(_QUOTABLE.fullmatch(piece) for piece in value.pieces):
        raise InexpressibleError
    return '"' + "*".join(value.pieces) + '"'


def _loose(value: Pattern) -> Pattern:
    """The wildcard with another `*` at its end.

    Matchers were seen to end a `*` at the first place where the next piece
    stands, and nowhere else: `*.7` then does not fit `10.7.0.7`.
    """
    if value.literal is not None or not value.pieces[-1]:
        return value
    return Pattern((*value.pieces, ""))


def _regex_of(value: Pattern) -> str:
    if value.is_any:
        return ".+"
    plain = [_ESCAPED_IN_REGEX.sub("", piece) for piece in value.pieces]
    if not all(_IN_REGEX.fullmatch(piece) for piece in plain):
        raise InexpressibleError
    pieces = [_ESCAPED_IN_REGEX.sub(r"\\\g<0>", piece) for piece in value.pieces]
    return ".*".join(map(either_case, pieces) if value.folds else pieces)


def _dotted(network: Network) -> Pattern:
    """A wildcard that all addresses of an IPv4 network fit which ends between two octets."""
    octets, rest = divmod(network.prefixlen, 8)
    if network.version != 4 or rest or not octets:
        raise InexpressibleError
    return Pattern((".".join(str(network.network_address).split(".")[:octets]) + ".", ""))
