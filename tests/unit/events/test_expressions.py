"""Regular expressions in questions: RE2 through and through, bounded, and told where wrong."""

from __future__ import annotations

import contextlib
import pickle
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.events.expressions import (
    MOST_CHARACTERS,
    MOST_INSTRUCTIONS,
    Expression,
    ExpressionError,
)
from trailview.events.required import Required, required_by

_CHARACTERS = "abAB1/.- _sSkK\u212aé"
_atoms = st.one_of(
    st.text(_CHARACTERS, min_size=1, max_size=4).map(re.escape),
    st.sampled_from(["[ab]", "[^ab]", "[A-C1]", r"\d", r"\w", r"\S", ".", "^", r"[]\]a]", r"\b"]),
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?"])).map(
            lambda it: f"(?:{it[0]}){it[1]}"
        ),
        st.tuples(st.sampled_from("ab"), st.sampled_from("*+?")).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda it: f"({'|'.join(it)})"),
        st.lists(inner, min_size=2, max_size=2).map("|".join),
        inner.map(lambda it: f"(?i:{it})"),
    )


sources = st.tuples(st.sampled_from(["", "(?i)"]), st.recursive(_atoms, _grown, max_leaves=8)).map(
    "".join
)
texts = st.text(_CHARACTERS, max_size=12)


@given(sources, texts)
def test_means_what_re_means(source: str, text: str) -> None:
    # Python's classes are those of ASCII only where its (?i) is too: not tried together.
    if "(?i" in source and re.search(r"\\[dwSb]", source):
        return
    flags = re.ASCII if "(?i" not in source else re.NOFLAG
    expected = re.search(source, text, flags) is not None
    assert Expression(source).matches(text) is expected


@given(sources, texts)
def test_what_is_required_is_there(source: str, text: str) -> None:
    if Expression(source).matches(text):
        required = required_by(source)
        assert all(exact in text for exact in required.exact)
        if text.isascii():
            assert all(folded in text.lower() for folded in required.folded)


@pytest.mark.parametrize(
    ("source", "exact", "folded"),
    [
        ("alice", ("alice",), ()),
        ("^arn:aws:iam::[0-9]+:role/ci-.*$", ("arn:aws:iam::", ":role/ci-"), ()),
        ("(?i)Alice", (), ("alice",)),
        ("a(?i)b", ("a",), ("b",)),
        ("(?i:b)c", ("c",), ("b",)),
        ("(?i)a(?-i)b", ("b",), ("a",)),
        ("(?i)müller", (), ("m", "ller")),
        ("ab?c", ("a", "c"), ()),
        ("ab*?c", ("a", "c"), ()),
        ("ab+c", ("ab", "c"), ()),
        ("ab{2,3}c", ("ab", "c"), ()),
        ("ab{0}c", ("a", "c"), ()),
        ("ab{,2}c", ("ab{,2}c",), ()),
        ("(abc)+d", ("abc", "d"), ()),
        ("(?:abc)?d", ("d",), ()),
        ("(?P<who>abc)(def|ghi)j", ("abc", "j"), ()),
        ("abc|def", (), ()),
        (r"a\.b\|c", ("a.b|c",), ()),
        (r"[a\]]b[[:alpha:]]c[]]d", ("b", "c", "d"), ()),
        (r"a\dbc", ("a", "bc"), ()),
        (r"a\x41bc", (), ()),
        (r"\Qa*\E", (), ()),
        (r"\pLabc", (), ()),
        ("a}]", ("a}]",), ()),
        ("(" * 300 + "a" + ")" * 300, ("a",), ()),
        ("", (), ()),
    ],
)
def test_required(source: str, exact: tuple[str, ...], folded: tuple[str, ...]) -> None:
    assert Expression(source).required == Required(exact, folded)


@pytest.mark.parametrize(
    ("source", "column", "told"),
    [
        ("a(?=b)", 1, "(?="),
        ("(?<!a)b", 0, "(?<"),
        (r"(a)\1", 3, r"\1"),
        (r"a\qb", 1, r"\q"),
        ("é[ü\\q]", 3, r"\q"),
        ("abc*?+", 3, "*?+"),
        ("*a", 0, "*"),
        ("a|*", 2, "*"),
        ("x[z-a]", 2, "z-a"),
        ("[[:foo:]]", 1, "[:foo:]"),
        ("a[bc", 1, "]"),
        ("(a)b)c", 4, ")"),
        ("(abc", 4, ")"),
        ("abc\\", 4, "backslash"),
        ("a{2000}", 1, "{2000}"),
        (r"\(?=(?=a)", 4, "(?="),
        ("(?P<a", 0, "(?P<"),
        (r"\pX", 0, r"\pX"),
        ("(?z)", 0, "(?z"),
        ("\ud800", 0, "pair"),
    ],
)
def test_refused_with_its_place(source: str, column: int, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression(source)
    assert caught.value.column == column
    assert told in caught.value.message
    assert "RE2" in caught.value.hint


@given(st.text("ab\\()[]{}*+?|^$.-:P<>=!i19", max_size=12))
def test_whatever_is_typed_is_taken_or_refused_with_a_place_in_it(source: str) -> None:
    error = None
    try:
        Expression(source)
    except ExpressionError as refusal:
        error = refusal
    assert error is None or (error.message and 0 <= error.column <= len(source))
    assert isinstance(required_by(source), Required)


@pytest.mark.parametrize(
    "source", [r"\pL{100}", "[ab]{1000}[ab]{1000}.{1000}", r"(?i)\w{500}", "(((a{9}){9}){9}){9}"]
)
def test_a_large_program_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(source)


def test_a_long_expression_is_refused() -> None:
    assert Expression("a" * MOST_CHARACTERS).matches("a" * 2_000)
    with pytest.raises(ExpressionError) as caught:
        Expression("a" * (MOST_CHARACTERS + 1))
    assert caught.value.column == MOST_CHARACTERS


@pytest.mark.parametrize("source", ["(a*)*c", "(a|ab)*c", "(.*)*x", "[ab]*a[ab]{600}c"])
def test_no_expression_takes_more_than_linear_time(source: str) -> None:
    expression = Expression(source)
    text = "ab" * 10_000
    started = time.monotonic()
    assert not expression.matches(text)
    assert time.monotonic() - started < 2
    assert MOST_INSTRUCTIONS <= 2_000


@pytest.mark.parametrize("text", ["a\ud800b", "\udc00ab"])
def test_half_of_a_pair_is_a_character_like_another(text: str) -> None:
    assert Expression("a.?b").matches(text)
    assert not Expression("x").matches(text)


def test_expressions_are_equal_and_travel() -> None:
    expression = Expression("(?i)alice")
    again = pickle.loads(pickle.dumps(expression))
    assert again == expression
    assert hash(again) == hash(expression)
    assert again.matches("ALICE")
    assert expression != Expression("alice")


def test_a_question_without_an_expression_does_not_import_re2() -> None:
    code = "import sys, trailview.events.expressions; sys.exit('re2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_re2_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    for source in ("(", "[ab]*a[ab]{900}c"):
        with contextlib.suppress(ExpressionError):
            Expression(source).matches("ab" * 50_000)
    assert capfd.readouterr() == ("", "")
