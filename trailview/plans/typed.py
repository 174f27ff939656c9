"""What is typed or pasted by hand: curly quotes, and SQL that does more than read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

_STRAIGHT: Final = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'")})


def has_curly_quotes(text: str) -> bool:
    """Whether a text has quotes that a web page has made of straight ones."""
    return straighten(text) != text


def straighten(text: str) -> str:
    """The text with curly quotes made straight."""
    return text.translate(_STRAIGHT)


_UNCLOSED: Final = {
    "/*": "a comment",
    "'": "a text",
    '"': "a quoted name",
    "`": "a quoted name",
}
_READING: Final = frozenset({"SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN"})
_QUERY: Final = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "("})
_EXPECTED: Final = "only one SELECT, WITH, SHOW, DESCRIBE or EXPLAIN is run"


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"""
        (?P<space>\s+|--[^\n]*|/\*.*?\*/)
        | (?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`)
        | (?P<word>[^\W\d]\w*)
        | (?P<number>\d[\w.]*)
        | (?P<open>/\*|['"`])
        | (?P<mark>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


class _Token(NamedTuple):
    kind: str
    text: str
    """Words in upper case."""


def is_single_select(sql: str) -> bool:
    """Whether the text is one statement that only reads."""
    return refusal(sql) is None


def refusal(sql: str) -> str | None:
    """Why a statement is not run; None for one SELECT, WITH, SHOW, DESCRIBE or EXPLAIN."""
    tokens = list(_tokens(sql))
    for token in tokens:
        if token.kind == "open":
            return f"{_UNCLOSED[token.text]} is opened by {token.text} and never closed"
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if not tokens:
        return "there is no statement"
    if any(token == ("mark", ";") for token in tokens):
        return f"there is more than one statement; {_EXPECTED}"
    return _refused(tokens)


def _tokens(sql: str) -> Iterator[_Token]:
    for match in _token().finditer(sql):
        kind = match.lastgroup
        assert kind is not None
        if kind != "space":
            yield _Token(kind, match[0].upper() if kind == "word" else match[0])


def _refused(tokens: list[_Token]) -> str | None:
    first = next((token for token in tokens if token != ("mark", "(")), None)
    if first is None or first.kind != "word" or first.text not in _READING:
        return f"it begins with {tokens[0].text if first is None else first.text}; {_EXPECTED}"
    if first is not tokens[0] and first.text not in _QUERY:
        return f"{first.text} stands in parentheses; {_EXPECTED}"
    if first.text == "EXPLAIN":
        return _explained(tokens[1:])
    return _main_statement(tokens) if first.text == "WITH" else None


def _explained(tokens: list[_Token]) -> str | None:
    """EXPLAIN ANALYZE runs what it explains, so that has to be a query too."""
    while tokens and tokens[0] in (("word", "ANALYZE"), ("word", "VERBOSE")):
        tokens = tokens[1:]
    if tokens[:1] == [("mark", "(")] and len(tokens) > 1 and tokens[1].text in ("TYPE", "FORMAT"):
        tokens = _after_parentheses(tokens)
    if not tokens or tokens[0].text not in _QUERY:
        return "EXPLAIN is run for queries only"
    return _refused(tokens)


def _main_statement(tokens: list[_Token]) -> str | None:
    """Refuse `WITH … INSERT` and its like: after the named queries comes a query."""
    while tokens[0] != ("word", "WITH"):
        tokens = tokens[1:]
    while tokens:
        if tokens[0] != ("mark", "("):
            tokens = tokens[1:]
            continue
        tokens = _after_parentheses(tokens)
        if tokens and tokens[0].text not in (",", "AS"):
            break
    if not tokens or tokens[0].text not in _QUERY:
        main = tokens[0].text if tokens else "nothing"
        return f"WITH is followed by {main} where a SELECT was expected"
    return None


def _after_parentheses(tokens: list[_Token]) -> list[_Token]:
    """What stands behind the parentheses that the tokens begin with."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token == ("mark", "(")) - (token == ("mark", ")"))
        if depth == 0:
            return tokens[at + 1 :]
    return []
