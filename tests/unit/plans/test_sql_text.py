"""Texts and names as SQL, read back by DuckDB."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.strategies import patterns
from trailview.events.pattern import Pattern
from trailview.plans.athena.sql import (
    FALSE,
    TRUE,
    all_of,
    any_of,
    fits,
    identifier,
    literal,
    none_of,
)

TEXTS = st.text(alphabet=st.sampled_from(list("aB%_!'\"\\*;é\n\x00\x1b")), max_size=6)


@examples(60)
@given(TEXTS)
def test_literals_come_back(text: str) -> None:
    assert duckdb.execute(f"SELECT {literal(text)}").fetchone() == (text,)


@examples(150)
@given(st.data(), TEXTS)
def test_patterns_match_alike(data: st.DataObject, text: str) -> None:
    value = data.draw(st.one_of(patterns(text), TEXTS.map(lambda t: Pattern(("", t, "")))))
    found = duckdb.execute(f"SELECT {fits(literal(text), [value])}").fetchone()
    assert found == (value.matches(text),)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eventname", "eventname"),
        ("timestamp", '"timestamp"'),
        ("select", '"select"'),
        ("a-b", '"a-b"'),
        ('a"b', '"a""b"'),
        ("2020", '"2020"'),
    ],
)
def test_identifiers(name: str, expected: str) -> None:
    assert identifier(name) == expected


def test_joining_tests() -> None:
    assert any_of([]) == FALSE
    assert any_of(["a", FALSE, "a"]) == "a"
    assert any_of(["a", TRUE]) == TRUE
    assert any_of(["a", "b"]) == "(a OR b)"
    assert all_of([]) == TRUE
    assert all_of(["a", FALSE]) == FALSE
    assert all_of(["a", TRUE, "b"]) == "(a AND b)"
    assert none_of(TRUE) == FALSE
    assert none_of("a") == "NOT coalesce(a, false)"
