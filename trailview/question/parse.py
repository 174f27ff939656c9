"""From text to terms. The language is described in docs/QUERY.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Final

from trailview.errors import QuestionError
from trailview.events.pattern import Pattern
from trailview.question.fields import Compare, Field, field_names, find_field
from trailview.question.networks import network_of
from trailview.question.terms import FREE_TEXT, Term
from trailview.question.write import BARE_NAME, CURLY, format_path

_ESCAPABLE: Final = '*,"\\'
_PATH_START: Final = ("$.", "$[")
_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?=\])")
_FIELD_NAME: Final = re.compile(r"""[^\s:,"\\*]*(?=:)""")


def parse(text: str) -> tuple[Term, ...]:
    """The terms that `text` asks for, in its order; none for blank text.

    Field names come out canonical, paths and runs of `*` in one form each.
    Raises QuestionError with the column at which something else was expected.
    """
    reader = _Reader(text)
    terms = []
    while reader.skip_space():
        terms.append(reader.term())
    return tuple(terms)


def parse_path(text: str) -> tuple[str | int, ...]:
    """The member names and list indexes of a path such as `$.a.b[0]['odd.name']`.

    Raises QuestionError where it is no path.
    """
    reader = _Reader(text)
    if not text.startswith(_PATH_START):
        raise reader.error(0, "A path begins with `$.` and a member's name.")
    parts = reader.path()
    if reader.at < len(text):
        raise reader.error(reader.at, "The path should end here, or go on with `.` or `[`.")
    return parts


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
    found = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"Did you mean `{found[0]}`? " if found else ""


def _unknown_field(text: str, column: int, name: str) -> QuestionError:
    hint = _nearest(name, field_names()) or "The fields: " + ", ".join(field_names()) + ". "
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


