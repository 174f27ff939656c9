"""IAM policies out of statements: all of them, or what an account lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from trailview.aws.doctor.rows import Needed


class MissingPermission(NamedTuple):
    """An action that is not allowed."""

    action: str
    sid: str = ""
    """The statement that would allow it; empty for all that name it."""


def policy(
    needed: Iterable[Needed],
    lacks: Collection[MissingPermission] | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """An IAM policy as JSON, a statement a line: for all that is needed, or for what lacks only.

    `names` says what parts of resources stand for. Empty where nothing needed is an action lacked.
    """
    lines = []
    for statement, _ in needed:
        allowed = [
            permission.action
            for permission in statement.permissions
            if lacks is None or _is_lacking(statement.sid, permission.action, lacks)
        ]
        if allowed:
            resources = [_named(resource, names or {}) for resource in statement.resources]
            lines.append(
                json.dumps(
                    {
                        "Sid": statement.sid,
                        "Effect": "Allow",
                        "Action": allowed,
                        "Resource": resources[0] if len(resources) == 1 else resources,
                    }
                )
            )
    if not lines:
        return ""
    inner = ",\n  ".join(lines)
    return f'{{"Version": "2012-10-17", "Statement": [\n  {inner}\n]}}'


def _is_lacking(sid: str, action: str, lacks: Collection[MissingPermission]) -> bool:
    return MissingPermission(action) in lacks or MissingPermission(action, sid) in lacks


def _named(resource: str, names: Mapping[str, str]) -> str:
    if not names:
        return resource
    longest_first = sorted(names, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda part: names[part[0]], resource)
