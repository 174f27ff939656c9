"""AWS as it is played for a whole program in a terminal: the double, and a home with profiles.

`prod` logs in with SSO, `prod-admin` takes a role with an MFA code, `staging`
has keys, and `ci` a program that is not there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.fixture import SECRET, Running, running_double
from tests.aws_double.iam import Iam
from tests.aws_double.identities import key_of
from tests.aws_double.sso import Sso
from tests.aws_double.sts import Sts
from tests.terminal.tmux import Terminal
from trailview.demo.cast import PRODUCTION, STAGING
from trailview.settings.edit import Changes
from trailview.settings.memory import Memory
from trailview.tui.qr_code import qr_lines

REGION: Final = "eu-central-1"
ALIASES: Final = {PRODUCTION: "acme-production", STAGING: "acme-staging"}
"""What the accounts are called."""
PAGE: Final = 50
"""Events of a page of event history."""
_START_URL: Final = "https://acme.awsapps.com/start"
LOGIN_URL: Final = f"{_START_URL}/device"
"""Where any code is confirmed."""
_ROOT: Final = Path(__file__).parents[2]
_CONFIG: Final = f"""\
[sso-session acme]
sso_start_url = {_START_URL}
sso_region = {REGION}
sso_registration_scopes = sso:account:access

[profile prod]
sso_session = acme
sso_account_id = {PRODUCTION}
sso_role_name = SecurityAudit
region = {REGION}

[profile prod-admin]
role_arn = arn:aws:iam::{PRODUCTION}:role/OnCallAdmin
mfa_serial = arn:aws:iam::{STAGING}:mfa/alice
source_profile = staging
region = {REGION}

[profile staging]
region = {REGION}

[profile ci]
credential_process = /usr/local/bin/vault-aws ci
region = us-east-1
"""
_CREDENTIALS: Final = f"""\
[staging]
aws_access_key_id = {key_of(STAGING)}
aws_secret_access_key = {SECRET}
"""
_PROGRAM: Final = (sys.executable, "-m", "trailview")


@dataclass(frozen=True)
class Scene:
    """A double that answers, and somebody's home: what happens there, for tests and pictures."""

    running: Running
    home: Path
    _stack: ExitStack

    @property
    def sso(self) -> Sso:
        """Where logins are decided."""
        return self.running.service(Sso)

    @property
    def sts(self) -> Sts:
        """Where MFA codes are looked at."""
        return self.running.service(Sts)

    @property
    def memory(self) -> Memory:
        """What is remembered in that home."""
        return Memory(self.home / "trailview")

    def set(self, changes: Changes) -> None:
        """Write settings; where there are any, no setup comes first."""
        self.memory.begin()
        self.memory.change(changes)

    def open(
        self,
        *words: str,
        cols: int = 100,
        rows: int = 30,
        program: Sequence[str] = _PROGRAM,
    ) -> Terminal:
        """trailview in a terminal, with nothing of its user's surroundings."""
        # A socket's path may have no more than about 100 characters.
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="tv-")))
        variables = (f"{name}={value}" for name, value in self._environment.items())
        command = ["env", "-i", *variables, *program, *words]
        return self._stack.enter_context(Terminal(folder, command, cols, rows))

    def hold_back(self) -> None:
        """Let event history wait with the second page, and refuse the call behind it."""
        for fault, call in ((Fault.STALLED, 2), (Fault.EXPIRED, 3)):
            self.running.faults.add(Rule(fault, "LookupEvents", frozenset({call})))

    def expire(self, terminal: Terminal) -> None:
        """Let the login end while a page is held back whose predecessor shows; then give it."""
        if not self.running.faults.stalled.wait(60):
            raise TimeoutError("no page was asked for that could be held back")
        terminal.wait_for(f"row 1/{PAGE}")
        self.sso.revoke()
        self.running.faults.release()

    @property
    def _environment(self) -> Mapping[str, str]:
        leading = self.running.environment()
        return {
            "PATH": os.defpath,
            "PYTHONPATH": str(_ROOT),
            "HOME": str(self.home),
            "TRAILVIEW_CONFIG_DIR": str(self.home / "trailview"),
            "TRAILVIEW_CACHE_DIR": str(self.home / "kept"),
            "TERM": "tmux-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "NO_PROXY": "127.0.0.1",
            **{n: leading[n] for n in ("AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED")},
        }


@contextmanager
def playing(records: Iterable[Mapping[str, Any]], clock: Clock) -> Iterator[Scene]:
    """A scene until the block ends; with it end the programs that were opened in it."""
    with (
        running_double(Corpus(records), clock=clock, region=REGION) as running,
        TemporaryDirectory(prefix="tv-home-") as home,
        ExitStack() as stack,
    ):
        running.service(Iam).aliases = dict(ALIASES)
        folder = Path(home, ".aws")
        folder.mkdir()
        (folder / "config").write_text(_CONFIG)
        (folder / "credentials").write_text(_CREDENTIALS)
        yield Scene(running, Path(home), stack)


def login_code(terminal: Terminal) -> str:
    """The code of the login that is asked for, once its dialog is drawn with the QR code."""

    def is_drawn(screen: str) -> bool:
        code = _code_in(screen)
        return bool(code) and all(line.rstrip() in screen for line in qr_lines(address_of(code)))

    return _code_in(terminal.wait_for(is_drawn))


def _code_in(screen: str) -> str:
    found = re.search(r"\?user_code=(ABCD-\d{4})", screen)
    return found[1] if found else ""


def address_of(code: str) -> str:
    """The address at which a code is confirmed."""
    return f"{LOGIN_URL}?user_code={code}"
