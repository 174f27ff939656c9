"""Where a reader of a question stands in its text."""

from __future__ import annotations

from trailview.errors import QuestionError


class Scanner:
    """A text that is read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        """The next character's column."""
        self.depth = 0
        """How many groups are open there: in one, `)` ends a value."""

    def error(self, column: int, message: str, hint: str = "") -> QuestionError:
        """The error that says what was expected at a column."""
        return QuestionError(self.text, column, message, hint)

    def skip_space(self) -> bool:
        """Go to where the next clause begins; False where the text ends."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def next(self) -> str:
        """The next character; empty at the end of the text and before a space."""
        character = self.text[self.at : self.at + 1]
        return "" if character.isspace() else character

    @property
    def is_at_end(self) -> bool:
        """Whether a clause can end here: before a space, the end, or what closes a group."""
        following = self.next()
        return not following or (following == ")" and self.depth > 0)
