"""What a chain is asked about: a key, an event, or an ARN."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from trailview.events.issued import CalledBy, account_in

_KEY: Final = re.compile(r"A[A-Z0-9]{3}[A-Z0-9*]{8,124}")
"""How the IAM user guide writes unique identifiers; masked ones end in stars."""
_EVENT: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ARN: Final = re.compile(r"arn:[a-z-]+:(?:iam|sts)::\d*:.+")


@dataclass(frozen=True, slots=True)
class Subject:
    """One of `key`, `event` and `arn` is there; or a person's name, where that is let."""

    text: str
    """As it was typed."""
    key: str | None = None
    event: str | None = None
    arn: str | None = None

    @property
    def is_temporary_key(self) -> bool:
        """Whether it is a key that some call has issued for a session."""
        return bool(self.key) and not (self.key or "").startswith("AKIA")

    @property
    def name(self) -> str | None:
        """The user or session that the text names, as event history calls a caller."""
        if self.arn is None:
            return None if self.key or self.event else self.text
        kind, _, rest = self.arn.split(":", 5)[-1].partition("/")
        if kind == "role":
            return None
        return rest.rpartition("/")[2] or "root"

    @property
    def is_role(self) -> bool:
        """Whether it is a role, rather than one of its sessions."""
        return ":role/" in (self.arn or "")

    @property
    def caller(self) -> CalledBy | None:
        """Who an ARN names, where that needs no event to tell: a user, or root."""
        kind = (self.arn or "").split(":", 5)[-1].partition("/")[0]
        types = {"user": "IAMUser", "root": "Root"}
        if kind not in types:
            return None
        return CalledBy(types[kind], self.arn, account=account_in(self.arn), name=self.name)


def subject_of(text: str) -> Subject | None:
    """What a text means; None where it is no key, no event ID, and no ARN of IAM or STS."""
    text = text.strip()
    if _KEY.fullmatch(text):
        return Subject(text, key=text)
    if _EVENT.fullmatch(text):
        return Subject(text, event=text)
    if _ARN.fullmatch(text):
        return Subject(text, arn=text)
    return None
