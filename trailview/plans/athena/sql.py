"""Texts, names and patterns written as SQL: never pasted raw, always escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from trailview.events.pattern import Pattern

TRUE: Final = "true"
FALSE: Final = "false"

_CONTROL: Final = re.compile(r"([\x00-\x1f\x7f-\x9f])")
_PLAIN_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_WORDS: Final = """
    alter and as between by case cast constraint create cross cube current_date current_time
    current_timestamp current_user date deallocate delete describe distinct drop else end escape
    except execute exists extract false first for from full group grouping having in inner insert
    intersect into is join last left like listagg localtime localtimestamp natural normalize not
    null on or order outer prepare recursive right rollup select skip table then time timestamp
    true uescape union unnest using values when where with
    """
_RESERVED: Final = frozenset(_WORDS.split())
"""Words that Athena reserves in SELECT statements, and names of types; quoted as names."""
_ESCAPE: Final = "!"
_MANY: Final = 4
"""Beginnings that are shorter in one regular expression than side by side."""
_SPECIAL: Final = re.compile(rf"([%_{_ESCAPE}])")


def literal(text: str) -> str:
    """`text` as a SQL string: quotes doubled, control characters by their numbers.

    A control character in the clear would do something when the statement is
    pasted into a shell.
    """
    parts = [part for part in _CONTROL.split(text) if part]
    said = [_chr(part) if _CONTROL.fullmatch(part) else _quoted(part) for part in parts]
    if len(said) < 2:
        return said[0] if said else "''"
    return f"({' || '.join(said)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _chr(character: str) -> str:
    return f"chr({ord(character)})"


def identifier(name: str) -> str:
    """A column's or table's name, in double quotes where it needs them."""
    if _PLAIN_NAME.fullmatch(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def like(expression: str, pieces: Sequence[str]) -> str:
    """Whether all of `expression` is the pieces with any runs between them."""
    escaped = [_SPECIAL.sub(rf"{_ESCAPE}\1", piece) for piece in pieces]
    test = f"{expression} LIKE {literal('%'.join(escaped))}"
    return test if list(pieces) == escaped else f"{test} ESCAPE '{_ESCAPE}'"


def among(expression: str, texts: Sequence[str]) -> str:
    """Whether `expression` is one of the texts."""
    said = [literal(text) for text in texts]
    return f"{expression} = {said[0]}" if len(said) == 1 else f"{expression} IN ({', '.join(said)})"


def fits(expression: str, values: Sequence[Pattern]) -> str:
    """Whether `expression` fits any of the values, exactly as `Pattern.matches` tells it.

    Values that fold are of ASCII.
    """
    tests = []
    for folds in (False, True):
        some = [value for value in dict.fromkeys(values) if value.folds is folds]
        said = _in_small_letters(expression, some) if folds else expression
        literals = [text for value in some if (text := value.literal) is not None]
        starts = [value.pieces[0] for value in some if _is_plain_start(value)]
        if literals:
            tests.append(among(said, literals))
        if len(starts) >= _MANY:
            tests.append(found_in(said, f"^({'|'.join(starts)})"))
        for value in some:
            if value.is_any:
                tests.append(f"{expression} <> ''")
            elif value.literal is None and (len(starts) < _MANY or not _is_plain_start(value)):
                tests.append(like(said, value.pieces))
    return any_of(tests)


def _in_small_letters(expression: str, values: Sequence[Pattern]) -> str:
    """A text as values of ASCII compare with it without regard to case.

    `lower` makes ASCII of two letters that are none, `K` (U+212A) and `İ`: where
    that would matter, only the letters of ASCII are made small.
    """
    if any(letter in piece for value in values for piece in value.pieces for letter in "ik"):
        return f"translate({expression}, '{ascii_uppercase}', '{ascii_lowercase}')"
    return f"lower({expression})"


def found_in(expression: str, source: str) -> str:
    """Whether a regular expression is found anywhere in `expression`."""
    return f"regexp_like({expression}, {literal(source)})"


def _is_plain_start(value: Pattern) -> bool:
    """Whether what fits is what begins with a text that is plain in a regular expression."""
    start = value.pieces[0]
    return value.pieces[1:] == ("",) and start.isascii() and start.isalnum()


def any_of(tests: Sequence[str]) -> str:
    """The tests joined by OR, in parentheses where there are several; FALSE for none."""
    kept = [test for test in dict.fromkeys(tests) if test != FALSE]
    if TRUE in kept:
        return TRUE
    if len(kept) < 2:
        return kept[0] if kept else FALSE
    return f"({' OR '.join(kept)})"


def all_of(tests: Sequence[str]) -> str:
    """The tests joined by AND, in parentheses where there are several; TRUE for none."""
    kept = [test for test in dict.fromkeys(tests) if test != TRUE]
    if FALSE in kept:
        return FALSE
    if len(kept) < 2:
        return kept[0] if kept else TRUE
    return f"({' AND '.join(kept)})"


def none_of(test: str) -> str:
    """The opposite of a test, which also holds where the test is NULL."""
    if test in (TRUE, FALSE):
        return FALSE if test == TRUE else TRUE
    return f"NOT coalesce({test}, false)"
