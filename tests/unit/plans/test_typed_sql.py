"""Raw mode: which statements are run, and quotes that a web page has bent."""

from __future__ import annotations

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from trailview.plans.typed import has_curly_quotes, is_single_select, refusal, straighten


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t WHERE useridentity.type = 'IAMUser' AND useridentity.username LIKE 'A';",
        "select 1",
        "  -- a comment; DROP TABLE t\n/* ; */ SELECT ';' AS \"a;b\" FROM t ; ; -- end",
        "SELECT 'it''s; DROP' FROM t",
        "(SELECT 1) UNION (SELECT 2)",
        "WITH a AS (SELECT 1 AS x), b (y) AS (SELECT (2)) SELECT * FROM a, b",
        "WITH a AS (SELECT 1) (SELECT * FROM a)",
        "WITH RECURSIVE a (n) AS (VALUES 1) SELECT insert FROM a",
        "SHOW CREATE TABLE t",
        "DESCRIBE t",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE VERBOSE SELECT 1",
        "EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON) WITH a AS (SELECT 1) SELECT * FROM a",
        "EXPLAIN (SELECT 1)",
    ],
)
def test_statements_that_only_read(sql: str) -> None:
    assert refusal(sql) is None
    assert is_single_select(sql)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "no statement"),
        (" ; -- nothing", "no statement"),
        ("DROP TABLE t", "begins with DROP"),
        ("/* SELECT */ DELETE FROM t", "begins with DELETE"),
        ("SELECT 1; DROP TABLE t", "more than one"),
        ("SELECT 1;; SELECT 2", "more than one"),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "INSERT"),
        ("WITH a AS (SELECT 1), b AS (SELECT 2) DELETE FROM t", "DELETE"),
        ("WITH a AS (SELECT 1)", "nothing"),
        ("EXPLAIN ANALYZE INSERT INTO t SELECT 1", "EXPLAIN"),
        ("EXPLAIN ANALYZE WITH a AS (SELECT 1) INSERT INTO t SELECT 1", "INSERT"),
        ("EXPLAIN", "EXPLAIN"),
        ("EXPLAIN (TYPE IO", "EXPLAIN"),
        ("(SHOW TABLES)", "parentheses"),
        ("(DROP TABLE t)", "begins with DROP"),
        ("'SELECT'", "begins with"),
        ("(((", "begins with"),
        ("UNLOAD (SELECT 1) TO 's3://b/'", "UNLOAD"),
        ("CREATE TABLE t AS SELECT 1", "CREATE"),
        ("USING EXTERNAL FUNCTION f() RETURNS INT LAMBDA 'x' SELECT f()", "USING"),
        ("MSCK REPAIR TABLE t", "MSCK"),
        ("SELECT 'open", "never closed"),
        ("SELECT 1 /* open", "never closed"),
        ('SELECT "open', "never closed"),
        ("SELECT “x”; DROP TABLE t", "more than one"),
    ],
)
def test_statements_that_are_refused(sql: str, reason: str) -> None:
    said = refusal(sql)
    assert said is not None
    assert reason in said
    assert not is_single_select(sql)


@given(st.lists(st.sampled_from(["'", '"', ";", "--", "\n", "/*", "*/", "a", "DROP", " "])))
def test_what_is_let_through_is_one_statement(parts: list[str]) -> None:
    sql = f"SELECT {''.join(parts)}"
    if is_single_select(sql):
        try:
            found = sqlglot.tokenize(sql.rstrip("; \n"), read="trino")
        except sqlglot.errors.TokenError:
            return
        kinds = [token.token_type.name for token in found]
        while kinds and kinds[-1] == "SEMICOLON":
            kinds.pop()
        assert "SEMICOLON" not in kinds


def test_curly_quotes_are_made_straight() -> None:
    text = "SELECT “a” FROM t WHERE x = ‘b’"
    assert has_curly_quotes(text)
    assert straighten(text) == "SELECT \"a\" FROM t WHERE x = 'b'"
    assert not has_curly_quotes(straighten(text))
