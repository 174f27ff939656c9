"""`trailview login`: credentials for a profile, without a screen."""

from __future__ import annotations

import argparse
import queue
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from trailview.aws.asking import Answer, Caller, Setback, Silence
from trailview.aws.calls import NEVER, Running
from trailview.aws.credentials.caches import ROLES
from trailview.aws.credentials.config import read_config
from trailview.aws.credentials.login import DeviceCode, log_in
from trailview.aws.credentials.profiles import ProfileKind, Readiness, find_profiles, kind_of
from trailview.aws.credentials.prompting import Prompter, WantedCode
from trailview.aws.failures.told import aws_login_command
from trailview.cli import exit_codes
from trailview.cli.asked import context_settled
from trailview.cli.waiting import tell_call
from trailview.compose.aws import access_of
from trailview.errors import Need
from trailview.events.text import printable
from trailview.tui.qr_code import qr_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailview.aws.credentials.config import Sso
    from trailview.aws.credentials.sessions import Access

_HOW: Final = {
    ProfileKind.KEYS: "has an access key",
    ProfileKind.ROLE: "takes a role that asks for no MFA code",
    ProfileKind.PROCESS: "gets its credentials from a credential_process",
    ProfileKind.WEB_IDENTITY: "takes a role with the token in a file",
}
"""Where credentials come from that no login of ours gets, by kind."""
_BLACK_ON_WHITE: Final = "\x1b[38;5;16;48;5;231m"
_PLAIN: Final = "\x1b[0m"
_LOOK: Final = 0.1


def run(arguments: argparse.Namespace) -> int:
    """Log a profile in and say who that is; the exit code.

    Raises CredentialsError where it does not succeed, and other TrailviewErrors.
    """
    news: queue.SimpleQueue[WantedCode | Setback] = queue.SimpleQueue()
    access = access_of(context_settled(arguments), Prompter(news.put))
    sso = access.sso()
    if sso is not None:
        _log_in(sso, access)
    elif access.need() is not Need.MFA:
        _say_why_not(access)
    _say_who(access, news)
    return exit_codes.COMPLETE


def _say_why_not(access: Access) -> None:
    """Say that there is nothing to log in to, and where the credentials come from instead."""
    found = read_config().profiles.get(access.source)
    if kind_of(found or {}) is ProfileKind.LOGIN:
        _say_aws_login(access)
        return
    whose = f"profile {access.name or access.source}" if access.source else "the environment"
    how = _HOW[ProfileKind.KEYS] if not access.source else _HOW.get(kind_of(found or {}))
    if how is not None:
        print(f"There is nothing to log in to: {printable(whose)} {how}.", flush=True)


def _say_aws_login(access: Access) -> None:
    """Say how a profile of `aws login` is logged in: credentials that are kept are renewed here,
    as long as that goes; the login itself is the AWS CLI's."""
    command = aws_login_command(access.source)
    cli = "" if shutil.which("aws") else " (the AWS CLI 2.32 or later; it is not on the PATH here)"
    print(
        f"Profile {printable(access.name or access.source)} is logged in by the AWS CLI. Its "
        f"credentials are renewed here for 12 hours; then: {printable(command)}{cli}",
        flush=True,
    )


def _log_in(sso: Sso, access: Access) -> None:
    for step in log_in(sso, access, NEVER):
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


def _say_who(access: Access, news: queue.SimpleQueue[WantedCode | Setback]) -> None:
    """Ask STS, with an MFA code where it takes one; `news` is what is to be told meanwhile."""
    caller = Caller(access, tell=_tell_silence)
    asking = Running(lambda: _identity(caller, news.put))
    while not asking.wait(NEVER, _LOOK):
        while not news.empty():
            _react(news.get())
    told = asking.result()
    _say("You are", told["Arn"])
    _say("Account", told["Account"])
    for entry in find_profiles().profiles:
        if entry.name == access.source and entry.kind is ProfileKind.MFA:
            is_kept = entry.readiness is Readiness.READY
            _say("Holds  ", entry.detail if is_kept else f"for once: {ROLES} cannot be written")


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


def _tell_silence(service: str, news: Setback | Silence) -> None:
    """Say what is waited for; a call that is made again is told where it is reacted to."""
    if isinstance(news, Silence):
        tell_call(service, news)


def _react(news: WantedCode | Setback) -> None:
    if isinstance(news, WantedCode):
        _ask_code(news)
    else:
        print(f"trailview: {printable(news.reason)}; trying again", file=sys.stderr)


def _ask_code(wanted: WantedCode) -> None:
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
