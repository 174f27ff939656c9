"""The errors trailview shows: a title, what happened, and what to do next."""

from __future__ import annotations

import shlex
import sys
from enum import Enum
from pathlib import Path


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
        """The text with a caret below the column, on a line of its own."""
        start = self.text.rfind("\n", 0, self.column) + 1
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        return f"{self.text[:end]}\n{' ' * (self.column - start)}^{self.text[end:]}"


class UsageError(TrailviewError):
    """A command line or an option that cannot be carried out as given."""


class MissingExtraError(UsageError):
    """A library that is only needed for what was asked, and is not installed."""


class PlanError(UsageError):
    """A question that a backend, as it is set up, could not answer rightly: so it is not asked."""


class FullScanError(PlanError):
    """A question that would read a whole table, which costs: asked only when that is allowed."""


class SourceError(TrailviewError):
    """A file, folder or stream that cannot be read at all."""


class OutputError(TrailviewError):
    """A place the results cannot be written to."""


class SettingsError(TrailviewError):
    """Something of what is remembered (settings, history) that cannot be read or written."""


class Need(Enum):
    """What it takes to have credentials again."""

    SSO = "sso"
    """A login in the browser."""
    MFA = "mfa"
    """An MFA code."""
    OTHER = "other"
    """Something that only the user can do: other keys, a mended file."""


class CredentialsError(TrailviewError):
    """AWS credentials, or the profile they come from, that are missing, expired or refused.

    `need` says what would help, and `profile` whose credentials they are;
    empty for those of the environment.
    """

    def __init__(
        self,
        title: str,
        message: str,
        hint: str = "",
        need: Need = Need.OTHER,
        profile: str = "",
    ) -> None:
        super().__init__(title, message, hint)
        self.need = need
        self.profile = profile


class ServiceError(TrailviewError):
    """An AWS service that refuses a call, fails, or does not answer.

    `code` is the service's own name for the error, empty where it gave none.
    `at` is where in the query that was sent something is wrong, if it says
    so: a line, and characters from its beginning on (maybe past its end),
    both counted from 0.
    """

    def __init__(
        self,
        title: str,
        message: str,
        hint: str = "",
        code: str = "",
        at: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(title, message, hint)
        self.code = code
        self.at = at


class DeniedError(ServiceError):
    """A call that the credentials have no permission for; another region or call may do."""


def install_hint(extra: str, package: str) -> str:
    """What to type so that a library reaches this installation, however it was installed.

    `extra` is trailview's own name for it, `package` the library's.
    """
    place = Path(sys.prefix).as_posix()
    if "/pipx/" in place:
        return f"Type: pipx inject trailview {package}"
    if "/uv/tools/" in place:
        return f"Type: uv tool install --with {package} trailview"
    return f"Type: {shlex.quote(sys.executable)} -m pip install 'trailview[{extra}]'"
