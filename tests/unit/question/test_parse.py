"""Text becomes the terms that docs/QUERY.md says."""

from __future__ import annotations

import pytest

from trailview.errors import QuestionError
from trailview.events.pattern import Pattern
from trailview.question.parse import parse, term_for
from trailview.question.paths import format_path, parse_path
from trailview.question.query import Question
from trailview.question.terms import FREE_TEXT, Term

ANY = Pattern(("", ""))


def term(field: str, *values: str | Pattern, negated: bool = False) -> Term:
    patterns = tuple(x if isinstance(x, Pattern) else Pattern((x,)) for x in values)
    return Term(field, patterns, negated)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" \t\n ", ()),
        ("user:alice", (term("user", "alice"),)),
        (" user:alice  is:write ", (term("user", "alice"), term("is", "write"))),
        ("name:GetObject source:s3", (term("event", "GetObject"), term("service", "s3"))),
        ("event:A,B,C", (term("event", "A", "B", "C"),)),
        ("-event:A,B", (term("event", "A", "B", negated=True),)),
        ("error:*", (term("error", ANY),)),
        ("error:***", (term("error", ANY),)),
        ("event:**a***b**", (term("event", Pattern(("", "a", "b", ""))),)),
        ("event:Describe*", (term("event", Pattern(("Describe", ""))),)),
        (r"event:a\*b", (term("event", "a*b"),)),
        (r"user:a\,b,c", (term("user", "a,b", "c"),)),
        (r"user:a\"b\\c", (term("user", 'a"b\\c'),)),
        (r"user:\*", (term("user", "*"),)),
        (r'user:"a, \"b\" \\ \* \,"', (term("user", 'a, "b" \\ * ,'),)),
        ('agent:"* Chrome *"', (term("agent", Pattern(("", " Chrome ", ""))),)),
        ('user:"a b","c d",e', (term("user", "a b", "c d", "e"),)),
        ('user:"a\nb"', (term("user", "a\nb"),)),
        ('error:""', (term("error", ""),)),
        ("user:-x", (term("user", "-x"),)),
        ("role:arn:aws:iam::1:role/a/b", (term("role", "arn:aws:iam::1:role/a/b"),)),
        ("ip:203.0.113.0/24,2001:db8::/32", (term("ip", "203.0.113.0/24", "2001:db8::/32"),)),
        ("ip:203.0.113.7/24", (term("ip", "203.0.113.7/24"),)),
        ("ip:cloudformation.amazonaws.com", (term("ip", "cloudformation.amazonaws.com"),)),
        ('ip:"AWS Internal/3","1.2.3.4/99"', (term("ip", "AWS Internal/3", "1.2.3.4/99"),)),
        ("is:w* readonly:*", (term("is", Pattern(("w", ""))), term("readonly", ANY))),
        ("alice", (term(FREE_TEXT, "alice"),)),
        ("-alice,bob", (term(FREE_TEXT, "alice", "bob", negated=True),)),
        ('"alice: no" -"x"', (term(FREE_TEXT, "alice: no"), term(FREE_TEXT, "x", negated=True))),
        ("a*b *", (term(FREE_TEXT, Pattern(("a", "b"))), term(FREE_TEXT, ANY))),
        ('a,"b:c"', (term(FREE_TEXT, "a", "b:c"),)),
        ("user error foo-bar", (term("", "user"), term("", "error"), term("", "foo-bar"))),
        ("$LATEST", (term(FREE_TEXT, "$LATEST"),)),
        ("$.a.b[0].c:x", (term("$.a.b[0].c", "x"),)),
        ("-$.a:*", (term("$.a", ANY, negated=True),)),
        ("$['a']:x", (term("$.a", "x"),)),
        ("$.a['odd.name'][\"it's\"]:a:b", (term("$.a['odd.name']['it\\'s']", "a:b"),)),
        ("$.a['x y: z']:1", (term("$.a['x y: z']", "1"),)),
        ("$[0][12]:x", (term("$[0][12]", "x"),)),
        ("$.x-amz-acl.ünï:x,y", (term("$.x-amz-acl.ünï", "x", "y"),)),
        ("user:a\u00a0user:b", (term("user", "a"), term("user", "b"))),
    ],
)
def test_parse(text: str, expected: tuple[Term, ...]) -> None:
    assert parse(text) == expected
    assert parse(Question(expected).text) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("$.a", ("a",)),
        ("$.a.b[0].c", ("a", "b", 0, "c")),
        ("$['a.b'][\"c]\"]", ("a.b", "c]")),
        (r"$['it\'s \\ \"']", ("it's \\ \"",)),
        ("$['']", ("",)),
    ],
)
def test_path(text: str, parts: tuple[str | int, ...]) -> None:
    assert parse_path(text) == parts
    assert parse_path(format_path(parts)) == parts


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 0),
        ("a", 0),
        ("$", 0),
        ("$.", 2),
        ("$.a.", 4),
        ("$.a b", 3),
        ("$.a:", 3),
        ("$.a[]", 4),
        ("$.a[*]", 4),
        ("$.a[01]", 4),
        ("$.a[-1]", 4),
        ("$.a[0", 4),
        ("$.a['x", 4),
        ("$.a['x'", 7),
        (r"$['\n']", 4),
    ],
)
def test_no_path(text: str, column: int) -> None:
    with pytest.raises(QuestionError) as caught:
        parse_path(text)
    assert caught.value.column == column


def test_a_term_for_a_value() -> None:
    assert term_for("name", "a*b,c") == term("event", "a*b,c")
    assert term_for("$['a'].b", "x", negated=True) == term("$.a.b", "x", negated=True)
    assert term_for(FREE_TEXT, "x") == term(FREE_TEXT, "x")
    for name, value in [("nosuch", "x"), ("is", "wrtie"), ("$x", "y")]:
        with pytest.raises(QuestionError):
            term_for(name, value)
