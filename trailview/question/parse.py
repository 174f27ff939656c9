"""From text to terms and groups. The language is described in docs/QUERY.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from trailview.errors import QuestionError
from trailview.events.pattern import Pattern, Value
from trailview.question.fields import Compare, Field, field_names, find_field
from trailview.question.networks import network_of
from trailview.question.paths import PATH_START, check_colon, format_path, parse_path, read_path
from trailview.question.scanner import Scanner
from trailview.question.terms import FREE_TEXT, Clause, Group, Term
from trailview.question.values import read_value

DEEPEST: Final = 32
"""How many groups may stand in one another."""
_FIELD_NAME: Final = re.compile(r"""[^\s:,"\\*()]*(?=:)""")
_OR: Final = re.compile(r"(?:or|OR)(?=[\s()]|\Z)")

_Alternatives = tuple[tuple[Clause, ...], ...]


def parse(text: str) -> tuple[Clause, ...]:
    """The terms and groups that `text` asks for, in their order; none for blank text.

    Field names come out canonical, paths and runs of `*` in one form each.
    Raises QuestionError with the column at which something else was expected.
    """
    reader = _Reader(text)
    found = reader.alternatives()
    if len(found) > 1:
        return (Group(found),)
    return found[0] if found else ()


def term_for(field: str, value: str, negated: bool = False) -> Term:
    """The term that asks for exactly `value`, whatever characters it has.

    `field` is a field's name or alias, a path, or `FREE_TEXT`. Raises
    QuestionError where it is none of them, or a fixed set of words lacks `value`.
    """
    name = field
    if field.startswith("$"):
        name = format_path(parse_path(field))
    elif field != FREE_TEXT:
        row = find_field(field)
        if row is None:
            raise _unknown_field(field, 0, field)
        if row.compare is Compare.FLAG and value not in row.words:
            raise _unknown_word(value, 0, value, row)
        name = row.name
    return Term(name, (Pattern((value,)),), negated)


