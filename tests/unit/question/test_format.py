"""Terms written as text come back as the same terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.errors import QuestionError
from trailview.events.pattern import Pattern
from trailview.question.fields import FIELDS, Compare
from trailview.question.parse import parse, term_for
from trailview.question.paths import format_path, parse_path
from trailview.question.terms import FREE_TEXT, Term
from trailview.question.write import format_terms

TRICKY = st.text(st.sampled_from("$.[]'\"\\*,:-/ ab1\n\t“”é\u00a0"), min_size=1, max_size=8)
VALUES = TRICKY | st.text(st.characters(), min_size=1)
FREE_FIELDS = [row.name for row in FIELDS if row.compare is not Compare.FLAG]
PATHS = st.lists(TRICKY | st.integers(0, 99) | st.just(""), min_size=1, max_size=4).map(tuple)


def patterns(smallest: int = 0) -> st.SearchStrategy[Pattern]:
    wild = st.tuples(st.just("") | VALUES, st.lists(VALUES, max_size=2), st.just("") | VALUES)
    return st.one_of(
        (VALUES if smallest else st.just("") | VALUES).map(lambda text: Pattern((text,))),
        wild.map(lambda pieces: Pattern((pieces[0], *pieces[1], pieces[2]))),
    )


def terms() -> st.SearchStrategy[Term]:
    fields = st.sampled_from(FREE_FIELDS) | PATHS.map(format_path)
    return st.one_of(
        st.builds(
            Term, fields, st.lists(patterns(), min_size=1, max_size=3).map(tuple), st.booleans()
        ),
        st.builds(
            Term,
            st.just(FREE_TEXT),
            st.lists(patterns(1), min_size=1, max_size=3).map(tuple),
            st.booleans(),
        ),
    )


@examples(300)
@given(st.lists(terms(), max_size=3).map(tuple))
def test_format_then_parse(asked: tuple[Term, ...]) -> None:
    assert parse(format_terms(asked)) == asked


@examples(200)
@given(st.sampled_from([*FREE_FIELDS, FREE_TEXT, "$.a.b"]), VALUES, st.booleans())
def test_a_cells_value_can_always_be_asked_for(field: str, value: str, negated: bool) -> None:
    term = term_for(field, value, negated)
    assert term == Term(field, (Pattern((value,)),), negated)
    assert parse(format_terms((term,))) == (term,)


@examples(200)
@given(PATHS)
def test_any_path_can_be_written(parts: tuple[str | int, ...]) -> None:
    assert parse_path(format_path(parts)) == parts


@examples(300)
@given(st.text(st.sampled_from("\"\\*,:- $.[]'abser"), max_size=12))
def test_what_is_understood_is_understood_again(tail: str) -> None:
    for text in (tail, f"user:{tail}", f"-$.{tail}"):
        try:
            asked = parse(text)
        except QuestionError:
            continue
        written = format_terms(asked)
        assert parse(written) == asked
        assert format_terms(parse(written)) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (" name:A  -source:s3 ", "event:A -service:s3"),
        ('user:"alice"', "user:alice"),
        ('user:"a b",c', 'user:"a b",c'),
        (r"user:a\,b", 'user:"a,b"'),
        (r"user:a\*b*", r"user:a\*b*"),
        ('"alice" "a:b" "-c"', 'alice "a:b" "-c"'),
        ("$['a']['b c']:x", "$.a['b c']:x"),
        ("error:***", "error:*"),
    ],
)
def test_written_as_a_person_would(text: str, written: str) -> None:
    assert format_terms(parse(text)) == written
