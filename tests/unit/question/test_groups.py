"""Alternatives, values in any case, expressions: read, written, refused, and what they mean."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.make import record
from trailview.errors import QuestionError, UsageError
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern, Value, exactly, in_any_case
from trailview.events.record import Delivery, Event
from trailview.question.fields import FIELDS, Compare
from trailview.question.parse import DEEPEST, parse
from trailview.question.paths import format_path
from trailview.question.predicate import matches
from trailview.question.query import Question
from trailview.question.saved import Saved
from trailview.question.terms import FREE_TEXT, Clause, Group, Term
from trailview.question.write import format_terms


def term(field: str, *values: str, negated: bool = False) -> Term:
    return Term(field, exactly(*values), negated)


C_VALUE = Pattern(("c",))
A, B, C = term("user", "a"), term("event", "b"), term("error", "c", negated=True)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("(user:a or event:b)", (Group(((A,), (B,))),)),
        ("( user:a OR event:b )", (Group(((A,), (B,))),)),
        ("user:a or event:b", (Group(((A,), (B,))),)),
        ("user:a event:b or -error:c", (Group(((A, B), (C,))),)),
        ("-(user:a event:b) -error:c", (Group(((A, B),), negated=True), C)),
        (
            "(user:a (event:b or -error:c) or -(user:a))",
            (Group(((A, Group(((B,), (C,)))), (Group(((A,),), negated=True),))),),
        ),
        ("user:a,or", (term("user", "a", "or"),)),
        ('user:a "or"', (A, term(FREE_TEXT, "or"))),
        ("user:a order", (A, term(FREE_TEXT, "order"))),
        ("user:a -or", (A, term(FREE_TEXT, "or", negated=True))),
        ("user:a or(event:b)", (Group(((A,), (Group(((B,),)),))),)),
        ("user:f(x)", (term("user", "f(x)"),)),
        ("(user:f(x) or user:a)", (Group(((term("user", "f(x)"),), (A,))),)),
        ("user:x)", (term("user", "x)"),)),
        (
            "user:~Alice,~*B*,c",
            (Term("user", (*in_any_case("alice"), Pattern(("", "b", ""), folds=True), C_VALUE)),),
        ),
        ('user:~"A b"', (Term("user", in_any_case("a b")),)),
        (r"user:\~a,\/b,x~/", (term("user", "~a", "/b", "x~/"),)),
        ('user:"~a","/b/"', (term("user", "~a", "/b/"),)),
        ("~/x", (term(FREE_TEXT, "~/x"),)),
        ("/aws/lambda/x", (term(FREE_TEXT, "/aws/lambda/x"),)),
        (
            "event:/^(Get|Put) x, y$/,b",
            (Term("event", (Expression("^(Get|Put) x, y$"), Pattern(("b",)))),),
        ),
        (r"resource:/a\/b\.c/", (Term("resource", (Expression(r"a/b\.c"),)),)),
        ("(event:/a)b/ or user:a)", None),
        (r"(event:/a\)b/ or user:a)", (Group(((Term("event", (Expression(r"a\)b"),)),), (A,))),)),
        ('$.a["aws:SourceArn"]:x', (term("$.a['aws:SourceArn']", "x"),)),
        ("$.a.arn:arn:aws:x", (term("$.a.arn", "arn:aws:x"),)),
        ("$.tags.owner:team:x", (term("$.tags.owner", "team:x"),)),
    ],
)  # fmt: skip
def test_read(text: str, clauses: tuple[Clause, ...] | None) -> None:
    if clauses is None:
        with pytest.raises(QuestionError):
            parse(text)
        return
    assert parse(text) == clauses
    assert parse(format_terms(clauses)) == clauses


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("(user:a", 0, "closing `)`"),
        ("user:a (event:b or (x)", 7, "closing `)`"),
        ("()", 1, "expected after `(`"),
        ("user:a or", 9, "expected after `or`"),
        ("(user:a or )", 11, "expected after `or`"),
        ("or user:a", 0, "expected before `or`"),
        ("user:a or or user:b", 10, "expected before `or`"),
        ("(or user:a)", 1, "expected before `or`"),
        ("(user:a)b", 8, "A space"),
        ("(user:a))", 8, "A space"),
        ("user:a )", 7, "no `(`"),
        ("(user:a -)", 9, "after `-`"),
        ("(user:)", 6, "A value"),
        ("(user:a,)", 8, "A value"),
        ("user:~", 6, "A value"),
        ("(usr:a)", 1, "`user`"),
        ("event:/a", 6, "closing `/`"),
        ("event://", 7, "between the slashes"),
        ("event:/a(b/", 10, "closing `)`"),
        (r"event:/a\/b[c/", 11, "closing `]`"),
        (r"event:/\//x/", 10, "expression's `/`"),
        ("event:/a/b/c", 9, "expression's `/`"),
        ("$.a.logGroupName:/aws/lambda/x", 22, "expression's `/`"),
        ("is:/zz/", 3, "expects one of"),
        ("ip:~1.2.3.4/99", 3, "address range"),
        ("$.requestParameters.aws:SourceArn:arn:x", 23, "`aws:SourceArn`"),
        ("$.a.aws:SourceArn", 7, "`aws:SourceArn`"),
        ("$.a.kms:EncryptionContext/x:y", 7, "`kms:EncryptionContext/x`"),
        ("(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1), DEEPEST, "At most"),
        ("(" * 100_000, DEEPEST, "At most"),
    ],
)
def test_refused(text: str, column: int, said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert said in f"{caught.value.message} {caught.value.hint}"


TEXTS = st.text(st.sampled_from('aZ~/\\"*,:()-$. \n|[é'), max_size=5)


def patterns() -> st.SearchStrategy[Value]:
    pieces = st.lists(TEXTS, min_size=1, max_size=3)

    def made(some: list[str], folds: bool) -> Pattern:
        kept = (some[0], *filter(None, some[1:-1]), *some[1:][-1:])
        return Pattern(tuple(map(str.lower, kept)) if folds else kept, folds)

    return st.builds(made, pieces, st.booleans())


def expressions() -> st.SearchStrategy[Value]:
    parts = st.sampled_from(["/", r"\\", " ", ",", "a", ")", "(?:b|c)", r"\)", '"', "[/]"])

    def is_taken(source: str) -> bool:
        try:
            Expression(source)
        except ValueError:
            return False
        return True

    sources = st.lists(parts, min_size=1, max_size=5).map("".join).filter(is_taken)
    return sources.map(Expression)


def clauses(depth: int = 3) -> st.SearchStrategy[Clause]:
    names = [row.name for row in FIELDS if row.compare not in (Compare.FLAG, Compare.ADDRESS)]
    paths = st.lists(TEXTS | st.integers(0, 9), min_size=1, max_size=2)
    fields = st.sampled_from(names) | paths.map(lambda parts: format_path(tuple(parts)))
    values = st.lists(patterns() | expressions(), min_size=1, max_size=2).map(tuple)
    texts = TEXTS.filter(bool).map(lambda text: (Pattern((text,)),))
    term = st.builds(Term, fields, values, st.booleans()) | st.builds(
        Term, st.just(FREE_TEXT), texts, st.booleans()
    )
    if not depth:
        return term
    several = st.lists(clauses(depth - 1), min_size=1, max_size=2).map(tuple)
    return term | st.builds(
        Group, st.lists(several, min_size=1, max_size=3).map(tuple), st.booleans()
    )


@examples(300)
@given(st.lists(clauses(), max_size=2))
def test_whatever_is_written_is_read_as_the_same(asked: list[Clause]) -> None:
    assert parse(format_terms(asked)) == tuple(asked)


@examples(500)
@given(st.text(st.sampled_from('ab:/~()-, "or\\*$.[]user'), max_size=20))
def test_whatever_is_typed_is_refused_or_stays_the_same_when_written(text: str) -> None:
    refused = None
    try:
        found = parse(text)
    except QuestionError as error:
        refused = error
    if refused is None:
        assert parse(format_terms(found)) == found
    else:
        assert 0 <= refused.column <= len(text)


EVENT = record(
    eventName="ConsoleLogin",
    eventSource="signin.amazonaws.com",
    userIdentity={"type": "IAMUser", "userName": "Alice"},
    requestParameters={
        "policy": {"Condition": [{"aws:SourceArn": "arn:aws:x"}, {"n": 1.50, "on": True}]},
        "path": "/aws/lambda/x",
    },
    resources=[{"ARN": "arn:aws:s3:::My-Bucket/Key", "type": "AWS::S3::Object"}],
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("(user:Alice or user:bob)", True),
        ("-(user:Alice or user:bob)", False),
        ("(event:X or event:ConsoleLogin user:bob)", False),
        ("(event:X or -(event:ConsoleLogin user:bob))", True),
        ("event:~consolelogin", True),
        ("event:consolelogin", False),
        ("user:~*LIC*", True),
        ("service:~SIGNIN", True),
        ("service:~SIGN*", True),
        ("is:~CONSOLE", True),
        ("resource:~my-bucket/key", True),
        ("resource:~MY-BUCKET*", True),
        ("resource:~KEY", True),
        ("resource:key", False),
        ("resource:/(?i)my-bucket.k/", True),
        ("resource-type:/::S3::/", True),
        ("resource-type:/^S3/", False),
        ("event:/^Console.{5}$/", True),
        ("event:/console/", False),
        ("-event:/console/", True),
        ("service:/^signin$/", False),
        ("is:/^con/", True),
        ("$.requestParameters:/lambda/", True),
        (r"$.requestParameters.path:\/aws\/lambda*", True),
        ('$.requestParameters.policy.Condition[0]["aws:SourceArn"]:arn:aws:x', True),
        ("$.requestParameters.policy:arn:aws:x", True),
        ("$.requestParameters.policy:~ARN*", True),
        ("$.requestParameters.policy:aws:SourceArn", False),
        ("$.requestParameters.policy:true", True),
        ("$.requestParameters:1.5", True),
        ("$.requestParameters:1.50", False),
        ("-$.requestParameters.policy:true", False),
        ("$.requestParameters.policy.Condition:x", False),
    ],
)
def test_what_holds(text: str, holds: bool) -> None:

    made = Event(Delivery(json.dumps(EVENT).encode()))
    assert matches(parse(text), made) is holds


def test_a_value_is_added_to_groups_and_taken_out_again() -> None:
    question = Question(parse("user:a or event:b")).with_term(C)
    assert question.text == "(user:a or event:b) -error:c"
    assert question.with_term(term("error", "c")).text == "(user:a or event:b) error:c"
    group, _ = question.terms
    assert question.without_term(group).text == "-error:c"
    assert question.with_term(Group(((A,), (B,)), negated=True)).text == (
        "-error:c -(user:a or event:b)"
    )


def test_an_alternative_is_added_where_the_clause_stands() -> None:
    question = Question((A, C))
    (first, _) = question.terms
    wider = question.with_alternative(first, B)
    assert wider.text == "(user:a or event:b) -error:c"
    assert wider.with_alternative(wider.terms[0], C).text == (
        "(user:a or event:b or -error:c) -error:c"
    )
    negated = Question(parse("-(user:a)"))
    assert negated.with_alternative(negated.terms[0], B).text == "(-(user:a) or event:b)"
    with pytest.raises(ValueError, match="not in tuple"):
        question.with_alternative(B, A)


@pytest.mark.parametrize(
    ("text", "value", "filled"),
    [
        ("(user:{x} or resource:{x})", "a b", '(user:"a b" or resource:"a b")'),
        ("-(user:{x} -(event:{x}*))", "or", "-(user:or -(event:or*))"),
        ("user:~{x}", "ALICE", "user:~alice"),
        ("event:/^{x}$/", "a.b*(c)", r"event:/^a\.b\*\(c\)$/"),
        ("event:/x{x}/", "a/b", r"event:/xa\/b/"),
    ],
)
def test_parameters_in_groups_and_values(text: str, value: str, filled: str) -> None:
    assert Saved("s", text).filled({"x": value}).text == filled


def test_a_value_that_makes_an_expression_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="at most 1,000 characters"):
        Saved("s", "event:/{x}/").filled({"x": "a" * 1_001})
