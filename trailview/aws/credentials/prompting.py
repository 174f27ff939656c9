"""A question that one thread has and another one can put to the user: an MFA code."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Final

from trailview.errors import CredentialsError, Need

_HINT: Final = "Ask again to be asked for another code."


class WantedCode:
    """A code that somebody waits for. Safe from any thread; the first answer counts."""

    def __init__(self, text: str) -> None:
        self.text = text
        """What is asked, with the MFA device's name. Untrusted: it comes from a file."""
        self._future: Future[str] = Future()

    def answer(self, code: str) -> None:
        """Here it is."""
        if not self._future.done():
            self._future.set_result(code)

    def cancel(self) -> None:
        """There will be none."""
        self._future.cancel()

    def wait(self) -> str:
        """The code. Raises CredentialsError where there will be none."""
        try:
            return self._future.result()
        except CancelledError:
            raise CredentialsError("No MFA code", self.text, _HINT, Need.MFA) from None


class Prompter:
    """The `prompt` of `credentials.sessions.Access` where there is somebody to ask."""

    def __init__(self, show: Callable[[WantedCode], object]) -> None:
        """`show` is called in the thread that needs the code, and returns at once."""
        self._show = show

    def __call__(self, prompt: str) -> str:
        """The code, whenever it is there. Raises CredentialsError where there will be none."""
        wanted = WantedCode(prompt.strip().rstrip(":"))
        self._show(wanted)
        return wanted.wait()
