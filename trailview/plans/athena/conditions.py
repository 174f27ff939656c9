"""What a term means, as a condition of a SQL statement.

A condition is *exact* where it holds for just the rows that the term holds
for. One that is not exact holds for more of them, never for fewer: it narrows
what Athena sends, and the term is settled here. Its opposite would lose rows,
so what is negated without being exact is not asked at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Final, NamedTuple

from trailview.events.acts import Kind
from trailview.events.conditions import (
    FALSE_WORDS,
    TRUE_WORDS,
    ActsBy,
    AfterColon,
    All,
    AnyOf,
    Below,
    Cases,
    Condition,
    Constant,
    FirstOf,
    Fits,
    Flag,
    HasResourceType,
    Holds,
    Matches,
    Member,
    Mentions,
    NamesResource,
    Network,
    Not,
    Present,
    ResourceMatches,
    ResourceTypeMatches,
    Said,
    Text,
    Where,
    Within,
    opposite,
)
from trailview.events.expressions import Expression
from trailview.events.pattern import Value
from trailview.plans.athena import texts
from trailview.plans.athena.columns import Columns, any_resource
from trailview.plans.athena.compared import ComparedTexts, Tested
from trailview.plans.athena.paths import path_test, present_test
from trailview.plans.athena.sql import TRUE, all_of, among, any_of, literal, none_of
from trailview.plans.athena.table import TableShape
from trailview.plans.conditions import safely_folded
from trailview.question.acting import service_side
from trailview.question.meaning import meaning
from trailview.question.terms import Clause, every_term

_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"


class WrittenSql(NamedTuple):
    """A condition in SQL."""

    sql: str
    """True where nothing can be asked."""
    exact: bool
    """Whether it says all that was meant."""


_NOTHING: Final = WrittenSql(TRUE, exact=False)


def condition_of(clause: Clause, table: TableShape) -> WrittenSql:
    """The condition for a term or group. Raises PlanError for what the table does not hold."""
    values = [value for term in every_term((clause,)) for value in term.values]
    if not all(_is_sayable(value) for value in values):
        return _NOTHING
    return write(meaning(clause), Columns(table))


def _is_sayable(value: Value) -> bool:
    """Whether a value can be written at all: half a surrogate pair cannot."""
    return isinstance(value, Expression) or not any(
        "\ud800" <= character <= "\udfff" for p in value.pieces for character in p
    )


def write(wanted: Condition, columns: Columns) -> WrittenSql:
    """A condition in SQL. Raises PlanError for what the table does not hold."""
    match wanted:
        case All(parts):
            return _all_of(write(part, columns) for part in parts)
        case AnyOf(parts):
            return _any_of(write(part, columns) for part in parts)
        case Not(part):
            return _write_not(part, columns)
        case Fits() | Matches():
            return _compared(wanted, columns)
        case Present(path):
            return _tested(present_test(columns, path))
        case Flag(member, value, otherwise):
            return _flag(expression(member, columns), value, write(otherwise, columns))
        case Within(text, network):
            return _within(expression(text, columns), network)
        case ActsBy(kinds):
            side = service_side(wanted)
            found = _NOTHING if side is None else write(side, columns)
            return WrittenSql(found.sql, found.exact and kinds == {Kind.SERVICE})
        case _:
            return _write_gathered(wanted, columns)


def _compared(wanted: Fits | Matches, columns: Columns) -> WrittenSql:
    match wanted:
        case Fits(Where(guard, text), values):
            return write(All((guard, Fits(text, values))), columns)
        case Matches(Where(guard, text), expressions):
            return write(All((guard, Matches(text, expressions))), columns)
        case Fits(Below(path) | Member(path, Holds.ANYTHING), values):
            return _tested(path_test(columns, path, ComparedTexts(values)))
        case Matches(Below(path) | Member(path, Holds.ANYTHING), expressions):
            return _tested(path_test(columns, path, ComparedTexts(expressions=expressions)))
        case Fits(text, values):
            return _tested(ComparedTexts(values).of_text(expression(text, columns)))
        case Matches(text, expressions):
            return _tested(
                ComparedTexts(expressions=expressions).of_text(expression(text, columns))
            )


def _tested(found: Tested) -> WrittenSql:
    return WrittenSql(found.sql, found.exact)


_Gathered = Mentions | NamesResource | ResourceMatches | HasResourceType | ResourceTypeMatches


def _write_gathered(wanted: _Gathered, columns: Columns) -> WrittenSql:
    match wanted:
        case Mentions(values):
            return WrittenSql(texts.free_text(columns, values), exact=False)
        case NamesResource(values):
            return WrittenSql(texts.resource(columns, values), exact=False)
        case ResourceMatches(expressions):
            return WrittenSql(texts.resource_matches(columns, expressions), exact=False)
        case HasResourceType(values):
            if not columns.has_resources("type"):
                kept = list(map(safely_folded, values))
                return WrittenSql(texts.json_has("resources", kept), exact=False)
            return _of_types(ComparedTexts(values))
        case ResourceTypeMatches(expressions):
            if not columns.has_resources("type"):
                return _NOTHING
            return _of_types(ComparedTexts(expressions=expressions))


def _of_types(asked: ComparedTexts) -> WrittenSql:
    found = asked.of_text("r.type")
    return WrittenSql(any_resource(all_of(["r.type <> ''", found.sql])), found.exact)


def _write_not(part: Condition, columns: Columns) -> WrittenSql:
    found = write(part, columns)
    if found.exact:
        return WrittenSql(none_of(found.sql), exact=True)
    match part:
        case All(parts):
            return _any_of(write(opposite(one), columns) for one in parts)
        case AnyOf(parts):
            return _all_of(write(opposite(one), columns) for one in parts)
        case Fits(Below(path) | Member(path, Holds.ANYTHING), values):
            return WrittenSql(
                none_of(path_test(columns, path, ComparedTexts(values)).surely), exact=False
            )
        case Fits(text, values) if not isinstance(text, Where):
            said = ComparedTexts(values).of_text(expression(text, columns)).surely
            return WrittenSql(none_of(said), exact=False)
        case _:
            return _NOTHING


def _all_of(parts: Iterable[WrittenSql]) -> WrittenSql:
    found = list(parts)
    return WrittenSql(all_of([part.sql for part in found]), all(part.exact for part in found))


def _any_of(parts: Iterable[WrittenSql]) -> WrittenSql:
    found = list(parts)
    return WrittenSql(any_of([part.sql for part in found]), all(part.exact for part in found))


def expression(text: Text, columns: Columns) -> str:
    """A text of the record as a SQL expression. Raises PlanError for what is not in the table."""
    match text:
        case Member(path):
            return columns.text(".".join(map(str, path)))
        case AfterColon(member):
            said = expression(member, columns)
            return f"nullif(substr({said}, nullif(strpos({said}, ':'), 0) + 1), '')"
        case Constant(said):
            return literal(said)
        case Said(inner):
            return f"nullif({expression(inner, columns)}, '')"
        case FirstOf(several):
            return f"coalesce({', '.join(expression(one, columns) for one in several)})"
        case Where():
            return f"CASE {_when(text, columns)} END"
        case Cases(cases, otherwise):
            when = " ".join(_when(case, columns) for case in cases)
            return f"CASE {when} ELSE {expression(otherwise, columns)} END"
        case Below():
            raise ValueError(f"not one text: {text}")


def _when(case: Where, columns: Columns) -> str:
    guard = write(case.condition, columns)
    assert guard.exact, "a text is chosen by what is documented"
    return f"WHEN {guard.sql} THEN {expression(case.text, columns)}"


def _flag(said: str, value: bool, otherwise: WrittenSql) -> WrittenSql:
    wanted, unwanted = (TRUE_WORDS, FALSE_WORDS) if value else (FALSE_WORDS, TRUE_WORDS)
    known = ", ".join(map(literal, (*wanted, *unwanted)))
    left_open = all_of([f"coalesce({said}, '') NOT IN ({known})", otherwise.sql])
    return WrittenSql(any_of([among(said, wanted), left_open]), otherwise.exact)


def _within(said: str, network: Network) -> WrittenSql:
    """A test by text, as not every engine has a type for addresses; for IPv6 not an exact one.

    An IPv6 address has many spellings, of which only the first group is told.
    """
    is_exact = isinstance(network, IPv4Network)
    pattern = _ipv4(network) if isinstance(network, IPv4Network) else _ipv6(network)
    return WrittenSql(f"regexp_like({said}, {literal(pattern)})", is_exact)


def _ipv4(network: IPv4Network) -> str:
    """A regular expression for just the addresses of a network."""
    first, last = network.network_address.packed, network.broadcast_address.packed
    octets = [_octet(low, high) for low, high in zip(first, last, strict=True)]
    return f"^{'[.]'.join(octets)}$"


def _octet(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if (low, high) == (0, 255):
        return _OCTET
    return f"({'|'.join(str(number) for number in range(low, high + 1))})"


def _ipv6(network: IPv6Network) -> str:
    """A regular expression that all addresses of a network fit, and others too."""
    group = int.from_bytes(network.network_address.packed[:2], "big")
    if network.prefixlen < 16 or group == 0:
        return ":"
    return f"^(?i:0{{0,3}}{group:x}):"
