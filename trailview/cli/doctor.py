"""`trailview doctor`: what the backends need in AWS, and what of it is there."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING, Final

from trailview.aws.asking import Caller
from trailview.aws.calls import NEVER
from trailview.aws.doctor.checks import Check, Outcome
from trailview.aws.doctor.run import Doctor
from trailview.backends.athena.target import cloudtrail_tables
from trailview.cli import exit_codes
from trailview.cli.asked import context_settled, now
from trailview.cli.waiting import tell_call
from trailview.compose import services
from trailview.compose.aws import access_of
from trailview.compose.surroundings import first_region
from trailview.events.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS: Final = {
    Outcome.OK: "✓",
    Outcome.DENIED: "✗",
    Outcome.FAILED: "✗",
    Outcome.UNTRIED: "–",
}
_WIDTH: Final = 38
"""Columns of the first part of a line."""


def run(arguments: argparse.Namespace) -> int:
    """Try it all, and write `table` or `json` to standard output; the exit code.

    Raises CredentialsError where nobody can be asked, and other TrailviewErrors.
    """
    context, style = context_settled(arguments), arguments.format
    access = access_of(context)
    caller = Caller(access, first_region(context), tell=tell_call)
    needs = services.needs()
    doctor = Doctor(caller, NEVER, now(), cloudtrail_tables, needs, context)
    checks = _told(doctor.checks()) if style == "table" else list(doctor.checks())
    missing = doctor.policy()
    if style == "json":
        print(json.dumps(_document(checks, missing), indent=2))
    elif missing:
        print(f"\nThis policy allows what was denied:\n\n{missing}")
    return exit_codes.COMPLETE if all(check.is_well for check in checks) else exit_codes.INCOMPLETE


def _told(checks: Iterable[Check]) -> list[Check]:
    """All checks, each written as soon as it is made."""
    made: list[Check] = []
    for backends, group in groupby(checks, lambda check: check.backends):
        if backends:
            print(f"\n{backends}")
        for untried, alike in groupby(group, _reason):
            made += _written(alike, merge=bool(untried))
    return made


def _reason(check: Check) -> str:
    """Why it was not tried; empty where it was."""
    return check.detail if check.outcome is Outcome.UNTRIED else ""


def _written(checks: Iterable[Check], *, merge: bool) -> list[Check]:
    """Write checks a line each, or as one line for all."""
    made = []
    for check in checks:
        made.append(check)
        if not merge:
            _write(check, check.what)
    if merge:
        others = len(made) - 1
        _write(made[0], made[0].what + f" and {others} more" * bool(others))
    return made


def _write(check: Check, what: str) -> None:
    print(
        f"{_MARKS[check.outcome]} {printable(what):<{_WIDTH}}  {printable(check.detail)}".rstrip()
    )
    if check.advice:
        print(f"  → {printable(check.advice)}")
    sys.stdout.flush()


def _document(checks: Iterable[Check], missing: str) -> dict[str, object]:
    return {
        "checks": [check._asdict() for check in checks],
        "policy": json.loads(missing) if missing else None,
    }
