"""Getting new credentials without leaving the screen: a login in the browser, an MFA code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final, Protocol

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static

from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, TrailviewError
from trailview.events.text import is_printable, printable
from trailview.setup.steps import Wanted
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.dialogs.error import ErrorText, error_text
from trailview.tui.messages import CopyAsked

PAUSES: Final = "leaves the question paused"
"""What Escape does where a question waits for credentials."""
_DIGITS: Final = 6
_BESIDE: Final = 34
"""Columns that the text needs beside the QR code."""
_AROUND: Final = 4
"""Lines around the QR code: the frame, and the keys."""


class Code(Protocol):
    """What is to be confirmed: `trailview.aws.credentials.login.DeviceCode` is one."""

    @property
    def url(self) -> str:
        """Where the code is typed."""
        ...

    @property
    def complete_url(self) -> str:
        """With the code in it."""
        ...

    @property
    def code(self) -> str:
        """What is typed there."""
        ...

    @property
    def expires_at(self) -> float:
        """Seconds since 1970."""
        ...


Flow = Callable[[Cancel, Callable[[Code], None]], None]
"""A login: returns when it is done; tells the code as soon as there is one.

It blocks, ends soon after the Cancel is set, and raises TrailviewError.
"""


@dataclass
class CodeCame(Message):
    """There is a code to confirm."""

    code: Code


@dataclass
class LoginEnded(Message):
    """The login is done, or has failed."""

    error: TrailviewError | None
    cancel: Cancel
    """Of which try."""


class LoginDialog(Dialog[bool]):
    """Logs in by a code that is confirmed in a browser; the result is True once it is done.

    A failure is shown, and can be tried again. Escape gives up at once.
    """

    DEFAULT_CSS = """
    LoginDialog #frame { width: 92; max-height: 100%; }
    LoginDialog #sides { height: auto; }
    LoginDialog #text { width: 1fr; height: auto; }
    LoginDialog #code { width: auto; height: auto; color: black; background: white; display: none; }
    LoginDialog.-roomy #code { display: block; }
    LoginDialog #keys { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy the address", show=False),
        Binding("r", "retry", "Try again", show=False),
    ]
    is_waited_for = True

    def __init__(self, profile: str, flow: Flow, esc: str = PAUSES) -> None:
        """`esc` says what Escape does."""
        super().__init__()
        self.keys_text = f"y copies the address · r tries again · Esc {esc}"
        self.title_text = f"Log in: {profile}" if profile else "Log in"
        self._flow = flow
        self._cancel = Cancel()
        self._code: Code | None = None
        self._drawn: list[str] = []
        self._has_failed = False
        self._text = Static(id="text")
        self._picture = Static(id="code")

    def contents(self) -> Sequence[Widget]:
        """The address and the code, and beside them a picture of both."""
        return (Horizontal(self._text, self._picture, id="sides"),)

    def on_mount(self) -> None:
        self._begin()

    def on_unmount(self) -> None:
        self._cancel.set()

    def on_resize(self, event: Resize) -> None:
        del event
        self._make_room()

    def action_leave(self) -> None:
        self._cancel.set()
        self.dismiss(None)

    def action_copy(self) -> None:
        if self._code is not None:
            self.post_message(CopyAsked(self._code.complete_url, "address to log in at"))

    def action_retry(self) -> None:
        if self._has_failed:
            self._begin()

    def _begin(self) -> None:
        self._cancel, self._code, self._has_failed, self._drawn = Cancel(), None, False, []
        self._make_room()
        self._text.update("Asking for a code …")
        self._log_in(self._cancel)

    @work(thread=True, group="login", exit_on_error=False)
    def _log_in(self, cancel: Cancel) -> None:
        error: TrailviewError | None = None

        def came(code: Code) -> None:
            if not cancel.is_set:
                self.post_message(CodeCame(code))

        try:
            self._flow(cancel, came)
        except TrailviewError as raised:
            error = raised
        self.post_message(LoginEnded(error, cancel))

    def on_code_came(self, message: CodeCame) -> None:
        from trailview.tui.qr_code import qr_lines

        message.stop()
        self._code = code = message.code
        until = datetime.fromtimestamp(code.expires_at, UTC).strftime("%H:%M UTC")
        self._text.update(
            Content.assemble(
                "Open in a browser\n",
                _link(code.complete_url),
                "\n\nor open\n",
                _link(code.url),
                "\nand type\n",
                (printable(code.code), "bold"),
                f"\n\nIt waits for you until {until}.",
            )
        )
        self._drawn = qr_lines(code.complete_url)
        self._picture.update(Content("\n".join(self._drawn)))
        self._make_room()

    def on_login_ended(self, message: LoginEnded) -> None:
        message.stop()
        if message.cancel is not self._cancel or self._cancel.is_set:
            return
        if message.error is None:
            self.dismiss(True)
            return
        self._code, self._has_failed, self._drawn = None, True, []
        self._make_room()
        title = (printable(message.error.title), "bold $text-error")
        self._text.update(Content.assemble(title, "\n\n", error_text(message.error)))

    def _make_room(self) -> None:
        """Draw the QR code where the whole of it can be seen, and nowhere else."""
        size, drawn = self.app.size, self._drawn
        fits = bool(drawn) and size.height >= len(drawn) + _AROUND
        self.set_class(fits and size.width >= len(drawn[0]) + _BESIDE, "-roomy")


