"""Values of a term, read from a question: `alice`, `"a b"`, `~*ALICE*`, `/^al.ce$/`."""

from __future__ import annotations

from typing import Final

from trailview.events.expressions import Expression, ExpressionError
from trailview.events.pattern import Pattern, Value, fold
from trailview.question.scanner import Scanner

CURLY: Final = "“”„‟"
"""Quotes that a web page has made of straight ones."""
FOLDS: Final = "~"
"""Stands before a value whose letters compare without regard to case."""
SLASH: Final = "/"
"""Stands round an expression."""
_ESCAPABLE: Final = '*,"\\~/'


def read_value(scanner: Scanner, *, is_text: bool) -> Value:
    """One value; in a free text, which `is_text`, `~` and `/` stand for themselves.

    Raises QuestionError.
    """
    first = scanner.next()
    if is_text or first not in (FOLDS, SLASH):
        return Pattern(_whole(_pieces(scanner)))
    if first == SLASH:
        return _expression(scanner)
    scanner.at += 1
    return Pattern(tuple(map(fold, _whole(_pieces(scanner)))), folds=True)


def _pieces(scanner: Scanner) -> list[str]:
    return _quoted(scanner) if scanner.next() == '"' else _bare(scanner)


def _bare(scanner: Scanner) -> list[str]:
    column = scanner.at
    first = scanner.next()
    if scanner.is_at_end or first == ",":
        raise scanner.error(
            column,
            "A value was expected here.",
            'An empty value is written "", any value `*`, a value with a comma in quotes.',
        )
    if first in CURLY:
        raise scanner.error(
            column,
            f"A straight quote was expected, not {first}.",
            'Replace “ and ” by ", or put straight quotes around the whole value.',
        )
    pieces, opened = [""], 0
    while (character := scanner.next()) not in ("", ","):
        if character == '"':
            raise scanner.error(
                scanner.at,
                "A quote was not expected inside a value.",
                r"Quote the whole value, or write `\"` for the character itself.",
            )
        if scanner.depth:
            if character == ")" and not opened:
                break
            opened += (character == "(") - (character == ")")
        _take(scanner, character, pieces)
    return pieces


def _quoted(scanner: Scanner) -> list[str]:
    opened = scanner.at
    scanner.at += 1
    pieces = [""]
    while (character := scanner.text[scanner.at : scanner.at + 1]) != '"':
        if not character:
            raise scanner.error(
                opened,
                "The closing quote of this value was expected before the end.",
                r"For the character itself write `\"`.",
            )
        _take(scanner, character, pieces)
    scanner.at += 1
    return pieces


def _take(scanner: Scanner, character: str, pieces: list[str]) -> None:
    """Add one character, wildcard or escape to the pieces of a value."""
    if character == "*":
        pieces.append("")
    elif character == "\\":
        escaped = scanner.text[scanner.at + 1 : scanner.at + 2]
        if not escaped or escaped not in _ESCAPABLE:
            raise scanner.error(
                scanner.at + 1,
                r'One of `*` `,` `"` `\` `~` `/` was expected after a backslash.',
                r"For a backslash itself write `\\`.",
            )
        pieces[-1] += escaped
        scanner.at += 1
    else:
        pieces[-1] += character
    scanner.at += 1


def _whole(pieces: list[str]) -> tuple[str, ...]:
    """The pieces with runs of wildcards made one."""
    if len(pieces) < 3:
        return tuple(pieces)
    return (pieces[0], *(piece for piece in pieces[1:-1] if piece), pieces[-1])


def _expression(scanner: Scanner) -> Expression:
    r"""An expression up to its closing slash; only `\/` is not handed on as it is."""
    opened = scanner.at
    scanner.at += 1
    source, columns = "", list[int]()
    while (character := scanner.text[scanner.at : scanner.at + 1]) != SLASH:
        if not character:
            raise scanner.error(
                opened,
                "The closing `/` of this expression was expected before the end.",
                r"A text that begins with `/` is written `\/…`, or in quotes.",
            )
        taken = scanner.text[scanner.at : scanner.at + 2] if character == "\\" else character
        written = SLASH if taken == f"\\{SLASH}" else taken
        columns += range(scanner.at, scanner.at + len(written))
        source += written
        scanner.at += len(taken)
    columns.append(scanner.at)
    scanner.at += 1
    if not source:
        raise scanner.error(opened + 1, "An expression was expected between the slashes.")
    try:
        return Expression(source)
    except ExpressionError as error:
        raise scanner.error(columns[error.column], error.message, error.hint) from None