class _Reader:
    """Reads one question from left to right. `at` is the next character's column."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, column: int, message: str, hint: str = "") -> QuestionError:
        return QuestionError(self.text, column, message, hint)

    def skip_space(self) -> bool:
        """Go to where the next term begins; False where there is none."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def _next(self) -> str:
        """The next character; empty at the end of the text and before a space."""
        character = self.text[self.at : self.at + 1]
        return "" if character.isspace() else character

    def term(self) -> Term:
        negated = self._next() == "-"
        self.at += negated
        if self._next() in ("", "-"):
            raise self.error(
                self.at,
                "A field or a text was expected after `-`.",
                'Write `-user:alice`, or quote a text that begins with `-`: "-x".',
            )
        if self.text.startswith(_PATH_START, self.at):
            return self._path_term(negated)
        name = _FIELD_NAME.match(self.text, self.at)
        if name is None:
            return Term(FREE_TEXT, self._values(self._check_text), negated)
        return self._field_term(name[0], negated)

    def _path_term(self, negated: bool) -> Term:
        parts = self.path()
        if self._next() != ":":
            raise self.error(
                self.at,
                "`:` and a value were expected after the path, or `.` or `[` to go on with it.",
                "Ask for `:*` where any value will do. A text that begins with `$.` is quoted.",
            )
        self.at += 1
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

    def _values(self, check: Callable[[Pattern, int], None] | None = None) -> tuple[Pattern, ...]:
        """A list of values, up to the space or the end that ends the term."""
        values = []
        while True:
            column = self.at
            value = self._quoted() if self._next() == '"' else self._bare()
            if check is not None:
                check(value, column)
            values.append(value)
            following = self._next()
            if not following:
                return tuple(values)
            if following != ",":
                raise self.error(
                    self.at,
                    "A space, or a comma and another value, was expected after the closing quote.",
                    r"A quote inside a quoted value is written `\"`.",
                )
            self.at += 1

    def _check_text(self, value: Pattern, column: int) -> None:
        if value.literal == "":
            raise self.error(column, "A text to look for was expected between the quotes.")
        if self.text[column] != '"' and ":" in self.text[column : self.at]:
            raise self.error(
                self.text.index(":", column),
                "A comma, a space or the end was expected here, as the term is a text.",
                "Quote a text that has a colon.",
            )

    def _check_word(self, field: Field, value: Pattern, column: int) -> None:
        if not any(value.matches(word) for word in field.words):
            raise _unknown_word(self.text, column, "*".join(value.pieces), field)

    def _check_address(self, field: Field, value: Pattern, column: int) -> None:
        if self.text[column] == '"' or not any("/" in piece for piece in value.pieces):
            return
        if network_of(value) is None:
            written = self.text[column : self.at]
            raise self.error(
                column,
                f"An address range such as `203.0.113.0/24` was expected, not `{written}`.",
                f'To compare with that very text, quote it: {field.name}:"{written}".',
            )

    def _bare(self) -> Pattern:
        column = self.at
        if (first := self._next()) in ("", ","):
            raise self.error(
                column,
                "A value was expected here.",
                'An empty value is written "", any value `*`, a value with a comma in quotes.',
            )
        if first in CURLY:
            raise self.error(
                column,
                f"A straight quote was expected, not {first}.",
                'Replace “ and ” by ", or put straight quotes around the whole value.',
            )
        pieces = [""]
        while (character := self._next()) not in ("", ","):
            if character == '"':
                raise self.error(
                    self.at,
                    "A quote was not expected inside a value.",
                    r"Quote the whole value, or write `\"` for the character itself.",
                )
            self._take(character, pieces)
        return _pattern(pieces)

    def _quoted(self) -> Pattern:
        opened = self.at
        self.at += 1
        pieces = [""]
        while (character := self.text[self.at : self.at + 1]) != '"':
            if not character:
                raise self.error(
                    opened,
                    "The closing quote of this value was expected before the end.",
                    r"For the character itself write `\"`.",
                )
            self._take(character, pieces)
        self.at += 1
        return _pattern(pieces)

    def _take(self, character: str, pieces: list[str]) -> None:
        """Add one character, wildcard or escape to the pieces of a value."""
        if character == "*":
            pieces.append("")
        elif character == "\\":
            escaped = self.text[self.at + 1 : self.at + 2]
            if not escaped or escaped not in _ESCAPABLE:
                raise self.error(
                    self.at + 1,
                    r'One of `*` `,` `"` `\` was expected after a backslash.',
                    r"For a backslash itself write `\\`.",
                )
            pieces[-1] += escaped
            self.at += 1
        else:
            pieces[-1] += character
        self.at += 1

    def path(self) -> tuple[str | int, ...]:
        """The parts of a path; stops at what is no part of it."""
        self.at += 1
        parts: list[str | int] = []
        while (character := self._next()) in (".", "["):
            self.at += 1
            parts.append(self._name() if character == "." else self._bracket())
        return tuple(parts)

    def _name(self) -> str:
        name = BARE_NAME.match(self.text, self.at)
        if name is None:
            raise self.error(
                self.at,
                "A member's name was expected after `.`.",
                "A name with other characters is written `['odd.name']`.",
            )
        self.at = name.end()
        return name[0]

    def _bracket(self) -> str | int:
        if (quote := self._next()) in ("'", '"'):
            part: str | int = self._quoted_name(quote)
        elif index := _INDEX.match(self.text, self.at):
            part = int(index[0])
            self.at = index.end()
        else:
            raise self.error(
                self.at,
                "An index such as `[0]` or a quoted name such as `['odd.name']` was expected.",
            )
        if self._next() != "]":
            raise self.error(self.at, "`]` was expected here.")
        self.at += 1
        return part

    def _quoted_name(self, quote: str) -> str:
        opened = self.at
        self.at += 1
        name = ""
        while (character := self.text[self.at : self.at + 1]) != quote:
            if character == "\\":
                self.at += 1
                character = self.text[self.at : self.at + 1]
                if character and character not in "'\"\\":
                    raise self.error(
                        self.at, r"""One of `'` `"` `\` was expected after a backslash."""
                    )
            if not character:
                raise self.error(
                    opened, "The closing quote of this name was expected before the end."
                )
            name += character
            self.at += 1
        self.at += 1
        return name


def _pattern(pieces: list[str]) -> Pattern:
    """A pattern with runs of wildcards made one."""
    if len(pieces) < 3:
        return Pattern(tuple(pieces))
    return Pattern((pieces[0], *(piece for piece in pieces[1:-1] if piece), pieces[-1]))