def _link(url: str) -> Content:
    """An address, as a hyperlink where it can do no harm; what it asks for on its own line."""
    path, mark, query = printable(url).partition("?")
    lines = f"{path}\n{mark}{query}" if query else path
    if is_printable(url) and url.startswith("https://"):
        return Content.styled(lines, Style(link=url, underline=True))
    return Content(lines)


class MfaDialog(Dialog[str]):
    """Asks for an MFA code; the result is six digits."""

    title_text = "MFA code"
    is_waited_for = True

    def __init__(
        self, text: str, esc: str = PAUSES, note: str = "", *, masked: bool = False
    ) -> None:
        """`text` says whose code is wanted, `esc` what Escape does, `note` what to know.

        With `masked` the digits do not show.
        """
        super().__init__()
        self._note = note
        self.keys_text = f"Enter takes · Esc {esc}"
        self._question = printable(text)
        self._input = Input(password=masked, restrict=r"[0-9]*", max_length=_DIGITS)
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """Whose code is wanted, where it is typed, and why the last was refused."""
        self._refuse(self._note)
        return (Static(Content(self._question)), self._input, self._refusal)

    def on_mount(self) -> None:
        self._input.focus()

    def _refuse(self, text: str) -> None:
        self._refusal.update(text)
        self._refusal.display = bool(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if len(event.value) == _DIGITS:
            self.dismiss(event.value)
        else:
            self._refuse(f"A code has {_DIGITS} digits.")


def passing_on(wanted: Wanted) -> Callable[[str | None], None]:
    """What hands an `MfaDialog`'s result to the thread that waits for it."""

    def answered(code: str | None) -> None:
        if code is None:
            wanted.cancel()
        else:
            wanted.answer(code)

    return answered


class CredentialsDialog(Dialog[bool]):
    """Credentials that only the user can mend; the result is True to try again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,enter", "retry", "Try again", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]
    is_waited_for = True
    is_error = True
    keys_text = f"r tries again · y copies · Esc {PAUSES}"

    def __init__(self, error: CredentialsError) -> None:
        super().__init__()
        self._text = ErrorText(error)
        self.title_text = error.title

    def contents(self) -> Sequence[Widget]:
        """The error."""
        return (self._text,)

    def action_copy(self) -> None:
        self._text.copy()

    def action_retry(self) -> None:
        self.dismiss(True)