def _nearest(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # for what is misspelt

    found = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"Did you mean `{found[0]}`? " if found else ""


def _unknown_field(text: str, column: int, name: str) -> QuestionError:
    from trailview.question.misread import meant_field

    hint = (
        meant_field(name)
        or _nearest(name, field_names())
        or "The fields: " + ", ".join(field_names()) + ". "
    )
    return QuestionError(
        text,
        column,
        f"A field was expected; there is no field `{name}`.",
        f'{hint}To look for a text that has a colon, quote it: "{name}:…".',
    )


def _unknown_word(text: str, column: int, word: str, field: Field) -> QuestionError:
    words = ", ".join(f"`{known}`" for known in field.words)
    return QuestionError(
        text,
        column,
        f"`{field.name}:` expects one of {words}, not `{word}`.",
        _nearest(word, field.words).strip(),
    )


class _Reader(Scanner):
    """Reads one question, or what stands in a group of it."""

    def alternatives(self) -> _Alternatives:
        """Lists of clauses, between which `or` stands; none where there is nothing at all."""
        found, clauses = list[tuple[Clause, ...]](), list[Clause]()
        while self.skip_space() and not self.is_at_end:
            word = _OR.match(self.text, self.at)
            if word is None:
                clauses.append(self._clause())
                continue
            if not clauses:
                raise self._lacking(f"before `{word[0]}`")
            found.append(tuple(clauses))
            clauses = []
            self.at = word.end()
        if clauses:
            return (*found, tuple(clauses))
        if found:
            raise self._lacking("after `or`")
        return ()

    def _lacking(self, where: str) -> QuestionError:
        return self.error(
            self.at,
            f"A field or a text was expected {where}.",
            'Write `(user:alice or user:bob)`. The word itself is quoted: "or".',
        )

    def _clause(self) -> Clause:
        negated = self.next() == "-"
        self.at += negated
        if self.next() == "(":
            return self._group(negated)
        if self.next() == "-" or self.is_at_end:
            raise self.error(
                self.at,
                "A field or a text was expected after `-`.",
                'Write `-user:alice`, or quote a text that begins with `-`: "-x".',
            )
        if self.next() == ")":
            raise self.error(
                self.at, "There is no `(` for this `)`.", 'A text that begins so is quoted: ")".'
            )
        if self.text.startswith(PATH_START, self.at):
            return self._path_term(negated)
        name = _FIELD_NAME.match(self.text, self.at)
        if name is None:
            return Term(FREE_TEXT, self._values(self._check_text, is_text=True), negated)
        return self._field_term(name[0], negated)

    def _group(self, negated: bool) -> Group:
        opened = self.at
        if self.depth == DEEPEST:
            raise self.error(opened, f"At most {DEEPEST} groups in one another were expected.")
        self.at += 1
        self.depth += 1
        found = self.alternatives()
        self.depth -= 1
        if self.next() != ")":
            raise self.error(
                opened,
                "The closing `)` of this group was expected before the end.",
                'A text that begins with `(` is quoted: "(x".',
            )
        if not found:
            raise self._lacking("after `(`")
        self.at += 1
        if not self.is_at_end:
            raise self.error(self.at, "A space was expected after the closing `)`.")
        return Group(found, negated)

    def _path_term(self, negated: bool) -> Term:
        parts = read_path(self)
        if self.next() != ":":
            raise self.error(
                self.at,
                "`:` and a value were expected after the path, or `.` or `[` to go on with it.",
                "Ask for `:*` where any value will do. A text that begins with `$.` is quoted.",
            )
        self.at += 1
        check_colon(self, parts)
        return Term(format_path(parts), self._values(), negated)

    def _field_term(self, name: str, negated: bool) -> Term:
        column = self.at
        if not name:
            raise self.error(column, "A field's name was expected before `:`.")
        field = find_field(name)
        if field is None:
            if name.startswith("$"):
                raise self.error(column + 1, "A path goes on with `.` and a name after `$`.")
            raise _unknown_field(self.text, column, name)
        self.at += len(name) + 1
        check = {Compare.FLAG: self._check_word, Compare.ADDRESS: self._check_address}.get(
            field.compare
        )
        if check is None:
            return Term(field.name, self._values(), negated)
        return Term(field.name, self._values(lambda value, at: check(field, value, at)), negated)

    def _values(
        self, check: Callable[[Value, int], None] | None = None, *, is_text: bool = False
    ) -> tuple[Value, ...]:
        """A list of values, up to the space or the end that ends the term."""
        values = []
        while True:
            column = self.at
            value = read_value(self, is_text=is_text)
            if check is not None:
                check(value, column)
            values.append(value)
            if self.is_at_end:
                return tuple(values)
            if self.next() != ",":
                raise self._behind_value()
            self.at += 1

    def _behind_value(self) -> QuestionError:
        if self.text[self.at - 1] == '"':
            return self.error(
                self.at,
                "A space, or a comma and another value, was expected after the closing quote.",
                r"A quote inside a quoted value is written `\"`.",
            )
        return self.error(
            self.at,
            "A space, or a comma and another value, was expected after the expression's `/`.",
            r"A `/` inside is written `\/`; so is one that begins a text: `\/aws/lambda/x`.",
        )

    def _check_text(self, value: Value, column: int) -> None:
        if value.literal == "":
            raise self.error(column, "A text to look for was expected between the quotes.")
        if self.text[column] != '"' and ":" in self.text[column : self.at]:
            raise self.error(
                self.text.index(":", column),
                "A comma, a space or the end was expected here, as the term is a text.",
                "Quote a text that has a colon.",
            )

    def _check_word(self, field: Field, value: Value, column: int) -> None:
        if not any(value.matches(word) for word in field.words):
            word = self.text[column : self.at].strip('"')
            raise _unknown_word(self.text, column, word, field)

    def _check_address(self, field: Field, value: Value, column: int) -> None:
        if not isinstance(value, Pattern) or self.text[column : self.at].lstrip("~")[0] == '"':
            return
        if network_of(value) is None and any("/" in piece for piece in value.pieces):
            written = self.text[column : self.at]
            raise self.error(
                column,
                f"An address range such as `203.0.113.0/24` was expected, not `{written}`.",
                f'To compare with that very text, quote it: {field.name}:"{written}".',
            )
