"""Athena's SQL: what a statement is, its parameters, and the same in DuckDB's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from tests.aws_double.athena_data import Source
from tests.aws_double.athena_table import Table
from tests.aws_double.service import ApiError

_SCALAR: Final = "trino_json_extract_scalar"
_EXTRACT: Final = "trino_json_extract"
_ADDRESSES: Final = ("trino_ip", "trino_try_ip")
_NOT_TRINO: Final = (TokenType.DCOLON, TokenType.ILIKE)
"""Words that the reader of SQL knows and Athena does not."""
_COMPARISONS: Final = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In)
_SAID: Final = ("SHOW", "EXPLAIN")
"""What begins a statement that is not read further here."""
_HIVE: Final = ("CREATE", "ALTER", "DROP", "DESCRIBE", "MSCK")
_VERDICTS: Final = {"any_match": "trino_any", "all_match": "trino_all"}


class _Engine(Trino):
    """Trino with JSON paths left as they are written."""

    def to_json_path(self, path: exp.Expr | None) -> exp.Expr | None:
        """What stands where a path is expected."""
        return path


class QueryFailedError(Exception):
    """What a query fails with after it was let in."""

    def __init__(self, message: str, error_type: int) -> None:
        super().__init__(message)
        self.message = message
        self.error_type = error_type
        """As the user guide's error catalog numbers errors of the user's making."""


class Scan(NamedTuple):
    """One reading of a table."""

    table: Table
    source: Source
    predicates: tuple[str, ...]
    """The conditions on partition keys alone, in DuckDB's language."""


class Translated(NamedTuple):
    """A query in DuckDB's language."""

    sql: str
    scans: tuple[Scan, ...]


Lookup = Callable[[str | None, str], tuple[Table, Source]]
"""A table by its database, if that is given, and its name. Raises QueryFailedError."""


def read_statement(sql: str) -> exp.Expr:
    """The one statement of a text. Raises ApiError as StartQueryExecution does."""
    first = sql.split(maxsplit=1)[0].upper() if sql.strip() else ""
    if first in _SAID:
        return exp.Command(this=first, expression=exp.Literal.string(sql.split(maxsplit=1)[-1]))
    try:
        for token in Trino().tokenize(sql):
            if token.token_type in _NOT_TRINO:
                raise _invalid(f"line {token.line}:{token.col}: mismatched input '{token.text}'")
        dialect = "athena" if first in _HIVE else _Engine
        statements = [x for x in sqlglot.parse(sql, read=dialect) if x is not None]
    except SqlglotError as error:
        raise _invalid(_mismatch(error)) from None
    if len(statements) != 1:
        raise _invalid(f"Only one sql statement is allowed. Got: {sql}")
    return statements[0]


def _invalid(message: str) -> ApiError:
    return ApiError(
        "InvalidRequestException", message, members={"AthenaErrorCode": "MALFORMED_QUERY"}
    )


def _mismatch(error: SqlglotError) -> str:
    places = getattr(error, "errors", None) or [{}]
    line, column = places[0].get("line", 1), places[0].get("col", 1)
    found = places[0].get("highlight", "<EOF>")
    return f"line {line}:{column}: mismatched input '{found}'"


def bound(sql: str, parameters: Sequence[str]) -> str:
    """A text with each `?` replaced by a literal, in order.

    Raises ApiError where there are more or fewer, or one is no literal.
    """
    marks = [x for x in Trino().tokenize(sql) if x.token_type == TokenType.PLACEHOLDER]
    if len(marks) != len(parameters):
        raise _invalid(
            f"Incorrect number of parameters: expected {len(marks)} but found {len(parameters)}"
        )
    pieces, at = [], 0
    for mark, parameter in zip(marks, parameters, strict=True):
        pieces += [sql[at : mark.start], _literal(parameter)]
        at = mark.end + 1
    return "".join([*pieces, sql[at:]])


def _literal(text: str) -> str:
    try:
        tree = sqlglot.parse_one(f"SELECT {text}", read=Trino)
    except SqlglotError as error:
        raise _invalid(_mismatch(error)) from None
    [value, *more] = tree.expressions
    if more or value.find(exp.Column, exp.Query):
        raise _invalid(f"The parameter {text} is no literal.")
    return text


def translated(tree: exp.Expr, lookup: Lookup) -> Translated:
    """A query in DuckDB's language, and what it reads. Raises QueryFailedError."""
    tree = tree.copy()
    if isinstance(tree, exp.Select):
        tree.set("expressions", [_column(i, x) for i, x in enumerate(tree.expressions)])
    for node in reversed(list(tree.walk())):
        replaced = _rewritten(node)
        if replaced is not node:
            tree = replaced if node is tree else tree
            node.replace(replaced)
    scans = tuple(_scans(tree, lookup))
    _require_types(tree, scans)
    return Translated(tree.sql("duckdb"), scans)


