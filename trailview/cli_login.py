"""`trailview login`: credentials for a profile, without a screen."""

from __future__ import annotations

import os
import queue
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from trailview import cli
from trailview.aws.asking import Answer, Caller, Setback
from trailview.aws.calls import NEVER, Running
from trailview.aws.config import read_config, surrounding_profile
from trailview.aws.login import DeviceCode, log_in
from trailview.aws.profiles import Kind, find_profiles
from trailview.aws.prompting import CodeWanted, Prompter
from trailview.aws.sessions import Access
from trailview.events.text import printable
from trailview.qr_code import qr_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailview.aws.config import Sso

_BLACK_ON_WHITE: Final = "\x1b[38;5;16;48;5;231m"
_PLAIN: Final = "\x1b[0m"
_LOOK: Final = 0.1


def run_login(profile: str) -> int:
    """Log a profile in and say who that is; the exit code.

    Raises CredentialsError where it does not succeed, and other TrailviewErrors.
    """
    sso = _sso_of(profile)
    if sso is not None:
        _log_in(sso, profile)
    _say_who(profile)
    return cli.COMPLETE


def _sso_of(profile: str) -> Sso | None:
    """The Identity Center to log in to; None for credentials of another kind."""
    if not profile and os.environ.get("AWS_ACCESS_KEY_ID"):
        return None
    return read_config().sso(profile or surrounding_profile())


def _log_in(sso: Sso, profile: str) -> None:
    for step in log_in(sso, NEVER, profile=profile):
        if isinstance(step, DeviceCode):
            _show(step)
        else:
            _say("Logged in until", _moment(step.until))


def _show(step: DeviceCode) -> None:
    _say("Open   ", step.complete_url)
    _say("or     ", step.url)
    _say("Confirm", f"{step.code}, until {_moment(step.expires_at)}")
    drawing = qr_lines(step.complete_url)
    if sys.stdout.isatty() and shutil.get_terminal_size().columns >= len(drawing[0]):
        for line in drawing:
            print(f"{_BLACK_ON_WHITE}{line}{_PLAIN}")
    sys.stdout.flush()


def _say_who(profile: str) -> None:
    """Ask STS, with an MFA code where it takes one."""
    news: queue.SimpleQueue[CodeWanted | Setback] = queue.SimpleQueue()
    caller = Caller(Access(profile, prompt=Prompter(news.put)))
    asking = Running(lambda: _identity(caller, news.put))
    while not asking.wait(NEVER, _LOOK):
        while not news.empty():
            _react(news.get())
    told = asking.result()
    _say("You are", told["Arn"])
    _say("Account", told["Account"])
    name = profile or surrounding_profile()
    for entry in find_profiles().profiles:
        if entry.name == name and entry.kind is Kind.MFA:
            _say("Holds  ", entry.detail)


def _identity(caller: Caller, tell: Callable[[Setback], None]) -> Answer:
    asking = caller.ask("sts", "get_caller_identity", {}, NEVER)
    while True:
        try:
            news = next(asking)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        if isinstance(news, Setback):
            tell(news)


def _react(news: CodeWanted | Setback) -> None:
    if isinstance(news, CodeWanted):
        _ask_code(news)
    else:
        print(f"trailview: {printable(news.reason)}; trying again", file=sys.stderr)


def _ask_code(wanted: CodeWanted) -> None:
    """Let the user type a code, where there is one."""
    if not sys.stdin.isatty():
        wanted.cancel()
        return
    print(f"{printable(wanted.text)}: ", end="", file=sys.stderr, flush=True)
    try:
        wanted.answer(sys.stdin.readline().strip())
    except KeyboardInterrupt:
        wanted.cancel()
        raise


def _say(what: str, text: str) -> None:
    print(what, printable(text), flush=True)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
