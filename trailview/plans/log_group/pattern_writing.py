"""Conditions in the language of filter patterns.

The grammar is that of the CloudWatch Logs user guide, "Filter pattern syntax",
for JSON: it has `NOT EXISTS` and no `EXISTS`, `*` is a wildcard also inside
quotes, and no escape is documented. So a value with `*`, a quote, a backslash,
`%` or anything but printable ASCII is not pushed. `!=` on a member that is not
there is not documented either: that it may be missing is always said too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from trailview.events.conditions import (
    EACH,
    AfterColon,
    All,
    AnyOf,
    Condition,
    Fits,
    Flag,
    Matches,
    Member,
    Network,
    Not,
    Path,
    Within,
)
from trailview.events.expressions import Expression as Regex
from trailview.events.pattern import Pattern
from trailview.plans.conditions import (
    FLAGS,
    asked_alone,
    condition,
    is_kept_whole,
    narrowest,
    pruned,
    required,
)
from trailview.plans.log_group.joined import (
    Expression,
    InexpressibleError,
    either_case,
    join,
    text_of,
)
from trailview.plans.log_group.pattern_expressions import pattern_expression
from trailview.plans.selectivity import arranged
from trailview.plans.tails import by_tails, fragments
from trailview.plans.texts import booleans, may_be_number, whole_number
from trailview.question.folding import class_expression
from trailview.question.terms import Clause, Term

MOST_REGEXES: Final = 2
MOST_WILDCARD_SELECTORS: Final = 3

_QUOTABLE: Final = re.compile(r"""[ !#$&'()+,./0-9:;<=>?@A-Z[\]^_`a-z{|}~-]*""")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_DOTTED_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_IN_REGEX: Final = re.compile(r"[A-Za-z0-9_#=@/;,-]*")
_ESCAPED_IN_REGEX: Final = re.compile(r"[.+]")


def in_braces(expression: Expression) -> str:
    """A whole pattern."""
    return f"{{ {text_of(expression, wrap_all=True)} }}"


class Room(NamedTuple):
    """What may still be in a pattern."""

    regexes: int = MOST_REGEXES
    wildcards: int = MOST_WILDCARD_SELECTORS
    """Selectors with `[*]`."""
    is_narrow: bool = False
    """Whether several whole values are to be one regular expression, which is shorter."""


ROOM: Final = Room()
"""What a whole pattern has room for."""


@dataclass(frozen=True, slots=True)
class WrittenPattern:
    """A condition in the pattern's language."""

    expression: Expression
    regexes: int
    wildcards: int
    """How many of its selectors have `[*]`."""
    is_whole: bool
    """Whether no part is left out that the grammar, or the room, has no way for."""


def ways(clause: Clause, room: Room) -> Iterator[WrittenPattern]:
    """A term or group in the pattern's language: whole where it can be said, then less and less.

    None of them leaves out a record that it holds for.
    """
    wanted = condition(arranged(clause))
    is_kept = all(is_kept_whole(term) and write(term) for term in asked_alone(clause))
    narrow = room._replace(is_narrow=True)
    rooms = (room, narrow, room._replace(regexes=0), room._replace(wildcards=0), Room(0, 0))
    for part in (wanted, wanted and narrowest(wanted)):
        for some in rooms:
            if (written := say(part, some)) is not None:
                yield replace(written, is_whole=written.is_whole and is_kept and part == wanted)
        for weaker in by_tails(part) if part is not None else ():
            if (written := say(weaker, narrow)) is not None:
                yield replace(written, is_whole=False)


def write(term: Term) -> WrittenPattern | None:
    """The term in the pattern's language; None where the grammar has no way."""
    return say(condition(term))


def say(wanted: Condition | None, room: Room = ROOM) -> WrittenPattern | None:
    """A condition of `plans/conditions.py` as a pattern; None where the grammar has no way."""
    if wanted is None:
        return None
    kept = pruned(wanted, lambda part: _written(part, room) is not None)
    written = None if kept is None else _written(kept, room)
    return None if written is None else replace(written, is_whole=kept == wanted)


def _written(wanted: Condition, room: Room) -> WrittenPattern | None:
    writer = _Writer(room)
    try:
        expression = writer.write(wanted)
    except InexpressibleError:
        return None
    if writer.regexes > room.regexes or writer.wildcards > room.wildcards:
        return None
    return WrittenPattern(expression, writer.regexes, writer.wildcards, is_whole=True)


class _Writer:
    """Writes one condition, and counts what the service limits."""

    def __init__(self, room: Room) -> None:
        self._has_regexes = room.regexes > 0
        self._is_narrow = room.is_narrow
        self.regexes = 0
        self.wildcards = 0

    def write(self, wanted: Condition) -> Expression:
        """The condition as an expression. Raises InexpressibleError."""
        match wanted:
            case All(parts):
                return join("&&", map(self.write, parts))
            case AnyOf(parts):
                return join("||", map(self.write, parts))
            case Fits(Member(path), values) if self._is_narrow and _are_names(path, values):
                names = "|".join(f"^{_regex_of(value)}$" for value in values)
                return f"{self._selector(path)} = {self._regex(names)}"
            case Fits(Member(path), values) if self._is_narrow and (some := fragments(values)):
                self.wildcards += EACH in path
                return f"{self._selector(path)} = {self._regex('|'.join(some))}"
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
            case Matches(Member(path), expressions):
                return self._matches(path, expressions)
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
            named = _class_expression(value)
            behind = f"^[^:]*:{named[1:]}" if named.startswith("^") else named
            return f"{self._selector(path)} = {self._regex(behind)}"
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
        folded = [value for value in values if value.folds]
        if not folded:
            return []
        whole = operator == "!="  # it must not be found where a value does not fit
        said = [f"^{_regex_of(value)}$" if whole else _class_expression(value) for value in folded]
        self.wildcards += EACH in path
        return [f"{self._selector(path)} {operator} {self._regex('|'.join(said))}"]

    def _matches(self, path: Path, expressions: Sequence[Regex]) -> Expression:
        """Regular expressions; where the grammar has no way, the texts that they require."""
        said = [pattern_expression(one.source) for one in expressions]
        if self._has_regexes and None not in said:
            return f"{self._selector(path)} = {self._regex('|'.join(filter(None, said)))}"
        texts = required(expressions, lambda value: Fits(Member(path), (value,)))
        if texts is None:
            raise InexpressibleError
        return self.write(texts)

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


def _are_names(path: Path, values: Sequence[Pattern]) -> bool:
    """Whether they are several whole texts of one member, which only texts fit."""
    return (
        EACH not in path
        and len(values) > 1
        and not any(
            value.folds or value.literal is None or may_be_number(value) or booleans(value)
            for value in values
        )
    )


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


def _class_expression(value: Pattern) -> str:
    found = class_expression(value)
    if found is None:
        raise InexpressibleError
    return found


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