def _column(number: int, projection: exp.Expr) -> exp.Expr:
    if isinstance(projection, exp.Alias | exp.Column | exp.Dot | exp.Star):
        return projection
    return exp.alias_(projection, f"_col{number}")


def _rewritten(node: exp.Expr) -> exp.Expr:
    """What DuckDB lacks or takes otherwise, said with functions of ours; its inside already is."""
    if isinstance(node, exp.Cast):
        return _cast(node)
    if isinstance(node, exp.JSONExtractScalar):
        return _json(_SCALAR, node)
    if isinstance(node, exp.JSONExtract):
        return exp.cast(_json(_EXTRACT, node), "json")
    if isinstance(node, exp.ArrayContains) and node.expression.name in _ADDRESSES:
        return exp.func("trino_in_prefix", node.this, node.expression)
    if isinstance(node, exp.Anonymous) and node.name.lower() in _VERDICTS:
        verdicts = exp.func("list_transform", *node.expressions)
        return exp.func(_VERDICTS[node.name.lower()], verdicts)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "none_match":
        return exp.not_(exp.func("trino_any", exp.func("list_transform", *node.expressions)))
    return node


def _cast(node: exp.Cast) -> exp.Expr:
    inner: exp.Expr = node.this
    kind = node.to.this
    if kind == exp.DType.IPADDRESS:
        return exp.func("trino_try_ip" if isinstance(node, exp.TryCast) else "trino_ip", inner)
    if kind == exp.DType.IPPREFIX:
        return inner
    if kind in (exp.DType.VARCHAR, exp.DType.TEXT) and inner.this.name == _EXTRACT:
        return exp.func(_SCALAR, *inner.this.expressions)
    return node


def _json(function: str, node: exp.Expr) -> exp.Expr:
    return exp.func(function, exp.cast(node.this, "text"), node.expression)


def _scans(tree: exp.Expr, lookup: Lookup) -> Iterator[Scan]:
    """Put the views in the tables' places; what is read of each."""
    ours = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for node in list(tree.find_all(exp.Table)):
        if not node.db and node.name.lower() in ours:
            continue
        table, source = lookup(node.db or None, node.name.lower())
        alias = node.alias_or_name
        predicates = _partition_predicates(node, table, alias)
        _require_injected(table, predicates)
        node.replace(exp.alias_(exp.to_table(source.rows), alias, table=True))
        yield Scan(table, source, tuple(predicate.sql("duckdb") for predicate in predicates))


def _partition_predicates(node: exp.Table, table: Table, alias: str) -> list[exp.Expr]:
    """The conditions of the query round a table that speak of its partition keys alone."""
    select = node.find_ancestor(exp.Select)
    where = select.args.get("where") if select else None
    if where is None:
        return []
    keys = {key.name for key in table.keys}
    found = []
    for part in _conjuncts(where.this):
        columns = list(part.find_all(exp.Column))
        names = {column.name.lower() for column in columns}
        owners = {column.table.lower() for column in columns}
        if names and names <= keys and owners <= {"", alias.lower()} and not part.find(exp.Query):
            predicate = part.copy()
            for column in predicate.find_all(exp.Column):
                column.set("table", None)
            found.append(predicate)
    return found


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        yield from _conjuncts(inner.left)
        yield from _conjuncts(inner.right)
    else:
        yield inner


def _require_injected(table: Table, predicates: Sequence[exp.Expr]) -> None:
    given = {x.left.name.lower() for x in predicates if isinstance(x, exp.EQ)}
    for key in table.injected:
        if key not in given:
            raise QueryFailedError(
                f"CONSTRAINT_VIOLATION: For the injected projected partition column {key}, the "
                "WHERE clause must contain only static equality conditions, and at least one "
                "such condition must be present.",
                1006,
            )


def _require_types(tree: exp.Expr, scans: Sequence[Scan]) -> None:
    """Refuse to compare a text with a number or a boolean: Athena does not convert by itself."""
    columns = [column for scan in scans for column in (*scan.table.columns, *scan.table.keys)]
    texts = {column.name for column in columns if column.type == "string"}
    for node in tree.find_all(*_COMPARISONS):
        sides = [node.this, *(node.expressions or [node.args.get("expression")])]
        is_text = any(
            isinstance(side, exp.Dot)
            or (isinstance(side, exp.Column) and side.name.lower() in texts)
            for side in sides
        )
        for side in sides:
            if is_text and isinstance(side, exp.Literal | exp.Boolean) and not side.is_string:
                kind = "boolean" if isinstance(side, exp.Boolean) else "integer"
                raise QueryFailedError(
                    f"TYPE_MISMATCH: line 1:8: Cannot apply operator: varchar = {kind}", 1006
                )
