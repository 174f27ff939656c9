"""Wires the screen: a session, who can ask, and what is remembered."""

from __future__ import annotations

import _thread
import os
import sys
import time
from contextlib import nullcontext
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from trailview.compose.ending import closing, taken_by
from trailview.compose.settings import know_the_screen, recorder
from trailview.errors import UsageError
from trailview.question.query import Question, TimeRange
from trailview.search.session import Session
from trailview.settings.memory import Memory

if TYPE_CHECKING:
    from trailview.tui.identities import Identities
    from trailview.tui.origins import Origins

_SWITCH_INTERVAL: Final = 0.001
"""Seconds for which one thread may keep the others waiting: keys must not wait for reading."""


def keyboard_from_terminal() -> int:
    """Let keys come from the terminal; the file descriptor that standard input has now.

    Raises UsageError where there is no terminal.
    """
    data = os.dup(0)
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise UsageError(
            "No terminal", "There is none to take keys from.", "Use trailview query --path - ."
        ) from None
    os.dup2(terminal, 0)
    os.close(terminal)
    return data


def has_terminal() -> bool:
    """Whether there is one for a screen: for its keys, and for what it shows.

    Textual draws on standard error.
    """
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def _now() -> int:
    return int(time.time())


def run_tui(
    session: Session,
    question: Question,
    zone: tzinfo,
    memory: Memory,
    since: str | None = None,
    until: str | None = None,
    identities: Identities | None = None,
    origins: Origins | None = None,
) -> int:
    """Open the screen on a session; the exit code when it is closed.

    `since` and `until` are the question's window as it was typed, `identities`
    who can ask where services are asked, `origins` who finds out who is behind a key.
    Raises UsageError where there is no terminal to open it in.
    """
    if not has_terminal():
        session.close()
        raise UsageError(
            "No terminal",
            "The screen needs one for its keys and for what it shows.",
            "To answer a question without a screen, use: trailview query",
        )
    sys.setswitchinterval(_SWITCH_INTERVAL)
    session.remember_with(recorder(memory))
    with closing(session), nullcontext() if origins is None else closing(origins):
        session.start(question)
        from trailview.tui.app import TrailviewApp

        span = TimeRange(since or "", until or "")
        know_the_screen(memory)
        app = TrailviewApp(session, question, zone, _now, memory, span, identities, origins)

        def end() -> None:
            app.end()
            # Beside the screen, which waits for calls of its own before it is left.
            _thread.start_new_thread(session.close, ())
            if origins is not None:
                _thread.start_new_thread(origins.close, ())

        with taken_by(end):
            return app.run() or 0
