"""The errors trailview shows: a title, what happened, and what to do next."""

from __future__ import annotations


class TrailviewError(Exception):
    """An error a user can act on.

    `title` names the kind of trouble in a few words, `message` says what
    happened, `hint` says what to do next (may be empty).
    """

    def __init__(self, title: str, message: str, hint: str = "") -> None:
        super().__init__(title, message, hint)
        self.title = title
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[TrailviewError], tuple[object, ...]]:
        return type(self), self.args

    def __str__(self) -> str:
        text = f"{self.title}: {self.message}"
        return f"{text}\n{self.hint}" if self.hint else text


class QuestionError(TrailviewError):
    """A question, or a time in it, that was not understood.

    `text` is what was typed and `column` the 0-based offset in it at which
    something else was expected.
    """

    def __init__(self, text: str, column: int, message: str, hint: str = "") -> None:
        super().__init__("Question not understood", message, hint)
        self.text = text
        self.column = column

    def pointer(self) -> str:
        """The text with a caret below the column, on two lines."""
        return f"{self.text}\n{' ' * self.column}^"


class UsageError(TrailviewError):
    """A command line or an option that cannot be carried out as given."""


class PlanError(UsageError):
    """A question that a backend, as it is set up, could not answer rightly: so it is not asked."""


class SourceError(TrailviewError):
    """A file, folder or stream that cannot be read at all."""


class OutputError(TrailviewError):
    """A place the results cannot be written to."""


class SettingsError(TrailviewError):
    """Something of what is remembered (settings, history) that cannot be read or written."""


class CredentialsError(TrailviewError):
    """AWS credentials, or the profile they come from, that are missing, expired or refused."""


class ServiceError(TrailviewError):
    """An AWS service that refuses a call, fails, or does not answer.

    `code` is the service's own name for the error, empty where it gave none.
    """

    def __init__(self, title: str, message: str, hint: str = "", code: str = "") -> None:
        super().__init__(title, message, hint)
        self.code = code


class DeniedError(ServiceError):
    """A call that the credentials have no permission for; another region or call may do."""
