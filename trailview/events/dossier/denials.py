"""What was missing where a call was denied, as the error's message tells it.

The wordings are those of the IAM user guide, page "Troubleshoot access denied error
messages": `with an explicit deny in a TYPE policy`, since 2025 with the policy's ARN behind
it where caller and policy are of one organization, and `because no TYPE policy allows the
ACTION action`. If several types of policies deny, AWS names one of them.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from trailview.events.record import Event

_MOST: Final = 4_096
"""Characters of a message that are looked at: CloudTrail cuts it at 1 KB."""
_ACTION: Final = re.compile(
    r"not authorized to perform:?\s+(?:the\s+)?([A-Za-z0-9-]{1,64}:[A-Za-z0-9*]{1,128})"
)
_EXPLICIT: Final = re.compile(
    r"\bexplicit deny\b(?: in (?:a|an|the|one or more)? ?(.{0,400}))?", re.S
)
_IMPLICIT: Final = re.compile(r"\bbecause no (.{0,60}?)(?: policies| policy|) allows?\b", re.S)
_ARN: Final = re.compile(r"arn:[a-z-]{1,24}:[a-z-]{1,32}::?[^\s,;]{1,1024}")
_ENDPOINT_CODE: Final = "VpceAccessDenied"

_POLICIES: Final = (
    ("service control polic", "service control policy"),
    ("resource control polic", "resource control policy"),
    ("vpc endpoint polic", "VPC endpoint policy"),
    ("permissions boundar", "permissions boundary"),
    ("session polic", "session policy"),
    ("role trust polic", "role trust policy"),
    ("assume role policy", "role trust policy"),
    ("resource-based polic", "resource-based policy"),
    ("identity-based polic", "identity-based policy"),
)
"""How a message begins to name a kind of policy, and what it is called here."""
UNTOLD: Final = "not told"
"""The kind of policy where a message names none."""


class Denial(NamedTuple):
    """Why a call was not let through."""

    permission: str
    """`s3:GetObject`: as the message names it, else the service and the event."""
    policy: str
    """The kind of policy; `not told` where the message names none."""
    is_explicit: bool
    """Whether a policy denies it, rather than none allowing it."""
    policy_arn: str = ""

    @property
    def why(self) -> str:
        """In a few words."""
        if self.policy == UNTOLD:
            return "an explicit deny" if self.is_explicit else UNTOLD
        article = "an" if self.policy[0] in "aeiou" else "a"
        if self.is_explicit:
            return f"explicit deny in {article} {self.policy}"
        return f"no {self.policy} allows it"


def denial_of(event: Event) -> Denial:
    """Why a denied call was. Takes any event."""
    message = (event.text("errorMessage") or "")[:_MOST]
    action = _ACTION.search(message)
    policy, is_explicit, arn = _policy(message, event.text("errorCode") or "")
    return Denial(action[1] if action else _by_event(event), policy, is_explicit, arn)


def _policy(message: str, code: str) -> tuple[str, bool, str]:
    explicit = _EXPLICIT.search(message)
    if explicit is not None:
        told = explicit[1] or ""
        arn = _ARN.search(told)
        return _kind(told), True, arn[0].rstrip(".") if arn else ""
    implicit = _IMPLICIT.search(message)
    if implicit is not None:
        return _kind(f"{implicit[1]} policy"), False, ""
    if "no resource-based policies allow access, or" in message:
        return "resource-based policy", False, ""  # KMS, which says no more than this
    if code == _ENDPOINT_CODE:
        return "VPC endpoint policy", True, ""
    return UNTOLD, False, ""


def _kind(told: str) -> str:
    """The kind of policy that a text begins by naming."""
    text = told.lower()
    found = [(text.find(begin), name) for begin, name in _POLICIES if begin in text[:80]]
    return min(found)[1] if found else UNTOLD


def _by_event(event: Event) -> str:
    service = (event.text("eventSource") or "?").removesuffix(".amazonaws.com")
    return f"{service}:{event.text('eventName') or '?'}"
