"""Regular expressions in questions: RE2's, found anywhere in a value, in linear time.

The syntax is that of https://github.com/google/re2/wiki/Syntax. An expression
comes from whoever types a question and meets texts from whoever made a call:
RE2 has no backtracking, so neither can make a worker hang, and an expression
whose program would be large is refused. Letters and digits of `\\w`, `\\d`
and `\\b` are those of ASCII; `(?i)` folds all of Unicode's letters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from trailview.events.required import Required


MOST_CHARACTERS: Final = 1_000
"""The longest expression that is taken."""
MOST_INSTRUCTIONS: Final = 2_000
"""The largest program; one as large takes at worst some 20 ms for 1,000 characters of text."""
_MOST_BYTES: Final = 4 << 20
"""What RE2 may use for one expression: its program, and the automaton it makes of it."""
_HINT: Final = (
    "Expressions are RE2's: `.` `[a-z]` `\\d` `*` `+` `?` `{2,5}` `|` `( )` `^` `$`, "
    "`(?i)` for letters in any case. There is no look-around and no back-reference."
)


class ExpressionError(ValueError):
    """An expression that RE2 does not take, or that is too large.

    `column` is the 0-based offset in it of what is not understood, `message`
    says what that is, and `hint` what expressions are made of.
    """

    def __init__(self, column: int, message: str) -> None:
        super().__init__(column, message)
        self.column = column
        self.message = message
        self.hint = _HINT


class Expression:
    """A compiled expression. Equal expressions are equal, and travel between processes."""

    __slots__ = ("_program", "source")

    def __init__(self, source: str) -> None:
        """Raises ExpressionError."""
        self.source = source
        self._program = _compiled(source)

    @property
    def literal(self) -> None:
        """No exact text: an expression is not compared as one."""
        return None

    @property
    def is_any(self) -> bool:
        """Whether it stands for any text that is not empty, as `*` does: it never does."""
        return False

    def matches(self, value: str) -> bool:
        """Whether the expression is found anywhere in `value`."""
        try:
            raw = value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold
            raw = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        return self._program.search(raw) is not None

    @property
    def required(self) -> Required:
        """Texts that are in every text in which the expression is found."""
        from trailview.events.required import required_by  # most questions have none

        return required_by(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def __reduce__(self) -> tuple[type[Expression], tuple[str]]:
        return Expression, (self.source,)


class _Program(Protocol):
    """What is used of RE2's compiled expressions, which ship no types."""

    @property
    def programsize(self) -> int: ...

    @property
    def reverseprogramsize(self) -> int: ...

    def search(self, text: bytes) -> object: ...


@lru_cache(maxsize=256)
def _compiled(source: str) -> _Program:
    if len(source) > MOST_CHARACTERS:
        raise ExpressionError(
            MOST_CHARACTERS,
            f"An expression of at most {MOST_CHARACTERS:,} characters was expected.",
        )
    try:
        program = _tried(source)
    except _RefusedError as refusal:
        raise _located(source, refusal) from None
    if max(program.programsize, program.reverseprogramsize) > MOST_INSTRUCTIONS:
        raise _too_large()
    return program


def _too_large() -> ExpressionError:
    return ExpressionError(
        0, "A smaller expression was expected: its repetitions make this one too large."
    )


class _RefusedError(Exception):
    """What RE2 says of an expression that it does not take."""

    def __init__(self, reason: str, fragment: str) -> None:
        super().__init__(reason, fragment)
        self.reason = reason
        self.fragment = fragment


def _tried(source: str) -> _Program:
    """Raises _RefusedError."""
    import re2  # 4 ms, for the few questions that have an expression

    options = re2.Options()
    options.log_errors = False  # RE2 would write them to standard error
    options.never_capture = True  # only whether, not what
    options.max_mem = _MOST_BYTES
    try:
        raw = source.encode()
    except UnicodeEncodeError as error:
        raise _RefusedError("invalid UTF-8", source[error.start]) from None
    try:
        program: _Program = re2.compile(raw, options)
    except re2.error as error:
        said = error.args[0]
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        reason, _, fragment = text.partition(": ")
        raise _RefusedError(reason, fragment) from None
    return program


_UNOPENED: Final = "unexpected )"
_EXPECTED: Final = {
    "missing )": "A closing `)` was expected.",
    "missing ]": "A closing `]` was expected for this `[`.",
    _UNOPENED: "There is no `(` for this `)`.",
    "trailing \\": "A character was expected after the backslash.",
    "no argument for repetition operator": "Something to repeat was expected before `{}`.",
    "bad repetition operator": "`{}` repeats what is repeated already.",
    "invalid repetition size": "Repetitions of at most 1,000 in all were expected, not `{}`.",
    "invalid character class range": "`{}` is no set or range of characters.",
    "invalid escape sequence": "`{}` has no meaning.",
    "invalid perl operator": "`{}` is not taken: `(?i)`, `(?:` and `(?P<name>` are.",
    "invalid named capture group": "A name in `(?P<name>` was expected.",
    "invalid UTF-8": "This character is half of a pair.",
}
"""What to tell for RE2's reasons; `{}` is what it complains of."""


def _located(source: str, refusal: _RefusedError) -> ExpressionError:
    """The error with its place, which RE2 knows and does not tell.

    It reads from left to right, so what it complains of stands at the end of
    the shortest beginning of the expression that has the same error.
    """
    reason, fragment = refusal.reason, refusal.fragment
    if reason.startswith("pattern too large"):
        return _too_large()
    message = _EXPECTED.get(reason, f"RE2 says: {reason}: `{{}}`.").replace("{}", fragment)
    if reason in ("missing )", "trailing \\"):
        return ExpressionError(len(source), message)
    if reason == "missing ]":
        return ExpressionError(len(source) - len(fragment), message)
    end = next(n for n in range(1, len(source) + 1) if _has_error(source[:n], refusal))
    if reason == _UNOPENED:
        return ExpressionError(end - 1, message)
    return ExpressionError(source.rfind(fragment, 0, end), message)


def _has_error(source: str, refusal: _RefusedError) -> bool:
    """Whether RE2 has the same to say of it; of a `)` too many it gives all that it read."""
    try:
        _tried(source)
    except _RefusedError as other:
        return other.args == refusal.args or other.reason == refusal.reason == _UNOPENED
    return False
